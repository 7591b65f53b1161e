import { negativePowersInto } from './exp.js';

/**
 * row_i ← exp(row_i − largest) / Σ_j exp(row_j − largest), in place.
 *
 * @param row - scores, −∞ for weight 0; the first `n` entries are used
 * @param n - number of entries
 * @param largest - the largest score, above −∞
 * @returns whether it is a softmax: not where a score is NaN or +∞
 */
export function softmaxInto(row: Float64Array, n: number, largest: number): boolean {
  for (let i = 0; i < n; i++) row[i] = (largest - row[i]) * Math.LOG2E;
  const sum = negativePowersInto(row, 0, n);
  for (let i = 0; i < n; i++) row[i] /= sum;
  return sum > 0; // false for NaN
}
