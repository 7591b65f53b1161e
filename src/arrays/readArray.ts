// Reads whatever users hand in (nested arrays, typed arrays, an ndarray by its shape, stride and data) into flat
// row-major Float64Arrays, checked once. Functions behind this door trust what they get.

import type { ShapeError } from '../errors.js';
import type { NdArrayLike, TypedArray } from '../types.js';
import { formatShape, formatValue } from './formatValue.js';
import { numericalError, optionError, shapeError } from './optionError.js';

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
  /** Why these ranks, for the message. */
  readonly because?: string;
  /** Whether NaN and infinity are let through. @defaultValue false */
  readonly allowNonFinite?: boolean;
  /**
   * The number that an entry stands for which is none, `undefined` for what is not accepted.
   *
   * @defaultValue none is accepted
   */
  readonly entry?: (entry: unknown) => number | undefined;
}

const maxRank = 16; // also ends the walk through an array that contains itself

/** Whether a value is a typed array of numbers. */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigArray(value);
}

/** Whether it is a date, of whatever page or context; what only calls itself one has a tag of its own. */
export function isDate(value: unknown): value is Date {
  const isTagged = Symbol.toStringTag in Object(value);
  return !isTagged && Object.prototype.toString.call(value) === '[object Date]';
}

/** Whether a value has the layout of an ndarray. */
export function isNdArrayLike(value: unknown): value is NdArrayLike {
  const v = value as NdArrayLike | null;
  return (
    typeof v === 'object' &&
    v !== null &&
    Array.isArray(v.shape) &&
    Array.isArray(v.stride) &&
    typeof v.data === 'object' &&
    v.data !== null
  );
}

/**
 * Reads an array argument.
 *
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
  const { ranks, because, allowNonFinite = false, entry } = rules;
  const array = flatten(where, name, input, entry);
  if (ranks && !ranks.includes(array.shape.length)) {
    const reason = because === undefined ? '' : `, since ${because}`;
    const received = `rank ${array.shape.length}, shape ${formatShape(array.shape)}`;
    throw shapeError(where, `${name} must have rank ${ranks.join(' or ')}${reason}`, received);
  }
  if (!allowNonFinite) expectFinite(where, name, array.data);
  return array;
}

function expectFinite(where: string, name: string, data: Float64Array): void {
  for (let i = 0; i < data.length; i++) {
    // x − x is 0 for finite x alone: one test for NaN and both infinities
    if (data[i] - data[i] !== 0)
      throw numericalError(where, `${name} must be finite`, `${data[i]} at index ${i}`);
  }
}

function flatten(
  where: string,
  name: string,
  input: unknown,
  entry: ReadRules['entry'],
): FlatArray {
  if (isTypedArray(input)) {
    const data = input instanceof Float64Array ? input : Float64Array.from(input);
    return { data, shape: [data.length], float32: input instanceof Float32Array };
  }
  if (Array.isArray(input)) return flattenNested(where, name, input, entry);
  if (isNdArrayLike(input)) return flattenNdArray(where, name, input);
  if (entry && isBigArray(input)) return flattenNested(where, name, Array.from(input), entry);
  const expected = isBigArray(input) ? 'hold numbers' : 'be an array, a typed array or an ndarray';
  throw optionError(where, `${name} must ${expected}`, formatValue(input));
}

/** Whether a value is a typed array of big integers, of whatever page or context. */
export function isBigArray(input: unknown): input is BigInt64Array | BigUint64Array {
  return ArrayBuffer.isView(input) && /^Big/.test(Object(input)[Symbol.toStringTag]);
}

function flattenNested(
  where: string,
  name: string,
  input: readonly unknown[],
  numberOf: ReadRules['entry'],
): FlatArray {
  const shape: number[] = [];
  for (let level: unknown = input; ; level = level[0]) {
    if (!isTypedArray(level) && !Array.isArray(level)) break;
    shape.push(level.length);
    if (shape.length > maxRank)
      throw shapeError(where, `${name} must have at most rank ${maxRank}`, 'more');
    if (level.length === 0 || isTypedArray(level)) break;
  }
  const data = new Float64Array(shape.reduce((size, length) => size * length, 1));
  let at = 0;
  let float32 = data.length > 0; // until a row says otherwise
  const visit = (row: unknown, axis: number): void => {
    if ((!Array.isArray(row) && !isTypedArray(row)) || row.length !== shape[axis]) {
      throw raggedError(where, name, `rows of ${shape[axis]} at depth ${axis}`, row);
    }
    if (axis < shape.length - 1) {
      for (const entry of row) visit(entry, axis + 1);
      return;
    }
    float32 &&= row instanceof Float32Array;
    for (let i = 0; i < row.length; i++) {
      const entry: unknown = row[i];
      const value = typeof entry === 'number' ? entry : numberOf?.(entry);
      if (value === undefined) throw entryError(where, name, entry, shape.length);
      data[at++] = value;
    }
  };
  visit(input, 0);
  return { data, shape, float32 };
}

function raggedError(where: string, name: string, rule: string, row: unknown): ShapeError {
  const received =
    Array.isArray(row) || isTypedArray(row) ? `a row of ${row.length}` : formatValue(row);
  return shapeError(where, `${name} must be rectangular, with ${rule}`, received);
}

function entryError(where: string, name: string, entry: unknown, depth: number): Error {
  if (Array.isArray(entry) || isTypedArray(entry)) {
    return raggedError(where, name, `numbers at depth ${depth}`, entry);
  }
  return optionError(where, `${name} must hold numbers`, formatValue(entry));
}

function flattenNdArray(where: string, name: string, input: NdArrayLike): FlatArray {
  const { shape, stride, offset } = input;
  const source = input.data;
  expectInside(where, name, input);
  const size = shape.reduce((product, length) => product * length, 1);
  const float32 = source instanceof Float32Array;
  const covers = size === source.length && offset === 0 && isRowMajor(shape, stride);
  if (source instanceof Float64Array && covers) return { data: source, shape: [...shape], float32 };
  const at = (position: number): unknown =>
    'get' in source && typeof source.get === 'function'
      ? source.get(position)
      : (source as ArrayLike<unknown>)[position];
  const data = new Float64Array(size);
  const index = new Array<number>(shape.length).fill(0);
  let position = offset;
  for (let i = 0; i < size; i++) {
    const entry = at(position);
    if (typeof entry !== 'number') throw entryError(where, name, entry, shape.length);
    data[i] = entry;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += stride[axis];
      if (++index[axis] < shape[axis]) break;
      position -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return { data, shape: [...shape], float32 };
}

/** Checks that shape and stride of an ndarray are integers that stay inside its data. */
function expectInside(where: string, name: string, input: NdArrayLike): void {
  const { shape, stride, offset, data } = input;
  let [first, last, size] = [offset, offset, 1];
  let fits =
    shape.length === stride.length && shape.length <= maxRank && Number.isSafeInteger(offset);
  shape.forEach((length, axis) => {
    fits &&= Number.isSafeInteger(length) && length >= 0 && Number.isSafeInteger(stride[axis]);
    const reach = (length - 1) * stride[axis];
    if (reach < 0) first += reach;
    else last += reach;
    size *= length;
  });
  if (fits && (size === 0 || (first >= 0 && last < data.length && size < 2 ** 31))) return;
  const expected = `${name} must be an ndarray whose shape and stride stay inside its data`;
  throw shapeError(where, expected, `shape ${formatShape(shape)}, stride ${formatShape(stride)}`);
}

function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}
