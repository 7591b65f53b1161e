// Rows over points packed dimension by dimension: squared distances, and dot products with the
// columns.

/**
 * row_i = Σ_j ((x_ij − q_j)·w_j)².
 *
 * @param points - packed points, [d, stride]
 * @param at - first coordinate of the query in `q`
 */
export function squaresInto(
  d: number,
  points: Float64Array,
  stride: number,
  count: number,
  q: Float64Array,
  at: number,
  w: Float64Array,
  row: Float64Array,
): void {
  for (let j = 0; j < d; j += 2) {
    const [q0, w0] = [q[at + j], w[j]];
    const from = j * stride;
    if (j + 1 < d) {
      const [q1, w1] = [q[at + j + 1], w[j + 1]];
      for (let i = 0; i < count; i++) {
        const a = (points[from + i] - q0) * w0;
        const b = (points[from + stride + i] - q1) * w1;
        row[i] = j === 0 ? a * a + b * b : row[i] + (a * a + b * b);
      }
    } else {
      for (let i = 0; i < count; i++) {
        const a = (points[from + i] - q0) * w0;
        row[i] = j === 0 ? a * a : row[i] + a * a;
      }
    }
  }
}

/**
 * Adds the dot products of a row with two columns to out[atA] and out[atB]; four chains hide the
 * latency of the additions.
 */
export function dotPairInto(
  count: number,
  row: Float64Array,
  columns: Float64Array,
  a: number,
  b: number,
  out: Float64Array,
  atA: number,
  atB: number,
): void {
  let a0 = 0;
  let a1 = 0;
  let b0 = 0;
  let b1 = 0;
  const even = count - (count & 1);
  for (let i = 0; i < even; i += 2) {
    const k0 = row[i];
    const k1 = row[i + 1];
    a0 += k0 * columns[a + i];
    a1 += k1 * columns[a + i + 1];
    b0 += k0 * columns[b + i];
    b1 += k1 * columns[b + i + 1];
  }
  if (even < count) {
    a0 += row[even] * columns[a + even];
    b0 += row[even] * columns[b + even];
  }
  out[atA] += a0 + a1;
  if (atA !== atB) out[atB] += b0 + b1;
}
