import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import {
  readAxis,
  readShape,
  readTensor,
  sizeOf,
  tensor,
  wrapTensor,
} from '../../src/tensor/tensor.js';
import { expectError } from '../expectError.js';

describe('tensor', () => {
  it.each([
    ['a number', 5, [], 5],
    [
      'rows',
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['nothing', [], [0], []],
    ['NaN and infinity, as in NumPy', [NaN, -Infinity], [2], [NaN, -Infinity]],
    [
      'a strided view',
      ndarray([1, 2, 3, 4], [2, 2]).transpose(1, 0),
      [2, 2],
      [
        [1, 3],
        [2, 4],
      ],
    ],
  ])('from %s', (_name, data, shape, nested) => {
    const t = tensor(data);
    expect([t.shape, toNestedArray(t)]).toEqual([shape, nested]);
  });

  it('takes entries in row-major order into a shape', () => {
    const t = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
    expect(toNestedArray(t)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(tensor(7, [1, 1]).shape).toEqual([1, 1]);
    expect(tensor([7], []).shape).toEqual([]);
  });

  it('is of 64 bits, or of 32 when 32 come in', () => {
    expect(tensor([1]).data).toBeInstanceOf(Float64Array);
    expect(tensor(Int32Array.of(1)).data).toBeInstanceOf(Float64Array);
    expect(tensor(Float32Array.of(1)).data).toBeInstanceOf(Float32Array);
    expect(tensor(ndarray(Float32Array.of(1), [1])).dtype).toBe('float32');
  });

  it('has memory of its own', () => {
    const mine = Float64Array.of(1, 2);
    const t = tensor(mine);
    t.set(0, 9);
    expect([...mine]).toEqual([1, 2]);
    mine[1] = 8;
    expect(t.get(1)).toBe(2);
  });

  it.each([
    [[1, 2, 3], [2, 2], '[2, 2], got shape [3]'],
    [5, [2], '[2], got shape []'],
    [[], [1], '[1], got shape [0]'],
  ])('%o does not fill %o', (data, shape, shown) => {
    expectError(() => tensor(data, shape), ShapeError, `tensor: data must fill the shape ${shown}`);
  });

  it.each([
    ['1', 'data must be an array, a typed array or an ndarray, got "1"'],
    [undefined, 'data must be an array, a typed array or an ndarray, got undefined'],
    [1n, 'data must be an array, a typed array or an ndarray, got 1n'],
    [[1, '2'], 'data must hold numbers, got "2"'],
    [[1, undefined], 'data must hold numbers, got undefined'],
  ])('refuses %o', (data, message) => {
    expectError(() => tensor(data as never), OptionError, `tensor: ${message}`);
  });

  it('refuses ragged rows', () => {
    expectError(
      () => tensor([[1, 2], [3]]),
      ShapeError,
      'tensor: data must be rectangular, with rows of 2 at depth 1, got a row of 1',
    );
  });

  it.each([
    ['2', 'shape must be a length or an array of lengths, got "2"'],
    [null, 'shape must be a length or an array of lengths, got null'],
    [[-1], 'shape[0] must be an integer of at least 0, got -1'],
    [[1, NaN], 'shape[1] must be an integer of at least 0, got NaN'],
    [['1'], 'shape[0] must be an integer of at least 0, got "1"'],
  ])('refuses the shape %o', (shape, message) => {
    expectError(() => tensor([1], shape as never), OptionError, `tensor: ${message}`);
  });
});

describe('readTensor', () => {
  it('a bare number has rank 0 and no precision of its own', () => {
    const { shape, bare, float32, array } = readTensor('f', 't', 2);
    expect([shape, bare, float32, array.get()]).toEqual([[], true, false, 2]);
  });

  it('an array is not bare', () => {
    expect(readTensor('f', 't', Float32Array.of(1))).toMatchObject({ bare: false, float32: true });
  });
});

describe('wrapTensor', () => {
  it('rounds to 32 bits where asked', () => {
    const t = wrapTensor(Float64Array.of(0.1), [1], true);
    expect([t.dtype, t.get(0)]).toEqual(['float32', Math.fround(0.1)]);
  });

  it('takes the shape by value', () => {
    const shape = [1, 2];
    const t = wrapTensor(new Float64Array(2), shape, false);
    shape[0] = 9;
    expect(t.shape).toEqual([1, 2]);
  });
});

describe('sizeOf', () => {
  it.each([
    [[], 1],
    [[3], 3],
    [[2, 0, 5], 0],
    [[2, 3, 4], 24],
  ])('%o holds %i', (shape, size) => {
    expect(sizeOf(shape)).toBe(size);
  });
});

describe('readShape', () => {
  it('one length is rank 1', () => {
    expect(readShape('f', 'shape', 3)).toEqual([3]);
  });

  it('gives a copy', () => {
    const shape = [1, 2];
    expect(readShape('f', 'shape', shape)).not.toBe(shape);
  });
});

describe('readAxis', () => {
  it.each([
    [0, 0],
    [2, 2],
    [-1, 2],
    [-3, 0],
  ])('axis %i of three is %i', (axis, resolved) => {
    expect(readAxis('f', axis, 3)).toBe(resolved);
  });

  it.each([3, -4])('there is no axis %i of three', (axis) => {
    expectError(
      () => readAxis('f', axis, 3),
      ShapeError,
      `f: axis must be at least -3 and below 3 for rank 3, got ${axis}`,
    );
  });

  it.each([
    [0.5, '0.5'],
    [NaN, 'NaN'],
    ['0', '"0"'],
    [null, 'null'],
    [[0], 'an array of length 1'],
  ])('refuses %o', (axis, shown) => {
    expectError(
      () => readAxis('f', axis, 3),
      OptionError,
      `f: axis must be an integer, got ${shown}`,
    );
  });
});
