// What lies near a query, outwards from the nearest point and relative to it: the one careful way,
// for every query that the faster ways cannot answer: far from all points, in gaps, among weights of
// extreme size, without its own point.
//
// Logarithms of weights are compared by differences, so nothing underflows and the nearest of two
// points is known at any distance. A k-d tree (on a line: the sorted points) finds those that can
// matter, relative to the heaviest point r:
//
//   E(x) = g·Σ_j w_j(x_j − r_j)·(w_j(x_j − q_j) + w_j(r_j − q_j)) = −log K(x)/K(r),  g = ½, or 1 for K²
//
// and E over a node is least at the point of its box next to q. A query costs O(log n) and what is
// in reach; on a line, narrow nodes far away are one term. Kernels with other tails and few queries
// look at every point, O(n).

import { gaussian } from '../kernels/gaussian.js';
import { type LogKernel, logKernel } from './logKernel.js';
import { type Powers, powers } from './powers.js';
import { sumError } from './squareDifference.js';
import { NodeMoments } from './tree/NodeMoments.js';
import { PointTree } from './tree/PointTree.js';
import type { KernelSums, Sample, SumsRequest } from './types.js';

/**
 * Weights below this beside the largest are left out: squared, not even a square root of them would
 * count. Of sums all that a double can tell from 0 is kept that was looked at.
 */
const LEAST_LOG = Math.log(1e-36);
const LEAST_OF_SUMS = -745;
/**
 * Points that together add less than this share of the tolerance to a sum, or of a double's last
 * digit, are not looked at.
 */
