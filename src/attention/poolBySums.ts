// Pooling as kernel sums: with the weights s and the deviations of the values from their middle c
// as columns,
//
//   ŷ(q) = c + Σ_i K_i s_i (v_i − c) / Σ_i K_i s_i
//
// so that equal values stay equal to the last digit, whichever method sums.

import { sumsInBlocks } from '../sums/kernelSums.js';
import { nearestSums } from '../sums/Near.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import {
  type AttentionProblem,
  type PooledValues,
  queriesAreKeys,
  type SumsChoice,
} from './AttentionProblem.js';

/** The middle of some values, and half of what they span. */
export interface Range {
  readonly middle: number;
  readonly half: number;
}

/** A problem as kernel sums see it: points and queries in the metric, and columns over the keys. */
export interface SumsTask {
  readonly problem: AttentionProblem;
  readonly values: PooledValues;
  readonly choice: SumsChoice;
  /**
   * The keys in the metric, up to inverse bandwidths; as columns the weights s, the largest 1, then
   * s·(v − middle)/half of each output.
   */
  readonly sample: Sample;
  /** [m, d], in the metric likewise. */
  readonly queries: Float64Array;
  readonly inverseBandwidth: Float64Array;
  /** What weights were divided by. */
  readonly largestWeight: number;
  /** Of each output, [p]. */
  readonly ranges: readonly Range[];
  /** Half of what each output spans, 1 where that is nothing, [p]. */
  readonly halves: Float64Array;
}

/** Weights that span more than this lose digits when they are divided by the largest. */
const LEAST_SHARE = 1e-280;

/**
 * Whether pooling is a matter of kernel sums: distances, and keys, mask and weights the same for
 * every query.
 */
export function isKernelSum(problem: AttentionProblem): boolean {
  const { score, perQuery, mask, bias, sampleWeights, excludeSelf, excluded } = problem;
  const shared = !perQuery && !bias && !mask?.stride && !sampleWeights?.stride && !excluded;
  // sums leave out a query's own point, which must be where the query is
  return score === 'distance' && shared && (!excludeSelf || queriesAreKeys(problem));
}

/**
 * Prepares a problem for which {@link isKernelSum} holds.
 *
 * @returns `undefined` when values or weights span more than numbers can hold
 */
export function sumsTask(
  problem: AttentionProblem,
  values: PooledValues,
  choice: SumsChoice,
): SumsTask | undefined {
  const { n, d } = problem;
  const { array, p } = values;
  const columns = new Float64Array(n * (p + 1));
  const weights = columns.subarray(0, n);
  const largestWeight = keyWeightsInto(problem, weights);
  if (largestWeight === undefined) return undefined;
  const ranges: Range[] = [];
  for (let c = 0; c < p; c++) {
    const range = deviationsInto(array.data, p, c, weights, columns.subarray(n * (c + 1)));
    if (!range) return undefined;
    ranges.push(range);
  }
  const halves = Float64Array.from(ranges, ({ half }) => half || 1);
  const { points, ...metric } = inMetric(problem);
  const sample = { n, d, c: p + 1, points, columns };
  return { problem, values, choice, sample, ...metric, largestWeight, ranges, halves };
}

/** The request for sums of some degrees, with the kernel of the problem. */
export function requestOf(
  { problem, choice, inverseBandwidth }: SumsTask,
  degrees: readonly number[],
): SumsRequest {
  const { kernel, excludeSelf } = problem;
  const { tolerance } = choice;
  return {
    kernel,
    product: false,
    inverseBandwidth,
    degrees,
    squared: false,
    excludeSelf,
    tolerance,
  };
}

/**
 * Pools values by kernel sums. Outside a compact kernel a query takes the nearest key where that is
 * wanted.
 *
 * @param out - [m, p], written to where a query has something to attend to
 * @returns the queries that have nothing to attend to
 */
