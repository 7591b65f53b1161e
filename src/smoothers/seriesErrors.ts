// How the errors of a series hang together: an autoregression of second order, in partial
// autocorrelations κ₁ and κ₂ (φ₁ = κ₁(1 − κ₂), φ₂ = κ₂), known as well as the data tell.
//
// Residuals of a smoother do not tell it: with a small bandwidth they look independent, with a large one
// what is left of the curve looks like autocorrelation. So the curve is integrated out,
//
//   y = X b + Z u + ε,   u ~ N(0, τ s²),   ε an autoregression with innovations of variance s²
//
// with a plane in X, and in Z a square, since cosines are level at both ends, and cosines, the k-th over k²:
// a random curve whose second derivative is white noise; on a circle sines and cosines of its period. A long
// series is cut into blocks of rows, at long gaps too, each with a curve of its own, since what is finer than
// the cosines would be taken for autocorrelation. Every κ of a grid gets the product of its marginal likelihoods over the blocks,
// in each a mean over τ. With c = (1, −φ₁, −φ₂) and the innovations' matrix Γ of ε,
//
//   u'Γ⁻¹v = Σ_ij c_i c_j Σ_t u_(t+i) v_(t+j),   log|Γ| = −Σ_k k log(1 − κ_k²)
//
// are exact for four rows and more, so that one pass over the data serves the whole grid. O(n · terms²), and
// terms³ for each (κ, τ) of a block that is still likely.
//
// See Harville (1977), Maximum likelihood approaches to variance component estimation; Wahba (1985), A
// comparison of GCV and GML; Barndorff-Nielsen and Schou (1973) for κ.

import { unrolled } from '../arrays/unrolled.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { columnBounds } from '../sums/types.js';
import type { Observations } from './Observations.js';
import { planeBasis, takeOut } from './planeResiduals.js';
import { rowsAt } from './rowsOf.js';
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
/** Rows that share a random curve: of more, some bends would be finer than its cosines. */
const SHARE = 500;
/** Places are counted in the median of so many steps; a gap is no longer than so many of them. */
const NEAR = 25;
const LONGEST = 20;
/**
 * At such gaps blocks end, so that a curve that goes on elsewhere is no autocorrelation, if so many rows lie between
 * them on average: fewer tell too little of it (with 20 rows bands held .94 at ρ = 0.8, with 15 .90, with 10 .80).
 */
const RUN = 18;
/** Autoregressions that some blocks make less likely than the best by so much, in logarithms, are asked no further. */
const UNLIKELY = 60;
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
  /** How many rows tell of them beyond what is free. */
  readonly freedom: number;
}

/** What is said of errors of which nothing can be told. */
const UNTOLD: Autoregression = {
  partials: [0, 0],
  logPrior: 0,
  logLikelihood: 0,
  variance: 0,
  freedom: 0,
};

const FOUND = /* @__PURE__ */ new WeakMap<Observations, readonly (readonly Autoregression[])[]>();

/**
 * Autoregressions of the errors of each output, with what the data say of each; once for the same
 * observations, whose rows are in order of time.
 *
 * @returns [p, grid]; of freedom 0 where nothing can be told
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
  const found = Array.from({ length: p }, () => wholeGrid());
  const places = placesIn(observations);
  for (const [from, to] of blocksOf(n, places)) {
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const own = roots.subarray(from, to);
    const block = rowsAt(observations, rows);
    const curves = curvesOf(
      block,
      places.map((all) => all?.subarray(from, to)),
      own,
    );
    const free = planeBasis(block, own, true);
    // More than is free, and twice the order.
    if (rows.length < Math.max(4, free.length + 2)) continue;
    for (let k = 0; k < p; k++) {
      const left = own.map((root, i) => root * y[(from + i) * p + k]);
      // However large what is free is, no digit is lost on it.
      takeOut(free, left);
      found[k] = yield* withBlock(likely(found[k]), free, curves, left);
    }
  }
  const told = found.map((grid) => (grid[0].freedom > 0 ? grid : [UNTOLD]));
  FOUND.set(observations, told);
  return told;
}

/** In how many blocks of rows a long series is looked at. */
export function blockCount(n: number): number {
  return Math.ceil(n / SHARE);
}

