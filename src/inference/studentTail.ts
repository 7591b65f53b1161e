// The upper tail of Student's distribution for real degrees of freedom. With s = √ν·tan θ the density is a power of a cosine,
//
//   P(T > t) = ∫ cos^(ν−1) θ dθ, from θ = atan(t/√ν) to π/2, over twice the same from 0
//
// and double-exponential quadrature takes its end points, singular ones too, to 15 digits with a hundred values. One formula
// serves from half a degree of freedom to the normal limit; z = θ√ν keeps the digits of large ν. (Takahasi, Mori 1974)

const STEP = 1 / 14;
const REACH = 52; // steps to each side

/** Nodes as distances from the nearer end of [0, 1], and their weights. */
const distances = new Float64Array(REACH + 1);
const weights = new Float64Array(REACH + 1);
for (let k = 0; k <= REACH; k++) {
  const s = (Math.PI / 2) * Math.sinh(k * STEP);
  distances[k] = 1 / (1 + Math.exp(2 * s));
  weights[k] = ((Math.PI / 4) * STEP * Math.cosh(k * STEP)) / Math.cosh(s) ** 2;
}

/** What lies below e⁻⁴⁵ of the largest value does not count. */
const CUT = 45;

/** Degrees of freedom that cannot be told from infinitely many. */
export const NORMAL = 1e15;

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
export function halfMass(nu: number): number {
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
    const near = distances[Math.abs(k)] * width;
    const z = k < 0 ? from + near : from + width - near;
    const gap = k < 0 ? rest + width - near : rest + near;
    sum += weights[Math.abs(k)] * power(z, gap, nu, root);
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
