// What people hand in, read and checked: observations with their weights and groups, and later queries,
// become flat arrays, without the rows that are left out.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import { type FlatArray, isTypedArray, readArray } from '../arrays/readArray.js';
import { asGiven, expectNumber, expectType, type OptionTable } from '../arrays/readOptions.js';
import type { BandwidthProgress } from '../bandwidth/BandwidthChoice.js';
import { NumericalError, OptionError, ShapeError } from '../errors.js';
import { columnBounds } from '../loops/bounds.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsOf } from '../smoothers/rowsOf.js';
import type { ArrayInput } from '../types.js';
import { queriesInUnits, type Units } from './units.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /**
   * How much each observation counts, at least 0, shape [n]. To the curve 2 is the same as giving
   * the row twice; a row of weight 0 changes nothing, it only has a residual. To standard errors,
   * intervals and the residual standard deviation weights are precisions and no counts of rows: an
   * observation of weight w has the variance σ²/w, as the mean of w measurements has. For weights
   * that say how many units of a population a row stands for, `confidenceBand` with
   * `variance: 'hc3'` takes each row's own residual in place of that.
   *
   * @defaultValue 1
   */
  readonly sampleWeights?: ArrayInput;
  /**
   * Which group each observation belongs to, [n], as days do to a patient. Within a group errors may
   * depend on each other in any way: `'auto'` and `'loo'` leave out whole groups, and bands, intervals
   * and tests count groups, not observations.
   */
  readonly groups?: ArrayLike<number | string>;
  /**
   * `'series'` when rows are in order of time and errors depend on those before them, as an
   * autoregression does: `'auto'` and `'aicc'` choose by whitened residuals, bands and intervals count
   * what such observations say. Steps of time are rows, so a row that is left out closes up. Cycles of
   * fewer than some 25 rows may be taken for errors.
   *
   * @defaultValue 'independent'
   */
  readonly dependence?: 'independent' | 'series';
  /** Called after each bandwidth that a search has tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends a search; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Their table. */
export const FIT_OPTIONS = {
  sampleWeights: [asGiven<ArrayInput | undefined>, undefined],
  groups: [readGroups, undefined],
  dependence: [['independent', 'series'], 'independent'],
  onProgress: [readProgress, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<FitOptions>;

type Groups = ArrayLike<number | string>;

function readGroups(where: string, groups: Groups): Groups {
  if (Array.isArray(groups) || isTypedArray(groups)) return groups;
  const expected = 'groups must be an array';
  throw new OptionError({ where, expected, received: formatValue(groups) });
}

function readProgress(where: string, onProgress: FitOptions['onProgress']) {
  expectType(where, 'onProgress', onProgress, 'function');
  return onProgress;
}

function readSignal(where: string, signal: AbortSignal): AbortSignal {
  if (typeof signal?.throwIfAborted === 'function') return signal;
  const expected = 'signal must be an AbortSignal';
  throw new OptionError({ where, expected, received: formatValue(signal) });
}

/** Observations as read. */
export interface ReadObservations {
  readonly observations: Observations;
  /** Which rows were read, in order. */
  readonly kept: readonly number[];
  /** Which of the observations have a weight above 0; `undefined` when all have. */
  readonly counted: Int32Array | undefined;
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
  for (const [name, array] of Object.entries({ y, sampleWeights: weights })) {
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
  const zeros = observations.weights?.some((weight) => weight === 0) ?? false;
  const counted = zeros ? rowsThatCount(observations) : undefined;
  return { observations, kept, counted, rows };
}

function rowsThatCount({ n, weights }: Observations): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i).filter((i) => weights?.[i] !== 0);
}

/** Queries as read. */
export interface ReadQueries {
  /** In the units of the model, [m, d]; rows with NaN stand in as zeros. */
  readonly queries: Float64Array;
  readonly m: number;
  /** The rows that hold NaN. */
  readonly missing: ReadonlySet<number>;
  /** Whether a single number was given, so that one comes back. */
  readonly single: boolean;
}

/** What queries must know of a fitted model. */
interface Queried {
  readonly observations: Pick<Observations, 'd'>;
  readonly settings: { readonly missing: 'throw' | 'omit' };
  readonly units: Units;
  readonly spec: { readonly degree: number };
}

/**
 * Reads queries for a fitted model: a number or [m] in one dimension, [m, d] in any.
 *
 * @param where - the public function, for messages
 * @param p - outputs, if they matter
 */
export function readQueries(
  where: string,
  input: number | ArrayInput,
  { observations: { d }, settings: { missing }, units, spec }: Queried,
  p: number,
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
  const whole = rows.size === 0 ? data : data.slice();
  for (const q of rows) whole.fill(0, q * d, (q + 1) * d);
  const queries = queriesInUnits(where, whole, units, spec.degree);
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

/** Weights further apart are not held by numbers with one factor. */
const WIDEST_SPAN = 2000;

function expectWeights(where: string, weights: Float64Array): Float64Array {
  const wrong = weights.find((s) => s < 0);
  const some = weights.some((s) => s > 0);
  if (wrong === undefined && some) {
    let [least, most] = [Infinity, 0];
    for (const s of weights) {
      if (s > 0 && s < least) least = s;
      if (s > most) most = s;
    }
    if (Math.log2(most) - Math.log2(least) <= WIDEST_SPAN) return weights;
    const expected = 'sampleWeights above 0 must span at most 600 decades';
    throw new NumericalError({ where, expected, received: `${least} to ${most}` });
  }
  const expected = 'sampleWeights must be at least 0, and one above it';
  throw new OptionError({
    where,
    expected,
    received: wrong === undefined ? 'all 0' : String(wrong),
  });
}

/** Differences of x must be numbers. */
export function expectExtent(where: string, { d, x }: Observations): void {
  for (let j = 0; j < d; j++) {
    const [low, high] = columnBounds(x, d, j);
    if (high - low < Infinity) continue;
    const expected = 'x must span a finite range';
    throw new NumericalError({ where, expected, received: `${low} to ${high}` });
  }
}

/** Numbers 0, 1, … for the groups of the rows that were read. */
export function groupNumbers(
  where: string,
  groups: Groups,
  rows: number,
  kept: readonly number[],
  counted: Int32Array | undefined,
): Int32Array {
  if (groups.length !== rows) {
    const expected = 'x and groups must have the same number of rows';
    throw new ShapeError({ where, expected, received: `${rows} and ${groups.length}` });
  }
  const known = new Map<number | string, number>();
  const numberOf = (group: number | string, i: number): number => {
    const isName = typeof group === 'string' || Number.isFinite(group);
    if (!isName) {
      const expected = 'groups must hold strings or finite numbers';
      throw new OptionError({ where, expected, received: `${formatValue(group)} at index ${i}` });
    }
    const found = known.get(group) ?? known.size;
    known.set(group, found);
    return found;
  };
  const numbers = Int32Array.from(kept, (i) => numberOf(groups[i], i));
  const different = new Set(counted ? Array.from(counted, (i) => numbers[i]) : numbers).size;
  if (different >= 2) return numbers;
  const expected = 'groups must hold at least 2 different groups';
  throw new OptionError({ where, expected, received: String(different) });
}
