// Which points of a tree matter to some queries.
//
// Kernels of finite support: the leaves in reach. For the uniform kernel a node inside every window
// is found whole.
//
// K = exp(−g·‖u‖²), g = ½ or 1 for K², with a certified bound of what is left out:
//   log A ≥ max over nodes of log Σc₀ − g·far²         A = Σ K c₀, for every query of a box
//   node left out with Σc₀·K(near)·(1 + 2g·near²)^(degree/2) ≤ ε/2 · A · (its part of all Σc₀)
// then A is summed again over the leaves kept, and the farthest of them are left out too while all
// of these stay below ε/2·A. A single query far from the points, or among weights of extreme size,
// takes everything relative to the point r that weighs most,
//   E = g·(‖u‖² − ‖u_r‖²) = g·Σ_j w_j(x_j − r_j)·(w_j(x_j − q_j) + w_j(r_j − q_j)),
// which keeps the difference of two points although the squares themselves have lost it.

import { uniform } from '../../kernels/compactPolynomials.js';
import { gaussian } from '../../kernels/gaussian.js';
import type { SumsRequest } from '../types.js';
import { spareLimit } from './spareLimit.js';
import type { TreeSample } from './TreeSample.js';

/** Distances are compared with room for the rounding of a few operations. */
const ROOM = 1e-13;
/** Exponents that neighbours share: beyond, they are too far apart to be searched for together. */
const SPAN = 72;
/** Sums stay clear of the smallest double. */
const DEEPEST = 500;

/** Search of the points in reach of boxes of queries. */
export class TreeReach {
  /** Nodes found, in the order of the tree: leaves, and ~t for a node t inside every window. */
  readonly found: number[] = [];
  readonly #sample: TreeSample;
  readonly #w: Float64Array;
  readonly #g: number;
  readonly #degree: number;
  readonly #share: number;
  readonly #byside: boolean;
  readonly #whole: boolean;
  readonly #support: number;
  readonly #exponents: number[] = [];
  readonly #reference: Float64Array;
  #relative = false;
  #logReference = 0;
  #skip = -1;
  #queries: Int32Array = new Int32Array(0);
  #box: Float64Array = new Float64Array(0);
  #best = 0;
  #least = 0;
  #cut = 0;

  constructor(sample: TreeSample, request: SumsRequest) {
    const { kernel, product, squared, degrees, tolerance, inverseBandwidth } = request;
    const normal = kernel === gaussian;
    this.#sample = sample;
    this.#w = inverseBandwidth;
    this.#g = normal && !squared ? 0.5 : 1;
    this.#degree = normal ? Math.max(0, ...degrees) : 0;
    this.#share = tolerance / 2;
    this.#byside = product && !normal;
    this.#whole = kernel === uniform && Math.max(0, ...degrees) === 0;
    this.#support = this.#byside ? kernel.support : kernel.support ** 2;
    this.#reference = new Float64Array(inverseBandwidth.length);
  }

