// Direct plug-in for local linear fits of one predictor: the bandwidth of the least asymptotic mean
// squared error, h = (σ²(b − a) / (2√π·θ₂₂·n))^(1/5), with θ₂₂ = E m″² from a local cubic and σ² from
// a local linear fit, whose own bandwidths come from quartics in blocks.

import { numericalError, unsupportedError } from '../arrays/optionError.js';
import type { Kernel } from '../kernels/Kernel.js';
import { dot, lengthOf, subtract } from '../loops/dot.js';
import { negativePowersInto } from '../loops/exp.js';
import type { Observations } from '../smoothers/Observations.js';
import { sortedObservations } from './Line.js';
import { canonicalRatio } from './ruleOfThumb.js';
import { spread } from './spread.js';

/** The share of observations left out at each end: at borders nothing is known of m″. */
const TRIM = 0.01;
/** The share of the range at each end where m″ is not looked at. */
const BORDER = 0.05;
const MOST_BLOCKS = 5;
const FEWEST_IN_BLOCK = 20;
/** Less mean squared curvature, in units of the data, is rounding. */
const STRAIGHT = 1e-20;
/** More observations than this are shared out between as many grid points. */
const GRID = 2001;

/** (4/√(2π)·(½ + 2√2 − (4/3)√3))^(1/9), of the bandwidth for σ². */
const FOR_VARIANCE =
  ((4 / Math.sqrt(2 * Math.PI)) * (0.5 + 2 * Math.SQRT2 - (4 / 3) * Math.sqrt(3))) ** (1 / 9);

/**
 * The direct plug-in bandwidth for local linear fits.
 *
 * @param observations - one predictor, one output, equal weights, more than five
 * @param kernel - for other kernels than the Gaussian h is multiplied as by {@link canonicalRatio}
 * @returns h in units of x; ∞ when the fits are straight, and for constant x
 * @throws {@link UnsupportedError} for several predictors or outputs, or unequal weights
 * @throws {@link NumericalError} for five observations or fewer
 * @see Ruppert, Sheather, Wand (1995), An effective bandwidth selector for local least squares
 * regression, §4
 */
export function plugIn(where: string, observations: Observations, kernel: Kernel): number {
  const { d, p, weights } = observations;
  const line = sortedObservations(observations);
  if (d !== 1 || p !== 1 || !line.even) {
    const expected = `bandwidth 'plugin' must have one predictor, one output and equal weights`;
    throw unsupportedError(where, expected, `${d} and ${p}${weights ? ' with sampleWeights' : ''}`);
  }
  const ratio = canonicalRatio(where, kernel, 1);
  const cut = Math.floor(TRIM * line.n);
  const x = line.x.slice(cut, line.n - cut);
  const y = line.y.slice(cut, line.n - cut);
  const n = x.length;
  if (!(n > 5))
    throw numericalError(where, `there must be more than 5 observations for bandwidth 'plugin'`, n);
  const range = x[n - 1] - x[0];
  if (range === 0) return Infinity;
  const blocks = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(n / FEWEST_IN_BLOCK)));
  const { variance, theta24 } = blockedQuartics(x, y, blocks);
  const smallest = spread(x, 1, 0).spacing / 4;
  // Nothing curved, or nothing left over: as good as a straight line.
  const within = (h: number): number => (h < 1e3 * range ? Math.max(smallest, h) : 1e3 * range);

  const data =
    n > GRID ? pilotGrid(x, y, GRID) : { places: x, counts: new Float64Array(n).fill(1), sums: y };
  const forCurvature =
    ((theta24 < 0 ? 3 / 8 : 15 / 16) * variance * range) /
    (Math.sqrt(Math.PI) * Math.abs(theta24) * n);
  const curvature = meanSquaredCurvature(data, n, within(forCurvature ** (1 / 7)));
  if (!(curvature * range ** 4 > STRAIGHT * line.size)) return Infinity;
  const forVariance = FOR_VARIANCE * ((variance ** 2 * range) / (curvature * n) ** 2) ** (1 / 9);
  const residual = residualVariance(data, y, within(forVariance));
  const h = ((residual * range) / (2 * Math.sqrt(Math.PI) * curvature * n)) ** (1 / 5);
  return within(h) * ratio;
}

/** Σ m̂″(xᵢ)²/n over the inner xᵢ, m̂ local cubic. */
function meanSquaredCurvature(data: PilotData, n: number, h: number): number {
  const { places, counts } = data;
  const m = places.length;
  const border = BORDER * (places[m - 1] - places[0]);
  const [low, high] = [places[0] + border, places[m - 1] - border];
  const fits = new PilotFits(data, h, 3);
  let sum = 0;
  for (let i = 0; i < m; i++) {
    if (places[i] < low || places[i] > high || counts[i] === 0) continue;
    fits.fit(i);
    sum += counts[i] * (2 * fits.coefficients[2]) ** 2;
  }
  return sum / n;
}

