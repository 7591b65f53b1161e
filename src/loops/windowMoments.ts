// Moments of sorted points about a centre:
//   M_j = Σ c t^j,  t = (x − centre)·w

/**
 * Adds the moments of some points.
 *
 * @param column - first number of the column in `columns`
 * @param size - number of moments
 * @param out - receives M_j, from `at` on
 * @returns Σ|c|
 */
export function windowMomentsInto(
  keys: Float64Array,
  columns: Float64Array,
  column: number,
  from: number,
  to: number,
  centre: number,
  w: number,
  size: number,
  out: Float64Array,
  at: number,
): number {
  let mass = 0;
  for (let i = from; i < to; i++) {
    const t = (keys[i] - centre) * w;
    let term = columns[column + i];
    mass += Math.abs(term);
    for (let j = at; j < at + size; j++) {
      out[j] += term;
      term *= t;
    }
  }
  return mass;
}
