// Squared scaled distances between two boxes: [low₀, high₀, low₁, high₁, …] from position `at` of a
// flat array.

/** Smallest Σ (w_j·(x_j − q_j))² between points of two boxes. */
export function nearSquare(
  boxes: Float64Array,
  at: number,
  others: Float64Array,
  otherAt: number,
  w: Float64Array,
): number {
  let sum = 0;
  for (let j = 0; j < w.length; j++) {
    const below = boxes[at + 2 * j] - others[otherAt + 2 * j + 1];
    const above = others[otherAt + 2 * j] - boxes[at + 2 * j + 1];
    const gap = Math.max(below, above);
    if (gap > 0) sum += gap * w[j] * (gap * w[j]);
  }
  return sum;
}

/** Largest Σ (w_j·(x_j − q_j))² between points of two boxes. */
export function farSquare(
  boxes: Float64Array,
  at: number,
  others: Float64Array,
  otherAt: number,
  w: Float64Array,
): number {
  let sum = 0;
  for (let j = 0; j < w.length; j++) {
    const up = boxes[at + 2 * j + 1] - others[otherAt + 2 * j];
    const down = others[otherAt + 2 * j + 1] - boxes[at + 2 * j];
    const span = Math.max(up, down);
    sum += span * w[j] * (span * w[j]);
  }
  return sum;
}

/** Largest of the smallest w_j·|x_j − q_j| between points of two boxes. */
export function nearSide(
  boxes: Float64Array,
  at: number,
  others: Float64Array,
  otherAt: number,
  w: Float64Array,
): number {
  let most = 0;
  for (let j = 0; j < w.length; j++) {
    const below = (boxes[at + 2 * j] - others[otherAt + 2 * j + 1]) * w[j];
    const above = (others[otherAt + 2 * j] - boxes[at + 2 * j + 1]) * w[j];
    const gap = Math.max(below, above);
    if (gap > most) most = gap;
  }
  return most;
}

/** Largest w_j·|x_j − q_j| between points of two boxes. */
export function farSide(
  boxes: Float64Array,
  at: number,
  others: Float64Array,
  otherAt: number,
  w: Float64Array,
): number {
  let most = 0;
  for (let j = 0; j < w.length; j++) {
    const up = (boxes[at + 2 * j + 1] - others[otherAt + 2 * j]) * w[j];
    const down = (others[otherAt + 2 * j + 1] - boxes[at + 2 * j]) * w[j];
    const span = Math.max(up, down);
    if (span > most) most = span;
  }
  return most;
}
