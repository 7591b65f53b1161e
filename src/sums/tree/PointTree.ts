// A static k-d tree in flat arrays. The points are copied in tree order, dimension by dimension, so
// the points of a node are one run in memory and neighbouring leaves make longer runs. Node r of
// level l holds the points ⌊n·r/2^l⌋ … ⌊n·(r+1)/2^l⌋ − 1, so no links are stored; a node is
// numbered 2^l − 1 + r. Split at the median of the side that is widest in bandwidths.

import { selectInto } from '../../loops/selectInto.js';

/** Points in tree order with the boxes of all nodes. */
export class PointTree {
  readonly n: number;
  readonly d: number;
  /** Level of the leaves. */
  readonly depth: number;
  /** Points in tree order, dimension-major, [d, n]. */
  readonly coordinates: Float64Array;
  /** Index of each point before, [n]. */
  readonly order: Uint32Array;
  /** Smallest and largest coordinate of each node, [nodes, 2·d]. */
  readonly boxes: Float64Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  /**
   * @param points - shape [n, d], n >= 1
   * @param w - inverse bandwidths, [d]
   * @param leafSize - most points in a leaf
   */
  constructor(points: Float64Array, d: number, w: Float64Array, leafSize: number) {
    const n = points.length / d;
    this.n = n;
    this.d = d;
    this.depth = Math.max(0, Math.ceil(Math.log2(n / leafSize)));
    const original = new Float64Array(d * n);
    for (let j = 0; j < d; j++) {
      for (let i = 0; i < n; i++) original[j * n + i] = points[i * d + j];
    }
    this.order = new Uint32Array(n);
    for (let i = 0; i < n; i++) this.order[i] = i;
    const nodes = (2 << this.depth) - 1;
    this.boxes = new Float64Array(nodes * 2 * d);
    this.#starts = new Int32Array(nodes);
    this.#ends = new Int32Array(nodes);
    this.#split(0, 0, original, w);
    this.coordinates = new Float64Array(d * n);
    for (let j = 0; j < d; j++) {
      for (let i = 0; i < n; i++) this.coordinates[j * n + i] = original[j * n + this.order[i]];
    }
  }

  /** First point of node r of a level. */
  start(level: number, r: number): number {
    return this.#starts[(1 << level) - 1 + r];
  }

  /** One past the last point of node r of a level. */
  end(level: number, r: number): number {
    return this.#ends[(1 << level) - 1 + r];
  }

  /** A column of the sample in tree order, into out[at …]. */
  reorderInto(column: Float64Array, from: number, out: Float64Array, at: number): void {
    for (let i = 0; i < this.n; i++) out[at + i] = column[from + this.order[i]];
  }

  #split(level: number, r: number, original: Float64Array, w: Float64Array): void {
    const { n, d, order, boxes } = this;
    const from = Math.floor((n * r) / (1 << level));
    const to = Math.floor((n * (r + 1)) / (1 << level));
    this.#starts[(1 << level) - 1 + r] = from;
    this.#ends[(1 << level) - 1 + r] = to;
    const box = ((1 << level) - 1 + r) * 2 * d;
    let widest = 0;
    let width = -1;
    for (let j = 0; j < d; j++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const x = original[j * n + order[i]];
        if (x < low) low = x;
        if (x > high) high = x;
      }
      boxes[box + 2 * j] = low;
      boxes[box + 2 * j + 1] = high;
      if ((high - low) * w[j] > width) {
        width = (high - low) * w[j];
        widest = j;
      }
    }
    if (level === this.depth) return;
    const middle = Math.floor((n * (2 * r + 1)) / (2 << level));
    if (width > 0) selectInto(original, widest * n, 1, order, from, to, middle);
    this.#split(level + 1, 2 * r, original, w);
    this.#split(level + 1, 2 * r + 1, original, w);
  }
}
