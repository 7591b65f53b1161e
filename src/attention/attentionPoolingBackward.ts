// Gradients row by row. The weights of a query are made again unless a forward pass kept them.
//
// With g = ∂L/∂ŷ(q) and a_k = α_k Σ_c g_c (v_kc − ŷ_c) = ∂L/∂score_k:
//   ∂L/∂v_kc = α_k g_c          ∂L/∂s_k = a_k / s_k
//   ∂L/∂q = Σ_k a_k φ_k WᵀW(q − k),  ∂L/∂k = −a_k φ_k WᵀW(q − k),  ∂L/∂W = Σ a_k φ_k W(q − k)(q − k)ᵀ
// where φ = (d log K/du)/u; it is −1 for the Gaussian kernel.

import { formatShape } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { ShapeError } from '../errors.js';
import { type Tensor, wrapFinite } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { AttentionOptions } from './AttentionOptions.js';
import type { KeptRows, RowOrigin } from './attendRow.js';
import { poolQueryInto } from './poolRows.js';
import { pushSampleWeightsInto } from './pushSampleWeights.js';
import { type GradientSums, pushDistanceInto, pushDotInto } from './pushScores.js';
import {
  type AttentionProblem,
  type PooledValues,
  readValues,
  resolveProblem,
} from './resolveProblem.js';

/** Derivatives of a loss with respect to everything that went into pooling, each in the shape of its input. */
export interface AttentionGradients {
  /** With respect to the queries: [m] or [m, d]. */
  readonly queries: Tensor;
  /** With respect to the keys. */
  readonly keys: Tensor;
  /** With respect to the values. */
  readonly values: Tensor;
  /** With respect to w (or 1/bandwidth): shape [1], [d] or [d, d]; zero with `score: 'dot'`. */
  readonly w: Tensor;
  /** With respect to the bandwidth, when that was given: shape [1] or [d]. */
  readonly bandwidth: Tensor | undefined;
  /** With respect to the observation weights, in their shape; shape [n] at weights 1 when none were given. */
  readonly sampleWeights: Tensor;
  /** With respect to the scale of the dot product: shape [1]; zero with `score: 'distance'`. */
  readonly scale: Tensor;
  /** With respect to the bias, when that was given. */
  readonly bias: Tensor | undefined;
}

/**
 * The gradients of {@link attentionPooling}: from ∂L/∂ŷ to the derivative of L with respect to every input.
 *
 * @param queries - as for {@link attentionPooling}
 * @param keys - as for {@link attentionPooling}
 * @param values - as for {@link attentionPooling}
 * @param gradOutput - ∂L/∂ŷ, of the shape of the pooled result
 * @param options - the same as in the forward call
 * @returns a gradient for each input, in its shape
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link UnsupportedError} for a kernel of your own without a derivative
 * @throws {@link NumericalError} when an input or a gradient is not finite
 * @remarks O(m·n·(d + p)) time (O(m·n·d²) for a matrix metric), O(n) memory beside input and output. At a kink of the
 * kernel the derivative is taken as 0. A query with nothing to attend to contributes nothing.
 * @example
 * ```ts
 * import { attentionPoolingBackward, toNestedArray } from 'nadaraya';
 *
 * const { values } = attentionPoolingBackward([0], [-1, 1], [10, 20], [1]);
 * console.log(toNestedArray(values)); // → [ 0.5, 0.5 ]
 * ```
 */
export function attentionPoolingBackward(
  queries: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  gradOutput: ArrayInput,
  options?: AttentionOptions,
): AttentionGradients {
  const problem = resolveProblem('attentionPoolingBackward', queries, keys, options);
  return gradientsOf(problem, readValues(problem, values), gradOutput);
}

/**
 * The gradients of a checked problem.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param gradOutput - ∂L/∂ŷ
 * @param kept - the weights of the forward pass, where they were kept; they are made again otherwise
 */
export function gradientsOf(
  problem: AttentionProblem,
  values: PooledValues,
  gradOutput: ArrayInput,
  kept?: KeptRows,
): AttentionGradients {
  const { where, n, bias, sampleWeights } = problem;
  const { resultShape } = values;
  const upstream = readArray(where, 'gradOutput', gradOutput);
  const { shape } = upstream;
  if (shape.length !== resultShape.length || shape.some((s, axis) => s !== resultShape[axis])) {
    const expected = `gradOutput must have shape ${formatShape(resultShape)}`;
    throw new ShapeError({ where, expected, received: formatShape(shape) });
  }
  const sums: GradientSums = {
    queries: new Float64Array(problem.queries.data.length),
    keys: new Float64Array(problem.keys.data.length),
    values: new Float64Array(values.array.data.length),
    w: new Float64Array(problem.metric.w.length),
    sampleWeights: new Float64Array(sampleWeights?.data.length ?? n),
    scale: new Float64Array(1),
    bias: bias && new Float64Array(bias.data.length),
  };
  backwardRows(problem, values, upstream.data, kept, sums);
  return wrapGradients(problem, values, sums);
}

function backwardRows(
  problem: AttentionProblem,
  values: PooledValues,
  upstream: Float64Array,
  kept: KeptRows | undefined,
  sums: GradientSums,
): void {
  const { m, n, bias } = problem;
  const row = new Float64Array(n);
  const pooled = kept ? kept.pooled : new Float64Array(m * values.p);
  for (let i = 0; i < m; i++) {
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

function wrapGradients(
  problem: AttentionProblem,
  values: PooledValues,
  sums: GradientSums,
): AttentionGradients {
  const { where, queries, keys, metric, bias, sampleWeights, n } = problem;
  const float32 = queries.float32 && keys.float32 && values.array.float32;
  const wrap = (name: string, data: Float64Array, shape: readonly number[]): Tensor =>
    wrapFinite(where, `the gradient of ${name}`, data, shape, float32);
  const total = (data: Float64Array): Float64Array =>
    Float64Array.of(data.reduce((a, b) => a + b, 0));
  // with h = 1/w, ∂L/∂h = −w² ∂L/∂w
  const byBandwidth = sums.w.map((g, j) => -g * metric.w[j] * metric.w[j]);
  const reduce = metric.kind === 'scalar' ? total : (data: Float64Array) => data;
  return {
    queries: wrap('queries', sums.queries, queries.shape),
    keys: wrap('keys', sums.keys, keys.shape),
    values: wrap('values', sums.values, values.array.shape),
    w: wrap('w', reduce(sums.w), metric.shape),
    bandwidth: metric.fromBandwidth
      ? wrap('bandwidth', reduce(byBandwidth), metric.shape)
      : undefined,
    sampleWeights: wrap('sampleWeights', sums.sampleWeights, sampleWeights?.shape ?? [n]),
    scale: wrap('scale', sums.scale, [1]),
    bias: sums.bias && bias && wrap('bias', sums.bias, bias.shape),
  };
}
