import type { Kernel } from './Kernel.js';

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
