import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { kernelRegression } from '../../src/estimators/kernelRegression.js';
import { plotQuantiles, type QuantileModel } from '../../src/plot/plotQuantiles.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { dated, fake } from './fakeModel.js';

/** A model whose quantiles are 2x + 10·level. */
const fan = (model = fake()): QuantileModel => ({
  ...model,
  quantile: (xq, levels) =>
    Array.from(xq, Number).flatMap((at) => levels.map((level) => 2 * at + 10 * level)),
});

describe('plotQuantiles', () => {
  it('draws nested bands, the median and the observations', () => {
    const spec = plotQuantiles(fan(), { levels: [0.9, 0.25, 0.5, 0.1, 0.75] });
    expectPicture(spec);
    expect(spec.description).toBe('observations, 10 % to 90 %, 25 % to 75 %, median');
    expect(spec.data.values).toEqual(
      [0, 1.5, 3].map((x) => ({
        name: 'median',
        x,
        y: 2 * x + 5,
        low: 2 * x + 1,
        high: 2 * x + 9,
        low2: 2 * x + 2.5,
        high2: 2 * x + 7.5,
      })),
    );
    expect(spec.layer.map(({ mark }) => mark.type)).toEqual([
      'area',
      'area',
      'point',
      'line',
      'point',
    ]); // prettier-ignore
    const [wide, narrow, points] = spec.layer;
    expect([wide!.encoding.y.field, narrow!.encoding.y.field]).toEqual(['low', 'low2']);
    expect(points!.data!.values).toEqual([0, 1, 2, 3].map((x) => ({ x, y: x < 3 ? 2 * x : 10 })));
    expect([wide!.encoding.x.title, wide!.encoding.y.title]).toEqual(['age', 'pay']);
  });

  it('has no line where the number of levels is even, and says which it is otherwise', () => {
    const even = plotQuantiles(fan(), { levels: [0.1, 0.9] });
    expectPicture(even);
    expect(Object.keys(even.data.values[0]!)).toEqual(['name', 'x', 'low', 'high']);
    expect(even.description).toBe('observations, 10 % to 90 %, quantiles');
    const one = plotQuantiles(fan(), { levels: [0.025] });
    expectPicture(one);
    expect(one.description).toBe('observations, quantile, 2.5 %');
  });

  it('has seven levels by default, and takes points and how distributions are made', () => {
    const x = Array.from({ length: 80 }, (_, i) => i / 10);
    const y = x.map((t, i) => t + ((7 * i) % 5));
    const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(x, y);
    const spec = plotQuantiles(model, { points: [1, 2], title: 'Fan', width: 300 });
    expectPicture(spec);
    expect(spec.description).toContain('5 % to 95 %, 10 % to 90 %, 25 % to 75 %, median');
    const [low, , , middle] = model.quantile([1], [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]);
    expect(spec.data.values[0]).toMatchObject({ x: 1, y: middle, low });
    expect([spec.title, spec.width]).toEqual(['Fan', 300]);
    const distribution = { centred: false, outputBandwidth: 0.5 };
    const plain = plotQuantiles(model, { from: 2, to: 4, points: 3, distribution });
    expect(plain.data.values.map((row) => row.x)).toEqual([2, 3, 4]);
    expect(plain.data.values[1]!.y).toBe(model.quantile(3, 0.5, distribution));
  });

  it('draws dates, and observations in the first round of a circle', () => {
    const spec = plotQuantiles(fan(dated()));
    expectPicture(spec);
    expect(spec.layer[0]!.encoding.x.type).toBe('temporal');
    const rows = Array.from({ length: 48 }, (_, i) => ({ hour: i, load: (i % 12) + (i % 5) }));
    const hour = { column: 'hour', kind: 'periodic', period: 24 } as const;
    const model = kernelRegression(rows, { x: hour, y: 'load', bandwidth: [3] } as never);
    const round = plotQuantiles(model as unknown as QuantileModel);
    expectPicture(round);
    const shown = round.layer.find(({ data }) => data)!.data!.values as { x: number }[];
    expect(Math.max(...shown.map(({ x }) => x))).toBe(23);
  });

  it.each(wrongPlotOptions('maxPoints', 'levels', 'distribution', 'points', 'from', 'to'))(
    'refuses %s',
    (_name, options, message) => {
      expectError(
        () => plotQuantiles(fan(), options as never),
        OptionError,
        `plotQuantiles: ${message}`,
      );
    },
  );

  it('refuses what is no model, no levels, and models without a curve', () => {
    expectError(
      () => plotQuantiles({} as never),
      OptionError,
      'plotQuantiles: model must be a fitted model, got an object',
    );
    expectError(
      () => plotQuantiles(fan(), { levels: [] }),
      OptionError,
      'plotQuantiles: levels must hold at least one level, got none',
    );
    const two = new KernelRegressor({ bandwidth: 1 }).fit(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [1, 2, 3],
    ); // prettier-ignore
    expectError(() => plotQuantiles(two), UnsupportedError, /x must have one column for a curve/);
  });
});
