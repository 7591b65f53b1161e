import { negativePowersInto } from './exp.js';

/**
 * row_i ← exp(row_i − max) / Σ_j exp(row_j − max), in place.
 *
 * @param row - scores, −∞ for weight 0; the first `n` entries are used
 * @param n - number of entries
 * @returns log Σ_j exp(row_j): −∞ when every score is −∞ and NaN when one is NaN; the row is then not a softmax
 */
export function softmaxInto(row: Float64Array, n: number): number {
  let largest = -Infinity;
  for (let i = 0; i < n; i++) {
    const score = row[i];
    if (score > largest) largest = score;
    else if (Number.isNaN(score)) return score;
  }
  if (largest === -Infinity) return largest;
  for (let i = 0; i < n; i++) row[i] = (largest - row[i]) * Math.LOG2E;
  negativePowersInto(row, 0, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += row[i];
  for (let i = 0; i < n; i++) row[i] /= sum;
  return largest + Math.log(sum);
}
