// Pooling as kernel sums: with the weights s and the deviations of the values from their middle c as columns,
//
//   ŷ(q) = c + Σ_i K_i s_i (v_i − c) / Σ_i K_i s_i
//
// so that equal values stay equal to the last digit, whichever method sums.

import { kernelSums } from '../sums/kernelSums.js';
import { nearestSums } from '../sums/Near.js';
import type { Sample, SumsMethodChoice } from '../sums/types.js';
import { queriesAreKeys } from './readExcluded.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/** Which method sums, and how exactly. */
export interface SumsChoice {
  readonly method: SumsMethodChoice;
  readonly tolerance: number;
}

/** Whether pooling is a matter of kernel sums: distances, and keys, mask and weights the same for every query. */
export function isKernelSum(problem: AttentionProblem): boolean {
  const { score, perQuery, mask, bias, sampleWeights, excludeSelf, excluded } = problem;
  const shared = !perQuery && !bias && !mask?.stride && !sampleWeights?.stride && !excluded;
  // sums leave out a query's own point, which must be where the query is
  return (
    score === 'distance' &&
    shared &&
    (!excludeSelf || queriesAreKeys(problem.queries, problem.keys))
  );
}

/**
 * Pools values by kernel sums.
 *
 * @param problem - one for which {@link isKernelSum} holds
 * @param values - shared by all queries
 * @param choice - method and tolerance
 * @param out - [m, p], written to where a query has something to attend to
 * @returns the queries that have nothing to attend to, or `undefined` when values or weights span
 * more than numbers can hold. Outside a compact kernel a query takes the nearest key where that is
 * wanted.
 */
export function poolBySums(
  problem: AttentionProblem,
  { array, p }: PooledValues,
  choice: SumsChoice,
  out: Float64Array,
): number[] | undefined {
  const { where, n, d, kernel, excludeSelf, emptyWindow } = problem;
  const columns = new Float64Array(n * (p + 1));
  const weights = columns.subarray(0, n);
  if (!keyWeightsInto(problem, weights)) return undefined;
  const ranges: Range[] = [];
  for (let k = 0; k < p; k++) {
    const range = deviationsInto(array.data, p, k, weights, columns.subarray(n * (k + 1)));
    if (!range) return undefined;
    ranges.push(range);
  }
  const { points, queries, inverseBandwidth } = inMetric(problem);
  const request = {
    kernel,
    product: false,
    inverseBandwidth,
    degrees: Array<number>(p + 1).fill(0),
    squared: false,
    excludeSelf,
    tolerance: choice.tolerance,
  };
  const sample: Sample = { n, d, c: p + 1, points, columns };
  const { sums } = kernelSums(where, sample, queries, request, choice.method);
  const answerInto = (): number[] => {
    for (let k = 0; k < p; k++) ratiosInto(sums, p, k, ranges[k], out);
    const empty: number[] = [];
    for (let i = 0; i < out.length; i += p) if (Number.isNaN(out[i])) empty.push(i / p);
    return empty;
  };
  const empty = answerInto();
  if (empty.length === 0 || emptyWindow !== 'nearest' || kernel.support === Infinity) return empty;
  const nearest = nearestSums(sample, queries, empty, request);
  if (!nearest) return empty;
  const size = p + 1;
  empty.forEach((i, r) => {
    sums.set(nearest.subarray(r * size, (r + 1) * size), i * size);
  });
  return answerInto();
}

/** The middle of some values, and half of what they span. */
export interface Range {
  readonly middle: number;
  readonly half: number;
}

/**
 * Weight · (value − middle) / half of the range, within [−1, 1], for the values of output k.
 *
 * @returns the range of the values that have weight, `undefined` when it overflows
 */
export function deviationsInto(
  data: Float64Array,
  p: number,
  k: number,
  weights: Float64Array,
  out: Float64Array,
): Range | undefined {
  const n = weights.length;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0, v = k; i < n; i++, v += p) {
    const value = data[v];
    if (weights[i] === 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low < high)) return { middle: low > high ? 0 : low, half: 0 };
  const half = (high - low) / 2;
  if (half === Infinity) return undefined;
  const middle = low + half;
  for (let i = 0, v = k; i < n; i++, v += p) out[i] = weights[i] * ((data[v] - middle) / half);
  return { middle, half };
}

/**
 * Output k: middle + half of the range · S_k / S_0, NaN where there is nothing; rounding must not
 * leave the range.
 */
function ratiosInto(
  sums: Float64Array,
  p: number,
  k: number,
  { middle, half }: Range,
  out: Float64Array,
): void {
  for (let i = k, at = 0; i < out.length; i += p, at += p + 1) {
    const ratio = sums[at + k + 1] / sums[at];
    out[i] = middle + half * Math.max(-1, Math.min(1, ratio));
  }
}

/**
 * Mask and observation weights in one, the largest 1.
 *
 * @returns false when they span more than a number can hold
 */
export function keyWeightsInto(
  { mask, sampleWeights }: AttentionProblem,
  out: Float64Array,
): boolean {
  const n = out.length;
  if (sampleWeights) out.set(sampleWeights.data);
  else out.fill(1);
  if (!mask && !sampleWeights) return true;
  if (mask) for (let i = 0; i < n; i++) out[i] *= mask.data[i];
  let [smallest, largest] = [Infinity, 0];
  for (let i = 0; i < n; i++) {
    if (out[i] > 0 && out[i] < smallest) smallest = out[i];
    if (out[i] > largest) largest = out[i];
  }
  if (largest > 0 && smallest / largest < 1e-280) return false;
  // Equal weights become ones exactly.
  for (let i = 0; i < n; i++) out[i] = out[i] > 0 ? out[i] / largest : 0;
  return true;
}

/** Points and queries such that the metric is one number for each dimension: a matrix is applied to both, about a key. */
export function inMetric({ n, m, d, keys, queries, metric }: AttentionProblem): {
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
