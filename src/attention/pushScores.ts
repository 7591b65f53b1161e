// From the derivative of the loss by the scores of one query to its derivative by what the scores are made of.

import { gaussian } from '../kernels/gaussian.js';
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
  if (d === 1 && kernel === gaussian && metric.kind !== 'matrix') {
    pushLineInto(n, metric.w[0], queries.data, i, keys.data, i * keyStride, a, sums);
    return;
  }
  const push = metric.kind === 'matrix' ? pushMatrix : pushDiagonal;
  for (let k = 0, at = i * keyStride; k < n; k++, at += d) {
    if (a[k] === 0) continue;
    const u = kernel === gaussian ? 1 : scaledDistance(problem, i, k);
    if (u === 0) continue;
    const factor = (a[k] * kernel.logDerivative(u)) / u; // a_k φ_k; φ = −1 for the Gaussian
    push(d, metric.w, queries.data, i * d, keys.data, at, factor, sums);
  }
}

/** The chapter's case: one dimension, φ = −1. */
function pushLineInto(
  n: number,
  w: number,
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  first: number,
  a: Float64Array,
  sums: GradientSums,
): void {
  const query = queries[q];
  const gradKeys = sums.keys;
  let byQuery = 0;
  let byW = 0;
  for (let k = 0, at = first; k < n; k++, at++) {
    const weight = a[k];
    if (weight === 0) continue; // the square of a far difference might overflow
    const difference = query - keys[at];
    const slope = -weight * w * difference;
    byQuery += slope;
    byW += slope * difference;
    gradKeys[at] -= slope * w;
  }
  sums.queries[q] += byQuery * w;
  sums.w[0] += byW;
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
    const difference = queries[q + j] - keys[k + j];
    const slope = factor * w[j] * difference;
    sums.queries[q + j] += slope * w[j];
    sums.keys[k + j] -= slope * w[j];
    sums.w[j] += slope * difference;
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
    for (let j = 0; j < d; j++) u += w[r * d + j] * (queries[q + j] - keys[k + j]);
    const slope = factor * u;
    for (let j = 0; j < d; j++) {
      sums.queries[q + j] += slope * w[r * d + j];
      sums.keys[k + j] -= slope * w[r * d + j];
      sums.w[r * d + j] += slope * (queries[q + j] - keys[k + j]);
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
      dot += queries.data[j] * keys.data[at];
      sums.queries[j] += a[k] * scale * keys.data[at];
      sums.keys[at] += a[k] * scale * queries.data[j];
    }
    sums.scale[0] += a[k] * dot;
  }
}
