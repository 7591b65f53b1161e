// From the derivative of the loss by the scores of one query to its derivative by what the scores are made of.

import { scaledDistance } from './farScores.js';
import type { AttentionProblem } from './resolveProblem.js';

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
 * Scores −‖W(q − k)‖²/2 and the log kernels like them.
 *
 * @param problem - with `score: 'distance'`
 * @param i - the query
 * @param a - ∂L/∂score, [n]
 * @param sums - out: queries, keys and w are added to
 */
export function pushDistanceInto(
  problem: AttentionProblem,
  i: number,
  a: Float64Array,
  sums: GradientSums,
): void {
  const { n, d, kernel, metric, queries, keys, keyStride } = problem;
  const isGaussian = kernel.name === 'gaussian';
  const push = metric.kind === 'matrix' ? pushMatrix : d === 1 ? pushLine : pushDiagonal;
  for (let k = 0, at = i * keyStride; k < n; k++, at += d) {
    if (a[k] === 0) continue;
    let factor = -a[k]!; // a_k (d log K/du)/u
    if (!isGaussian) {
      const u = scaledDistance(problem, i, k);
      if (u === 0) continue;
      factor = (a[k]! * kernel.logDerivative(u)) / u;
    }
    push(d, metric.w, queries.data, i * d, keys.data, at, factor, sums);
  }
}

function pushLine(
  _d: number,
  w: Float64Array,
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  k: number,
  factor: number,
  sums: GradientSums,
): void {
  const difference = queries[q]! - keys[k]!;
  const slope = factor * w[0]! * difference;
  sums.queries[q]! += slope * w[0]!;
  sums.keys[k]! -= slope * w[0]!;
  sums.w[0]! += slope * difference;
}

function pushDiagonal(
  d: number,
  w: Float64Array,
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  k: number,
  factor: number,
  sums: GradientSums,
): void {
  for (let j = 0; j < d; j++) {
    const difference = queries[q + j]! - keys[k + j]!;
    const slope = factor * w[j]! * difference;
    sums.queries[q + j]! += slope * w[j]!;
    sums.keys[k + j]! -= slope * w[j]!;
    sums.w[j]! += slope * difference;
  }
}

function pushMatrix(
  d: number,
  w: Float64Array,
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  k: number,
  factor: number,
  sums: GradientSums,
): void {
  for (let r = 0; r < d; r++) {
    let u = 0;
    for (let j = 0; j < d; j++) u += w[r * d + j]! * (queries[q + j]! - keys[k + j]!);
    const slope = factor * u;
    for (let j = 0; j < d; j++) {
      sums.queries[q + j]! += slope * w[r * d + j]!;
      sums.keys[k + j]! -= slope * w[r * d + j]!;
      sums.w[r * d + j]! += slope * (queries[q + j]! - keys[k + j]!);
    }
  }
}

/**
 * Scores scale · q·k.
 *
 * @param problem - with `score: 'dot'`
 * @param i - the query
 * @param a - ∂L/∂score, [n]
 * @param sums - out: queries, keys and scale are added to
 */
export function pushDotInto(
  { n, d, queries, keys, keyStride, scale }: AttentionProblem,
  i: number,
  a: Float64Array,
  sums: GradientSums,
): void {
  for (let k = 0, at = i * keyStride; k < n; k++) {
    let dot = 0;
    for (let j = i * d; j < (i + 1) * d; j++, at++) {
      dot += queries.data[j]! * keys.data[at]!;
      sums.queries[j]! += a[k]! * scale * keys.data[at]!;
      sums.keys[at]! += a[k]! * scale * queries.data[j]!;
    }
    sums.scale[0]! += a[k]! * dot;
  }
}
