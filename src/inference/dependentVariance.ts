// What dependence between errors makes of the variances of fits, from the pulls ℓ of the observations at
// each query. O(m·n), for a series times the lags that count.

import type { Observations } from '../smoothers/Observations.js';
import { eachPull } from '../smoothers/QueryDesigns.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample } from '../smoothers/smootherSums.js';
import type { Known } from './Correlation.js';
import type { SmootherResiduals } from './SmootherResiduals.js';

/** How much more fits vary than they would with independent errors. */
export interface ExtraVariance {
  /** At least 0, [m, p]. */
  readonly extra: Float64Array;
  /** What of it a mean of all would not have: what a wider window would save, [m, p]. */
  readonly local: Float64Array;
  /** Degrees of freedom, [m, p]. */
  readonly freedom: Float64Array;
}

/**
 * How much more fits vary for the dependence of the errors: nothing when they are independent.
 *
 * @param queries - [m, d]
 * @param variances - of the observations, [p, n]
 * @param freedom - of these at the queries, [m, p]
 */
export function extraVarianceAt(
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  { correlations, weights }: SmootherResiduals,
  variances: Float64Array,
  freedom: Float64Array,
): ExtraVariance {
  const { n, p } = observations;
  const [extra, local] = [new Float64Array(freedom.length), new Float64Array(freedom.length)];
  if (!correlations) return { extra, local, freedom };
  const least = freedom.slice();
  // Of a light observation only the root is sure to be a number.
  const sizes = variances.map((v, at) =>
    weights[at % n] > 0 ? Math.sqrt(v) / Math.sqrt(weights[at % n]) : 0,
  );
  const extraOf = (pulls: Float64Array, k: number): Known => {
    const own = sizes.subarray(k * n, (k + 1) * n);
    const { variance, freedom: known } = correlations[k].varianceOf(pulls, own);
    let independent = 0;
    for (let i = 0; i < n; i++) independent += (pulls[i] * own[i]) ** 2;
    return { variance: variance <= independent ? 0 : variance - independent, freedom: known };
  };
  const total = weights.reduce((sum, s) => sum + s, 0);
  const mean = weights.map((s) => s / total);
  const ofMean = correlations.map((_, k) => extraOf(mean, k).variance);
  eachPull(centredSample(observations), smoother, queries, (q, pulls) => {
    for (let k = 0; k < p; k++) {
      const at = q * p + k;
      const found = extraOf(pulls, k);
      extra[at] = found.variance;
      local[at] = found.variance <= ofMean[k] ? 0 : found.variance - ofMean[k];
      least[at] = Math.min(least[at], found.freedom);
    }
  });
  return { extra, local, freedom: least };
}

/** Variances of fits to errors that have one sign within a block: Σ_b (Σ_{i∈b} ℓ_i r_i)², [m]. */
export function blockVariances(
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  errors: Float64Array,
  blocks: Int32Array,
): Float64Array {
  const variance = new Float64Array(queries.length / observations.d).fill(Number.NaN);
  const sums = new Float64Array(1 + blocks.reduce((a, b) => Math.max(a, b)));
  eachPull(centredSample(observations), smoother, queries, (q, pulls) => {
    sums.fill(0);
    for (let i = 0; i < pulls.length; i++) sums[blocks[i]] += pulls[i] * errors[i];
    variance[q] = sums.reduce((sum, each) => sum + each * each, 0);
  });
  return variance;
}
