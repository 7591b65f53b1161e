// The compact polynomial kernels are one family, K(u) = factor·(1 − |u|^g)^e on |u| <= 1. With
// v = |u| the base is (1−v)(1 + b₁v + b₂v²), which keeps its digits next to the edge of the window,
// and its power a product of factors that are the base or 1: no branch up to e = 3, one loop for all.

/** Which of the family a kernel is. */
export interface CompactShape {
  /** At most 3. */
  readonly g: number;
  readonly e: number;
  readonly factor: number;
}

/** Whether one polynomial serves both sides of u = 0. */
export function isSmooth({ g, e }: Pick<CompactShape, 'g' | 'e'>): boolean {
  return g % 2 === 0 || e === 0;
}

/**
 * Kernel values of a row.
 *
 * @param squared - K² in place of K
 * @param count - length of the row
 * @param u - scaled distances, of any sign, shape [≥ count]
 * @param out - receives K(u), zero outside |u| <= 1, shape [≥ count]
 */
export function compactRowInto(
  { g, e, factor }: CompactShape,
  squared: boolean,
  count: number,
  u: Float64Array,
  out: Float64Array,
): void {
  const b1 = g > 1 ? 1 : 0;
  const b2 = g > 2 ? 1 : 0;
  for (let i = 0; i < count; i++) {
    const v = Math.abs(u[i]);
    const t = (1 - v) * (1 + v * (b1 + b2 * v));
    let k = (e > 0 ? t : 1) * (e > 1 ? t : 1) * (e > 2 ? t : 1) * factor;
    for (let j = 3; j < e; j++) k *= t;
    out[i] = v <= 1 ? k : 0;
  }
  if (squared) for (let i = 0; i < count; i++) out[i] *= out[i];
}