/** Where blocks of rows begin and end: at gaps of a column that goes one way, and where rows are many. */
function blocksOf(n: number, places: readonly (Float64Array | undefined)[]): [number, number][] {
  const ways = places.flatMap((all) =>
    all && (goesOneWay(all, 1) || goesOneWay(all, -1)) ? [all] : [],
  );
  const ends: number[] = [];
  for (let i = 1; i < n; i++)
    if (ways.some((all) => Math.round(Math.abs(all[i] - all[i - 1])) >= LONGEST)) ends.push(i);
  const cuts = n >= RUN * (ends.length + 1) ? ends : [];
  let start = 0;
  return [...cuts, n].flatMap((end) => {
    const [from, count] = [start, blockCount(end - start)];
    start = end;
    const at = (b: number) => from + Math.round((b * (end - from)) / count);
    return Array.from({ length: count }, (_, b): [number, number] => [at(b), at(b + 1)]);
  });
}

function goesOneWay(places: Float64Array, sign: 1 | -1): boolean {
  return places.every((place, i) => i === 0 || sign * (place - places[i - 1]) >= 0);
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

/** Places along each column, in steps that are usual near by; of categories and circles none. */
function placesIn({ n, d, x, predictors }: Observations): (Float64Array | undefined)[] {
  return Array.from({ length: d }, (_, j) => {
    const { kind } = predictors?.[j] ?? { kind: 'number' };
    const values = Float64Array.from({ length: n }, (_, i) => x[i * d + j]);
    return kind === 'category' || kind === 'periodic'
      ? undefined
      : evened(kind === 'longitude' ? unrolled(values, 360) : values);
  });
}

/** What random curves in the columns of a block are made of, weighted. */
function curvesOf(
  { n, d, x, predictors }: Observations,
  places: readonly (Float64Array | undefined)[],
  roots: Float64Array,
): Float64Array[] {
  const curves: Float64Array[] = [];
  const add = (of: (i: number) => number) => curves.push(roots.map((root, i) => root * of(i)));
  const columns = Array.from({ length: d }, (_, j) => j).filter(
    (j) => predictors?.[j].kind !== 'category',
  );
  const count = Math.ceil(Math.min(MOST, Math.max(FEWEST, n / 4)) / columns.length);
  for (const j of columns) {
    const predictor = predictors?.[j];
    if (predictor?.kind === 'periodic') {
      for (let k = 2; k <= count; k += 2)
        for (const wave of [Math.cos, Math.sin])
          add((i) => wave((k * Math.PI * x[i * d + j]) / predictor.period) / k ** 2);
      continue;
    }
    const own = places[j] as Float64Array;
    const [low, high] = columnBounds(own, 1, 0);
    if (!(high > low)) continue;
    const at = own.map((place) => (place - low) / (high - low));
    // Where steps are even, the first is that of the plane.
    add((i) => at[i] - 0.5);
    add((i) => (at[i] - 0.5) ** 2);
    for (let k = 1; k <= count; k++) add((i) => Math.cos(k * Math.PI * at[i]) / k ** 2);
  }
  return curves;
}

/** Places counted in steps that are usual near by, so that it does not matter where they lie close. */
function evened(values: Float64Array): Float64Array {
  const { keys, order } = sortedOrder(values);
  const steps = keys.subarray(1).map((key, r) => key - keys[r]);
  const some = steps.filter((step) => step > 0);
  const places = new Float64Array(values.length);
  let [at, place] = [0, 0];
  steps.forEach((step, r) => {
    if (step > 0) {
      const near = some.slice(Math.max(0, at - NEAR), at + NEAR + 1).sort();
      place += Math.min(LONGEST, step / near[near.length >> 1]);
      at++;
    }
    places[order[r + 1]] = place;
  });
  return places;
}

/** All autoregressions, before anything is known of them. */
function wholeGrid(): Autoregression[] {
  return FIRST.flatMap((first, f) =>
    SECOND.map((second, s) => ({
      ...UNTOLD,
      partials: [first, second] as const,
      logPrior:
        Math.log(cellOf(FIRST, f) * cellOf(SECOND, s)) +
        RARE_FIRST * Math.log(1 - first ** 2) +
        RARE_SECOND * Math.log(1 - second ** 2),
    })),
  );
}

/** Those that are not out of the question. */
function likely(grid: readonly Autoregression[]): Autoregression[] {
  const logs = grid.map(({ logPrior, logLikelihood }) => logPrior + logLikelihood);
  const most = logs.reduce((a, b) => Math.max(a, b));
  return grid.filter((_, at) => logs[at] > most - UNLIKELY);
}

/** The same with what the marginal likelihood of a block says. */
function* withBlock(
  grid: readonly Autoregression[],
  free: readonly Float64Array[],
  curves: readonly Float64Array[],
  y: Float64Array,
): Generator<undefined, Autoregression[]> {
  const own = y.length - free.length;
  // Lagged products of all pairs of columns, y the last, [pairs, LAGS].
  const all = [...free, ...curves, y];
  const size = all.length - 1;
  const products = new Float64Array((all.length * (all.length + 1) * LAGS.length) / 2);
  let to = 0;
  for (let a = 0; a <= size; a++) {
    for (let b = 0; b <= a; b++, to += LAGS.length)
      products.set(laggedProducts(all[a], all[b]), to);
    yield;
  }
  const matrix = new Float64Array(products.length / LAGS.length);
  const factor = new Float64Array(matrix.length);
  const found: Autoregression[] = [];
  for (const each of grid) {
    const { partials } = each;
    for (let at = 0; at < matrix.length; at++)
      matrix[at] = whitened(partials, products, at * LAGS.length);
    const ofFree = eliminate(matrix, factor, size, 0, free.length, 0);
    const logs: number[] = [];
    const variances: number[] = [];
    for (let log = SMOOTHEST; log <= ROUGHEST; log += STEP) {
      const ofCurves = eliminate(matrix, factor, size, free.length, size, Math.exp(-log));
      const squares = leftOf(matrix, factor, size);
      const left = Math.max(squares, LEAST_SQUARES) / own;
      variances.push(squares > LEAST_SQUARES ? left : 0);
      logs.push(-0.5 * (own * Math.log(left) + ofFree + ofCurves + curves.length * log));
    }
    const most = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - most));
    const total = weights.reduce((a, b) => a + b);
    const variance = weights.reduce((sum, weight, t) => sum + (weight / total) * variances[t], 0);
    const freedom = each.freedom + own;
    found.push({
      ...each,
      logLikelihood: each.logLikelihood + most + Math.log(total) - 0.5 * logDeterminant(partials),
      variance: (each.variance * each.freedom + variance * own) / freedom,
      freedom,
    });
    if (found.length % SECOND.length === 0) yield;
  }
  return found;
}

