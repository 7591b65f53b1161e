// How finely to cut the line for a bandwidth and a tolerance.
//
// With v = (z − x)/h the factors e^{−v²} of a Gaussian (see gaussianField) are interpolated at p
// Chebyshev nodes in cells of half-width δ (units of h). By Cramér's inequality for Hermite
// polynomials
//   |dᵖ/dvᵖ e^{−v²}| ≤ 1.0865 · 2^{p/2} √p! · e^{−v²/2},  so the error is at most  η e^{−v²/2},
//   η = 1.0865 · 2^{p/2} √p! · δᵖ / (2^{p−1} p!).
// Both factors together give, for a term at scaled distance u, an error of at most κ e^{−u²/4}.

import { COSTS } from './costs.js';

/** Cells of width 2^exponent, `order` moments (even, at least 4) in each. */
export interface Binning {
  readonly exponent: number;
  readonly order: number;
}

const CRAMER = 1.0865;
const MAX_ORDER = 16;

/** log n! */
function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

/**
 * Bound of |dᵖ/dwᵖ Q_α(w) e^{−w²}| / e^{−w²/2}, where Q_α e^{−w²} = Σ_m α!/(2^m m! (α−2m)!) ·
 * d^{α−2m} e^{−w²}.
 */
function derivativeBound(p: number, power: number): number {
  let bound = 0;
  for (let m = 0; 2 * m <= power; m++) {
    const rest = power - 2 * m;
    const weight = logFactorial(power) - m * Math.LN2 - logFactorial(m) - logFactorial(rest);
    bound += Math.exp(weight + 0.5 * ((p + rest) * Math.LN2 + logFactorial(p + rest)));
  }
  return CRAMER * bound;
}

/**
 * κ: a Gaussian sum of power α over cells of width 2δ·h and order p errs by at most κ·Σ|c|
 * e^{−u²/4} (in units of K(0)), for interpolation at both ends.
 */
export function binningError(delta: number, order: number, power: number): number {
  const interpolation = Math.exp(
    order * Math.log(delta) - (order - 1) * Math.LN2 - logFactorial(order),
  );
  const source = derivativeBound(order, 0) * derivativeBound(0, power);
  return Math.SQRT2 * interpolation * (source + derivativeBound(order, power));
}

/** Where the grid points lie among cells `width` bandwidths wide. */
export interface GridGeometry {
  /** Grid spacing in cells. */
  readonly spacing: number;
  /** Grid points used on each side of a cell. */
  readonly side: number;
  /** Grid points used by a cell, 2·side + 2. */
  readonly taps: number;
}

/**
 * The widest grid that keeps a tolerance, for cells no wider than {@link gridSpacing}.
 *
 * @param width - of a cell, in bandwidths
 * @param tolerance - error allowed to the grid, and to its truncation
 * @param power - the highest power of u wanted
 */
export function gridGeometry(width: number, tolerance: number, power: number): GridGeometry {
  const widest = Math.max(1, Math.floor(gridSpacing(tolerance, power) / width));
  const spacing = widest < 4 ? widest : 2 * Math.floor(widest / 2);
  // Beyond |v| = V the factors are dropped: V² ≥ 3/2·log(1/tol) leaves less than tol·e^{−u²/4}.
  const reach = Math.sqrt(1.5 * Math.log(16 ** power / tolerance));
  const side = Math.ceil(reach / (spacing * width));
  return { spacing, side, taps: 2 * side + 2 };
}

/** The widest Δ/h with 2e^{−(π²/2)(h/Δ)²}·(1 + πh/Δ)^α ≤ tolerance, α derivatives included. */
export function gridSpacing(tolerance: number, power: number): number {
  let r = 1;
  for (let i = 0; i < 40; i++)
    r = Math.sqrt(
      (2 / Math.PI ** 2) * (Math.log(2 / tolerance) + power * Math.log(1 + Math.PI * r)),
    );
  return 1 / r;
}

/** What the cost of a binning depends on. */
export interface BinningWork {
  readonly bandwidth: number;
  /** Length of the line to cut, in units of x. */
  readonly length: number;
  readonly n: number;
  readonly m: number;
  readonly columns: number;
  /** Number of sums wanted for each query. */
  readonly fields: number;
  readonly power: number;
  readonly tolerance: number;
}