  /**
   * Finds the points in the windows of a compact kernel about a box of queries.
   *
   * @param box - d least coordinates, then d largest
   * @param queries - places of the queries among the points, where they leave themselves out
   */
  within(box: Float64Array, queries: Int32Array): void {
    if (this.#whole) this.#queries = queries.slice().sort();
    this.#begin(box);
    this.#cut = this.#support * (1 + ROOM);
    this.#keep(0);
  }

  /**
   * Finds the points that matter to a box of queries of the Gaussian.
   *
   * @returns false when the box is too wide, or needs sums far below 1
   */
  around(box: Float64Array): boolean {
    const { sums } = this.#sample;
    this.#begin(box);
    this.#best = -Infinity;
    this.#least = 0;
    this.#raise(0, this.#distance(0, false));
    this.#cut = Math.log(sums[0] / this.#share) - this.#best;
    if (!(this.#cut - this.#least < SPAN) || this.#best < -DEEPEST) return false;
    this.#cut = Math.max(this.#cut, this.#degree);
    this.#keep(0);
    this.#trim();
    return true;
  }

  /**
   * Finds the points that matter to one query of the Gaussian, at any distance.
   *
   * @param skip - place of a point to leave out, or −1
   */
  beside(q: Float64Array, skip: number): void {
    if (!this.#lead(q, skip)) return;
    const { sums } = this.#sample;
    this.#cut = Math.max(this.#degree, Math.log(sums[0] / this.#share) - this.#logReference);
    this.#keep(0);
  }

  /** Finds the leaves that hold what lies as near to one query as the nearest point. */
  nearest(q: Float64Array, skip: number): void {
    this.#cut = 0;
    if (this.#lead(q, skip)) this.#keep(0);
  }

  #begin(box: Float64Array): void {
    this.#box = box;
    this.#relative = false;
    this.found.length = 0;
    this.#exponents.length = 0;
  }

  /** Least or largest ‖u‖² (or |u_j|) between the box of a node and that of the queries. */
  #distance(node: number, far: boolean): number {
    const { boxes, d } = this.#sample.tree;
    const box = this.#box;
    const low = 2 * d * node;
    let distance = 0;
    for (let j = 0; j < d; j++) {
      const above = boxes[low + j] - box[d + j];
      const below = box[j] - boxes[low + d + j];
      const u = (far ? -Math.min(above, below) : Math.max(0, above, below)) * this.#w[j];
      if (this.#byside) distance = Math.max(distance, u);
      else distance += u * u;
    }
    return distance;
  }

  /** Least E in a box of points, beside the point found last. */
  excess(points: Float64Array, low: number, high: number): number {
    const w = this.#w;
    const q = this.#box;
    const r = this.#reference;
    let e = 0;
    for (let j = 0; j < w.length; j++) {
      const x = Math.min(Math.max(q[j], points[low + j]), points[high + j]);
      e += w[j] * (x - r[j]) * (w[j] * (x - q[j]) + w[j] * (r[j] - q[j]));
    }
    return this.#g * e;
  }

  #exponent(node: number): number {
    const { boxes, d } = this.#sample.tree;
    if (this.#relative) return this.excess(boxes, 2 * d * node, (2 * node + 1) * d);
    return this.#g * this.#distance(node, false);
  }

  /** Raises the lower bound of log A by the nodes that can raise it. */
  #raise(node: number, near: number): void {
    const { sure, tree } = this.#sample;
    if (!(sure[node] - near > this.#best)) return;
    const best = sure[node] - this.#g * this.#distance(node, true);
    if (best > this.#best) {
      this.#best = best;
      this.#least = near;
    }
    const left = 2 * node + 1;
    if (left >= tree.nodes) return;
    const a = this.#g * this.#distance(left, false);
    const b = this.#g * this.#distance(left + 1, false);
    if (a <= b) this.#raise(left, a);
    this.#raise(left + 1, b);
    if (a > b) this.#raise(left, a);
  }

  /** Looks for the point that weighs most; from then on exponents are relative to it. */
  #lead(q: Float64Array, skip: number): boolean {
    this.#begin(q);
    this.#relative = true;
    this.#skip = skip;
    this.#logReference = -Infinity;
    for (let j = 0; j < this.#w.length; j++) this.#reference[j] = q[j];
    this.#seek(0);
    return this.#logReference > -Infinity;
  }

  #seek(node: number): void {
    const { largest, tree, columns } = this.#sample;
    const { d, nodes, points, ranges } = tree;
    if (largest[node] - this.#exponent(node) - this.#logReference <= 0) return;
    const left = 2 * node + 1;
    if (left < nodes) {
      const leftFirst = this.#exponent(left) <= this.#exponent(left + 1);
      this.#seek(leftFirst ? left : left + 1);
      this.#seek(leftFirst ? left + 1 : left);
      return;
    }
    for (let i = ranges[2 * node]; i < ranges[2 * node + 1]; i++) {
      if (i === this.#skip || columns[i] === 0) continue;
      const log = Math.log(columns[i]);
      if (log - this.excess(points, i * d, i * d) - this.#logReference <= 0) continue;
      this.#logReference = log;
      for (let j = 0; j < d; j++) this.#reference[j] = points[i * d + j];
    }
  }

  #keep(node: number): void {
    const { tree } = this.#sample;
    const e = this.#exponent(node);
    // Powers of u grow less than K falls from here on.
    const growth = this.#degree === 0 ? 0 : (this.#degree / 2) * Math.log1p(2 * Math.max(0, e));
    if (e - growth > this.#cut) return;
    const left = 2 * node + 1;
    if (this.#whole && !this.#relative && this.#distance(node, true) < this.#support * (1 - ROOM)) {
      const holds = this.#holdsQuery(tree.ranges[2 * node], tree.ranges[2 * node + 1]);
      if (!holds) return void this.found.push(~node);
    }
    if (left < tree.nodes) {
      this.#keep(left);
      this.#keep(left + 1);
      return;
    }
    this.found.push(node);
    this.#exponents.push(e - growth);
  }

  /** Whether the queries leave out one of the points from … to − 1. */
  #holdsQuery(from: number, to: number): boolean {
    const all = this.#queries;
    if (from > all[all.length - 1] || to <= all[0]) return false;
    return all.some((place) => place >= from && place < to);
  }

  /** Leaves out the farthest leaves as far as half the tolerance goes. */
  #trim(): void {
    const { c, sums, sure } = this.#sample;
    const { found } = this;
    const terms = this.#exponents.map((e, i) => Math.exp(this.#least - e) * sums[found[i] * c]);
    let most = 0;
    for (const node of found) {
      most += Math.exp(sure[node] + this.#least - this.#g * this.#distance(node, true));
    }
    const limit = spareLimit(this.#exponents, terms, this.#least, this.#share * most);
    let kept = 0;
    for (let i = 0; i < found.length; i++) {
      if (this.#exponents[i] < limit) found[kept++] = found[i];
    }
    found.length = kept;
  }
}
