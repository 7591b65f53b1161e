import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { attentionWeights } from '../../src/attention/attentionWeights.js';
import { OptionError, ShapeError } from '../../src/errors.js';
import { plotAttentionWeights } from '../../src/plot/plotAttentionWeights.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

describe('plotAttentionWeights', () => {
  it('has a rectangle for every query and key', () => {
    expect(
      plotAttentionWeights([
        [0.25, 0.75],
        [1, 0],
      ]).data.values,
    ).toEqual([
      { query: 0, key: 0, weight: 0.25 },
      { query: 0, key: 1, weight: 0.75 },
      { query: 1, key: 0, weight: 1 },
      { query: 1, key: 1, weight: 0 },
    ]);
  });

  it('follows strided views', () => {
    const view = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])
      .transpose(1, 0)
      .lo(2, 0);
    expect(plotAttentionWeights(view).data.values.map(({ weight }) => weight)).toEqual([3, 6]);
  });

  it('leaves a row of NaN blank: JSON has no NaN', () => {
    const spec = plotAttentionWeights(attentionWeights([0, 9], [0], { kernel: 'uniform' }));
    expect(spec.data.values.map(({ weight }) => weight)).toEqual([1, null]);
    expectPicture(spec);
  });

  it.each([
    [1, 1],
    [2, 3],
    [50, 50],
    [3, 1200],
    [0, 3],
    [3, 0],
  ])('%i queries by %i keys make a picture', (m, n) => {
    expectPicture(plotAttentionWeights(ndarray(new Float64Array(m * n).fill(0.5), [m, n])));
  });

  it('has tiles that reach under the next, at any size, and the first query at the top', () => {
    const { transform, encoding, mark } = plotAttentionWeights([[1, 0]], { width: 333 }).layer[0]!;
    expect(transform).toContainEqual({ calculate: 'datum.key - 0.5', as: 'keyFrom' });
    expect(transform).toContainEqual({ calculate: 'datum.key + 1', as: 'keyTo' });
    const blank = plotAttentionWeights([[1, Number.NaN]]).layer[0]!.transform;
    expect(blank).toContainEqual({ calculate: 'datum.key + 0.6', as: 'keyTo' });
    expect([encoding.x.field, encoding.x2.field]).toEqual(['keyFrom', 'keyTo']);
    expect(encoding.x.scale.domain).toEqual([-0.5, 1.5]);
    expect(encoding.y.scale.reverse).toBe(true);
    expect(mark.clip).toBe(true);
  });

  it('labels few enough keys to read', () => {
    const labels = (n: number): number[] => {
      const spec = plotAttentionWeights(ndarray(new Float64Array(n), [1, n])) as any;
      return spec.layer[0].encoding.x.axis.values;
    };
    expect(labels(4)).toEqual([0, 1, 2, 3]);
    expect(labels(50)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
    expect(labels(2345).length).toBeLessThanOrEqual(11);
  });

  it('takes title, size and labels', () => {
    const options = { title: 'T', width: 100, height: 50, xLabel: 'k', yLabel: 'q' };
    const spec = plotAttentionWeights([[1]], options) as any;
    expect([spec.title, spec.width, spec.height]).toEqual(['T', 100, 50]);
    const { x, y } = spec.layer[0].encoding;
    expect([x.title, y.title]).toEqual(['k', 'q']);
    expectPicture(spec);
  });

  it('takes one entry of a batch', () => {
    const queries = [
      [[0], [1]],
      [[2], [3]],
    ];
    const keys = [
      [[0], [1], [4]],
      [[2], [2], [5]],
    ];
    const weights = attentionWeights(queries, keys);
    const spec = plotAttentionWeights(weights.pick(1));
    const alone = plotAttentionWeights(attentionWeights(queries[1]!, keys[1]!));
    expect(spec).toEqual(alone);
  });

  it('leaves its input', () => {
    const mine = [Object.freeze([0.5, 0.5])];
    expect(() => plotAttentionWeights(Object.freeze(mine))).not.toThrow();
  });

  it.each([
    [
      'rank 1',
      [1, 2],
      ShapeError,
      'weights must have rank 2, since a picture shows one entry of a batch (weights.pick(0) is the first), got rank 1, shape [2]',
    ],
    [
      'rank 3',
      [[[1]]],
      ShapeError,
      'weights must have rank 2, since a picture shows one entry of a batch (weights.pick(0) is the first), got rank 3, shape [1, 1, 1]',
    ],
    [
      'ragged',
      [[1], [1, 2]],
      ShapeError,
      'weights must be rectangular, with rows of 1 at depth 1, got a row of 2',
    ],
    [
      'a string',
      'w',
      OptionError,
      'weights must be an array, a typed array or an ndarray, got "w"',
    ],
    ['strings', [['1']], OptionError, 'weights must hold numbers, got "1"'],
  ] as const)('refuses %s', (_name, weights, type, message) => {
    expectError(
      () => plotAttentionWeights(weights as never),
      type,
      `plotAttentionWeights: ${message}`,
    );
  });

  it.each(wrongPlotOptions())('refuses the options: %s', (_name, options, message) => {
    expectError(
      () => plotAttentionWeights([[1]], options as never),
      OptionError,
      `plotAttentionWeights: ${message}`,
    );
  });
});
