// The compact polynomials, K(u) = factor·(1 − |u|^g)^e on |u| ≤ 1. All that is to be known of one
// follows from g and e:
//   factor = ½ Π (gi + 1)/gi    R = 2 factor² Π gi/(gi + 1)    μ₂ = ⅓ Π (gi + 1)/(gi + 3)
// over i = 1…e, and to 2e in R. Where g = 2 the slope is K′(u) = −(2e + 1)·u·L(u), L of one e less.

import { completeKernel, type Kernel } from './Kernel.js';

/** Nanoseconds of a value in the loops over rows; measured. */
const VALUE_COST = 10;

/** Uniform, also called boxcar: K(u) = ½ on |u| ≤ 1, edges included. R = 1/2, μ₂ = 1/3. */
export const uniform = /* @__PURE__ */ compactPolynomial('uniform', 1, 0);

/**
 * Triangular: K(u) = 1 − |u| on |u| ≤ 1. R = 2/3, μ₂ = 1/6.
 *
 * The newer *Dive into Deep Learning* chapter plots it under the name "Epanechikov".
 */
export const triangular = /* @__PURE__ */ compactPolynomial('triangular', 1, 1);

/**
 * Epanechnikov: K(u) = ¾(1 − u²) on |u| ≤ 1. R = 3/5, μ₂ = 1/5.
 *
 * R's `np` stretches it to variance 1: its bandwidth h is √5·h here.
 */
export const epanechnikov = /* @__PURE__ */ compactPolynomial('epanechnikov', 2, 1, uniform);

/** Biweight (quartic): K(u) = 15/16 (1 − u²)² on |u| ≤ 1. R = 5/7, μ₂ = 1/7. */
export const biweight = /* @__PURE__ */ compactPolynomial('biweight', 2, 2, epanechnikov);

/** Triweight: K(u) = 35/32 (1 − u²)³ on |u| ≤ 1. R = 350/429, μ₂ = 1/9. */
export const triweight = /* @__PURE__ */ compactPolynomial('triweight', 2, 3, biweight);

/** Tricube, the kernel of loess: K(u) = 70/81 (1 − |u|³)³ on |u| ≤ 1. R = 175/247, μ₂ = 35/243. */
export const tricube = /* @__PURE__ */ compactPolynomial('tricube', 3, 3);

/**
 * A compact polynomial kernel.
 *
 * @param slope - where g = 2, the kernel of e − 1
 */
export function compactPolynomial(name: string, g: 1 | 2 | 3, e: number, slope?: Kernel): Kernel {
  // Each constant is one fraction of whole numbers, rounded once.
  const [rising, steps] = [product(g, e, 1), product(g, e, 0)];
  const factor = rising / (2 * steps);
  const edge = -factor * e * g;
  // 1 − |u|^g by factors, which keeps its digits near the edge.
  const b1 = g > 1 ? 1 : 0;
  const b2 = g > 2 ? 1 : 0;
  const complement = (v: number) => (1 - v) * (1 + v * (b1 + b2 * v));
  // ∫ (1 − v^g)^e from 0 on, term by term
  const terms = Array.from({ length: e + 1 }, (_, i) => binomialSign(e, i) / (g * i + 1));
  const integral = (v: number) => {
    const step = power(v, g);
    return v * terms.reduceRight((sum, term) => sum * step + term, 0);
  };
  const kernel = completeKernel({
    name,
    support: 1,
    value: (u) => factor * power(complement(Math.abs(u)), e),
    derivative: (u) => {
      const v = Math.abs(u);
      return edge * Math.sign(u) * power(v, g - 1) * power(complement(v), e - 1);
    },
    distribution: (u) => 0.5 + Math.sign(u) * factor * integral(Math.abs(u)),
    roughness: (rising ** 2 * product(g, 2 * e, 0)) / (2 * steps ** 2 * product(g, 2 * e, 1)),
    secondMoment: rising / (3 * product(g, e, 3)),
  });
  const polynomial = { g, e, factor };
  const sloped = slope && { slope: { kernel: slope, factor: 2 * e + 1 } };
  return { ...kernel, traits: { polynomial, valueCost: VALUE_COST, ...sloped } };
}

/** Π (gi + a) over i = 1…count. */
function product(g: number, count: number, a: number): number {
  let out = 1;
  for (let i = 1; i <= count; i++) out *= g * i + a;
  return out;
}

/** (−1)^i·binomial(e, i) */
function binomialSign(e: number, i: number): number {
  let out = 1;
  for (let k = 1; k <= i; k++) out *= -(e - k + 1) / k;
  return out;
}

/** t^e by products, as powers are slow; without a branch up to e = 3. */
function power(t: number, e: number): number {
  let out = (e > 0 ? t : 1) * (e > 1 ? t : 1) * (e > 2 ? t : 1);
  for (let i = 3; i < e; i++) out *= t;
  return out;
}
