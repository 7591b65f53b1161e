import type { Kernel } from './Kernel.js';
import { normalDistribution } from './normal.js';

const logNorm = -0.9189385332046727; // −½ log 2π

/** Gaussian: K(u) = exp(−u²/2) / √(2π), the kernel of softmax attention. R = 1/(2√π), μ₂ = 1. */
export const gaussian: Kernel = {
  name: 'gaussian',
  support: Infinity,
  value: (u) => 0.3989422804014327 * Math.exp(-0.5 * u * u),
  logValue: (u) => logNorm - 0.5 * u * u,
  derivative: (u) => -u * 0.3989422804014327 * Math.exp(-0.5 * u * u),
  logDerivative: (u) => -u,
  logRatio: (_u, _u0, squaredDifference) => -0.5 * squaredDifference,
  distribution: normalDistribution,
  roughness: 0.28209479177387814,
  secondMoment: 1,
  traits: {
    valueCost: 5,
    get slope() {
      return { kernel: gaussian, factor: 1 };
    },
  },
};
