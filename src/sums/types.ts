import type { Kernel, KernelTraits } from '../kernels/Kernel.js';
import type { Predictor } from '../kernels/Predictor.js';

/**
 * Points with columns. Column 0 is the sample weight (ones when there is none), the others
 * weight·value: 0 where column 0 is.
 */
export interface Sample {
  /** Number of points. */
  readonly n: number;
  /** Dimensions. */
  readonly d: number;
  /** Number of columns. */
  readonly c: number;
  /** [n, d], row-major, finite. */
  readonly points: Float64Array;
  /** [c, n], each column contiguous, finite; column 0 at least 0. */
  readonly columns: Float64Array;
}

/** Differences of points from one query after another, in the columns in which u is taken. */
export interface PairDifferences {
  /** How many columns. */
  readonly count: number;
  /** Writes x − q for a point, [count], from `to` on. */
  into(query: number, i: number, out: Float64Array, to?: number): void;
  /** Writes x − q for `length` points from number `start` on, a row of `size` for each column. */
  rowInto(query: number, start: number, length: number, out: Float64Array, size: number): void;
}

/**
 * What the columns of points and queries hold, where not all are numbers. Who asks for such sums brings how
 * they are made, and nobody else loads it.
 */
export interface Kinds {
  readonly differences: (
    points: Float64Array,
    queries: Float64Array,
    kinds: Kinds,
  ) => PairDifferences;
  /** Sums by way of sums of numbers, which `plainly` makes; `undefined` where there is no such way. */
  readonly sums: (
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    kinds: Kinds,
    plainly: Sums,
  ) => KernelSums | undefined;
  /** [d] */
  readonly predictors: readonly Predictor[];
  /** The columns in which u is taken, and its powers, in their order. */
  readonly variables: readonly number[];
  /** How much categories weigh beside others; `undefined` where all weigh the same. */
  readonly match?: CategoryMatch;
}

/** Which combination of categories each point and each query has, and what the ones weigh for the others. */
export interface CategoryMatch {
  /** [n] */
  readonly points: Int32Array;
  /** [m] */
  readonly queries: Int32Array;
  /** How many combinations points have. */
  readonly count: number;
  /** At least 0, 1 for the same, [combinations of queries, count]. */
  readonly weights: Float64Array;
  /** The same where columns of which only the same category counts have no say: for queries that no point has. */
  readonly otherwise?: CategoryMatch;
}

/** Which sums are wanted. */
export interface SumsRequest {
  readonly kernel: Kernel;
  /** With d > 1: the product of K over dimensions, or K of the length of u. */
  readonly product: boolean;
  /** Where not all columns are numbers: then powers are of `variables` alone. */
  readonly kinds?: Kinds;
  /** w_j = 1/h_j, at least 0, [d]. */
  readonly inverseBandwidth: Float64Array;
  /** What w is multiplied by for each query, above 0, [m]: the same for equal queries. */
  readonly queryScale?: Float64Array;
  /** What w is multiplied by in K, and not in the powers, for each point, above 0, [n]. */
  readonly pointScale?: Float64Array;
  /** For each column k all powers u^α with |α| up to degrees[k], [c]. */
  readonly degrees: readonly number[];
  /** K² in place of K. */
  readonly squared: boolean;
  /** The queries are the points, and query i leaves out point i. */
  readonly excludeSelf: boolean;
  /**
   * The error allowed in a sum of column k, relative to the same sum of K·|u^α|·c₀·R_k where R_k is
   * the largest |c_k|/c₀ of the sample (|u^α| counts as 1 where it is less): what a pooled mean needs
   * to be right within the tolerance times the range of the values. In one dimension, and by the
   * direct method, relative to the sum of the absolute values of its own terms. Of a kernel that is a product,
   * relative to the absolute values of what it is made of.
   */
  readonly tolerance: number;
  /** Whether the first column only tells what points weigh: its own sums may be left at anything. */
  readonly weighsOnly?: boolean;
  /**
   * A faster way for the direct method to sums of powers, whose errors are relative to Σ K|c_k| in
   * place of their own terms: who is content with that brings it, and nobody else loads it.
   */
  readonly powerSums?: PowerSums;
  /**
   * A faster way to Gaussian sums of queries with widths of their own, from plans of one width: who asks for
   * such sums brings it, and nobody else loads it.
   */
  readonly scaledPlan?: ScaledPlan;
  /**
   * Whether the sums at a place of a line may be NaN where only `Near` can tell them: for who has a way
   * of their own to what is wanted there.
   */
  readonly mayLeave?: (at: number) => boolean;
}

