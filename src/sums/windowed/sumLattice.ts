// Queries over one stretch of keys by the lattice: a polynomial for the inside of the window,
// points for the cut cells. Promise, for each query and column: rounding of the inside is at most
// the rounding of the table times Σ|c| over the blocks in reach. It must stay below
// tolerance·ΣK|c|, and ΣK|c| >= K(½)·Σ|c| over the blocks within half a bandwidth; where that does
// not show it, |S| itself is tried, and then the window is summed by the tree.

import { windowPairInto } from '../../loops/windowPair.js';
import { BlockLattice, type Stretch } from './BlockLattice.js';
import { BlockTable } from './BlockTable.js';
import { TINY, type WindowTask } from './WindowTask.js';

/** Queries taken together. */
const ROW = 128;
/** Points of the cut cells, about half of them in the window, above which the tree is cheaper. */
const CROWDED = 256;

/** Sums the queries [from, to), in any order, over one stretch of keys. */
export function sumLattice(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const lattice = new BlockLattice(task.index, stretch, task.layout, task.w);
  const { blocks, blockReach, perBlock } = lattice;
  const { queries } = task;
  // Queries by block, with room on both sides for those outside the stretch but in its reach.
  const before = blockReach + 1;
  const bins = blocks + 2 * before;
  const ends = new Uint32Array(bins + 1);
  for (let j = from; j < to; j++) {
    const bin = Math.floor(lattice.cellOf(queries[j]) / perBlock) + before;
    if (bin >= 0 && bin < bins) ends[bin]++;
  }
  for (let bin = 0, sum = 0; bin <= bins; bin++) {
    sum += ends[bin];
    ends[bin] = sum - ends[bin];
  }
  const places = new Uint32Array(ends[bins]);
  const points = new Float64Array(ends[bins]);
  for (let j = from; j < to; j++) {
    const bin = Math.floor(lattice.cellOf(queries[j]) / perBlock) + before;
    if (bin < 0 || bin >= bins) {
      if (lattice.short) task.sumWindow(j);
      continue;
    }
    const place = ends[bin]++;
    places[place] = j;
    points[place] = queries[j];
  }
  const sweep = new BlockSweep(task, lattice);
  for (let bin = 0, start = 0; bin < bins; bin++) {
    if (ends[bin] > start) sweep.sumBlock(bin - before, places, points, start, ends[bin]);
    start = ends[bin];
  }
}

