// The chapter's case, one dimension and the Gaussian kernel, in three passes over a row forward and one backward; where the
// queries are the keys each pair is taken once:
//
//   α_k = 2^(−t_k) / Σ 2^(−t),  t = ((q − k)w)²·log₂(e)/2        w ∂L/∂w = −g Σ α_k (v_k − ŷ) ((q − k)w)²
//
// A row that is far from all keys, where weights underflow, goes to the general path.

import { gaussian } from '../kernels/gaussian.js';
import { negativePowersInto } from '../loops/exp.js';
import type { KeptRows } from './attendRow.js';
import { poolQueryInto } from './poolRows.js';
import { queriesAreKeys } from './readExcluded.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/** Smaller sums of weights are left to the general path; about 31 bandwidths from the nearest key. */
const leastSum = 2 ** -700;

/** Whether a problem is the chapter's case. */
export function isLine(problem: AttentionProblem, { p }: PooledValues): boolean {
  const { d, score, kernel, metric, mask, bias, sampleWeights } = problem;
  return (
    d === 1 &&
    p === 1 &&
    score === 'distance' &&
    kernel === gaussian &&
    metric.kind !== 'matrix' &&
    !mask &&
    !bias &&
    !sampleWeights
  );
}

/**
 * Pools values and keeps the weights.
 *
 * @param problem - one for which {@link isLine} holds
 * @param values - checked values
 * @param kept - out: weights, origins and pooled values
 */
export function poolLineInto(
  problem: AttentionProblem,
  values: PooledValues,
  { weights, origins, pooled }: KeptRows,
): void {
  const { m, n, queries, keys, keyStride, metric, excludeSelf, excluded } = problem;
  const { array, stride } = values;
  const scale = Math.sqrt(Math.LOG2E / 2) * metric.w[0];
  const isSymmetric = m === n && keyStride === 0 && queriesAreKeys(queries, keys);
  if (isSymmetric) symmetricPowersInto(keys.data, n, scale, weights);
  let row: Float64Array | undefined;
  for (let i = 0, at = 0; i < m; i++, at += n) {
    const self = excludeSelf ? i : excluded ? excluded[i] : -1;
    let sum: number;
    if (isSymmetric) {
      if (self >= 0) weights[at + self] = 0;
      sum = sumOf(weights, at, n);
    } else {
      powersInto(queries.data[i], keys.data, i * keyStride, n, scale, weights, at);
      if (self >= 0) weights[at + self] = Infinity;
      sum = negativePowersInto(weights, at, at + n);
    }
    origins[i] = 'kernel';
    if (sum >= leastSum) {
      pooled[i] = normalisedMean(weights, at, n, sum, array.data, i * stride);
      if (Number.isFinite(pooled[i])) continue;
    }
    row ??= new Float64Array(n);
    origins[i] = poolQueryInto(problem, values, i, row, pooled);
    weights.set(row, at);
  }
}

/** 2^(−((kᵢ − kⱼ)·scale)²) for all pairs of keys, each pair once. */
function symmetricPowersInto(
  keys: Float64Array,
  n: number,
  scale: number,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const at = i * n;
    out[at + i] = 1;
    const key = keys[i];
    for (let k = i + 1; k < n; k++) {
      const u = scale * (key - keys[k]);
      out[at + k] = u * u;
    }
    negativePowersInto(out, at + i + 1, at + n);
    for (let k = i + 1, mirror = at + n + i; k < n; k++, mirror += n) out[mirror] = out[at + k];
  }
}

function sumOf(row: Float64Array, at: number, n: number): number {
  let sum = 0;
  for (let k = at; k < at + n; k++) sum += row[k];
  return sum;
}

/** ((q − k)·scale)² for a run of keys. */
function powersInto(
  query: number,
  keys: Float64Array,
  first: number,
  n: number,
  scale: number,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < n; k++) {
    const u = scale * (query - keys[first + k]);
    out[at + k] = u * u;
  }
}

/** Divides a row by its sum, and pools values by it as deviations from one of them. */
function normalisedMean(
  weights: Float64Array,
  at: number,
  n: number,
  sum: number,
  values: Float64Array,
  first: number,
): number {
  const center = values[first];
  const share = 1 / sum;
  let mean = 0;
  for (let k = 0; k < n; k++) {
    const weight = weights[at + k] * share;
    weights[at + k] = weight;
    mean += weight * (values[first + k] - center);
  }
  return center + mean;
}

/**
 * ∂L/∂w from kept weights.
 *
 * @param problem - one for which {@link isLine} holds
 * @param upstream - ∂L/∂ŷ, [m]
 * @returns NaN when a distance is too large to be squared
 */
export function lineMetricGradient(
  problem: AttentionProblem,
  { array, stride }: PooledValues,
  upstream: Float64Array,
  { weights, origins, pooled }: KeptRows,
): number {
  const { m, n, queries, keys, keyStride, metric } = problem;
  let total = 0;
  for (let i = 0; i < m; i++) {
    if (origins[i] !== 'kernel' || upstream[i] === 0) continue;
    const moment = secondMoment(
      weights,
      i * n,
      n,
      queries.data[i],
      keys.data,
      i * keyStride,
      pooled[i],
      array.data,
      i * stride,
    );
    total += upstream[i] * moment;
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
  first: number,
  yHat: number,
  values: Float64Array,
  firstValue: number,
): number {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const difference = query - keys[first + k];
    sum += weights[at + k] * (values[firstValue + k] - yHat) * (difference * difference);
  }
  return sum;
}
