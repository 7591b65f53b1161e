// K(u)/K(r) for u = r + s: how much less a point weighs than a reference point at scaled distance
// r, given the scaled distance s between the two. u² − r² = s(2r + s), so nothing overflows and the
// differences between points survive when the query is 1e150 bandwidths away.

export const GAUSSIAN = 0;
export const LOGISTIC = 1;
export const CAUCHY = 2;

const LOWEST = -1100;
const POWERS = Float64Array.from({ length: 2200 }, (_, i) => 2 ** (i + LOWEST));
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * e^x to 1e-16 relative for |x| < 700, 0 below −745: k·log 2 is taken out, the rest is a Taylor
 * polynomial.
 */
function exp(x: number): number {
  if (!(x > -745)) return 0;
  if (x > 700) return Math.exp(x);
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 0.5 + r / 6 + r2 * (1 / 24 + r / 120);
  const middle = 1 / 720 + r / 5040 + r2 * (1 / 40320 + r / 362880);
  const high = 1 / 3628800 + r / 39916800 + r2 * (1 / 479001600 + r / 6227020800);
  return (1 + (r + r2 * (low + r4 * (middle + r4 * high)))) * POWERS[k - LOWEST];
}

/** out[i] = (K(r + s_i)/K(r))^exponent for a kernel code above; exponent 1 or 2. */
export function relativeKernelInto(
  kernel: number,
  exponent: number,
  r: number,
  s: Float64Array,
  count: number,
  out: Float64Array,
): void {
  if (kernel === GAUSSIAN) {
    for (let i = 0; i < count; i++) out[i] = exp(-exponent * s[i] * (r + 0.5 * s[i]));
    return;
  }
  for (let i = 0; i < count; i++) {
    const value = kernel === LOGISTIC ? relativeLogistic(r, s[i]) : relativeCauchy(r, s[i]);
    out[i] = exponent === 2 ? value * value : value;
  }
}

function relativeLogistic(r: number, s: number): number {
  const u = r + s;
  const sameSide = r > 0 === u > 0;
  const further = sameSide ? (r > 0 ? s : -s) : Math.abs(u) - Math.abs(r);
  const tails = (1 + exp(-Math.abs(r))) / (1 + exp(-Math.abs(u)));
  return exp(-further) * tails * tails;
}

function relativeCauchy(r: number, s: number): number {
  const u = r + s;
  if (Math.abs(r) < 1e100) return (1 + r * r) / (1 + u * u);
  const ratio = r / u;
  return ratio * ratio;
}

/** log (K(r)^exponent), normalised; finite for every finite r. */
export function logKernel(kernel: number, exponent: number, r: number): number {
  const size = Math.abs(r);
  let log: number;
  if (kernel === GAUSSIAN) log = -0.5 * r * r - 0.5 * Math.log(2 * Math.PI);
  else if (kernel === LOGISTIC) log = -size - 2 * Math.log1p(exp(-size));
  else log = -Math.log(Math.PI) - (size < 1e100 ? Math.log1p(r * r) : 2 * Math.log(size));
  return Math.max(exponent * log, -Number.MAX_VALUE);
}
