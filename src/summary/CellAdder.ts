// One pass over data: each observation is added to the sums of its cell (CellSums.ts). Where a cell's
// sums stand is looked up in pages of 1024 neighbouring cells, so data in any order, anywhere on the
// line, take about the same time: O(terms) an observation, O(cells·terms) memory.

import { sortedOrder } from '../loops/sortedOrder.js';
import { bounds } from '../sums/types.js';
import {
  type CellLayout,
  type CellSums,
  expectCells,
  exponentFor,
  layoutOf,
  OTHER_TERMS,
  WEIGHT_TERMS,
} from './CellSums.js';
import {
  type DataChunk,
  noData,
  type ReadChunk,
  readChunk,
  shiftFor,
  unlikeWeights,
} from './readChunk.js';

/** Cells of a page. */
const PAGE = 1024;

/** Adds observations up. */
export class CellAdder {
  readonly #layout: CellLayout;
  readonly #pages = new Map<number, Int32Array<ArrayBuffer>>();
  #page = new Int32Array(0);
  #pageNumber = Number.NaN;
  #ids = new Float64Array(64);
  #sums: Float64Array;
  #cells = 0;
  #range: [number, number] = [Infinity, -Infinity];
  #heaviest = 0;

  /**
   * @param exponent - cells are 2^exponent wide
   * @param shift - what is taken from each output, [p]
   */
  constructor(
    readonly exponent: number,
    readonly shift: Float64Array,
    readonly weighted: boolean,
  ) {
    this.#layout = layoutOf(shift.length, weighted);
    this.#sums = new Float64Array(this.#ids.length * this.#layout.width);
  }

  /**
   * Adds observations; those of weight 0 are left out.
   *
   * @param x - [n]
   * @param y - [n, p]
   * @param weights - [n]; ones when left out
   */
  add(where: string, x: Float64Array, y: Float64Array, weights?: Float64Array): void {
    const n = x.length;
    const p = this.shift.length;
    const scale = 2 ** -this.exponent;
    const [low, high] = bounds(x, n);
    if (n > 0) expectCells(where, [low, high], this.exponent);
    const { width } = this.#layout;
    const { shift, weighted } = this;
    for (let i = 0; i < n; i++) {
      const w = weights ? weights[i] : 1;
      if (w === 0) continue;
      const at = x[i] * scale;
      const id = Math.floor(at);
      const t = 2 * (at - id) - 1;
      let to = this.#slotOf(id) * width;
      const sums = this.#sums;
      addTerms(sums, to, WEIGHT_TERMS, t, w);
      to += WEIGHT_TERMS;
      for (let k = 0; k < p; k++, to += 2 * OTHER_TERMS) {
        const v = y[i * p + k] - shift[k];
        addBoth(sums, to, OTHER_TERMS, t, w * v, w * v * v);
      }
      if (weighted) {
        addBoth(sums, to, OTHER_TERMS, t, 1, w * w);
        to += 2 * OTHER_TERMS;
        for (let k = 0; k < p; k++, to += 2 * OTHER_TERMS) {
          const v = w * (y[i * p + k] - shift[k]);
          addBoth(sums, to, OTHER_TERMS, t, w * v, v * v);
        }
      }
      if (weights) {
        if (w > this.#heaviest) this.#heaviest = w;
        if (x[i] < this.#range[0]) this.#range[0] = x[i];
        if (x[i] > this.#range[1]) this.#range[1] = x[i];
      }
    }
    if (weights || n === 0) return;
    this.#heaviest = Math.max(this.#heaviest, 1);
    this.#range = [Math.min(this.#range[0], low), Math.max(this.#range[1], high)];
  }

  #slotOf(id: number): number {
    const number = Math.floor(id / PAGE);
    if (number !== this.#pageNumber) {
      this.#pageNumber = number;
      const known = this.#pages.get(number);
      this.#page = known ?? new Int32Array(PAGE);
      if (!known) this.#pages.set(number, this.#page);
    }
    const at = id - number * PAGE;
    const slot = this.#page[at] - 1;
    if (slot >= 0) return slot;
    if (this.#cells === this.#ids.length) {
      const [ids, sums] = [this.#ids, this.#sums];
      this.#ids = new Float64Array(2 * ids.length);
      this.#sums = new Float64Array(2 * sums.length);
      this.#ids.set(ids);
      this.#sums.set(sums);
    }
    this.#ids[this.#cells] = id;
    this.#page[at] = ++this.#cells;
    return this.#cells - 1;
  }

  /** What was added up; `undefined` when there was nothing. */
  get cells(): CellSums | undefined {
    if (this.#cells === 0) return undefined;
    const { width } = this.#layout;
    const { keys, order } = sortedOrder(this.#ids.slice(0, this.#cells));
    const sums = new Float64Array(this.#cells * width);
    order.forEach((slot, cell) => {
      sums.set(this.#sums.subarray(slot * width, (slot + 1) * width), cell * width);
    });
    const { exponent, weighted, shift } = this;
    const range = [this.#range[0], this.#range[1]] as const;
    return {
      exponent,
      weighted,
      shift,
      range,
      heaviest: this.#heaviest,
      ids: keys,
      sums,
    };
  }
}

/** Adds w·T_a(t). */
function addTerms(sums: Float64Array, to: number, terms: number, t: number, w: number): void {
  const twice = 2 * t;
  let [now, next] = [w, w * t];
  for (let at = to; at < to + terms; at++) {
    sums[at] += now;
    const after = twice * next - now;
    now = next;
    next = after;
  }
}

/** Adds two such sums, one after the other. */
function addBoth(
  sums: Float64Array,
  to: number,
  terms: number,
  t: number,
  w: number,
  other: number,
): void {
  const twice = 2 * t;
  let [now, next] = [1, t];
  for (let at = to; at < to + terms; at++) {
    sums[at] += w * now;
    sums[at + terms] += other * now;
    const after = twice * next - now;
    now = next;
    next = after;
  }
}

/** Adds observations up to cells. */
interface Adder<Cells> {
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
