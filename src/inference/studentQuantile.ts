// The upper tail of Student's distribution for real degrees of freedom. With s = √ν·tan θ the
// density is a power of a cosine,
//
//   P(T > t) = ∫ cos^(ν−1) θ dθ, from θ = atan(t/√ν) to π/2, over twice the same from 0
//
// and double-exponential quadrature takes its end points, singular ones too, to 15 digits with a
// hundred values. One formula serves from half a degree of freedom to the normal limit; z = θ√ν
// keeps the digits of large ν. (Takahasi, Mori 1974)
//
// Quantiles of |T| for Student's T, and critical values for a whole curve.
//
//   P(|T| > c) + (κ/π)(1 + c²/ν)^(−ν/2) = α
//
// κ is the length of the curve that the unit vector of smoother weights draws over the range of
// queries: 0 for one query, and then c is Student's quantile. In log c the logarithm of the left
// side falls ever faster, so that Newton's method needs no guard. (Sun, Loader 1994, Simultaneous
// confidence bands for linear regression and smoothing)

/** Of the quadrature, and how many to each side. */
const STEP = 1 / 14;
const REACH = 52;

/** Nodes as distances from the nearer end of [0, 1], and their weights. */
const DISTANCES = new Float64Array(REACH + 1);
const WEIGHTS = new Float64Array(REACH + 1);
for (let k = 0; k <= REACH; k++) {
  const s = (Math.PI / 2) * Math.sinh(k * STEP);
  DISTANCES[k] = 1 / (1 + Math.exp(2 * s));
  WEIGHTS[k] = ((Math.PI / 4) * STEP * Math.cosh(k * STEP)) / Math.cosh(s) ** 2;
}

/** What lies below e⁻⁴⁵ of the largest value does not count. */
const CUT = 45;

/** Degrees of freedom that cannot be told from infinitely many. */
const NORMAL = 1e15;

/**
 * P(T > t) of Student's distribution, relative error about 1e-14.
 *
 * @param t - at least 0
 * @param nu - degrees of freedom, above 0; `Infinity` is the normal distribution
 * @param half - `halfMass(nu)`, when it is known already
 */
export function studentTail(t: number, nu: number, half = halfMass(nu)): number {
  return t === Infinity ? 0 : integral(t, nu) / (2 * half);
}

/** ∫ (1 + s²/ν)^(−(ν+1)/2) ds from 0 on: half of one over the density at 0. */
function halfMass(nu: number): number {
  return integral(0, nu);
}

/** √ν ∫ cos^(ν−1) θ dθ from atan(t/√ν) on. */
function integral(t: number, nu: number): number {
  const root = Math.sqrt(nu);
  const isNormal = nu >= NORMAL;
  const last = lastOf(t, nu);
  const from = isNormal ? t : root * Math.atan2(t, root);
  const rest = isNormal ? 0 : root * Math.atan2(root, last); // from the upper end to √ν·π/2
  // Each difference keeps its digits where the other loses them.
  const width =
    t < root && !isNormal && last < Infinity
      ? root * Math.atan2(last, root) - from
      : isNormal
        ? last - t
        : root * Math.atan2(root, t) - rest;
  let sum = 0;
  for (let k = -REACH; k <= REACH; k++) {
    const near = DISTANCES[Math.abs(k)] * width;
    const z = k < 0 ? from + near : from + width - near;
    const gap = k < 0 ? rest + width - near : rest + near;
    sum += WEIGHTS[Math.abs(k)] * power(z, gap, nu, root);
  }
  return sum * width;
}

/** Where the density ends to count. */
function lastOf(t: number, nu: number): number {
  if (nu >= NORMAL) return Math.sqrt(t * t + 2 * CUT);
  const log = Math.log1p((t * t) / nu) + (2 * CUT) / nu;
  return Math.sqrt(nu * Math.expm1(log));
}

