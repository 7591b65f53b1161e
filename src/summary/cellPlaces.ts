// A summary as observations: the sums of a cell become at most eight places with weights above 0, the
// nodes of the Gauss quadrature of its weights, so that
//
//   Σ w_i P(x_i) = Σ W_j P(z_j)      for polynomials below degree 16
//   Σ w_i v_i P(x_i) = Σ W_j V_j P(z_j)      below degree 8, and the same for squares and counts
//
// and whatever is smooth over a cell, at most an eighth of the bandwidth, cannot tell the two apart: u
// bandwidths from a cell sums of outputs lose (u/16)^8/8! of what it adds, 1e-14 next to it and 2e-9
// five bandwidths away, sums of weights the square of that. A cell with at most eight observations has
// them as its places, to rounding. O(cells).
//
// The recurrence of the orthogonal polynomials is made from the Chebyshev sums by the modified
// Chebyshev algorithm (Sack, Donovan 1972; Gautschi 1982), which loses hardly any digits; the nodes are
// the eigenvalues of its matrix (Golub, Welsch 1969).

import { eigenvaluesInto } from '../loops/eigenvalues.js';
import type { Observations } from '../smoothers/Observations.js';
import { type CellSums, layoutOf, OTHER_TERMS, WEIGHT_TERMS } from './CellSums.js';
import { type CellPlaces, layoutOfParts, mergedPlaces } from './mergedPlaces.js';

/** Most places of a cell. */
const PLACES = OTHER_TERMS;
/** A polynomial whose square is this part of that of Chebyshev's is one of fewer places. */
const NOTHING = 1e-13;
/** Nodes are in the cell, and no lighter than this part of it, but for rounding. */
const OUTSIDE = 1e-9;
const LIGHTEST = 1e-12;
/** Weights of few observations that are this close to whole numbers are those. */
const WHOLE = 1e-11;

/**
 * The places of all cells, in the order of x.
 *
 * @param least - the smallest bandwidth that cannot tell them from the observations
 */
export function cellPlaces(cells: CellSums, least: number): Observations {
  const { ids, sums, range, exponent, weighted, shift, heaviest } = cells;
  const p = shift.length;
  const { counts, width: size } = layoutOf(p, weighted);
  const { width } = layoutOfParts(p, weighted);
  const unit = 2 ** exponent;
  const [first] = ids;
  const origin = first * unit;
  const cell = new Quadrature();
  const values = new Float64Array(PLACES);
  const each = Array.from(ids, (id, c): CellPlaces => {
    const from = c * size;
    const n = cell.read(sums, from, sums[from + counts], !weighted);
    const weights = cell.weights.slice(0, n);
    const parts = new Float64Array(n * width);
    for (let b = 0; b < width; b++) {
      cell.valuesInto(sums, from + WEIGHT_TERMS + b * OTHER_TERMS, values);
      for (let j = 0; j < n; j++) parts[j * width + b] = weights[j] * values[j];
    }
    const x = cell.nodes.slice(0, n).map((node) => (id - first + (node + 1) / 2) * unit);
    const taken = Float64Array.from({ length: n * p }, (_, at) => shift[at % p]);
    return { x, weights, taken, parts };
  });
  return mergedPlaces(each, 1, p, {
    weighted,
    heaviest,
    least: Float64Array.of(least),
    origin: Float64Array.of(origin),
    low: Float64Array.of(range[0] - origin),
    high: Float64Array.of(range[1] - origin),
  });
}

/** Nodes and weights of one cell after another. */
class Quadrature {
  readonly nodes = new Float64Array(PLACES);
  readonly weights = new Float64Array(PLACES);
  #count = 0;
  /** Diagonal of the recurrence of the monic polynomials, and what is beside it, squared. */
  readonly #alpha = new Float64Array(PLACES);
  readonly #beta = new Float64Array(PLACES);
  /** Σ w·p_k², the first 1. */
  readonly #sizes = new Float64Array(PLACES);
  readonly #rows = [0, 1, 2].map(() => new Float64Array(2 * PLACES));
  readonly #side = new Float64Array(PLACES);
  readonly #first = new Float64Array(PLACES);
  readonly #parts = new Float64Array(PLACES);
  readonly #moments = [0, 1, 2].map(() => new Float64Array(PLACES));

