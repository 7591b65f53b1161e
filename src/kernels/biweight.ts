import { compactKernel } from './compactKernel.js';

/** Biweight (quartic): K(u) = 15/16 (1 − u²)² on |u| ≤ 1. R = 5/7, μ₂ = 1/7. */
export const biweight = /* @__PURE__ */ compactKernel({
  name: 'biweight',
  value: (u) => 0.9375 * ((1 - u) * (1 + u)) ** 2,
  derivative: (u) => -3.75 * u * ((1 - u) * (1 + u)),
  roughness: 5 / 7,
  secondMoment: 1 / 7,
});
