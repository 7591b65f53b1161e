// Rows over points packed dimension by dimension: squared distances, and dot products with the
// columns.

/**
 * row_i = Σ_j ((x_ij − q_j)·w_j)².
 *
 * @param points - packed points, [d, stride]
 * @param start - first point of the row
 */
export function squaresInto(
  d: number,
  points: Float64Array,
  stride: number,
  start: number,
  count: number,
  q: Float64Array,
  w: Float64Array,
  row: Float64Array,
): void {
  const q0 = q[0];
  const q1 = q[1];
  const w0 = w[0];
  const w1 = w[1];
  const second = stride + start;
  for (let i = 0; i < count; i++) {
    const a = (points[start + i] - q0) * w0;
    const b = (points[second + i] - q1) * w1;
    row[i] = a * a + b * b;
  }
  for (let j = 2; j < d; j++) {
    const qj = q[j];
    const wj = w[j];
    const from = j * stride + start;
    for (let i = 0; i < count; i++) {
      const a = (points[from + i] - qj) * wj;
      row[i] += a * a;
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
