import { GAUSSIAN, LOGISTIC } from '../../loops/relativeKernels.js';

/**
 * Whether points within `half` of a place at scaled distance u may be replaced by Chebyshev points.
 */
export type Acceptance = (u: number, half: number) => boolean;

/**
 * Whether a node of half-width δ at scaled distance u may be replaced by its P weighted points,
 * with an error of at most `tolerance` times its own Σ|terms|.
 *
 * @remarks Gaussian: |f^(P)/f| ≤ (|u| + δ + √P)^P. Logistic and Cauchy: analytic up to their poles
 *   at ±πi and ±i, with the convergence 4Mρ^{−P} of Chebyshev interpolation in an ellipse that
 *   keeps clear of them.
 */
export function acceptance(
  kernel: number,
  exponent: number,
  order: number,
  power: number,
  tolerance: number,
): Acceptance {
  if (kernel === GAUSSIAN) {
    let amplification = 0;
    for (let j = 0, term = 1; j <= power; j++) {
      amplification += term;
      term *= ((order - j) * (power - j)) / ((j + 1) * Math.sqrt(order));
    }
    let factorial = 1;
    for (let k = 2; k <= order; k++) factorial *= k;
    const target = (tolerance / amplification) * factorial * 2 ** (order - 1);
    let limit = 0;
    while ((limit + 0.01) ** order * Math.exp(limit + 0.01) < target) limit += 0.01;
    const scale = Math.sqrt(exponent);
    return (u, half) => scale * half * (scale * (u + half) + Math.sqrt(order)) <= limit;
  }
  // [M·growth, radius of the ellipse] for poles nearby and, for the logistic, far away.
  const near = kernel === LOGISTIC ? [120, 2.5] : [11, 0.7];
  const far = kernel === LOGISTIC ? [1700, 6] : near;
  const reach = ([bound, radius]: number[]) => {
    const error = 5 * bound ** exponent * (1 + radius) ** power;
    return Math.min(0.5 * radius, 2 * radius * (tolerance / error) ** (1 / order)) * 0.9;
  };
  const [nearReach, farReach] = [reach(near), reach(far)];
  if (kernel === LOGISTIC) return (u, half) => half <= (u > 8 ? farReach : nearReach);
  return (u, half) => half <= nearReach * Math.sqrt(1 + u * u);
}
