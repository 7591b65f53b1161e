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

/** Adds observations up to cells. */
export interface Adder<Cells> {
  /** What is taken from each output, [p]. */
  readonly shift: Float64Array;
  readonly weighted: boolean;
  add(where: string, x: Float64Array, y: Float64Array, weights?: Float64Array): void;
  /** What was added up; `undefined` when there was nothing. */
  readonly cells: Cells | undefined;
}

/** Adds up chunks of data, one after another; what is taken from outputs is the mean of the first. */
export class Chunks<Cells> {
  #adder: Adder<Cells> | undefined;

  /**
   * @param where - the public function, for messages
   * @param columns - of x
   * @param adderFor - makes what adds up, once it is known what
   */
  constructor(
    readonly where: string,
    readonly columns: 1 | 2,
    readonly adderFor: (shift: Float64Array, weighted: boolean) => Adder<Cells>,
  ) {}

  /** Reads a chunk, and adds it. */
  read(chunk: DataChunk): void {
    this.add(readChunk(this.where, chunk, this.columns, this.#adder?.shift.length));
  }

  /** Adds a chunk that was read. */
  add(read: ReadChunk): void {
    const { where } = this;
    const shift = this.#adder?.shift ?? shiftFor(read);
    if (!shift) return;
    const isWeighted = read.weights !== undefined;
    this.#adder ??= this.adderFor(shift, isWeighted);
    if (this.#adder.weighted !== isWeighted) throw unlikeWeights(where);
    this.#adder.add(where, read.x, read.y, read.weights);
  }

  /** What was added up; `undefined` when there was nothing. */
  get cells(): Cells | undefined {
    return this.#adder?.cells;
  }

  /** The same; without observations an error. */
  get sums(): Cells {
    const { cells } = this;
    if (!cells) throw noData(this.where);
    return cells;
  }
}

/**
 * Chunks of one predictor.
 *
 * @param bandwidth - the smallest that a model may have
 */
export function lineChunks(where: string, bandwidth: number): Chunks<CellSums> {
  const exponent = exponentFor(bandwidth);
  return new Chunks(where, 1, (shift, weighted) => new CellAdder(exponent, shift, weighted));
}
