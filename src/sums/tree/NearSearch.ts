// Which points of a tree can matter to one query, however far: relative to the point r that leads,
//
//   E(x) = g·Σ_j w_j(x_j − r_j)·(w_j(x_j − q_j) + w_j(r_j − q_j)) = −log K(x)/K(r),  g = ½, or 1 for K²
//
// where the difference of two points is kept although their distances have lost it. E over a node is
// least at the point of its box next to q; rounding is taken off, so nothing that matters is passed
// by. O(log n) and what is in reach; on a line, narrow nodes far away are one term each.

import type { LogKernel } from '../logKernel.js';
import type { Sample, SumsRequest } from '../types.js';
import { NodeMoments } from './NodeMoments.js';
import type { PointTree } from './PointTree.js';

/**
 * Points that together add less than this share of the tolerance to a sum, or of a double's last
 * digit, are not listed.
 */
const SHARE = 1 / 16;
const ROUNDING = 2 ** -56;
/** Rounding of a sum of a few products, beside the sum of their sizes. */
const SLACK = 1e-15;
/** Compact windows are widened by the rounding of a distance. */
const ROOM = 1e-13;
/** Logarithms of column sizes from which moments of a node may underflow. */
const TINY = -600;

/** Lists the points that can matter, for one query after another. */
export class NearSearch {
  /** Nodes of a line that moments stand for. */
  readonly wholes: number[] = [];
  /** The point that weighs most, or about as much; −1 when there is none. */
  lead = -1;
  readonly #tree: PointTree;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #logWeights: Float64Array;
  readonly #indices: Int32Array;
  readonly #g: number;
  readonly #degree: number;
  /** How many columns matter, from the first. */
  readonly #columns: number;
  /** log of the largest |c_j| in each node, and of Σ|c_j|, [nodes, columns]. */
  readonly #largest: Float64Array;
  readonly #masses: Float64Array;
  /** log of what may be left out beside the lead. */
  readonly #beyond: number;
  /** A node of a mass less than e^(E + this) does not matter to column j. */
  readonly #needed: Float64Array;
  #at = 0;
  #skip = -1;
  /** Where the window of a compact kernel ends, in bandwidths before they are scaled. */
  #reach = 0;
  readonly #reference: Float64Array;
  #logLead = 0;
  #moments: NodeMoments | undefined;

  /**
   * @param logWeights - log of the weight of each point, −∞ where it does not count
   * @param indices - where points are listed
   * @param least - logarithms of weights from which on points are wanted; of sums, all columns
   *   count, and what the tolerance needs is wanted
   */
  constructor(
    tree: PointTree,
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    logWeights: Float64Array,
    indices: Int32Array,
    least: number | 'of sums',
  ) {
    const ofSums = least === 'of sums';
    this.#tree = tree;
    this.#sample = sample;
    this.#queries = queries;
    this.#request = request;
    this.#logWeights = logWeights;
    this.#indices = indices;
    this.#g = request.squared ? 1 : 0.5;
    this.#degree = ofSums ? Math.max(0, ...request.degrees) : 0;
    this.#columns = ofSums ? sample.c : 1;
    this.#largest = new Float64Array(tree.nodes * this.#columns);
    this.#masses = new Float64Array(tree.nodes * this.#columns);
    this.#needed = new Float64Array(this.#columns);
    this.#reference = new Float64Array(sample.d);
    this.#measure();
    // On a line few nodes are passed by for a query, two on each level.
    const passed = tree.d === 1 ? 4 * Math.log2(tree.nodes + 1) : tree.nodes;
    const share = Math.max(ROUNDING, SHARE * request.tolerance) / passed;
    this.#beyond = ofSums ? Math.log(share) : least;
  }

  /**
   * Lists the points that matter to a query of the Gaussian.
   *
   * @param allowsWholes - nodes may stand for their points
   * @returns how many
   */
  around(q: number, skip: number, allowsWholes: boolean): number {
    this.#begin(q, skip);
    return this.#findLeads() ? this.#around(0, 0, allowsWholes) : 0;
  }

