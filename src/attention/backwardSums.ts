// Gradients as kernel sums. With G = ∂L/∂ŷ, o the pooled values and K′(u) = −γ u L(u), sums over
// keys at the queries, as in the forward pass, with u = (k − q)w:
//
//   ∂L/∂q = (γw/S) [G·Σ L s v u − G·o Σ L s u]
//   w ∂L/∂w = −Σ_q (γ/S) [G·Σ L s v u² − G·o Σ L s u²]
//
// and sums over queries at the keys, with u′ = (q − k)w:
//
//   ∂L/∂v = s Σ K G/S,   ∂L/∂s = v·Σ K G/S − Σ K G·o/S
//   ∂L/∂k = γws [v·Σ L (G/S) u′ − Σ L (G·o/S) u′]
//
// The Gaussian is its own L. Values are in units of half their range about its middle. All slopes
// together are 0, so that w ∂L/∂w = Σ q ∂L/∂q + Σ k ∂L/∂k about any origin: where the data span few
// bandwidths it costs less than sums of u². A matrix W always follows so.

import type { Kernel } from '../kernels/Kernel.js';
import { sumsInBlocks, type VisitSums } from '../sums/kernelSums.js';
import { momentSums } from '../sums/momentSums.js';
import { sumStarts } from '../sums/powers.js';
import type { KernelSums, Sample } from '../sums/types.js';
import { type PointRange, pointRange } from '../sums/types.js';
import type { AttentionProblem } from './AttentionProblem.js';
import type { GradientSums } from './backwardRows.js';
import { isKernelSum, requestOf, type SumsTask } from './poolBySums.js';

/** L, γ, and by how much u is stretched. */
interface SlopeKernel {
  readonly kernel: Kernel;
  readonly factor: number;
  readonly stretch: number;
}

/** Just beyond 1. */
const BEYOND = 1 + 2 ** -51;

/**
 * The slope kernel of a kernel. At a kink the derivative is taken as 0: where L jumps at the edge
 * of the window that edge is stretched out of it.
 */
function slopeKernelOf({ traits }: Kernel): SlopeKernel | undefined {
  const slope = traits?.slope;
  if (!slope) return undefined;
  const jumps = slope.kernel.value(slope.kernel.support) > 0;
  return { ...slope, stretch: jumps ? BEYOND : 1 };
}

/** No columns. */
const NONE = new Float64Array(0);

/** A query whose log S is below this attends to almost nothing: 1/S would drown the rest. */
const LEAST_LOG_SUM = -20;

const LEAST_SUM = Math.exp(LEAST_LOG_SUM);

/** The tightest tolerance that every method serves. */
const TIGHTEST = 1e-13;

/** Where data reach further than so many bandwidths the gradient of w is summed for itself. */
const MOST_REACH = 100;

/** Beyond so many pairs, and in more than one dimension, a tighter tolerance costs more than u². */
const FEW_PAIRS = 2 ** 22;

/** Whether the gradients of a problem are a matter of kernel sums. */
export function hasSumGradients(problem: AttentionProblem): boolean {
  return (
    isKernelSum(problem) &&
    slopeKernelOf(problem.kernel) !== undefined &&
    problem.n > 0 &&
    problem.d > 0
  );
}

/** Sums of K, and of L to some degree, at some places. */
export interface PairOfSums {
  /** Hands over the sums of K, then those of L unless L is K. */
  readonly inBlocks: (visit: VisitSums) => void;
  /** Where the sums of each column with K begin, then how many there are in all, [c + 1]. */
  readonly plainAt: readonly number[];
  /** The same with L. */
  readonly slopedAt: readonly number[];
}

/** Sums over the keys at the queries, and what is to become of them. */
export interface QuerySums {
  readonly task: SumsTask;
  readonly pair: PairOfSums;
  /** Whether the gradient of w follows from the others; else second powers are summed for it. */
  readonly followsW: boolean;
}

/**
 * The sums over the keys that gradients take.
 *
 * @param task - the problem, one for which {@link hasSumGradients} holds
 * @param metricOnly - whether the gradient of w is wanted first, and the others perhaps later
 */