  /**
   * Reads the sums of the weights of a cell.
   *
   * @param isEven - whether all weights are 1
   * @returns how many places there are
   */
  read(sums: Float64Array, from: number, count: number, isEven: boolean): number {
    const mass = sums[from];
    const isFew = count < PLACES + 0.5;
    let terms = this.#recur(sums, from, isFew ? Math.round(count) : PLACES);
    while (terms > 1 && !this.#solve(terms, mass)) terms--;
    if (terms === 1) {
      this.nodes[0] = this.#alpha[0];
      this.weights[0] = mass;
    }
    this.#count = terms;
    if (isEven && isFew && this.weights.subarray(0, terms).every(isWhole))
      for (let j = 0; j < terms; j++) this.weights[j] = Math.round(this.weights[j]);
    return terms;
  }

  /** The recurrence, of at most so many terms; returns how many there are. */
  #recur(sums: Float64Array, from: number, most: number): number {
    const mass = sums[from];
    let [before, now, next] = this.#rows;
    const terms = 2 * most;
    before.fill(0);
    // Monic: T_l over 2^(l − 1).
    for (let l = 0; l < terms; l++) now[l] = (sums[from + l] / mass) * (l > 1 ? 2 ** (1 - l) : 1);
    this.#alpha[0] = now[1];
    this.#beta[0] = 0;
    this.#sizes[0] = 1;
    for (let k = 1; k < most; k++) {
      for (let l = k; l < terms - k; l++) {
        const down = l === 1 ? 1 / 2 : 1 / 4;
        next[l] =
          now[l + 1] -
          this.#alpha[k - 1] * now[l] -
          (k > 1 ? this.#beta[k - 1] * before[l] : 0) +
          down * now[l - 1];
      }
      if (!(next[k] > NOTHING * 2 ** (1 - 2 * k))) return k;
      this.#sizes[k] = next[k];
      this.#beta[k] = next[k] / now[k - 1];
      this.#alpha[k] = next[k + 1] / next[k] - now[k] / now[k - 1];
      [before, now, next] = [now, next, before];
    }
    return most;
  }

  /** Nodes and weights from the first so many terms; false when they are not inside, or nothing. */
  #solve(terms: number, mass: number): boolean {
    const nodes = this.nodes.subarray(0, terms);
    const first = this.#first.subarray(0, terms);
    nodes.set(this.#alpha.subarray(0, terms));
    for (let k = 1; k < terms; k++) this.#side[k - 1] = Math.sqrt(this.#beta[k]);
    if (!eigenvaluesInto(nodes, this.#side, first)) return false;
    for (let j = 0; j < terms; j++) {
      const share = first[j] ** 2;
      if (!(Math.abs(nodes[j]) <= 1 + OUTSIDE && share > LIGHTEST)) return false;
      nodes[j] = Math.max(-1, Math.min(1, nodes[j]));
      this.weights[j] = share * mass;
    }
    return true;
  }

  /**
   * What other sums of the cell are at its places, over the weights there.
   *
   * @param out - receives them
   */
  valuesInto(sums: Float64Array, from: number, out: Float64Array): void {
    const count = this.#count;
    const mass = this.#mass;
    let [before, now, next] = this.#moments;
    for (let a = 0; a < OTHER_TERMS; a++) now[a] = sums[from + a] / mass;
    before.fill(0);
    this.#parts[0] = now[0];
    // Sums of p_k·T_a: of the next polynomial by t·T_a = (T_(a+1) + T_|a−1|)/2.
    for (let k = 1; k < count; k++) {
      const [alpha, beta] = [this.#alpha[k - 1], this.#beta[k - 1]];
      for (let a = 0; a < OTHER_TERMS - k; a++)
        next[a] = (now[a + 1] + now[Math.abs(a - 1)]) / 2 - alpha * now[a] - beta * before[a];
      this.#parts[k] = next[0] / this.#sizes[k];
      [before, now, next] = [now, next, before];
    }
    for (let j = 0; j < count; j++) {
      let [last, own, sum] = [0, 1, this.#parts[0]];
      for (let k = 1; k < count; k++) {
        const value = (this.nodes[j] - this.#alpha[k - 1]) * own - this.#beta[k - 1] * last;
        [last, own] = [own, value];
        sum += this.#parts[k] * value;
      }
      out[j] = sum;
    }
  }

  get #mass(): number {
    let sum = 0;
    for (let j = 0; j < this.#count; j++) sum += this.weights[j];
    return sum;
  }
}

function isWhole(weight: number): boolean {
  return Math.abs(weight - Math.round(weight)) < WHOLE && weight > 0.5;
}
