// Reads whatever users hand in (nested arrays, typed arrays, an ndarray by its shape, stride and data) into flat
// row-major Float64Arrays, checked once. Functions behind this door trust what they get.

import { NumericalError, OptionError, ShapeError } from '../errors.js';
import type { NdArrayLike, TypedArray } from '../types.js';
import { formatShape, formatValue } from './formatValue.js';

/** An array as the library computes with it: row-major, contiguous, never written to (it may be the caller's memory). */
export interface FlatArray {
  readonly data: Float64Array;
  readonly shape: readonly number[];
  /** Whether it came as 32-bit floats, so that results go out as such. */
  readonly float32: boolean;
}

/** What {@link readArray} checks beside being an array of numbers. */
export interface ReadRules {
  /** Accepted numbers of dimensions. @defaultValue any */
  readonly ranks?: readonly number[];
  /** Whether NaN and infinity are let through. @defaultValue false */
  readonly allowNonFinite?: boolean;
}

const maxRank = 16; // also ends the walk through an array that contains itself

/** Whether a value is a typed array of numbers. */
export function isTypedArray(value: unknown): value is TypedArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

/** Whether a value has the layout of an ndarray. */
export function isNdArrayLike(value: unknown): value is NdArrayLike {
  const v = value as NdArrayLike | null;
  return (
    typeof v === 'object' &&
    v !== null &&
    Array.isArray(v.shape) &&
    Array.isArray(v.stride) &&
    typeof v.data === 'object'
  );
}

/**
 * Reads an array argument.
 *
 * @param where - the public function, for messages
 * @param name - the argument
 * @param input - nested arrays, a typed array or an ndarray
 * @param rules - accepted ranks, and whether NaN and infinity pass
 * @returns flat data with its shape
 * @throws {@link OptionError} when it is not an array of numbers
 * @throws {@link ShapeError} when it is ragged or of a rank that is not accepted
 * @throws {@link NumericalError} when it holds NaN or infinity and must not
 */
export function readArray(
  where: string,
  name: string,
  input: unknown,
  rules: ReadRules = {},
): FlatArray {
  const array = flatten(where, name, input);
  const { ranks, allowNonFinite = false } = rules;
  if (ranks && !ranks.includes(array.shape.length)) {
    const expected = `${name} must have rank ${ranks.join(' or ')}`;
    const received = `rank ${array.shape.length}, shape ${formatShape(array.shape)}`;
    throw new ShapeError({ where, expected, received });
  }
  if (!allowNonFinite) expectFinite(where, name, array.data);
  return array;
}

function expectFinite(where: string, name: string, data: Float64Array): void {
  for (let i = 0; i < data.length; i++) {
    // x − x is 0 for finite x alone: one test for NaN and both infinities
    if (data[i]! - data[i]! !== 0) {
      const received = `${data[i]} at index ${i}`;
      throw new NumericalError({ where, expected: `${name} must be finite`, received });
    }
  }
}

function flatten(where: string, name: string, input: unknown): FlatArray {
  if (isTypedArray(input)) {
    const data = input instanceof Float64Array ? input : Float64Array.from(input);
    return { data, shape: [data.length], float32: input instanceof Float32Array };
  }
  if (Array.isArray(input)) return flattenNested(where, name, input);
  if (isNdArrayLike(input)) return flattenNdArray(where, name, input);
  const expected = `${name} must be an array, a typed array or an ndarray`;
  throw new OptionError({ where, expected, received: formatValue(input) });
}

function flattenNested(where: string, name: string, input: readonly unknown[]): FlatArray {
  const shape: number[] = [];
  let float32 = false;
  for (let level: unknown = input; ; level = level[0]) {
    if (isTypedArray(level)) {
      float32 = level instanceof Float32Array;
    } else if (!Array.isArray(level)) break;
    shape.push(level.length);
    if (shape.length > maxRank) {
      throw new ShapeError({
        where,
        expected: `${name} must have at most rank ${maxRank}`,
        received: 'more',
      });
    }
    if (level.length === 0 || isTypedArray(level)) break;
  }
  const data = new Float64Array(shape.reduce((size, length) => size * length, 1));
  let at = 0;
  const visit = (row: unknown, axis: number): void => {
    if ((!Array.isArray(row) && !isTypedArray(row)) || row.length !== shape[axis]) {
      throw raggedError(where, name, `rows of ${shape[axis]} at depth ${axis}`, row);
    }
    if (axis < shape.length - 1) {
      for (const entry of row) visit(entry, axis + 1);
      return;
    }
    for (let i = 0; i < row.length; i++) {
      const entry: unknown = row[i];
      if (typeof entry !== 'number') throw entryError(where, name, entry, shape.length);
      data[at++] = entry;
    }
  };
  visit(input, 0);
  return { data, shape, float32 };
}

function raggedError(where: string, name: string, rule: string, row: unknown): ShapeError {
  const received =
    Array.isArray(row) || isTypedArray(row) ? `a row of ${row.length}` : formatValue(row);
  return new ShapeError({ where, expected: `${name} must be rectangular, with ${rule}`, received });
}

function entryError(where: string, name: string, entry: unknown, depth: number): Error {
  if (Array.isArray(entry) || isTypedArray(entry)) {
    return raggedError(where, name, `numbers at depth ${depth}`, entry);
  }
  return new OptionError({
    where,
    expected: `${name} must hold numbers`,
    received: formatValue(entry),
  });
}

function flattenNdArray(where: string, name: string, input: NdArrayLike): FlatArray {
  const { shape, stride, offset } = input;
  const source = input.data;
  const at =
    'get' in source && typeof source.get === 'function'
      ? (i: number) => source.get(i)
      : (i: number) => (source as ArrayLike<number>)[i]!;
  const sizes = shape.every((s) => Number.isSafeInteger(s) && s >= 0) && shape.length <= maxRank;
  const size = sizes ? shape.reduce((product, length) => product * length, 1) : 0;
  let [first, last] = [offset, offset];
  for (let axis = 0; axis < shape.length; axis++) {
    const reach = (shape[axis]! - 1) * stride[axis]!;
    if (reach < 0) first += reach;
    else last += reach;
  }
  const inside =
    Number.isSafeInteger(first) && Number.isSafeInteger(last) && first >= 0 && last < source.length;
  if (!sizes || stride.length !== shape.length || (size > 0 && !inside)) {
    const expected = `${name} must be an ndarray whose shape and stride stay inside its data`;
    throw new ShapeError({
      where,
      expected,
      received: `shape ${formatShape(shape)}, stride ${formatShape(stride)}`,
    });
  }
  const float32 = source instanceof Float32Array;
  if (
    source instanceof Float64Array &&
    size === source.length &&
    offset === 0 &&
    isRowMajor(shape, stride)
  ) {
    return { data: source, shape: [...shape], float32 };
  }
  const data = new Float64Array(size);
  const index = new Array<number>(shape.length).fill(0);
  let position = offset;
  for (let i = 0; i < size; i++) {
    data[i] = at(position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += stride[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= stride[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return { data, shape: [...shape], float32 };
}

function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}
