// A piecewise polynomial at the queries: out[i, f] = Σ_k P[cell, k, f] tᵏ with v = q·scale − base,
// cell = ⌊v⌋, t = v − cell − ½. Queries outside the cells, and those in a cell whose polynomial is
// NaN (not certified), are listed in `failed`; the return value counts them. `order` is even.

/** Two fields, the case of the sums of (1, y). */
export function pairPolynomialsInto(
  queries: Float64Array,
  queryStart: number,
  count: number,
  scale: number,
  base: number,
  cells: number,
  polynomials: Float64Array,
  order: number,
  rowStart: number,
  out: Float64Array,
  failed: Int32Array,
  failedCount: number,
): number {
  const stride = 2 * order;
  for (let i = 0; i < count; i++) {
    const v = queries[queryStart + i] * scale - base;
    if (!(v >= 0 && v < cells)) {
      failed[failedCount++] = rowStart + i;
      continue;
    }
    const cell = v | 0;
    const t = v - cell - 0.5;
    const t2 = t * t;
    const first = cell * stride;
    let o = first + stride - 4;
    let s = polynomials[o] + t * polynomials[o + 2];
    let r = polynomials[o + 1] + t * polynomials[o + 3];
    for (o -= 4; o >= first; o -= 4) {
      s = polynomials[o] + t * polynomials[o + 2] + t2 * s;
      r = polynomials[o + 1] + t * polynomials[o + 3] + t2 * r;
    }
    const row = 2 * (rowStart + i);
    out[row] = s;
    out[row + 1] = r;
    if (Number.isNaN(s)) failed[failedCount++] = rowStart + i;
  }
  return failedCount;
}

/** Any number of fields: the plain form of {@link pairPolynomialsInto}. */
export function polynomialsInto(
  queries: Float64Array,
  queryStart: number,
  count: number,
  scale: number,
  base: number,
  cells: number,
  polynomials: Float64Array,
  order: number,
  fields: number,
  rowStart: number,
  out: Float64Array,
  failed: Int32Array,
  failedCount: number,
): number {
  const stride = order * fields;
  for (let i = 0; i < count; i++) {
    const v = queries[queryStart + i] * scale - base;
    if (!(v >= 0 && v < cells)) {
      failed[failedCount++] = rowStart + i;
      continue;
    }
    const cell = v | 0;
    const t = v - cell - 0.5;
    const row = (rowStart + i) * fields;
    for (let f = 0; f < fields; f++) {
      const first = cell * stride + f;
      let s = 0;
      for (let o = first + stride - fields; o >= first; o -= fields) s = polynomials[o] + t * s;
      out[row + f] = s;
    }
    if (Number.isNaN(out[row])) failed[failedCount++] = rowStart + i;
  }
  return failedCount;
}
