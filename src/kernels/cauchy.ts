import type { Kernel } from './Kernel.js';

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
