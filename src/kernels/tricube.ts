import { compactKernel } from './compactKernel.js';

/** (1 − |u|³)^e, e = 2 or 3, factored to keep its digits near the edge; products, as powers are slow. */
const complement = (u: number, e: 2 | 3): number => {
  const a = Math.abs(u);
  const t = (1 - a) * (1 + a + a * a);
  return e === 2 ? t * t : t * t * t;
};

/** Tricube, the kernel of loess: K(u) = 70/81 (1 − |u|³)³ on |u| ≤ 1. R = 175/247, μ₂ = 35/243. */
export const tricube = /* @__PURE__ */ compactKernel({
  name: 'tricube',
  value: (u) => (70 / 81) * complement(u, 3),
  derivative: (u) => (-70 / 9) * u * Math.abs(u) * complement(u, 2),
  roughness: 175 / 247,
  secondMoment: 35 / 243,
});
