import { compactKernel } from './compactKernel.js';

/**
 * Triangular: K(u) = 1 − |u| on |u| ≤ 1. R = 2/3, μ₂ = 1/6.
 *
 * The newer *Dive into Deep Learning* chapter plots it under the name "Epanechikov".
 */
export const triangular = /* @__PURE__ */ compactKernel({
  name: 'triangular',
  value: (u) => 1 - Math.abs(u),
  derivative: (u) => -Math.sign(u),
  roughness: 2 / 3,
  secondMoment: 1 / 6,
});
