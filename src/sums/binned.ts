import { gaussian } from '../kernels/gaussian.js';
import { binnedGrid } from './binnedGrid.js';
import { binnedLine } from './binnedLine.js';
import { COSTS } from './costs.js';
import { answerInto, directCost } from './direct.js';
import {
  choose,
  countOfSums,
  emptySums,
  exponents,
  gaussianFactors,
  orders,
  placesAmong,
  powers,
  productPlaces,
} from './powers.js';
import {
  columnSizes,
  type KernelSums,
  type Plan,
  pointRange,
  type Sample,
  type SumsMethod,
  type SumsRequest,
} from './types.js';

/**
 * Kernel sums of the data put on few places: one when they lie within a bandwidth and powers are
 * wanted, else cells in one dimension, a grid in two and three. Where widths differ from query to query
 * they are made for some widths, and what lies between is read off (scaledGaussian).
 */
export const binned: SumsMethod = {
  dimensions: [1, 3],
  scales: 'queries',
  plan(sample, queries, request, limit = Infinity) {
    const { plan } = sample.d === 1 ? binnedLine : binnedGrid;
    if (request.queryScale) return request.scaledPlan?.(sample, queries, request, plan, limit);
    const whole = plan(sample, queries, request, limit);
    // The fewer queries left to `others` have a plan of their own.
    const others = (some: Float64Array) =>
      plan(sample, some, request, directCost(sample, some, request))?.run();
    return whole && (widePlan(sample, queries, request, others) ?? whole);
  },
};

// Gaussian sums of points that lie within about one bandwidth: moments about their middle, once for
// all, and a short series for each query. With t = (x − middle)w and s = (q − middle)w
//
//   Σ c e^(−|t−s|²/2) (t−s)^α = e^(−|s|²/2) Σ_δ binomial(α, δ) (−s)^(α−δ) E_δ
//   E_δ = Σ_γ (s^γ / γ!) Σᵢ cᵢ e^(−|tᵢ|²/2) tᵢ^(γ+δ)
//
// since e^(t·s) is a short series while |t·s| is small. Under a wide kernel the powers of u are tiny
// beside 1; here each keeps its own digits, whereas a field of sums keeps those of its largest.

/** Largest |t·s| in one dimension and in several, where a series has many terms of each order. */
const LONGEST = [0.25, 0.07];
/** Exponents beyond are left to sums in log space. */
const FAR = 600;
/** An own term above this part of a column leaves too few digits of the others. */
const OWN = 0.99;

/**
 * A plan of Gaussian sums of powers where the points lie within about a bandwidth.
 *
 * @param others - sums of the queries that are too far for the series
 * @returns `undefined` when no powers are wanted, or the kernel or the points are not of that kind
 * @remarks O((n + m)·terms), terms 13 to 19 in one dimension, up to some hundred in three.
 */
export function widePlan(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  others: (queries: Float64Array) => KernelSums | undefined,
): Plan | undefined {
  const { n, d, c } = sample;
  const m = queries.length / d;
  const { kernel, squared, degrees } = request;
  const highest = Math.max(...degrees);
  if (kernel !== gaussian || n === 0 || highest === 0) return undefined;
  const stretch = squared ? Math.SQRT2 : 1;
  const w = request.inverseBandwidth.map((each) => each * stretch);
  const longest = LONGEST[d > 1 ? 1 : 0];
  const found = extent(sample, w, longest);
  if (!found) return undefined;
  const { counts } = powers(d, termsOf(longest) + highest);
  const { start, point, term } = COSTS.wide;
  const sums = countOfSums(d, degrees);
  return {
    cost: start + n * c * counts.at(-1)! * point + m * counts[termsOf(longest)] * sums * term,
    run: () => wideSums(sample, queries, request, w, longest, found, others),
  };
}

