// A sample in the order of a k-d tree, and which of its leaves matter to a box of queries.
//
// Kernels of finite support: the leaves in reach. For the uniform kernel a node inside every window
// is found whole.
//
// K = exp(−g·‖u‖²), g = ½ or 1 for K², with a certified bound of what is left out:
//   log A ≥ max over nodes of log Σc₀ − g·far²         A = Σ K c₀, for every query of the box
//   node left out with Σc₀·K(near)·(1 + 2g·near²)^(degree/2) ≤ ε/2 · A · (its part of all Σc₀)

import { uniform } from '../../kernels/compactPolynomials.js';
import { gaussian } from '../../kernels/gaussian.js';
import type { Sample, SumsRequest } from '../types.js';
import { PointTree } from './PointTree.js';

const LEAF = 16;
/** Distances are compared with room for the rounding of a few operations. */
const ROOM = 1e-13;
/** Exponents that neighbours share: beyond, they are too far apart to be searched for together. */
const SPAN = 72;
/** Sums stay clear of the smallest double. */
const DEEPEST = 500;

/** Search of the points in reach of boxes of queries. */
export class TreeReach {
  readonly tree: PointTree;
  /** In tree order, shape [c, n]. */
  readonly columns: Float64Array;
  /** Sums of each column over the points of a node, shape [nodes, c]. */
  readonly sums: Float64Array;
  /** Place in the tree of each point, where queries leave themselves out. */
  readonly places: Int32Array | undefined;
  /** Nodes found, in the order of the tree: leaves, and ~t for a node t inside every window. */
  readonly found: number[] = [];
  /**
   * log of what column 0 of a node adds up to for every query: all of it, or all but the largest
   * where queries leave themselves out; shape [nodes].
   */
  readonly #sure: Float64Array;
  readonly #w: Float64Array;
  readonly #g: number;
  readonly #degree: number;
  readonly #share: number;
  readonly #byside: boolean;
  readonly #whole: boolean;
  readonly #support: number;
  #queries: Int32Array = new Int32Array(0);
  #box: Float64Array = new Float64Array(0);
  #best = 0;
  #least = 0;
  #cut = 0;

  constructor({ n, d, c, points, columns }: Sample, request: SumsRequest) {
    const { kernel, product, squared, degrees, tolerance, inverseBandwidth } = request;
    const normal = kernel === gaussian;
    this.tree = new PointTree(points, d, inverseBandwidth, LEAF);
    const { order, nodes } = this.tree;
    this.columns = new Float64Array(c * n);
    for (let k = 0; k < c; k++) {
      for (let i = 0; i < n; i++) this.columns[k * n + i] = columns[k * n + order[i]];
    }
    if (request.excludeSelf) {
      this.places = new Int32Array(n);
      for (let i = 0; i < n; i++) this.places[order[i]] = i;
    }
    this.sums = new Float64Array(nodes * c);
    this.#sure = new Float64Array(nodes);
    this.#weigh(c);
    this.#w = inverseBandwidth;
    this.#g = normal && !squared ? 0.5 : 1;
    this.#degree = normal ? Math.max(0, ...degrees) : 0;
    this.#share = tolerance / 2;
    this.#byside = product && !normal;
    this.#whole = kernel === uniform && Math.max(0, ...degrees) === 0;
    this.#support = this.#byside ? kernel.support : kernel.support ** 2;
  }

  /** Leaves first and then pairs, so that rounding grows with the depth only. */
  #weigh(c: number): void {
    const { tree, columns, sums } = this;
    const { n, nodes, ranges } = tree;
    const largest = new Float64Array(nodes);
    for (let t = nodes - 1; t >= 0; t--) {
      const left = 2 * t + 1;
      if (left < nodes) {
        for (let k = 0; k < c; k++) {
          sums[t * c + k] = sums[left * c + k] + sums[(left + 1) * c + k];
        }
        largest[t] = Math.max(largest[left], largest[left + 1]);
        continue;
      }
      for (let k = 0; k < c; k++) {
        for (let i = ranges[2 * t]; i < ranges[2 * t + 1]; i++) {
          sums[t * c + k] += columns[k * n + i];
          if (k === 0) largest[t] = Math.max(largest[t], columns[i]);
        }
      }
    }
    if (this.places) this.#sureWithout(largest);
    for (let t = 0; t < nodes; t++) {
      this.#sure[t] = Math.log(this.places ? this.#sure[t] : sums[t * c]);
    }
  }

  /** What is left of column 0 without the largest, added up rather than subtracted. */
  #sureWithout(largest: Float64Array): void {
    const { nodes, ranges } = this.tree;
    for (let t = nodes - 1; t >= 0; t--) {
      const left = 2 * t + 1;
      if (left < nodes) {
        const less = Math.min(largest[left], largest[left + 1]);
        this.#sure[t] = this.#sure[left] + this.#sure[left + 1] + less;
        continue;
      }
      let most = 0;
      for (let i = ranges[2 * t]; i < ranges[2 * t + 1]; i++) {
        this.#sure[t] += Math.min(most, this.columns[i]);
        most = Math.max(most, this.columns[i]);
      }
    }
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
    this.#begin(box);
    this.#best = -Infinity;
    this.#least = 0;
    this.#raise(0, this.#distance(0, false));
    this.#cut = Math.log(this.sums[0] / this.#share) - this.#best;
    if (!(this.#cut - this.#least < SPAN) || this.#best < -DEEPEST) return false;
    this.#cut = Math.max(this.#cut, this.#degree);
    this.#keep(0);
    return true;
  }

  #begin(box: Float64Array): void {
    this.#box = box;
    this.found.length = 0;
  }

  /** Least or largest ‖u‖² (or |u_j|) between the box of a node and that of the queries. */
  #distance(node: number, far: boolean): number {
    const { boxes, d } = this.tree;
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

  /** Raises the lower bound of log A by the nodes that can raise it. */
  #raise(node: number, near: number): void {
    if (!(this.#sure[node] - near > this.#best)) return;
    const best = this.#sure[node] - this.#g * this.#distance(node, true);
    if (best > this.#best) {
      this.#best = best;
      this.#least = near;
    }
    const left = 2 * node + 1;
    if (left >= this.tree.nodes) return;
    const a = this.#g * this.#distance(left, false);
    const b = this.#g * this.#distance(left + 1, false);
    if (a <= b) this.#raise(left, a);
    this.#raise(left + 1, b);
    if (a > b) this.#raise(left, a);
  }

  #keep(node: number): void {
    const { tree } = this;
    const e = this.#g * this.#distance(node, false);
    // Powers of u grow less than K falls from here on.
    const growth = this.#degree === 0 ? 0 : (this.#degree / 2) * Math.log1p(2 * Math.max(0, e));
    if (e - growth > this.#cut) return;
    const left = 2 * node + 1;
    if (this.#whole && this.#distance(node, true) < this.#support * (1 - ROOM)) {
      const holds = this.#holdsQuery(tree.ranges[2 * node], tree.ranges[2 * node + 1]);
      if (!holds) return void this.found.push(~node);
    }
    if (left < tree.nodes) {
      this.#keep(left);
      this.#keep(left + 1);
      return;
    }
    this.found.push(node);
  }

  /** Whether the queries leave out one of the points from … to − 1. */
  #holdsQuery(from: number, to: number): boolean {
    const all = this.#queries;
    if (from > all[all.length - 1] || to <= all[0]) return false;
    return all.some((place) => place >= from && place < to);
  }
}
