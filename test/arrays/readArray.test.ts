import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  isNdArrayLike,
  isTypedArray,
  type ReadRules,
  readArray,
} from '../../src/arrays/readArray.js';
import {
  KernelRegressionError,
  NumericalError,
  OptionError,
  ShapeError,
} from '../../src/errors.js';
import { expectError } from '../expectError.js';

const read = (input: unknown, rules?: ReadRules) => readArray('f', 'x', input, rules);
const parts = (input: unknown): [number[], readonly number[]] => {
  const { data, shape } = read(input);
  return [[...data], shape];
};

describe('readArray: plain and typed arrays', () => {
  it.each([
    [[], [], [0]],
    [[1, 2], [1, 2], [2]],
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [1, 2, 3, 4, 5, 6],
      [2, 3],
    ],
    [[[], []], [], [2, 0]],
    [
      [[[1]], [[2]]],
      [1, 2],
      [2, 1, 1],
    ],
    [
      [Float64Array.of(1, 2), [3, 4]],
      [1, 2, 3, 4],
      [2, 2],
    ],
    [Int16Array.of(-1, 2), [-1, 2], [2]],
    [new Float64Array(0), [], [0]],
  ])('%o', (input, data, shape) => {
    expect(parts(input)).toEqual([data, shape]);
  });

  it('remembers 32-bit floats', () => {
    expect(read(Float32Array.of(1)).float32).toBe(true);
    expect(read([Float32Array.of(1)]).float32).toBe(true);
    expect(read(Float64Array.of(1)).float32).toBe(false);
    expect(read(Int32Array.of(1)).float32).toBe(false);
    expect(read([1]).float32).toBe(false);
  });

  it('rows of both precisions are 64-bit, as NumPy promotes them', () => {
    expect(read([Float64Array.of(0.1), Float32Array.of(1)]).float32).toBe(false);
    expect(read([Float32Array.of(1), Float64Array.of(0.1)]).float32).toBe(false);
  });

  it('reads frozen arrays', () => {
    const rows = Object.freeze([Object.freeze([1, 2])]);
    expect(parts(rows)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('readArray: ndarrays', () => {
  // 0 1 2
  // 3 4 5
  const matrix = ndarray(Float64Array.from([0, 1, 2, 3, 4, 5]), [2, 3]);

  it.each([
    ['itself', matrix, [0, 1, 2, 3, 4, 5], [2, 3]],
    ['transposed', matrix.transpose(1, 0), [0, 3, 1, 4, 2, 5], [3, 2]],
    ['reversed and stepped', matrix.step(-1, 2), [3, 5, 0, 2], [2, 2]],
    ['from an offset', matrix.lo(1, 1), [4, 5], [1, 2]],
    ['cut', matrix.hi(2, 2), [0, 1, 3, 4], [2, 2]],
    ['a column', matrix.pick(null, 1), [1, 4], [2]],
    ['one entry', matrix.pick(1, 2), [5], []],
    ['stretched', ndarray(matrix.data, [2, 3], [0, 1], 3), [3, 4, 5, 3, 4, 5], [2, 3]],
    ['empty', ndarray(new Float64Array(0), [0, 3]), [], [0, 3]],
    ['integers', ndarray(Int8Array.of(1, -2), [2]), [1, -2], [2]],
    ['a plain array', ndarray([7, 8], [2]), [7, 8], [2]],
  ])('%s', (_name, view, data, shape) => {
    expect(parts(view)).toEqual([data, shape]);
  });

  it('reads data behind get(index)', () => {
    const data = { get: (i: number) => 10 * i, length: 4 };
    expect(parts({ data, shape: [2], stride: [2], offset: 1 })).toEqual([[10, 30], [2]]);
  });

  it('remembers 32-bit floats behind a view', () => {
    const view = ndarray(Float32Array.of(1, 2, 3), [3]).step(2);
    expect(read(view)).toEqual({ data: Float64Array.of(1, 3), shape: [2], float32: true });
  });

  it('leaves the memory of a view as it is', () => {
    const before = matrix.data.slice();
    read(matrix.transpose(1, 0).step(1, -1));
    expect(matrix.data).toEqual(before);
  });
});

describe('readArray: what is no array of numbers', () => {
  it.each([
    ['1,2', '"1,2"'],
    [5, '5'],
    [5n, '5n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [{}, 'an object'],
    [{ 0: 1, length: 1 }, 'an object'],
    [new Map(), 'an object'],
    [() => 1, 'a function'],
    [new DataView(new ArrayBuffer(8)), 'a DataView of 8 bytes'],
  ])('%o', (input, shown) => {
    expectError(
      () => read(input),
      OptionError,
      `f: x must be an array, a typed array or an ndarray, got ${shown}`,
    );
  });

  it.each([
    [['1'], '"1"'],
    [[1, null], 'null'],
    [[1, true], 'true'],
    [BigInt64Array.of(1n), 'a BigInt64Array of 8 bytes'],
    [[[1n]], '1n'],
    [[{}], 'an object'],
    [[new Date(0)], 'a Date'],
    [new Array(2), 'undefined'],
  ])('%o holds something else', (input, shown) => {
    expectError(() => read(input), OptionError, `f: x must hold numbers, got ${shown}`);
  });

  it.each([
    [[[1, 2], [3]], 'rows of 2 at depth 1', 'a row of 1'],
    [[[1], 2], 'rows of 1 at depth 1', '2'],
    [[[1], '2'], 'rows of 1 at depth 1', '"2"'],
    [[1, [2]], 'numbers at depth 1', 'a row of 1'],
    [[[], [1]], 'rows of 0 at depth 1', 'a row of 1'],
    [[Float64Array.of(1, 2), Float64Array.of(3)], 'rows of 2 at depth 1', 'a row of 1'],
    [[[[1]], [[2], [3]]], 'rows of 1 at depth 1', 'a row of 2'],
  ])('%o is ragged', (input, rule, shown) => {
    expectError(
      () => read(input),
      ShapeError,
      `f: x must be rectangular, with ${rule}, got ${shown}`,
    );
  });

  it('an array that contains itself first is too deep', () => {
    const circular: unknown[] = [];
    circular.push(circular, circular);
    expectError(() => read(circular), ShapeError, 'f: x must have at most rank 16, got more');
  });

  it('an array that contains itself later is ragged', () => {
    const circular: unknown[] = [1];
    circular.push(circular);
    expectError(() => read(circular), ShapeError, /^f: x must be rectangular, .* got a row of 2$/);
  });
});

describe('readArray: hostile ndarrays', () => {
  const fair = { data: Float64Array.of(1, 2, 3, 4), shape: [4], stride: [1], offset: 0 };

  it.each([
    ['a stride out of the data', { stride: [2] }],
    ['a negative stride out of the data', { stride: [-1] }],
    ['a negative offset', { offset: -1 }],
    ['an offset too far', { offset: 1 }],
    ['an offset of NaN', { offset: NaN }],
    ['a fractional offset', { shape: [1], offset: 0.5 }],
    ['a negative length', { shape: [-1] }],
    ['a fractional length', { shape: [1.5] }],
    ['a length of NaN', { shape: [NaN] }],
    ['too few strides', { stride: [] }],
    ['too many strides', { stride: [1, 1] }],
    ['a stride of NaN', { stride: [NaN] }],
    ['a stride between entries', { shape: [3], stride: [0.5] }],
    ['a stride that is a string', { stride: ['1'] }],
    ['data without a length', { data: {} }],
  ])('%s', (_name, change) => {
    expectError(
      () => read({ ...fair, ...change }),
      ShapeError,
      /^f: x must be an ndarray whose shape and stride stay inside its data, got shape \[/,
    );
  });

  it('has no data at all', () => {
    expectError(() => read({ ...fair, data: null }), KernelRegressionError, /^f: x must /);
  });

  it.each([
    ['strings', ['1', '2', '3', '4']],
    ['null', [1, 2, 3, null]],
    ['bigints', BigInt64Array.of(1n, 2n, 3n, 4n)],
    ['what get gives', { get: () => undefined, length: 4 }],
  ])('holds %s, NaN allowed or not', (_name, data) => {
    const input = { ...fair, data };
    expectError(() => read(input), OptionError, /^f: x must hold numbers, got /);
    expectError(
      () => read(input, { allowNonFinite: true }),
      OptionError,
      /^f: x must hold numbers, got /,
    );
  });
});

describe('readArray: rules', () => {
  it('an accepted rank', () => {
    expect(read([[1]], { ranks: [1, 2] }).shape).toEqual([1, 1]);
    expectError(
      () => read([[[1]]], { ranks: [1, 2] }),
      ShapeError,
      'f: x must have rank 1 or 2, got rank 3, shape [1, 1, 1]',
    );
  });

  it.each([NaN, Infinity, -Infinity])('%s only where it is allowed', (wrong) => {
    expectError(
      () => read([0, wrong]),
      NumericalError,
      `f: x must be finite, got ${wrong} at index 1`,
    );
    expect([...read([0, wrong], { allowNonFinite: true }).data]).toEqual([0, wrong]);
  });
});

describe('isTypedArray', () => {
  it.each([
    [new Float32Array(1), true],
    [new Uint8ClampedArray(1), true],
    [new BigInt64Array(1), false],
    [new BigUint64Array(1), false],
    [new DataView(new ArrayBuffer(1)), false],
    [new ArrayBuffer(8), false],
    [[1], false],
    [null, false],
  ])('%o: %s', (value, yes) => {
    expect(isTypedArray(value)).toBe(yes);
  });
});

describe('isNdArrayLike', () => {
  it.each([
    ['an ndarray', ndarray([1]), true],
    ['a look-alike', { data: [1], shape: [1], stride: [1], offset: 0 }, true],
    ['an array', [1], false],
    ['null', null, false],
    ['an object without strides', { data: [1], shape: [1] }, false],
  ])('%s: %s', (_name, value, yes) => {
    expect(isNdArrayLike(value)).toBe(yes);
  });
});
