import { type GridLoops, plainGridLoops } from '../../loops/plainGridLoops.js';
import { wasmGridLoops } from '../../loops/wasm/instance.js';
import { exponents } from '../powers.js';
import type { Sample } from '../types.js';
import type { GridAxis, Placement } from './gridAxis.js';
import type { GridDesign } from './gridDesign.js';

/** The first bytes belong to the module. */
const BASE = 1024;

/**
 * The block of memory the grid loops work on, handed out piece by piece and taken back all at once.
 *
 * Views die when the block grows: take them after the last `reserve`, use them at once, keep
 * pointers.
 */
export class GridMemory {
  readonly loops: GridLoops;
  #top = BASE;

  constructor(loops: GridLoops = wasmGridLoops() ?? plainGridLoops()) {
    this.loops = loops;
  }

  /** A zeroed piece for `count` numbers. */
  reserve(count: number): number {
    const pointer = this.#top;
    this.#top += Math.ceil(count / 2) * 16;
    const buffer = this.loops.memory(this.#top);
    new Float64Array(buffer, pointer, count).fill(0);
    return pointer;
  }

  /** A piece holding a copy of numbers. */
  copy(numbers: Float64Array): number {
    const pointer = this.reserve(numbers.length);
    this.numbers(pointer, numbers.length).set(numbers);
    return pointer;
  }

  numbers(pointer: number, count: number): Float64Array {
    return new Float64Array(this.loops.memory(0), pointer, count);
  }

  integers(pointer: number, count: number): Int32Array {
    return new Int32Array(this.loops.memory(0), pointer, count);
  }

  /** Where the next piece would begin: what is reserved after may be taken back to here. */
  get mark(): number {
    return this.#top;
  }

  /** Takes back every piece reserved since the mark. */
  release(mark: number): void {
    this.#top = mark;
  }
}

/**
 * A row-major grid that is convolved one axis at a time, without seeing across the ends of
 * segments.
 */
export class SeparableGrid {
  /** Nodes of each axis. */
  readonly shape: Int32Array;
  /** Number of nodes. */
  readonly size: number;
  readonly #starts: readonly Int32Array[];

  /**
   * @param axes - nodes, and the first node of each segment with the number of nodes at the end
   * @param box - what is a node here is so many there
   */
  constructor(
    axes: readonly { readonly nodes: number; readonly start: Int32Array }[],
    box: number,
  ) {
    this.shape = Int32Array.from(axes, (axis) => axis.nodes / box);
    this.size = this.shape.reduce((product, nodes) => product * nodes, 1);
    this.#starts = axes.map((axis) => axis.start.map((node) => node / box));
  }

  /**
   * Convolves the axis that stands last and puts it first; when axes d − 1 … 0 have had their turn
   * all stand as before.
   *
   * @param taps - pointer to 2 · reach + 1 numbers
   */
  convolveAxis(
    memory: GridMemory,
    axis: number,
    input: number,
    taps: number,
    reach: number,
    out: number,
  ): void {
    const length = this.shape[axis];
    const rows = this.size / length;
    const start = this.#starts[axis];
    const mark = memory.mark;
    const scratch = memory.reserve(8 * (length + 2 * Math.min(reach, length) + 8));
    for (let s = 0; s + 1 < start.length; s++) {
      const count = start[s + 1] - start[s];
      const near = Math.min(reach, count - 1);
      const first = taps + 8 * (reach - near);
      memory.loops.convolve(input, rows, length, start[s], count, first, near, scratch, out);
    }
    memory.release(mark);
  }

