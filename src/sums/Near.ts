// What lies near a query, outwards from the nearest point and relative to it: the one careful way,
// for every query that the faster ways cannot answer: far from all points, in gaps, among weights of
// extreme size, without its own point.
//
// Logarithms of weights are compared by differences, so nothing underflows and the nearest of two
// points is known at any distance. For the Gaussian and compact kernels a tree finds the points that
// can matter: O(log n) and what is in reach for a query. Few queries, and kernels with other tails,
// look at every point, O(n).

import { gaussian } from '../kernels/gaussian.js';
import { type LogKernel, logKernel, sumError } from './logKernel.js';
import { type Powers, powers } from './powers.js';
import { NearSearch } from './tree/NearSearch.js';
import { PointTree } from './tree/PointTree.js';
import {
  type KernelSums,
  logPeak,
  type PairDifferences,
  type Sample,
  type SumsRequest,
} from './types.js';

/**
 * Weights below this beside the largest are left out: squared, not even a square root of them would
 * count. Of sums all that a double can tell from 0 is kept that was looked at.
 */
const LEAST_LOG = Math.log(1e-36);
const LEAST_OF_SUMS = -745;
/** Logarithms up to this have 14 digits behind the point, enough to subtract them as they are. */
const PLAIN = 64;
/** Rounds of the search for the largest weight; each decides another 16 digits. */
const ROUNDS = 8;
/** So many queries are answered before a tree pays. */
const FEW = 8;
/** Points of a leaf. */
const LEAF = 16;
/** Distances must stay finite when they are squared. */
const LARGEST = 1e150;
/**
 * The rounding of logScale goes into the sums while its factor is below e^32, that is to about 10⁸
 * bandwidths.
 */
const FOLDED = 32;

/** How {@link Near} weighs the points, and what it may take for granted. */
export interface NearOptions {
  /** All columns matter, not the weights alone: the largest of each point is its weight. */
  readonly columns?: boolean;
  /** How many queries to expect. */
  readonly finds?: number;
  /** A tree of the points, where there is one. */
  readonly tree?: PointTree;
}

/** Finds the points that count for one query after another, in memory of its own. */
export class Near {
  /** Which points, the first `count` entries. */
  readonly indices: Int32Array;
  /** Their weights K·s relative to the largest, below 0 where a signed kernel is. */
  readonly weights: Float64Array;
  /** The logarithms of these weights. */
  readonly logs: Float64Array;
  /** How many. */
  count = 0;
  /** Which one weighs most, −1 when there is none. */
  heaviest = -1;
  /** How many points, and nodes in their place, were looked at so far. */
  pairs = 0;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #kernel: LogKernel;
  /** How many columns matter, from the first. */
  readonly #columns: number;
  readonly #least: number;
  readonly #ofSums: boolean;
  /** log of the weight of each point, −∞ where it does not count, [n]. */
  readonly #logWeights: Float64Array;
  readonly #counting: Int32Array;
  #distances: LogKernel | undefined;
  #differences: PairDifferences | undefined;

  readonly #degree: number;
  readonly #powers: Powers;
  readonly #power: Float64Array;
  #finds: number;
  #tree: NearSearch | undefined;

  /**
   * @param sample - column 0 holds the weights
   * @param queries - [m, d]
   * @param request - kernel, inverse bandwidth, and for sums the degrees
   */
  constructor(
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    { columns = false, finds = 0, tree }: NearOptions = {},
  ) {
    const { n, d, c } = sample;
    this.#sample = sample;
    this.#queries = queries;
    this.#request = request;
    this.#kernel = logKernel(sample, queries, request);
    this.#columns = columns ? c : 1;
    this.#ofSums = columns;
    this.#least = columns ? LEAST_OF_SUMS : LEAST_LOG;
    this.#logWeights = new Float64Array(n);
    this.#counting = new Int32Array(n);
    let count = 0;
    for (let i = 0; i < n; i++) {
      const size = this.#sizeOf(i);
      this.#logWeights[i] = size === 1 ? 0 : Math.log(size);
      if (size > 0) this.#counting[count++] = i;
    }
    this.#counting = this.#counting.subarray(0, count);
    this.indices = new Int32Array(n);
    this.weights = new Float64Array(n);
    this.logs = new Float64Array(n);
    this.#finds = finds > FEW ? finds : 0;
    this.#degree = columns ? Math.max(0, ...request.degrees) : 0;
    this.#powers = powers(d, this.#degree);
    this.#power = new Float64Array(this.#powers.parent.length);
    if (tree) this.#tree = this.#searchOf(tree);
  }

