import { type GridLoops, plainGridLoops } from '../../loops/plainGridLoops.js';
import { wasmGridLoops } from '../../loops/wasm/instance.js';

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
