// What a fitted model says at queries: values, derivatives, and what stands behind them.

import { formatValue } from '../arrays/formatValue.js';
import { numericalError, optionError, unsupportedError } from '../arrays/optionError.js';
import { expectOptions } from '../arrays/readOptions.js';
import { isCategory } from '../kernels/Predictor.js';
import { fitAt, valuesOf } from '../smoothers/fitAt.js';
import { variablesOf } from '../smoothers/kindsOf.js';
import { meanSlope } from '../smoothers/meanSlope.js';
import { CANCELLED } from '../smoothers/PlaceFits.js';
import { queryScaleOf } from '../smoothers/smootherSums.js';
import { supportAt } from '../smoothers/supportAt.js';
import { cancelled, type FittedState } from './FittedState.js';
import { type QueryInput, readQueries } from './readObservations.js';
import { inGivenUnits, notHeld } from './units.js';

/** No rows. */
const NONE: ReadonlySet<number> = new Set();

/** Predictions at queries: a number for one place, else [m, p]. */
export function predictAt(
  where: string,
  state: FittedState,
  xq: QueryInput,
): number | Float64Array {
  const { queries, missing, single } = readQueries(where, xq, state, state.observations.p);
  const values = valuesAt(where, state, queries, missing);
  return single ? values[0] : values;
}

/**
 * The same at queries [m, d] in the units of the model.
 *
 * @param missing - rows that become NaN
 * @returns in the units of the data, [m, p]
 */
export function valuesAt(
  where: string,
  state: FittedState,
  queries: Float64Array,
  missing = NONE,
): Float64Array {
  const { p } = state.observations;
  const fits = fitAt(where, state.observations, state.spec, queries);
  const values = inGivenUnits(where, valuesOf(fits, p), state.units);
  finish(where, state, [values], p, fits.degree, missing);
  return values;
}

/** Options of {@link KernelRegressor.derivative}. */
export interface DerivativeOptions {
  /**
   * Which derivative: from 1 to the degree in one dimension, 1 in several and for degree 0.
   *
   * @defaultValue 1
   */
  readonly order?: number;
}

/** Derivatives at queries: a number for one place, else [m, p] on a line and [m, p, d] in more. */
export function derivativeAt(
  where: string,
  state: FittedState,
  xq: QueryInput,
  options: DerivativeOptions | undefined,
): number | Float64Array {
  const { order = 1 } = expectOptions(where, options, ['order']);
  const { observations, spec } = state;
  const { p } = observations;
  const columns = slopesIn(where, state);
  const d = columns.length;
  const highest = d > 1 ? 1 : Math.max(1, spec.degree);
  if (!(Number.isInteger(order) && order >= 1 && order <= highest)) {
    const expected = `order must be an integer from 1 to ${highest} for degree ${spec.degree} and ${d} columns of x`;
    throw optionError(where, expected, formatValue(order));
  }
  const { queries, missing, single } = readQueries(where, xq, state, p);
  const { terms, coefficients, degree } = fitAt(where, observations, spec, queries);
  const variables = variablesOf(spec, observations.d);
  const means = spec.degree === 0 && meanSlope(where, observations, spec, queries);
  const factorial = [1, 1, 2, 6][order];
  const slopes = Float64Array.from({ length: degree.length * p * d }, (_, at) => {
    const k = Math.floor(at / d) % p;
    const q = Math.floor(at / (d * p));
    const v = variables.indexOf(columns[at % d]);
    // Without a bandwidth a circle has no term.
    if (v < 0) return degree[q] < 0 ? Number.NaN : 0;
    if (means) return means[(q * p + k) * variables.length + v];
    const term = d > 1 ? 1 + v : order;
    return factorial * coefficients[(q * terms + term) * p + k];
  });
  const { x } = state.units;
  const units = { ...state.units, x: Float64Array.from(columns, (j) => x[j]) };
  inGivenUnits(where, slopes, units, order);
  finish(where, state, [slopes], p * d, degree, missing);
  return single && slopes.length === 1 ? slopes[0] : slopes;
}

/** The columns in which a curve has slopes: numbers and circles, whatever their bandwidth. */
function slopesIn(where: string, { observations, columns }: FittedState): readonly number[] {
  const { d, predictors } = observations;
  const all = Array.from({ length: d }, (_, j) => j).filter((j) => !isCategory(predictors?.[j]));
  const onGlobe = all.find((j) => columns.x[j].kind === 'latitude');
  if (all.length > 0 && onGlobe === undefined) return all;
  const received =
    onGlobe === undefined
      ? 'categories alone'
      : `latitude and longitude, ${columns.x[onGlobe].name}`;
  throw unsupportedError(where, 'derivatives must be by numbers', received);
}

