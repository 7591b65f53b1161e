// How the errors of a series hang together: an autoregression of second order, in partial
// autocorrelations κ₁ and κ₂ (φ₁ = κ₁(1 − κ₂), φ₂ = κ₂), known as well as the data tell.
//
// Residuals of a smoother do not tell it: with a small bandwidth they look independent, with a large one
// what is left of the curve looks like autocorrelation. So the curve is integrated out,
//
//   y = X b + Z u + ε,   u ~ N(0, τ s²),   ε an autoregression with innovations of variance s²
//
// with constant and slopes in X, and in Z a square, since cosines are level at both ends, and cosines, the
// k-th over k²: a random curve whose second derivative is white noise. Every (κ, τ) of a grid gets its
// marginal likelihood. With c = (1, −φ₁, −φ₂) and the innovations' matrix Γ of ε,
//
//   u'Γ⁻¹v = Σ_ij c_i c_j Σ_t u_(t+i) v_(t+j),   log|Γ| = −Σ_k k log(1 − κ_k²)
//
// are exact for four rows and more, so that one pass over the data serves the whole grid. O(n · terms²).
//
// See Harville (1977), Maximum likelihood approaches to variance component estimation; Wahba (1985), A
// comparison of GCV and GML; Barndorff-Nielsen and Schou (1973) for κ.

import { columnBounds } from '../sums/types.js';
import type { Observations } from './Observations.js';
import { planeResiduals } from './planeResiduals.js';
import { centredSample } from './smootherSums.js';

/** Pairs of lags, i ≤ j. */
const LAGS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

