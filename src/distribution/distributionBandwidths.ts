// Bandwidths of a distribution by least-squares cross-validation: of the places and of the values,
//
//   CV(h_x, h) = Σ_k 1/V_k · Σ_i s_i (1{v_i ≤ t_k} − F₋ᵢ(t_k|x_i))² / Σ s_i
//
// over thresholds t_k at quantiles of the values, each by the variance V_k of its indicator (Anderson and
// Darling's weights). At h = 0 F₋ᵢ(t_k|x_i) is the leave-one-out mean of indicators, so h_x is what the
// search for a smoother of as many outputs finds; then h is searched beside it.
//
// Li, Lin, Racine (2013), Optimal bandwidth selection for nonparametric conditional distribution functions

import { rowsOfGroups } from '../arrays/groupedBy.js';
import { unsupportedError } from '../arrays/optionError.js';
import { type BandwidthWish, foundBy } from '../bandwidth/BandwidthChoice.js';
import { chooseBandwidth, draftRows, widest } from '../bandwidth/chooseBandwidth.js';
import { type LineTrial, lowestOf, refineBasin } from '../bandwidth/searchLine.js';
import { narrowDeviation, smoothedDimensions, spread } from '../bandwidth/spread.js';
import { normalDistribution } from '../kernels/normal.js';
import { isCategory } from '../kernels/Predictor.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { leaveGroupsOut } from '../smoothers/leaveGroupsOut.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';

/** Thresholds lie at multiples of this level. */
const LEVEL = 1 / 20;
/** Bandwidths of values are looked at from the widest down, in this ratio. */
const RATIO = 2;
const LOOKED_AT = 8;
/** How closely the best is placed, in log h. */
const CLOSE = 0.03;
/** Of more observations about so many tell the bandwidths. */
const MANY = 4096;
/** Relative error of the sums of a search. */
const SEARCH_TOLERANCE = 1e-9;

/** Quantiles of values, without repetitions and without the largest value, ascending. */
export function thresholdsOf({ n, y, weights }: Observations): Float64Array {
  const { keys, order } = sortedOrder(y);
  let total = 0;
  for (let i = 0; i < n; i++) total += weights ? weights[i] : 1;
  const found: number[] = [];
  let sum = 0;
  let level = LEVEL;
  for (let i = 0; i < n; i++) {
    sum += weights ? weights[order[i]] : 1;
    if (!(sum >= level * total * (1 - 1e-12)) || keys[i] === keys[n - 1]) continue;
    if (keys[i] !== found[found.length - 1]) found.push(keys[i]);
    while (sum >= level * total * (1 - 1e-12)) level += LEVEL;
  }
  return Float64Array.from(found);
}

/** What is at most each threshold, smoothed by h, as outputs, [n, thresholds]. */
export function stepsOf({ n, y }: Observations, thresholds: Float64Array, h: number): Float64Array {
  const count = thresholds.length;
  const steps = new Float64Array(n * count);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < count; k++) {
      const distance = thresholds[k] - y[i];
      steps[i * count + k] = h > 0 ? normalDistribution(distance / h) : distance >= 0 ? 1 : 0;
    }
  return steps;
}

/**
 * The bandwidth of places at which the criterion is least without smoothing of values.
 *
 * @param wish - kernel and what goes with it
 */
export function placeBandwidth(
  where: string,
  given: Observations,
  wish: Omit<BandwidthWish, 'criterion' | 'degree'>,
): Float64Array {
  expectRows(where, given);
  const few = draftRows(given, MANY) ?? given;
  const thresholds = thresholdsOf(few);
  if (thresholds.length === 0) return widest(given); // all values are the same
  const indicators = { ...few, p: thresholds.length, y: stepsOf(few, thresholds, 0) };
  const search = { ...wish, criterion: 'loo' as const, degree: 0 };
  const { bandwidth } = chooseBandwidth(where, indicators, search);
  const shrinking = (few.n / given.n) ** (1 / (smoothedDimensions(given) + 4));
  const most = widest(given);
  return bandwidth.map((h, j) => {
    if (h >= most[j]) return h; // the column does not matter
    return h * (isCategory(given.predictors?.[j]) ? shrinking ** 2 : shrinking);
  });
}

/** Leaving rows of a series out one by one would take what hangs together with them for the distribution. */
function expectRows(where: string, { isSeries }: Observations): void {
  if (!isSeries) return;
  throw unsupportedError(where, 'bandwidth and outputBandwidth must be given for a series', 'none');
}

/** The criterion of a smoother at bandwidths of values. */
export function distributionCriterion(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): (h: number) => number {
  const { n, weights, groups } = observations;
  const thresholds = thresholdsOf(observations);
  const count = thresholds.length;
  const targets = stepsOf(observations, thresholds, 0);
  const rows = groups && rowsOfGroups(groups);
  let total = 0;
  const means = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    const s = weights ? weights[i] : 1;
    total += s;
    for (let k = 0; k < count; k++) means[k] += s * targets[i * count + k];
  }
  return (h) => {
    const y = h > 0 ? stepsOf(observations, thresholds, h) : targets;
    const smoothed = { ...observations, p: count, y };
    const fits = rows
      ? leaveGroupsOut(where, smoothed, spec, rows)
      : selfFit(where, smoothed, spec).looFitted;
    const squares = new Float64Array(count);
    let known = 0;
    for (let i = 0; i < n; i++) {
      // a window that is given may hold nothing else, whatever h is
      if (Number.isNaN(fits[i * count])) continue;
      const s = weights ? weights[i] : 1;
      known += s;
      for (let k = 0; k < count; k++)
        squares[k] += s * (targets[i * count + k] - fits[i * count + k]) ** 2;
    }
    let value = 0;
    for (let k = 0; k < count; k++) {
      const mean = means[k] / total;
      value += squares[k] / known / (mean * (1 - mean)) / count;
    }
    return Number.isNaN(value) ? Infinity : value;
  };
}

/**
 * The bandwidth of values, 0 where smoothing them makes nothing better.
 *
 * @param spec - the local mean whose weights are those of the distribution
 */
export function valueBandwidth(
  where: string,
  given: Observations,
  spec: SmootherSpec,
  onTrial?: (value: number) => void,
): number {
  expectRows(where, given);
  const few = draftRows(given, MANY) ?? given;
  const criterion = distributionCriterion(where, few, {
    ...spec,
    tolerance: Math.max(spec.tolerance, SEARCH_TOLERANCE),
  });
  const size = narrowDeviation(spread(few.y, 1, 0, few.weights), 1.34);
  if (!(size > 0)) return 0;
  // In units of the size, so that what is found goes with it.
  const trial = (t: number): LineTrial => {
    const h = Math.exp(t);
    const value = criterion(size * h);
    onTrial?.(value);
    return { h, value, error: 0 };
  };
  const plain = trial(-Infinity).value;
  const ratio = Math.log(RATIO);
  const looked = Array.from({ length: LOOKED_AT }, (_, k) => trial(-k * ratio));
  const middle = lowestOf(looked);
  const place = Math.log(middle.h);
  const { h, value } = foundBy(refineBasin(trial, [middle], place - ratio, place + ratio, CLOSE));
  return value < plain ? size * h * (few.n / given.n) ** (1 / 3) : 0;
}
