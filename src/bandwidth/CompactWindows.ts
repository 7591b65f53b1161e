import type { Kernel } from '../kernels/Kernel.js';
import { type CompactShape, compactRowInto } from '../loops/compactRow.js';
import { countBelow } from './countBelow.js';
import type { Tally } from './criterionValue.js';
import type { Line } from './Line.js';

/**
 * Leave-one-out means of some observations with a compact kernel, from the points in a window about
 * each, O(window) an observation.
 */
export class CompactWindows {
  readonly #line: Line;
  readonly #shape: CompactShape;
  readonly #peak: number;
  #distance = new Float64Array(256);
  #row = new Float64Array(256);

  constructor(line: Line, kernel: Kernel) {
    this.#line = line;
    this.#shape = kernel.traits!.polynomial!;
    this.#peak = this.#shape.factor;
  }

  /**
   * Adds up the observations `start`, `start + stride`, …
   *
   * @param tally - is added to
   * @param reach - half-width of the windows in bandwidths; the kernel reaches no further than 1
   * @param rows - receives what each adds, shape [observations added, 1 + 2p]
   * @returns the weight of what was added
   */
  addTo(
    tally: Tally,
    h: number,
    reach: number,
    start: number,
    stride: number,
    rows: Float64Array,
  ): number {
    const { n, p, x, y, columns } = this.#line;
    const size = 1 + 2 * p;
    // Rounding of an edge must not lose a point: beyond 1 the kernel is 0.
    const width = Math.min(reach, 1 + 1e-12) * h;
    let weight = 0;
    let [low, high] = [0, 0];
    for (let i = start, at = 0; i < n; i += stride, at += size) {
      low = countBelow(x, x[i] - width, low);
      high = countBelow(x, x[i] + width, Math.max(high, i + 1));
      const count = high - low;
      const row = this.#weigh(low, count, i, h);
      const w = columns[i];
      weight += w;
      const rest = dot(row, columns, low, count);
      const free = rest / (rest + w * this.#peak);
      rows[at] = free;
      for (let k = 0; k < p; k++) {
        const residual = y[k * n + i] - dot(row, columns, (k + 1) * n + low, count) / rest;
        // Alone in its window an observation is its own fit; without it there is none.
        rows[at + 1 + k] = rest > 0 ? w * (free * residual) ** 2 : 0;
        rows[at + 1 + p + k] = w * residual ** 2;
      }
      for (let s = 0; s < size; s++) tally[s] += rows[at + s];
    }
    return weight;
  }

  /** Kernel weights of a window; 0 for the observation itself. */
  #weigh(low: number, count: number, i: number, h: number): Float64Array {
    const { x } = this.#line;
    if (this.#row.length < count) {
      this.#row = new Float64Array(2 * count);
      this.#distance = new Float64Array(2 * count);
    }
    const distance = this.#distance;
    for (let a = 0; a < count; a++) distance[a] = (x[low + a] - x[i]) / h;
    compactRowInto(this.#shape, false, count, distance, this.#row);
    this.#row[i - low] = 0;
    return this.#row;
  }
}

function dot(row: Float64Array, columns: Float64Array, start: number, count: number): number {
  let total = 0;
  for (let a = 0; a < count; a++) total += row[a] * columns[start + a];
  return total;
}
