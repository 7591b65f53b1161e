// The variance as a function of x: squared residuals over their shares, smoothed by a wide
// Gaussian. With weights w_i ∝ K((x_i − q)/g) c_i
//
//   σ²(q) = Σ w_i e_i²/c_i = Σ K e_i² / Σ K c_i,        ν(q) = 1 / Σ w_i²/c_i
//
// ν is Satterthwaite's number of degrees of freedom for slowly varying weights: Var(e_i²/c_i) =
// 2σ⁴, and Σ_j of the squared correlations of the residuals is 1/c_i.

import { ruleOfThumb } from '../bandwidth/ruleOfThumb.js';
import { gaussian } from '../kernels/gaussian.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { linearEstimates } from './linearEstimates.js';
import type { SmootherResiduals } from './SmootherResiduals.js';

/** A variance function at queries. */
export interface LocalVariance {
  /** Of an observation of the largest weight, [m, p]. */
  readonly variance: Float64Array;
  /** Degrees of freedom behind it, at most those of all residuals, [m]. */
  readonly freedom: Float64Array;
}

/**
 * Local variance at queries.
 *
 * @param bandwidth - of the Gaussian, [d]; left out by Silverman's rule
 */
export function localVariance(
  where: string,
  { n, d, p, x }: Observations,
  { residuals, shares, weights, freedom }: SmootherResiduals,
  queries: Float64Array,
  { method, tolerance }: Pick<SmootherSpec, 'method' | 'tolerance'>,
  bandwidth = ruleOfThumb(where, 'silverman', x, d, gaussian),
): LocalVariance {
  const m = queries.length / d;
  let largest = 0;
  for (const share of shares) largest = Math.max(largest, share);
  if (largest === 0) {
    const unknown = new Float64Array(m * p).fill(Number.NaN);
    return { variance: unknown, freedom: new Float64Array(m) };
  }
  const y = new Float64Array(n * p);
  for (let at = 0; at < n * p; at++) {
    const i = Math.floor(at / p);
    if (shares[i] > 0) y[at] = (weights[i] * residuals[at] ** 2) / shares[i];
  }
  const smoother = { kernel: gaussian, product: true, bandwidth, degree: 0, method, tolerance };
  const squares = { n, d, p, x, y, weights: shares };
  const ones = new Float64Array(n).fill(1);
  const { estimate, variance } = linearEstimates(where, squares, smoother, queries, ones);
  const local = variance.map((each) => Math.min(largest / each, freedom));
  return { variance: estimate.map((each) => Math.max(0, each)), freedom: local };
}