/** Queries of one block at a time. */
class BlockSweep {
  readonly #task: WindowTask;
  readonly #lattice: BlockLattice;
  readonly #table: BlockTable;
  readonly #bound: Float64Array;
  readonly #row = {
    count: 0,
    q: new Float64Array(ROW),
    cell: new Int32Array(ROW),
    place: new Int32Array(ROW),
    self: new Int32Array(ROW),
  };
  /** K(½) */
  readonly #middle: number;

  constructor(task: WindowTask, lattice: BlockLattice) {
    const { layout, polynomial, w } = task;
    this.#task = task;
    this.#lattice = lattice;
    const apart = task.request.excludeSelf || !polynomial.smooth;
    this.#table = new BlockTable(lattice, polynomial, layout, w, apart);
    this.#bound = new Float64Array(layout.columns);
    const tau = new Float64Array(layout.degree + 1);
    polynomial.taylorInto(0, 1, 0.5, tau);
    this.#middle = tau[0];
  }

  /** Queries [from, to) of a list, all of block b. */
  sumBlock(b: number, places: Uint32Array, points: Float64Array, from: number, to: number): void {
    const row = this.#row;
    const { excludeSelf } = this.#task.request;
    this.#table.enter(b);
    const certain = this.#certify(b);
    const first = b * this.#lattice.perBlock;
    const { origin, inverseCell } = this.#lattice;
    const { crowd } = this.#table;
    for (let start = from; start < to; start += ROW) {
      const end = Math.min(to, start + ROW);
      let count = 0;
      for (let i = start; i < end; i++) {
        const q = points[i];
        const cell = Math.floor((q - origin) * inverseCell) - first;
        if (crowd[cell] > CROWDED) {
          this.#task.sumWindow(places[i]);
          continue;
        }
        row.q[count] = q;
        row.cell[count] = cell;
        row.place[count] = this.#task.place(places[i]);
        row.self[count++] = excludeSelf ? places[i] : -1;
      }
      row.count = count;
      this.#sumRow(b);
      if (!certain) this.#check(places.subarray(start, end));
    }
  }

  #sumRow(b: number): void {
    const { index, layout, shape, request, result, w } = this.#task;
    const { keys, columns, places: n } = index;
    const { from, to } = this.#lattice.stretch;
    const centre = this.#lattice.centre(b);
    const { size, coefficientStart } = layout;
    if (layout.maxPower > 0) {
      this.#sumPowers(centre);
      return;
    }
    for (let k = 0; k < size; k += 2) {
      const a = k * n;
      const second = k + 1 < size ? a + n : a;
      const at = coefficientStart[k];
      const length = coefficientStart[k + 1] - at;
      windowPairInto(
        shape,
        request.squared,
        keys,
        from,
        to,
        columns,
        a,
        second,
        centre,
        w,
        this.#table,
        at,
        length,
        this.#row,
        result.sums,
        size,
        k,
      );
    }
  }

  /** The same with powers of u. */
  #sumPowers(centre: number): void {
    const { index, layout, result, w } = this.#task;
    const { from, to } = this.#lattice.stretch;
    const { size, coefficientStart } = layout;
    const { table, stride, runs } = this.#table;
    const { keys } = index;
    const row = this.#row;
    for (let r = 0; r < row.count; r++) {
      const q = row.q[r];
      const s = (q - centre) * w;
      const at = row.place[r] * size;
      const base = row.cell[r] * stride;
      for (let o = 0; o < size; o++) {
        let value = 0;
        for (let l = coefficientStart[o + 1] - 1; l >= coefficientStart[o]; l--) {
          value = value * s + table[base + l];
        }
        result.sums[at + o] = value;
      }
      const [left, right, own, ownEnd] = runs.subarray(4 * row.cell[r], 4 * row.cell[r] + 4);
      let low = left;
      let high = right;
      while (low > from && (keys[low - 1] - q) * w >= -1) low--;
      while (high < to && (keys[high] - q) * w <= 1) high++;
      this.#task.addRun(q, low, left, -1, at);
      this.#task.addRun(q, right, high, -1, at);
      this.#task.addRun(q, own, ownEnd, row.self[r], at);
    }
  }

  /** Writes the error bound of each column for block b; true when it holds for all its queries. */
  #certify(b: number): boolean {
    const { blocks, blockReach, mass } = this.#lattice;
    const { tolerance, excludeSelf } = this.#task.request;
    const c = this.#bound.length;
    const half = Math.floor(blockReach / 2) - 1;
    const last = Math.min(blocks - 1, b + blockReach);
    let certain = true;
    for (let k = 0; k < c; k++) {
      let outer = 0;
      let inner = 0;
      for (let other = Math.max(0, b - blockReach); other <= last; other++) {
        outer += mass[other * c + k];
        // The own block may be nothing but the point that is left out.
        const counts = Math.abs(other - b) <= half && !(excludeSelf && other === b);
        if (counts) inner += mass[other * c + k];
      }
      this.#bound[k] = this.#table.rounding * outer;
      const small = this.#bound[k] <= tolerance * this.#middle * inner;
      if (!small || inner < 1e4 * TINY) certain = false;
    }
    return certain;
  }

  /** Queries whose sums do not show that the bound is small against them go to the tree. */
  #check(indices: Uint32Array): void {
    const { layout, result, request } = this.#task;
    for (const j of indices) {
      const at = this.#task.place(j) * layout.size;
      let kept = result.sums[at] >= TINY;
      for (let k = 0; kept && k < layout.columns; k++) {
        const sum = Math.abs(result.sums[at + layout.sumStart[k]]);
        kept = this.#bound[k] <= request.tolerance * sum;
      }
      if (!kept) this.#task.sumWindow(j);
    }
  }
}
