import { gaussian } from '../../kernels/gaussian.js';
import { directSums } from '../direct.js';
import { nearSumsInto } from '../Near.js';
import type { KernelSums, Sample, SumsRequest } from '../types.js';
import { PointTree } from './PointTree.js';
import { TreeReach } from './TreeReach.js';

/** Queries taken together. */
const GROUP = 32;

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
      const some = all ? queries : new Float64Array(rows.length * d);
      if (!all) {
        for (let r = 0; r < rows.length; r++) {
          for (let j = 0; j < d; j++) some[r * d + j] = queries[rows[r] * d + j];
        }
      }
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
    const skip = new Int32Array(to - from).fill(-1);
    if (places) for (let i = from; i < to; i++) skip[i - from] = places[rows[groups.order[i]]];
    const box = boxOf(queries, d);
    if (this.#request.kernel !== gaussian) this.#reach.within(box, skip);
    else if (!this.#reach.around(box)) {
      if (to - from === 1) {
        this.#open.push(rows[groups.order[from]]);
        return 0;
      }
      const middle = (from + to) >> 1;
      const first = this.#sumGroup(groups, rows, from, middle, out);
      return first + this.#sumGroup(groups, rows, middle, to, out);
    }
    const pack = this.#pack(skip);
    const { logScale, sums } = directSums(pack, queries, this.#request, skip);
    const size = sums.length / logScale.length;
    for (let i = from; i < to; i++) {
      const row = rows[groups.order[i]];
      out.logScale[row] = logScale[i - from];
      for (let s = 0; s < size; s++) out.sums[row * size + s] = sums[(i - from) * size + s];
    }
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
  for (let j = 0; j < d; j++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = j; at < queries.length; at += d) {
      low = Math.min(low, queries[at]);
      high = Math.max(high, queries[at]);
    }
    box[j] = low;
    box[d + j] = high;
  }
  return box;
}
