// How far observations lie apart in a column of x, whatever it holds.

import { unrolled } from '../arrays/unrolled.js';
import { type CategoryPredictor, isCategory, mostOf, periodOf } from '../kernels/Predictor.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { countOf, type Observations } from '../smoothers/Observations.js';
import type { Ridge } from '../smoothers/SmootherSpec.js';
import { weightUnit } from '../smoothers/smootherSums.js';

/** The median distance is taken of about so many places. */
const MEDIAN_OF = 4096;

/** How far the values of one dimension lie apart. */
export interface Spread {
  /** Standard deviation, with the divisor n − 1 (with weights, of an equivalent sample). */
  readonly deviation: number;
  /** Distance between the quartiles, by linear interpolation of the order statistics. */
  readonly quartiles: number;
  readonly range: number;
  /** Median distance from a value to its nearest other value that differs; 0 when there is none. */
  readonly spacing: number;
  /** (Σw)² / Σw², the number of observations without weights. */
  readonly count: number;
}

/**
 * Spread of one dimension, in the units of x.
 *
 * @param x - row-major, shape [n, d]
 * @param j - the dimension
 * @param weights - shape [n]
 * @param squaredWeights - Σw² of values that stand for several, shape [n]
 */
export function spread(
  x: Float64Array,
  d: number,
  j: number,
  weights?: Float64Array,
  squaredWeights?: Float64Array,
): Spread {
  const n = x.length / d;
  const { keys, order } = sortedOrder(d === 1 ? x : x.filter((_, i) => i % d === j));
  const middle = n > 0 ? keys[n >> 1] : 0;
  let total = 0;
  let squares = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[order[i]] : 1;
    const t = keys[i] - middle;
    total += w;
    squares += squaredWeights ? squaredWeights[order[i]] : w * w;
    first += w * t;
    second += w * t * t;
  }
  const count = total ** 2 / squares;
  const variance = (second - first ** 2 / total) / total;
  const deviation = count > 1 ? Math.sqrt(Math.max(0, variance * (count / (count - 1)))) : 0;
  const quantile = (share: number) => weightedQuantile(keys, order, weights, total, share);
  return {
    deviation: n > 0 && keys[n - 1] > keys[0] ? deviation : 0,
    quartiles: n > 0 ? quantile(0.75) - quantile(0.25) : 0,
    range: n > 0 ? keys[n - 1] - keys[0] : 0,
    spacing: spacingOfDistinct(keys),
    count,
  };
}

/** The standard deviation, or the quartiles over what they are for a normal distribution where that is less and not 0. */
export function narrowDeviation(
  { deviation, quartiles }: Pick<Spread, 'deviation' | 'quartiles'>,
  normal: number,
): number {
  return quartiles > 0 ? Math.min(deviation, quartiles / normal) : deviation;
}

/** The value that half of the weight lies at or below. */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const { keys, order } = sortedOrder(values);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weightedQuantile(keys, order, weights, total, 0.5);
}

/** Without weights the seventh definition of Hyndman and Fan; with weights the step function. */
function weightedQuantile(
  keys: Float64Array,
  order: Uint32Array,
  weights: Float64Array | undefined,
  total: number,
  share: number,
): number {
  const n = keys.length;
  if (!weights) {
    const at = (n - 1) * share;
    const below = Math.floor(at);
    const next = Math.min(n - 1, below + 1);
    return keys[below] + (at - below) * (keys[next] - keys[below]);
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += weights[order[i]];
    if (sum >= share * total) return keys[i];
  }
  return keys[n - 1];
}

/**
 * The median distance from one of ascending values to its nearest other that differs; of at most some
 * thousand of them, spread evenly.
 */
export function spacingOfDistinct(keys: Float64Array): number {
  const n = keys.length;
  const near: number[] = [];
  const every = Math.ceil(n / MEDIAN_OF);
  let before = Infinity;
  for (let from = 0, place = 0; from < n; place++) {
    let to = from + 1;
    while (to < n && keys[to] === keys[from]) to++;
    const after = to < n ? keys[to] - keys[from] : Infinity;
    const nearest = Math.min(before, after);
    if (nearest < Infinity && place % every === 0) near.push(nearest);
    before = after;
    from = to;
  }
  const sorted = Float64Array.from(near).sort();
  return near.length > 0 ? sorted[near.length >> 1] : 0;
}

/** Kilometres to a degree of a great circle. */
const KILOMETRES = (6371.0088 * Math.PI) / 180;

/** In how many dimensions observations are smoothed: categories are none. */
export function smoothedDimensions({
  d,
  predictors,
}: Pick<Observations, 'd' | 'predictors'>): number {
  return predictors ? predictors.filter((each) => !isCategory(each)).length : d;
}

type Column = Pick<Observations, 'd' | 'x' | 'weights' | 'predictors' | 'merged'>;

/** The spread of a column; of the globe in kilometres, between those to the north and to the east. */
export function columnSpread(observations: Column, j: number): Spread {
  const { d, x, predictors } = observations;
  const kind = predictors?.[j].kind;
  if (kind === 'longitude') return columnSpread(observations, j - 1);
  const own = ownSpread(observations, j);
  if (kind !== 'latitude') return own;
  const other = ownSpread(observations, j + 1);
  let mean = 0;
  for (let at = j; at < x.length; at += d) mean += x[at] / (x.length / d);
  const narrow = Math.cos((mean * Math.PI) / 180);
  const middle = (of: (each: Spread) => number) =>
    KILOMETRES * Math.max(of(own), narrow * of(other));
  return {
    deviation: middle(({ deviation }) => deviation),
    quartiles: middle(({ quartiles }) => quartiles),
    range: middle(({ range }) => range),
    spacing: middle(({ spacing }) => spacing),
    count: own.count,
  };
}

/** Of one column in its own units. */
function ownSpread({ d, x, weights, predictors, merged }: Column, j: number): Spread {
  const period = periodOf(predictors?.[j]);
  if (period === undefined) return spread(x, d, j, weights, merged?.squaredWeights);
  const places = x.filter((_, at) => at % d === j);
  return spread(unrolled(places, period), 1, 0, weights);
}

/**
 * A first guess at λ: it falls with n as the variance of a curve does, by n^(−2/(d + 4)).
 *
 * @see Li, Racine (2007), Nonparametric Econometrics, §4.2
 */
export function usualLambda(predictor: CategoryPredictor, n: number, dimensions: number): number {
  return mostOf(predictor) * n ** (-2 / (dimensions + 4));
}

/** Standard deviations of x from which on a wider bandwidth makes a ridge no stronger, in one dimension and in more. */
const RIDGE_REACH = [1.25, 7];

/**
 * The ridge of so many observations of usual weight.
 *
 * @param strength - how many
 */
export function ridgeOf(observations: Observations, strength: number): Ridge {
  const { d, weights, merged, predictors } = observations;
  const unit = weightUnit(observations);
  let [total, count] = [0, 0];
  for (const w of weights ?? []) {
    total += w / unit;
    if (w > 0) count++;
  }
  const usual = weights ? unit * (total / (merged ? countOf(observations) : count)) : 1;
  const most = smoothedDimensions(observations) > 1 ? RIDGE_REACH[1] : RIDGE_REACH[0];
  const reach = Array.from({ length: d }, (_, j) =>
    (predictors?.[j].kind ?? 'number') === 'number'
      ? most * columnSpread(observations, j).deviation
      : Infinity,
  );
  return { weight: strength * usual, reach };
}
