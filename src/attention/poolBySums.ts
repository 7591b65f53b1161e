// Pooling as kernel sums: with the weights s and the deviations of the values from their middle c as columns,
//
//   ŷ(q) = c + Σ_i K_i s_i (v_i − c) / Σ_i K_i s_i
//
// so that equal values stay equal to the last digit, whichever method sums.

import { kernelSums } from '../sums/kernelSums.js';
import type { Sample, SumsMethodChoice } from '../sums/types.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/** Which method sums, and how exactly. */
export interface SumsChoice {
  readonly method: SumsMethodChoice;
  readonly tolerance: number;
}

/** Whether pooling is a matter of kernel sums: distances, and keys, mask and weights the same for every query. */
export function isKernelSum(problem: AttentionProblem): boolean {
  const { score, perQuery, mask, bias, sampleWeights } = problem;
  return score === 'distance' && !perQuery && !bias && !mask?.stride && !sampleWeights?.stride;
}

/**
 * Pools values by kernel sums.
 *
 * @param problem - one for which {@link isKernelSum} holds
 * @param values - shared by all queries
 * @param choice - method and tolerance
 * @param out - [m, p], written to where a query has something to attend to
 * @returns the queries that have nothing to attend to, or `undefined` when values or weights span more than
 * numbers can hold
 */
export function poolBySums(
  problem: AttentionProblem,
  values: PooledValues,
  choice: SumsChoice,
  out: Float64Array,
): number[] | undefined {
  const { where, m, n, d, kernel, excludeSelf } = problem;
  const { p } = values;
  const weights = keyWeights(problem);
  if (!weights) return undefined;
  const ranges = valueRanges(values, weights, n);
  if (ranges.some(({ half }) => !Number.isFinite(half))) return undefined;
  const columns = new Float64Array(n * (p + 1));
  columns.set(weights);
  ranges.forEach(({ middle, half }, c) => {
    const at = n * (c + 1);
    for (let k = 0; k < n; k++) {
      const deviation = values.array.data[k * p + c] - middle;
      columns[at + k] = half > 0 ? weights[k] * Math.max(-1, Math.min(1, deviation / half)) : 0;
    }
  });
  const { points, queries, inverseBandwidth } = inMetric(problem);
  const sample: Sample = { n, d, c: p + 1, points, columns };
  const degrees = Array<number>(p + 1).fill(0);
  const request = {
    kernel,
    product: false,
    inverseBandwidth,
    degrees,
    squared: false,
    excludeSelf,
    tolerance: choice.tolerance,
  };
  const { sums } = kernelSums(where, sample, queries, request, choice.method);
  const empty: number[] = [];
  for (let i = 0; i < m; i++) {
    const total = sums[i * (p + 1)];
    if (!(total > 0)) {
      empty.push(i);
      continue;
    }
    ranges.forEach(({ middle, half }, c) => {
      const ratio = sums[i * (p + 1) + c + 1] / total; // within [−1, 1], but for rounding
      out[i * p + c] = middle + half * Math.max(-1, Math.min(1, ratio));
    });
  }
  return empty;
}

/** Mask and observation weights in one, the largest 1; `undefined` when they span more than a number can hold. */
function keyWeights({ n, mask, sampleWeights }: AttentionProblem): Float64Array | undefined {
  const weights = sampleWeights ? sampleWeights.data.slice() : new Float64Array(n).fill(1);
  if (mask) for (let k = 0; k < n; k++) weights[k] *= mask.data[k];
  let [smallest, largest] = [Infinity, 0];
  for (let k = 0; k < n; k++) {
    if (weights[k] > 0 && weights[k] < smallest) smallest = weights[k];
    if (weights[k] > largest) largest = weights[k];
  }
  if (largest === 0 || smallest === largest) return weights.map((s) => (s > 0 ? 1 : 0));
  if (smallest / largest < 1e-280) return undefined;
  for (let k = 0; k < n; k++) weights[k] /= largest;
  return weights;
}

/** For each output the middle of the values that have weight, and half of their range. */
function valueRanges(
  { array, p }: PooledValues,
  weights: Float64Array,
  n: number,
): { middle: number; half: number }[] {
  return Array.from({ length: p }, (_, c) => {
    let [low, high] = [Infinity, -Infinity];
    for (let k = 0; k < n; k++) {
      if (weights[k] === 0) continue;
      const value = array.data[k * p + c];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > high) return { middle: 0, half: 0 };
    const half = (high - low) / 2;
    return { middle: low + half, half };
  });
}

/** Points and queries such that the metric is one number for each dimension: a matrix is applied to both, about a key. */
function inMetric({ n, m, d, keys, queries, metric }: AttentionProblem): {
  points: Float64Array;
  queries: Float64Array;
  inverseBandwidth: Float64Array;
} {
  const { kind, w } = metric;
  if (kind !== 'matrix' || n === 0) {
    return { points: keys.data, queries: queries.data, inverseBandwidth: w.map(Math.abs) };
  }
  const turned = (data: Float64Array, rows: number): Float64Array => {
    const out = new Float64Array(rows * d);
    for (let i = 0; i < rows; i++) {
      for (let r = 0; r < d; r++) {
        let u = 0;
        for (let j = 0; j < d; j++) u += w[r * d + j] * (data[i * d + j] - keys.data[j]);
        out[i * d + r] = u;
      }
    }
    return out;
  };
  return {
    points: turned(keys.data, n),
    queries: turned(queries.data, m),
    inverseBandwidth: new Float64Array(d).fill(1),
  };
}
