import type { Kernel } from './Kernel.js';

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
