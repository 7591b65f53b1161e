import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/errors.js';
import { broadcastShape, broadcastTo } from '../../src/tensor/broadcast.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectError } from '../expectError.js';

describe('broadcastShape', () => {
  // the table of the NumPy manual, and lengths of 0
  it.each([
    [[], [], []],
    [[3], [], [3]],
    [[2, 3], [3], [2, 3]],
    [[2, 1], [3], [2, 3]],
    [[256, 256, 3], [3], [256, 256, 3]],
    [
      [8, 1, 6, 1],
      [7, 1, 5],
      [8, 7, 6, 5],
    ],
    [
      [15, 3, 5],
      [15, 1, 5],
      [15, 3, 5],
    ],
    [[0], [1], [0]],
    [
      [2, 0],
      [2, 1],
      [2, 0],
    ],
  ])('%o and %o stretch to %o', (a, b, shape) => {
    expect(broadcastShape('f', a, b)).toEqual(shape);
    expect(broadcastShape('f', b, a)).toEqual(shape);
  });

  it.each([
    [[3], [4], '[3] and [4]'],
    [[2, 1], [8, 4, 3], '[2, 1] and [8, 4, 3]'],
    [[0], [2], '[0] and [2]'],
  ])('%o and %o do not', (a, b, shown) => {
    const run = (): unknown => broadcastShape('f', a, b);
    expectError(run, ShapeError, `f: shapes must broadcast, got ${shown}`);
  });
});

describe('broadcastTo', () => {
  const row = ndarray(Float64Array.of(1, 2), [2]);

  it('adds axes in front', () => {
    expect(toNestedArray(broadcastTo(row, [3, 2]))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('stretches lengths of 1', () => {
    const column = ndarray(Float64Array.of(1, 2), [2, 1]);
    expect(toNestedArray(broadcastTo(column, [2, 3]))).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  it('stretches a length of 1 to 0', () => {
    expect(toNestedArray(broadcastTo(ndarray(Float64Array.of(1), [1]), [0]))).toEqual([]);
  });

  it('keeps offset and stride of a view', () => {
    const view = ndarray(Float64Array.of(0, 1, 2, 3), [2], [2], 1);
    expect(toNestedArray(broadcastTo(view, [2, 2]))).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });

  it('looks at the same memory', () => {
    expect(broadcastTo(row, [2, 2]).data).toBe(row.data);
  });
});
