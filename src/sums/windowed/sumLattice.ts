// Queries over one stretch of keys by the lattice: a polynomial for the inside of the window,
// points for the cut cells. Promise, for each query and column: rounding of the inside is at most
// the rounding of the table times Σ|c| over the blocks in reach. It must stay below
// tolerance·ΣK|c|, and ΣK|c| >= K(½)·Σ|c| over the blocks within half a bandwidth; where that does
// not show it, |S| itself is tried, and then the window is summed by the tree.

import { translateInto, translationInto } from '../../loops/translate.js';
import { type WindowCells, windowPairInto } from '../../loops/windowPair.js';
import { BlockLattice, type Stretch } from './BlockLattice.js';
import type { CompactPolynomial, WindowLayout } from './CompactPolynomial.js';
import { TINY, type WindowTask } from './WindowTask.js';

/** Queries taken together. */
const ROW = 128;
/** Points of the cut cells, about half of them in the window, above which a narrower lattice or the tree is cheaper. */
const CROWDED = 256;
/** A narrower lattice has cells at most so wide beside these, and at most so many keys a query. */
const NARROWER = 0.5;
const KEYS = 64;

/** Sums the queries [from, to), in any order, over one stretch of keys. */
export function sumLattice(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const asked = new Uint32Array(to - from);
  for (let j = from; j < to; j++) asked[j - from] = j;
  sumAsked(task, stretch, asked);
}

/** The same of a list of queries. */
function sumAsked(task: WindowTask, stretch: Stretch, asked: Uint32Array): void {
  const lattice = new BlockLattice(task.index, stretch, task.layout, task.w);
  const { blocks, blockReach, perBlock } = lattice;
  const { queries } = task;
  // Queries by block, with room on both sides for those outside the stretch but in its reach.
  const before = blockReach + 1;
  const bins = blocks + 2 * before;
  const ends = new Uint32Array(bins + 1);
  for (const j of asked) {
    const bin = Math.floor(lattice.cellOf(queries[j]) / perBlock) + before;
    if (bin >= 0 && bin < bins) ends[bin]++;
  }
  for (let bin = 0, sum = 0; bin <= bins; bin++) {
    sum += ends[bin];
    ends[bin] = sum - ends[bin];
  }
  const places = new Uint32Array(ends[bins]);
  const points = new Float64Array(ends[bins]);
  for (const j of asked) {
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
  sumCrowded(task, stretch, Uint32Array.from(sweep.crowded));
}

/**
 * Sums queries in crowded cells by lattices over what is in their reach, whose cells are narrower where that is a small part of
 * the stretch, or window by window.
 */
function sumCrowded(task: WindowTask, stretch: Stretch, crowded: Uint32Array): void {
  const { index, queries, w } = task;
  crowded.sort((a, b) => queries[a] - queries[b]);
  const reach = BlockLattice.wantedReach(index, stretch, w);
  for (let first = 0, end = 0; first < crowded.length; first = end) {
    end = first + 1;
    while (end < crowded.length && (queries[crowded[end]] - queries[crowded[end - 1]]) * w <= 2)
      end++;
    const run = crowded.subarray(first, end);
    const own = {
      from: task.firstFrom(queries[run[0]], w, -1),
      to: task.firstFrom(queries[run[run.length - 1]], w, 1),
    };
    const isCheap = own.to - own.from <= KEYS * run.length;
    if (isCheap && reach <= NARROWER * BlockLattice.wantedReach(index, own, w))
      sumAsked(task, own, run);
    else for (const j of run) task.sumWindow(j);
  }
}

/** Queries of one block at a time. */
class BlockSweep {
  /** Queries that are left to others. */
  readonly crowded: number[] = [];
  readonly #task: WindowTask;
  readonly #lattice: BlockLattice;
  readonly #table: BlockTable;
  readonly #bound: Float64Array;
  readonly #row = {
    count: 0,
    q: new Float64Array(ROW),
    cell: new Int32Array(ROW),
    /** Which of the queries. */
    query: new Int32Array(ROW),
    place: new Int32Array(ROW),
    self: new Int32Array(ROW),
  };

  constructor(task: WindowTask, lattice: BlockLattice) {
    const { layout, polynomial, w } = task;
    this.#task = task;
    this.#lattice = lattice;
    const apart = task.request.excludeSelf || !polynomial.smooth;
    this.#table = new BlockTable(lattice, polynomial, layout, w, apart);
    this.#bound = new Float64Array(layout.columns);
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
          this.crowded.push(places[i]);
          continue;
        }
        row.q[count] = q;
        row.cell[count] = cell;
        row.query[count] = places[i];
        row.place[count] = this.#task.place(places[i]);
        row.self[count++] = excludeSelf ? places[i] : -1;
      }
      row.count = count;
      this.#sumRow(b);
      if (!certain) this.#check(row.query.subarray(0, count));
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
      const run = 4 * row.cell[r];
      const [left, right] = [runs[run], runs[run + 1]];
      let low = left;
      let high = right;
      while (low > from && (keys[low - 1] - q) * w >= -1) low--;
      while (high < to && (keys[high] - q) * w <= 1) high++;
      this.#task.addRun(q, w, low, left, -1, at);
      this.#task.addRun(q, w, right, high, -1, at);
      this.#task.addRun(q, w, runs[run + 2], runs[run + 3], row.self[r], at);
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
      const small = this.#bound[k] <= tolerance * this.#task.polynomial.middle * inner;
      if (!small || inner < 1e4 * TINY) certain = false;
    }
    return certain;
  }

  /** Queries whose sums do not show that the bound is small against them go to the tree. */
  #check(indices: Int32Array): void {
    for (const j of indices) if (!this.#task.isCertain(j, this.#bound)) this.#task.sumWindow(j);
  }
}