  /**
   * Finds those of a query; of a kernel that never vanishes, where no point has a category that counts,
   * those of any, and in the limit, where it underflows, the nearest.
   *
   * @param q - which query
   * @param skip - a point to leave out, or −1
   */
  find(q: number, skip: number): void {
    this.#search(q, skip, false);
    if (this.heaviest >= 0 || this.#request.kernel.support < Infinity) return;
    const request = otherwise(this.#request);
    if (request) this.#search(q, skip, false, logKernel(this.#sample, this.#queries, request));
    if (this.heaviest < 0) this.findNearest(q, skip);
  }

  /** Finds those of a query, or the nearest where there are none and `'nearest'` is wanted. */
  findOr(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    this.find(q, skip);
    if (this.count === 0 && emptyWindow === 'nearest') this.findNearest(q, skip);
  }

  /**
   * Finds the nearest instead, whatever the kernel: several when they are equally far.
   *
   * @param q - which query
   * @param skip - a point to leave out, or −1
   */
  findNearest(q: number, skip: number): void {
    const { indices, logs, weights } = this;
    this.#distances ??= this.#distancesBy(this.#request);
    const tree = this.#request.kinds ? undefined : this.#planted(q);
    const found = tree?.nearest(q, skip) ?? this.#all(skip);
    let distances = this.#distances;
    const nearest = (): number => {
      let r = -1;
      for (let at = 0; at < found; at++)
        if (r < 0 || distances.difference(q, indices[at], r) > 0) r = indices[at];
      return r;
    };
    let r = nearest();
    const request = otherwise(this.#request);
    if (request && distances.value(q, r) === -Infinity) {
      distances = this.#distancesBy(request);
      r = nearest();
    }
    this.heaviest = r;
    this.count = 0;
    for (let at = 0; at < found; at++) {
      const i = indices[at];
      if (i !== r && distances.difference(q, i, r) !== 0) continue;
      if (this.#logWeights[i] > this.#logWeights[this.heaviest]) this.heaviest = i;
      indices[this.count++] = i;
    }
    for (let at = 0; at < this.count; at++) {
      logs[at] = this.#logWeights[indices[at]] - this.#logWeights[this.heaviest];
      weights[at] = Math.exp(logs[at]);
    }
  }

  /**
   * Writes the sums of a query, with the logarithm of its largest contribution as their scale; zeros
   * where nothing counts.
   *
   * @param q - which query
   * @param skip - a point to leave out, or −1
   * @param out - of all queries
   */
  sumsInto(q: number, skip: number, out: KernelSums): void {
    const { n, c, columns } = this.#sample;
    const size = out.sums.length / out.logScale.length;
    const sums = out.sums.subarray(q * size, (q + 1) * size).fill(0);
    out.logScale[q] = 0;
    this.#search(q, skip, true);
    const r = this.heaviest;
    if (r < 0) return;
    const { indices, weights, count } = this;
    this.#tree?.addWholesInto(q, r, this.#logWeights[r], this.#kernel, sums);
    if (this.#degree > 0) this.#addPowers(q, sums);
    for (let at = 0; this.#degree === 0 && at < count; at++) {
      const i = indices[at];
      const own = this.#logWeights[i] === 0 ? 1 : this.#sizeOf(i);
      for (let k = 0; k < c; k++) sums[k] += weights[at] * (columns[k * n + i] / own);
    }
    const main = this.#kernel.value(q, r);
    const rest = this.#kernel.remainder(q, r) + this.#logWeights[r] + this.#constant();
    const log = main + (Number.isFinite(rest) ? rest : 0);
    const lost = sumError(main, rest, log);
    if (Math.abs(lost) < FOLDED) for (let s = 0; s < size; s++) sums[s] *= Math.exp(lost);
    out.logScale[q] = log;
  }

  /** The kernel by which points are compared for the nearest. */
  #distancesBy({ queryScale, pointScale, ...rest }: SumsRequest): LogKernel {
    // Which is nearest does not depend on a factor, and squares of small distances are numbers.
    const w = rest.inverseBandwidth;
    const largest = Math.max(...w);
    const unit = largest > 1 ? 2 ** Math.floor(Math.log2(largest)) : 1;
    const inverseBandwidth = w.map((each) => each / unit);
    const request = { ...rest, kernel: gaussian, product: false, inverseBandwidth };
    return logKernel(this.#sample, this.#queries, request);
  }

  /** Adds weight · u^α · column of the points found. */
  #addPowers(q: number, sums: Float64Array): void {
    const { n, d, c, points, columns } = this.#sample;
    const { degrees, inverseBandwidth: w, queryScale, kinds } = this.#request;
    const scale = queryScale ? queryScale[q] : 1;
    const { counts, parent, variable } = this.#powers;
    const power = this.#power;
    this.#differences ??= kinds?.differences(points, this.#queries, kinds);
    const between = new Float64Array(kinds ? d : 0);
    for (let at = 0; at < this.count; at++) {
      const i = this.indices[at];
      const own = this.#logWeights[i] === 0 ? 1 : this.#sizeOf(i);
      power[0] = this.weights[at];
      this.#differences?.into(q, i, between);
      for (let p = 1; p < power.length; p++) {
        const j = variable[p];
        const x = kinds ? between[j] : points[i * d + j] - this.#queries[q * d + j];
        const u = x * w[j] * scale;
        power[p] = power[parent[p]] * u;
      }
      for (let k = 0, s = 0; k < c; k++) {
        const relative = columns[k * n + i] / own;
        for (let p = 0; p < counts[degrees[k]]; p++, s++) sums[s] += power[p] * relative;
      }
    }
  }

  /** What log K has besides the logarithm that the loops take. */
  #constant(): number {
    return this.#request.kernel === gaussian ? logPeak(this.#request, this.#sample.d) : 0;
  }

  /** maxₖ |cᵢₖ| over the columns that matter. */
  #sizeOf(i: number): number {
    const { n, columns } = this.#sample;
    let size = Math.abs(columns[i]);
    for (let k = 1; k < this.#columns; k++) size = Math.max(size, Math.abs(columns[k * n + i]));
    return size;
  }

  /** Finds the points of a query, relative to the heaviest of them. */
  #search(q: number, skip: number, allowsWholes: boolean, kernel = this.#kernel): void {
    const { indices, logs } = this;
    const found = this.#candidates(q, skip, allowsWholes);
    const wholes = this.#tree?.wholes.length ?? 0;
    this.pairs += found + wholes;
    this.count = 0;
    this.heaviest = -1;
    if (this.#tree && wholes > 0) {
      this.#relative(q, this.#tree.lead, found, kernel);
      return;
    }
    kernel.valuesInto(q, indices, found, logs);
    let r = -1;
    let largest = -Infinity;
    for (let at = 0; at < found; at++) {
      logs[at] += this.#logWeights[indices[at]];
      if (logs[at] > largest) [largest, r] = [logs[at], indices[at]];
    }
    if (r < 0) return;
    if (Math.abs(largest) < PLAIN) {
      for (let at = 0; at < found; at++) logs[at] -= largest;
      this.heaviest = r;
      this.#keepWeights(q, found, kernel);
      return;
    }
    // What plain logarithms may have lost decides among those that are close.
    const margin = largest + this.#least - 1e-14 * Math.abs(largest);
    let kept = 0;
    for (let at = 0; at < found; at++) if (logs[at] >= margin) indices[kept++] = indices[at];
    this.#relative(q, r, kept, kernel);
  }

  /** Weights relative to the largest, of the first `found` indices. */
  #relative(q: number, first: number, found: number, kernel: LogKernel): void {
    const { indices, logs } = this;
    let r = first;
    for (let round = 0; round < ROUNDS; round++) {
      kernel.differencesInto(q, indices, found, r, logs);
      let best = r;
      let lead = 0;
      for (let at = 0; at < found; at++) {
        const i = indices[at];
        logs[at] = i === r ? 0 : logs[at] + this.#logWeights[i] - this.#logWeights[r];
        if (logs[at] > lead) [lead, best] = [logs[at], i];
      }
      if (best === r) break;
      r = best;
    }
    this.heaviest = r;
    this.#keepWeights(q, found, kernel);
  }

  /** From logarithms to weights; those that do not count are dropped. */
  #keepWeights(q: number, found: number, { sign }: LogKernel): void {
    const { indices, weights, logs } = this;
    let kept = 0;
    for (let at = 0; at < found; at++) {
      if (!(logs[at] >= this.#least)) continue;
      indices[kept] = indices[at];
      logs[kept] = Math.min(0, logs[at]);
      weights[kept] = Math.exp(logs[kept]) * (sign ? sign(q, indices[kept]) : 1);
      kept++;
    }
    this.count = kept;
  }

  /** Lists the points that can count for a query; returns how many. */
  #candidates(q: number, skip: number, allowsWholes: boolean): number {
    const { kernel, queryScale, pointScale, kinds } = this.#request;
    const searches =
      !kinds && !pointScale && (kernel === gaussian ? !queryScale : kernel.support < Infinity);
    const tree = searches ? this.#planted(q) : undefined;
    if (!tree) return this.#all(skip);
    return kernel === gaussian ? tree.around(q, skip, allowsWholes) : tree.within(q, skip);
  }

  #all(skip: number): number {
    let found = 0;
    for (const i of this.#counting) if (i !== skip) this.indices[found++] = i;
    return found;
  }

  /** The tree to search, made when it pays; it squares distances, which must be numbers. */
  #planted(q: number): NearSearch | undefined {
    const { d, points } = this.#sample;
    const w = this.#request.inverseBandwidth;
    for (let j = 0; j < d; j++)
      if (!(Math.max(1, Math.abs(this.#queries[q * d + j])) * w[j] < LARGEST)) return undefined;
    const pays = this.#tree || (this.#counting.length > LEAF && this.#finds++ >= FEW);
    if (!pays) return undefined;
    this.#tree ??= this.#searchOf(new PointTree(points, d, this.#request.inverseBandwidth, LEAF));
    return this.#tree;
  }

  #searchOf(tree: PointTree): NearSearch {
    const least = this.#ofSums ? 'of sums' : this.#least;
    const { indices } = this;
    const logWeights = this.#logWeights;
    return new NearSearch(
      tree,
      this.#sample,
      this.#queries,
      this.#request,
      logWeights,
      indices,
      least,
    );
  }
}

/** The request for queries that no point has the categories of; `undefined` where others count for all. */
function otherwise(request: SumsRequest): SumsRequest | undefined {
  const { kinds } = request;
  const match = kinds?.match?.otherwise;
  return match && { ...request, kinds: { ...kinds, match } };
}

/**
 * Writes the sums of some queries, exact to rounding at any distance and among weights of any size.
 *
 * @param queries - [m, d]
 * @param rows - which of them
 * @param skip - for each query the point to leave out, or −1, [m]; as the request says where it is
 *   not given
 * @param out - logScale and sums of all queries; only those of the rows are written
 * @param tree - of the points, where there is one
 * @returns how many points, and nodes in their place, were looked at
 */
export function nearSumsInto(
  sample: Sample,
  queries: Float64Array,
  rows: ArrayLike<number>,
  request: SumsRequest,
  out: KernelSums,
  skip?: Int32Array,
  tree?: PointTree,
): number {
  const finds = rows.length;
  const near = new Near(sample, queries, request, { columns: true, finds, ...(tree && { tree }) });
  for (let r = 0; r < finds; r++) {
    const q = rows[r];
    near.sumsInto(q, skip ? skip[q] : request.excludeSelf ? q : -1, out);
  }
  return near.pairs;
}

/**
 * Sums of the columns over the points nearest to some queries: one point, or all that are equally
 * near. Points whose column 0 is 0 do not count.
 *
 * @param queries - [m, d]
 * @param rows - which of them, [r]
 * @param request - of which only the bandwidth, and whether queries leave themselves out, is read
 * @returns [r, c], zeros where no point counts; `undefined` when distances are too large for numbers
 */
export function nearestSums(
  sample: Sample,
  queries: Float64Array,
  rows: readonly number[],
  request: SumsRequest,
): Float64Array | undefined {
  const { n, d, c, columns } = sample;
  const { inverseBandwidth: w, excludeSelf } = request;
  const fits = (x: number, at: number) => Math.abs(x) * Math.max(1, w[at % d]) < LARGEST;
  if (!sample.points.every(fits) || !queries.every(fits)) return undefined;
  const near = new Near(sample, queries, request, { finds: rows.length });
  const sums = new Float64Array(rows.length * c);
  rows.forEach((row, r) => {
    near.findNearest(row, excludeSelf ? row : -1);
    for (let at = 0; at < near.count; at++) {
      for (let k = 0; k < c; k++) sums[r * c + k] += columns[k * n + near.indices[at]];
    }
  });
  return sums;
}
