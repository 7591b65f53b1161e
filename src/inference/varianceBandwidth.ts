import { sortedOrder } from '../loops/sortedOrder.js';

/**
 * Bandwidth of the Gaussian with which squared residuals are smoothed, Silverman's rule in each dimension:
 *
 *   0.9 · min(s, IQR/1.34) · n^(−1/(4+d))
 *
 * Wide beside what a curve takes, since squares are noisy, and independent of how the curve was smoothed.
 *
 * @param x - [n, d]
 * @returns [d], in units of x; ∞ where x does not vary
 */
export function varianceBandwidth(x: Float64Array, d: number): Float64Array {
  const n = x.length / d;
  return Float64Array.from({ length: d }, (_, j) => {
    const { keys } = sortedOrder(d === 1 ? x : x.filter((_, at) => at % d === j));
    let mean = 0;
    for (const key of keys) mean += (key - keys[0]) / n;
    let squares = 0;
    for (const key of keys) squares += (key - keys[0] - mean) ** 2;
    const deviation = Math.sqrt(squares / Math.max(1, n - 1));
    const quartiles = quantile(keys, 0.75) - quantile(keys, 0.25);
    const size = quartiles > 0 ? Math.min(deviation, quartiles / 1.34) : deviation;
    return size > 0 ? 0.9 * size * n ** (-1 / (4 + d)) : Infinity;
  });
}

function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const next = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[next] - sorted[low]);
}