/**
 * Sums of powers by way of sums of degree 0, which `plainly` makes; `undefined` where it does not
 * serve.
 */
export type PowerSums = (
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  plainly: (sample: Sample, request: SumsRequest) => KernelSums,
) => KernelSums | undefined;

/**
 * A plan of Gaussian sums in windows of differing width, from plans of one width that `plan` makes;
 * `undefined` where it does not serve, or costs more than the limit.
 */
export type ScaledPlan = (
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  plan: SumsPlanner['plan'],
  limit: number,
) => Plan | undefined;

/**
 * Kernel sums for m queries:
 *
 *   S[α,k](q) = e^logScale(q) · sums = Σ_i K((x_i − q)w) ((x_i − q)w)^α c_ik
 *
 * The scale carries the size, so that nothing underflows however far the query; an empty window has
 * sums 0 and scale 0.
 */
export interface KernelSums {
  /** [m] */
  readonly logScale: Float64Array;
  /** [m, size]: column after column, the powers of a column in graded lexicographic order. Of a
   * signed kernel NaN where the weights of column 0 cancel, or underflow. */
  readonly sums: Float64Array;
  /** Whether powers are right beside the sum of the weights only, not beside their own size: u may be tiny in a crowd. */
  isAbsolute?: boolean;
}

/** What makes sums. */
export type Sums = (sample: Sample, queries: Float64Array, request: SumsRequest) => KernelSums;

/** What a method found out about a problem, ready to run. */
export interface Plan {
  /** About how long it takes, in nanoseconds on an ordinary core. */
  readonly cost: number;
  /** Whether nearly all of that is work for each query, once the first block of them has run. */
  readonly inBlocks?: boolean;
  /**
   * The sums for the queries of the plan.
   *
   * @param block - some of these instead, where it serves them in blocks
   * @param memory - of sums for as many queries, which may be written over
   */
  run(block?: Float64Array, memory?: KernelSums): KernelSums;
}

/** What can plan sums. */
export interface SumsPlanner {
  /**
   * A plan; `undefined` when the method cannot answer at the tolerance asked for.
   *
   * @param queries - [m, d]
   * @param limit - what costs more is of no use: `undefined` then, rather than a closer look
   */
  plan(
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    limit?: number,
  ): Plan | undefined;
}

/** One way to kernel sums. */
export interface SumsMethod extends SumsPlanner {
  /** The fewest and the most dimensions that it serves. */
  readonly dimensions: readonly [least: number, most: number];
  /** What a kernel must say of itself to be served. */
  readonly needs?: keyof KernelTraits;
  /** Which windows of differing width it serves: none, those of queries, or all. */
  readonly scales?: 'queries' | 'all';
  /** Whether it serves columns that are no numbers. */
  readonly kinds?: boolean;
}

/**
 * The logarithm of what a request takes for K at a point itself; in a product the globe is one factor, whatever its
 * columns.
 *
 * @param d - columns, where all are numbers
 */
export function logPeak(
  {
    kernel,
    product,
    squared,
    kinds,
  }: Pick<SumsRequest, 'kernel' | 'product' | 'squared' | 'kinds'>,
  d: number,
): number {
  const isFactor = (j: number) => kinds!.predictors[j].kind !== 'longitude';
  const factors = kinds ? Math.max(1, kinds.variables.filter(isFactor).length) : d;
  return (squared ? 2 : 1) * (product ? factors : 1) * kernel.logValue(0);
}

// What more than one method asks of a sample; its range is found once: a sample does not change.

