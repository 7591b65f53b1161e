import { sortedOrder } from '../loops/sortedOrder.js';
import type { Sample } from './types.js';

/**
 * A one-dimensional sample in the order of its keys; made once, good for every bandwidth and
 * compact kernel.
 *
 * @remarks O(n) for spread keys, O(n log n) at worst; about 8·(c + 1.5) bytes a point.
 */
export class SortedSample {
  readonly n: number;
  readonly c: number;
  /** Sorted keys, shape [n]. */
  readonly keys: Float64Array;
  /** Index in the sample of each sorted key, shape [n]. */
  readonly order: Uint32Array;
  /** Columns in the order of the keys, shape [c, n]. */
  readonly columns: Float64Array;

  constructor(sample: Sample) {
    const { n, c, points, columns } = sample;
    const { keys, order } = sortedOrder(points);
    this.n = n;
    this.c = c;
    this.keys = keys;
    this.order = order;
    this.columns = new Float64Array(c * n);
    for (let k = 0; k < c; k++) {
      const from = columns.subarray(k * n, (k + 1) * n);
      const to = this.columns.subarray(k * n, (k + 1) * n);
      // Most samples have no weights: a constant column is not worth a walk through memory.
      if (from.every((value) => value === from[0])) to.fill(from[0]);
      else for (let i = 0; i < n; i++) to[i] = from[order[i]];
    }
  }
}
