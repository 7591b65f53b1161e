// Rules made for density estimates: quick first looks at a scale, not choices by the data. y is not
// looked at.

import { UnsupportedError } from '../errors.js';
import type { Kernel } from '../kernels/Kernel.js';
import { sortedOrder } from '../loops/sortedOrder.js';

/**
 * Bandwidths by a rule of thumb, one for each dimension; n^(−1/(d+4)) times
 *
 *   silverman, d = 1:  0.9 · min(s, IQR/1.34)                    Silverman (1986), (3.31)
 *   silverman, d > 1:  (4/(d+2))^(1/(d+4)) · s_j                 Silverman (1986), (4.14)
 *   scott:             s_j                                       Scott (1992), (6.42)
 *
 * @param x - [n, d]
 * @param weights - [n]; with them s and IQR are weighted, and n is (Σw)²/Σw²
 * @returns bandwidths in units of x, shape [d]; ∞ in a dimension where x is constant
 * @throws {@link UnsupportedError} for a kernel without finite constants
 * @remarks Scott's rule leaves out the factor of Silverman's (4.14), as SciPy does; R's `bw.nrd` and
 * statsmodels keep it, 1.06 for d = 1. The rules speak of Gaussian kernels; for others h is multiplied so that the estimate is as
 * smooth, by the ratio of (R^d/μ₂²)^(1/(d+4)).
 */
export function ruleOfThumb(
  where: string,
  rule: 'silverman' | 'scott',
  x: Float64Array,
  d: number,
  kernel: Kernel,
  weights?: Float64Array,
): Float64Array {
  const factor = canonicalRatio(where, kernel, d);
  return Float64Array.from({ length: d }, (_, j) => {
    const { deviation, quartiles, count } = spread(x, d, j, weights);
    if (deviation === 0) return Infinity;
    const narrow = quartiles > 0 ? Math.min(deviation, quartiles / 1.34) : deviation;
    const size = rule === 'silverman' && d === 1 ? 0.9 * narrow : deviation;
    const shape = rule === 'silverman' && d > 1 ? (4 / (d + 2)) ** (1 / (d + 4)) : 1;
    return factor * shape * size * count ** (-1 / (d + 4));
  });
}

/**
 * The bandwidth of a kernel beside that of the Gaussian that smooths as much.
 *
 * @see Marron, Nolan (1988), Canonical kernels for density estimation
 */
export function canonicalRatio(where: string, kernel: Kernel, d: number): number {
  const { roughness, secondMoment, name } = kernel;
  const size = (roughness ?? Number.NaN) ** d / (secondMoment ?? Number.NaN) ** 2;
  if (!(size > 0 && size < Infinity))
    throw new UnsupportedError({
      where,
      expected: 'kernel must have a finite roughness and secondMoment for a rule of thumb',
      received: `${name} with ${roughness} and ${secondMoment}`,
    });
  const gaussian = (0.5 / Math.sqrt(Math.PI)) ** d;
  return (size / gaussian) ** (1 / (d + 4));
}

const MEDIAN_OF = 4096;

/** How far the values of one dimension lie apart. */
export interface Spread {
  /** Standard deviation, with the divisor n − 1 (with weights, of an equivalent sample). */
  readonly deviation: number;
  /** Distance between the quartiles, by linear interpolation of the order statistics. */
  readonly quartiles: number;
  readonly range: number;
  /** Median distance from a value to its nearest other value that differs; 0 when there is none. */
  readonly spacing: number;
  /** (Σw)² / Σw², the number of observations without weights. */
  readonly count: number;
}

/**
 * Spread of one dimension, in the units of x.
 *
 * @param x - row-major, shape [n, d]
 * @param j - the dimension
 * @param weights - shape [n]
 */
export function spread(x: Float64Array, d: number, j: number, weights?: Float64Array): Spread {
  const n = x.length / d;
  const { keys, order } = sortedOrder(d === 1 ? x : x.filter((_, i) => i % d === j));
  const middle = n > 0 ? keys[n >> 1] : 0;
  let total = 0;
  let squares = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[order[i]] : 1;
    const t = keys[i] - middle;
    total += w;
    squares += w * w;
    first += w * t;
    second += w * t * t;
  }
  const count = total ** 2 / squares;
  const variance = (second - first ** 2 / total) / total;
  const deviation = count > 1 ? Math.sqrt(Math.max(0, variance * (count / (count - 1)))) : 0;
  const quantile = (share: number) => weightedQuantile(keys, order, weights, total, share);
  return {
    deviation: n > 0 && keys[n - 1] > keys[0] ? deviation : 0,
    quartiles: n > 0 ? quantile(0.75) - quantile(0.25) : 0,
    range: n > 0 ? keys[n - 1] - keys[0] : 0,
    spacing: spacingOfDistinct(keys),
    count,
  };
}

/** Without weights the seventh definition of Hyndman and Fan; with weights the step function. */
function weightedQuantile(
  keys: Float64Array,
  order: Uint32Array,
  weights: Float64Array | undefined,
  total: number,
  share: number,
): number {
  const n = keys.length;
  if (!weights) {
    const at = (n - 1) * share;
    const below = Math.floor(at);
    const next = Math.min(n - 1, below + 1);
    return keys[below] + (at - below) * (keys[next] - keys[below]);
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += weights[order[i]];
    if (sum >= share * total) return keys[i];
  }
  return keys[n - 1];
}

/**
 * The median distance from one of ascending values to its nearest other that differs; of at most some
 * thousand of them, spread evenly.
 */
export function spacingOfDistinct(keys: Float64Array): number {
  const n = keys.length;
  const near: number[] = [];
  const every = Math.ceil(n / MEDIAN_OF);
  let before = Infinity;
  for (let from = 0, place = 0; from < n; place++) {
    let to = from + 1;
    while (to < n && keys[to] === keys[from]) to++;
    const after = to < n ? keys[to] - keys[from] : Infinity;
    const nearest = Math.min(before, after);
    if (nearest < Infinity && place % every === 0) near.push(nearest);
    before = after;
    from = to;
  }
  const sorted = Float64Array.from(near).sort();
  return near.length > 0 ? sorted[near.length >> 1] : 0;
}
