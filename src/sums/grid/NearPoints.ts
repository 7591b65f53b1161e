import { nearestPoint } from '../../loops/nearestPoint.js';
import { nearSums } from '../../loops/nearSums.js';
import { pointTree } from '../../loops/pointTree.js';
import { powers } from '../powers.js';
import type { Sample } from '../types.js';

const LEAF = 24;
/** Least log|c| carried, so that e^(−log|c|) stays finite. */
const LEAST_LOG = -700;

/**
 * Exact Gaussian sums at single queries, in log space and over the points that matter there: for
 * queries the grid cannot answer for. A k-d tree finds those points.
 *
 * @remarks O(n log n) to make, O(log n + points that matter) a query. Holds a copy of points and
 *   columns in tree order.
 */
export class NearPoints {
  readonly #sample: Sample;
  readonly #w: Float64Array;
  readonly #nodes: number;
  readonly #order: Int32Array;
  readonly #ranges: Int32Array;
  readonly #extents: Float64Array;
  readonly #points: Float64Array;
  readonly #columns: Float64Array;
  readonly #logLargest: Float64Array;
  readonly #largest: Float64Array;

  /** @param w - inverse bandwidths of e^(−u²/2), shape [d] */
  constructor(sample: Sample, w: Float64Array) {
    const { n, d, c } = sample;
    this.#sample = sample;
    this.#w = w;
    const levels = Math.max(0, Math.ceil(Math.log2(n / LEAF)));
    this.#nodes = 2 ** (levels + 1) - 1;
    this.#order = Int32Array.from({ length: n }, (_, i) => i);
    this.#ranges = new Int32Array(2 * this.#nodes);
    this.#extents = new Float64Array(2 * d * this.#nodes);
    pointTree(sample.points, d, w, this.#order, this.#nodes, this.#ranges, this.#extents);
    this.#points = new Float64Array(n * d);
    this.#columns = new Float64Array(n * c);
    this.#logLargest = new Float64Array(n);
    this.#largest = new Float64Array(this.#nodes * c);
    this.#copyInOrder();
    this.#raiseLargest();
  }

  #copyInOrder(): void {
    const { n, d, c, points, columns } = this.#sample;
    for (let i = 0; i < n; i++) {
      const from = this.#order[i];
      let largest = 0;
      for (let j = 0; j < d; j++) this.#points[i * d + j] = points[from * d + j];
      for (let k = 0; k < c; k++) {
        const value = columns[k * n + from];
        this.#columns[i * c + k] = value;
        largest = Math.max(largest, Math.abs(value));
      }
      this.#logLargest[i] = largest === 0 ? -Infinity : Math.max(LEAST_LOG, Math.log(largest));
    }
  }

  #raiseLargest(): void {
    const { c } = this.#sample;
    for (let t = this.#nodes - 1; t >= 0; t--) {
      const left = 2 * t + 1;
      for (let k = 0; k < c; k++) {
        let largest = 0;
        if (left < this.#nodes) {
          largest = Math.max(this.#largest[left * c + k], this.#largest[(left + 1) * c + k]);
        } else {
          for (let i = this.#ranges[2 * t]; i < this.#ranges[2 * t + 1]; i++) {
            largest = Math.max(largest, Math.abs(this.#columns[i * c + k]));
          }
        }
        this.#largest[t * c + k] = largest;
      }
    }
  }

  /**
   * Sums of e^(−u²/2) u^α c at the queries of some rows, written at those rows.
   *
   * @param rows - which queries, shape [r]
   * @param degrees - highest power of each column
   * @param skipSelf - query i leaves point i out
   * @param logScale - shape [m]
   * @param sums - shape [m, size]
   * @returns the number of points looked at
   */
  sumsInto(
    queries: Float64Array,
    rows: Int32Array,
    degrees: readonly number[],
    tolerance: number,
    skipSelf: boolean,
    logScale: Float64Array,
    sums: Float64Array,
  ): number {
    const { n, d, c } = this.#sample;
    const top = Math.max(...degrees);
    const list = powers(d, top);
    const [parent, variable] = [Int32Array.from(list.parent), Int32Array.from(list.variable)];
    const counts = Int32Array.from(degrees, (degree) => list.counts[degree]);
    const size = counts.reduce((sum, each) => sum + each, 0);
    // what is left out has larger |u|^degree than what is kept: by less than 2000^(degree/2)
    const share = tolerance / (4 * n * 2000 ** (top / 2));
    const place = skipSelf ? inverse(this.#order) : null;
    const stack = new Int32Array(128);
    const totals = new Float64Array(c);
    const monomials = new Float64Array(parent.length);
    const u = new Float64Array(d);
    const visited = new Float64Array(1);
    const q = new Float64Array(d);
    const r = new Float64Array(d);
    const w = this.#w;
    const logLargest = this.#logLargest;
    const [points, nodes, ranges, extents] = [
      this.#points,
      this.#nodes,
      this.#ranges,
      this.#extents,
    ];
    for (const row of rows) {
      for (let j = 0; j < d; j++) q[j] = queries[row * d + j];
      const skip = place === null ? -1 : place[row];
      logScale[row] = 0;
      sums.fill(0, row * size, (row + 1) * size);
      const nearest = nearestPoint(
        points,
        logLargest,
        d,
        w,
        nodes,
        ranges,
        extents,
        q,
        skip,
        stack,
        r,
      );
      if (nearest < 0) continue;
      const s = nearSums(
        points,
        this.#columns,
        logLargest,
        d,
        c,
        w,
        nodes,
        ranges,
        extents,
        this.#largest,
        q,
        r,
        logLargest[nearest],
        skip,
        share,
        counts,
        parent,
        variable,
        stack,
        totals,
        monomials,
        u,
        sums,
        row * size,
        size,
        visited,
      );
      let square = 0;
      for (let j = 0; j < d; j++) square += (w[j] * (r[j] - q[j])) ** 2;
      logScale[row] = s - square / 2;
    }
    return visited[0];
  }
}

function inverse(order: Int32Array): Int32Array {
  const place = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) place[order[i]] = i;
  return place;
}