function wideSums(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  w: Float64Array,
  longest: number,
  { middle, reach }: { readonly middle: Float64Array; readonly reach: Float64Array },
  others: (queries: Float64Array) => KernelSums | undefined,
): KernelSums {
  const { n, d, c, columns } = sample;
  const { degrees, excludeSelf } = request;
  const series = termsOf(longest);
  const highest = Math.max(...degrees);
  const { counts, parent, variable } = powers(d, series + highest);
  const moments = momentsOf(sample, w, middle, parent, variable);
  const [long, short] = [counts[series], counts[highest]];
  const alpha = exponents(d, series + highest);
  const plus = productPlaces(d, series + highest, long, short);
  const shift = shiftedPowers(d, highest);
  const sign = Float64Array.from(orders(d, highest), (order) => (-1) ** order);
  const overFactorial = Float64Array.from({ length: long }, (_, g) =>
    alpha.subarray(g * d, (g + 1) * d).reduce((product, each) => product / factorial(each), 1),
  );

  const m = queries.length / d;
  const factors = gaussianFactors(request, d);
  const size = factors.length;
  const out = emptySums(d, degrees, m);
  const total = excludeSelf ? columnSizes(sample).total : undefined;
  const s = new Float64Array(d);
  const power = new Float64Array(long);
  const e = new Float64Array(short);
  const open: number[] = [];
  for (let q = 0; q < m; q++) {
    let [length, square] = [0, 0];
    for (let j = 0; j < d; j++) {
      s[j] = (queries[q * d + j] - middle[j]) * w[j];
      length += reach[j] * Math.abs(s[j]);
      square += s[j] * s[j];
    }
    if (!(length <= longest && square < FAR) || (total && dominates(sample, total, q))) {
      open.push(q);
      continue;
    }
    power[0] = 1;
    for (let g = 1; g < long; g++) power[g] = power[parent[g]] * s[variable[g]];
    out.logScale[q] = -square / 2;
    for (let k = 0, f = 0; k < c; f += counts[degrees[k++]]) {
      const first = k * parent.length;
      const wanted = counts[degrees[k]];
      const at = q * size + f;
      for (let a = 0; a < wanted; a++) {
        let sum = 0;
        for (let g = long - 1; g >= 0; g--)
          sum += power[g] * overFactorial[g] * moments[first + plus[g * short + a]];
        e[a] = sum;
      }
      for (const { from, into, lead, binomial } of shift)
        if (from < wanted) out.sums[at + from] += binomial * sign[lead] * power[lead] * e[into];
      for (let a = 0; a < wanted; a++) out.sums[at + a] *= factors[f + a];
      if (excludeSelf) out.sums[at] -= factors[f] * columns[k * n + q] * Math.exp(square / 2);
    }
  }
  if (open.length > 0)
    answerInto(sample, queries, request, open, out, excludeSelf ? undefined : others);
  return out;
}

/**
 * The middle of the points, and how far they reach from it in bandwidths; `undefined` when the
 * squares of that add to more than the longest.
 */
function extent(sample: Sample, w: Float64Array, longest: number) {
  const { low, high } = pointRange(sample);
  const middle = low.map((each, j) => each + (high[j] - each) / 2);
  const reach = w.map((each, j) => Math.max(high[j] - middle[j], middle[j] - low[j]) * each);
  if (!(reach.reduce((sum, t) => sum + t * t, 0) <= longest)) return undefined;
  return { middle, reach };
}

/** How many orders e^x needs for |x| up to the longest. */
function termsOf(longest: number): number {
  let order = 1;
  for (let term = longest; term > 1e-17; term *= longest / order) order++;
  return order;
}

/** Σᵢ cᵢₖ e^(−|tᵢ|²/2) tᵢ^β, [c, powers]. */
function momentsOf(
  { n, d, c, points, columns }: Sample,
  w: Float64Array,
  middle: Float64Array,
  parent: readonly number[],
  variable: readonly number[],
): Float64Array {
  const size = parent.length;
  const out = new Float64Array(c * size);
  const t = new Float64Array(d);
  const power = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < d; j++) {
      t[j] = (points[i * d + j] - middle[j]) * w[j];
      square += t[j] * t[j];
    }
    power[0] = Math.exp(-square / 2);
    for (let b = 1; b < size; b++) power[b] = power[parent[b]] * t[variable[b]];
    for (let k = 0; k < c; k++) {
      const weight = columns[k * n + i];
      for (let b = 0, at = k * size; b < size; b++, at++) out[at] += weight * power[b];
    }
  }
  return out;
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1);
}

/** Whether a point holds nearly all of a column. */
function dominates({ n, c, columns }: Sample, total: Float64Array, i: number): boolean {
  for (let k = 0; k < c; k++) if (Math.abs(columns[k * n + i]) > OWN * total[k]) return true;
  return false;
}

/** One term of t^from = Σ binomial · t_q^lead · (t − t_q)^into; powers by their position in graded lexicographic order. */
export interface ShiftedPower {
  readonly from: number;
  readonly into: number;
  readonly lead: number;
  readonly binomial: number;
}

/**
 * Every term of every power, to write a polynomial about another point.
 *
 * @param d - dimensions
 * @param degree - highest of the powers
 */
export function shiftedPowers(d: number, degree: number): ShiftedPower[] {
  const all = exponents(d, degree);
  const k = all.length / d;
  const placeOf = placesAmong(all, d);
  const out: ShiftedPower[] = [];
  for (let from = 0; from < k; from++) {
    for (let into = 0; into < k; into++) {
      const rest = Array.from({ length: d }, (_, j) => all[from * d + j] - all[into * d + j]);
      const lead = placeOf(rest);
      if (lead === undefined) continue;
      const binomial = rest.reduce((product, r, j) => product * choose(all[from * d + j], r), 1);
      out.push({ from, into, lead, binomial });
    }
  }
  return out;
}