export function querySums(task: SumsTask, metricOnly: boolean): QuerySums {
  const { m, n, d, metric } = task.problem;
  const isMatrix = metric.kind === 'matrix';
  const isCheap = !metricOnly && (d === 1 || m * n <= FEW_PAIRS);
  const reach = isCheap && !isMatrix ? reachOf(task) : Infinity;
  const followsW = isMatrix || reach <= MOST_REACH;
  let { tolerance, method } = task.choice;
  if (followsW && !isMatrix) {
    // makes up for the digits that cancel
    tolerance = Math.max(tolerance / Math.max(1, reach / 2), Math.min(tolerance, TIGHTEST));
  }
  const exact = { ...task, choice: { method, tolerance } };
  const degrees = Array<number>(task.sample.c).fill(followsW ? 1 : 2);
  return { task: exact, pair: pairOfSums(exact, task.sample, task.queries, degrees), followsW };
}

/**
 * Adds the gradients of all queries that kernel sums carry.
 *
 * @param sums - over the keys, at the queries
 * @param upstream - ∂L/∂ŷ, [m, p]
 * @param metricOnly - whether the gradient of w is all that is wanted
 * @param out - zeros, written to
 * @returns the queries that are left, or `undefined` when nothing was done since numbers span too
 *   much
 */
export function backwardSumsInto(
  { task, pair, followsW }: QuerySums,
  upstream: Float64Array,
  metricOnly: boolean,
  out: GradientSums,
): number[] | undefined {
  const { m, d, metric } = task.problem;
  const isMatrix = metric.kind === 'matrix';
  const needsKeys = !metricOnly || isMatrix;
  const { p } = task.values;
  const columns = needsKeys ? new Float64Array(m * (p + 2)) : undefined;
  const slopes = slopesOf(task, followsW, out);
  const squares = followsW ? undefined : new Float64Array(d);
  const left: number[] = [];
  const ofQueries = { task, pair, upstream, slopes, squares, columns, left };
  let lost = 0;
  pair.inBlocks(([plain, sloped = plain], start, count) => {
    lost += pushQueries(ofQueries, plain, sloped, start, count);
  });
  if (lost !== 0) {
    out.queries.fill(0);
    out.w.fill(0);
    return undefined;
  }
  if (columns) {
    const sample = { n: m, d, c: p + 2, points: task.queries, columns };
    const degrees = [0, ...Array<number>(p + 1).fill(1)];
    const back = pairOfSums(task, sample, task.sample.points, degrees, true);
    const ofKeys = { task, pair: back, slopes, out: metricOnly ? undefined : out };
    back.inBlocks(([plain, sloped = plain], start, count) => {
      pushKeys(ofKeys, plain, sloped, start, count);
    });
  }
  if (isMatrix) return left;
  for (let j = 0; j < d; j++) {
    const w = metric.w[j];
    // at w = 0 every distance is 0, whatever the keys: so is its slope
    if (w === 0) continue;
    out.w[j] += (squares ? -slopes.factor * squares[j] : slopes.moments[j]) / w;
  }
  return left;
}

/**
 * Sums over a sample of degree 0 with K, and up to a degree with L.
 *
 * @param sample - keys with columns, or queries with transposed ones
 * @param places - where sums are wanted, [·, d]
 * @param degrees - of L, for each column: at least one above 0
 * @param weighsOnly - whether nobody looks at the sums of the first column
 */
export function pairOfSums(
  task: SumsTask,
  sample: Sample,
  places: Float64Array,
  degrees: readonly number[],
  weighsOnly = false,
): PairOfSums {
  const { problem, choice } = task;
  const { kernel, stretch } = slopeKernelOf(problem.kernel)!;
  const request = { ...requestOf(task, degrees), weighsOnly };
  const inverseBandwidth = request.inverseBandwidth.map((w) => w * stretch);
  const ofSlope = { ...request, kernel, inverseBandwidth, powerSums: momentSums };
  const zeros = Array<number>(sample.c).fill(0);
  const isSame = kernel === problem.kernel;
  const requests = isSame ? [ofSlope] : [{ ...request, degrees: zeros }, ofSlope];
  const slopedAt = sumStarts(sample.d, degrees);
  return {
    inBlocks: sumsInBlocks(problem.where, sample, places, requests, choice.method),
    plainAt: isSame ? slopedAt : sumStarts(sample.d, zeros),
    slopedAt,
  };
}

/** How many bandwidths the queries and keys span at most. */
function reachOf(task: SumsTask): number {
  const { low, high } = rangeOf(task);
  const spans = task.inverseBandwidth.map((w, j) =>
    high[j] > low[j] ? (high[j] - low[j]) * w : 0,
  );
  return Math.max(0, ...spans);
}

