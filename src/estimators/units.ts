// Units of x, y and the weights, in which everything behind an estimator is counted: powers of two,
// so that what is smoothed lies near 1 and neither squares nor products leave the numbers that 64
// bits hold. A power of two changes no digit, so a factor of the data is a factor of the results.

import { insidePeriod } from '../arrays/insidePeriod.js';
import { numericalError } from '../arrays/optionError.js';
import type { NumericalError } from '../errors.js';
import type { Predictor } from '../kernels/Predictor.js';
import type { Merged, Observations } from '../smoothers/Observations.js';
import { weightUnit } from '../smoothers/smootherSums.js';
import { columnBounds } from '../sums/types.js';

/** Powers of two. */
export interface Units {
  /** [d] */
  readonly x: Float64Array;
  /** From where x is counted, in its own units, [d]; from 0 where there is none. */
  readonly origin?: Float64Array | undefined;
  /** [p] */
  readonly y: Float64Array;
  readonly weight: number;
}

/**
 * Units in which x ranges over about 1 in each dimension, and the largest |y| and (mostly) the
 * largest weight are about 1.
 *
 * @param isShared - whether all columns of x have the same, the largest, since they share a bandwidth
 */
export function unitsOf(observations: Observations, isShared = false): Units {
  const { d, p, x, y, predictors, merged } = observations;
  const largest = (values: Float64Array, width: number, k: number): number => {
    let most = 0;
    for (let at = k; at < values.length; at += width) most = Math.max(most, Math.abs(values[at]));
    return most;
  };
  const range = (j: number): number => {
    const [low, high] = columnBounds(x, d, j);
    return high - low;
  };
  const sizes = Array.from({ length: d }, (_, j): number | undefined => {
    const predictor = predictors?.[j] ?? { kind: 'number' };
    if (predictor.kind === 'number') return range(j) || largest(x, d, j);
    return predictor.kind === 'periodic' ? predictor.period : undefined;
  });
  const most = sizes.reduce((a: number, b = 0) => Math.max(a, b), 0);
  return {
    origin: merged?.origin,
    x: Float64Array.from(sizes, (size) =>
      size === undefined ? 1 : powerBelow(isShared ? most : size),
    ),
    y: Float64Array.from({ length: p }, (_, k) => powerBelow(largest(y, p, k))),
    weight: observations.weights ? powerBelow(weightUnit(observations)) : 1,
  };
}

/** The power of two just below a number; 1 for 0. */
function powerBelow(size: number): number {
  if (size === 0) return 1;
  const power = 2 ** Math.min(1023, Math.floor(Math.log2(size)));
  return power > size ? power / 2 : power; // a logarithm close to an integer is rounded to it
}

/** Observations in units; on a circle within its first round, so that what lies whole rounds apart is tied. */
export function inUnits(given: Observations, units: Units): Observations {
  const { d, y, weights, merged } = given;
  const predictors = given.predictors?.map((each, j) => predictorIn(each, units.x[j]));
  const x = divided(given.x, units.x);
  predictors?.forEach((predictor, j) => {
    if (predictor.kind !== 'periodic') return;
    const { period } = predictor;
    for (let at = j; at < x.length; at += d) x[at] = insidePeriod(x[at], period);
  });
  return {
    ...given,
    ...(predictors && { predictors }),
    x,
    y: divided(y, units.y),
    ...(weights && { weights: divided(weights, Float64Array.of(units.weight)) }),
    ...(merged && { merged: mergedIn(merged, units) }),
  };
}

function mergedIn(merged: Merged, { x, y, weight }: Units): Merged {
  const { scatter, squaredWeights, squaredFirsts, squaredSeconds, heaviest } = merged;
  const twice = y.map((unit) => unit * unit);
  const over = (values: Float64Array, units: Float64Array, weights: number) =>
    divided(divided(values, units), new Float64Array(units.length).fill(weights));
  const squared = weight * weight;
  return {
    ...merged,
    scatter: over(scatter, twice, weight),
    squaredWeights: divided(squaredWeights, Float64Array.of(squared)),
    squaredFirsts: over(squaredFirsts, y, squared),
    squaredSeconds: over(squaredSeconds, twice, squared),
    heaviest: heaviest / weight,
    least: divided(merged.least, x),
    low: divided(merged.low, x),
    high: divided(merged.high, x),
  };
}

function predictorIn(predictor: Predictor, unit: number): Predictor {
  return predictor.kind === 'periodic'
    ? { ...predictor, period: predictor.period / unit }
    : predictor;
}

/** Rows [n, width] over the unit of each column. */
export function divided(values: Float64Array, units: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  const width = units.length;
  for (let k = 0; k < width; k++) {
    const unit = units[k];
    for (let at = k; at < values.length; at += width) out[at] = values[at] / unit;
  }
  return out;
}

/** A query farther than this many ranges of x is as good as at this distance for a mean. */
export const FARTHEST = 2 ** 1000;

/**
 * Queries [m, d] in units.
 *
 * @param degree - of the local polynomial
 * @throws {@link NumericalError} for one so far that no polynomial can be extrapolated to it
 */
export function queriesInUnits(
  where: string,
  queries: Float64Array,
  { x, origin }: Units,
  degree: number,
): Float64Array {
  const about = origin ? queries.map((at, a) => at - origin[a % origin.length]) : queries;
  const found = divided(about, x);
  for (let at = 0; at < found.length; at++) {
    if (Math.abs(found[at]) <= FARTHEST) continue;
    if (degree === 0) found[at] = Math.sign(found[at]) * FARTHEST;
    else {
      const expected = 'xq must be within 1e300 times the range of x for degree 1 and more';
      throw numericalError(where, expected, queries[at]);
    }
  }
  return found;
}

/**
 * From units to those that were given, in place.
 *
 * @param values - [m, p] or [m, p, d]
 * @param order - how often they are differentiated by x
 * @throws {@link NumericalError} for a number that 64 bits do not hold
 */
export function inGivenUnits(
  where: string,
  values: Float64Array,
  { x, y }: Units,
  order = 0,
): Float64Array {
  const [d, p] = [order > 0 ? x.length : 1, y.length];
  const width = p * d;
  for (let k = 0; k < width; k++) {
    // In two factors, since the power may be beyond those of numbers.
    const power = Math.log2(y[Math.floor(k / d)]) - order * Math.log2(x[k % d]);
    const first = 2 ** Math.trunc(power / 2);
    const second = 2 ** (power - Math.trunc(power / 2));
    for (let at = k; at < values.length; at += width) {
      const value = values[at] * first * second;
      if (Math.abs(value) === Infinity && Math.abs(values[at]) < Infinity)
        throw notHeld(where, `${value} at index ${at}`);
      values[at] = value;
    }
  }
  return values;
}

/** The error for a result that is no number. */
export function notHeld(where: string, received: string): NumericalError {
  return numericalError(where, 'results must be numbers that 64 bits can hold', received);
}
