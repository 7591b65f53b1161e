import type { Sample } from '../types.js';
import { PointTree } from './PointTree.js';

const LEAF = 16;

/** A sample in the order of a k-d tree, and what each node of it weighs. */
export class TreeSample {
  readonly tree: PointTree;
  readonly c: number;
  /** In tree order, shape [c, n]. */
  readonly columns: Float64Array;
  /** Sums of each column over the points of a node, shape [nodes, c]. */
  readonly sums: Float64Array;
  /**
   * log of what column 0 of a node adds up to for every query: all of it, or all but the largest
   * where queries leave themselves out; shape [nodes].
   */
  readonly sure: Float64Array;
  /** log of the largest of column 0 in a node, shape [nodes]. */
  readonly largest: Float64Array;
  /** Place in the tree of each point, where queries leave themselves out. */
  readonly places: Int32Array | undefined;

  /** @param w - inverse bandwidths, shape [d] */
  constructor({ n, d, c, points, columns }: Sample, w: Float64Array, excludeSelf: boolean) {
    this.tree = new PointTree(points, d, w, LEAF);
    const { order, nodes } = this.tree;
    this.c = c;
    this.columns = new Float64Array(c * n);
    for (let k = 0; k < c; k++) {
      for (let i = 0; i < n; i++) this.columns[k * n + i] = columns[k * n + order[i]];
    }
    this.sums = new Float64Array(nodes * c);
    this.sure = new Float64Array(nodes);
    this.largest = new Float64Array(nodes);
    if (excludeSelf) {
      this.places = new Int32Array(n);
      for (let i = 0; i < n; i++) this.places[order[i]] = i;
    }
    this.#weigh();
    if (!excludeSelf) for (let t = 0; t < nodes; t++) this.sure[t] = this.sums[t * c];
    for (let t = 0; t < nodes; t++) {
      this.sure[t] = Math.log(this.sure[t]);
      this.largest[t] = Math.log(this.largest[t]);
    }
  }

  /** Leaves first and then pairs, so that rounding grows with the depth only. */
  #weigh(): void {
    const { tree, c, columns, sums, sure, largest } = this;
    const { n, nodes, ranges } = tree;
    for (let t = nodes - 1; t >= 0; t--) {
      const left = 2 * t + 1;
      if (left < nodes) {
        for (let k = 0; k < c; k++) {
          sums[t * c + k] = sums[left * c + k] + sums[(left + 1) * c + k];
        }
        largest[t] = Math.max(largest[left], largest[left + 1]);
        sure[t] = sure[left] + sure[left + 1] + Math.min(largest[left], largest[left + 1]);
        continue;
      }
      const [from, to] = [ranges[2 * t], ranges[2 * t + 1]];
      for (let k = 0; k < c; k++) {
        let sum = 0;
        for (let i = from; i < to; i++) sum += columns[k * n + i];
        sums[t * c + k] = sum;
      }
      for (let i = from; i < to; i++) {
        sure[t] += Math.min(largest[t], columns[i]);
        largest[t] = Math.max(largest[t], columns[i]);
      }
    }
  }
}