// For the cells of one block of queries: the sums over the keys that lie inside the window of every
// query of the cell, as polynomials in s = (q − centre of the block)·w. Whole blocks are gathered
// once; from cell to cell one cell of keys comes in and one goes out, so the rounding is that of 2β
// + 2G additions of what is in reach. Where the kernel has a kink, or queries leave themselves out,
// the own cell is left to points, and its block is taken side by side.

/** Places of translations: block b+β, block b−β, the own block right and left of the query, any. */
const RIGHT = 0;
const LEFT = 1;
const OWN_RIGHT = 2;
const OWN_LEFT = 3;
const OTHER = 4;

/** Polynomials of the cells of one block at a time. */
export class BlockTable implements WindowCells {
  readonly table: Float64Array;
  readonly stride: number;
  readonly runs: Int32Array;
  /** Keys of each cell that are left to points, inside the window or not, [cells]. */
  readonly crowd: Int32Array;
  /** Bound of the rounding, in units of Σ|c| over the blocks in reach. */
  rounding = 0;
  readonly #lattice: BlockLattice;
  readonly #polynomial: CompactPolynomial;
  readonly #layout: WindowLayout;
  readonly #w: number;
  readonly #apart: boolean;
  readonly #current: Float64Array;
  readonly #tau: Float64Array;
  readonly #triangles: Float64Array[][] = [];

  /** @param apart - the cell of the query is left to points */
  constructor(
    lattice: BlockLattice,
    polynomial: CompactPolynomial,
    layout: WindowLayout,
    w: number,
    apart: boolean,
  ) {
    this.#lattice = lattice;
    this.#polynomial = polynomial;
    this.#layout = layout;
    this.#w = w;
    this.#apart = apart;
    this.stride = layout.coefficientStart[layout.size];
    this.table = new Float64Array(lattice.perBlock * this.stride);
    this.runs = new Int32Array(4 * lattice.perBlock);
    this.crowd = new Int32Array(lattice.perBlock);
    this.#tau = new Float64Array(layout.degree + layout.maxPower + 1);
    this.#current = new Float64Array(this.stride + this.#tau.length);
    const room = (this.#tau.length * (this.#tau.length + 1)) / 2;
    for (let place = RIGHT; place <= OTHER; place++) {
      this.#triangles.push(
        Array.from({ length: layout.maxPower + 1 }, () => new Float64Array(room)),
      );
    }
  }

