// Sums of a kernel that is a polynomial in u² times another (kernels/higherOrder.ts) are sums of that other with
// higher powers:
//
//   K(u) = Σ_j c_j u^2j B(u)    S_K[α] = Σ_j c_j S_B[α + 2j]
//
// in several dimensions a product over these, or of the length of u. K² is B² with the squared polynomial. Where
// the terms of Σ K c₀ cancel, in column 0, the sums of a query are NaN: the points themselves can tell them.

import type { KernelProduct } from '../kernels/Kernel.js';
import { emptySums, exponents, placesAmong } from './powers.js';
import type { KernelSums, Plan, Sample, SumsPlanner, SumsRequest } from './types.js';

/** Less than this of the absolute values of its terms has lost digits. */
export const CANCELLED = 1e-3;
/** The terms are 2 to 6 times as large as what they add up to; the tolerance is beside them, or nearly. */
const SPARE = 2;
const TIGHTEST = 1e-13;
/** Queries whose higher powers are held at a time. */
const BLOCK = 2 ** 17;
/** Nanoseconds of one term of one query. */
const TERM = 1.5;

/** A plan of sums of a kernel that is a product, from a plan of sums of its other factor. */
export function productPlan(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  { plan }: SumsPlanner,
  limit = Infinity,
): Plan | undefined {
  const { kernel, kinds, pointScale, degrees, tolerance, squared } = request;
  const times = kernel.traits?.times;
  // Powers do not know the widths of points.
  if (!times || kinds || pointScale) return undefined;
  const { d } = sample;
  const factors = factorsFor(times, d, request.product, squared);
  const more = Math.max(...factors.map(({ order }) => order));
  const inner: SumsRequest = {
    ...request,
    kernel: times.kernel,
    degrees: degrees.map((degree) => degree + more),
    tolerance: Math.min(tolerance, Math.max(TIGHTEST, tolerance / SPARE)),
  };
  const found = plan(sample, queries, inner, limit);
  if (!found) return undefined;
  const terms = termsFor(d, degrees, inner.degrees, factors);
  let held: KernelSums | undefined;
  return {
    cost: found.cost + (queries.length / d) * terms.to.length * TERM,
    ...(found.inBlocks && { inBlocks: true }),
    run(places = queries, memory) {
      const m = places.length / d;
      const out = memory ?? emptySums(d, degrees, m);
      const size = found.inBlocks ? Math.min(m, BLOCK) : m;
      for (let first = 0; first < m; first += size) {
        const count = Math.min(size, m - first);
        const block = count === m ? places : places.subarray(first * d, (first + count) * d);
        held = found.run(block, held?.logScale.length === count ? held : undefined);
        combineInto(out, first, held, terms, factors.length);
      }
      return out;
    },
  };
}

/** One power of the polynomial: u^exponents, all even. */
interface Factor {
  readonly exponents: readonly number[];
  readonly order: number;
  readonly factor: number;
}

function factorsFor(
  { coefficients }: KernelProduct,
  d: number,
  isProduct: boolean,
  squared: boolean,
): Factor[] {
  const c = squared ? squareOf(coefficients) : coefficients;
  const highest = c.length - 1;
  const halves = exponents(d, isProduct ? highest * d : highest);
  const out: Factor[] = [];
  for (let a = 0; a * d < halves.length; a++) {
    const half = Array.from(halves.subarray(a * d, (a + 1) * d));
    const order = half.reduce((sum, each) => sum + each, 0);
    const factor = isProduct
      ? half.reduce((product, each) => product * (c[each] ?? 0), 1)
      : c[order] * multinomial(half);
    if (factor !== 0)
      out.push({ exponents: half.map((each) => 2 * each), order: 2 * order, factor });
  }
  return out;
}

function squareOf(c: readonly number[]): number[] {
  const out = new Array<number>(2 * c.length - 1).fill(0);
  c.forEach((a, j) => {
    c.forEach((b, k) => {
      out[j + k] += a * b;
    });
  });
  return out;
}

/** (Σ k_i)! / Π k_i! */
function multinomial(parts: readonly number[]): number {
  let [value, total] = [1, 0];
  for (const part of parts) for (let i = 1; i <= part; i++) value = (value * ++total) / i;
  return value;
}

/** What a sum is made of: out[to] += factor·sums[from]. */
interface Terms {
  readonly to: Int32Array;
  readonly from: Int32Array;
  readonly factor: Float64Array;
}

function termsFor(
  d: number,
  degrees: readonly number[],
  inner: readonly number[],
  factors: readonly Factor[],
): Terms {
  const [to, from, factor]: number[][] = [[], [], []];
  let [first, firstInner] = [0, 0];
  degrees.forEach((degree, k) => {
    const wide = exponents(d, inner[k]);
    const placeOf = placesAmong(wide, d);
    const own = exponents(d, degree);
    for (let a = 0; a * d < own.length; a++, first++)
      for (const each of factors) {
        to.push(first);
        from.push(firstInner + placeOf(each.exponents.map((e, j) => e + own[a * d + j]))!);
        factor.push(each.factor);
      }
    firstInner += wide.length / d;
  });
  return {
    to: Int32Array.from(to),
    from: Int32Array.from(from),
    factor: Float64Array.from(factor),
  };
}

/**
 * Writes the sums of the queries from number `start` on.
 *
 * @param count - terms of a sum
 */
function combineInto(
  out: KernelSums,
  start: number,
  inner: KernelSums,
  { to, from, factor }: Terms,
  count: number,
): void {
  const m = inner.logScale.length;
  const [size, innerSize] = [out.sums.length / out.logScale.length, inner.sums.length / m];
  const { sums } = out;
  out.logScale.set(inner.logScale, start);
  for (let q = 0; q < m; q++) {
    const [at, first] = [(start + q) * size, q * innerSize];
    for (let s = at; s < at + size; s++) sums[s] = 0;
    let whole = 0;
    for (let t = 0; t < to.length; t++) {
      const term = factor[t] * inner.sums[first + from[t]];
      sums[at + to[t]] += term;
      if (t < count) whole += Math.abs(term);
    }
    const isHeld = Math.abs(sums[at]) >= CANCELLED * whole && whole < Infinity;
    for (let s = at; !isHeld && s < at + size; s++) sums[s] = Number.NaN;
  }
}