/** cos^(ν−1) θ for z = θ√ν, given also the distance of z from √ν·π/2. */
function power(z: number, gap: number, nu: number, root: number): number {
  if (nu >= NORMAL) return Math.exp(-0.5 * z * z);
  const theta = z / root;
  if (theta > 0.8) return Math.sin(gap / root) ** (nu - 1);
  return Math.exp(0.5 * (nu - 1) * Math.log1p(-(Math.sin(theta) ** 2)));
}

/** Of Newton at most. */
const MOST_STEPS = 60;

/**
 * How many standard errors to each side keep the probability of an error at α.
 *
 * @param alpha - 1 − level, between 0 and 1
 * @param nu - degrees of freedom; at 0 and below nothing is known, and the value is ∞
 * @param kappa - length of the tube, at least 0
 * @param guess - from where Newton's method starts
 */
export function studentQuantile(alpha: number, nu: number, kappa = 0, guess = 1): number {
  if (!(nu > 0)) return Infinity;
  const half = halfMass(nu);
  let c = guess;
  for (let step = 0; step < MOST_STEPS; step++) {
    const tail = 2 * studentTail(c, nu, half);
    const tube = (kappa / Math.PI) * (nu < NORMAL ? shrink(c, nu, nu) : Math.exp(-0.5 * c * c));
    const density = (nu < NORMAL ? shrink(c, nu, nu + 1) : Math.exp(-0.5 * c * c)) / (2 * half);
    // d log(tail + tube) / d log c
    const slope = (-c * (2 * density + (tube * c) / (1 + (c * c) / nu))) / (tail + tube);
    const move = Math.log((tail + tube) / alpha) / -slope;
    const next = c * Math.exp(Math.max(-0.7, Math.min(0.7, move)));
    // The error of the next is the square of this.
    if (!(Math.abs(next - c) > 1e-9 * c)) return next;
    c = next;
  }
  return c;
}

/** (1 + c²/ν)^(−k/2) */
function shrink(c: number, nu: number, k: number): number {
  return Math.exp(-0.5 * k * Math.log1p((c * c) / nu));
}

/** Nodes of the polynomial in 1/ν. */
const NODES = 16;

/** Below this the quantile bends too fast for one polynomial. */
const FEW = 2;

/**
 * Critical values for many degrees of freedom: log c is a smooth function of 1/ν, so that from some
 * tens on they are read from a polynomial through Chebyshev points, to about 1e-12.
 *
 * @param alpha - 1 − level
 * @param nu - degrees of freedom, [m]
 * @param kappa - length of the tube, 0 for one query at a time
 * @returns critical values, [m]
 */
export function studentQuantiles(alpha: number, nu: Float64Array, kappa = 0): Float64Array {
  let low = Infinity;
  let high = 0;
  let many = 0;
  for (const each of nu) {
    if (!(each >= FEW)) continue;
    many++;
    low = Math.min(low, 1 / each);
    high = Math.max(high, 1 / each);
  }
  if (many <= NODES || !(high - low > 1e-9 * high)) {
    const known = new Map<number, number>();
    return nu.map((each) => {
      const value = known.get(each) ?? studentQuantile(alpha, each, kappa);
      known.set(each, value);
      return value;
    });
  }
  const nodes = new Float64Array(NODES);
  const logs = new Float64Array(NODES);
  const weights = new Float64Array(NODES); // barycentric
  for (let k = 0; k < NODES; k++) {
    const angle = ((k + 0.5) * Math.PI) / NODES;
    nodes[k] = low + (high - low) * Math.sin(angle / 2) ** 2;
    const guess = k > 0 ? Math.exp(logs[k - 1]) : 1;
    logs[k] = Math.log(studentQuantile(alpha, 1 / nodes[k], kappa, guess));
    weights[k] = (k % 2 === 0 ? 1 : -1) * Math.sin(angle);
  }
  return nu.map((each) => {
    if (!(each >= FEW)) return studentQuantile(alpha, each, kappa);
    let above = 0;
    let below = 0;
    for (let k = 0; k < NODES; k++) {
      const gap = 1 / each - nodes[k];
      if (gap === 0) return Math.exp(logs[k]);
      above += (weights[k] / gap) * logs[k];
      below += weights[k] / gap;
    }
    return Math.exp(above / below);
  });
}
