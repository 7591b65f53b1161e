// The normal equations of a local polynomial from its kernel sums, one query at a time:
//
//   Σ_b S[α_a + α_b] β_b = T[α_a]      S powers of the weights, T of the outputs, u = (x − q)/h
//
// equilibrated to a unit diagonal and factored by Cholesky. The moments carry relative errors of about 1e-15, at most those
// of the tolerance; the solution carries them times the condition number, so a system above the limit is refused and left
// to the points themselves (LocalDesign). Under a signed kernel the matrix is not positive definite: it is inverted by
// elimination with the largest pivots.

import { powers, productPlaces } from '../sums/powers.js';

/** Largest trace of the inverse of the equilibrated matrix, a bound of its condition number over the number of terms. */
const LIMIT = 1e4;

/** The same of the matrix as it is, with a mass of 1, for moments that are right beside that. */
const ABSOLUTE = 1e5;

/** Factors and solves the equations of one query after another in memory of its own. */
export class LocalMoments {
  /** Terms of the polynomial. */
  readonly terms: number;
  /** Sums of the weights: powers up to twice the degree. */
  readonly moments: number;
  /** (A⁻¹)₀₀ of the last system, in the scale of its sums. */
  corner = 0;
  /** What is added to the diagonal, times `ridgeWeight`, [terms]. */
  ridge: Float64Array | undefined;
  /** What the ridge weighs beside the next sums, in their scale. */
  ridgeWeight = 0;
  /** Whether the moments are right beside the mass, and not each beside its own size. */
  isAbsolute = false;
  /** The same of the polynomials of fewer terms that it holds, [terms]. */
  readonly corners: Float64Array;
  #mass = 0; // S₀, ū and V of the last system of one or two terms
  #mean = 0;
  #spread = 0;
  readonly #place: Int32Array; // [terms, terms], where S[α_a + α_b] stands
  readonly #scale: Float64Array;
  readonly #inverse: Float64Array; // L⁻¹, lower triangular
  readonly #work: Float64Array;
  readonly #unit: Float64Array;
  readonly #pulls: Float64Array;
  readonly #isSigned: boolean;

  /**
   * @param d - dimensions
   * @param degree - of the polynomial
   * @param isSigned - whether weights may be below 0
   */
  constructor(d: number, degree: number, isSigned = false) {
    this.#isSigned = isSigned;
    this.terms = powers(d, degree).parent.length;
    this.corners = new Float64Array(this.terms);
    this.moments = powers(d, 2 * degree).parent.length;
    this.#place = productPlaces(d, 2 * degree, this.terms, this.terms);
    this.#scale = new Float64Array(this.terms);
    this.#inverse = new Float64Array(this.terms * this.terms);
    this.#work = new Float64Array(this.terms);
    this.#unit = new Float64Array(this.terms);
    this.#pulls = new Float64Array(this.terms);
  }

  /**
   * Factors the matrix of a query.
   *
   * @param sums - of all queries
   * @param at - where those of this one begin
   * @param limit - largest trace of the inverse of the equilibrated matrix, for sums that carry fewer digits
   * @returns whether it can be solved with its digits kept
   */
  factor(sums: Float64Array, at: number, limit = LIMIT): boolean {
    return this.factorNested(sums, at, limit) === this.terms;
  }

