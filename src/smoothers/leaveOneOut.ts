// The one leave-one-out formula, for local polynomials of every degree. At a place the other
// observations, wherever they are, say no more than this: they count as g observations there, with
// the mean β (g = 1/(K(0)·(A⁻¹)₀₀) and β = the first coefficient, from sums without the place). Tie
// mates at the place count as what they weigh, r with the mean m. An observation y of weight w then
// has
//
//   leave-one-out fit  (gβ + r·m)/(g + r)      leverage  w/(g + r + w)
//
// by the formula of Sherman and Morrison; nothing is divided by 1 − leverage, so both exist for
// every bandwidth: g may be 0, where the others are too far to count beside a tie mate.

/**
 * y less its leave-one-out fit.
 *
 * @param g - how many observations the others count as, at least 0 unless the kernel is signed
 * @param beta - their mean, NaN where there are none
 * @param rest - the weight of the tie mates
 * @param mean - their mean
 */
export function leftOutResidual(
  g: number,
  beta: number,
  rest: number,
  mean: number,
  y: number,
): number {
  if (rest === 0) return y - beta;
  return ((isSome(g) ? g * (y - beta) : 0) + rest * (y - mean)) / (g + rest);
}

/** Of a signed kernel others may count as less than nothing. */
function isSome(g: number): boolean {
  return g > 0 || g < 0;
}

/**
 * Σ ℓ_j²/s_j of the leave-one-out fit.
 *
 * @param norm - the same of β alone, NaN where there are none
 */
export function leftOutNorm(g: number, norm: number, rest: number): number {
  if (rest === 0) return norm;
  return (isSome(g) ? (g / (g + rest)) ** 2 * norm : 0) + rest / (g + rest) ** 2;
}

/**
 * Σ w(y − ȳ)² of those that one place stands for, each less its own leave-one-out fit: by so much more.
 *
 * @param within - the same about the fit to all
 * @param leverage - Σ of theirs
 * @param count - how many they are
 */
export function leftOutScatter(within: number, leverage: number, count: number): number {
  return within === 0 ? 0 : within / (1 - leverage / count) ** 2;
}

/** The leverage of an observation of weight w. */
export function leverageOf(g: number, rest: number, w: number): number {
  return w > 0 ? w / (g + rest + w) : 0;
}

/** 1 − leverage of an observation of weight w. */
export function freeShare(g: number, rest: number, w: number): number {
  return g < Infinity ? (g + rest) / (g + rest + w) : 1;
}
