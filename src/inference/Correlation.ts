// How errors hang together, and what that makes of the variance of a fit. A working correlation R, of few
// numbers, says how many observations count as independent:
//
//   Var Σ ℓ_i y_i = Σ_ij a_i R_ij a_j,   a_i = ℓ_i σ_i

import { rowsOfGroups } from '../arrays/groupedBy.js';
import type { Observations } from '../smoothers/Observations.js';
import {
  type Autoregression,
  autocorrelations,
  posterior,
  processVariance,
  seriesErrors,
} from '../smoothers/seriesErrors.js';

/** What a fit varies by, and with how many degrees of freedom that is known. */
export interface Known {
  readonly variance: number;
  readonly freedom: number;
}

/** A working correlation of n errors. */
export interface Correlation {
  /** Errors with the same number are resampled together, [n]. */
  readonly blocks: Int32Array;
  /** Degrees of freedom of the mean square of errors that are correlated so. */
  readonly freedom: number;
  /** Degrees of freedom of Σ w_i e_i² for errors of equal variance: (Σ w)²/Σ_ij w_i w_j R_ij². */
  freedomOf(w: Float64Array): number;
  /**
   * The variance of Σ ℓ_i y_i.
   *
   * @param pulls - ℓ, [n]
   * @param sizes - standard deviations of the errors, [n]
   */
  varianceOf(pulls: Float64Array, sizes: Float64Array): Known;
}

/** What is resampled together, [n]; `undefined` when each error is by itself. */
export function blocksOf(observations: Observations): Int32Array | undefined {
  const { n, groups, isSeries } = observations;
  if (!isSeries) return groups;
  return seriesCorrelation(n, seriesErrors(observations)[0], n).blocks;
}

/** A variance by groups has at least so many degrees of freedom, where there are as many groups. */
const LEAST_FREEDOM = 4;

/**
 * Errors that depend on each other in any way within groups. The variance is a sum over groups,
 *
 *   Σ_g (Σ_{i∈g} ℓ_i r_i)²,   r the residual from a fit without its group
 *
 * the cluster-robust variance of the jackknife kind (CV3 without its factor (G − 1)/G, so rather too large;
 * Liang, Zeger 1986; MacKinnon, Nielsen, Webb 2023). Its degrees of freedom are Satterthwaite's under an exchangeable working correlation, ρ within groups;
 * where few groups are in reach, what R makes of all groups counts for what is short of four.
 *
 * @param groups - [n]
 * @param residuals - r, [n]; NaN where nothing but its group is in reach
 * @param sized - the same by the roots of the weights, [n]
 */
export function groupCorrelation(
  groups: Int32Array,
  residuals: Float64Array,
  sized: Float64Array,
): Correlation {
  const rows = rowsOfGroups(groups);
  const rho = commonPart(rows, sized);
  const freedomOf = (w: Float64Array): number => {
    let [total, sum] = [0, 0];
    for (const own of rows) {
      const [alone, together] = sumsOf(own, (i) => w[i]);
      total += together;
      sum += mixed(alone, together, rho ** 2);
    }
    return total ** 2 / sum;
  };
  const varianceOf = (pulls: Float64Array, sizes: Float64Array): Known => {
    let [working, squares, variance] = [0, 0, 0];
    for (const own of rows) {
      const [alone, together] = sumsOf(own, (i) => pulls[i] * sizes[i]);
      const expected = mixed(alone, together, rho);
      working += expected;
      squares += expected ** 2;
      variance += sumsOf(own, (i) => (pulls[i] === 0 ? 0 : pulls[i] * residuals[i]))[1] ** 2;
    }
    const least = Math.min(LEAST_FREEDOM, rows.length - 1);
    if (!(working > 0)) return { variance, freedom: least };
    const freedom = working ** 2 / squares - 1;
    if (freedom >= least) return { variance, freedom };
    return {
      variance: (freedom * variance + (least - freedom) * working) / least,
      freedom: least,
    };
  };
  const freedom = freedomOf(new Float64Array(groups.length).fill(1)) - 1;
  return { blocks: groups, freedom, freedomOf, varianceOf };
}

