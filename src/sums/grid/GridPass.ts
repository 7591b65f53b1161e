import { exponents } from '../powers.js';
import type { Sample } from '../types.js';
import type { GridMemory } from './GridMemory.js';
import type { GridAxis, Placement } from './gridAxis.js';
import type { GridDesign } from './gridDesign.js';
import { SeparableGrid } from './SeparableGrid.js';

/**
 * Numbers held at once in planes, and in fields; where more are wanted they are made and read in
 * turns.
 */
const ROOM = 1 << 22;
/** Points handed to the loops at once. */
const BATCH = 4096;

/**
 * Sums of e^(−u²/2) u^α c over the sample at the queries, through a uniform grid:
 *
 *   spread: G[node] = Σ_i c_i φ(node − x_i);   convolve with g_α axis by axis;   read: S(q) = Σ_nodes φ(node − q) F_α[node]
 *
 * Cost: (n·c + m·fields)·width^d + fields·nodes·taps.
 */
export class GridPass {
  readonly #memory: GridMemory;
  readonly #grid: SeparableGrid;
  readonly #design: GridDesign;
  readonly #table: number;
  readonly #taps: readonly number[];

  constructor(memory: GridMemory, axes: readonly GridAxis[], design: GridDesign) {
    this.#memory = memory;
    this.#grid = new SeparableGrid(axes, 1);
    this.#design = design;
    this.#table = memory.copy(design.window.table);
    this.#taps = design.taps.map((taps) => memory.copy(taps));
  }

  /**
   * @param degrees - highest power of each column, shape [c]
   * @param points - places of the sample, all on the grid
   * @param at - places of the queries; those off the grid are left alone
   * @param out - shape [queries, size], overwritten
   */
  sumsInto(
    sample: Sample,
    degrees: readonly number[],
    points: Placement,
    at: Placement,
    out: Float64Array,
  ): void {
    const { c, d } = sample;
    const { size } = this.#grid;
    const memory = this.#memory;
    const lists = degrees.map((degree) => exponents(d, degree));
    const pitch = lists.reduce((sum, list) => sum + list.length / d, 0);
    const most = Math.max(1, Math.floor(ROOM / size));
    const room = Math.min(pitch, most);
    const together = Math.min(c, most);
    const planes = memory.reserve(together * size);
    const fields = memory.reserve(room * size);
    const step = memory.reserve(size);
    let held = 0;
    let done = 0;
    for (let k = 0; k < c; k++) {
      const place = k % together;
      if (place === 0) this.#spread(sample, points, k, Math.min(together, c - k), planes);
      const list = lists[k];
      for (let a = 0; a < list.length; a += d) {
        const alpha = list.subarray(a, a + d);
        this.#convolve(alpha, planes + 8 * place * size, step, fields + 8 * held * size);
        if (++held < room && done + held < pitch) continue;
        this.#read(at, d, fields, held, out, pitch, done);
        done += held;
        held = 0;
      }
    }
  }

  /** Node weights of c columns from the first on, a plane each. */
  #spread(
    { n, d, columns }: Sample,
    { base, phases, order }: Placement,
    firstColumn: number,
    c: number,
    planes: number,
  ): void {
    const memory = this.#memory;
    const { width } = this.#design.window;
    memory.numbers(planes, c * this.#grid.size).fill(0);
    const mark = memory.mark;
    const [baseAt, phasesAt, valuesAt, scratch] = [
      memory.reserve(BATCH / 2),
      memory.reserve(BATCH * d),
      memory.reserve(BATCH * c),
      memory.reserve(3 * width),
    ];
    const baseIn = memory.integers(baseAt, BATCH);
    const phasesIn = memory.numbers(phasesAt, BATCH * d);
    const valuesIn = memory.numbers(valuesAt, BATCH * c);
    const [stride, slab] = this.#strides();
    for (let first = 0; first < n; first += BATCH) {
      const count = Math.min(BATCH, n - first);
      for (let b = 0; b < count; b++) {
        const i = order[first + b];
        baseIn[b] = base[i];
        for (let j = 0; j < d; j++) phasesIn[b * d + j] = phases[i * d + j];
        for (let k = 0; k < c; k++) valuesIn[b * c + k] = columns[(firstColumn + k) * n + i];
      }
      const size = 8 * this.#grid.size;
      const { spread } = memory.loops;
      spread(
        count,
        d,
        c,
        baseAt,
        phasesAt,
        valuesAt,
        this.#table,
        width,
        stride,
        slab,
        size,
        scratch,
        planes,
      );
    }
    memory.release(mark);
  }

  /**
   * F_α from a plane of node weights; of three convolutions the first may use the place of the
   * last.
   */
  #convolve(alpha: Int32Array, plane: number, step: number, field: number): void {
    const d = alpha.length;
    const places = d === 3 ? [plane, field, step, field] : [plane, step, field];
    for (let axis = d - 1, p = 0; axis >= 0; axis--, p++) {
      const taps = this.#taps[alpha[axis]];
      const reach = this.#design.count;
      this.#grid.convolveAxis(this.#memory, axis, places[p], taps, reach, places[p + 1]);
    }
  }

  #read(
    { base, phases, order }: Placement,
    d: number,
    planes: number,
    fields: number,
    out: Float64Array,
    pitch: number,
    column: number,
  ): void {
    const memory = this.#memory;
    const { width } = this.#design.window;
    const mark = memory.mark;
    const [baseAt, phasesAt, sumsAt, scratch] = [
      memory.reserve(BATCH / 2),
      memory.reserve(BATCH * d),
      memory.reserve(BATCH * fields),
      memory.reserve(3 * width),
    ];
    const baseIn = memory.integers(baseAt, BATCH);
    const phasesIn = memory.numbers(phasesAt, BATCH * d);
    const sumsOut = memory.numbers(sumsAt, BATCH * fields);
    const [stride, slab] = this.#strides();
    for (let first = 0; first < order.length; first += BATCH) {
      const count = Math.min(BATCH, order.length - first);
      for (let b = 0; b < count; b++) {
        const q = order[first + b];
        baseIn[b] = base[q];
        for (let j = 0; j < d; j++) phasesIn[b * d + j] = phases[q * d + j];
      }
      const size = 8 * this.#grid.size;
      const { interpolate } = memory.loops;
      interpolate(
        count,
        d,
        fields,
        baseAt,
        phasesAt,
        this.#table,
        width,
        stride,
        slab,
        size,
        scratch,
        planes,
        sumsAt,
      );
      for (let b = 0; b < count; b++) {
        const to = order[first + b] * pitch + column;
        for (let f = 0; f < fields; f++) out[to + f] = sumsOut[b * fields + f];
      }
    }
    memory.release(mark);
  }

  /** Lengths of the last axis and of the last two together. */
  #strides(): [number, number] {
    const { shape } = this.#grid;
    const stride = shape[shape.length - 1];
    return [stride, stride * shape[shape.length - 2]];
  }
}
