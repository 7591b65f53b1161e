/**
 * D_i = scale · Σ_j (w_j (q_j − k_ij))² for one query and a run of keys.
 *
 * @param queries - flat queries; the query starts at `q`
 * @param keys - flat keys; the run starts at `k`
 * @param n - number of keys
 * @param d - dimensions
 * @param w - inverse bandwidths, [d]
 * @param scale - a factor of all
 * @param out - [n]
 */
export function squaredDistancesInto(
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  k: number,
  n: number,
  d: number,
  w: Float64Array,
  scale: number,
  out: Float64Array,
): void {
  if (d === 1) {
    const center = queries[q];
    const w0 = w[0];
    for (let i = 0; i < n; i++) {
      const u = w0 * (center - keys[k + i]);
      out[i] = scale * (u * u);
    }
    return;
  }
  for (let i = 0, at = k; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const u = w[j] * (queries[q + j] - keys[at++]);
      sum += u * u;
    }
    out[i] = scale * sum;
  }
}

/**
 * D_i = scale · ‖W (q − k_i)‖² for one query and a run of keys, W a full [d, d] matrix.
 *
 * @param w - the matrix, row-major; the other parameters are those of {@link squaredDistancesInto}
 */
export function squaredMatrixDistancesInto(
  queries: Float64Array,
  q: number,
  keys: Float64Array,
  k: number,
  n: number,
  d: number,
  w: Float64Array,
  scale: number,
  out: Float64Array,
): void {
  for (let i = 0, at = k; i < n; i++, at += d) {
    let sum = 0;
    for (let r = 0; r < d; r++) {
      let u = 0;
      for (let j = 0; j < d; j++) u += w[r * d + j] * (queries[q + j] - keys[at + j]);
      sum += u * u;
    }
    out[i] = scale * sum;
  }
}