/** Autocorrelations below this do not count. */
const LEAST_CORRELATION = 1e-4;
/** Autoregressions that are less likely than this do not count. */
const LEAST_LIKELY = 1e-6;
/** Blocks of this many times the integrated autocorrelation time, the rows that say as much as one. */
const BLOCK = 2;

/** Errors of a series. */
export interface SeriesCorrelation extends Correlation {
  /** Of an error. */
  readonly variance: number;
  readonly ofNeighbours: number;
}

/**
 * Errors of a series: the autocorrelations of all autoregressions that are likely, in the proportion of
 * what each makes of the variance, so that what is not known of them counts.
 *
 * @param left - degrees of freedom of the residuals, were the errors independent
 */
export function seriesCorrelation(
  n: number,
  grid: readonly Autoregression[],
  left: number,
): SeriesCorrelation {
  const weights = posterior(grid, ({ logLikelihood }) => logLikelihood);
  const rho = new Float64Array(n);
  let variance = 0;
  weights.forEach((weight, at) => {
    if (weight < LEAST_LIKELY) return;
    const { partials, variance: innovations } = grid[at];
    const part = weight * innovations * processVariance(partials);
    variance += part;
    autocorrelations(partials, n).forEach((r, lag) => {
      rho[lag] += part * r;
    });
  });
  let last = 0;
  for (let lag = 0; lag < n; lag++) {
    // Without errors they are as good as independent.
    rho[lag] = variance > 0 ? rho[lag] / variance : Number(lag === 0);
    if (Math.abs(rho[lag]) > LEAST_CORRELATION) last = lag;
  }
  const sum = (a: Float64Array, power: 1 | 2): number => {
    let total = 0;
    for (let lag = 0; lag <= last; lag++) {
      let products = 0;
      for (let i = lag; i < n; i++) products += a[i] * a[i - lag];
      total += (lag === 0 ? 1 : 2) * rho[lag] ** power * products;
    }
    return total;
  };
  const time = 2 * rho.subarray(0, last + 1).reduce((all, r) => all + r, 0) - 1;
  const size = Math.max(1, Math.min(Math.ceil(BLOCK * time), Math.floor(n / 8)));
  const freedomOf = (w: Float64Array) => w.reduce((all, each) => all + each, 0) ** 2 / sum(w, 2);
  const freedom = (left * Math.min(n, freedomOf(new Float64Array(n).fill(1)))) / n;
  return {
    blocks: Int32Array.from({ length: n }, (_, i) => Math.floor(i / size)),
    freedom,
    variance,
    ofNeighbours: rho[1] ?? 0,
    freedomOf,
    varianceOf(pulls, sizes) {
      const a = pulls.map((pull, i) => pull * sizes[i]);
      return { variance: Math.max(0, sum(a, 1)), freedom };
    },
  };
}

/** Σ a² and Σ a over some rows. */
function sumsOf(rows: Int32Array, of: (i: number) => number): [alone: number, together: number] {
  let [alone, together] = [0, 0];
  for (const i of rows) {
    const a = of(i);
    alone += a * a;
    together += a;
  }
  return [alone, together];
}

/** Σ_ij a_i a_j R_ij over a group whose errors are correlated by so much. */
function mixed(alone: number, together: number, part: number): number {
  return (1 - part) * alone + part * together ** 2;
}

/** What residuals of a group have in common: the mean product of two over the mean square. */
function commonPart(rows: readonly Int32Array[], residuals: Float64Array): number {
  let [products, pairs, squares, count] = [0, 0, 0, 0];
  for (const own of rows) {
    const known = own.filter((i) => !Number.isNaN(residuals[i]));
    const [alone, together] = sumsOf(known, (i) => residuals[i]);
    products += together ** 2 - alone;
    pairs += known.length * (known.length - 1);
    squares += alone;
    count += known.length;
  }
  const common = products / pairs / (squares / count);
  return common > 0 ? Math.min(1, common) : 0;
}
