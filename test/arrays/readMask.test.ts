import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { readMask } from '../../src/arrays/readMask.js';
import { OptionError, ShapeError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

const read = (input: unknown, ranks?: readonly number[]): [number[], readonly number[]] => {
  const { data, shape } = readMask('f', input, ranks);
  return [[...data], shape];
};

describe('readMask', () => {
  it.each([
    [[true, false], [1, 0], [2]],
    [
      [[true], [false]],
      [1, 0],
      [2, 1],
    ],
    [[], [], [0]],
    [Uint8Array.of(0, 1), [0, 1], [2]],
    [[1, 0], [1, 0], [2]],
    [[Uint8Array.of(1, 0)], [1, 0], [1, 2]],
    [ndarray(Uint8Array.of(0, 1, 1, 0, 0, 1), [2, 3]).transpose(1, 0), [0, 0, 1, 0, 1, 1], [3, 2]],
  ])('%o', (input, data, shape) => {
    expect(read(input)).toEqual([data, shape]);
  });

  it('does not keep the memory of the caller', () => {
    const mine = Uint8Array.of(1, 1);
    const { data } = readMask('f', mine);
    mine[0] = 0;
    expect(data[0]).toBe(1);
  });

  it.each([
    [[1, 2], '2'],
    [[true, 0.5], '0.5'],
    [Uint8Array.of(0, 2), '2'],
    [Float64Array.of(NaN), 'NaN'],
    [Float64Array.of(-Infinity), '-Infinity'],
    [['true'], '"true"'],
    [[true, null], 'null'],
    [null, 'null'],
    [{}, 'an object'],
  ])('%o is neither true nor false', (input, shown) => {
    expectError(
      () => read(input),
      OptionError,
      `f: mask must hold true or false (additive scores go into the option bias), got ${shown}`,
    );
  });

  it('is not ragged', () => {
    expectError(
      () => read([[true, false], [true]]),
      ShapeError,
      'f: mask must be rectangular, with rows of 2 at depth 1, got a row of 1',
    );
  });

  it('has an accepted rank', () => {
    expectError(
      () => read([[[true]]], [1, 2]),
      ShapeError,
      'f: mask must have rank 1 or 2, got rank 3, shape [1, 1, 1]',
    );
  });

  it('that contains itself ends in an error', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    expectError(() => read(circular), OptionError, /^f: mask must hold true or false/);
  });
});