/** The smallest even order that keeps κ ≤ tolerance with cells of half-width δ, or 0. */
export function sufficientOrder(delta: number, power: number, tolerance: number): number {
  for (let order = 4; order <= MAX_ORDER; order += 2)
    if (binningError(delta, order, power) <= tolerance) return order;
  return 0;
}

/**
 * The cheapest binning that keeps the tolerance: wide cells want many moments a point, narrow ones
 * more work between cells and more cache. `undefined` when there would be far more cells than
 * points.
 */
export function cheapestBinning(
  work: BinningWork,
): { readonly binning: Binning; readonly cost: number } | undefined {
  const { bandwidth, length, n, m, columns, fields, power, tolerance } = work;
  const { line } = COSTS;
  // The loops take two at a time.
  const [sources, targets] = [Math.ceil(columns / 2), Math.ceil(fields / 2)];
  const widest = Math.floor(Math.log2(gridSpacing(tolerance / 256, power) * bandwidth));
  let best: { binning: Binning; cost: number } | undefined;
  for (let exponent = widest; exponent > widest - 14; exponent--) {
    const width = 2 ** exponent / bandwidth;
    const order = sufficientOrder(width / 2, power, tolerance / 32);
    if (order === 0) continue;
    const cells = Math.ceil(length / 2 ** exponent) + 1;
    if (cells * order > 8 * (n + m) + 16384) break;
    const { spacing, taps } = gridGeometry(width, tolerance / 256, power);
    const cache = 1 + (cells * order) / 2 ** 17;
    const cost =
      n * (line.point + sources * (line.source + line.sourceMoment * order) * cache) +
      m * (line.query + targets * (line.target + line.targetMoment * order) * cache) +
      line.step * cells * order * taps * (sources + targets) +
      line.table * spacing * order * taps * (2 + order) * (1 + power) +
      line.spacing * spacing * order +
      (line.certified * length * columns) / bandwidth;
    if (best === undefined || cost < best.cost) best = { binning: { exponent, order }, cost };
  }
  return best;
}

// Chebyshev interpolation on [−½, ½], the variable of a cell. The way between node values and
// powers of t always goes over Chebyshev coefficients: those of a smooth function fall fast, so the
// large numbers in the powers of T_a never meet large coefficients. One matrix for both steps would
// lose five digits at p = 16.

/** The p nodes t_i = ½cos(π(i + ½)/p). */
export function chebyshevNodes(p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => 0.5 * Math.cos((Math.PI * (i + 0.5)) / p));
}

/**
 * Σ_i A[a, i] f(t_i) is the Chebyshev coefficient of T_a(2t) in the interpolant of f; shape [p, p].
 */
export function analysisMatrix(p: number): Float64Array {
  return Float64Array.from({ length: p * p }, (_, index) => {
    const a = Math.floor(index / p);
    const i = index % p;
    return ((a === 0 ? 1 : 2) / p) * Math.cos((a * Math.PI * (i + 0.5)) / p);
  });
}

/** B[a, k] is the coefficient of tᵏ in T_a(2t); shape [p, p]. */
export function powerMatrix(p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  matrix[0] = 1;
  if (p > 1) matrix[p + 1] = 2;
  // T_{a+1}(y) = 2y T_a(y) − T_{a−1}(y) with y = 2t.
  for (let a = 2; a < p; a++)
    for (let k = 0; k <= a; k++)
      matrix[a * p + k] = (k > 0 ? 4 * matrix[(a - 1) * p + k - 1] : 0) - matrix[(a - 2) * p + k];
  return matrix;
}

/** w_i = Σ_a A[a, i]·m_a: weights at the nodes with the Chebyshev moments m_a = Σ c T_a(2t). */
export function nodeWeightsInto(
  moments: Float64Array,
  analysis: Float64Array,
  out: Float64Array,
  start: number,
): void {
  const p = moments.length;
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let a = 0; a < p; a++) sum += analysis[a * p + i] * moments[a];
    out[start + i] = sum;
  }
}
