// Gradients row by row: any score, mask and bias. The weights of a query are made again unless a forward pass kept them.
//
// With g = ∂L/∂ŷ(q) and a_k = α_k Σ_c g_c (v_kc − ŷ_c) = ∂L/∂score_k:
//   ∂L/∂v_kc = α_k g_c          ∂L/∂s_k = a_k / s_k
//   ∂L/∂q = Σ_k a_k φ_k WᵀW(q − k),  ∂L/∂k = −a_k φ_k WᵀW(q − k),  ∂L/∂W = Σ a_k φ_k W(q − k)(q − k)ᵀ
// where φ = (d log K/du)/u; it is −1 for the Gaussian kernel.

import type { KeptRows, RowOrigin } from './attendRow.js';
import { poolQueryInto } from './poolRows.js';
import { pushSampleWeightsInto } from './pushSampleWeights.js';
import { type GradientSums, pushDistanceInto, pushDotInto } from './pushScores.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/**
 * Adds the gradients of some queries, or of all.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param upstream - ∂L/∂ŷ, [m, p]
 * @param kept - the weights of the forward pass, where they were kept
 * @param sums - added to
 * @param queries - which queries; all when left out
 */
export function backwardRowsInto(
  problem: AttentionProblem,
  values: PooledValues,
  upstream: Float64Array,
  kept: KeptRows | undefined,
  sums: GradientSums,
  queries?: readonly number[],
): void {
  const { m, n, bias } = problem;
  const count = queries ? queries.length : m;
  if (count === 0) return;
  const row = new Float64Array(n);
  const pooled = kept ? kept.pooled : new Float64Array(m * values.p);
  for (let r = 0; r < count; r++) {
    const i = queries ? queries[r] : r;
    const origin = kept ? keptRow(kept, i, row) : poolQueryInto(problem, values, i, row, pooled);
    if (origin === 'none') continue;
    scoreGradientsInto(row, n, values, i, upstream, pooled, sums.values);
    if (origin === 'nearest') continue; // the choice of the nearest key is constant almost everywhere
    pushSampleWeightsInto(problem, i, row, sums.sampleWeights);
    if (sums.bias && bias) for (let k = 0; k < n; k++) sums.bias[i * bias.stride + k] += row[k];
    if (problem.score === 'dot') pushDotInto(problem, i, row, sums);
    else pushDistanceInto(problem, i, row, sums);
  }
}

function keptRow({ weights, origins }: KeptRows, i: number, row: Float64Array): RowOrigin {
  for (let k = 0, at = i * row.length; k < row.length; k++, at++) row[k] = weights[at];
  return origins[i];
}

/** ∂L/∂v_kc += α_k g_c, and row_k ← α_k Σ_c g_c (v_kc − ŷ_c) = ∂L/∂score_k. */
function scoreGradientsInto(
  row: Float64Array,
  n: number,
  { array, p, stride }: PooledValues,
  i: number,
  upstream: Float64Array,
  pooled: Float64Array,
  gradValues: Float64Array,
): void {
  const { data } = array;
  if (p === 1) {
    const g = upstream[i];
    const yHat = pooled[i];
    for (let k = 0, v = i * stride; k < n; k++, v++) {
      const push = row[k] * g;
      gradValues[v] += push;
      row[k] = push * (data[v] - yHat);
    }
    return;
  }
  for (let k = 0, v = i * stride; k < n; k++) {
    const weight = row[k];
    let gain = 0;
    for (let c = i * p; c < (i + 1) * p; c++, v++) {
      const g = upstream[c];
      gradValues[v] += weight * g;
      gain += g * (data[v] - pooled[c]);
    }
    row[k] = weight * gain;
  }
}
