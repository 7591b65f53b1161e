import type { Kernel } from './Kernel.js';

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
