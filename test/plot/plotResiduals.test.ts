import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { plotResiduals } from '../../src/plot/plotResiduals.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { dated, fake } from './fakeModel.js';

const residuals = [1, -2, 0, 3];

describe('plotResiduals', () => {
  it('draws residuals against the fit, y less the residual', () => {
    const spec = plotResiduals(fake({ residuals }));
    expectPicture(spec);
    expect(spec.data.values.map(({ x, residual }) => [x, residual])).toEqual([
      [-1, 1],
      [4, -2],
      [4, 0],
      [7, 3],
    ]);
    expect(spec.layer[0]!.data!.values).toEqual([{ residual: 0 }]);
  });

  it('draws them against x, which may be dates', () => {
    const spec = plotResiduals(fake({ residuals }), { against: 'x' });
    expectPicture(spec);
    expect(spec.data.values.map(({ x }) => x)).toEqual([0, 1, 2, 3]);
    expect(spec.layer[1]!.encoding.x.title).toBe('age');
    const byDay = plotResiduals(dated(), { against: 'x' });
    expectPicture(byDay);
    expect(byDay.layer[1]!.encoding.x.type).toBe('temporal');
  });

  it('draws them in order against shares, of which the picture makes normal quantiles', () => {
    const spec = plotResiduals(fake({ residuals }), { against: 'quantiles' });
    expectPicture(spec);
    expect(spec.data.values.map(({ x, residual }) => [x, residual])).toEqual([
      [0.125, -2],
      [0.375, 0],
      [0.625, 1],
      [0.875, 3],
    ]);
    // through the second and the third, from end to end
    expect(spec.layer[0]!.data!.values).toEqual(
      [0.125, 0.875].map((x) => ({ x, name: 'pay', low: 0, high: 1, share: 0.375 })),
    );
  });

  it('colors several outputs, and leaves residuals that are NaN out', () => {
    const model = fake({
      columns: { x: fake().columns.x, y: ['a', 'b'].map((name) => ({ name, type: 'number' })) },
      observations: [
        { age: 0, a: 1, b: 2 },
        { age: 1, a: 3, b: 4 },
      ],
      residuals: [0.5, 1, Number.NaN, 2],
    });
    for (const against of ['fit', 'x', 'quantiles'] as const) {
      const spec = plotResiduals(model, { against });
      expectPicture(spec);
      expect(spec.data.values.map(({ name, residual }) => [name, residual])).toEqual([
        ['a', 0.5],
        ['b', 1],
        ['b', 2],
      ]);
      expect(spec.layer[1]!.encoding.fill.legend).not.toBeNull();
    }
  });

  it('refuses what is no model, and several predictors against x', () => {
    expectError(
      () => plotResiduals([1, 2] as never),
      OptionError,
      'plotResiduals: model must be a fitted model, got an array of length 2',
    );
    const columns = { x: [...fake().columns.x, ...fake().columns.x], y: fake().columns.y };
    expectError(
      () => plotResiduals(fake({ columns }), { against: 'x' }),
      UnsupportedError,
      "plotResiduals: the model must have one predictor; against: 'fit' takes any, got 2",
    );
    expectError(
      () => plotResiduals(fake(), { against: 'y' as never }),
      OptionError,
      'plotResiduals: against must be one of fit, x, quantiles, got "y"',
    );
  });

  it.each(wrongPlotOptions('against', 'maxPoints'))(
    'refuses the options: %s',
    (_n, options, message) => {
      expectError(
        () => plotResiduals(fake(), options as never),
        OptionError,
        `plotResiduals: ${message}`,
      );
    },
  );
});
