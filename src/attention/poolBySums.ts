// Pooling as kernel sums: with the weights s and the deviations of the values from their middle c as columns,
//
//   ŷ(q) = c + Σ_i K_i s_i (v_i − c) / Σ_i K_i s_i
//
// so that equal values stay equal to the last digit, whichever method sums.

import { kernelSums } from '../sums/kernelSums.js';
import { nearestSums } from '../sums/nearestSums.js';
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
 * numbers can hold. Outside a compact kernel a query takes the nearest key where that is wanted.
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
  for (let c = 0; c < p; c++) {
    deviationsInto(values, c, weights, n, ranges[c], columns, n * (c + 1));
  }
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
  let empty = emptyQueries(sums, m, p + 1);
  if (empty.length > 0 && problem.emptyWindow === 'nearest' && kernel.support < Infinity) {
    const nearest = nearestSums(sample, queries, empty, request);
    if (nearest) {
      empty.forEach((i, r) => {
        sums.set(nearest.subarray(r * (p + 1), (r + 1) * (p + 1)), i * (p + 1));
      });
      empty = emptyQueries(sums, m, p + 1);
    }
  }
  for (let c = 0; c < p; c++) ratiosInto(sums, m, p, c, ranges[c], out);
  return empty;
}

/** The queries whose first sum is 0. */
function emptyQueries(sums: Float64Array, m: number, size: number): number[] {
  const empty: number[] = [];
  for (let i = 0; i < m; i++) if (!(sums[i * size] > 0)) empty.push(i);
  return empty;
}

/** Column c: weight · (value − middle) / half of the range, within [−1, 1]. */
function deviationsInto(
  { array, p }: PooledValues,
  c: number,
  weights: Float64Array,
  n: number,
  { middle, half }: Range,
  out: Float64Array,
  first: number,
): void {
  if (half === 0) return;
  const { data } = array;
  for (let k = 0, v = c; k < n; k++, v += p)
    out[first + k] = weights[k] * ((data[v] - middle) / half);
}

/** Output c: middle + half of the range · S_c / S_0; rounding must not leave the range. */
function ratiosInto(
  sums: Float64Array,
  m: number,
  p: number,
  c: number,
  { middle, half }: Range,
  out: Float64Array,
): void {
  for (let i = 0, at = 0; i < m; i++, at += p + 1) {
    const ratio = sums[at + c + 1] / sums[at];
    out[i * p + c] = middle + half * Math.max(-1, Math.min(1, ratio));
  }
}

/** Mask and observation weights in one, the largest 1; `undefined` when they span more than a number can hold. */
function keyWeights({ n, mask, sampleWeights }: AttentionProblem): Float64Array | undefined {
  const weights = sampleWeights ? sampleWeights.data.slice() : new Float64Array(n).fill(1);
  if (!mask && !sampleWeights) return weights;
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

/** The middle of some values, and half of what they span. */
interface Range {
  readonly middle: number;
  readonly half: number;
}

/** For each output the range of the values that have weight. */
function valueRanges({ array, p }: PooledValues, weights: Float64Array, n: number): Range[] {
  const { data } = array;
  const ranges: Range[] = [];
  for (let c = 0; c < p; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let k = 0, v = c; k < n; k++, v += p) {
      const value = data[v];
      if (weights[k] === 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const half = low > high ? 0 : (high - low) / 2;
    ranges.push({ middle: low > high ? 0 : low + half, half });
  }
  return ranges;
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
