// The compact polynomial kernels are one family, K(u) = factor·(1 − |u|^g)^e on |u| <= 1:
//   uniform ½ · triangular 1−|u| · epanechnikov ¾(1−u²) ·
//   biweight (15/16)(1−u²)² · triweight (35/32)(1−u²)³ · tricube (70/81)(1−|u|³)³
// With v = |u| the base is (1−v)(1 + b₁v + b₂v²), which keeps its digits next to the edge of the
// window, and its power is a product of factors, the base or 1: no branch, one loop for all.

/** g, e and the factor of each kernel, in the order above. */
export const COMPACT_SHAPES: readonly (readonly [g: number, e: number, factor: number])[] = [
  [1, 0, 1 / 2],
  [1, 1, 1],
  [2, 1, 3 / 4],
  [2, 2, 15 / 16],
  [2, 3, 35 / 32],
  [3, 3, 70 / 81],
];

/**
 * Kernel values of a row.
 *
 * @param kernel - number of the kernel in the list above, from 0
 * @param squared - K² in place of K
 * @param count - length of the row
 * @param u - scaled distances, of any sign, shape [≥ count]
 * @param out - receives K(u), zero outside |u| <= 1, shape [≥ count]
 */
export function compactRowInto(
  kernel: number,
  squared: boolean,
  count: number,
  u: Float64Array,
  out: Float64Array,
): void {
  const [g, e, factor] = COMPACT_SHAPES[kernel];
  const b1 = g > 1 ? 1 : 0;
  const b2 = g > 2 ? 1 : 0;
  for (let i = 0; i < count; i++) {
    const v = Math.abs(u[i]);
    const t = (1 - v) * (1 + v * (b1 + b2 * v));
    const k = (e > 0 ? t : 1) * (e > 1 ? t : 1) * (e > 2 ? t : 1) * factor;
    out[i] = v <= 1 ? k : 0;
  }
  if (squared) for (let i = 0; i < count; i++) out[i] *= out[i];
}
