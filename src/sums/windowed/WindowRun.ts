import { type CompactShape, compactRowInto } from '../../loops/compactRow.js';
import type { SortedSample } from '../SortedSample.js';
import type { WindowLayout } from './WindowLayout.js';

const ROW = 128;

/** Sums over runs of consecutive keys, point by point, in rows of fixed length. */
export class WindowRun {
  readonly #sample: SortedSample;
  readonly #layout: WindowLayout;
  readonly #w: number;
  readonly #shape: CompactShape;
  readonly #squared: boolean;
  readonly #u = new Float64Array(ROW);
  readonly #k = new Float64Array(ROW);

  constructor(
    sample: SortedSample,
    layout: WindowLayout,
    w: number,
    shape: CompactShape,
    squared: boolean,
  ) {
    this.#sample = sample;
    this.#layout = layout;
    this.#w = w;
    this.#shape = shape;
    this.#squared = squared;
  }

  /**
   * Adds scale · Σ K(u) u^α c over the keys [from, to) to `out`, leaving out the key `skip`.
   *
   * @param skip - place of the key to leave out, or -1
   */
  addInto(
    q: number,
    from: number,
    to: number,
    skip: number,
    scale: number,
    out: Float64Array,
    at: number,
  ): void {
    const { keys, columns, n } = this.#sample;
    const { columns: c, maxPower, sumStart } = this.#layout;
    const u = this.#u;
    const k = this.#k;
    const w = this.#w;
    for (let start = from; start < to; start += ROW) {
      const count = Math.min(ROW, to - start);
      for (let i = 0; i < count; i++) u[i] = (keys[start + i] - q) * w;
      compactRowInto(this.#shape, this.#squared, count, u, k);
      if (skip >= start && skip < start + count) k[skip - start] = 0;
      if (scale !== 1) for (let i = 0; i < count; i++) k[i] *= scale;
      for (let power = 0; ; power++) {
        for (let column = 0; column < c; column++) {
          const o = sumStart[column] + power;
          if (o >= sumStart[column + 1]) continue;
          const base = column * n + start;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += k[i] * columns[base + i];
          out[at + o] += sum;
        }
        if (power === maxPower) break;
        for (let i = 0; i < count; i++) k[i] *= u[i];
      }
    }
  }
}
