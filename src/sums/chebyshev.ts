// Chebyshev interpolation on [−½, ½], the variable of a cell. The way between node values and
// powers of t always goes over Chebyshev coefficients: those of a smooth function fall fast, so the
// large numbers in the powers of T_a never meet large coefficients. One matrix for both steps would
// lose five digits at p = 16.

/** The p nodes t_i = ½cos(π(i + ½)/p). */
export function chebyshevNodes(p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => 0.5 * Math.cos((Math.PI * (i + 0.5)) / p));
}

/**
 * Σ_i A[a, i] f(t_i) is the Chebyshev coefficient of T_a(2t) in the interpolant of f; shape [p, p].
 */
export function analysisMatrix(p: number): Float64Array {
  return Float64Array.from({ length: p * p }, (_, index) => {
    const a = Math.floor(index / p);
    const i = index % p;
    return ((a === 0 ? 1 : 2) / p) * Math.cos((a * Math.PI * (i + 0.5)) / p);
  });
}

/** B[a, k] is the coefficient of tᵏ in T_a(2t); shape [p, p]. */
export function powerMatrix(p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  matrix[0] = 1;
  if (p > 1) matrix[p + 1] = 2;
  // T_{a+1}(y) = 2y T_a(y) − T_{a−1}(y) with y = 2t.
  for (let a = 2; a < p; a++)
    for (let k = 0; k <= a; k++)
      matrix[a * p + k] = (k > 0 ? 4 * matrix[(a - 1) * p + k - 1] : 0) - matrix[(a - 2) * p + k];
  return matrix;
}

/** w_i = Σ_a A[a, i]·m_a: weights at the nodes with the Chebyshev moments m_a = Σ c T_a(2t). */
export function nodeWeightsInto(
  moments: Float64Array,
  analysis: Float64Array,
  out: Float64Array,
  start: number,
): void {
  const p = moments.length;
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let a = 0; a < p; a++) sum += analysis[a * p + i] * moments[a];
    out[start + i] = sum;
  }
}
