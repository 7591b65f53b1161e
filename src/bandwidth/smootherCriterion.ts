// Criteria of any smoother in any dimension, from its fits at all observations; with groups the
// errors of each group come from the fit to all others, and AICc of a series is of whitened residuals:
//
//   log(r'Γ⁻¹r/n) + log|Γ|/n + (1 + tr H/n)/(1 − (tr H + 2)/n)
//
// since E ε'R⁻¹Hε = σ² tr H for the correlation R of the errors ε, whatever H.

import { rowsOfGroups } from '../arrays/groupedBy.js';
import { leaveGroupsOut } from '../smoothers/leaveGroupsOut.js';
import { leftOutScatter } from '../smoothers/leaveOneOut.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import {
  laggedProducts,
  logDeterminant,
  type Partials,
  whitened,
} from '../smoothers/seriesErrors.js';
import type { PowerSums } from '../sums/types.js';
import {
  type BandwidthWish,
  type CriterionName,
  criterionError,
  criterionValue,
  emptyTally,
  ROUNDING,
  type Tally,
} from './BandwidthChoice.js';
import type { LineObjective } from './searchLine.js';

export const DRAFT_TOLERANCE = 1e-6;
const DRAFT_ERROR = 1e-4;
const FULL_ERROR = 1e-12;
const FULL_FIT_ERROR = 1e-13;

/** A smoother at its observations: what it leaves, and of a series the lagged products of that, [p]. */
export interface Left {
  readonly tally: Tally;
  readonly lagged: readonly Float64Array[];
}

/** How wide the windows of a smoother are. */
export type Width = Pick<SmootherSpec, 'bandwidth' | 'windows'>;

/** A criterion of a smoother at any bandwidth. */
export interface SmootherCriterion {
  /**
   * @param width - bandwidths, [d], and windows that follow the observations
   * @param degree - of the local polynomials, by default that of the smoother
   * @returns the value, and the tally that it was made of
   */
  at(width: Width, tolerance: number, degree?: number): { value: number; tally: Tally };
  /** The same before it is whitened. */
  leftAt(width: Width, tolerance: number, degree: number): Left;
  /** The mean square of the centred outputs. */
  readonly size: number;
  /** How many observations count. */
  readonly count: number;
  /** The sum of the weights. */
  readonly total: number;
}

/**
 * Prepares the criterion of the smoother that a bandwidth is wished for.
 *
 * @param powerSums - a faster way to powers (types.ts)
 */
export function smootherCriterion(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
  powerSums?: PowerSums,
): SmootherCriterion {
  const { kernel, product, method, ridge } = wish;
  const { n, p, y, weights, predictors, merged } = observations;
  const w = weights ?? new Float64Array(n).fill(1);
  let [count, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (w[i] > 0) count += merged ? merged.counts[i] : 1;
    total += w[i];
  }
  const variances = Float64Array.from({ length: p }, (_, k) =>
    varianceOf(y, p, k, w, total, merged?.scatter),
  );
  // With several outputs each is divided by its standard deviation.
  const scale = variances.map((variance) => (p > 1 && variance > 0 ? Math.sqrt(variance) : 1));
  const size = variances.reduce((sum, variance, k) => sum + variance / scale[k] ** 2 / p, 0);
  const groups = observations.groups && rowsOfGroups(observations.groups);
  const isWhitened = observations.isSeries && criterion === 'aicc';
  const roots = w.map(Math.sqrt);
  const leftAt = (width: Width, tolerance: number, degree: number): Left => {
    const moved = powerSums && { powerSums };
    const spec = {
      kernel,
      product,
      predictors,
      ...width,
      degree,
      ridge,
      method,
      tolerance,
      ...moved,
    };
    const tally = emptyTally(p);
    const lagged: Float64Array[] = [];
    const isGrouped = groups && criterion === 'loo';
    const self = isGrouped ? undefined : selfFit(where, observations, spec);
    const looFitted = isGrouped
      ? leaveGroupsOut(where, observations, spec, groups)
      : self?.looFitted;
    for (let i = 0; self && i < n; i++)
      if (w[i] > 0) tally[0] += (merged ? merged.counts[i] : 1) - self.leverage[i];
    const own = new Float64Array(n);
    for (let k = 0; k < p; k++) {
      for (const [place, fits] of [
        [1 + p + k, looFitted],
        [1 + k, self?.fitted],
      ] as const) {
        if (!fits) continue;
        for (let i = 0; i < n; i++) {
          own[i] = w[i] > 0 ? (roots[i] * (y[i * p + k] - fits[i * p + k])) / scale[k] : 0;
          tally[place] += own[i] * own[i];
          if (!merged || !self) continue;
          const within = merged.scatter[i * p + k] / scale[k] ** 2;
          tally[place] +=
            fits === self.fitted
              ? within
              : leftOutScatter(within, self.leverage[i], merged.counts[i]);
        }
      }
      if (isWhitened) lagged.push(laggedProducts(own, own));
    }
    return { tally, lagged };
  };
  const at = (width: Width, tolerance: number, degree: number) => {
    const left = leftAt(width, tolerance, degree);
    const tally = wish.partials ? whitenedTally(left, wish.partials, count) : left.tally;
    return { value: criterionValue(criterion, tally, count, total, size), tally };
  };
  return { at, leftAt, size, count, total };
}

/** A tally whose squares are those of whitened residuals. */
export function whitenedTally(
  { tally, lagged }: Left,
  partials: readonly Partials[],
  n: number,
): Tally {
  const out = tally.slice();
  lagged.forEach((products, k) => {
    const size = Math.exp(logDeterminant(partials[k]) / n);
    out[1 + k] = Math.max(0, whitened(partials[k], products)) * size;
  });
  return out;
}

/**
 * The criterion along one number, of one degree.
 *
 * @param widthOf - how wide windows are, by default the bandwidth itself
 */
export function alongLine(
  { at, size, count, total }: SmootherCriterion,
  criterion: CriterionName,
  { kernel, tolerance }: BandwidthWish,
  degree: number,
  widthOf: (h: number) => Width = (h) => ({ bandwidth: Float64Array.of(h) }),
): LineObjective {
  return {
    resolution: 1e-8,
    noise: criterion === 'aicc' ? 1e-12 : ROUNDING * size,
    smooth: kernel.support === Infinity,
    trial(h, effort) {
      const isDraft = effort === 'estimate' || effort === 'draft';
      const within = isDraft ? Math.max(tolerance, DRAFT_TOLERANCE) : tolerance;
      const { value, tally } = at(widthOf(h), within, degree);
      const [relative, part] = isDraft
        ? [DRAFT_ERROR, DRAFT_TOLERANCE]
        : [FULL_ERROR, FULL_FIT_ERROR];
      const error = criterionError(criterion, value, tally, total, size, relative, part);
      const trace = criterion === 'loo' ? undefined : count - tally[0];
      return { h, degree, ...(trace !== undefined && { trace }), value, error };
    },
  };
}

/** The weighted variance of one output. */
function varianceOf(
  y: Float64Array,
  p: number,
  k: number,
  weights: Float64Array,
  total: number,
  within?: Float64Array,
): number {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) mean += (weights[i] * y[i * p + k]) / total;
  for (let i = 0; i < weights.length; i++)
    squares += weights[i] * (y[i * p + k] - mean) ** 2 + (within?.[i * p + k] ?? 0);
  return squares / total;
}
