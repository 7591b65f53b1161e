import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { plotCriterion } from '../../src/plot/plotCriterion.js';
import type { VegaLiteSpec } from '../../src/plot/VegaLiteSpec.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

const path = [
  { bandwidth: 10, value: 3 },
  { bandwidth: 0.1, value: 2 },
  { bandwidth: 1, value: 1 },
];

/** Curve, bandwidth, value and label of what is marked. */
const marks = (spec: VegaLiteSpec) =>
  (spec.layer[2]!.data!.values as any[]).map((mark) =>
    ['name', 'bandwidth', 'value', 'label'].map((key) => mark[key]),
  );

describe('plotCriterion', () => {
  it('draws a path by bandwidth and marks its smallest value', () => {
    const spec = plotCriterion(path);
    expect(spec.data.values.map(({ bandwidth }) => bandwidth)).toEqual([0.1, 1, 10]);
    expect(marks(spec)).toEqual([['criterion', 1, 1, 'h = 1']]);
    expectPicture(spec);
  });

  it('draws a curve for each degree of a path', () => {
    const both = [0, 1].flatMap((degree) => path.map((point) => ({ ...point, degree })));
    const { values } = plotCriterion(both).data;
    expect(values.map(({ name }) => name)).toEqual([
      ...Array(3).fill('degree 0'),
      ...Array(3).fill('degree 1'),
    ]);
    expectPicture(plotCriterion(both));
  });

  it('leaves out what has no place on the axes', () => {
    const all = [...path, { bandwidth: Infinity, value: 4 }, { bandwidth: 2, value: NaN }];
    expect(plotCriterion(all).data.values).toHaveLength(3);
    expectPicture(plotCriterion([]));
  });

  it('draws several, each with its own smallest value', () => {
    const spec = plotCriterion(
      new Map([
        ['loo', path],
        ['aicc', path.slice(0, 2)],
      ]),
    );
    expect(marks(spec)).toEqual([
      ['loo', 1, 1, 'h = 1'],
      ['aicc', 0.1, 2, 'h = 0.1'],
    ]);
    expectPicture(spec);
  });

  it('takes the path of a search', () => {
    const searched = path.map((point) => ({
      ...point,
      bandwidth: Float64Array.of(point.bandwidth),
    }));
    expect(plotCriterion(searched)).toEqual(plotCriterion(path));
  });

  it('accepts records that carry more', () => {
    expect(
      plotCriterion([{ bandwidth: 1, value: 2, degree: 1 } as never]).data.values,
    ).toHaveLength(1);
  });

  it.each([
    ['no array', 5, 'path must be an array of bandwidths and values, got 5'],
    ['numbers', [1], 'path.bandwidth must be a number, got undefined'],
    ['null', [null], 'path.bandwidth must be a number, got undefined'],
    ['a value in text', [{ bandwidth: 1, value: '1' }], 'path.value must be a number, got "1"'],
    ['a bandwidth of 0', [{ bandwidth: 0, value: 1 }], 'path.bandwidth must be positive, got 0'],
    [
      'two predictors',
      [{ bandwidth: [1, 2], value: 1 }],
      'path.bandwidth must be a number, got an array of length 2',
    ],
    ['NaN', [{ bandwidth: NaN, value: 1 }], 'path.bandwidth must be positive, got NaN'],
  ])('refuses %s', (_name, wrong, message) => {
    expectError(() => plotCriterion(wrong as never), OptionError, `plotCriterion: ${message}`);
  });

  it.each(wrongPlotOptions())('refuses %s as options', (_name, options, message) => {
    expectError(
      () => plotCriterion(path, options as never),
      OptionError,
      `plotCriterion: ${message}`,
    );
  });
});
