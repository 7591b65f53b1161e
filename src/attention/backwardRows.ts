// Gradients row by row: any score, mask and bias. The weights of a query are made again unless a
// forward pass kept them.
//
// With g = ∂L/∂ŷ(q) and a_k = α_k Σ_c g_c (v_kc − ŷ_c) = ∂L/∂score_k:
//   ∂L/∂v_kc = α_k g_c          ∂L/∂s_k = a_k / s_k
//   ∂L/∂q = Σ_k a_k φ_k WᵀW(q − k),  ∂L/∂k = −a_k φ_k WᵀW(q − k)
//   ∂L/∂W = Σ a_k φ_k W(q − k)(q − k)ᵀ
// where φ = (d log K/du)/u; it is −1 for the Gaussian kernel.

import { gaussian } from '../kernels/gaussian.js';
import type { AttentionProblem, PooledValues } from './AttentionProblem.js';
import { type KeptRows, poolQueryInto, type RowOrigin } from './attendRow.js';
import { scaledDistance } from './nearestKey.js';

/** Sums of gradients while the queries go by, flat. */
export interface GradientSums {
  readonly queries: Float64Array;
  readonly keys: Float64Array;
  readonly values: Float64Array;
  /** [d] for a scalar or diagonal metric, [d, d] for a matrix. */
  readonly w: Float64Array;
  readonly sampleWeights: Float64Array;
  readonly scale: Float64Array;
  readonly bias: Float64Array | undefined;
}

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
  const { m, n, bias, score } = problem;
  const count = queries ? queries.length : m;
  if (count === 0) return;
  const row = new Float64Array(n);
  const pooled = kept ? kept.pooled : new Float64Array(m * values.p);
  for (let r = 0; r < count; r++) {
    const i = queries ? queries[r] : r;
    const origin = kept ? keptRow(kept, i, row) : poolQueryInto(problem, values, i, row, 0, pooled);
    if (origin === 'none') continue;
    scoreGradientsInto(row, n, values, i, upstream, pooled, sums.values);
    if (origin === 'nearest') continue; // which key that is does not change nearby
    pushSampleWeightsInto(problem, i, row, sums.sampleWeights);
    if (sums.bias && bias) addInto(row, n, sums.bias, i * bias.stride);
    if (score === 'dot') pushDotInto(problem, i, row, sums);
    else pushDistanceInto(problem, i, row, sums);
  }
}

/**
 * The gradient of w alone in the chapter's case, one dimension and the Gaussian kernel, from kept
 * weights in one pass:
 *
 *   ∂L/∂w = −w Σ_q g Σ_k α_k (v_k − ŷ) (q − k)²
 *
 * @returns NaN where that is not the problem, or a distance is too large to be squared
 */
export function lineMetricGradient(
  problem: AttentionProblem,
  { p, array, stride }: PooledValues,
  upstream: Float64Array,
  { weights, origins, pooled }: KeptRows,
): number {
  const { m, n, d, score, kernel, queries, keys, keyStride, metric } = problem;
  const { mask, bias, sampleWeights } = problem;
  const isLine = d === 1 && p === 1 && score === 'distance' && kernel === gaussian;
  if (!isLine || metric.kind === 'matrix' || mask || bias || sampleWeights) return NaN;
  let total = 0;
  for (let i = 0; i < m; i++) {
    if (origins[i] !== 'kernel' || upstream[i] === 0) continue;
    const [query, key] = [queries.data[i], i * keyStride];
    const [at, value] = [i * n, i * stride];
    total +=
      upstream[i] *
      secondMoment(weights, at, n, query, keys.data, key, pooled[i], array.data, value);
  }
  return -metric.w[0] * total;
}

/** Σ_k α_k (v_k − ŷ) (q − k)². */
function secondMoment(
  weights: Float64Array,
  at: number,
  n: number,
  query: number,
  keys: Float64Array,
  key: number,
  yHat: number,
  values: Float64Array,
  value: number,
): number {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const difference = query - keys[key + k];
    sum += weights[at + k] * (values[value + k] - yHat) * (difference * difference);
  }
  return sum;
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

