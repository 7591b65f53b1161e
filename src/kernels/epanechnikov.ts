import { compactKernel } from './compactKernel.js';

/**
 * Epanechnikov: K(u) = ¾(1 − u²) on |u| ≤ 1. R = 3/5, μ₂ = 1/5.
 *
 * R's `np` stretches it to variance 1: its bandwidth h is √5·h here.
 */
export const epanechnikov = /* @__PURE__ */ compactKernel({
  name: 'epanechnikov',
  value: (u) => 0.75 * ((1 - u) * (1 + u)),
  derivative: (u) => -1.5 * u,
  roughness: 3 / 5,
  secondMoment: 1 / 5,
});
