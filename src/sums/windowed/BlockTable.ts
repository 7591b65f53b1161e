// For the cells of one block of queries: the sums over the keys that lie inside the window of every
// query of the cell, as polynomials in s = (q − centre of the block)·w. Whole blocks are gathered
// once; from cell to cell one cell of keys comes in and one goes out, so the rounding is that of 2β
// + 2G additions of what is in reach. Where the kernel has a kink, or queries leave themselves out,
// the own cell is left to points, and its block is taken side by side.

import { translateInto, translationInto } from '../../loops/translate.js';
import type { WindowCells } from '../../loops/windowPair.js';
import type { BlockLattice } from './BlockLattice.js';
import type { CompactPolynomial } from './CompactPolynomial.js';
import type { WindowLayout } from './WindowLayout.js';

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
