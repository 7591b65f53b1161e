// K(u)·u^α of a compact kernel as a polynomial in v = |u|, kept as its expansions at v = 0 and at v
// = 1. The coefficients are small integers times one factor, so the zeros of K at the edge are
// exact zeros here and an expansion near the edge has no cancellation: (1−u²)³ at u = 1−δ starts
// with δ³, not with 1 − 3 + 3 − 1.

import { biweight } from '../../kernels/biweight.js';
import { epanechnikov } from '../../kernels/epanechnikov.js';
import type { Kernel } from '../../kernels/Kernel.js';
import { triangular } from '../../kernels/triangular.js';
import { tricube } from '../../kernels/tricube.js';
import { triweight } from '../../kernels/triweight.js';
import { uniform } from '../../kernels/uniform.js';

interface Shape {
  /** Integer coefficients of K in v, lowest power first. */
  readonly coefficients: readonly number[];
  readonly factor: number;
  /** One polynomial on both sides of zero. */
  readonly smooth: boolean;
}

const SHAPES: ReadonlyMap<Kernel, Shape> = new Map([
  [uniform, { coefficients: [1], factor: 1 / 2, smooth: true }],
  [triangular, { coefficients: [1, -1], factor: 1, smooth: false }],
  [epanechnikov, { coefficients: [1, 0, -1], factor: 3 / 4, smooth: true }],
  [biweight, { coefficients: [1, 0, -2, 0, 1], factor: 15 / 16, smooth: true }],
  [triweight, { coefficients: [1, 0, -3, 0, 3, 0, -1], factor: 35 / 32, smooth: true }],
  [tricube, { coefficients: [1, 0, 0, -3, 0, 0, 3, 0, 0, -1], factor: 70 / 81, smooth: false }],
]);

/** The polynomials K(u)·u^α, or K²(u)·u^α, of one compact kernel. */
export class CompactPolynomial {
  /** One polynomial serves both sides of u = 0. */
  readonly smooth: boolean;
  /** Degree of K or K² alone. */
  readonly degree: number;
  readonly #factor: number;
  readonly #atZero: Float64Array[] = [];
  readonly #atEdge: Float64Array[] = [];

  /** Whether a kernel is a compact polynomial. */
  static has(kernel: Kernel): boolean {
    return SHAPES.has(kernel);
  }

  constructor(kernel: Kernel, squared: boolean, maxPower: number) {
    const shape = SHAPES.get(kernel) as Shape;
    const k = shape.coefficients;
    const base = squared ? multiplied(k, k) : [...k];
    this.smooth = shape.smooth;
    this.degree = base.length - 1;
    this.#factor = squared ? shape.factor * shape.factor : shape.factor;
    for (let power = 0; power <= maxPower; power++) {
      const atZero = new Float64Array(base.length + power);
      atZero.set(base, power);
      const atEdge = atZero.slice();
      shift(atEdge, 1);
      this.#atZero.push(atZero);
      this.#atEdge.push(atEdge);
    }
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

  /** K(0), or K²(0). */
  get peak(): number {
    return this.#factor;
  }
}

/** From the coefficients at s to those at s + x, in place (repeated synthetic division). */
function shift(coefficients: Float64Array, x: number, size = coefficients.length): void {
  for (let i = 0; i < size - 1; i++) {
    for (let m = size - 2; m >= i; m--) coefficients[m] += x * coefficients[m + 1];
  }
}

function multiplied(a: readonly number[], b: readonly number[]): number[] {
  const product = new Array<number>(a.length + b.length - 1).fill(0);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) product[i + j] += a[i] * b[j];
  }
  return product;
}
