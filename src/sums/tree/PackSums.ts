import { gaussian } from '../../kernels/gaussian.js';
import { compactRowInto } from '../../loops/compactRow.js';
import { negativePowersInto } from '../../loops/exp.js';
import { dotPairInto, squaresInto } from '../../loops/packedRows.js';
import { compactKernels } from '../compactKernels.js';
import type { Pack } from './Pack.js';
import type { TreeTask } from './TreeTask.js';

const ROW = 256;

/** Sums of one query over all points of a pack: distances, kernel and columns a row at a time. */
export class PackSums {
  readonly #task: TreeTask;
  readonly #pack: Pack;
  readonly #kernel: number;
  readonly #gaussian: boolean;
  readonly #peak: number;
  readonly #factor = new Float64Array(ROW);
  /** Kernel times power, a row for each power; the first is the kernel. */
  readonly #terms: Float64Array[];

  constructor(task: TreeTask, pack: Pack) {
    const { kernel, squared, product } = task.request;
    this.#task = task;
    this.#pack = pack;
    this.#kernel = compactKernels.indexOf(kernel);
    this.#gaussian = kernel === gaussian;
    const peak = this.#gaussian ? kernel.value(0) ** (product ? task.d : 1) : 1;
    this.#peak = squared ? peak * peak : peak;
    this.#terms = task.powers.parent.map(() => new Float64Array(ROW));
  }

  /**
   * Adds the sums of query q to `out`, leaving out the point at place `skip` of the pack (-1:
   * none).
   *
   * @param q - shape [d]
   */
  addInto(q: Float64Array, skip: number, out: Float64Array, at: number): void {
    const total = this.#pack.count;
    for (let start = 0; start < total; start += ROW) {
      const count = Math.min(ROW, total - start);
      const row = this.#terms[0];
      if (this.#task.request.product && !this.#gaussian) this.#productRow(q, start, count, row);
      else this.#radialRow(q, start, count, row);
      if (skip >= start && skip < start + count) row[skip - start] = 0;
      this.#accumulate(q, start, count, out, at);
    }
  }

  #radialRow(q: Float64Array, start: number, count: number, row: Float64Array): void {
    const { kernel, squared, inverseBandwidth } = this.#task.request;
    const { points, stride } = this.#pack;
    squaresInto(this.#task.d, points, stride, start, count, q, inverseBandwidth, row);
    if (this.#gaussian) {
      const factor = squared ? Math.LOG2E : Math.LOG2E / 2;
      for (let i = 0; i < count; i++) row[i] *= factor;
      negativePowersInto(row, 0, count);
      for (let i = 0; i < count; i++) row[i] *= this.#peak;
      return;
    }
    for (let i = 0; i < count; i++) row[i] = Math.sqrt(row[i]);
    if (this.#kernel >= 0) compactRowInto(this.#kernel, squared, count, row, row);
    else for (let i = 0; i < count; i++) row[i] = kernel.value(row[i]) ** (squared ? 2 : 1);
  }

  #productRow(q: Float64Array, start: number, count: number, row: Float64Array): void {
    const { kernel, squared } = this.#task.request;
    const factor = this.#factor;
    for (let j = 0; j < this.#task.d; j++) {
      this.#differencesInto(j, q, start, count, factor);
      if (this.#kernel >= 0) compactRowInto(this.#kernel, squared, count, factor, factor);
      else for (let i = 0; i < count; i++) factor[i] = kernel.value(factor[i]) ** (squared ? 2 : 1);
      if (j === 0) for (let i = 0; i < count; i++) row[i] = factor[i];
      else for (let i = 0; i < count; i++) row[i] *= factor[i];
    }
  }

  #differencesInto(
    j: number,
    q: Float64Array,
    start: number,
    count: number,
    out: Float64Array,
  ): void {
    const w = this.#task.request.inverseBandwidth[j];
    const points = this.#pack.points;
    const from = j * this.#pack.stride + start;
    const centre = q[j];
    for (let i = 0; i < count; i++) out[i] = (points[from + i] - centre) * w;
  }

  #accumulate(q: Float64Array, start: number, count: number, out: Float64Array, at: number): void {
    const { c, powers, sumStart } = this.#task;
    const { columns, stride } = this.#pack;
    for (let a = 0; a < this.#terms.length; a++) {
      const row = this.#terms[a];
      if (a > 0) {
        const parent = this.#terms[powers.parent[a]];
        this.#differencesInto(powers.variable[a], q, start, count, row);
        for (let i = 0; i < count; i++) row[i] *= parent[i];
      }
      let waiting = -1;
      for (let k = 0; k < c; k++) {
        if (sumStart[k] + a >= sumStart[k + 1]) continue;
        if (waiting < 0) {
          waiting = k;
          continue;
        }
        const first = waiting * stride + start;
        const to = at + a;
        dotPairInto(
          count,
          row,
          columns,
          first,
          k * stride + start,
          out,
          to + sumStart[waiting],
          to + sumStart[k],
        );
        waiting = -1;
      }
      if (waiting < 0) continue;
      const last = waiting * stride + start;
      const to = at + sumStart[waiting] + a;
      dotPairInto(count, row, columns, last, last, out, to, to);
    }
  }
}
