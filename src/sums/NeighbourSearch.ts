import { PointTree } from './tree/PointTree.js';

/** Points of a leaf. */
const LEAF = 16;

/**
 * Distances to the nearest and to the k-th nearest of some points: the boxes of a tree are visited from near to
 * far, and the k least distances so far are kept in a heap with the largest on top. O(k log k + log n) for one
 * place.
 */
export class NeighbourSearch {
  readonly #tree: PointTree;
  readonly #w: Float64Array;
  readonly #byside: boolean;
  readonly #heap: Float64Array;
  /** To the nearest point of the last query. */
  nearest = 0;
  #count = 0;
  #queries: Float64Array = new Float64Array(0);
  #at = 0;

  /**
   * @param points - [n, d], n at least k
   * @param w - lengths are multiplied by it, [d]
   * @param byside - a distance is the largest of its dimensions in place of its length
   * @param k - which neighbour
   */
  constructor(points: Float64Array, w: Float64Array, byside: boolean, k: number) {
    this.#tree = new PointTree(points, w.length, w, LEAF);
    this.#w = w;
    this.#byside = byside;
    this.#heap = new Float64Array(k);
  }

  /** The distance from query q of [m, d] to its k-th nearest point. */
  distance(queries: Float64Array, q: number): number {
    this.#queries = queries;
    this.#at = q * this.#tree.d;
    this.#count = 0;
    this.nearest = Infinity;
    this.#visit(0);
    if (this.#byside) return this.#heap[0];
    this.nearest = Math.sqrt(this.nearest);
    return Math.sqrt(this.#heap[0]);
  }

  #visit(node: number): void {
    const { nodes, ranges, points, d } = this.#tree;
    const left = 2 * node + 1;
    if (left >= nodes) {
      for (let i = ranges[2 * node]; i < ranges[2 * node + 1]; i++)
        this.#offer(this.#measure(points, i * d, i * d));
      return;
    }
    const [a, b] = [this.#toBox(left), this.#toBox(left + 1)];
    const isLeftFirst = a <= b;
    if (this.#isOpen(Math.min(a, b))) this.#visit(isLeftFirst ? left : left + 1);
    if (this.#isOpen(Math.max(a, b))) this.#visit(isLeftFirst ? left + 1 : left);
  }

  #isOpen(distance: number): boolean {
    return this.#count < this.#heap.length || distance < this.#heap[0];
  }

  #toBox(node: number): number {
    const { boxes, d } = this.#tree;
    return this.#measure(boxes, 2 * d * node, (2 * node + 1) * d);
  }

  /** From the query to a box; squared where distances are lengths. */
  #measure(box: Float64Array, low: number, high: number): number {
    let distance = 0;
    for (let j = 0; j < this.#w.length; j++) {
      const place = this.#queries[this.#at + j];
      const u = Math.max(0, box[low + j] - place, place - box[high + j]) * this.#w[j];
      distance = this.#byside ? Math.max(distance, u) : distance + u * u;
    }
    return distance;
  }

  #offer(distance: number): void {
    const heap = this.#heap;
    let at = 0;
    if (distance < this.nearest) this.nearest = distance;
    if (this.#count < heap.length) {
      at = this.#count++;
      for (; at > 0; at = (at - 1) >> 1) {
        const above = heap[(at - 1) >> 1];
        if (above >= distance) break;
        heap[at] = above;
      }
    } else if (distance < heap[0]) {
      const size = heap.length;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && heap[child + 1] > heap[child]) child++;
        if (heap[child] <= distance) break;
        heap[at] = heap[child];
        at = child;
      }
    } else return;
    heap[at] = distance;
  }
}
