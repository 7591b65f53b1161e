import { sortedOrder } from '../loops/sortedOrder.js';
import { kept, type Sample } from './types.js';

/**
 * A one-dimensional sample in the order of its points, ties merged into one place with the sums of
 * their columns; made once, good for every bandwidth and kernel.
 *
 * @remarks O(n) for spread points, O(n log n) at worst; about 8·(c + 2) bytes an observation.
 */
export class LineIndex {
  /** The observations as they came. */
  readonly sample: Sample;
  /** How many places there are. */
  readonly places: number;
  /** Where there are observations, ascending, shape [places]. */
  readonly keys: Float64Array;
  /** Sums of the columns over each place, in the order of the keys, shape [c, places]. */
  readonly columns: Float64Array;
  /** Observations by place, those of a place as in the sample where they are ties, shape [n]. */
  readonly order: Uint32Array;
  /** First member of each place in `order`, shape [places + 1]. */
  readonly start: Int32Array;
  #place: Int32Array | undefined;

  /**
   * Sorts a sample and merges its ties.
   *
   * @param known - the order of its points, where it is known already
   */
  constructor(sample: Sample, known = sortedOrder(sample.points)) {
    const { n, c, columns } = sample;
    const { keys: sorted, order } = known;
    this.sample = sample;
    this.order = order;
    const start = new Int32Array(n + 1);
    let places = 0;
    for (let i = 1, from = 0; i < n; i++) {
      if (sorted[i] === sorted[from]) continue;
      start[++places] = i;
      from = i;
    }
    if (n > 0) start[++places] = n;
    this.places = places;
    this.start = places === n ? start : start.slice(0, places + 1);
    this.columns = new Float64Array(c * places);
    for (let k = 0; k < c; k++) {
      const from = columns.subarray(k * n, (k + 1) * n);
      const to = this.columns.subarray(k * places, (k + 1) * places);
      if (places < n) for (let p = 0; p < places; p++) to[p] = sumOf(from, order, start, p);
      // Most samples have no weights: a constant column is not worth a walk through memory.
      else if (from.every((value) => value === from[0])) to.fill(from[0]);
      else for (let i = 0; i < n; i++) to[i] = from[order[i]];
    }
    this.keys = places === n ? sorted : new Float64Array(places);
    if (places < n) for (let p = 0; p < places; p++) this.keys[p] = sorted[start[p]];
  }

  /** Place of each observation, shape [n]. */
  get place(): Int32Array {
    if (this.#place) return this.#place;
    const { places, order, start } = this;
    const place = new Int32Array(order.length);
    for (let p = 0; p < places; p++)
      for (let i = start[p]; i < start[p + 1]; i++) place[order[i]] = p;
    this.#place = place;
    return place;
  }
}

/** The index of a sample, which is made once. */
export const lineIndexOf = /* @__PURE__ */ kept((sample: Sample) => new LineIndex(sample));

/** Sum of a column over place p. */
function sumOf(column: Float64Array, order: Uint32Array, start: Int32Array, p: number): number {
  let sum = 0;
  for (let i = start[p]; i < start[p + 1]; i++) sum += column[order[i]];
  return sum;
}
