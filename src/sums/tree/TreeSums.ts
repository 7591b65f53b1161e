import { uniform } from '../../kernels/compactPolynomials.js';
import { gaussian } from '../../kernels/gaussian.js';
import { directSums } from '../direct.js';
import { nearSumsInto } from '../Near.js';
import { putSums } from '../powers.js';
import {
  columnBounds,
  copyRows,
  type KernelSums,
  type Sample,
  type SumsRequest,
} from '../types.js';
import { PointTree } from './PointTree.js';

/** Queries taken together. */
export const GROUP = 32;

/**
 * Exact sums over the points that can matter: neighbouring queries share one search of the tree and
 * one copy of what it finds, which is summed by the direct method.
 *
 * A group that is too wide for its bandwidth, or too far from the points, is halved, down to single
 * queries that are taken with care.
 *
 * @remarks O(n log n) to make. In any number of dimensions, for the Gaussian and the kernels of
 *   finite support.
 */
export class TreeSums {
  readonly #sample: Sample;
  readonly #request: SumsRequest;
  #open: number[] = [];
  readonly #reach: TreeReach;
  #points = new Float64Array(1024);
  #columns = new Float64Array(1024);

  constructor(sample: Sample, request: SumsRequest) {
    this.#sample = sample;
    this.#request = request;
    this.#reach = new TreeReach(sample, request);
  }

  /**
   * Sums of some queries.
   *
   * @param queries - shape [m, d]
   * @param rows - which of them
   * @param out - of all queries; written at the rows
   * @returns the number of pairs summed
   */
  sumsInto(queries: Float64Array, rows: Int32Array, out: KernelSums): number {
    const { tree, places } = this.#reach;
    const { d } = tree;
    if (rows.length === 0) return 0;
    const all = rows.length * d === queries.length;
    let groups = tree;
    if (!all || !places) {
      const some = all ? queries : copyRows(queries, d, rows);
      groups = new PointTree(some, d, this.#request.inverseBandwidth, GROUP);
    }
    let pairs = 0;
    this.#open = [];
    const visit = (node: number): void => {
      const [from, to] = [groups.ranges[2 * node], groups.ranges[2 * node + 1]];
      if (to - from <= GROUP) {
        pairs += this.#sumGroup(groups, rows, from, to, out);
        return;
      }
      visit(2 * node + 1);
      visit(2 * node + 2);
    };
    visit(0);
    if (this.#open.length === 0) return pairs;
    const open = this.#open;
    return pairs + nearSumsInto(this.#sample, queries, open, this.#request, out, undefined, tree);
  }

  /** Queries from … to − 1 of the tree of queries. */
  #sumGroup(
    groups: PointTree,
    rows: Int32Array,
    from: number,
    to: number,
    out: KernelSums,
  ): number {
    const { places, tree } = this.#reach;
    const { d } = tree;
    const queries = groups.points.subarray(from * d, to * d);
    const asked = groups.order.subarray(from, to).map((at) => rows[at]);
    const skip = asked.map((row) => (places ? places[row] : -1));
    const box = boxOf(queries, d);
    const { queryScale: scales } = this.#request;
    const queryScale = scales && Float64Array.from(asked, (row) => scales[row]);
    if (this.#request.kernel !== gaussian)
      this.#reach.within(box, skip, queryScale ? Math.min(...queryScale) : 1);
    else if (!this.#reach.around(box)) {
      if (to - from === 1) {
        this.#open.push(asked[0]);
        return 0;
      }
      const middle = (from + to) >> 1;
      const first = this.#sumGroup(groups, rows, from, middle, out);
      return first + this.#sumGroup(groups, rows, middle, to, out);
    }
    const pack = this.#pack(skip);
    const request = queryScale ? { ...this.#request, queryScale } : this.#request;
    putSums(out, asked, directSums(pack, queries, request, skip));
    return pack.n * (to - from);
  }

  /** Copies what was found side by side; places to skip become places there. */
  #pack(skip: Int32Array): Sample {
    const { c } = this.#sample;
    const { tree, columns, sums, found } = this.#reach;
    const { d, ranges } = tree;
    let n = 0;
    for (const t of found) n += t < 0 ? 1 : ranges[2 * t + 1] - ranges[2 * t];
    if (this.#points.length < n * d) this.#points = new Float64Array(2 * n * d);
    if (this.#columns.length < n * c) this.#columns = new Float64Array(2 * n * c);
    const sample = {
      n,
      d,
      c,
      points: this.#points.subarray(0, n * d),
      columns: this.#columns.subarray(0, n * c),
    };
    const places = skip.slice();
    skip.fill(-1);
    const [least, largest] = [Math.min(...places), Math.max(...places)];
    let at = 0;
    for (const t of found) {
      // One point with the columns of all stands for a node inside every window.
      const from = ranges[2 * (t < 0 ? ~t : t)];
      const count = t < 0 ? 1 : ranges[2 * t + 1] - from;
      for (let i = 0; i < count * d; i++) sample.points[at * d + i] = tree.points[from * d + i];
      for (let k = 0; k < c; k++) {
        if (t < 0) sample.columns[k * n + at] = sums[~t * c + k];
        else
          for (let i = 0; i < count; i++) {
            sample.columns[k * n + at + i] = columns[k * tree.n + from + i];
          }
      }
      if (t >= 0 && from <= largest && from + count > least) {
        for (let q = 0; q < skip.length; q++) {
          const place = places[q] - from;
          if (place >= 0 && place < count) skip[q] = at + place;
        }
      }
      at += count;
    }
    return sample;
  }
}

/** d least coordinates, then d largest. */
function boxOf(queries: Float64Array, d: number): Float64Array {
  const box = new Float64Array(2 * d);
  for (let j = 0; j < d; j++) [box[j], box[d + j]] = columnBounds(queries, d, j);
  return box;
}

// A sample in the order of a k-d tree, and which of its leaves matter to a box of queries.
//
// Kernels of finite support: the leaves in reach. For the uniform kernel a node inside every window
// is found whole.
//
// K = exp(−g·‖u‖²), g = ½ or 1 for K², with a certified bound of what is left out:
//   log A ≥ max over nodes of log Σc₀ − g·far²         A = Σ K c₀, for every query of the box
//   node left out with Σc₀·K(near)·(1 + 2g·near²)^(degree/2) ≤ ε/2 · A · (its part of all Σc₀)

/** Points of a leaf. */
export const LEAF = 16;
/** Distances are compared with room for the rounding of a few operations. */
const ROOM = 1e-13;
/** Exponents that neighbours share: beyond, they are too far apart to be searched for together. */
export const SPAN = 72;
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
    this.#whole = kernel === uniform && Math.max(0, ...degrees) === 0 && !request.queryScale;
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
   * @param scale - what distances are multiplied by at least
   */
  within(box: Float64Array, queries: Int32Array, scale: number): void {
    if (this.#whole) this.#queries = queries.slice().sort();
    this.#begin(box);
    this.#cut = (this.#support * (1 + ROOM)) / (this.#byside ? scale : scale * scale);
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
