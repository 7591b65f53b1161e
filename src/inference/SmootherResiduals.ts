// What a smoother leaves of the observations, and how much of the noise is in it. Without bias and
// with equal variances
//
//   E e_i² = σ² c_i,   c_i = 1 − 2L_ii + Σ_j L_ij²        δ₁ = Σ c_i = n − 2 tr H + tr HHᵀ
//
// so that e_i²/c_i estimates the variance at x_i, and Σ e_i²/δ₁ one that is the same everywhere.

import { scaledWeightsInto } from '../smoothers/centredSample.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import { linearEstimates } from './linearEstimates.js';

/** Shares below this are rounding: the observation alone makes its own fit. */
const NOTHING_LEFT = 1e-12;

/** Residuals of a smoother. */
export interface SmootherResiduals {
  /** y − ŷ, [n, p]. */
  readonly residuals: Float64Array;
  /**
   * y − ŷ with the observation left out of its own fit, [n, p]; NaN where nothing else is in reach.
   */
  readonly looResiduals: Float64Array;
  /** L_ii, [n]. */
  readonly leverage: Float64Array;
  /** c_i, [n]; 0 where the observation alone makes its fit, and for weight 0. */
  readonly shares: Float64Array;
  /** Sample weights with largest 1, [n]. */
  readonly weights: Float64Array;
  /** Σ s_i e_i², [p], for these weights. */
  readonly squares: Float64Array;
  /** tr H. */
  readonly trace: number;
  /** δ₁, the degrees of freedom that the residuals have. */
  readonly freedom: number;
}

/** Residuals of a smoother at its own observations, O(n) where kernel sums are. */
export function smootherResiduals(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): SmootherResiduals {
  const { n, p, x, y } = observations;
  const { fitted, looFitted, leverage } = selfFit(where, observations, spec);
  const ones = new Float64Array(n).fill(1);
  const alone = { ...observations, p: 0, y: new Float64Array(0) };
  const norms = linearEstimates(where, alone, spec, x, ones).variance;
  const weights = new Float64Array(n);
  scaledWeightsInto(observations, weights);
  const shares = new Float64Array(n);
  const squares = new Float64Array(p);
  let trace = 0;
  let freedom = 0;
  for (let i = 0; i < n; i++) {
    if (weights[i] === 0) continue;
    const share = 1 - 2 * leverage[i] + weights[i] * norms[i];
    shares[i] = share > NOTHING_LEFT ? share : 0;
    trace += leverage[i];
    freedom += shares[i];
    for (let k = 0; k < p; k++) squares[k] += weights[i] * (y[i * p + k] - fitted[i * p + k]) ** 2;
  }
  const residuals = y.map((value, at) => value - fitted[at]);
  const looResiduals = y.map((value, at) => value - looFitted[at]);
  return { residuals, looResiduals, leverage, shares, weights, squares, trace, freedom };
}
