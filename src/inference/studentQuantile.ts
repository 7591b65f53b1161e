// Quantiles of |T| for Student's T, and critical values for a whole curve.
//
//   P(|T| > c) + (κ/π)(1 + c²/ν)^(−ν/2) = α
//
// κ is the length of the curve that the unit vector of smoother weights draws over the range of queries: 0 for one query, and
// then c is Student's quantile. In log c the logarithm of the left side falls ever faster, so that Newton's method needs no
// guard. (Sun, Loader 1994, Simultaneous confidence bands for linear regression and smoothing)

import { halfMass, NORMAL, studentTail } from './studentTail.js';

const STEPS = 60;

/**
 * How many standard errors to each side keep the probability of an error at α.
 *
 * @param alpha - 1 − level, between 0 and 1
 * @param nu - degrees of freedom; at 0 and below nothing is known, and the value is ∞
 * @param kappa - length of the tube, at least 0
 */
export function studentQuantile(alpha: number, nu: number, kappa = 0): number {
  if (!(nu > 0)) return Infinity;
  const half = halfMass(nu);
  let c = 1;
  for (let step = 0; step < STEPS; step++) {
    const tail = 2 * studentTail(c, nu, half);
    const tube = (kappa / Math.PI) * (nu < NORMAL ? shrink(c, nu, nu) : Math.exp(-0.5 * c * c));
    const density = (nu < NORMAL ? shrink(c, nu, nu + 1) : Math.exp(-0.5 * c * c)) / (2 * half);
    // d log(tail + tube) / d log c
    const slope = (-c * (2 * density + (tube * c) / (1 + (c * c) / nu))) / (tail + tube);
    const move = Math.log((tail + tube) / alpha) / -slope;
    const next = c * Math.exp(Math.max(-0.7, Math.min(0.7, move)));
    if (!(Math.abs(next - c) > 1e-15 * c)) return next;
    c = next;
  }
  return c;
}

/** (1 + c²/ν)^(−k/2) */
function shrink(c: number, nu: number, k: number): number {
  return Math.exp(-0.5 * k * Math.log1p((c * c) / nu));
}
