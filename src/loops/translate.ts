// Polynomial of a set of points from its moments:
//   Σ_i c_i P(σ + t_i − s) = Σ_l s^l · (−1)^l Σ_j C(j+l, l)·τ_{j+l}·M_j ,   τ = Taylor coefficients of P at σ, M_j = Σ c t^j
// The factors of M_j depend only on τ; they are laid out once as a packed triangle and used for
// many sets and columns.

/** Most coefficients of a polynomial. */
export const MAX_COEFFICIENTS = 40;
const BINOMIALS = new Float64Array(MAX_COEFFICIENTS * MAX_COEFFICIENTS);
for (let a = 0; a < MAX_COEFFICIENTS; a++) {
  BINOMIALS[a * MAX_COEFFICIENTS] = 1;
  for (let b = 1; b <= a; b++) {
    BINOMIALS[a * MAX_COEFFICIENTS + b] =
      BINOMIALS[(a - 1) * MAX_COEFFICIENTS + b - 1] + BINOMIALS[(a - 1) * MAX_COEFFICIENTS + b];
  }
}

/**
 * Packed triangle of a translation: row l holds (−1)^l C(j+l, l) τ_{j+l}, j = 0 … size−1−l.
 *
 * @param size - number of coefficients, at most {@link MAX_COEFFICIENTS}
 * @param out - shape [size·(size+1)/2]
 */
export function translationInto(tau: Float64Array, size: number, out: Float64Array): void {
  let to = 0;
  for (let l = 0; l < size; l++) {
    const sign = l & 1 ? -1 : 1;
    for (let a = l; a < size; a++) out[to++] = sign * BINOMIALS[a * MAX_COEFFICIENTS + l] * tau[a];
  }
}

/**
 * Adds the polynomials of two sets, which halves the loads of the triangle:
 *
 *   out[outAt + l] += sign·Σ_j triangle[l, j]·moments[momentsAt + j]
 */
export function translateInto(
  triangle: Float64Array,
  size: number,
  sign: number,
  moments: Float64Array,
  momentsA: number,
  momentsB: number,
  out: Float64Array,
  outA: number,
  outB: number,
): void {
  let from = 0;
  for (let l = 0; l < size; l++) {
    let sumA = 0;
    let sumB = 0;
    for (let j = 0; j < size - l; j++) {
      const factor = triangle[from++];
      sumA += factor * moments[momentsA + j];
      sumB += factor * moments[momentsB + j];
    }
    out[outA + l] += sign * sumA;
    out[outB + l] += sign * sumB;
  }
}

/**
 * Adds moments about a new centre: out_j += Σ_i C(j, i) t^(j−i) M_i, t = old centre − new centre.
 */
export function shiftMomentsInto(
  size: number,
  t: number,
  moments: Float64Array,
  momentsAt: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let j = 0; j < size; j++) {
    let sum = 0;
    let power = 1;
    for (let i = j; i >= 0; i--) {
      sum += BINOMIALS[j * MAX_COEFFICIENTS + i] * power * moments[momentsAt + i];
      power *= t;
    }
    out[outAt + j] += sum;
  }
}