  /**
   * Factors the matrix of a query, and with it those of the polynomials of its first terms alone: row
   * a of L knows nothing of the rows after it.
   *
   * @returns how many of the terms can be solved for together with their digits kept
   */
  factorNested(sums: Float64Array, at: number, limit = LIMIT): number {
    const { terms: k } = this;
    if (this.#isSigned && k > 1) return this.#invert(sums, at, limit) ? k : 0;
    if (k < 3) return this.#factorFew(sums, at, limit) ? k : 0;
    const place = this.#place;
    const scale = this.#scale;
    const inverse = this.#inverse;
    // Row a of L, then row a of its inverse: L⁻¹ needs the rows above only.
    let [trace, whole, corner] = [0, 0, 0];
    const row = this.#work;
    for (let a = 0; a < k; a++) {
      const added = this.ridge && this.ridge[a] > 0 ? this.ridge[a] * this.ridgeWeight : 0;
      scale[a] = 1 / Math.sqrt(sums[at + place[a * k + a]] + added);
      if (!(scale[a] < Infinity && scale[a] > 0)) return a;
      let pivot = 1;
      for (let b = 0; b < a; b++) {
        // l_ab = Σ_c G_ac (L⁻¹)_bc
        let l = 0;
        for (let c = 0; c <= b; c++) {
          l += sums[at + place[a * k + c]] * scale[c] * inverse[b * k + c];
        }
        l *= scale[a];
        row[b] = l;
        pivot -= l * l;
      }
      if (!(pivot * limit > 1)) return a;
      const over = 1 / Math.sqrt(pivot);
      inverse[a * k + a] = over;
      trace += over * over;
      whole += (over * scale[a]) ** 2;
      for (let c = 0; c < a; c++) {
        let sum = 0;
        for (let b = c; b < a; b++) sum += row[b] * inverse[b * k + c];
        const entry = -sum * over;
        inverse[a * k + c] = entry;
        trace += entry * entry;
        whole += (entry * scale[c]) ** 2;
      }
      if (!(trace < limit) || (this.isAbsolute && !(whole * sums[at] < ABSOLUTE))) return a;
      corner += inverse[a * k] * inverse[a * k];
      this.corners[a] = corner * scale[0] * scale[0];
    }
    this.corner = this.corners[k - 1];
    return k;
  }

  /** The inverse of the equilibrated matrix of weights of both signs, without those of fewer terms. */
  #invert(sums: Float64Array, at: number, limit: number): boolean {
    const { terms: k } = this;
    const [scale, inverse] = [this.#scale, this.#inverse];
    for (let a = 0; a < k; a++) {
      scale[a] = 1 / Math.sqrt(Math.abs(sums[at + this.#place[a * k + a]]));
      if (!(scale[a] < Infinity && scale[a] > 0)) return false;
    }
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++)
        inverse[a * k + b] = sums[at + this.#place[a * k + b]] * scale[a] * scale[b];
    const largest = invertInPlace(inverse, k);
    if (!(largest * k < limit)) return false;
    this.corner = inverse[0] * scale[0] * scale[0];
    return true;
  }

  /** The same for one and two terms, about the mean ū = S₁/S₀: A⁻¹₀₀ = 1/S₀ + ū²/V with V = S₂ − S₁ū. */
  #factorFew(sums: Float64Array, at: number, limit: number): boolean {
    const mass = sums[at];
    if (!((mass > 0 || (this.#isSigned && mass < 0)) && Math.abs(mass) < Infinity)) return false;
    this.#mass = mass;
    this.corner = 1 / mass;
    this.corners[0] = this.corner;
    if (this.terms === 1) return true;
    const second = sums[at + 2] + (this.ridge ? this.ridge[1] * this.ridgeWeight : 0);
    const mean = sums[at + 1] / mass;
    const spread = second - sums[at + 1] * mean;
    // The trace of the inverse of the equilibrated matrix is 2·second/spread.
    if (!(second < Infinity && spread * limit > 2 * second)) return false;
    if (this.isAbsolute && !(spread * ABSOLUTE > mass + second)) return false;
    this.#mean = mean;
    this.#spread = spread;
    this.corner += (mean * mean) / spread;
    this.corners[1] = this.corner;
    return true;
  }

  /**
   * Solves the factored equations.
   *
   * @param right - holds T from `at` on
   * @param out - receives the coefficients in powers of u from `to` on, every `step`
   */
  solveInto(right: Float64Array, at: number, out: Float64Array, to: number, step: number): void {
    const { terms: k } = this;
    if (this.#isSigned && k > 1) {
      for (let a = 0; a < k; a++) {
        let sum = 0;
        for (let b = 0; b < k; b++)
          sum += this.#inverse[a * k + b] * (right[at + b] * this.#scale[b]);
        out[to + a * step] = sum * this.#scale[a];
      }
      return;
    }
    if (k < 3) {
      out[to] = right[at] / this.#mass;
      if (k === 1) return;
      const slope = (right[at + 1] - right[at] * this.#mean) / this.#spread;
      out[to] -= slope * this.#mean;
      out[to + step] = slope;
      return;
    }
    const scale = this.#scale;
    const inverse = this.#inverse;
    const z = this.#work;
    for (let a = 0; a < k; a++) {
      let sum = 0;
      for (let c = 0; c <= a; c++) sum += inverse[a * k + c] * (right[at + c] * scale[c]);
      z[a] = sum;
    }
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let a = c; a < k; a++) sum += inverse[a * k + c] * z[a];
      out[to + c * step] = sum * scale[c];
    }
  }

  /**
   * The first coefficient of the polynomials of 1, 2, … terms: all of them are sums of the same parts.
   *
   * @param count - how many of them, at most as many as were factored
   * @param out - receives them from `to` on
   */
  nestedInto(right: Float64Array, at: number, count: number, out: Float64Array, to: number): void {
    const { terms: k } = this;
    if (k < 3) {
      if (count > 0) out[to] = right[at] / this.#mass;
      if (count > 1) {
        const slope = (right[at + 1] - right[at] * this.#mean) / this.#spread;
        out[to + 1] = out[to] - slope * this.#mean;
      }
      return;
    }
    const scale = this.#scale;
    const inverse = this.#inverse;
    let value = 0;
    for (let a = 0; a < count; a++) {
      let z = 0;
      for (let c = 0; c <= a; c++) z += inverse[a * k + c] * (right[at + c] * scale[c]);
      value += inverse[a * k] * z;
      out[to + a] = value * scale[0];
    }
  }

  /**
   * Takes g = A⁻¹e_t of the factored equations, with which a coefficient takes sums of outputs.
   *
   * @param term - which coefficient t, in powers of u
   */
  pull(term: number): void {
    const { terms: k } = this;
    const g = this.#pulls;
    if (k < 3 || this.#isSigned) {
      this.#unit.fill(0);
      this.#unit[term] = 1;
      this.solveInto(this.#unit, 0, g, 0, 1);
      return;
    }
    const scale = this.#scale;
    const inverse = this.#inverse;
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let a = Math.max(c, term); a < k; a++) sum += inverse[a * k + c] * inverse[a * k + term];
      g[c] = sum * scale[c] * scale[term];
    }
  }

  /** g·T, the coefficient that was pulled last, for T from `at` on. */
  pulled(right: Float64Array, at: number): number {
    // As a quotient a mean of equal values is that value to the last digit.
    if (this.terms === 1) return right[at] / this.#mass;
    const g = this.#pulls;
    let sum = 0;
    for (let a = 0; a < this.terms; a++) sum += g[a] * right[at + a];
    return sum;
  }

  /**
   * ‖ℓ‖² = gᵀBg of the coefficient that was pulled last, B from sums of squared weights.
   *
   * @param sums - of all queries, powers up to twice the degree
   * @param at - where those of this one begin
   */
  normSquared(sums: Float64Array, at: number): number {
    const { terms: k } = this;
    if (k === 1) return sums[at] / this.#mass ** 2;
    const g = this.#pulls;
    let total = 0;
    for (let a = 0; a < k; a++) {
      let sum = (g[a] * sums[at + this.#place[a * k + a]]) / 2;
      for (let b = 0; b < a; b++) sum += g[b] * sums[at + this.#place[a * k + b]];
      total += 2 * g[a] * sum;
    }
    return total;
  }
}

/**
 * The inverse of a matrix [k, k] in its place, by Gauss and Jordan with complete pivoting.
 *
 * @returns its largest entry; ∞ for a matrix that has none
 */
function invertInPlace(matrix: Float64Array, k: number): number {
  const order: [number, number][] = [];
  const isDone = new Uint8Array(k); // rows and columns alike, once the pivot is on the diagonal
  for (let step = 0; step < k; step++) {
    let [most, row, column] = [0, -1, -1];
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) {
        if (isDone[a] || isDone[b]) continue;
        const size = Math.abs(matrix[a * k + b]);
        if (size > most) [most, row, column] = [size, a, b];
      }
    if (row < 0) return Infinity;
    // Rows change places so that the pivot stands on the diagonal.
    if (row !== column)
      for (let b = 0; b < k; b++) {
        const held = matrix[row * k + b];
        matrix[row * k + b] = matrix[column * k + b];
        matrix[column * k + b] = held;
      }
    isDone[column] = 1;
    order.push([row, column]);
    const over = 1 / matrix[column * k + column];
    matrix[column * k + column] = 1;
    for (let b = 0; b < k; b++) matrix[column * k + b] *= over;
    for (let a = 0; a < k; a++) {
      if (a === column) continue;
      const factor = matrix[a * k + column];
      matrix[a * k + column] = 0;
      for (let b = 0; b < k; b++) matrix[a * k + b] -= factor * matrix[column * k + b];
    }
  }
  for (const [row, column] of order.reverse()) {
    if (row === column) continue;
    for (let a = 0; a < k; a++) {
      const held = matrix[a * k + row];
      matrix[a * k + row] = matrix[a * k + column];
      matrix[a * k + column] = held;
    }
  }
  let largest = 0;
  for (let at = 0; at < k * k; at++) largest = Math.max(largest, Math.abs(matrix[at]));
  return largest;
}