const SHARE = 1 / 16;
const ROUNDING = 2 ** -56;
/** Logarithms up to this have 14 digits behind the point, enough to subtract them as they are. */
const PLAIN = 64;
/** Rounds of the search for the largest weight; each decides another 16 digits. */
const ROUNDS = 8;
/** So many queries are answered before a tree pays. */
const FEW = 8;
/** Points of a leaf. */
const LEAF = 16;
/** Rounding of a sum of a few products, beside the sum of their sizes. */
const SLACK = 1e-15;
/** Distances must stay finite when they are squared. */
const LARGEST = 1e150;
/** Logarithms of column sizes from which moments of a node may underflow. */
const TINY = -600;
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
  /** Their weights K·s relative to the largest. */
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
  /** log of the weight of each point, −∞ where it does not count, [n]. */
  readonly #logWeights: Float64Array;
  readonly #counting: Int32Array;
  #distances: LogKernel | undefined;

  // The search by the tree.
  #finds: number;
  #tree: PointTree | undefined;
  /** log of the largest |c_j| in each node, and of Σ|c_j|, [nodes, columns]. */
  #largest = new Float64Array(0);
  #masses = new Float64Array(0);
  readonly #g: number;
  readonly #degree: number;
  readonly #powers: Powers;
  readonly #power: Float64Array;
  /** Where the query, and the point that exponents are relative to, stand. */
  #from: Float64Array = new Float64Array(0);
  #at = 0;
  readonly #reference: Float64Array;
  #lead = -1;
  #logLead = 0;
  #skip = -1;
  /** Nodes of a mass less than e^(E + this) do not matter to column j. */
  readonly #needed: Float64Array;
  #beyond = 0;
  #moments: NodeMoments | undefined;
  /** Nodes that moments stand for. */
  readonly #wholes: number[] = [];

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
    this.#g = request.squared ? 1 : 0.5;
    this.#degree = columns ? Math.max(0, ...request.degrees) : 0;
    this.#powers = powers(d, this.#degree);
    this.#power = new Float64Array(this.#powers.parent.length);
    this.#reference = new Float64Array(d);
    this.#needed = new Float64Array(this.#columns);
    if (tree) this.#plant(tree);
  }

  /**
   * Finds those of a query; in the limit of a kernel that never vanishes, where it underflows, the
   * nearest.
   *
   * @param q - which query
   * @param skip - a point to leave out, or −1
   */
  find(q: number, skip: number): void {
    this.#search(q, skip, false);
    if (this.heaviest < 0 && this.#request.kernel.support === Infinity) this.findNearest(q, skip);
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
    const request = { ...this.#request, kernel: gaussian, product: false };
    this.#distances ??= logKernel(this.#sample, this.#queries, request);
    const found = this.#nearest(q, skip);
    let r = -1;
    for (let at = 0; at < found; at++) {
      if (r < 0 || this.#distances.difference(q, indices[at], r) > 0) r = indices[at];
    }
    this.heaviest = r;
    this.count = 0;
    for (let at = 0; at < found; at++) {
      const i = indices[at];
      if (i !== r && this.#distances.difference(q, i, r) !== 0) continue;
      indices[this.count] = i;
      logs[this.count] = this.#logWeights[i];
      weights[this.count++] = Math.exp(this.#logWeights[i]);
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
    for (const node of this.#wholes) {
      const moments = this.#moments!;
      const i = this.#tree!.order[moments.middle(node)];
      const weight = Math.exp(this.#kernel.difference(q, i, r) - this.#logWeights[r]);
      moments.addInto(node, this.#queries[q], weight, sums);
    }
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

  /** Adds weight · u^α · column of the points found. */
  #addPowers(q: number, sums: Float64Array): void {
    const { n, d, c, points, columns } = this.#sample;
    const { degrees, inverseBandwidth: w } = this.#request;
    const { counts, parent, variable } = this.#powers;
    const power = this.#power;
    for (let at = 0; at < this.count; at++) {
      const i = this.indices[at];
      const own = this.#logWeights[i] === 0 ? 1 : this.#sizeOf(i);
      power[0] = this.weights[at];
      for (let p = 1; p < power.length; p++) {
        const j = variable[p];
        power[p] = power[parent[p]] * ((points[i * d + j] - this.#queries[q * d + j]) * w[j]);
      }
      for (let k = 0, s = 0; k < c; k++) {
        const relative = columns[k * n + i] / own;
        for (let p = 0; p < counts[degrees[k]]; p++, s++) sums[s] += power[p] * relative;
      }
    }
  }

  /** What log K has besides the logarithm that the loops take. */
  #constant(): number {
    const { kernel, squared, product } = this.#request;
    if (kernel !== gaussian) return 0;
    return (squared ? 2 : 1) * (product ? this.#sample.d : 1) * kernel.logValue(0);
  }

  /** maxₖ |cᵢₖ| over the columns that matter. */
  #sizeOf(i: number): number {
    const { n, columns } = this.#sample;
    let size = Math.abs(columns[i]);
    for (let k = 1; k < this.#columns; k++) size = Math.max(size, Math.abs(columns[k * n + i]));
    return size;
  }

  /** Finds the points of a query, relative to the heaviest of them. */
  #search(q: number, skip: number, allowsWholes: boolean): void {
    const { indices, logs } = this;
    const found = this.#candidates(q, skip, allowsWholes);
    this.pairs += found + this.#wholes.length;
    this.count = 0;
    this.heaviest = -1;
    if (this.#wholes.length > 0) {
      this.#relative(q, this.#lead, found);
      return;
    }
    this.#kernel.valuesInto(q, indices, found, logs);
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
      this.#keepWeights(found);
      return;
    }
    // What plain logarithms may have lost decides among those that are close.
    const margin = largest + this.#least - 1e-14 * Math.abs(largest);
    let kept = 0;
    for (let at = 0; at < found; at++) if (logs[at] >= margin) indices[kept++] = indices[at];
    this.#relative(q, r, kept);
  }

  /** Weights relative to the largest, of the first `found` indices. */
  #relative(q: number, first: number, found: number): void {
    const { indices, logs } = this;
    let r = first;
    for (let round = 0; round < ROUNDS; round++) {
      this.#kernel.differencesInto(q, indices, found, r, logs);
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
    this.#keepWeights(found);
  }

  /** From logarithms to weights; those that do not count are dropped. */
  #keepWeights(found: number): void {
    const { indices, weights, logs } = this;
    let kept = 0;
    for (let at = 0; at < found; at++) {
      if (!(logs[at] >= this.#least)) continue;
      indices[kept] = indices[at];
      logs[kept] = Math.min(0, logs[at]);
      weights[kept] = Math.exp(logs[kept]);
      kept++;
    }
    this.count = kept;
  }

  /** Lists the points that can count for a query; returns how many. */
  #candidates(q: number, skip: number, allowsWholes: boolean): number {
    const { kernel } = this.#request;
    this.#wholes.length = 0;
    this.#skip = skip;
    const searches = kernel === gaussian || kernel.support < Infinity;
    if (!searches || !this.#planted()) return this.#all();
    this.#begin(q);
    if (kernel !== gaussian) return this.#within(0, 0);
    if (!this.#leads()) return 0;
    return this.#around(0, 0, allowsWholes);
  }

  /** Lists points among which the nearest are; returns how many. */
  #nearest(q: number, skip: number): number {
    this.#skip = skip;
    if (!this.#planted()) return this.#all();
    this.#begin(q);
    this.#seek(0, -1);
    return this.#lead < 0 ? 0 : this.#upTo(0, 0);
  }

  #all(): number {
    let found = 0;
    for (const i of this.#counting) if (i !== this.#skip) this.indices[found++] = i;
    return found;
  }

  /** Whether there is a tree to search, made when it pays. */
  #planted(): boolean {
    if (this.#tree) return true;
    if (this.#finds++ < FEW || this.#counting.length <= LEAF) return false;
    const { d, points } = this.#sample;
    this.#plant(new PointTree(points, d, this.#request.inverseBandwidth, LEAF));
    return true;
  }

  /** Takes a tree, and measures its nodes. */
  #plant(tree: PointTree): void {
    const { n, columns } = this.#sample;
    const { nodes, ranges, order } = tree;
    const c = this.#columns;
    this.#tree = tree;
    this.#largest = new Float64Array(nodes * c);
    this.#masses = new Float64Array(nodes * c);
    for (let t = nodes - 1; t >= 0; t--) {
      const left = 2 * t + 1;
      for (let k = 0; k < c; k++) {
        let largest = 0;
        let mass = 0;
        if (left < nodes) {
          const [a, b] = [left * c + k, (left + 1) * c + k];
          largest = Math.max(this.#largest[a], this.#largest[b]);
          mass = this.#masses[a] + this.#masses[b];
        } else {
          for (let at = ranges[2 * t]; at < ranges[2 * t + 1]; at++) {
            const size = Math.abs(columns[k * n + order[at]]);
            largest = Math.max(largest, size);
            mass += size;
          }
        }
        this.#largest[t * c + k] = largest;
        this.#masses[t * c + k] = mass;
      }
    }
    for (let s = 0; s < nodes * c; s++) {
      this.#largest[s] = this.#largest[s] === 1 ? 0 : Math.log(this.#largest[s]);
      this.#masses[s] = Math.log(this.#masses[s]);
    }
    // On a line few nodes are passed by for a query, two on each level.
    const passed = tree.d === 1 ? 4 * Math.log2(nodes + 1) : nodes;
    const share = Math.max(ROUNDING, SHARE * this.#request.tolerance) / passed;
    this.#beyond = this.#least === LEAST_LOG ? LEAST_LOG : Math.log(share);
  }

  #begin(q: number): void {
    const { d } = this.#sample;
    this.#from = this.#queries;
    this.#at = q * d;
    for (let j = 0; j < d; j++) this.#reference[j] = this.#queries[q * d + j];
    this.#lead = -1;
    this.#logLead = -Infinity;
  }

  /**
   * E of the point of a box next to the query, as much as rounding may have made of it, downwards or
   * (`sign` 1) upwards.
   */
  #excess(box: Float64Array, low: number, high: number, sign: number): number {
    const w = this.#request.inverseBandwidth;
    const q = this.#from;
    const r = this.#reference;
    let e = 0;
    for (let j = 0; j < w.length; j++) {
      const place = q[this.#at + j];
      const x = Math.min(Math.max(place, box[low + j]), box[high + j]);
      const from = w[j] * (x - r[j]);
      const u = w[j] * (x - place);
      const v = w[j] * (r[j] - place);
      e += from * (u + v) + sign * SLACK * Math.abs(from) * (Math.abs(u) + Math.abs(v));
    }
    return this.#g * e;
  }

  #leastExcess(node: number): number {
    const { boxes, d } = this.#tree!;
    return this.#excess(boxes, 2 * d * node, (2 * node + 1) * d, -1);
  }

  /** Looks for the point that leads in each column, and from there for what matters beside it. */
  #leads(): boolean {
    const { n, d, points, columns } = this.#sample;
    const c = this.#columns;
    let first = -1;
    let best = -Infinity;
    let heaviest = -1;
    for (let k = 0; k < c; k++) {
      if (first >= 0) {
        this.#refer(first);
        this.#logLead = Math.log(Math.abs(columns[k * n + first]));
      }
      this.#seek(0, k);
      const lead = this.#lead;
      // Logarithms are relative to the point that leads: from there to the first of them.
      let log = this.#logLead;
      if (log > -Infinity && first < 0) first = lead;
      if (log > -Infinity && first !== lead) {
        this.#refer(first);
        log -= this.#excess(points, lead * d, lead * d, 1);
      }
      this.#needed[k] = log === -Infinity ? Infinity : log + this.#beyond;
      if (log > best) [best, heaviest] = [log, lead];
    }
    if (first < 0) return false;
    this.#refer(first);
    this.#lead = heaviest;
    return true;
  }

  /** Exponents are relative to a point from here on. */
  #refer(i: number): void {
    const { d, points } = this.#sample;
    for (let j = 0; j < d; j++) this.#reference[j] = points[i * d + j];
    this.#lead = i;
  }

  /** Goes from lead to lead of a column; −1: to the nearest that counts. */
  #seek(node: number, column: number): void {
    const { nodes, ranges, order } = this.#tree!;
    const c = this.#columns;
    const largest = this.#largest[node * c + Math.max(0, column)];
    const most = column < 0 && largest > -Infinity ? 0 : largest;
    if (most - this.#leastExcess(node) <= this.#logLead) return;
    const left = 2 * node + 1;
    if (left < nodes) {
      const leftFirst = this.#leastExcess(left) <= this.#leastExcess(left + 1);
      this.#seek(leftFirst ? left : left + 1, column);
      this.#seek(leftFirst ? left + 1 : left, column);
      return;
    }
    const { n, d, points, columns } = this.#sample;
    for (let at = ranges[2 * node]; at < ranges[2 * node + 1]; at++) {
      const i = order[at];
      if (i === this.#skip) continue;
      const excess = this.#excess(points, i * d, i * d, 1);
      if (most - excess <= this.#logLead) continue;
      const size = Math.abs(columns[Math.max(0, column) * n + i]);
      if (size === 0) continue;
      const log = column < 0 || size === 1 ? 0 : Math.log(size);
      if (log - excess <= this.#logLead) continue;
      this.#refer(i);
      this.#logLead = log;
    }
  }

  /** Lists the points of a node. */
  #take(node: number, found: number): number {
    const { ranges, order } = this.#tree!;
    let to = found;
    for (let at = ranges[2 * node]; at < ranges[2 * node + 1]; at++) {
      const i = order[at];
      if (i !== this.#skip && this.#logWeights[i] > -Infinity) this.indices[to++] = i;
    }
    return to;
  }

  /** Lists the points of a node that matter to some column; returns how many there are then. */
  #around(node: number, found: number, allowsWholes: boolean): number {
    const c = this.#columns;
    const e = this.#leastExcess(node);
    // Powers of u grow less than K falls from here on.
    const growth = this.#degree === 0 ? 0 : (this.#degree / 2) * Math.log1p(2 * Math.max(0, e));
    if (this.#degree === 0 || e > this.#degree) {
      let matters = false;
      for (let k = 0; k < c; k++) {
        if (!(this.#masses[node * c + k] - e + growth < this.#needed[k])) matters = true;
      }
      if (!matters) return found;
    }
    const left = 2 * node + 1;
    if (left >= this.#tree!.nodes) return this.#take(node, found);
    if (allowsWholes && this.#isWhole(node)) {
      this.#wholes.push(node);
      return found;
    }
    const next = this.#around(left, found, allowsWholes);
    return this.#around(left + 1, next, allowsWholes);
  }

  /** Whether moments stand for a node of a line. */
  #isWhole(node: number): boolean {
    const tree = this.#tree!;
    if (tree.d > 1) return false;
    const { inverseBandwidth, squared, degrees } = this.#request;
    const c = this.#columns;
    for (let k = 0; k < c; k++) {
      const log = this.#masses[node * c + k];
      if (log < TINY && log > -Infinity) return false;
    }
    this.#moments ??= new NodeMoments(tree, this.#sample, inverseBandwidth[0], squared, degrees);
    if (!this.#moments.serves(node, this.#queries[this.#at])) return false;
    if (this.#skip < 0) return true;
    const x = this.#sample.points[this.#skip];
    return x < tree.boxes[2 * node] || x > tree.boxes[2 * node + 1];
  }

  /** Lists the points of leaves that are as near as the one that leads, or nearer. */
  #upTo(node: number, found: number): number {
    if (this.#leastExcess(node) > 0) return found;
    const left = 2 * node + 1;
    if (left >= this.#tree!.nodes) return this.#take(node, found);
    return this.#upTo(left + 1, this.#upTo(left, found));
  }

  /** Lists the points of leaves within the support of a compact kernel. */
  #within(node: number, found: number): number {
    const { boxes, d, nodes } = this.#tree!;
    const { kernel, product, inverseBandwidth: w } = this.#request;
    let squares = 0;
    let widest = 0;
    for (let j = 0; j < d; j++) {
      const place = this.#from[this.#at + j];
      const above = boxes[2 * d * node + j] - place;
      const below = place - boxes[(2 * node + 1) * d + j];
      const u = Math.max(0, above, below) * w[j];
      widest = Math.max(widest, u);
      squares += u * u;
    }
    const reach = kernel.support * (1 + 1e-13);
    if (widest > reach || (!product && squares > reach * reach)) return found;
    const left = 2 * node + 1;
    if (left >= nodes) return this.#take(node, found);
    return this.#within(left + 1, this.#within(left, found));
  }
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