/**
 * ∂L/∂s_k += a_k / s_k. A weight of 0 leaves its observation out, as a mask does: its gradient is
 * 0.
 */
export function pushSampleWeightsInto(
  { n, sampleWeights }: AttentionProblem,
  i: number,
  a: Float64Array,
  out: Float64Array,
): void {
  if (!sampleWeights) {
    addInto(a, n, out, 0);
    return;
  }
  const { data, stride } = sampleWeights;
  for (let k = 0, s = i * stride; k < n; k++, s++) {
    if (data[s] > 0) out[s] += a[k] / data[s];
  }
}

function addInto(a: Float64Array, n: number, out: Float64Array, first: number): void {
  for (let k = 0; k < n; k++) out[first + k] += a[k];
}

/** Scores −‖W(q − k)‖²/2 and the log kernels like them; `a` is written over. */
export function pushDistanceInto(
  problem: AttentionProblem,
  i: number,
  a: Float64Array,
  sums: GradientSums,
): void {
  const { n, kernel, metric } = problem;
  const isGaussian = kernel === gaussian;
  for (let k = 0; !isGaussian && k < n; k++) {
    if (a[k] === 0) continue;
    const u = scaledDistance(problem, i, k);
    a[k] *= u === 0 ? 0 : kernel.logDerivative(u) / u;
  }
  const push = metric.kind === 'matrix' ? pushMatrix : pushDiagonal;
  push(problem, i, a, isGaussian ? -1 : 1, sums);
}

/** @param sign - of the factors a_k φ_k where they stand for themselves, else that of φ = −1 */
function pushDiagonal(
  { n, d, metric, queries, keys, keyStride }: AttentionProblem,
  i: number,
  factors: Float64Array,
  sign: number,
  sums: GradientSums,
): void {
  const [points, gradient] = [keys.data, sums.keys];
  for (let j = 0; j < d; j++) {
    const w = metric.w[j];
    const signed = sign * w;
    const query = queries.data[i * d + j];
    let [byQuery, byW] = [0, 0];
    for (let k = 0, at = i * keyStride + j; k < n; k++, at += d) {
      const factor = factors[k];
      if (factor === 0) continue; // the square of a far difference might overflow
      const difference = query - points[at];
      const slope = factor * signed * difference;
      byQuery += slope;
      byW += slope * difference;
      gradient[at] -= slope * w;
    }
    sums.queries[i * d + j] += byQuery * w;
    sums.w[j] += byW;
  }
}

function pushMatrix(
  { n, d, metric, queries, keys, keyStride }: AttentionProblem,
  i: number,
  factors: Float64Array,
  sign: number,
  sums: GradientSums,
): void {
  const { w } = metric;
  const q = i * d;
  for (let key = 0, k = i * keyStride; key < n; key++, k += d) {
    if (factors[key] === 0) continue;
    for (let r = 0; r < d; r++) {
      let u = 0;
      for (let j = 0; j < d; j++) u += w[r * d + j] * (queries.data[q + j] - keys.data[k + j]);
      const slope = sign * factors[key] * u;
      for (let j = 0; j < d; j++) {
        sums.queries[q + j] += slope * w[r * d + j];
        sums.keys[k + j] -= slope * w[r * d + j];
        sums.w[r * d + j] += slope * (queries.data[q + j] - keys.data[k + j]);
      }
    }
  }
}

/** Scores scale · q·k. */
export function pushDotInto(
  { n, d, queries, keys, keyStride, scale }: AttentionProblem,
  i: number,
  a: Float64Array,
  sums: GradientSums,
): void {
  for (let k = 0, at = i * keyStride; k < n; k++) {
    let dot = 0;
    for (let j = i * d; j < (i + 1) * d; j++, at++) {
      dot += queries.data[j] * keys.data[at];
      sums.queries[j] += a[k] * scale * keys.data[at];
      sums.keys[at] += a[k] * scale * queries.data[j];
    }
    sums.scale[0] += a[k] * dot;
  }
}
