import { CellAdder } from './CellAdder.js';
import { type CellSums, exponentFor } from './CellSums.js';
import {
  type DataChunk,
  noData,
  type ReadChunk,
  readChunk,
  shiftFor,
  unlikeWeights,
} from './readChunk.js';

/** Adds up chunks of data, one after another; what is taken from outputs is the mean of the first. */
export class Chunks {
  #adder: CellAdder | undefined;

  /**
   * @param where - the public function, for messages
   * @param bandwidth - the smallest that a model may have
   */
  constructor(
    readonly where: string,
    readonly bandwidth: number,
  ) {}

  /** Reads a chunk, and adds it. */
  read(chunk: DataChunk): void {
    this.add(readChunk(this.where, chunk, this.#adder?.shift.length));
  }

  /** Adds a chunk that was read. */
  add(read: ReadChunk): void {
    const { where } = this;
    const shift = this.#adder?.shift ?? shiftFor(read);
    if (!shift) return;
    const isWeighted = read.weights !== undefined;
    this.#adder ??= new CellAdder(exponentFor(this.bandwidth), shift, isWeighted);
    if (this.#adder.weighted !== isWeighted) throw unlikeWeights(where);
    this.#adder.add(where, read.x, read.y, read.weights);
  }

  /** What was added up; `undefined` when there was nothing. */
  get cells(): CellSums | undefined {
    return this.#adder?.cells;
  }

  /** The same; without observations an error. */
  get sums(): CellSums {
    const { cells } = this;
    if (!cells) throw noData(this.where);
    return cells;
  }
}
