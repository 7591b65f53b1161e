import { selectInto } from '../../loops/selectInto.js';
import { sortedOrder } from '../../loops/sortedOrder.js';
import { copyRows } from '../types.js';

/**
 * A static k-d tree in flat arrays: node t is split at the median of its widest side between nodes
 * 2t + 1 and 2t + 2, and the points of a node lie side by side.
 *
 * @remarks O(n log n) to make; O(n) for spread points of a line, where `w` plays no part. Holds a copy of the points.
 */
export class PointTree {
  readonly n: number;
  readonly d: number;
  /** Number of nodes, 2^levels − 1: the later half are leaves. */
  readonly nodes: number;
  /** Index before of each point, shape [n]. */
  readonly order: Int32Array;
  /** First and last + 1 point of each node, shape [nodes, 2]. */
  readonly ranges: Int32Array;
  /** Least and largest coordinates of each node, shape [nodes, 2, d]. */
  readonly boxes: Float64Array;
  /** In tree order, shape [n, d]. */
  readonly points: Float64Array;

  /**
   * @param points - shape [n, d]
   * @param w - lengths are compared after multiplication with it, shape [d]
   * @param leaf - most points of a leaf
   */
  constructor(points: Float64Array, d: number, w: Float64Array, leaf: number) {
    const n = points.length / d;
    const nodes = 2 ** (1 + Math.max(0, Math.ceil(Math.log2(n / leaf)))) - 1;
    this.n = n;
    this.d = d;
    this.nodes = nodes;
    // On a line the points are sorted at once.
    this.order =
      d === 1 ? Int32Array.from(sortedOrder(points).order) : new Int32Array(n).map((_, i) => i);
    this.ranges = new Int32Array(2 * nodes);
    this.boxes = new Float64Array(2 * d * nodes);
    this.#split(points, w);
    this.points = copyRows(points, d, this.order);
  }

  #split(points: Float64Array, w: Float64Array): void {
    const { d, nodes, order, ranges, boxes } = this;
    ranges[1] = order.length;
    for (let t = 0; t < nodes; t++) {
      const from = ranges[2 * t];
      const to = ranges[2 * t + 1];
      let widest = 0;
      let width = 0;
      for (let j = 0; j < d; j++) {
        let low = Infinity;
        let high = -Infinity;
        const step = d === 1 ? Math.max(1, to - 1 - from) : 1;
        for (let i = from; i < to; i += step) {
          const x = points[order[i] * d + j];
          if (x < low) low = x;
          if (x > high) high = x;
        }
        boxes[2 * d * t + j] = low;
        boxes[2 * d * t + d + j] = high;
        if ((high - low) * w[j] > width) {
          width = (high - low) * w[j];
          widest = j;
        }
      }
      const left = 2 * t + 1;
      if (left >= nodes) continue;
      const middle = (from + to) >> 1;
      if (width > 0 && d > 1) selectInto(points, widest, d, order, from, to, middle);
      ranges[2 * left] = from;
      ranges[2 * left + 1] = middle;
      ranges[2 * left + 2] = middle;
      ranges[2 * left + 3] = to;
    }
  }
}