  /** Lists the points in the window of a compact kernel, and a few about it; returns how many. */
  within(q: number, skip: number): number {
    const { kernel, queryScale } = this.#request;
    this.#begin(q, skip);
    this.#reach = (kernel.support * (1 + ROOM)) / (queryScale ? queryScale[q] : 1);
    return this.#within(0, 0);
  }

  /** Lists points among which the nearest that count are; returns how many. */
  nearest(q: number, skip: number): number {
    this.#begin(q, skip);
    this.#seek(0, -1);
    return this.lead < 0 ? 0 : this.#upTo(0, 0);
  }

  /**
   * Adds the sums over `wholes`.
   *
   * @param r - the point that the sums are relative to, and the logarithm of its weight
   */
  addWholesInto(
    q: number,
    r: number,
    logWeight: number,
    kernel: LogKernel,
    sums: Float64Array,
  ): void {
    for (const node of this.wholes) {
      const moments = this.#moments!;
      const i = this.#tree.order[moments.middle(node)];
      const weight = Math.exp(kernel.difference(q, i, r) - logWeight);
      moments.addInto(node, this.#queries[q], weight, sums);
    }
  }

  #measure(): void {
    const { n, columns } = this.#sample;
    const { nodes, ranges, order } = this.#tree;
    const c = this.#columns;
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
  }

  #begin(q: number, skip: number): void {
    const { d } = this.#sample;
    this.wholes.length = 0;
    this.#skip = skip;
    this.#at = q * d;
    for (let j = 0; j < d; j++) this.#reference[j] = this.#queries[q * d + j];
    this.lead = -1;
    this.#logLead = -Infinity;
  }

  /**
   * E of the point of a box next to the query, as much as rounding may have made of it, downwards or
   * (`sign` 1) upwards.
   */
  #excess(box: Float64Array, low: number, high: number, sign: number): number {
    const w = this.#request.inverseBandwidth;
    const q = this.#queries;
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
    const { boxes, d } = this.#tree;
    return this.#excess(boxes, 2 * d * node, (2 * node + 1) * d, -1);
  }

  /** Looks for the point that leads in each column, and from there for what matters beside it. */
  #findLeads(): boolean {
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
      const lead = this.lead;
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
    this.lead = heaviest;
    return true;
  }

  /** Exponents are relative to a point from here on. */
  #refer(i: number): void {
    const { d, points } = this.#sample;
    for (let j = 0; j < d; j++) this.#reference[j] = points[i * d + j];
    this.lead = i;
  }

  /** Goes from lead to lead of a column; −1: to the nearest that counts. */
  #seek(node: number, column: number): void {
    const { nodes, ranges, order } = this.#tree;
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
    const { ranges, order } = this.#tree;
    let to = found;
    for (let at = ranges[2 * node]; at < ranges[2 * node + 1]; at++) {
      const i = order[at];
      if (i !== this.#skip && this.#logWeights[i] > -Infinity) this.#indices[to++] = i;
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
    if (left >= this.#tree.nodes) return this.#take(node, found);
    if (allowsWholes && this.#isWhole(node)) {
      this.wholes.push(node);
      return found;
    }
    const next = this.#around(left, found, allowsWholes);
    return this.#around(left + 1, next, allowsWholes);
  }

  /** Whether moments stand for a node of a line. */
  #isWhole(node: number): boolean {
    const tree = this.#tree;
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
    if (left >= this.#tree.nodes) return this.#take(node, found);
    return this.#upTo(left + 1, this.#upTo(left, found));
  }

  /** Lists the points of leaves within the support of a compact kernel. */
  #within(node: number, found: number): number {
    const { boxes, d, nodes } = this.#tree;
    const { product, inverseBandwidth: w } = this.#request;
    let squares = 0;
    let widest = 0;
    for (let j = 0; j < d; j++) {
      const place = this.#queries[this.#at + j];
      const above = boxes[2 * d * node + j] - place;
      const below = place - boxes[(2 * node + 1) * d + j];
      const u = Math.max(0, above, below) * w[j];
      widest = Math.max(widest, u);
      squares += u * u;
    }
    const reach = this.#reach;
    if (widest > reach || (!product && squares > reach * reach)) return found;
    const left = 2 * node + 1;
    if (left >= nodes) return this.#take(node, found);
    return this.#within(left + 1, this.#within(left, found));
  }
}
