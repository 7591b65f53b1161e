// The door of a binned sample: options and chunks of data become checked numbers and flat columns.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { isNdArrayLike, isTypedArray, readArray } from '../arrays/readArray.js';
import { expectFields, type OptionTable } from '../arrays/readOptions.js';
import type { OptionError } from '../errors.js';
import { bounds } from '../sums/types.js';
import type { ArrayInput } from '../types.js';

/** How fine a `BinnedSample` is. */
export interface BinnedSampleOptions {
  /** The smallest bandwidth that will be asked for, in units of x. */
  readonly bandwidth: number;
}

export const BINNED_OPTIONS = {
  bandwidth: ['positive'],
} as const satisfies OptionTable<BinnedSampleOptions>;

/** How fine a `BinnedSample2D` is. */
export interface BinnedSample2DOptions {
  /** The smallest bandwidths that will be asked for, in units of x: one for both columns, or of each. */
  readonly bandwidth: number | ArrayLike<number>;
}

export const BINNED_2D_OPTIONS = {
  bandwidth: [readBandwidths],
} as const satisfies OptionTable<BinnedSample2DOptions>;

function readBandwidths(
  where: string,
  bandwidth: BinnedSample2DOptions['bandwidth'],
): readonly [number, number] {
  const pair = typeof bandwidth === 'number' ? [bandwidth, bandwidth] : Object(bandwidth);
  const isValid = (h: unknown): h is number => typeof h === 'number' && h > 0 && h < Infinity;
  if (pair.length === 2 && isValid(pair[0]) && isValid(pair[1])) return [pair[0], pair[1]];
  const expected = 'bandwidth must be a finite number above 0, or two of them';
  throw optionError(where, expected, formatValue(bandwidth));
}

/** Some observations. */
export interface DataChunk {
  /** [n] or [n, 1], of a `BinnedSample2D` [n, 2]. */
  readonly x: ArrayInput;
  /** [n], or [n, p] for several outputs. */
  readonly y: ArrayInput;
  /** [n], at least 0. @defaultValue ones */
  readonly sampleWeights?: ArrayInput;
}

/** Observations, checked and flat. */
export interface ReadChunk {
  /** [n, columns] */
  readonly x: Float64Array;
  /** [n, p] */
  readonly y: Float64Array;
  readonly outputs: number;
  /** [n] */
  readonly weights: Float64Array | undefined;
}

/** The chunks of what was handed in: one, or those of an iterable. */
export function chunksOf(
  where: string,
  data: DataChunk | Iterable<DataChunk>,
): Iterable<DataChunk> {
  if (typeof data === 'object' && data !== null && !isTypedArray(data) && !isNdArrayLike(data))
    return isIterable(data, Symbol.iterator) ? data : [data as DataChunk];
  const expected = 'data must be an object with x and y, or an iterable of such objects';
  throw optionError(where, expected, formatValue(data));
}

/** Checks that chunks can be iterated, now or one by one. */
export function expectChunks(
  where: string,
  chunks: AsyncIterable<DataChunk> | Iterable<DataChunk>,
): AsyncIterable<DataChunk> | Iterable<DataChunk> {
  if (isIterable(chunks, Symbol.asyncIterator) || isIterable(chunks, Symbol.iterator))
    return chunks;
  throw optionError(where, 'chunks must be iterable', formatValue(chunks));
}

function isIterable(value: unknown, by: symbol): value is Iterable<DataChunk> {
  return typeof Object(value)[by] === 'function';
}

/**
 * Reads a chunk.
 *
 * @param columns - of x
 * @param outputs - how many there must be, when that is known
 * @throws {@link ShapeError} when the lengths differ
 * @throws {@link NumericalError} for NaN, infinity and weights below 0
 */
export function readChunk(
  where: string,
  chunk: DataChunk,
  columns: 1 | 2,
  outputs?: number,
): ReadChunk {
  const fields = expectFields(where, 'a chunk of data', chunk, ['x', 'y', 'sampleWeights']);
  const x = readArray(where, 'x', fields.x, { ranks: [1, 2] });
  const y = readArray(where, 'y', fields.y, { ranks: [1, 2] });
  const n = x.shape[0];
  const p = y.shape.length === 2 ? y.shape[1] : 1;
  const width = x.shape.length === 1 ? 1 : x.shape[1];
  const isAsWide = width === columns || (n === 0 && x.shape.length === 1);
  // An array without rows has no outputs to tell of.
  const isEmpty = n === 0 && y.shape[0] === 0;
  const fits = isEmpty || (y.shape[0] === n && p > 0 && [p, undefined].includes(outputs));
  if (!isAsWide || !fits) {
    const expected = isAsWide
      ? `x and y must have the same number of rows, and every chunk as many outputs`
      : columns === 1
        ? 'x must have one column (two are for BinnedSample2D)'
        : 'x must have two columns (one is for BinnedSample)';
    throw shapeError(where, expected, `${formatShape(x.shape)} and ${formatShape(y.shape)}`);
  }
  const weights =
    fields.sampleWeights === undefined ? undefined : readWeights(where, fields.sampleWeights, n);
  for (const end of bounds(y.data, y.data.length))
    if (Math.abs(end) > LARGEST && y.data.length > 0)
      throw numericalError(where, `y must be within ${LARGEST} of 0, to be squared`, end);
  return { x: x.data, y: y.data, outputs: p, weights };
}

/** What to take from each output: the mean of those of weight above 0; `undefined` where there are none. */
export function shiftFor({ y, outputs: p, weights }: ReadChunk): Float64Array | undefined {
  const n = y.length / p;
  const shift = new Float64Array(p);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (weights && weights[i] === 0) continue;
    count++;
    for (let k = 0; k < p; k++) shift[k] += y[i * p + k];
  }
  return count > 0 ? shift.map((sum) => sum / count) : undefined;
}

function readWeights(where: string, input: ArrayInput, n: number): Float64Array {
  const { data, shape } = readArray(where, 'sampleWeights', input, { ranks: [1] });
  if (shape[0] !== n) {
    const expected = `sampleWeights must have one entry for each of the ${n} observations`;
    throw shapeError(where, expected, formatShape(shape));
  }
  const wrong = data.findIndex((w) => w < 0);
  if (wrong < 0) return data;
  const expected = 'sampleWeights must be at least 0';
  const received = `${data[wrong]} at index ${wrong}`;
  throw numericalError(where, expected, received);
}

/** Squares of values up to this can be added up. */
const LARGEST = 1e140;

/** The error for data without observations. */
export function noData(where: string): OptionError {
  return optionError(where, 'data must hold at least one observation', 'none');
}

/** The error for weights in some chunks only. */
export function unlikeWeights(where: string): OptionError {
  const expected = 'sampleWeights must be in all chunks or in none';
  return optionError(where, expected, 'a chunk that differs from the first');
}
