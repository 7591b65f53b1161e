// One pass over data of two predictors: rows are gathered, and each time they are many those of a cell are
// added to it at once (PlaneCells.ts). O(n), memory for the cells and as many rows as are gathered.

import { columnBounds, copyRows } from '../sums/types.js';
import { expectCells } from './CellSums.js';
import { byPlace, joined, type PlaneCell, type PlaneCells } from './PlaneCells.js';

/** So many rows are gathered. */
const GATHERED = 2 ** 22;

/** Adds observations up. */
export class PlaneAdder {
  #cells: PlaneCell[] = [];
  readonly #slots = new Map<number, Map<number, number>>();
  #count = 0;
  #x = new Float64Array(0);
  #y = new Float64Array(0);
  #weights = new Float64Array(0);
  readonly #low: [number, number] = [Infinity, Infinity];
  readonly #high: [number, number] = [-Infinity, -Infinity];
  #heaviest = 0;

  /**
   * @param exponents - cells are 2^exponent wide
   * @param shift - what is taken from each output, [p]
   */
  constructor(
    readonly exponents: readonly [number, number],
    readonly shift: Float64Array,
    readonly weighted: boolean,
  ) {}

  /**
   * Adds observations; those of weight 0 are left out.
   *
   * @param x - [n, 2]
   * @param y - [n, p]
   * @param weights - [n]; ones when left out
   */
  add(where: string, x: Float64Array, y: Float64Array, weights?: Float64Array): void {
    const n = x.length / 2;
    const p = this.shift.length;
    this.exponents.forEach((exponent, j) => {
      if (n > 0) expectCells(where, columnBounds(x, 2, j), exponent);
    });
    for (let i = 0; i < n; i++) {
      const w = weights ? weights[i] : 1;
      if (w === 0) continue;
      if (this.#count === this.#weights.length) this.#makeRoom();
      const to = this.#count++;
      this.#weights[to] = w;
      if (w > this.#heaviest) this.#heaviest = w;
      for (let j = 0; j < 2; j++) {
        const at = x[2 * i + j];
        this.#x[2 * to + j] = at;
        if (at < this.#low[j]) this.#low[j] = at;
        if (at > this.#high[j]) this.#high[j] = at;
      }
      for (let k = 0; k < p; k++) this.#y[to * p + k] = y[i * p + k];
    }
  }

  #makeRoom(): void {
    const size = this.#weights.length;
    if (size === GATHERED) {
      this.#empty();
      return;
    }
    const longer = Math.max(64, 2 * size);
    const grown = (list: Float64Array, width: number) => {
      const out = new Float64Array(longer * width);
      out.set(list);
      return out;
    };
    this.#x = grown(this.#x, 2);
    this.#y = grown(this.#y, this.shift.length);
    this.#weights = grown(this.#weights, 1);
  }

  /** Adds what was gathered to the cells. */
  #empty(): void {
    const n = this.#count;
    const [first, second] = this.exponents.map((exponent) => 2 ** -exponent);
    const ids = this.#cells.map(({ id }) => id);
    const slotOf = new Uint32Array(n);
    for (let i = 0; i < n; i++) {
      const id = [
        Math.floor(this.#x[2 * i] * first),
        Math.floor(this.#x[2 * i + 1] * second),
      ] as const;
      const along = this.#slots.get(id[0]) ?? new Map<number, number>();
      if (along.size === 0) this.#slots.set(id[0], along);
      const known = along.get(id[1]);
      slotOf[i] = known ?? ids.length;
      if (known !== undefined) continue;
      along.set(id[1], ids.length);
      ids.push(id);
    }
    const ends = new Uint32Array(ids.length + 1);
    for (const slot of slotOf) ends[slot + 1]++;
    for (let slot = 0; slot < ids.length; slot++) ends[slot + 1] += ends[slot];
    const next = ends.slice();
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[next[slotOf[i]]++] = i;
    ids.forEach((id, slot) => {
      const rows = order.subarray(ends[slot], ends[slot + 1]);
      if (rows.length === 0) return;
      const own: PlaneCell = {
        id,
        count: rows.length,
        x: copyRows(this.#x, 2, rows),
        y: copyRows(this.#y, this.shift.length, rows),
        weights: copyRows(this.#weights, 1, rows),
      };
      const known = this.#cells[slot];
      this.#cells[slot] = joined(this, id, known ? [known, own] : [own]);
    });
    this.#count = 0;
  }

  /** What was added up; `undefined` when there was nothing. */
  get cells(): PlaneCells | undefined {
    this.#empty();
    if (this.#cells.length === 0) return undefined;
    const { exponents, shift, weighted } = this;
    return {
      exponents,
      shift,
      weighted,
      low: [...this.#low],
      high: [...this.#high],
      heaviest: this.#heaviest,
      cells: [...this.#cells].sort(byPlace),
    };
  }
}
