import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { averagePooling } from '../../src/attention/averagePooling.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

describe('averagePooling', () => {
  it('gives the mean to every query', () => {
    expect(toNestedArray(averagePooling([1, 2, 6], 2))).toEqual([3, 3]);
  });

  it('averages each column of outputs', () => {
    expect(
      toNestedArray(
        averagePooling(
          [
            [1, 10],
            [3, 30],
          ],
          2,
        ),
      ),
    ).toEqual([
      [2, 20],
      [2, 20],
    ]);
  });

  it('follows strided views', () => {
    const view = ndarray(Float64Array.of(1, 2, 3, 4), [2, 2])
      .transpose(1, 0)
      .lo(1, 0);
    expect(toNestedArray(averagePooling(view, 1))).toEqual([[2, 4]]);
  });

  it('equal values average to themselves, to the last digit', () => {
    expect(averagePooling([0.1, 0.1, 0.1], 1).get(0)).toBe(0.1);
  });

  it('a large common part costs no digits', () => {
    expectClose(averagePooling([1e15 + 1, 1e15 + 2, 1e15 + 6], 1), [1e15 + 3], 0);
  });

  it('says that values are too far apart for their differences', () => {
    expectError(
      () => averagePooling([1.7e308, -1.7e308], 1),
      NumericalError,
      'averagePooling: the mean must stay finite, got -Infinity at index 0',
    );
  });

  it('for no queries is empty', () => {
    expect(averagePooling([1], 0).shape).toEqual([0]);
    expect(averagePooling([[1, 2]], 0).shape).toEqual([0, 2]);
  });

  it('keeps 32 bits, and leaves its input', () => {
    const mine = Float32Array.of(1, 2);
    expect(averagePooling(mine, 1).dtype).toBe('float32');
    expect([...mine]).toEqual([1, 2]);
  });

  it.each([
    ['no values', [], 1, ShapeError, 'values must have at least one row, got shape [0]'],
    ['rank 3', [[[1]]], 1, ShapeError, 'values must have rank 1 or 2, got rank 3, shape [1, 1, 1]'],
    [
      'ragged',
      [[1], [2, 3]],
      1,
      ShapeError,
      'values must be rectangular, with rows of 1 at depth 1, got a row of 2',
    ],
    [
      'a string',
      'ab',
      1,
      OptionError,
      'values must be an array, a typed array or an ndarray, got "ab"',
    ],
    ['NaN', [1, NaN], 1, NumericalError, 'values must be finite, got NaN at index 1'],
    ['m below 0', [1], -1, OptionError, 'm must be an integer of at least 0, got -1'],
    ['m fractional', [1], 0.5, OptionError, 'm must be an integer of at least 0, got 0.5'],
    ['m missing', [1], undefined, OptionError, 'm must be an integer of at least 0, got undefined'],
    [
      'm an array',
      [1],
      [1],
      OptionError,
      'm must be an integer of at least 0, got an array of length 1',
    ],
  ] as const)('refuses %s', (_name, values, m, type, message) => {
    expectError(
      () => averagePooling(values as never, m as never),
      type,
      `averagePooling: ${message}`,
    );
  });
});