/** The least and the largest number of each dimension among queries and keys. */
function rangeOf({ sample, queries, problem: { m, d } }: SumsTask): PointRange {
  const ofKeys = pointRange(sample);
  if (queries === sample.points) return ofKeys;
  const { low, high } = pointRange({ n: m, d, c: 0, points: queries, columns: NONE });
  return {
    low: low.map((least, j) => Math.min(least, ofKeys.low[j])),
    high: high.map((most, j) => Math.max(most, ofKeys.high[j])),
  };
}

/** How slopes by u become those of queries, keys and w. */
interface Slopes {
  /** The matrix W, where there is one. */
  readonly matrix: Float64Array | undefined;
  /** γ|w|, where there is none. */
  readonly scale: Float64Array;
  /** γ */
  readonly factor: number;
  /** Σ (x − origin) ∂L/∂x of each dimension, or [d, d]: the gradient of w follows from it. */
  readonly moments: Float64Array;
  readonly origin: Float64Array;
  readonly queries: Float64Array;
  readonly keys: Float64Array;
}

function slopesOf(task: SumsTask, followsW: boolean, { queries, keys, w }: GradientSums): Slopes {
  const { problem } = task;
  const { d, metric } = problem;
  const { factor } = slopeKernelOf(problem.kernel)!;
  const matrix = metric.kind === 'matrix' ? metric.w : undefined;
  const scale = metric.w.map((each) => factor * Math.abs(each));
  const origin = problem.keys.data.slice(0, d); // about a key, or the middle, fewer digits cancel
  if (followsW && !matrix) {
    const { low, high } = rangeOf(task);
    for (let j = 0; j < d; j++) origin[j] = low[j] + (high[j] - low[j]) / 2;
  }
  return {
    matrix,
    scale,
    factor,
    moments: matrix ? w : new Float64Array(d),
    origin,
    queries,
    keys,
  };
}

/** With q′ = Wq and k′ = Wk: ∂L/∂W = Σ ∂L/∂q′ qᵀ + Σ ∂L/∂k′ kᵀ. One point, at `data[at]`. */
function pushThrough(
  matrix: Float64Array,
  { factor, moments, origin }: Slopes,
  slope: Float64Array,
  data: Float64Array,
  gradient: Float64Array,
  at: number,
): void {
  const d = slope.length;
  for (let r = 0; r < d; r++) {
    const push = factor * slope[r];
    for (let j = 0; j < d; j++) {
      gradient[at + j] += push * matrix[r * d + j];
      moments[r * d + j] += push * (data[at + j] - origin[j]);
    }
  }
}

/** What becomes of the sums over keys. */
interface QueryPush {
  readonly task: SumsTask;
  readonly pair: PairOfSums;
  /** ∂L/∂ŷ, [m, p] */
  readonly upstream: Float64Array;
  readonly slopes: Slopes;
  /** Out: Σ of second powers, where the gradient of w is made of them. */
  readonly squares: Float64Array | undefined;
  /**
   * Out: the largest |G|/S, G/S for each output, G·o/S, [p + 2, m], where the keys need them: the
   * first column of a sample is at least 0.
   */
  readonly columns: Float64Array | undefined;
  /** Out: the queries left out. */
  readonly left: number[];
}

/**
 * What the sums over keys give for the queries of a block.
 *
 * @returns 0, or NaN where a column is not finite
 */