/** Bandwidths at queries in the units of x, [m, d]. */
export function bandwidthAt(where: string, state: FittedState, xq: QueryInput): Float64Array {
  const { spec, units } = state;
  const { bandwidth, windows } = spec;
  const d = bandwidth.length;
  if (windows?.rule.adaptive)
    throw unsupportedError(where, 'bandwidths must belong to queries', 'adaptive windows');
  const { queries, missing } = readQueries(where, xq, state, 0);
  const scale = queryScaleOf(spec, queries);
  return Float64Array.from(queries, (_, at) => {
    const [q, j] = [Math.floor(at / d), at % d];
    if (missing.has(q)) return Number.NaN;
    return (bandwidth[j] * units.x[j]) / (scale ? scale[q] : 1);
  });
}

/** What stands behind predictions. */
export interface Support {
  /** How many observations of equal weight would carry as much, (Σ K_i s_i)² / Σ K_i² s_i², [m]. */
  readonly effectiveSampleSize: Float64Array;
  /**
   * Whether a query lies outside the range of x, beyond the shape of the data (what is in reach lies to
   * one side of it), or hardly any weight is within two bandwidths of it, [m].
   */
  readonly extrapolation: boolean[];
  /** Distance to the nearest observation in bandwidths, [m]; NaN for a query with NaN. */
  readonly nearest: Float64Array;
  /**
   * The degree of the local polynomial that the data carry there, in the dimensions in which the
   * observations in reach differ; −1 where nothing is in reach, [m].
   */
  readonly degree: number[];
}

/** Effective sample size, extrapolation and degree at queries. */
export function supportOf(where: string, state: FittedState, xq: QueryInput): Support {
  const { spec } = state;
  const observations = { ...state.observations, p: 0 }; // outputs do not matter here
  const { queries, missing } = readQueries(where, xq, state, 0);
  const found = supportAt(where, observations, spec, queries);
  const { effectiveSampleSize, extrapolation, nearest } = found;
  const degree = Array.from(fitAt(where, observations, spec, queries).degree);
  for (const q of missing) {
    effectiveSampleSize[q] = 0;
    extrapolation[q] = 1;
    nearest[q] = Number.NaN;
    degree[q] = -1;
  }
  return {
    effectiveSampleSize,
    extrapolation: Array.from(extrapolation, Boolean),
    nearest,
    degree,
  };
}

/**
 * Checks predictions, and makes the rows of queries with NaN NaN: nothing may be in reach only
 * where a compact kernel ends and NaN is wanted, and all else must be numbers.
 *
 * @param results - each [m, width]: the predictions, and what goes with them
 * @param degree - [m], −1 where nothing is in reach
 * @param missing - the queries with NaN
 */
export function finish(
  where: string,
  state: FittedState,
  results: readonly Float64Array[],
  width: number,
  degree: Int8Array,
  missing: ReadonlySet<number>,
): void {
  const [values] = results;
  if (!areFinite(values)) expectPredictions(where, state, values, width, degree, missing);
  for (const result of results)
    for (const q of missing) result.fill(Number.NaN, q * width, (q + 1) * width);
}

function expectPredictions(
  where: string,
  { settings, spec }: FittedState,
  values: Float64Array,
  width: number,
  degree: Int8Array,
  except: ReadonlySet<number>,
): void {
  const mayBeEmpty = settings.emptyWindow !== 'throw' && spec.kernel.support < Infinity;
  for (let q = 0; q < degree.length; q++) {
    if (except.has(q)) continue;
    if (degree[q] === CANCELLED) throw cancelled(where, spec, `query ${q}`);
    if (degree[q] < 0 && mayBeEmpty) continue;
    if (degree[q] < 0 && spec.kernel.support < Infinity) {
      const expected = 'every query must have an observation in reach';
      throw numericalError(where, expected, `none for query ${q}`);
    }
    for (let at = q * width; at < (q + 1) * width; at++) {
      if (!Number.isFinite(values[at])) throw notHeld(where, `${values[at]} for query ${q}`);
    }
  }
}

function areFinite(values: Float64Array): boolean {
  // x − x is 0 for finite x alone.
  for (let at = 0; at < values.length; at++) if (values[at] - values[at] !== 0) return false;
  return true;
}
