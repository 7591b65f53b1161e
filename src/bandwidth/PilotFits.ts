// Local polynomials for the direct plug-in at the places of the data themselves, which may stand for
// several observations each. The Gaussian is cut at four bandwidths, as it is in the software whose
// bandwidths are known by this name: the curvature of a local cubic feels the cut by some percent.

import { negativePowersInto } from '../loops/exp.js';

/** Beyond it the Gaussian is 0, in bandwidths. */
const REACH = 4;
/** A power of u that the ones before leave this part of is left out. */
const NEGLIGIBLE = 1e-10;

/** Places with what is observed there. */
export interface PilotData {
  /** Ascending, [m]. */
  readonly places: Float64Array;
  /** Observations at each place, [m]; need not be whole. */
  readonly counts: Float64Array;
  /** The sum of their outputs, [m]. */
  readonly sums: Float64Array;
}

/** Fits one place after the other in memory of its own. */
export class PilotFits {
  /** Coefficients in powers of x − place, [degree + 1]; 0 for the powers left out. */
  readonly coefficients: Float64Array;
  /** Share of one observation at the place in its fit. */
  leverage = 0;
  /** Sum of the squared shares of all observations. */
  normSquared = 0;
  readonly #data: PilotData;
  readonly #h: number;
  readonly #terms: number;
  readonly #row: Float64Array;
  readonly #power: Float64Array;
  readonly #moments: Float64Array;
  readonly #squares: Float64Array;
  readonly #right: Float64Array;
  readonly #factor: Float64Array;
  #low = 0;

  /**
   * @param h - bandwidth
   * @param degree - of the polynomials
   */
  constructor(data: PilotData, h: number, degree: number) {
    const terms = degree + 1;
    this.coefficients = new Float64Array(terms);
    this.#data = data;
    this.#h = h;
    this.#terms = terms;
    this.#row = new Float64Array(data.places.length);
    this.#power = new Float64Array(data.places.length);
    this.#moments = new Float64Array(2 * terms - 1);
    this.#squares = new Float64Array(2 * terms - 1);
    this.#right = new Float64Array(terms);
    this.#factor = new Float64Array(terms * terms);
  }

  /** Fits at a place; the places must come in ascending order. */
  fit(place: number): void {
    const { places, counts, sums } = this.#data;
    const h = this.#h;
    const row = this.#row;
    const power = this.#power;
    const q = places[place];
    while ((q - places[this.#low]) / h > REACH) this.#low++;
    const low = this.#low;
    let count = 0;
    const scale = Math.sqrt(Math.LOG2E / 2) / h;
    for (let j = low; j < places.length && (places[j] - q) / h <= REACH; j++, count++)
      row[count] = ((places[j] - q) * scale) ** 2;
    negativePowersInto(row, 0, count);
    const moments = this.#moments;
    const squares = this.#squares;
    for (let a = 0; a < count; a++) power[a] = counts[low + a] * row[a];
    for (let k = 0; k < moments.length; k++) {
      let [m, s] = [0, 0];
      for (let a = 0; a < count; a++) {
        m += power[a];
        s += power[a] * row[a];
        power[a] *= (places[low + a] - q) / h;
      }
      moments[k] = m;
      squares[k] = s;
    }
    for (let a = 0; a < count; a++) power[a] = sums[low + a] * row[a];
    for (let k = 0; k < this.#terms; k++) {
      let t = 0;
      for (let a = 0; a < count; a++) {
        t += power[a];
        power[a] *= (places[low + a] - q) / h;
      }
      this.#right[k] = t;
    }
    this.#solve();
  }

  #solve(): void {
    const k = this.#terms;
    const moments = this.#moments;
    const l = this.#factor;
    // Cholesky, as far as the powers are carried.
    let carried = 0;
    for (; carried < k; carried++) {
      for (let b = 0; b <= carried; b++) {
        let sum = moments[carried + b];
        for (let c = 0; c < b; c++) sum -= l[carried * k + c] * l[b * k + c];
        if (b < carried) l[carried * k + b] = sum / l[b * k + b];
        else l[b * k + b] = sum > NEGLIGIBLE * moments[2 * b] ? Math.sqrt(sum) : 0;
      }
      if (l[carried * k + carried] === 0) break;
    }
    const solve = (right: Float64Array): Float64Array => {
      const z = new Float64Array(k);
      for (let a = 0; a < carried; a++) {
        z[a] = right[a];
        for (let c = 0; c < a; c++) z[a] -= l[a * k + c] * z[c];
        z[a] /= l[a * k + a];
      }
      for (let a = carried - 1; a >= 0; a--) {
        for (let c = a + 1; c < carried; c++) z[a] -= l[c * k + a] * z[c];
        z[a] /= l[a * k + a];
      }
      return z;
    };
    const beta = solve(this.#right);
    for (let a = 0; a < k; a++) this.coefficients[a] = beta[a] / this.#h ** a;
    const unit = new Float64Array(k);
    unit[0] = 1;
    const g = solve(unit);
    this.leverage = g[0];
    this.normSquared = 0;
    for (let a = 0; a < carried; a++)
      for (let b = 0; b < carried; b++) this.normSquared += g[a] * g[b] * this.#squares[a + b];
  }
}

/**
 * Many observations shared out between neighbouring points of an even grid, linearly.
 *
 * @param x - ascending
 * @param points - of the grid
 */
export function pilotGrid(x: Float64Array, y: Float64Array, points: number): PilotData {
  const n = x.length;
  const step = (x[n - 1] - x[0]) / (points - 1);
  const places = Float64Array.from({ length: points }, (_, g) => x[0] + g * step);
  const counts = new Float64Array(points);
  const sums = new Float64Array(points);
  for (let i = 0; i < n; i++) {
    const at = (x[i] - x[0]) / step;
    const below = Math.min(points - 2, Math.floor(at));
    const share = at - below;
    counts[below] += 1 - share;
    counts[below + 1] += share;
    sums[below] += (1 - share) * y[i];
    sums[below + 1] += share * y[i];
  }
  return { places, counts, sums };
}
