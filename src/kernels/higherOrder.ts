// Kernels of higher order, K(u) = P(u²)·B(u): a polynomial in u² that takes the second moment away, and of the
// Gaussian the fourth and the sixth too, so that a curve is smoothed with a bias of h⁴, h⁶ or h⁸ in place of h². They
// are negative in places (Kernel.isSigned): log K is log |K|, and a sum of weights may be 0.
//
// See Gasser, Müller, Mammitzsch (1985), Kernels for nonparametric curve estimation; Wand, Schucany (1990),
// Gaussian-based kernels.

import { epanechnikov, uniform } from './compactPolynomials.js';
import { gaussian } from './gaussian.js';
import type { Kernel, KernelProduct } from './Kernel.js';

/** Gaussian of order 4: K(u) = ½(3 − u²)·φ(u). R = 27/(32√π), μ₂ = 0, μ₄ = −3. */
export const gaussian4 = /* @__PURE__ */ higherOrder(
  'gaussian4',
  gaussian,
  [3 / 2, -1 / 2],
  0.4760349611184194,
  { kernel: gaussian, coefficients: [5 / 2, -1 / 2] },
);

/** Gaussian of order 6: K(u) = ⅛(15 − 10u² + u⁴)·φ(u). R = 2265/(2048√π), μ₂ = μ₄ = 0, μ₆ = 15. */
export const gaussian6 = /* @__PURE__ */ higherOrder(
  'gaussian6',
  gaussian,
  [15 / 8, -10 / 8, 1 / 8],
  0.6239694368826504,
  { kernel: gaussian, coefficients: [35 / 8, -14 / 8, 1 / 8] },
);

/**
 * Gaussian of order 8: K(u) = (105 − 105u² + 21u⁴ − u⁶)/48·φ(u). R = 43435/(32768√π), μ₂ = μ₄ = μ₆ = 0,
 * μ₈ = −105.
 */
export const gaussian8 = /* @__PURE__ */ higherOrder(
  'gaussian8',
  gaussian,
  [105 / 48, -105 / 48, 21 / 48, -1 / 48],
  0.7478507861754393,
  { kernel: gaussian, coefficients: [315 / 48, -189 / 48, 27 / 48, -1 / 48] },
);

/**
 * Epanechnikov of order 4: K(u) = (15/8)(1 − (7/3)u²)·¾(1 − u²) on |u| ≤ 1. R = 5/4, μ₂ = 0, μ₄ = −1/21.
 *
 * R's `np` stretches it: its bandwidth h is √5·h here.
 */
export const epanechnikov4 = /* @__PURE__ */ higherOrder(
  'epanechnikov4',
  epanechnikov,
  [15 / 8, -35 / 8],
  5 / 4,
  { kernel: uniform, coefficients: [75 / 4, -105 / 4] },
);

/** Of larger |u| the highest power alone is a number. */
const FAR = 1e30;

/** @param slope - L of K′(u) = −u·L(u) */
function higherOrder(
  name: string,
  kernel: Kernel,
  coefficients: readonly number[],
  roughness: number,
  slope: KernelProduct,
): Kernel {
  const whole = productKernel(name, { kernel, coefficients });
  const sloped = productKernel(`${name} slope`, slope);
  return {
    ...whole,
    derivative: (u) => {
      const l = sloped.value(u);
      return l === 0 ? 0 : -u * l;
    },
    distribution: integralOf(kernel, coefficients),
    roughness,
    secondMoment: 0,
    traits: { ...whole.traits!, slope: { kernel: sloped, factor: 1 } },
  };
}

/**
 * ∫P(t²)B(t) dt from −∞ on: of the Gaussian by parts, ∫t²ʲφ = (2j − 1)∫t²ʲ⁻²φ − u²ʲ⁻¹φ(u); of Epanechnikov's kernel
 * term by term.
 */
function integralOf(kernel: Kernel, coefficients: readonly number[]): (u: number) => number {
  const { support, value, distribution } = kernel;
  if (support === Infinity)
    return (u) => {
      const density = value(u);
      let [all, integral, power] = [0, distribution!(u), u];
      for (let j = 0; j < coefficients.length; j++) {
        all += coefficients[j] * integral;
        // far out the density is 0, whatever the power
        integral = (2 * j + 1) * integral - (density === 0 ? 0 : power * density);
        power *= u * u;
      }
      return all;
    };
  const peak = value(0);
  // ¾(1 − t²) times the polynomial, integrated
  const terms = [...coefficients, 0].map((c, j) => (c - (coefficients[j - 1] ?? 0)) / (2 * j + 1));
  return (u) =>
    Math.abs(u) > support ? Number(u > 0) : 0.5 + peak * u * polynomialAt(terms, u * u);
}

function productKernel(name: string, times: KernelProduct): Kernel {
  const { kernel, coefficients } = times;
  const highest = coefficients.length - 1;
  const slopes = coefficients.slice(1).map((c, j) => 2 * (j + 1) * c);
  const logSize = (u: number): number => {
    const v = Math.abs(u);
    return v > FAR
      ? Math.log(Math.abs(coefficients[highest])) + 2 * highest * Math.log(v)
      : Math.log(Math.abs(polynomialAt(coefficients, u * u)));
  };
  const value = (u: number): number => {
    const base = kernel.value(u);
    return base === 0 ? 0 : polynomialAt(coefficients, u * u) * base;
  };
  const logDerivative = (u: number): number => {
    if (Math.abs(u) > FAR) return (2 * highest) / u + kernel.logDerivative(u);
    const p = polynomialAt(coefficients, u * u);
    return p === 0 ? 0 : (u * polynomialAt(slopes, u * u)) / p + kernel.logDerivative(u);
  };
  const { logRatio, traits } = kernel;
  return {
    name,
    support: kernel.support,
    isSigned: true,
    value,
    logValue: (u) => (Math.abs(u) > kernel.support ? -Infinity : logSize(u) + kernel.logValue(u)),
    derivative: (u) => value(u) * logDerivative(u),
    logDerivative: (u) => (Math.abs(u) > kernel.support ? 0 : logDerivative(u)),
    ...(logRatio && {
      logRatio: (u: number, u0: number, squaredDifference: number) =>
        logRatio(u, u0, squaredDifference) + logSize(u) - logSize(u0),
    }),
    roughness: undefined,
    secondMoment: undefined,
    traits: { times, valueCost: traits!.valueCost + 2 * highest },
  };
}

/** Σ_j coefficients[j]·t^j. */
export function polynomialAt(coefficients: readonly number[], t: number): number {
  let value = 0;
  for (let j = coefficients.length - 1; j >= 0; j--) value = value * t + coefficients[j];
  return value;
}

/** 1 where K(u) is above 0 or the kernel is not signed, −1 where it is below. */
export function signOf({ support, traits }: Kernel, u: number): number {
  const times = traits?.times;
  if (!times || Math.abs(u) > support) return 1;
  const { coefficients } = times;
  const p =
    Math.abs(u) > FAR ? coefficients[coefficients.length - 1] : polynomialAt(coefficients, u * u);
  return p < 0 ? -1 : 1;
}
