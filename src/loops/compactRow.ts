// The compact polynomial kernels on a row of scaled distances: K, or K², for the whole row at once.
//   uniform ½ · triangular 1−|u| · epanechnikov ¾(1−u²) · biweight (15/16)(1−u²)² · triweight (35/32)(1−u²)³ · tricube (70/81)(1−|u|³)³
// 1−u² is formed as (1−u)(1+u), which keeps its digits next to the edge of the window.

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
  if (kernel === 0) {
    for (let i = 0; i < count; i++) out[i] = Math.abs(u[i]) <= 1 ? 0.5 : 0;
  } else if (kernel === 1) {
    for (let i = 0; i < count; i++) out[i] = Math.max(0, 1 - Math.abs(u[i]));
  } else if (kernel === 2) {
    for (let i = 0; i < count; i++) out[i] = 0.75 * Math.max(0, (1 - u[i]) * (1 + u[i]));
  } else if (kernel === 3) {
    for (let i = 0; i < count; i++) {
      const t = Math.max(0, (1 - u[i]) * (1 + u[i]));
      out[i] = (15 / 16) * t * t;
    }
  } else if (kernel === 4) {
    for (let i = 0; i < count; i++) {
      const t = Math.max(0, (1 - u[i]) * (1 + u[i]));
      out[i] = (35 / 32) * t * t * t;
    }
  } else {
    for (let i = 0; i < count; i++) {
      const v = Math.abs(u[i]);
      const t = Math.max(0, (1 - v) * (1 + v + v * v));
      out[i] = (70 / 81) * t * t * t;
    }
  }
  if (squared) for (let i = 0; i < count; i++) out[i] *= out[i];
}
