// A Gaussian is the product of two, summed over a grid:
//
//   e^{−(x−q)²/2h²} = √(2/π)·Δ/h · Σ_j e^{−(x−z_j)²/h²} e^{−(z_j−q)²/h²} · (1 + ε),  |ε| ≤ 2e^{−(π²/2)(h/Δ)²},
//
// since the product is e^{−(x−q)²/2h²} times a Gaussian of z about the middle of x and q, and the
// trapezoidal rule is spectrally accurate. Δ ≈ 0.4h gives 1e-13, for every pair, near or far, and
// all factors are positive. Both factors are interpolated in the cells: moments → grid →
// polynomials. Powers of u = (x−q)/h come from derivatives: u^α e^{−u²/2} ↔ Q_α(w)e^{−w²}, w =
// (q−z)/h, Q_{α+1} = −2w Q_α − α Q_{α−1}.

import { type Binning, type GridGeometry, gridGeometry } from './binning.js';
import { analysisMatrix, chebyshevNodes, powerMatrix } from './chebyshev.js';

/** The tables of Q_α(w)e^{−w²} in the cells of a binning, for one bandwidth. */
export class GaussianGrid {
  readonly geometry: GridGeometry;
  /** √(2/π)·Δ/h */
  readonly weight: number;
  /** Width of a cell in bandwidths. */
  readonly width: number;
  readonly #nodes: Float64Array;
  readonly #analysis: Float64Array;
  readonly #powers: Float64Array;
  readonly #steps: Float64Array;

  /**
   * @param binning - the cells, at most 0.4 bandwidths wide
   * @param bandwidth - h
   * @param power - the highest power of u wanted
   * @param tolerance - error allowed to the grid, and to its truncation
   */
  constructor(
    readonly binning: Binning,
    bandwidth: number,
    power: number,
    tolerance: number,
  ) {
    this.width = 2 ** binning.exponent / bandwidth;
    this.geometry = gridGeometry(this.width, tolerance, power);
    const delta = this.geometry.spacing * this.width;
    this.weight = Math.sqrt(2 / Math.PI) * delta;
    this.#nodes = chebyshevNodes(binning.order);
    this.#analysis = analysisMatrix(binning.order);
    this.#powers = powerMatrix(binning.order);
    const taps = { length: this.geometry.side + 2 };
    this.#steps = Float64Array.from(taps, (_, j) => Math.exp(-((j * delta) ** 2)));
  }

  /**
   * For each phase, the number of cells after a grid point, the coefficients in t of Q_α(w)e^{−w²}:
   * row k of the power tᵏ, column j of the grid point j − side further on.
   *
   * @returns shape [spacing, order, taps]
   */
  tables(power: number): Float64Array {
    const { spacing, taps } = this.geometry;
    const size = this.binning.order * taps;
    const tables = new Float64Array(spacing * size);
    for (let phase = 0; phase < spacing; phase++)
      this.#tableInto(phase, power, tables.subarray(phase * size, (phase + 1) * size));
    return tables;
  }

  #tableInto(phase: number, power: number, table: Float64Array): void {
    const { width } = this;
    const nodes = this.#nodes;
    const analysis = this.#analysis;
    const powers = this.#powers;
    const steps = this.#steps;
    const { spacing, side, taps } = this.geometry;
    const { order } = this.binning;
    const delta = spacing * width;
    const row = new Float64Array(taps);
    const series = new Float64Array(order * taps);
    for (let i = 0; i < order; i++) {
      // w = b − jΔ: e^{−w²} = e^{−b²}·(e^{2bΔ})^j·e^{−(jΔ)²}, two exponentials for all j.
      const b = (phase + 0.5 + nodes[i]) * width;
      const ratio = Math.exp(2 * b * delta);
      const start = Math.exp(-b * b);
      for (let j = 0, up = start; j <= side + 1; j++, up *= ratio) row[side + j] = up * steps[j];
      for (let j = 1, down = start / ratio; j <= side; j++, down /= ratio)
        row[side - j] = down * steps[j];
      if (power > 0)
        for (let j = 0; j < taps; j++) row[j] *= derivativeFactor(b - (j - side) * delta, power);
      for (let a = 0; a < order; a++) addRow(series, a, analysis[a * order + i], row, 0, taps);
    }
    for (let a = 0; a < order; a++)
      for (let k = a & 1; k <= a; k += 2) addRow(table, k, powers[a * order + k], series, a, taps);
  }
}

/** out[k] += factor·rows[a] for arrays of rows of length taps. */
function addRow(
  out: Float64Array,
  k: number,
  factor: number,
  rows: Float64Array,
  a: number,
  taps: number,
): void {
  const target = k * taps;
  const source = a * taps;
  for (let j = 0; j < taps; j++) out[target + j] += factor * rows[source + j];
}

/** Q_α(w) */
function derivativeFactor(w: number, power: number): number {
  let before = 0;
  let current = 1;
  for (let a = 0; a < power; a++) [before, current] = [current, -2 * w * current - a * before];
  return current;
}
