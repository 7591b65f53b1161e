import type { KernelSums } from './types.js';

/**
 * Sums over two parts of a sample, put together.
 *
 *   e^a·A + e^b·B = e^max(a,b) · (e^(a−max)·A + e^(b−max)·B)
 *
 * @param a - sums of some queries over one part of a sample
 * @param b - sums of the same queries over another part
 * @returns sums over both parts
 * @remarks Exact to rounding while |logScale| is below about 10¹⁷ (a Gaussian query within 10⁸
 *   bandwidths); beyond, a double cannot tell which part is nearer, and parts that look equally far
 *   share the weight.
 */
export function mergeSums(a: KernelSums, b: KernelSums): KernelSums {
  const m = a.logScale.length;
  const size = m === 0 ? 0 : a.sums.length / m;
  const logScale = new Float64Array(m);
  const sums = new Float64Array(a.sums.length);
  for (let q = 0; q < m; q++) {
    const from = q * size;
    // A part that has nothing to say about a query has no scale either.
    const la = isZero(a.sums, from, size) ? -Infinity : a.logScale[q];
    const lb = isZero(b.sums, from, size) ? -Infinity : b.logScale[q];
    const largest = Math.max(la, lb);
    if (largest === -Infinity) continue;
    const fa = Math.exp(la - largest);
    const fb = Math.exp(lb - largest);
    logScale[q] = largest;
    for (let s = from; s < from + size; s++) sums[s] = fa * a.sums[s] + fb * b.sums[s];
  }
  return { logScale, sums };
}

function isZero(sums: Float64Array, from: number, size: number): boolean {
  for (let s = from; s < from + size; s++) if (sums[s] !== 0) return false;
  return true;
}