/** The least and the largest coordinate of the points, shape [d] each. */
export interface PointRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const RANGES = /* @__PURE__ */ new WeakMap<Sample, PointRange>();

/** The same points with other columns, [c, n]. */
export function withColumns(sample: Sample, columns: Float64Array): Sample {
  const other = { ...sample, c: columns.length / Math.max(1, sample.n), columns };
  RANGES.set(other, pointRange(sample));
  return other;
}

/** A copy of some rows of a table, in the order of their numbers. */
export function copyRows(data: Float64Array, width: number, rows: ArrayLike<number>): Float64Array {
  const some = new Float64Array(rows.length * width);
  for (let r = 0; r < rows.length; r++)
    for (let j = 0; j < width; j++) some[r * width + j] = data[rows[r] * width + j];
  return some;
}

/** Some of the points with their columns. */
export function pointsAt({ n, d, c, points, columns }: Sample, rows: ArrayLike<number>): Sample {
  const count = rows.length;
  const some = new Float64Array(c * count);
  for (let k = 0; k < c; k++)
    for (let r = 0; r < count; r++) some[k * count + r] = columns[k * n + rows[r]];
  return { n: count, d, c, points: copyRows(points, d, rows), columns: some };
}

/** The range of the points in each dimension; from ∞ to −∞ when there are none. */
export function pointRange(sample: Sample): PointRange {
  const known = RANGES.get(sample);
  if (known) return known;
  const { d, points } = sample;
  const low = new Float64Array(d);
  const high = new Float64Array(d);
  for (let j = 0; j < d; j++) [low[j], high[j]] = columnBounds(points, d, j);
  const range = { low, high };
  RANGES.set(sample, range);
  return range;
}

/** Sizes of the columns of a sample. */
export interface ColumnSizes {
  /** Σᵢ |cᵢₖ|, shape [c]. */
  readonly total: Float64Array;
  /** The least |cᵢₖ| that is not 0. */
  readonly smallest: number;
}

/** Σᵢ |cᵢₖ| of each column, and the least of |cᵢₖ| that is not 0. */
export function columnSizes({ n, c, columns }: Sample): ColumnSizes {
  const total = new Float64Array(c);
  let smallest = Infinity;
  for (let k = 0; k < c; k++) {
    let sum = 0;
    for (let i = k * n; i < (k + 1) * n; i++) {
      const size = Math.abs(columns[i]);
      sum += size;
      if (size > 0 && size < smallest) smallest = size;
    }
    total[k] = sum;
  }
  return { total, smallest };
}

/** The smallest and the largest of `count` numbers; `[Infinity, -Infinity]` for none. */
export function bounds(x: Float64Array, count: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let lowest = low;
  let highest = high;
  // Math.min and Math.max compile to branch-free code: three times faster here than comparisons.
  // Two of each at a time do not wait for each other.
  for (let i = count & 1; i < count; i += 2) {
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
    lowest = Math.min(lowest, x[i + 1]);
    highest = Math.max(highest, x[i + 1]);
  }
  if (count & 1) return [Math.min(low, lowest, x[0]), Math.max(high, highest, x[0])];
  return [Math.min(low, lowest), Math.max(high, highest)];
}

/** The same of column j of rows of d numbers. */
export function columnBounds(x: Float64Array, d: number, j: number): [number, number] {
  if (d === 1) return bounds(x, x.length);
  let [low, high] = [Infinity, -Infinity];
  for (let at = j; at < x.length; at += d) {
    low = Math.min(low, x[at]);
    high = Math.max(high, x[at]);
  }
  return [low, high];
}

/** A function whose answer is made once for each first argument, which tells the others, and kept as long as that is. */
export function kept<Key extends object, Rest extends unknown[], Value>(
  make: (key: Key, ...rest: Rest) => Value,
): (key: Key, ...rest: Rest) => Value {
  const known = new WeakMap<Key, Value>();
  return (key, ...rest) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key, ...rest);
      known.set(key, value);
    }
    return value;
  };
}
