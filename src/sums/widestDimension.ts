import type { Sample } from './types.js';

/** The dimension that the points span by most bandwidths. */
export function widestDimension({ n, d, points }: Sample, w: Float64Array): number {
  let best = 0;
  let most = -1;
  for (let j = 0; j < d; j++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      low = Math.min(low, points[i * d + j]);
      high = Math.max(high, points[i * d + j]);
    }
    if ((high - low) * w[j] > most) [most, best] = [(high - low) * w[j], j];
  }
  return best;
}
