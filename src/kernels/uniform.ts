import { compactKernel } from './compactKernel.js';

/** Uniform, also called boxcar: K(u) = ½ on |u| ≤ 1, edges included. R = 1/2, μ₂ = 1/3. */
export const uniform = /* @__PURE__ */ compactKernel({
  name: 'uniform',
  value: () => 0.5,
  derivative: () => 0,
  roughness: 1 / 2,
  secondMoment: 1 / 3,
});
