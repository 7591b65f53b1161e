import type { GridMemory } from './GridMemory.js';

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

  /** All axes with the same taps. */
  convolve(memory: GridMemory, field: Float64Array, taps: Float64Array): Float64Array {
    const mark = memory.mark;
    const reach = (taps.length - 1) / 2;
    const tapsAt = memory.copy(taps);
    let from = memory.copy(field);
    let to = memory.reserve(this.size);
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      this.convolveAxis(memory, axis, from, tapsAt, reach, to);
      [from, to] = [to, from];
    }
    const result = memory.numbers(from, this.size).slice();
    memory.release(mark);
    return result;
  }
}
