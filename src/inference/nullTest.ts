// Is there anything beyond a simpler curve? What the simpler one leaves is smoothed; if it is
// noise, smoothing explains little.
//
//   T = (Σ s r₀² − Σ s r₁²) / Σ s r₁²,   r₀ = y − ŷ₀,   r₁ = r₀ − S r₀
//
// A curve without some columns has a bias of its own in the others, and S r₀ would find that as well: then the
// first sum is of r₀ − S₀r₀, what smoothing once more without these columns leaves.
//
// T is compared with what it is for noise alone: residuals of the simpler curve with random signs,
// which keep the size of the noise at each x, put on top of that curve and taken through the same
// steps. All smoothers are linear, so that many draws are columns of one set of kernel sums.
// (Härdle, Mammen 1993, Comparing nonparametric versus parametric regression fits; Azzalini, Bowman
// 1993)

import type { Observations } from '../smoothers/Observations.js';
import { type PlaneResiduals, planeResiduals } from '../smoothers/planeResiduals.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import { blocksOf } from './Correlation.js';
import { type DrawRequest, signedDraws } from './signedDraws.js';

/** Leverages are kept from dividing by nothing. */
const LEAST_LEFT = 1e-8;
/** Residuals up to this part of the largest |y| are rounding. */
const ROUNDING = 32 * Number.EPSILON;
/** Statistics of draws that leave the same but for this part are the same. */
const TIE = 1e-12;

/** The simpler curve: a constant, a plane, or a curve that does not look at some columns of x. */
export type NullCurve =
  | 'flat'
  | 'linear'
  | {
      /** The column, from 0, or several. */
      readonly without: number | readonly number[];
    };

/** A test by bootstrap. */
export interface NullTest {
  /**
   * (RSS₀ − RSS₁)/RSS₁; large when there is something, 0 when the simpler curve leaves nothing, ∞
   * when only the smoother goes through all observations.
   */
  readonly statistic: number;
  /** How often noise alone gives as much: (1 + draws that do)/(draws + 1). */
  readonly pValue: number;
}

/**
 * Tests a simpler curve against a smoother.
 *
 * @param where - the public function, for messages
 * @param observations - one output
 * @param smoother - what may find more in them
 * @param curve - the simpler curve
 */
export function nullTest(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  curve: NullCurve,
  request: DrawRequest,
): NullTest {
  const { n, y, weights, merged } = observations;
  const simpler = (values: Float64Array, p: number) => {
    const left = withoutSimpler(where, observations, smoother, curve, values, p);
    clearRounding(left.rest, values, p);
    return left;
  };
  const statistics = (values: Float64Array, p: number, within: Float64Array): Float64Array => {
    const left = simpler(values, p).rest;
    const before = typeof curve === 'string' ? left : simpler(left, p).rest;
    const { fitted } = selfFit(where, { ...observations, p, y: left }, smoother);
    const sums = Float64Array.of(...within, ...within);
    for (let at = 0; at < n * p; at++) {
      const s = weights ? weights[Math.floor(at / p)] : 1;
      sums[at % p] += s * before[at] ** 2;
      sums[p + (at % p)] += s * (left[at] - fitted[at]) ** 2;
    }
    return Float64Array.from({ length: p }, (_, k) => ratio(sums[k], sums[p + k]));
  };
  const { rest, leverage } = simpler(y, 1);
  const free = leverage.map((each, i) =>
    Math.max(LEAST_LEFT, 1 - each / (merged ? merged.counts[i] : 1)),
  );
  const noise = rest.map((r, i) => r / Math.sqrt(free[i]));
  // Of several that one stands for the mean is as large as their signs make it; the rest lies about it.
  let [within, all] = [0, 0];
  merged?.counts.forEach((_, i) => {
    const w = weights?.[i] ?? 1;
    const squares =
      merged.squaredSeconds[i] +
      rest[i] * (2 * merged.squaredFirsts[i] + rest[i] * merged.squaredWeights[i]);
    noise[i] = Math.sqrt(Math.max(0, squares) / free[i]) / w;
    within += merged.scatter[i];
    all += (merged.scatter[i] + w * rest[i] ** 2) / free[i];
  });
  const [statistic] = statistics(y, 1, Float64Array.of(within));
  const least = (1 + TIE) * leftOf(statistic) + ROUNDING;
  let above = 0;
  const take = (columns: Float64Array, batch: number) => {
    const about = new Float64Array(batch).fill(all);
    // Signs that are all alike give the observations themselves or their mirror image, but for rounding and leverages.
    const isSame = Array.from(about, (_, k) =>
      [1, -1].some((sign) => noise.every((each, i) => each * sign === columns[i * batch + k])),
    );
    for (let at = 0; at < columns.length; at++) {
      const i = Math.floor(at / batch);
      if (merged) about[at % batch] -= (weights?.[i] ?? 1) * columns[at] ** 2;
      columns[at] = y[i] - rest[i] + columns[at];
    }
    statistics(columns, batch, about).forEach((each, k) => {
      if (isSame[k] || leftOf(each) <= least) above++;
    });
  };
  signedDraws(noise, blocksOf(observations), request, take, merged?.counts);
  return { statistic, pValue: (1 + above) / (request.draws + 1) };
}

/** What the simpler curve leaves of several columns of values. */
function withoutSimpler(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  curve: NullCurve,
  values: Float64Array,
  p: number,
): PlaneResiduals {
  if (typeof curve === 'string') {
    return planeResiduals(observations, values, p, curve === 'linear');
  }
  const { d, x, predictors } = observations;
  const without = [curve.without].flat();
  const keep = (_: unknown, at: number) => !without.includes(at % d);
  const rest = predictors && { predictors: predictors.filter(keep) };
  const all = { ...observations, ...rest, p, y: values };
  const fewer = { ...all, d: d - without.length, x: x.filter(keep) };
  const { bandwidth } = smoother;
  const { windows, ...fixed } = { ...smoother, ...rest, bandwidth: bandwidth.filter(keep) };
  const spec = windows ? { ...fixed, ...windows.among(fewer, keep) } : fixed;
  const { fitted, leverage } = selfFit(where, fewer, spec);
  return { rest: values.map((value, at) => value - fitted[at]), leverage };
}

/** Makes 0 of columns [n, p] of residuals that are no more than the rounding of the values. */
function clearRounding(rest: Float64Array, values: Float64Array, p: number): void {
  for (let k = 0; k < p; k++) {
    let [left, size] = [0, 0];
    for (let at = k; at < rest.length; at += p) {
      left = Math.max(left, Math.abs(rest[at]));
      size = Math.max(size, Math.abs(values[at]));
    }
    if (left > ROUNDING * size) continue;
    for (let at = k; at < rest.length; at += p) rest[at] = 0;
  }
}

/** (before − after)/after; nothing left beforehand is nothing found. */
function ratio(before: number, after: number): number {
  return before > after ? (before - after) / after : 0;
}

/** What smoothing leaves of the size of residuals where the ratio is such. */
function leftOf(ratio: number): number {
  return 1 / Math.sqrt(1 + ratio);
}
