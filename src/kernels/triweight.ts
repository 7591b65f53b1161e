import { compactKernel } from './compactKernel.js';

/** Triweight: K(u) = 35/32 (1 − u²)³ on |u| ≤ 1. R = 350/429, μ₂ = 1/9. */
export const triweight = /* @__PURE__ */ compactKernel({
  name: 'triweight',
  value: (u) => 1.09375 * ((1 - u) * (1 + u)) ** 3,
  derivative: (u) => -6.5625 * u * ((1 - u) * (1 + u)) ** 2,
  roughness: 350 / 429,
  secondMoment: 1 / 9,
});