export function poolBySums(task: SumsTask, out: Float64Array): number[] {
  const { problem, values, choice, sample, queries, ranges } = task;
  const { where, kernel, emptyWindow } = problem;
  const { p } = values;
  const request = requestOf(task, Array<number>(p + 1).fill(0));
  const empty: number[] = [];
  const inBlocks = sumsInBlocks(where, sample, queries, [request], choice.method);
  inBlocks(([{ sums }], first, count) => {
    const rows = out.subarray(first * p, (first + count) * p);
    ratiosInto(sums, ranges, rows);
    for (let r = 0; r < count; r++) if (Number.isNaN(rows[r * p])) empty.push(first + r);
  });
  if (empty.length === 0 || emptyWindow !== 'nearest' || kernel.support === Infinity) return empty;
  const nearest = nearestSums(sample, queries, empty, request);
  if (!nearest) return empty;
  const found = new Float64Array(empty.length * p);
  ratiosInto(nearest, ranges, found);
  empty.forEach((q, r) => {
    out.set(found.subarray(r * p, (r + 1) * p), q * p);
  });
  return empty.filter((_, r) => Number.isNaN(found[r * p]));
}

/**
 * Of each output middle + half of the range · S_c / S_0, NaN where there is nothing; rounding must not
 * leave the range.
 */
function ratiosInto(sums: Float64Array, ranges: readonly Range[], out: Float64Array): void {
  const p = ranges.length;
  ranges.forEach(({ middle, half }, c) => {
    for (let i = c, at = 0; i < out.length; i += p, at += p + 1) {
      const ratio = sums[at + c + 1] / sums[at];
      out[i] = middle + half * Math.max(-1, Math.min(1, ratio));
    }
  });
}

/**
 * Weight · (value − middle) / half of the range, within [−1, 1], for the values of output c.
 *
 * @param out - zeros, written to where there is weight
 * @returns the range of the values that have weight, `undefined` when it overflows
 */
function deviationsInto(
  data: Float64Array,
  p: number,
  c: number,
  weights: Float64Array,
  out: Float64Array,
): Range | undefined {
  const n = weights.length;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0, v = c; i < n; i++, v += p) {
    const value = data[v];
    if (weights[i] === 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low < high)) return { middle: low > high ? 0 : low, half: 0 };
  const half = (high - low) / 2;
  if (half === Infinity) return undefined;
  const middle = low + half;
  for (let i = 0, v = c; i < n; i++, v += p) {
    if (weights[i] > 0) out[i] = weights[i] * ((data[v] - middle) / half);
  }
  return { middle, half };
}

/**
 * Mask and observation weights in one, the largest 1.
 *
 * @returns what they were divided by; `undefined` when they span more than a number can hold
 */
function keyWeightsInto(
  { mask, sampleWeights }: AttentionProblem,
  out: Float64Array,
): number | undefined {
  const n = out.length;
  if (sampleWeights) out.set(sampleWeights.data);
  else out.fill(1);
  if (mask) for (let i = 0; i < n; i++) out[i] *= mask.data[i];
  if (!sampleWeights) return 1;
  let [smallest, largest] = [Infinity, 0];
  for (let i = 0; i < n; i++) {
    if (out[i] > 0 && out[i] < smallest) smallest = out[i];
    if (out[i] > largest) largest = out[i];
  }
  if (largest > 0 && smallest / largest < LEAST_SHARE) return undefined;
  // Equal weights become ones exactly.
  for (let i = 0; i < n; i++) out[i] = out[i] > 0 ? out[i] / largest : 0;
  return largest;
}

/**
 * Points and queries such that the metric is one number for each dimension: a matrix is applied to
 * both, about a key.
 */
function inMetric({ n, m, d, keys, queries, metric }: AttentionProblem) {
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
  const inverseBandwidth = new Float64Array(d).fill(1);
  return { points: turned(keys.data, n), queries: turned(queries.data, m), inverseBandwidth };
}
