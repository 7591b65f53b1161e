import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import { bmm, matmul } from '../../src/tensor/matmul.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import type { TensorInput } from '../../src/tensor/tensor.js';
import { expectError } from '../expectError.js';

const empty = (...shape: number[]) => ndarray(new Float64Array(0), shape);

describe('matmul', () => {
  it.each<[string, TensorInput, TensorInput, unknown]>([
    [
      'matrices',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
      [
        [19, 22],
        [43, 50],
      ],
    ],
    ['a row and a column', [[1, 2, 3]], [[4], [5], [6]], [[32]]],
    ['two vectors: rank 0', [1, 2, 3], [4, 5, 6], 32],
    [
      'a matrix and a vector',
      [
        [1, 2],
        [3, 4],
      ],
      [1, -1],
      [-1, -1],
    ],
    [
      'a vector and a matrix',
      [1, -1],
      [
        [1, 2],
        [3, 4],
      ],
      [-2, -2],
    ],
    [
      'batches',
      [[[1, 2]], [[3, 4]]],
      [
        [[1], [1]],
        [[2], [0]],
      ],
      [[[3]], [[6]]],
    ],
    [
      'a matrix for every batch',
      [[1, 1]],
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [[[3]], [[7]]],
    ],
    [
      'a batch of one, stretched',
      [[[1, 1]]],
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [[[3]], [[7]]],
    ],
    ['a batch and a vector', [[[1, 2]], [[3, 4]]], [10, 1], [[12], [34]]],
  ])('%s', (_name, a, b, product) => {
    expect(toNestedArray(matmul(a, b))).toEqual(product);
  });

  it('stretches batches on both sides', () => {
    const a = ndarray(Float64Array.of(1, 2), [2, 1, 1, 1]);
    const b = ndarray(Float64Array.of(10, 20, 30), [3, 1, 1]);
    const product = matmul(a, b);
    expect(product.shape).toEqual([2, 3, 1, 1]);
    expect([...product.data]).toEqual([10, 20, 30, 20, 40, 60]);
  });

  it('follows strided views', () => {
    const matrix = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    // [[1, 2, 3], [4, 5, 6]] times its transpose
    expect(toNestedArray(matmul(matrix, matrix.transpose(1, 0)))).toEqual([
      [14, 32],
      [32, 77],
    ]);
  });

  it('an inner length of 0 gives zeros', () => {
    expect(toNestedArray(matmul(empty(2, 0), empty(0, 2)))).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(matmul(empty(0, 3), [[1], [2], [3]]).shape).toEqual([0, 1]);
  });

  it('0 times infinity is NaN, not skipped', () => {
    expect(toNestedArray(matmul([0, 1], [Infinity, 1]))).toBeNaN();
  });

  it('is of 32 bits when both sides are', () => {
    const single = [Float32Array.of(1, 2)];
    expect(matmul(single, Float32Array.of(1, 1)).dtype).toBe('float32');
    expect(matmul(single, [1, 1]).dtype).toBe('float64');
  });

  it.each<[TensorInput, TensorInput, string]>([
    [[[1, 2]], [[1, 2]], '[1, 2] and [1, 2]'],
    [[1, 2], [1, 2, 3], '[2] and [3]'],
    [2, [1, 2], '[] and [2]'],
    [[1, 2], 2, '[2] and []'],
  ])('%o and %o do not match', (a, b, shown) => {
    expectError(
      () => matmul(a, b),
      ShapeError,
      `matmul: a and b must have matching inner lengths, got ${shown}`,
    );
  });

  it('batches must broadcast', () => {
    expectError(
      () => matmul(empty(2, 0, 1), empty(3, 1, 0)),
      ShapeError,
      'matmul: shapes must broadcast, got [2] and [3]',
    );
  });

  it.each(['ab', null, undefined, 1n, {}])('refuses %o', (wrong) => {
    expectError(() => matmul(wrong as never, [1]), OptionError, /^matmul: a must be an array/);
    expectError(() => matmul([1], wrong as never), OptionError, /^matmul: b must be an array/);
  });
});

describe('bmm', () => {
  it('multiplies each entry of the first axis', () => {
    const a = [[[1, 2]], [[3, 4]]];
    const b = [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [2, 0],
        [0, 3],
      ],
    ];
    expect(toNestedArray(bmm(a, b))).toEqual([[[1, 2]], [[6, 12]]]);
  });

  it.each([
    [
      [0, 2, 3],
      [0, 3, 4],
      [0, 2, 4],
    ],
    [
      [2, 0, 3],
      [2, 3, 4],
      [2, 0, 4],
    ],
    [
      [2, 3, 0],
      [2, 0, 4],
      [2, 3, 4],
    ],
  ])('%o and %o give %o', (a, b, shape) => {
    const zeros = (s: number[]) => ndarray(new Float64Array(s.reduce((x, y) => x * y)), s);
    const product = bmm(zeros(a), zeros(b));
    expect(product.shape).toEqual(shape);
    expect(product.data.every((x) => x === 0)).toBe(true);
  });

  it('does not stretch batches, unlike matmul', () => {
    expectError(
      () => bmm([[[1]]], [[[1]], [[2]]]),
      ShapeError,
      'bmm: a and b must have rank 3 and the same batch length, got [1, 1, 1] and [2, 1, 1]',
    );
  });

  it('refuses other ranks, and inner lengths that differ', () => {
    expectError(
      () => bmm([[1]], [[1]]),
      ShapeError,
      'bmm: a and b must have rank 3 and the same batch length, got [1, 1] and [1, 1]',
    );
    expectError(
      () => bmm([[[1, 2]]], [[[1]]]),
      ShapeError,
      'bmm: a and b must have matching inner lengths, got [1, 1, 2] and [1, 1, 1]',
    );
  });
});
