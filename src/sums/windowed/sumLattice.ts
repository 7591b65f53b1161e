// Sorted queries over one stretch of keys by the lattice: a polynomial for the inside of the
// window, points for the cut cells. Promise, for each query and column: rounding of the inside is
// at most ε·A·Σ|c| over the blocks in reach (A: terms of the expansion of a unit weight). It must
// stay below tolerance·ΣK|c|, and ΣK|c| >= K(½)·Σ|c| over the blocks within half a bandwidth; where
// that does not show it, |S| itself is tried, and then the window is summed by the tree.

import type { EdgeRuns } from '../../loops/windowEdges.js';
import { BlockField } from './BlockField.js';
import { BlockLattice, type Stretch } from './BlockLattice.js';
import { TINY, type WindowTask } from './WindowTask.js';

/** Rounding of a chain of about a hundred additions and products. */
const EPSILON = 128 * 2 ** -53;
/** Queries taken together. */
const ROW = 64;
/** Points of the cut cells above which the tree is cheaper. */
const CROWDED = 96;

/** Sums the sorted queries [from, to) over one stretch of keys. */
export function sumLattice(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const sweep = new LatticeSweep(task, stretch);
  const { origin, inverseCell } = sweep.lattice;
  const { queries } = task;
  for (let j = from; j < to; ) {
    const k = Math.floor((queries[j] - origin) * inverseCell);
    let end = j + 1;
    const stop = Math.min(to, j + ROW);
    while (end < stop && Math.floor((queries[end] - origin) * inverseCell) === k) end++;
    sweep.sumCell(k, j, end);
    j = end;
  }
}

/** The sweep over ascending queries: both ends of the window only move right. */
class LatticeSweep {
  readonly lattice: BlockLattice;
  readonly #task: WindowTask;
  readonly #field: BlockField;
  readonly #ownApart: boolean;
  readonly #end: number;
  readonly #bound: Float64Array;
  readonly #rows: Float64Array;
  readonly #edges = edgeRuns();
  readonly #own = edgeRuns();
  #cell = Number.NaN;
  #block = Number.NaN;
  #certain = false;
  #low: number;
  #high: number;

  constructor(task: WindowTask, stretch: Stretch) {
    const { sample, layout, polynomial, w } = task;
    this.#task = task;
    this.lattice = new BlockLattice(sample, stretch, layout, w);
    this.#ownApart = task.excludeSelf || !polynomial.smooth;
    this.#field = new BlockField(this.lattice, polynomial, layout, w, this.#ownApart);
    this.#bound = new Float64Array(layout.columns);
    this.#rows = new Float64Array(ROW * layout.size);
    this.#low = stretch.from;
    this.#high = stretch.from;
    this.#end = stretch.to;
  }

  /** Queries [from, to), at most a row, all in cell k. */
  sumCell(k: number, from: number, to: number): void {
    this.#enter(k);
    const { queries, places, layout, excludeSelf, run, result, w } = this.#task;
    const { cellStart, cells, reach } = this.lattice;
    const keys = this.#task.sample.keys;
    const head = cellStart[clamp(k - reach + 1, cells)];
    const tail = cellStart[clamp(k + reach, cells)];
    const own = this.#ownApart ? cellStart[clamp(k, cells)] : 0;
    const ownEnd = this.#ownApart ? cellStart[clamp(k + 1, cells)] : 0;
    const edges = this.#edges;
    const end = this.#end;
    let low = this.#low;
    let high = this.#high;
    for (let j = from; j < to; j++) {
      const q = queries[j];
      while (low < end && (keys[low] - q) * w < -1) low++;
      while (high < end && (keys[high] - q) * w <= 1) high++;
      edges.low[j - from] = low;
      edges.high[j - from] = high;
    }
    this.#low = low;
    this.#high = high;
    const count = to - from;
    if (head - edges.low[0] + (high - tail) + (ownEnd - own) > CROWDED) {
      for (let r = 0; r < count; r++) this.#task.sumWindow(from + r, edges.low[r], edges.high[r]);
      return;
    }
    const rows = this.#rows;
    this.#field.valuesInto(queries, from, count, rows);
    edges.head.fill(head, 0, count);
    edges.tail.fill(tail, 0, count);
    run.addEdgesInto(queries, from, count, edges, rows);
    if (own < ownEnd) {
      for (let r = 0; r < count; r++) {
        this.#own.low[r] = own;
        this.#own.head[r] = excludeSelf ? from + r : ownEnd;
        this.#own.tail[r] = excludeSelf ? from + r + 1 : ownEnd;
        this.#own.high[r] = ownEnd;
      }
      run.addEdgesInto(queries, from, count, this.#own, rows);
    }
    const { size } = layout;
    for (let r = 0; r < count; r++) {
      const at = places[from + r] * size;
      for (let o = 0; o < size; o++) result.sums[at + o] = rows[r * size + o];
    }
    if (!this.#certain) this.#check(from, count);
  }

  #enter(k: number): void {
    if (k === this.#cell) return;
    this.#cell = k;
    const b = Math.floor(k / this.lattice.perBlock);
    if (b !== this.#block) {
      this.#block = b;
      this.#field.enterBlock(b);
      const unit = EPSILON * this.#field.amplification;
      this.#certain = certify(this.#task, this.lattice, b, unit, this.#bound);
    }
    this.#field.enterCell(k);
  }

  /** Queries whose sums do not show that the bound is small against them go to the tree. */
  #check(from: number, count: number): void {
    const { layout, tolerance } = this.#task;
    for (let r = 0; r < count; r++) {
      const at = r * layout.size;
      let kept = this.#rows[at] >= TINY;
      for (let column = 0; kept && column < layout.columns; column++) {
        const sum = this.#rows[at + layout.sumStart[column]];
        kept = this.#bound[column] <= tolerance * Math.abs(sum);
      }
      if (!kept) this.#task.sumWindow(from + r, this.#edges.low[r], this.#edges.high[r]);
    }
  }
}

function edgeRuns(): EdgeRuns {
  return {
    low: new Int32Array(ROW),
    head: new Int32Array(ROW),
    tail: new Int32Array(ROW),
    high: new Int32Array(ROW),
  };
}

/**
 * Writes the error bound of each column for the queries of block b; true when it holds for all of
 * them.
 */
function certify(
  task: WindowTask,
  lattice: BlockLattice,
  b: number,
  unit: number,
  bound: Float64Array,
): boolean {
  const { blocks, blockReach, mass, heaviest } = lattice;
  const c = bound.length;
  const half = Math.floor(blockReach / 2) - 1;
  const middle = middleOf(task);
  let certain = true;
  for (let k = 0; k < c; k++) {
    let outer = 0;
    let inner = 0;
    let most = 0;
    const last = Math.min(blocks - 1, b + blockReach);
    for (let other = Math.max(0, b - blockReach); other <= last; other++) {
      outer += mass[other * c + k];
      if (Math.abs(other - b) > half) continue;
      inner += mass[other * c + k];
      most = Math.max(most, heaviest[other * c + k]);
    }
    if (task.excludeSelf) inner -= most;
    bound[k] = unit * outer;
    if (!(bound[k] <= task.tolerance * middle * inner) || inner < 1e4 * TINY) certain = false;
  }
  return certain;
}

/** K(½). */
function middleOf(task: WindowTask): number {
  const tau = new Float64Array(task.layout.degree + 1);
  task.polynomial.taylorInto(0, 1, 0.5, tau);
  return tau[0];
}

function clamp(cell: number, cells: number): number {
  return cell < 0 ? 0 : Math.min(cell, cells);
}
