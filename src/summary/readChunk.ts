// The door of a binned sample: options and chunks of data become checked numbers and flat columns.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import { isNdArrayLike, isTypedArray, readArray } from '../arrays/readArray.js';
import { expectFields, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { NumericalError, OptionError, ShapeError } from '../errors.js';
import type { Sample } from '../sums/types.js';
import type { ArrayInput } from '../types.js';

/** How fine a `BinnedSample` is. */
export interface BinnedSampleOptions {
  /** The smallest bandwidth that will be asked for, in units of x. */
  readonly bandwidth: number;
  /** @defaultValue 1e-12 */
  readonly tolerance?: number;
  /** The highest power of u that will be asked for: 2 for local lines. @defaultValue 2 */
  readonly power?: number;
}

const OPTIONS = {
  bandwidth: ['positive'],
  tolerance: ['positive', 1e-12],
  power: ['count', 2],
} as const satisfies OptionTable<BinnedSampleOptions>;

/** Checks what a user handed in; the power is that of local lines. */
export function resolveBinnedSampleOptions(
  where: string,
  options: BinnedSampleOptions,
): Required<BinnedSampleOptions> {
  return readOptions(where, options, OPTIONS);
}

/** Some observations of one predictor. */
export interface DataChunk {
  /** [n], or [n, 1]. */
  readonly x: ArrayInput;
  /** [n], or [n, p] for several outputs. */
  readonly y: ArrayInput;
  /** [n], at least 0. @defaultValue ones */
  readonly sampleWeights?: ArrayInput;
}

/** Observations as columns w, w·v_k, w·v_k² with v = y − shift. */
export interface ReadChunk {
  readonly sample: Sample;
  /** [p] */
  readonly shift: Float64Array;
}

/** The chunks of what was handed in: one, or those of an iterable. */
export function chunksOf(
  where: string,
  data: DataChunk | Iterable<DataChunk>,
): Iterable<DataChunk> {
  if (typeof data === 'object' && data !== null && !isTypedArray(data) && !isNdArrayLike(data))
    return isIterable(data, Symbol.iterator) ? data : [data as DataChunk];
  const expected = 'data must be an object with x and y, or an iterable of such objects';
  const received = formatValue(data);
  throw new OptionError({ where, expected, received });
}

/** Checks that chunks can be iterated, now or one by one. */
export function expectChunks(
  where: string,
  chunks: AsyncIterable<DataChunk> | Iterable<DataChunk>,
): AsyncIterable<DataChunk> | Iterable<DataChunk> {
  if (isIterable(chunks, Symbol.asyncIterator) || isIterable(chunks, Symbol.iterator))
    return chunks;
  const expected = 'chunks must be iterable';
  throw new OptionError({ where, expected, received: formatValue(chunks) });
}

function isIterable(value: unknown, by: symbol): value is Iterable<DataChunk> {
  return typeof Object(value)[by] === 'function';
}

/**
 * Reads a chunk; observations of weight 0 are left out.
 *
 * @param shift - what to take from each output; by default their mean
 * @returns `undefined` when nothing is left
 * @throws {@link ShapeError} when the lengths differ
 * @throws {@link NumericalError} for NaN, infinity and weights below 0
 */
export function readChunk(
  where: string,
  chunk: DataChunk,
  shift?: Float64Array,
): ReadChunk | undefined {
  const fields = expectFields(where, 'a chunk of data', chunk, ['x', 'y', 'sampleWeights']);
  const x = readArray(where, 'x', fields.x, { ranks: [1, 2] });
  const y = readArray(where, 'y', fields.y, { ranks: [1, 2] });
  const n = x.shape[0];
  const p = y.shape.length === 2 ? y.shape[1] : 1;
  const isLine = x.shape.length === 1 || x.shape[1] === 1;
  const fits = y.shape[0] === n && p > 0 && (shift === undefined || shift.length === p);
  if (!isLine || !fits) {
    const expected = isLine
      ? `x and y must have the same number of rows, and every chunk as many outputs`
      : 'x must have one column';
    const received = `${formatShape(x.shape)} and ${formatShape(y.shape)}`;
    throw new ShapeError({ where, expected, received });
  }
  const weights = fields.sampleWeights && readWeights(where, fields.sampleWeights, n);
  const kept: number[] = [];
  for (let i = 0; i < n; i++) if (!weights || weights[i] > 0) kept.push(i);
  if (kept.length === 0) return undefined;
  const count = kept.length;
  const origin = shift ?? meanOf(y.data, p, kept);
  const columns = new Float64Array((1 + 2 * p) * count);
  const points = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const i = kept[at];
    const w = weights ? weights[i] : 1;
    points[at] = x.data[i];
    columns[at] = w;
    for (let k = 0; k < p; k++) {
      const value = y.data[i * p + k] - origin[k];
      if (!(Math.abs(value) < LARGEST)) {
        const expected = `y must be within ${LARGEST} of its mean, to be squared`;
        throw new NumericalError({ where, expected, received: `${y.data[i * p + k]} in row ${i}` });
      }
      columns[(1 + k) * count + at] = w * value;
      columns[(1 + p + k) * count + at] = w * value * value;
    }
  }
  return { sample: { n: count, d: 1, c: 1 + 2 * p, points, columns }, shift: origin };
}

function readWeights(where: string, input: ArrayInput, n: number): Float64Array {
  const { data, shape } = readArray(where, 'sampleWeights', input, { ranks: [1] });
  if (shape[0] !== n) {
    const expected = `sampleWeights must have one entry for each of the ${n} observations`;
    const received = formatShape(shape);
    throw new ShapeError({ where, expected, received });
  }
  const wrong = data.findIndex((w) => w < 0);
  if (wrong < 0) return data;
  const expected = 'sampleWeights must be at least 0';
  const received = `${data[wrong]} at index ${wrong}`;
  throw new NumericalError({ where, expected, received });
}

/** Squares of values up to this can be added up. */
const LARGEST = 1e140;

/** Of the rows that are kept. */
function meanOf(y: Float64Array, p: number, kept: readonly number[]): Float64Array {
  const mean = new Float64Array(p);
  for (const i of kept) for (let k = 0; k < p; k++) mean[k] += y[i * p + k] / kept.length;
  return mean;
}

/** The error for data without observations. */
export function noData(where: string): OptionError {
  const expected = 'data must hold at least one observation';
  return new OptionError({ where, expected, received: 'none' });
}
