import type { AttentionProblem } from './resolveProblem.js';

/**
 * ∂L/∂s_k += gain_k α_k / s_k, for the observation weights of one query. A weight of 0 leaves its observation out, as a
 * mask does: its gradient is 0.
 *
 * @param problem - with observation weights
 * @param i - the query
 * @param scoreGradients - gain_k α_k = ∂L/∂score_k, [n]
 * @param out - added to: one entry for each observation weight
 */
export function pushSampleWeightsInto(
  { n, sampleWeights }: AttentionProblem,
  i: number,
  scoreGradients: Float64Array,
  out: Float64Array,
): void {
  if (!sampleWeights) {
    for (let k = 0; k < n; k++) out[k] += scoreGradients[k];
    return;
  }
  const { data, stride } = sampleWeights;
  for (let k = 0, s = i * stride; k < n; k++, s++) {
    if (data[s] > 0) out[s] += scoreGradients[k] / data[s];
  }
}