  /**
   * All axes.
   *
   * @param taps - of each axis
   */
  convolve(memory: GridMemory, field: Float64Array, taps: readonly Float64Array[]): Float64Array {
    const mark = memory.mark;
    let from = memory.copy(field);
    let to = memory.reserve(this.size);
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      const reach = (taps[axis].length - 1) / 2;
      this.convolveAxis(memory, axis, from, memory.copy(taps[axis]), reach, to);
      [from, to] = [to, from];
    }
    const result = memory.numbers(from, this.size).slice();
    memory.release(mark);
    return result;
  }
}

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
  readonly #taps: readonly number[];
  /** Rows of a window, width^(d − 1). */
  readonly #rows: number;
  // Places in the memory.
  readonly #table: number;
  readonly #offsets: number;
  readonly #scratch: number;
  readonly #base: number;
  readonly #phases: number;

  constructor(memory: GridMemory, axes: readonly GridAxis[], design: GridDesign) {
    const { width, table } = design.window;
    const d = axes.length;
    this.#memory = memory;
    this.#grid = new SeparableGrid(axes, 1);
    this.#design = design;
    this.#taps = design.taps.map((taps) => memory.copy(taps));
    this.#rows = width ** (d - 1);
    this.#table = memory.copy(table);
    this.#offsets = memory.reserve(this.#rows / 2);
    this.#scratch = memory.reserve(2 * width + this.#rows);
    this.#base = memory.reserve(BATCH / 2);
    this.#phases = memory.reserve(BATCH * d);
    const offsets = memory.integers(this.#offsets, this.#rows);
    for (let j = 0, rows = 1; j < d - 1; j++, rows *= width) {
      for (let r = rows * width - 1; r >= 0; r--) {
        offsets[r] = (offsets[Math.floor(r / width)] + (r % width)) * this.#grid.shape[j + 1];
      }
    }
    for (let r = 0; r < this.#rows; r++) offsets[r] *= 8;
  }

  /**
   * @param degrees - highest power of each column, shape [c]
   * @param points - places of the sample, all on the grid
   * @param at - places of the queries; those off the grid are left alone
   * @param out - shape [queries, size], overwritten
   */
  sumsInto(
    { n, d, c, columns }: Sample,
    degrees: readonly number[],
    points: Placement,
    at: Placement,
    out: Float64Array,
  ): void {
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
    const values = memory.reserve(BATCH * Math.max(together, room));
    let held = 0;
    let done = 0;
    for (let k = 0; k < c; k++) {
      const place = k % together;
      if (place === 0) {
        const count = Math.min(together, c - k);
        memory.numbers(planes, count * size).fill(0);
        this.#carry(false, points, count, values, planes, (block, to, i) => {
          for (let p = 0; p < count; p++) block[to + p] = columns[(k + p) * n + i];
        });
      }
      const list = lists[k];
      for (let a = 0; a < list.length; a += d) {
        const alpha = list.subarray(a, a + d);
        this.#convolve(alpha, planes + 8 * place * size, step, fields + 8 * held * size);
        if (++held < room && done + held < pitch) continue;
        this.#carry(true, at, held, values, fields, (block, from, q) => {
          for (let f = 0; f < held; f++) out[q * pitch + done + f] = block[from + f];
        });
        done += held;
        held = 0;
      }
    }
  }

  /**
   * Carries c values of every point to as many planes, or back.
   *
   * @param move - copies the values of a point into a block, or out of it
   */
  #carry(
    reading: boolean,
    { base, phases, order }: Placement,
    c: number,
    values: number,
    planes: number,
    move: (block: Float64Array, at: number, point: number) => void,
  ): void {
    const memory = this.#memory;
    const { carry } = memory.loops;
    const { width } = this.#design.window;
    const { shape, size } = this.#grid;
    const d = shape.length;
    const basesIn = memory.integers(this.#base, BATCH);
    const phasesIn = memory.numbers(this.#phases, BATCH * d);
    const block = memory.numbers(values, BATCH * c);
    for (let first = 0; first < order.length; first += BATCH) {
      const count = Math.min(BATCH, order.length - first);
      for (let b = 0; b < count; b++) {
        const i = order[first + b];
        basesIn[b] = base[i];
        for (let j = 0; j < d; j++) phasesIn[b * d + j] = phases[i * d + j];
        if (!reading) move(block, b * c, i);
      }
      carry(
        reading,
        count,
        d,
        c,
        this.#base,
        this.#phases,
        values,
        this.#table,
        width,
        this.#offsets,
        this.#rows,
        8 * size,
        this.#scratch,
        planes,
      );
      if (reading) for (let b = 0; b < count; b++) move(block, b * c, order[first + b]);
    }
  }

  /** F_α from a plane of node weights; what comes before the last convolution takes turns. */
  #convolve(alpha: Int32Array, plane: number, step: number, field: number): void {
    const { count } = this.#design;
    for (let axis = alpha.length - 1, from = plane; axis >= 0; axis--) {
      const to = axis % 2 === 0 ? field : step;
      this.#grid.convolveAxis(this.#memory, axis, from, this.#taps[alpha[axis]], count, to);
      from = to;
    }
  }
}