/** Σ(yᵢ − ŷᵢ)² / (n − 2 tr H + tr HHᵀ), ŷ local linear. */
function residualVariance(data: PilotData, y: Float64Array, h: number): number {
  const { places, counts, sums } = data;
  const fits = new PilotFits(data, h, 1);
  let squares = 0;
  let free = y.length;
  for (let i = 0; i < y.length; i++) squares += y[i] ** 2;
  for (let i = 0; i < places.length; i++) {
    if (counts[i] === 0) continue;
    fits.fit(i);
    const fit = fits.coefficients[0];
    squares += fit * (counts[i] * fit - 2 * sums[i]);
    free += counts[i] * (fits.normSquared - 2 * fits.leverage);
  }
  return Math.max(0, squares) / free;
}

// Local polynomials for the direct plug-in at the places of the data themselves, which may stand for
// several observations each. The Gaussian is cut at four bandwidths, as it is in the software whose
// bandwidths are known by this name: the curvature of a local cubic feels the cut by some percent.

/** Beyond it the Gaussian is 0, in bandwidths. */
const REACH = 4;
/** A power of u that the ones before leave this part of is left out. */
const NEGLIGIBLE = 1e-10;

/** Places with what is observed there. */
interface PilotData {
  /** Ascending, [m]. */
  readonly places: Float64Array;
  /** Observations at each place, [m]; need not be whole. */
  readonly counts: Float64Array;
  /** The sum of their outputs, [m]. */
  readonly sums: Float64Array;
}

/** Fits one place after the other in memory of its own. */
class PilotFits {
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
function pilotGrid(x: Float64Array, y: Float64Array, points: number): PilotData {
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

// First estimates for the direct plug-in: quartic polynomials in blocks of neighbours. The number of
// blocks is the one with the least Mallows' Cp. Each polynomial is fitted by orthogonalising the
// powers of t ∈ [−1, 1] one after the other; a power that the ones before leave nothing of (fewer
// distinct x than powers) is left out.

/** What the quartics say. */
interface Quartics {
  /** Residual variance. */
  readonly variance: number;
  /** Mean of m″·m⁗ over the observations. */
  readonly theta24: number;
}

const DEGREE = 4;
const TERMS = DEGREE + 1;
const DEPENDENT = 1e-8;

/**
 * @param x - ascending, shape [n]
 * @param y - shape [n]
 * @param most - largest number of blocks that is tried
 */
function blockedQuartics(x: Float64Array, y: Float64Array, most: number): Quartics {
  const n = x.length;
  const all = Array.from({ length: most }, (_, b) => fitBlocks(x, y, b + 1));
  const scale = all[most - 1].squares / (n - TERMS * most);
  let best = all[0];
  let least = Infinity;
  all.forEach((fit, b) => {
    // With all of x and y on quartics every count is as good: the first stands.
    const cp = scale > 0 ? fit.squares / scale + 2 * TERMS * (b + 1) - n : b;
    if (cp < least) [least, best] = [cp, fit];
  });
  return { variance: best.squares / (n - best.terms), theta24: best.theta24 / n };
}

interface BlockFit {
  readonly squares: number;
  readonly theta24: number;
  readonly terms: number;
}

function fitBlocks(x: Float64Array, y: Float64Array, blocks: number): BlockFit {
  const n = x.length;
  const size = Math.floor(n / blocks);
  let [squares, theta24, terms] = [0, 0, 0];
  for (let b = 0; b < blocks; b++) {
    const fit = fitQuartic(x, y, b * size, b < blocks - 1 ? (b + 1) * size : n);
    squares += fit.squares;
    theta24 += fit.theta24;
    terms += fit.terms;
  }
  return { squares, theta24, terms };
}

function fitQuartic(x: Float64Array, y: Float64Array, from: number, to: number): BlockFit {
  const n = to - from;
  const centre = (x[from] + x[to - 1]) / 2;
  const half = (x[to - 1] - x[from]) / 2;
  const t = Float64Array.from({ length: n }, (_, i) =>
    half > 0 ? (x[from + i] - centre) / half : 0,
  );
  const rest = y.slice(from, to);
  const columns: Float64Array[] = [];
  // Coefficients of each orthogonal column in powers of t.
  const shapes: Float64Array[] = [];
  const beta = new Float64Array(TERMS);
  for (let a = 0; a < TERMS; a++) {
    const column = t.map((v) => v ** a);
    const shape = new Float64Array(TERMS);
    shape[a] = 1;
    const whole = lengthOf(column);
    for (let pass = 0; pass < 2; pass++)
      columns.forEach((other, o) => {
        const part = dot(other, column);
        subtract(column, part, other);
        subtract(shape, part, shapes[o]);
      });
    const length = lengthOf(column);
    if (!(length > DEPENDENT * whole)) break;
    for (let i = 0; i < n; i++) column[i] /= length;
    for (let k = 0; k < TERMS; k++) shape[k] /= length;
    const gamma = dot(column, rest);
    subtract(rest, gamma, column);
    for (let k = 0; k < TERMS; k++) beta[k] += gamma * shape[k];
    columns.push(column);
    shapes.push(shape);
  }
  let theta24 = 0;
  if (half > 0)
    for (let i = 0; i < n; i++) {
      const second = 2 * beta[2] + 6 * beta[3] * t[i] + 12 * beta[4] * t[i] * t[i];
      theta24 += (second * 24 * beta[4]) / half ** 6;
    }
  return { squares: dot(rest, rest), theta24, terms: columns.length };
}