  /** Fills the table for the queries of block `b`. */
  enter(b: number): void {
    const lattice = this.#lattice;
    const { blockReach, blocks, perBlock, reach, moments, totals } = lattice;
    const { table, stride, runs } = this;
    const apart = this.#apart;
    const current = this.#current;
    current.fill(0);
    this.rounding = 0;
    const last = Math.min(blocks, b + blockReach);
    for (let other = Math.max(0, b - blockReach); other < last; other++) {
      this.#place(OTHER, b, other, 1);
      this.#add(OTHER, totals, other, 1);
    }
    this.#place(RIGHT, b, b + blockReach, 1);
    this.#place(LEFT, b, b - blockReach, -1);
    this.#place(OWN_RIGHT, b, b, 1);
    this.#place(OWN_LEFT, b, b, -1);
    this.rounding *= (2 * (Math.min(blockReach, blocks) + perBlock) + 64) * 2 ** -53;
    for (let g = 0; g < perBlock; g++) {
      const k = b * perBlock + g;
      if (g > 0) {
        this.#add(RIGHT, moments, k - 1 + reach, 1);
        if (apart) this.#add(OWN_LEFT, moments, k - 1, 1);
      }
      this.#add(LEFT, moments, k - reach, -1);
      if (apart) this.#add(OWN_RIGHT, moments, k, -1);
      for (let l = 0; l < stride; l++) table[g * stride + l] = current[l];
      const left = lattice.start(k - reach + 1);
      const right = lattice.start(k + reach);
      const own = lattice.start(k);
      const ownEnd = apart ? lattice.start(k + 1) : own;
      runs[4 * g] = left;
      runs[4 * g + 1] = right;
      runs[4 * g + 2] = own;
      runs[4 * g + 3] = ownEnd;
      const cut = left - lattice.start(k - reach) + lattice.start(k + reach + 1) - right;
      this.crowd[g] = cut + ownEnd - own;
    }
  }

  /** Lays out the translation from block `other` to block `b`; `side` of zero only matters for b. */
  #place(place: number, b: number, other: number, side: number): void {
    const lattice = this.#lattice;
    const sigma = (lattice.centre(other) - lattice.centre(b)) * this.#w;
    for (let power = 0; power <= this.#layout.maxPower; power++) {
      const size = this.#layout.degree + power + 1;
      const sideOf = other === b ? side : Math.sign(other - b);
      this.#polynomial.taylorInto(power, sideOf, Math.abs(sigma), this.#tau);
      translationInto(this.#tau, size, this.#triangles[place][power]);
      let terms = 0;
      for (let m = size - 1; m >= 0; m--)
        terms = terms / lattice.blockReach + Math.abs(this.#tau[m]);
      this.rounding = Math.max(this.rounding, terms);
    }
  }

  /** Adds set `set` of `moments`, cells or blocks, to the current polynomials; none is nothing. */
  #add(place: number, moments: Float64Array, set: number, sign: number): void {
    const { columns, maxPower, momentStart, degree } = this.#layout;
    const current = this.#current;
    const scrap = this.stride;
    const base = set * momentStart[columns];
    if (base < 0 || base >= moments.length) return;
    for (let power = 0; power <= maxPower; power++) {
      const triangle = this.#triangles[place][power];
      const size = degree + power + 1;
      for (let k = 0; k < columns; k += 2) {
        const a = this.#coefficients(k, power);
        const b = this.#coefficients(k + 1, power);
        if (a === scrap && b === scrap) continue;
        const next = Math.min(k + 1, columns - 1);
        const from = base + momentStart[k];
        translateInto(triangle, size, sign, moments, from, base + momentStart[next], current, a, b);
      }
    }
  }

  /** Place of the coefficients of a column and power; room after the last where there are none. */
  #coefficients(k: number, power: number): number {
    const { columns, sumStart, coefficientStart } = this.#layout;
    if (k >= columns || sumStart[k] + power >= sumStart[k + 1]) return this.stride;
    return coefficientStart[sumStart[k] + power];
  }
}
