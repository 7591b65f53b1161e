import { compactKernel } from './compactKernel.js';

/** 1 − u², factored to keep its digits near the edge. */
const complement = (u: number): number => (1 - u) * (1 + u);

/** Triweight: K(u) = 35/32 (1 − u²)³ on |u| ≤ 1. R = 350/429, μ₂ = 1/9. */
export const triweight = /* @__PURE__ */ compactKernel({
  name: 'triweight',
  value: (u) => 1.09375 * complement(u) * complement(u) * complement(u),
  derivative: (u) => -6.5625 * u * complement(u) * complement(u),
  roughness: 350 / 429,
  secondMoment: 1 / 9,
});
