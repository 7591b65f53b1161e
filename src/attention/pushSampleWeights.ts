import { scaledDistance } from './farScores.js';
import type { AttentionProblem } from './resolveProblem.js';

/**
 * ∂L/∂s_k += gain_k α_k / s_k, for the observation weights of one query. α_k/s_k is the weight per unit of s_k; it has
 * a limit where s_k = 0, so that a left-out observation can be learned back in.
 *
 * @param problem - checked input
 * @param i - the query
 * @param row - its attention weights α, [n]
 * @param gains - Σ_c g_c (v_kc − ŷ_c), [n]
 * @param out - added to: one entry for each observation weight
 */
export function pushSampleWeightsInto(
  problem: AttentionProblem,
  i: number,
  row: Float64Array,
  gains: Float64Array,
  out: Float64Array,
): void {
  const { n, sampleWeights } = problem;
  if (!sampleWeights) {
    for (let k = 0; k < n; k++) out[k] += gains[k] * row[k];
    return;
  }
  const { data, stride } = sampleWeights;
  for (let k = 0, s = i * stride; k < n; k++, s++) {
    const perUnit = data[s] > 0 ? row[k] / data[s] : weightAtZero(problem, i, k, row);
    out[s] += gains[k] * perUnit;
  }
}

/** The weight per unit of an observation whose weight is 0, from that of the key with the largest weight. */
function weightAtZero(problem: AttentionProblem, i: number, k: number, row: Float64Array): number {
  const { mask, bias, excludeSelf, sampleWeights } = problem;
  if ((excludeSelf && k === i) || (mask && mask.data[i * mask.stride + k] === 0)) return 0;
  let top = 0;
  for (let j = 1; j < problem.n; j++) if (row[j] > row[top]) top = j;
  const prior = (key: number): number => (bias ? bias.data[i * bias.stride + key] : 0);
  const logRatio = logScore(problem, i, k) - logScore(problem, i, top) + prior(k) - prior(top);
  return (row[top] / sampleWeights!.data[i * sampleWeights!.stride + top]) * Math.exp(logRatio);
}

function logScore(problem: AttentionProblem, i: number, k: number): number {
  const { d, score, scale, kernel, queries, keys, keyStride } = problem;
  if (score === 'distance') return kernel.logValue(scaledDistance(problem, i, k));
  let dot = 0;
  for (let j = 0; j < d; j++) dot += queries.data[i * d + j] * keys.data[i * keyStride + k * d + j];
  return scale * dot;
}