/** Half the distance between the neighbours of a place of a grid. */
function cellOf(grid: readonly number[], at: number): number {
  const [low, high] = [grid[Math.max(0, at - 1)], grid[Math.min(grid.length - 1, at + 1)]];
  return (high - low) / 2;
}

/**
 * Some columns of the Cholesky factor of a packed lower triangle of which y is the last row, those before
 * being known.
 *
 * @param held - by so much each of these columns is held
 * @returns the logarithm of the determinant of these columns
 */
function eliminate(
  matrix: Float64Array,
  factor: Float64Array,
  size: number,
  from: number,
  to: number,
  held: number,
): number {
  let logSize = 0;
  for (let a = from; a <= size; a++) {
    const row = (a * (a + 1)) / 2;
    for (let b = from; b <= a && b < to; b++) {
      const column = (b * (b + 1)) / 2;
      let sum = matrix[row + b];
      if (a === b) sum += held + RIDGE * sum;
      for (let c = 0; c < b; c++) sum -= factor[row + c] * factor[column + c];
      if (b < a) factor[row + b] = sum / factor[column + b];
      else {
        const pivot = Math.max(sum, RIDGE * matrix[row + a], LEAST_PIVOT);
        factor[row + a] = Math.sqrt(pivot);
        logSize += Math.log(pivot);
      }
    }
  }
  return logSize;
}

/** What least squares on all columns leaves of y. */
function leftOf(matrix: Float64Array, factor: Float64Array, size: number): number {
  const row = (size * (size + 1)) / 2;
  let sum = matrix[row + size];
  for (let c = 0; c < size; c++) sum -= factor[row + c] ** 2;
  return sum;
}
