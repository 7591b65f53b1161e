import type { KernelSums, SumsRequest } from './types.js';

/**
 * The powers u^α of d variables up to a degree, in graded lexicographic order: 1, u₁, u₂, u₁²,
 * u₁u₂, u₂², … Each is an earlier power times one variable: power p = power parent[p] ·
 * u[variable[p]].
 */
export interface Powers {
  /** How many powers have |α| ≤ g, for g = 0…degree. */
  readonly counts: readonly number[];
  /** Position of the power to multiply; −1 for the power 1. */
  readonly parent: readonly number[];
  /** The variable to multiply it by. */
  readonly variable: readonly number[];
}

/** How many powers of d variables have |α| ≤ degree. */
export function countOfPowers(d: number, degree: number): number {
  let count = 1;
  for (let g = 1; g <= degree; g++) count = (count * (d + g)) / g;
  return count;
}

/** Where the sums of each column to its degree begin, and last how many a query has. */
export function sumStarts(d: number, degrees: readonly number[]): number[] {
  const starts = [0];
  for (const degree of degrees) starts.push(starts[starts.length - 1] + countOfPowers(d, degree));
  return starts;
}

/** How many sums a query has, of columns to these degrees. */
export function countOfSums(d: number, degrees: readonly number[]): number {
  return degrees.reduce((sum, degree) => sum + countOfPowers(d, degree), 0);
}

/** Room for the sums of m queries. */
export function emptySums(d: number, degrees: readonly number[], m: number): KernelSums {
  return {
    logScale: new Float64Array(m),
    sums: new Float64Array(m * countOfSums(d, degrees)),
  };
}

/**
 * The powers of d variables up to a degree.
 *
 * @param d - number of variables
 * @param degree - largest |α|
 */
export function powers(d: number, degree: number): Powers {
  const parent = [-1];
  const variable = [0];
  const counts = [1];
  let first = 0;
  for (let g = 1; g <= degree; g++) {
    const last = parent.length;
    // u_j times every power of degree g − 1 that holds no variable before j, in their order.
    for (let j = 0; j < d; j++) {
      for (let p = first; p < last; p++) {
        if (p > 0 && variable[p] < j) continue;
        parent.push(p);
        variable.push(j);
      }
    }
    first = last;
    counts.push(parent.length);
  }
  return { counts, parent, variable };
}

/** |α| of the powers of d variables up to a degree, in their order. */
export function orders(d: number, degree: number): number[] {
  const { counts } = powers(d, degree);
  return counts.flatMap((count, g) => Array<number>(count - (counts[g - 1] ?? 0)).fill(g));
}

/** v^α for the powers of some values up to a degree, [powers]. */
export function powersOf(values: ArrayLike<number>, degree: number): Float64Array {
  const { parent, variable } = powers(values.length, degree);
  const out = new Float64Array(parent.length).fill(1);
  for (let a = 1; a < out.length; a++) out[a] = out[parent[a]] * values[variable[a]];
  return out;
}

/**
 * The exponents α of the powers of d variables up to a degree, shape [powers, d].
 *
 * @param d - number of variables
 * @param degree - largest |α|
 */
export function exponents(d: number, degree: number): Int32Array {
  const { parent, variable } = powers(d, degree);
  const out = new Int32Array(parent.length * d);
  for (let p = 1; p < parent.length; p++) {
    out.copyWithin(p * d, parent[p] * d, (parent[p] + 1) * d);
    out[p * d + variable[p]]++;
  }
  return out;
}

/** Finds where powers stand among others by their exponents. */
export function placesAmong(
  all: Int32Array,
  d: number,
): (own: readonly number[]) => number | undefined {
  const places = new Map<string, number>();
  for (let a = 0; a * d < all.length; a++) places.set(all.subarray(a * d, (a + 1) * d).join(), a);
  return (own) => places.get(own.join());
}

/**
 * Where products of powers stand among those up to a degree, [rows, columns]; 0 for those beyond.
 *
 * @param rows - the first so many powers
 * @param columns - times the first so many
 */
export function productPlaces(
  d: number,
  degree: number,
  rows: number,
  columns: number,
): Int32Array {
  const all = exponents(d, degree);
  const key = (a: number) => {
    let digits = 0;
    for (let j = 0; j < d; j++) digits = digits * (degree + 1) + all[a * d + j];
    return digits;
  };
  const places = new Map<number, number>();
  for (let a = 0; a * d < all.length; a++) places.set(key(a), a);
  const out = new Int32Array(rows * columns);
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < columns; b++) out[a * columns + b] = places.get(key(a) + key(b)) ?? 0;
  return out;
}

/** The binomial coefficient. */
export function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
}

/** Writes sums to those of all queries. */
export function putSums(out: KernelSums, rows: ArrayLike<number>, found: KernelSums): void {
  const size = out.sums.length / out.logScale.length;
  if (found.isAbsolute) out.isAbsolute = true;
  for (let r = 0; r < rows.length; r++) {
    out.logScale[rows[r]] = found.logScale[r];
    for (let s = 0; s < size; s++) out.sums[rows[r] * size + s] = found.sums[r * size + s];
  }
}

/** Weights below this go into the logarithm of the scale. */
const TINY = 1e-100;
/** Scales that differ by more than e^this are brought to the larger. */
const APART = 200;

/**
 * Adds sums to others.
 *
 * @param weightOf - what those of a query are multiplied by, at least 0
 */
export function addSums(out: KernelSums, more: KernelSums, weightOf?: (q: number) => number): void {
  const m = out.logScale.length;
  const size = out.sums.length / Math.max(1, m);
  const { logScale, sums } = out;
  if (more.isAbsolute) out.isAbsolute = true;
  for (let q = 0; q < m; q++) {
    const weight = weightOf ? weightOf(q) : 1;
    const at = q * size;
    if (!(weight > 0) || more.sums[at] === 0) continue;
    const isTiny = weight < TINY;
    const log = more.logScale[q] + (isTiny ? Math.log(weight) : 0);
    if (sums[at] === 0) logScale[q] = log;
    let apart = log - logScale[q];
    if (apart > APART) {
      const less = Math.exp(-apart);
      for (let s = at; s < at + size; s++) sums[s] *= less;
      logScale[q] = log;
      apart = 0;
    }
    const factor = (isTiny ? 1 : weight) * (apart === 0 ? 1 : Math.exp(apart));
    for (let s = at; s < at + size; s++) sums[s] += factor * more.sums[s];
  }
}

/**
 * What leads from sums of e^(−u²/2) u^α to sums of K u^α, or of K² u^α when they were taken at u√2;
 * one for each sum of a query, [size].
 */
export function gaussianFactors(
  { kernel, product, squared, degrees }: SumsRequest,
  d: number,
): number[] {
  const one = kernel.value(0) ** ((product ? d : 1) * (squared ? 2 : 1));
  return degrees.flatMap((degree) =>
    orders(d, degree).map((order) => (squared ? one * 2 ** (-order / 2) : one)),
  );
}
