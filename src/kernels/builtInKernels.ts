import {
  biweight,
  epanechnikov,
  triangular,
  tricube,
  triweight,
  uniform,
} from './compactPolynomials.js';
import { gaussian } from './gaussian.js';
import { epanechnikov4, gaussian4, gaussian6, gaussian8 } from './higherOrder.js';
import { completeKernel, type Kernel } from './Kernel.js';

/** Cosine: K(u) = π/4 cos(πu/2) on |u| ≤ 1. R = π²/16, μ₂ = 1 − 8/π². */
export const cosine = /* @__PURE__ */ completeKernel({
  name: 'cosine',
  support: 1,
  value: (u) => (Math.PI / 4) * Math.sin((Math.PI / 2) * (1 - Math.abs(u))), // exact at the edge, unlike cos
  derivative: (u) => -(Math.PI ** 2 / 8) * Math.sin((Math.PI / 2) * u),
  distribution: (u) => 0.5 + 0.5 * Math.sin((Math.PI / 2) * u),
  roughness: Math.PI ** 2 / 16,
  secondMoment: 1 - 8 / Math.PI ** 2,
});

/** log K without the leading −|u|: −2 log(1 + e^−|u|). */
const logRest = (u: number): number => -2 * Math.log1p(Math.exp(-Math.abs(u)));

/** Logistic: K(u) = 1 / (eᵘ + 2 + e⁻ᵘ). R = 1/6, μ₂ = π²/3. */
export const logistic: Kernel = {
  name: 'logistic',
  support: Infinity,
  value: (u) => {
    const e = Math.exp(-Math.abs(u));
    return e / ((1 + e) * (1 + e));
  },
  logValue: (u) => logRest(u) - Math.abs(u),
  derivative: (u) => -Math.tanh(u / 2) * logistic.value(u),
  logDerivative: (u) => -Math.tanh(u / 2),
  logRatio: (u, u0, squaredDifference) =>
    (squaredDifference === 0 ? 0 : -(0.5 * squaredDifference) / (0.5 * u + 0.5 * u0)) +
    logRest(u) -
    logRest(u0),
  distribution: (u) => 1 / (1 + Math.exp(-u)),
  roughness: 1 / 6,
  secondMoment: Math.PI ** 2 / 3,
  traits: { valueCost: 40 },
};

/** Laplace: K(u) = ½ e^−|u|. R = 1/4, μ₂ = 2. */
export const laplace: Kernel = {
  name: 'laplace',
  support: Infinity,
  value: (u) => 0.5 * Math.exp(-Math.abs(u)),
  logValue: (u) => -Math.LN2 - Math.abs(u),
  derivative: (u) => -Math.sign(u) * 0.5 * Math.exp(-Math.abs(u)),
  logDerivative: (u) => -Math.sign(u),
  logRatio: (u, u0, squaredDifference) =>
    squaredDifference === 0 ? 0 : -(0.5 * squaredDifference) / (0.5 * u + 0.5 * u0),
  distribution: (u) => (u > 0 ? 1 - 0.5 * Math.exp(-u) : 0.5 * Math.exp(u)),
  roughness: 1 / 4,
  secondMoment: 2,
  traits: { valueCost: 25 },
};

const logNorm = -1.1447298858494002; // −log π

/** Cauchy: K(u) = 1 / (π(1 + u²)). Its tails are too heavy for a second moment. R = 1/(2π), μ₂ = ∞. */
export const cauchy: Kernel = {
  name: 'cauchy',
  support: Infinity,
  value: (u) => 1 / (Math.PI * (1 + u * u)),
  // beyond 1e8 the 1 is below rounding, and u² might overflow
  logValue: (u) => logNorm - (Math.abs(u) > 1e8 ? 2 * Math.log(Math.abs(u)) : Math.log1p(u * u)),
  derivative: (u) => ((-2 * u) / (1 + u * u)) * cauchy.value(u),
  logDerivative: (u) => (Math.abs(u) > 1e8 ? -2 / u : (-2 * u) / (1 + u * u)),
  // from the lower tail atan would leave no digits
  distribution: (u) => (u < 0 ? Math.atan(-1 / u) : Math.PI / 2 + Math.atan(u)) / Math.PI,
  roughness: 1 / (2 * Math.PI),
  secondMoment: Infinity,
  traits: { valueCost: 17 },
};

/** Constant: K(u) = 1 everywhere, so that pooling is the plain average. Not integrable: R = μ₂ = ∞. */
export const constant: Kernel = {
  name: 'constant',
  support: Infinity,
  value: () => 1,
  logValue: () => 0,
  derivative: () => 0,
  logDerivative: () => 0,
  roughness: Infinity,
  secondMoment: Infinity,
};

/** Every kernel that is known by name. A new one is added here. */
export const builtInKernels = {
  gaussian,
  epanechnikov,
  uniform,
  boxcar: uniform,
  triangular,
  biweight,
  triweight,
  tricube,
  cosine,
  logistic,
  laplace,
  cauchy,
  constant,
  gaussian4,
  gaussian6,
  gaussian8,
  epanechnikov4,
};
