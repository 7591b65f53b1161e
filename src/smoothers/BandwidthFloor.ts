// Bandwidths on a line that grow where observations are few: none is below the mean distance to the k nearest,
// in standard deviations of the kernel. In a gap, and beyond all observations, it is then of the size of the distance
// to them, so that both sides have a say; where k observations lie within a bandwidth nothing changes.

import type { Kernel } from '../kernels/Kernel.js';
import { countBelow } from '../loops/sortedOrder.js';
import { orderOf } from './placesOf.js';

/** The least bandwidths along a line. */
export class BandwidthFloor {
  readonly #keys: Float64Array;
  readonly #k: number;
  readonly #deviation: number;
  /** The last answer. */
  #last:
    | {
        readonly queries: Float64Array;
        readonly h: number;
        readonly scale: Float64Array | undefined;
      }
    | undefined;
  /** Where bandwidths may be below the floor, as the ends of stretches, for the last that was asked about. */
  #sparse: { readonly h: number; readonly ends: Float64Array } | undefined;

  /**
   * @param points - of the observations, whatever they weigh
   * @param neighbours - k
   */
  constructor(points: Float64Array, neighbours: number, { secondMoment = 1 }: Kernel) {
    this.#keys = orderOf(points).keys;
    this.#k = Math.min(neighbours, points.length);
    // Heavy tails have no standard deviation.
    this.#deviation = secondMoment > 0 && secondMoment < Infinity ? Math.sqrt(secondMoment) : 1;
  }

  /** What 1/h is multiplied by at queries, [m]; `undefined` where h is above the floor at all of them. */
  scaleAt(queries: Float64Array, h: number): Float64Array | undefined {
    if (this.#last?.queries !== queries || this.#last.h !== h)
      this.#last = { queries, h, scale: this.#scaleAt(queries, h) };
    return this.#last.scale;
  }

  #scaleAt(queries: Float64Array, h: number): Float64Array | undefined {
    const keys = this.#keys;
    if (!(h < Infinity) || keys.length === 0) return undefined;
    const ends = this.#sparseFor(h);
    const [low, high] = [keys[0], keys[keys.length - 1]];
    let scale: Float64Array | undefined;
    for (let q = 0; q < queries.length; q++) {
      const at = queries[q];
      if (at >= low && at <= high) {
        if (ends.length === 0) continue;
        const end = countBelow(ends, at);
        if (end % 2 === 0 && ends[end] !== at) continue;
      }
      const least = this.#leastAt(at, countBelow(keys, at));
      if (!(least > h)) continue;
      scale ??= new Float64Array(queries.length).fill(1);
      scale[q] = h / least;
    }
    return scale;
  }

  /** Distances from queries to the nearest observation, in the smaller of the bandwidths of those to both sides, [m]. */
  awayAt(queries: Float64Array, h: number): Float64Array {
    const keys = this.#keys;
    return queries.map((at) => {
      const above = countBelow(keys, at);
      let [distance, least] = [Infinity, Infinity];
      for (const i of [above - 1, above]) {
        if (!(i >= 0 && i < keys.length)) continue;
        distance = Math.min(distance, Math.abs(at - keys[i]));
        least = Math.min(least, this.#leastAt(keys[i], i));
      }
      return distance === 0 ? 0 : distance / Math.max(least, h);
    });
  }

  #leastAt(at: number, above: number): number {
    const keys = this.#keys;
    let [left, right, sum] = [above - 1, above, 0];
    for (let count = 0; count < this.#k; count++) {
      const before = left >= 0 ? at - keys[left] : Infinity;
      const after = right < keys.length ? keys[right] - at : Infinity;
      if (before < after) left--;
      else right++;
      sum += Math.min(before, after) / this.#k;
    }
    return sum / this.#deviation;
  }

  /** Stretches between observations of which k about them do not lie within h. */
  #sparseFor(h: number): Float64Array {
    if (this.#sparse?.h === h) return this.#sparse.ends;
    const keys = this.#keys;
    // Between two observations both count.
    const k = Math.min(keys.length, Math.max(2, this.#k));
    const reach = h * this.#deviation;
    const ends: number[] = [];
    for (let i = 0; i + 1 < keys.length; i++) {
      const first = Math.max(0, Math.min(i + 1 - (k >> 1), keys.length - k));
      if (keys[first + k - 1] - keys[first] <= reach) continue;
      if (ends[ends.length - 1] === keys[i]) ends.pop();
      else ends.push(keys[i]);
      ends.push(keys[i + 1]);
    }
    this.#sparse = { h, ends: Float64Array.from(ends) };
    return this.#sparse.ends;
  }
}
