// Gaussian sums over the neighbours of each observation, itself left out: every pair is weighed once
// and counts for both, O(n·window/2).
//
//   2^(−t) = 2^(−k)·p(k − t), k whole: the polynomial of degree 7 is right to 3e-11, which is ample
//   for sums that leave out what lies beyond the reach

/** 2^(−k) */
const POWERS = Float64Array.from({ length: 64 }, (_, k) => 2 ** -k);

/**
 * Σ_j K((x_j − x_i)/h) and Σ_j K((x_j − x_i)/h)·y_j, with K = 1 at 0.
 *
 * @param x - ascending, [n]
 * @param y - [n]
 * @param reach - in bandwidths, at most 9; pairs further apart do not count
 * @param weights - receives the first sums, [n]; zeros on entry
 * @param values - receives the second, [n]; zeros on entry
 */
export function pairSumsInto(
  x: Float64Array,
  y: Float64Array,
  h: number,
  reach: number,
  weights: Float64Array,
  values: Float64Array,
): void {
  const n = x.length;
  const scale = Math.sqrt(Math.LOG2E / 2) / h;
  const most = reach * h * scale;
  for (let i = 0; i < n; i++) {
    const q = x[i];
    const own = y[i];
    let weight = weights[i];
    let value = values[i];
    for (let j = i + 1; j < n; j++) {
      const u = (x[j] - q) * scale;
      if (u > most) break;
      const t = u * u;
      const k = (t + 0.5) | 0;
      const f = k - t;
      const g = f * f;
      const odd =
        ((1.525273382983612e-5 * g + 0.0013333558146416936) * g + 0.0555041086648216) * g +
        Math.LN2;
      const even = (0.0001540353044173605 * g + 0.009618129107606888) * g + 0.24022650695910097;
      const power = ((even * f + odd) * f + 1) * POWERS[k];
      weight += power;
      value += power * y[j];
      weights[j] += power;
      values[j] += power * own;
    }
    weights[i] = weight;
    values[i] = value;
  }
}
