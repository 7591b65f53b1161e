import { completeKernel } from './completeKernel.js';

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
