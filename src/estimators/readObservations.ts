// The door: x, y and sample weights of a fit, and queries of a fitted model, become flat arrays,
// checked, without the rows that are left out.

import { expectNumber } from '../arrays/expectNumber.js';
import { formatShape } from '../arrays/formatValue.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { NumericalError, OptionError, ShapeError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import type { ArrayInput } from '../types.js';

/** Observations as read. */
export interface ReadObservations {
  readonly observations: Observations;
  /** Which rows were read, in order. */
  readonly kept: readonly number[];
  /** How many there were. */
  readonly rows: number;
}

/**
 * Reads what a regressor is fitted to.
 *
 * @param where - the public function, for messages
 * @param xInput - [n] or [n, d]
 * @param yInput - [n] or [n, p]
 * @param weightsInput - [n], at least 0
 * @param missing - whether rows with NaN are an error or left out
 */
export function readObservations(
  where: string,
  xInput: ArrayInput,
  yInput: ArrayInput,
  weightsInput: ArrayInput | undefined,
  missing: 'throw' | 'omit',
): ReadObservations {
  const x = readFinite(where, 'x', xInput, [1, 2], missing);
  const y = readFinite(where, 'y', yInput, [1, 2], missing);
  const weights =
    weightsInput === undefined
      ? undefined
      : readFinite(where, 'sampleWeights', weightsInput, [1], missing);
  const rows = x.shape[0];
  for (const [name, array] of [
    ['y', y],
    ['sampleWeights', weights],
  ] as const) {
    if (!array || array.shape[0] === rows) continue;
    const expected = `x and ${name} must have the same number of rows`;
    throw new ShapeError({ where, expected, received: `${rows} and ${array.shape[0]}` });
  }
  const d = x.shape[1] ?? 1;
  const p = y.shape[1] ?? 1;
  if (d === 0 || p === 0) {
    const expected = 'x and y must have at least one column';
    const received = `${formatShape(x.shape)} and ${formatShape(y.shape)}`;
    throw new ShapeError({ where, expected, received });
  }
  const kept: number[] = [];
  for (let i = 0; i < rows; i++) {
    const whole = isWhole(x.data, i, d) && isWhole(y.data, i, p) && !Number.isNaN(weights?.data[i]);
    if (whole) kept.push(i);
  }
  const n = kept.length;
  if (n === 0) {
    const expected = 'x must have at least one row without NaN';
    throw new ShapeError({ where, expected, received: `none of ${rows}` });
  }
  const observations = {
    n,
    d,
    p,
    x: rowsOf(x.data, d, kept),
    y: rowsOf(y.data, p, kept),
    ...(weights && { weights: expectWeights(where, rowsOf(weights.data, 1, kept)) }),
  };
  expectExtent(where, observations);
  return { observations, kept, rows };
}

/** Queries as read. */
export interface ReadQueries {
  /** [m, d]; rows with NaN stand in as zeros. */
  readonly queries: Float64Array;
  readonly m: number;
  /** The rows that hold NaN. */
  readonly missing: ReadonlySet<number>;
  /** Whether a single number was given, so that one comes back. */
  readonly single: boolean;
}

/**
 * Reads queries for a fitted model: a number or [m] in one dimension, [m, d] in any.
 *
 * @param where - the public function, for messages
 * @param observations - what the model was fitted to: columns of x and y
 */
export function readQueries(
  where: string,
  input: number | ArrayInput,
  { d, p }: Pick<Observations, 'd' | 'p'>,
  missing: 'throw' | 'omit',
): ReadQueries {
  const single = typeof input === 'number';
  if (single && !(missing === 'omit' && Number.isNaN(input))) {
    expectNumber(where, 'xq', input, 'finite');
  }
  const { data, shape } = readFinite(where, 'xq', single ? [input] : input, [1, 2], missing);
  if ((single && p > 1) || ((shape[1] ?? 1) !== d && shape[0] > 0)) {
    const expected =
      d > 1
        ? `xq must have shape [m, ${d}]`
        : `xq must have shape [m] or [m, 1]${p === 1 ? ', or be a number' : ''}`;
    throw new ShapeError({ where, expected, received: single ? 'a number' : formatShape(shape) });
  }
  const m = shape[0];
  const rows = new Set<number>();
  if (missing === 'omit') {
    for (let at = 0; at < m * d; at++) if (Number.isNaN(data[at])) rows.add(Math.floor(at / d));
  }
  if (rows.size === 0) return { queries: data, m, missing: rows, single };
  const queries = data.slice();
  for (const q of rows) queries.fill(0, q * d, (q + 1) * d);
  return { queries, m, missing: rows, single };
}

/** Reads an array whose entries are finite, or NaN where rows may be left out. */
function readFinite(
  where: string,
  name: string,
  input: ArrayInput,
  ranks: readonly number[],
  missing: 'throw' | 'omit',
): FlatArray {
  const array = readArray(where, name, input, { ranks, allowNonFinite: missing === 'omit' });
  if (missing === 'throw') return array;
  const at = array.data.findIndex((value) => Math.abs(value) === Infinity);
  if (at < 0) return array;
  const received = `${array.data[at]} at index ${at}`;
  throw new NumericalError({ where, expected: `${name} must be finite or NaN`, received });
}

function isWhole(data: Float64Array, i: number, width: number): boolean {
  for (let at = i * width; at < (i + 1) * width; at++) if (Number.isNaN(data[at])) return false;
  return true;
}

/** A copy of some rows. */
function rowsOf(data: Float64Array, width: number, rows: readonly number[]): Float64Array {
  if (rows.length * width === data.length) return data.slice();
  const out = new Float64Array(rows.length * width);
  rows.forEach((i, r) => {
    for (let j = 0; j < width; j++) out[r * width + j] = data[i * width + j];
  });
  return out;
}

function expectWeights(where: string, weights: Float64Array): Float64Array {
  const wrong = weights.find((s) => s < 0);
  const some = weights.some((s) => s > 0);
  if (wrong === undefined && some) return weights;
  const expected = 'sampleWeights must be at least 0, and one above it';
  throw new OptionError({
    where,
    expected,
    received: wrong === undefined ? 'all 0' : String(wrong),
  });
}

/** Differences of x must be numbers. */
function expectExtent(where: string, { n, d, x }: Observations): void {
  for (let j = 0; j < d; j++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      low = Math.min(low, x[i * d + j]);
      high = Math.max(high, x[i * d + j]);
    }
    if (high - low < Infinity) continue;
    const expected = 'x must span a finite range';
    throw new NumericalError({ where, expected, received: `${low} to ${high}` });
  }
}
