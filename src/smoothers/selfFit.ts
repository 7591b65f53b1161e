// Fits at the observations, with and without each of them, by the one leave-one-out formula
// (leaveOneOut.ts) from one set of kernel sums that leave out the own term.

import { mergedTask } from './FitTask.js';
import { centredFits } from './fitAt.js';
import { freeShare, leftOutNorm, leftOutResidual, leverageOf } from './leaveOneOut.js';
import type { Observations } from './Observations.js';
import { CANCELLED } from './PlaceFits.js';
import { areTied, meansOf, type Places, placesOf } from './placesOf.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { centredSample } from './smootherSums.js';

/** A smoother at its own observations. */
export interface SelfFit {
  /** [n, p] */
  readonly fitted: Float64Array;
  /** The fit without observation i, [n, p]; NaN where nothing else is in reach. */
  readonly looFitted: Float64Array;
  /**
   * ∂ŷᵢ/∂yᵢ, [n]; 0 for an observation of weight 0; of a signed kernel it may be anything. Of one that stands
   * for several the sum of theirs: it is then of these that one is left out, whose y is their mean, and NaN
   * where their weights differ.
   */
  readonly leverage: Float64Array;
  /**
   * Σ ℓ_j²/s_j of the fit without observation i where it was asked for, [n]; NaN where nothing else is in reach.
   * Of one that stands for several without all of these.
   */
  readonly looNorms?: Float64Array;
}

/**
 * Fits at the observations themselves.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 * @param isNormed - whether the squared norms of their weights are wanted too
 */
export function selfFit(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  isNormed = false,
): SelfFit {
  const { n, d, p, x, y, merged } = observations;
  const centred = centredSample(observations);
  const { sample, values, middle, half } = centred;
  const weights = sample.columns.subarray(0, n);
  const tied = areTied(x, d) ? placesOf(sample) : undefined;
  const task = tied ? mergedTask(centred, tied) : centred;
  const fits = centredFits(where, task, spec, task.sample.points, {
    leavesOut: true,
    ...(isNormed && { variances: 'ones' }),
  });
  const { terms, coefficients, counted, wholly } = fits;
  const fitted = new Float64Array(n * p);
  const looFitted = new Float64Array(n * p);
  const leverage = new Float64Array(n);
  const looNorms = isNormed ? new Float64Array(n) : undefined;
  const mean = new Float64Array(p);
  let places = tied;
  let means = task.values;
  for (let i = 0; i < n; i++) {
    const row = tied ? tied.index.place[i] : i;
    let rest = 0;
    if (tied || wholly[row] === 1) {
      if (!places) {
        places = placesOf(sample);
        if (places.sample.n < n) means = meansOf(places, values, weights);
      }
      rest = matesInto(places, means, weights, values, i, mean);
    }
    const g = counted[row];
    const within = fits.within?.get(row);
    if (merged) {
      const all = weights[i];
      leverage[i] = leverageOf(g, 0, all);
      if (looNorms) looNorms[i] = fits.variance[row];
      for (let k = 0; k < p; k++) {
        const [at, value] = [i * p + k, values[k * n + i]];
        const lone = coefficients[row * terms * p + k];
        const others = within ? within[k] : lone;
        const off = leftOutResidual(g, others, all, value, value);
        const one = leftOutResidual(g, all > 1 ? others : lone, all - 1, value, value);
        fitted[at] = middle[k] + half[k] * (value - off);
        looFitted[at] = merged.weighted ? Number.NaN : middle[k] + half[k] * (value - one);
      }
      continue;
    }
    leverage[i] = leverageOf(g, rest, weights[i]);
    const free = freeShare(g, rest, weights[i]);
    if (looNorms) looNorms[i] = leftOutNorm(g, fits.variance[row], rest);
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      const value = values[k * n + i];
      const lone = coefficients[row * terms * p + k];
      const others = within ? within[k] : lone;
      const loo = rest > 0 ? -leftOutResidual(g, others, rest, mean[k], 0) : others;
      looFitted[at] = middle[k] + half[k] * (rest > 0 ? loo : lone);
      // From the nearer of the two; a point that stands alone is fitted to its last digit.
      const fit =
        leverage[i] < 0.5 ? loo + leverage[i] * (value - loo) : value + free * (loo - value);
      // Where the others cancel they still turn the fit, and nothing tells how far.
      const isOwn = leverage[i] === 1 && fits.degree[row] !== CANCELLED;
      fitted[at] = isOwn ? y[at] : middle[k] + half[k] * fit;
    }
  }
  return { fitted, looFitted, leverage, ...(looNorms && { looNorms }) };
}

/**
 * What observation i leaves at its place: the means of its tie mates.
 *
 * @param means - of the values by place, [p, places]
 * @param out - receives those of the mates, [p]
 * @returns what they weigh together, 0 where there are none
 */
export function matesInto(
  { sample, index }: Places,
  means: Float64Array,
  weights: Float64Array,
  values: Float64Array,
  i: number,
  out: Float64Array,
): number {
  const { order, start, place } = index;
  const own = place[i];
  if (start[own + 1] - start[own] === 1) return 0;
  const { n: places, columns: masses } = sample;
  const n = weights.length;
  let rest = masses[own] - weights[i];
  if (2 * weights[i] <= masses[own]) {
    for (let k = 0; k < out.length; k++) {
      const all = means[k * places + own];
      out[k] = all + (weights[i] / rest) * (all - values[k * n + i]);
    }
    return rest;
  }
  // One that outweighs its tie mates leaves them no digits in a difference.
  rest = 0;
  out.fill(0);
  for (let at = start[own]; at < start[own + 1]; at++) {
    const mate = order[at];
    if (mate === i) continue;
    rest += weights[mate];
    for (let k = 0; k < out.length; k++) out[k] += weights[mate] * values[k * n + mate];
  }
  for (let k = 0; k < out.length; k++) out[k] /= rest;
  return rest;
}