function pushQueries(
  { task, pair, upstream, slopes, squares, columns, left }: QueryPush,
  plain: KernelSums,
  sloped: KernelSums,
  start: number,
  count: number,
): number {
  const { problem, values, halves } = task;
  const { plainAt, slopedAt } = pair;
  const { m, d } = problem;
  const { p } = values;
  const { data } = problem.queries;
  const { matrix, scale, moments, origin, queries: gradient } = slopes;
  const isSame = plain === sloped;
  const [plainSums, slopedSums, { logScale }] = [plain.sums, sloped.sums, plain];
  const [plainSize, slopedSize] = [plainAt[p + 1], slopedAt[p + 1]];
  const slope = new Float64Array(d);
  const means = new Float64Array(p);
  const gains = new Float64Array(p);
  let lost = 0;
  for (let r = 0, at = 0, first = 0; r < count; r++, at += plainSize, first += slopedSize) {
    const q = start + r;
    const total = plainSums[at];
    const log = logScale[r];
    // mostly the scale is 1, and log and exp of a million queries would take as long as their sums
    const isPlain = log === 0;
    if (!(isPlain ? total >= LEAST_SUM : log + Math.log(total) >= LEAST_LOG_SUM)) {
      left.push(q);
      continue;
    }
    const share = isSame ? 1 / total : Math.exp(sloped.logScale[r] - log) / total;
    const inverse = isPlain ? 1 / total : Math.exp(-log) / total;
    let both = 0; // G·o
    let most = 0;
    for (let c = 0; c < p; c++) {
      const g = upstream[q * p + c] * halves[c];
      const o = plainSums[at + plainAt[c + 1]] / total;
      both += g * o;
      means[c] = o;
      gains[c] = g * share;
      if (!columns) continue;
      columns[(c + 1) * m + q] = g * inverse;
      if (Math.abs(g) > most) most = Math.abs(g);
    }
    if (squares) {
      for (let c = 0; c < p; c++) {
        for (let j = 0, s = first + 1 + d; j < d; s += d - j, j++) {
          squares[j] += gains[c] * (slopedSums[s + slopedAt[c + 1]] - means[c] * slopedSums[s]);
        }
      }
    }
    if (!columns) continue;
    columns[q] = most * inverse;
    columns[(p + 1) * m + q] = both * inverse;
    lost += 0 * (most * inverse) + 0 * (both * inverse);
    for (let j = 0, s = first + 1, x = q * d; j < d; j++, s++, x++) {
      let sum = 0;
      for (let c = 0; c < p; c++) {
        sum += gains[c] * (slopedSums[s + slopedAt[c + 1]] - means[c] * slopedSums[s]);
      }
      slope[j] = sum;
      if (matrix) continue;
      const push = scale[j] * sum;
      gradient[x] = push + 0; // not −0, and without reading memory that is fresh
      moments[j] += push * (data[x] - origin[j]);
    }
    if (matrix) pushThrough(matrix, slopes, slope, data, gradient, q * d);
  }
  return lost;
}

/** What becomes of the sums over queries. */
interface KeyPush {
  readonly task: SumsTask;
  readonly pair: PairOfSums;
  readonly slopes: Slopes;
  /** Where gradients of values and observation weights are wanted. */
  readonly out: GradientSums | undefined;
}

/** What the sums over queries give for the keys of a block. */
function pushKeys(
  { task, pair, slopes, out }: KeyPush,
  plain: KernelSums,
  sloped: KernelSums,
  start: number,
  count: number,
): void {
  const { problem, values, halves, largestWeight } = task;
  const { columns } = task.sample;
  const { plainAt, slopedAt } = pair;
  const { n, d } = problem;
  const { p } = values;
  const { data } = problem.keys;
  const { matrix, scale, moments, origin, keys: gradient } = slopes;
  const isSame = plain === sloped;
  const [plainSums, slopedSums, { logScale }] = [plain.sums, sloped.sums, plain];
  const [plainBoth, plainSize] = [plainAt[p + 1], plainAt[p + 2]];
  const [slopedBoth, slopedSize] = [slopedAt[p + 1], slopedAt[p + 2]];
  const slope = new Float64Array(d);
  for (let r = 0, at = 0, first = 0; r < count; r++, at += plainSize, first += slopedSize) {
    const k = start + r;
    const weight = columns[k];
    if (weight === 0) continue;
    const log = logScale[r];
    const unit = log === 0 ? 1 : Math.exp(log);
    const slopeUnit = isSame ? unit : Math.exp(sloped.logScale[r]);
    if (out) {
      let gain = -plainSums[at + plainBoth];
      for (let c = 0; c < p; c++) {
        const sum = plainSums[at + plainAt[c + 1]];
        gain += (columns[(c + 1) * n + k] / weight) * sum;
        out.values[k * p + c] = (weight * unit * sum) / halves[c] + 0;
      }
      out.sampleWeights[k] = (unit * gain) / largestWeight + 0;
    }
    for (let j = 0, s = first + 1, x = k * d; j < d; j++, s++, x++) {
      let sum = -weight * slopedSums[s + slopedBoth];
      for (let c = 0; c < p; c++) {
        sum += columns[(c + 1) * n + k] * slopedSums[s + slopedAt[c + 1]];
      }
      slope[j] = slopeUnit * sum;
      if (matrix) continue;
      const push = scale[j] * slope[j];
      gradient[x] = push + 0;
      moments[j] += push * (data[x] - origin[j]);
    }
    if (matrix) pushThrough(matrix, slopes, slope, data, gradient, k * d);
  }
}
