// The sums over the keys that lie inside the window of every query of one cell, as polynomials in s
// = (q − centre of the block)·w. Whole blocks are gathered once a block of queries; the two cut
// blocks (and the own block, where the kernel has a kink or the query leaves itself out, so that
// its own cell is summed point by point) once a cell of queries.

import { translateInto, translatePairInto, translationInto } from '../../loops/translate.js';
import type { BlockLattice } from './BlockLattice.js';
import type { CompactPolynomial } from './CompactPolynomial.js';
import type { WindowLayout } from './WindowLayout.js';

/** Cut blocks, in this order: head of b+β, tail of b−β, own tail, own head. */
const CUTS = 4;

/** Polynomial field of a lattice, for one block and one cell of queries at a time. */
export class BlockField {
  /** Largest Σ|terms| of a unit weight met in the expansions of the current block. */
  amplification = 0;
  readonly #lattice: BlockLattice;
  readonly #polynomial: CompactPolynomial;
  readonly #layout: WindowLayout;
  readonly #w: number;
  readonly #ownApart: boolean;
  readonly #coefficients: Float64Array;
  readonly #whole: Float64Array;
  readonly #tau: Float64Array;
  readonly #triangle: Float64Array;
  readonly #cuts: Float64Array[][] = [];
  #block = 0;

  /** @param ownApart - the cell of the query is left to the caller */
  constructor(
    lattice: BlockLattice,
    polynomial: CompactPolynomial,
    layout: WindowLayout,
    w: number,
    ownApart: boolean,
  ) {
    this.#lattice = lattice;
    this.#polynomial = polynomial;
    this.#layout = layout;
    this.#w = w;
    this.#ownApart = ownApart;
    // Room after the last for the idle half of a pair.
    const length = layout.coefficientStart[layout.size] + layout.degree + layout.maxPower + 1;
    this.#coefficients = new Float64Array(length);
    this.#whole = new Float64Array(length);
    const longest = layout.degree + layout.maxPower + 1;
    this.#tau = new Float64Array(longest);
    this.#triangle = new Float64Array((longest * (longest + 1)) / 2);
    for (let cut = 0; cut < CUTS; cut++) {
      this.#cuts.push([]);
      for (let power = 0; power <= layout.maxPower; power++) {
        this.#cuts[cut].push(new Float64Array(this.#triangle.length));
      }
    }
  }

  /** Gathers the whole blocks around block `b`. */
  enterBlock(b: number): void {
    const { blockReach, blocks, totals } = this.#lattice;
    const layout = this.#layout;
    this.#block = b;
    this.#whole.fill(0);
    this.amplification = 0;
    const first = Math.max(0, b - blockReach + 1);
    const last = Math.min(blocks - 1, b + blockReach - 1);
    for (let power = 0; power <= layout.maxPower; power++) {
      for (let other = first; other <= last; other++) {
        if (other === b && this.#ownApart) continue;
        this.#triangleInto(other, power, 1, this.#triangle);
        this.#translate(this.#triangle, power, totals, other, this.#whole);
      }
      this.#triangleInto(b + blockReach, power, 1, this.#cuts[0][power]);
      this.#triangleInto(b - blockReach, power, 1, this.#cuts[1][power]);
      if (!this.#ownApart) continue;
      this.#triangleInto(b, power, 1, this.#cuts[2][power]);
      this.#triangleInto(b, power, -1, this.#cuts[3][power]);
    }
  }

  /** Completes the polynomials for the queries of cell `k` of the current block. */
  enterCell(k: number): void {
    const { reach, cells, before, after } = this.#lattice;
    const coefficients = this.#coefficients;
    for (let l = 0; l < coefficients.length; l++) coefficients[l] = this.#whole[l];
    for (let power = 0; power <= this.#layout.maxPower; power++) {
      if (k + reach >= 0 && k + reach < cells) this.#cut(0, power, before, k + reach);
      if (k - reach >= 0 && k - reach < cells) this.#cut(1, power, after, k - reach);
      if (!this.#ownApart || k < 0 || k >= cells) continue;
      this.#cut(2, power, after, k);
      this.#cut(3, power, before, k);
    }
  }

  /**
   * The polynomials of the current cell at the queries from … from + count − 1, rows of sums from
   * the start of `out`.
   */
  valuesInto(queries: Float64Array, from: number, count: number, out: Float64Array): void {
    const { coefficientStart, size } = this.#layout;
    const coefficients = this.#coefficients;
    const centre = this.#lattice.centre(this.#block);
    const w = this.#w;
    for (let o = 0; o < size; ) {
      const a = coefficientStart[o];
      const b = coefficientStart[o + 1];
      // Neighbours of equal length go together: two independent chains hide each other's latency.
      const pair = o + 1 < size && coefficientStart[o + 2] - b === b - a;
      for (let r = 0; r < count; r++) {
        const s = (queries[from + r] - centre) * w;
        let valueA = 0;
        let valueB = 0;
        for (let l = b - a - 1; l >= 0; l--) {
          valueA = valueA * s + coefficients[a + l];
          valueB = valueB * s + coefficients[b + l];
        }
        out[r * size + o] = valueA;
        if (pair) out[r * size + o + 1] = valueB;
      }
      o += pair ? 2 : 1;
    }
  }

  #cut(cut: number, power: number, moments: Float64Array, cell: number): void {
    this.#translate(this.#cuts[cut][power], power, moments, cell, this.#coefficients);
  }

  /**
   * Translation from a block to the current one; `ownSide` says on which side of zero the own block
   * is taken.
   */
  #triangleInto(other: number, power: number, ownSide: number, out: Float64Array): void {
    const lattice = this.#lattice;
    const size = this.#layout.degree + power + 1;
    const sigma = (lattice.centre(other) - lattice.centre(this.#block)) * this.#w;
    const side = other === this.#block ? ownSide : Math.sign(other - this.#block);
    this.#polynomial.taylorInto(power, side, Math.abs(sigma), this.#tau);
    translationInto(this.#tau, size, out);
    let terms = 0;
    for (let m = size - 1; m >= 0; m--) terms = terms / lattice.blockReach + Math.abs(this.#tau[m]);
    if (terms > this.amplification) this.amplification = terms;
  }

  #translate(
    triangle: Float64Array,
    power: number,
    moments: Float64Array,
    set: number,
    out: Float64Array,
  ): void {
    const { columns, sumStart, momentStart, coefficientStart, degree } = this.#layout;
    const base = set * momentStart[columns];
    const size = degree + power + 1;
    let waiting = -1;
    for (let k = 0; k < columns; k++) {
      if (sumStart[k] + power >= sumStart[k + 1]) continue;
      if (waiting < 0) {
        waiting = k;
        continue;
      }
      const a = base + momentStart[waiting];
      const toA = coefficientStart[sumStart[waiting] + power];
      const toB = coefficientStart[sumStart[k] + power];
      translatePairInto(triangle, size, moments, a, base + momentStart[k], out, toA, toB);
      waiting = -1;
    }
    if (waiting < 0) return;
    const to = coefficientStart[sumStart[waiting] + power];
    translateInto(triangle, size, moments, base + momentStart[waiting], out, to);
  }
}
