// How widely squared residuals are smoothed to say where noise is large: by how far the neighbours
// are that Silverman's rule would take, which neither outliers in x nor far clusters widen. About
// the median of a normal or uniform sample a share 0.6·c·n^(−1/(d+4)) of the x_j lies within the
// rule's bandwidth c·s_j·n^(−1/(d+4)). In far clusters n is what is in a cluster.

import { unrolled } from '../arrays/unrolled.js';
import { gaussian } from '../kernels/gaussian.js';
import { isCategory, periodOf } from '../kernels/Predictor.js';
import { selectInto } from '../loops/selectInto.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { countOf, type Merged, type Observations } from '../smoothers/Observations.js';
import { orderOf } from '../smoothers/placesOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { kept } from '../sums/types.js';
import { columnSpread, smoothedDimensions, spacingOfDistinct, usualLambda } from './spread.js';

/** Of the rule for one dimension, and what of the observations it reaches. */
const ONE_DIMENSION = 0.9;
const SHARE = 0.6;
/** A width below this part of the distance between values tells no more of them. */
const LEAST = 1 / 4;

/**
 * Beyond so many bandwidths times n^(1/(d+4)), more than the range of a uniform sample, is another
 * cluster; looked at again so often, since clusters may be many and small.
 */
const CLUSTER = 4;
const ROUNDS = 5;
/** Medians are of at most some thousand values. */
const MEDIAN_OF = 4096;

/**
 * Bandwidths of the Gaussian that smooths squared residuals: in each dimension the median distance
 * to the k-th nearest neighbour there, among the observations of weight above 0. O(n log n), once for
 * the same observations.
 *
 * @returns in units of x, [d]; ∞ in a dimension where x is constant; of categories λ
 * @see Silverman (1986), Density Estimation for Statistics and Data Analysis, (3.31) and (4.14)
 */
export const noiseWidth = /* @__PURE__ */ kept((observations: Observations): Float64Array => {
  const { n, d, predictors } = observations;
  const dimensions = smoothedDimensions(observations);
  return Float64Array.from({ length: d }, (_, j) => {
    const predictor = predictors?.[j];
    if (isCategory(predictor)) return usualLambda(predictor, n, dimensions);
    if (predictor?.kind !== 'latitude' && predictor?.kind !== 'longitude')
      return widthAlong(observations, j, dimensions);
    const { deviation, count } = columnSpread(observations, j);
    const power = 1 / (dimensions + 4);
    return deviation > 0 ? (4 / (dimensions + 2)) ** power * deviation * count ** -power : Infinity;
  });
});

/** The local mean of squares with such bandwidths. */
export function noiseSmoother(
  { method, tolerance, predictors }: Pick<SmootherSpec, 'method' | 'tolerance' | 'predictors'>,
  bandwidth: Float64Array,
): SmootherSpec {
  const plain = { kernel: gaussian, product: true, bandwidth, degree: 0, method, tolerance };
  return predictors ? { ...plain, predictors } : plain;
}

function widthAlong(observations: Observations, j: number, dimensions: number): number {
  const { d, weights, predictors } = observations;
  const { x, merged } = observations;
  const isOwn = (_: number, at: number) => at % d === j && weights?.[Math.floor(at / d)] !== 0;
  const own = d > 1 || weights ? x.filter(isOwn) : x;
  const values = merged ? representatives(own, merged) : own;
  const period = periodOf(predictors?.[j]);
  const { keys } = orderOf(period === undefined ? values : unrolled(values, period));
  if (keys[0] === keys[keys.length - 1]) return Infinity;
  const power = 1 / (dimensions + 4);
  const factor = dimensions === 1 ? ONE_DIMENSION : (4 / (dimensions + 2)) ** power;
  const times = observations.merged ? countOf(observations) / keys.length : 1; // that each value stands for
  let [n, width] = [keys.length * times, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const k = Math.max(1, Math.round((SHARE * factor * n ** (1 - power)) / times));
    width = median(neighbourDistances(keys, Math.min(k, keys.length - 1)));
    const near = times * median(countsWithin(keys, CLUSTER * n ** power * width));
    if (near >= n) break;
    n = near;
  }
  // No k-th neighbour is nearer than the nearest: only ties, at no distance, can make it less.
  return isTied(keys) ? Math.max(width, LEAST * spacingOfDistinct(keys)) : width;
}

/** Most values in place of observations that stand for several. */
const REPRESENTATIVES = 8192;

/** A number of observations this close to a whole one is that many at one place. */
const WHOLE = 1e-6;

/**
 * Values spread as the observations are that others stand for: those of a place that holds a whole number lie
 * there, others straight between the middles of their places.
 */
function representatives(places: Float64Array, merged: Merged): Float64Array {
  const { keys: x, order } = sortedOrder(places);
  const counts = Float64Array.from(order, (place) => merged.counts[place]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const some = Math.min(Math.round(total), REPRESENTATIVES);
  const isWhole = (j: number) => Math.abs(counts[j] - Math.round(counts[j])) < WHOLE;
  let [j, below] = [0, 0];
  return Float64Array.from({ length: some }, (_, i) => {
    const rank = ((i + 0.5) * total) / some;
    while (j + 1 < x.length && below + counts[j] <= rank) below += counts[j++];
    if (isWhole(j)) return x[j];
    const from = (rank - below) / counts[j] - 0.5;
    const next = from < 0 ? j - 1 : j + 1;
    if (next < 0 || next === x.length || isWhole(next)) return x[j];
    const step = (counts[j] + counts[next]) / 2 / counts[j];
    return x[j] + (Math.abs(from) / step) * (x[next] - x[j]);
  });
}

/** Whether some of ascending values are equal. */
function isTied(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) return true;
  return false;
}

function median(values: Float64Array): number {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const middle = values.length >> 1;
  selectInto(values, 0, 1, order, 0, values.length, middle);
  return values[order[middle]];
}

/** How many values are within a distance of some of ascending values. */
function countsWithin(values: Float64Array, distance: number): Float64Array {
  const every = Math.ceil(values.length / MEDIAN_OF);
  let [from, to] = [0, 0];
  const counts = new Float64Array(Math.ceil(values.length / every));
  for (let s = 0; s < counts.length; s++) {
    const value = values[s * every];
    while (value - values[from] > distance) from++;
    while (to < values.length && values[to] - value <= distance) to++;
    counts[s] = to - from;
  }
  return counts;
}

/** Distances from some ascending values to their k-th nearest neighbours. */
function neighbourDistances(values: Float64Array, k: number): Float64Array {
  const every = Math.ceil(values.length / MEDIAN_OF);
  const last = values.length - 1 - k;
  let from = 0;
  const distances = new Float64Array(Math.ceil(values.length / every));
  for (let i = 0, s = 0; i < values.length; i += every, s++) {
    const value = values[i];
    // The value and its k neighbours stand side by side, from here on.
    while (from < last && (from + k < i || value - values[from] > values[from + k + 1] - value))
      from++;
    distances[s] = Math.max(value - values[from], values[from + k] - value);
  }
  return distances;
}
