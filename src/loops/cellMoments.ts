// Moments of points in cells: M[cell, k, j] = Σ c_ij tᵢᵏ and A[cell, j−1] = Σ |c_ij| for j ≥ 1,
// with v = x·scale − base, cell = ⌊v⌋ and t = v − cell − ½ in [−½, ½). When scale is a power of two
// and base an integer, t carries no rounding at all. `order` is even and at least 4.

/** Two columns, the case of (1, y): 2·order + 1 additions a point. */
export function addPairMoments(
  points: Float64Array,
  pointStart: number,
  columns: Float64Array,
  n: number,
  columnStart: number,
  count: number,
  scale: number,
  base: number,
  order: number,
  moments: Float64Array,
  masses: Float64Array,
): void {
  const stride = 2 * order;
  for (let i = 0; i < count; i++) {
    const v = points[pointStart + i] * scale - base;
    const cell = v | 0;
    const t = v - cell - 0.5;
    const t2 = t * t;
    let a = columns[columnStart + i];
    let b = columns[columnStart + n + i];
    let o = cell * stride;
    const end = o + stride;
    masses[cell] += Math.abs(b);
    moments[o] += a;
    moments[o + 1] += b;
    moments[o + 2] += a * t;
    moments[o + 3] += b * t;
    a *= t2;
    b *= t2;
    moments[o + 4] += a;
    moments[o + 5] += b;
    moments[o + 6] += a * t;
    moments[o + 7] += b * t;
    for (o += 8; o < end; o += 4) {
      a *= t2;
      b *= t2;
      moments[o] += a;
      moments[o + 1] += b;
      moments[o + 2] += a * t;
      moments[o + 3] += b * t;
    }
  }
}

/** Any number c of columns: the plain form of {@link addPairMoments}. */
export function addMoments(
  points: Float64Array,
  pointStart: number,
  columns: Float64Array,
  n: number,
  columnStart: number,
  count: number,
  scale: number,
  base: number,
  order: number,
  c: number,
  moments: Float64Array,
  masses: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const v = points[pointStart + i] * scale - base;
    const cell = v | 0;
    const t = v - cell - 0.5;
    const t2 = t * t;
    for (let j = 0; j < c; j++) {
      let term = columns[columnStart + j * n + i];
      if (j > 0) masses[cell * (c - 1) + j - 1] += Math.abs(term);
      let o = cell * order * c + j;
      for (let k = 0; k < order; k += 2, o += 2 * c) {
        moments[o] += term;
        moments[o + c] += term * t;
        term *= t2;
      }
    }
  }
}
