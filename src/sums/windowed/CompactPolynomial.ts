// K(u)·u^α of a compact kernel as a polynomial in v = |u|, kept as its expansions at v = 0 and at v
// = 1. The coefficients are small integers times one factor, so the zeros of K at the edge are
// exact zeros here and an expansion near the edge has no cancellation: (1−u²)³ at u = 1−δ starts
// with δ³, not with 1 − 3 + 3 − 1.

import { type CompactShape, isSmooth } from '../../loops/compactRow.js';

/** The polynomials K(u)·u^α, or K²(u)·u^α, of one compact kernel. */
export class CompactPolynomial {
  /** One polynomial serves both sides of u = 0. */
  readonly smooth: boolean;
  /** Degree of K or K² alone. */
  readonly degree: number;
  /** K(½) */
  readonly middle: number;
  readonly #factor: number;
  readonly #atZero: Float64Array[] = [];
  readonly #atEdge: Float64Array[] = [];

  constructor({ g, e, factor }: CompactShape, squared: boolean, maxPower: number) {
    const times = squared ? 2 * e : e;
    this.smooth = isSmooth({ g, e });
    this.degree = g * times;
    this.#factor = squared ? factor * factor : factor;
    for (let power = 0; power <= maxPower; power++) {
      const atZero = new Float64Array(this.degree + power + 1);
      atZero[power] = 1;
      // Multiplied by 1 − v^g, from the highest coefficient down.
      for (let i = 0; i < times; i++) {
        for (let m = atZero.length - 1; m >= g; m--) atZero[m] -= atZero[m - g];
      }
      const atEdge = atZero.slice();
      shift(atEdge, 1);
      this.#atZero.push(atZero);
      this.#atEdge.push(atEdge);
    }
    const tau = new Float64Array(this.degree + 1);
    this.taylorInto(0, 1, 0.5, tau);
    this.middle = tau[0];
  }

  /**
   * Taylor coefficients: K(u)·u^α = Σ_m out[m]·(u − s)^m for u on the given side of zero.
   *
   * @param power - α
   * @param side - 1 for u >= 0, -1 for u <= 0
   * @param v - |s|
   * @param out - receives degree + α + 1 coefficients
   */
  taylorInto(power: number, side: number, v: number, out: Float64Array): void {
    const size = this.degree + power + 1;
    const nearEdge = v > 0.5;
    const base = nearEdge ? this.#atEdge[power] : this.#atZero[power];
    for (let m = 0; m < size; m++) out[m] = this.#factor * base[m];
    const x = nearEdge ? v - 1 : v;
    if (x !== 0) shift(out, x, size);
    if (side < 0) for (let m = (power + 1) & 1; m < size; m += 2) out[m] = -out[m];
  }
}

/** From the coefficients at s to those at s + x, in place (repeated synthetic division). */
function shift(coefficients: Float64Array, x: number, size = coefficients.length): void {
  for (let i = 0; i < size - 1; i++) {
    for (let m = size - 2; m >= i; m--) coefficients[m] += x * coefficients[m + 1];
  }
}

/**
 * Places of sums, moments and coefficients in flat rows: column after column, the powers of a column
 * ascending. Column k needs the moments Σ c t^j, j <= degree of K + degrees[k]; the sum of power α is
 * a polynomial of degree degree of K + α.
 */
export interface WindowLayout {
  readonly columns: number;
  /** Sums of one query. */
  readonly size: number;
  readonly maxPower: number;
  /** Degree of K or K². */
  readonly degree: number;
  /** First sum of a column, [columns + 1]. */
  readonly sumStart: Int32Array;
  /** First moment of a column, [columns + 1]. */
  readonly momentStart: Int32Array;
  /** First coefficient of a sum, [size + 1]. */
  readonly coefficientStart: Int32Array;
}

/** The layout for a kernel of so high a degree. */
export function windowLayout(degree: number, degrees: readonly number[]): WindowLayout {
  const [sums, moments, coefficients] = [[0], [0], [0]];
  const after = (starts: number[], count: number) => starts.push(starts[starts.length - 1] + count);
  for (const highest of degrees) {
    after(sums, highest + 1);
    after(moments, degree + highest + 1);
    for (let power = 0; power <= highest; power++) after(coefficients, degree + power + 1);
  }
  return {
    columns: degrees.length,
    size: coefficients.length - 1,
    maxPower: Math.max(0, ...degrees),
    degree,
    sumStart: Int32Array.from(sums),
    momentStart: Int32Array.from(moments),
    coefficientStart: Int32Array.from(coefficients),
  };
}