/** Partial autocorrelations of the grid. */
const FIRST = [
  -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
  0.85, 0.9, 0.93, 0.96, 0.98,
];
const SECOND = [-0.8, -0.6, -0.4, -0.25, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Of the prior, (1 − κ₁²)(1 − κ₂²)⁶: a strong second lag is rare. */
const RARE_FIRST = 1;
const RARE_SECOND = 6;
/** Logarithms of τ: from no curve at all to one that noise cannot hide. */
const [SMOOTHEST, ROUGHEST, STEP] = [-8, 17.5, 1.5];
/** Cosines: a quarter of the rows, and no more than so many. */
const FEWEST = 6;
const MOST = 40;
/** Beside the diagonal, so that columns that depend on others do no harm. */
const RIDGE = 1e-9;
/** Of a column of which nothing is left, beside entries near 1. */
const LEAST_PIVOT = 1e-12;
/** Less than this is rounding, of squares of y near 1. */
const LEAST_SQUARES = 1e-30;

/** Partial autocorrelations. */
export type Partials = readonly [number, number];

/** What the data say of one autoregression. */
export interface Autoregression {
  readonly partials: Partials;
  /** The logarithms of the prior, with the size of the cell in the grid, and of the likelihood. */
  readonly logPrior: number;
  readonly logLikelihood: number;
  /** Of the innovations. */
  readonly variance: number;
}

/** What is said of errors of which nothing can be told. */
const UNTOLD: Autoregression = { partials: [0, 0], logPrior: 0, logLikelihood: 0, variance: 0 };

/** Whether there are enough rows to tell anything: more than constant and slopes, and twice the order. */
export function canTell({ n, d }: Observations): boolean {
  return n >= Math.max(4, d + 3);
}

const FOUND = /* @__PURE__ */ new WeakMap<Observations, readonly (readonly Autoregression[])[]>();

/**
 * Autoregressions of the errors of each output, with what the data say of each; once for the same
 * observations, whose rows are in order of time.
 *
 * @returns [p, grid]
 */
export function seriesErrors(observations: Observations): readonly (readonly Autoregression[])[] {
  const steps = seriesErrorsSteps(observations);
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** The same in small steps, so that others can run in between. */
export function* seriesErrorsSteps(
  observations: Observations,
): Generator<undefined, readonly (readonly Autoregression[])[]> {
  const known = FOUND.get(observations);
  if (known) return known;
  const { n, p, y } = observations;
  const roots = centredSample(observations).sample.columns.subarray(0, n).map(Math.sqrt);
  const design = columnsOf(observations, roots);
  // Without constant and slopes, which are free: however large they are, no digit is lost on them.
  const own = { ...observations, weights: roots.map((root) => root * root) };
  const { rest } = planeResiduals(own, y, p, true);
  const found: Autoregression[][] = [];
  for (let k = 0; k < p; k++) {
    const left = Float64Array.from(roots, (root, i) => root * rest[i * p + k]);
    found.push(canTell(observations) ? yield* likelihoods(design, left) : [UNTOLD]);
  }
  FOUND.set(observations, found);
  return found;
}

/** Σ_t u_(t+i) v_(t+j) for i and j up to the order, u and v of the same length, in the order of LAGS. */
export function laggedProducts(u: Float64Array, v: Float64Array): Float64Array {
  const n = u.length;
  const out = new Float64Array(LAGS.length);
  LAGS.forEach(([i, j], l) => {
    let sum = 0;
    for (let t = 0; t < n - i - j; t++) sum += u[t + i] * v[t + j] + u[t + j] * v[t + i];
    out[l] = i === j ? sum / 2 : sum;
  });
  return out;
}

/** u'Γ⁻¹v from the lagged products. */
export function whitened(partials: Partials, products: ArrayLike<number>, from = 0): number {
  const c = [1, -partials[0] * (1 - partials[1]), -partials[1]];
  let sum = 0;
  LAGS.forEach(([i, j], l) => {
    sum += c[i] * c[j] * products[from + l];
  });
  return sum;
}

/** log|Γ| */
export function logDeterminant([first, second]: Partials): number {
  return -Math.log(1 - first ** 2) - 2 * Math.log(1 - second ** 2);
}

/** The variance of the errors over that of the innovations. */
export function processVariance([first, second]: Partials): number {
  return 1 / ((1 - first ** 2) * (1 - second ** 2));
}

/** Autocorrelations of lag 0, 1, … */
export function autocorrelations([first, second]: Partials, count: number): Float64Array {
  const phi = first * (1 - second);
  const out = new Float64Array(count);
  for (let lag = 0; lag < count; lag++)
    out[lag] = lag === 0 ? 1 : lag === 1 ? first : phi * out[lag - 1] + second * out[lag - 2];
  return out;
}

/** Weights in proportion to what a logarithm of each says, of sum 1. */
export function posterior(
  grid: readonly Autoregression[],
  logOf: (each: Autoregression, at: number) => number,
): Float64Array {
  const logs = Float64Array.from(grid, (each, at) => each.logPrior + logOf(each, at));
  const most = logs.reduce((a, b) => Math.max(a, b));
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

/** Columns of a design, weighted, and how many of them, at the front, are free. */
interface Design {
  readonly columns: readonly Float64Array[];
  readonly free: number;
}

function columnsOf({ n, d, x }: Observations, roots: Float64Array): Design {
  const columns = [roots.slice()];
  const cosines: Float64Array[] = [];
  const count = Math.ceil(Math.min(MOST, Math.max(FEWEST, n / 4)) / d);
  for (let j = 0; j < d; j++) {
    const [low, high] = columnBounds(x, d, j);
    if (!(high > low)) continue;
    const place = Float64Array.from({ length: n }, (_, i) => (x[i * d + j] - low) / (high - low));
    columns.push(place.map((t, i) => roots[i] * (t - 0.5)));
    cosines.push(place.map((t, i) => roots[i] * (t - 0.5) ** 2));
    for (let k = 1; k <= count; k++)
      cosines.push(place.map((t, i) => (roots[i] * Math.cos(k * Math.PI * t)) / k ** 2));
  }
  return { columns: [...columns, ...cosines], free: columns.length };
}

/** The marginal likelihood of every autoregression of the grid. */
function* likelihoods(
  { columns, free }: Design,
  y: Float64Array,
): Generator<undefined, Autoregression[]> {
  const n = y.length;
  const size = columns.length;
  // Lagged products of all pairs of columns, y the last, [pairs, LAGS].
  const all = [...columns, y];
  const products = new Float64Array(((size + 1) * (size + 2) * LAGS.length) / 2);
  let to = 0;
  for (let a = 0; a <= size; a++) {
    for (let b = 0; b <= a; b++, to += LAGS.length)
      products.set(laggedProducts(all[a], all[b]), to);
    yield;
  }
  const matrix = new Float64Array(((size + 1) * (size + 2)) / 2);
  const factor = new Float64Array(matrix.length);
  const found: Autoregression[] = [];
  for (const [f, first] of FIRST.entries()) {
    for (const [s, second] of SECOND.entries()) {
      const partials = [first, second] as const;
      for (let at = 0; at < matrix.length; at++)
        matrix[at] = whitened(partials, products, at * LAGS.length);
      const logs: number[] = [];
      const variances: number[] = [];
      for (let log = SMOOTHEST; log <= ROUGHEST; log += STEP) {
        const { squares, logSize } = eliminate(matrix, factor, size, free, Math.exp(-log));
        const left = Math.max(squares, LEAST_SQUARES) / (n - free);
        variances.push(squares > LEAST_SQUARES ? left : 0);
        logs.push(-0.5 * ((n - free) * Math.log(left) + logSize + (size - free) * log));
      }
      const most = Math.max(...logs);
      const weights = logs.map((log) => Math.exp(log - most));
      const total = weights.reduce((a, b) => a + b);
      const variance = weights.reduce((sum, weight, t) => sum + (weight / total) * variances[t], 0);
      found.push({
        partials,
        logPrior:
          Math.log(cellOf(FIRST, f) * cellOf(SECOND, s)) +
          RARE_FIRST * Math.log(1 - first ** 2) +
          RARE_SECOND * Math.log(1 - second ** 2),
        logLikelihood: most + Math.log(total) - 0.5 * logDeterminant(partials),
        variance,
      });
    }
    yield;
  }
  return found;
}

/** Half the distance between the neighbours of a place of a grid. */
function cellOf(grid: readonly number[], at: number): number {
  const [low, high] = [grid[Math.max(0, at - 1)], grid[Math.min(grid.length - 1, at + 1)]];
  return (high - low) / 2;
}

/**
 * What least squares on all columns leaves of y, the last row of a packed lower triangle, when all but the
 * first of them are held by so much; and the logarithm of the determinant. A Cholesky factorisation.
 */
function eliminate(
  matrix: Float64Array,
  factor: Float64Array,
  size: number,
  free: number,
  held: number,
): { squares: number; logSize: number } {
  let logSize = 0;
  for (let a = 0; a <= size; a++) {
    const row = (a * (a + 1)) / 2;
    for (let b = 0; b <= a; b++) {
      const column = (b * (b + 1)) / 2;
      let sum = matrix[row + b];
      if (a === b && a < size) sum += (a < free ? 0 : held) + RIDGE * sum;
      for (let c = 0; c < b; c++) sum -= factor[row + c] * factor[column + c];
      if (b < a) factor[row + b] = sum / factor[column + b];
      else if (a === size) return { squares: sum, logSize };
      else {
        const pivot = Math.max(sum, RIDGE * matrix[row + a], LEAST_PIVOT);
        factor[row + a] = Math.sqrt(pivot);
        logSize += Math.log(pivot);
      }
    }
  }
  return { squares: 0, logSize };
}
