/**
 * row_i ← exp(row_i − max) / Σ_j exp(row_j − max), in place.
 *
 * @param row - scores, −∞ for weight 0; the first `n` entries are used
 * @param n - number of entries
 * @returns log Σ_j exp(row_j): −∞ when every score is −∞ (the row is then left as it is), NaN when one is NaN
 */
export function softmaxInto(row: Float64Array, n: number): number {
  let largest = -Infinity;
  for (let i = 0; i < n; i++) {
    const score = row[i]!;
    if (!(score <= largest)) largest = score; // NaN comes through and stays
  }
  if (!(largest > -Infinity)) return largest;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const e = Math.exp(row[i]! - largest);
    row[i] = e;
    sum += e;
  }
  for (let i = 0; i < n; i++) row[i]! /= sum;
  return largest + Math.log(sum);
}
