/**
 * Adds |c| of every point to its box.
 *
 *   out[box] += |c_i|
 *
 * @param boxes - flat box of each point, made by `boxesOfNodes`, shape [n]
 * @returns the sum over all points
 */
export function boxSums(
  boxes: Int32Array,
  columns: Float64Array,
  from: number,
  n: number,
  out: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const value = Math.abs(columns[from + i]);
    out[boxes[i]] += value;
    total += value;
  }
  return total;
}
