import { exponents } from './powers.js';

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
  const places = new Map<string, number>();
  for (let a = 0; a < k; a++) places.set(all.subarray(a * d, (a + 1) * d).join(), a);
  const out: ShiftedPower[] = [];
  for (let from = 0; from < k; from++) {
    for (let into = 0; into < k; into++) {
      const rest = Array.from({ length: d }, (_, j) => all[from * d + j] - all[into * d + j]);
      const lead = places.get(rest.join());
      if (lead === undefined) continue;
      const binomial = rest.reduce((product, r, j) => product * choose(all[from * d + j], r), 1);
      out.push({ from, into, lead, binomial });
    }
  }
  return out;
}

function choose(n: number, r: number): number {
  let product = 1;
  for (let i = 1; i <= r; i++) product = (product * (n - r + i)) / i;
  return product;
}
