// Few of many weighted vectors with the same sum: as long as those left are dependent, weights move along a
// dependence Σ z_j v_j = 0 until one of them is 0 (Carathéodory 1907), so that at most as many are left as
// vectors have terms, all weights above 0. Of very many first groups are taken for one vector each, and half
// of the groups are left (Litterer, Lyons 2012): O(log n) rounds of O(terms³) after O(n·terms).

import { pivotLoops } from '../loops/wasm/instance.js';

/** A part of the largest entry of a term below this is rounding. */
const NOTHING = 1e-13;
/**
 * Of many vectors there are at first so many groups to a term, few of which are left in turn: most vectors are
 * added up once in place of twice. That takes 0.7 of the time for 200 vectors to a term.
 */
const SOME = 8;

/**
 * Leaves few of many weighted vectors. The sum keeps about 14 digits of each term's largest part.
 *
 * @param count - how many vectors
 * @param terms - how many entries each has
 * @param addVector - adds so many times vector i to entries from a place on
 * @param weights - above 0, [count]; those of vectors that are not left become 0
 */
export function recombine(
  count: number,
  terms: number,
  addVector: (i: number, weight: number, sums: Float64Array, to: number) => void,
  weights: Float64Array,
): void {
  let left = Uint32Array.from({ length: count }, (_, i) => i);
  for (;;) {
    const isMany = left.length > 2 * SOME * terms;
    const groups = Math.min(left.length, (isMany ? SOME : 2) * terms);
    const sums = new Float64Array(groups * terms);
    for (let a = 0; a < left.length; a++)
      addVector(left[a], weights[left[a]], sums, (a % groups) * terms);
    const factors = isMany ? new Float64Array(groups).fill(1) : fewerFactors(sums, groups, terms);
    if (isMany) recombine(groups, terms, adderOf(sums, terms), factors);
    for (let a = 0; a < left.length; a++) weights[left[a]] *= factors[a % groups];
    const isLast = groups === left.length;
    left = left.filter((i) => weights[i] > 0);
    if (isLast) return;
  }
}

/** Adds vectors of a table, [count, terms]. */
function adderOf(table: Float64Array, terms: number) {
  return (i: number, weight: number, sums: Float64Array, to: number) => {
    const from = i * terms;
    for (let t = 0; t < terms; t++) sums[to + t] += weight * table[from + t];
  };
}

/**
 * Factors of vectors, at most as many above 0 as are independent, with which they add up to what they do
 * without.
 *
 * @param vectors - [count, terms]
 */
function fewerFactors(vectors: Float64Array, count: number, terms: number): Float64Array {
  const loops = pivotLoops();
  const width = count + (count % 2);
  const table = new Float64Array(loops.memory(8 * terms * width), 0, terms * width);
  const least = new Float64Array(terms); // what is not above it is rounding
  for (let t = 0; t < terms; t++) {
    for (let c = 0; c < count; c++) table[t * width + c] = vectors[c * terms + t];
    least[t] = NOTHING * Math.abs(table[t * width + largestIn(table, t * width, count)]);
  }
  const factors = new Float64Array(count).fill(1);
  // Which vector each column of the table holds; those from `open` on are in the basis or gone.
  const columns = Uint32Array.from({ length: count }, (_, c) => c);
  let open = count;
  const rows: number[] = [];
  const basis: number[] = [];
  for (let t = 0; t < terms && open > 0; t++) {
    const at = largestIn(table, t * width, open);
    if (!(Math.abs(table[t * width + at]) > least[t])) continue;
    open--;
    for (let first = 0; first < table.length; first += width) {
      const entry = table[first + at];
      table[first + at] = table[first + open];
      table[first + open] = entry;
    }
    rows.push(t);
    basis.push(columns[at]);
    columns[at] = columns[open];
    loops.pivot(terms, width, t, open, open);
  }
  // Each column is what its vector is of those of the basis: it goes, or takes the place of one.
  const parts = new Float64Array(basis.length);
  while (open > 0) {
    const own = columns[--open];
    for (let b = 0; b < parts.length; b++) parts[b] = table[rows[b] * width + open];
    // Less or more of its own, until one of the basis is at 0: that with the largest ratio of its part to its
    // factor, below 0 for less and above for more.
    let [less, low, more, high] = [0, 0, 0, 0];
    for (let b = 0; b < parts.length; b++) {
      const ratio = parts[b] / factors[basis[b]];
      if (ratio < low) {
        less = b;
        low = ratio;
      } else if (ratio > high) {
        more = b;
        high = ratio;
      }
    }
    const isGone = low >= -1; // before any of the basis is
    const at = -parts[less] >= parts[more] ? less : more; // the larger, the better a basis it leaves
    const step = isGone ? 1 : -factors[basis[at]] / parts[at];
    for (let b = 0; b < parts.length; b++)
      factors[basis[b]] = Math.max(0, factors[basis[b]] + step * parts[b]);
    factors[own] = 1 - step;
    if (isGone) continue;
    factors[basis[at]] = 0;
    basis[at] = own;
    loops.pivot(terms, width, rows[at], open, open);
  }
  return factors;
}

/** Where in the first columns of a row the largest entry is. */
function largestIn(table: Float64Array, first: number, count: number): number {
  let at = 0;
  let most = -1;
  for (let c = 0; c < count; c++) {
    const size = Math.abs(table[first + c]);
    if (!(size > most)) continue;
    at = c;
    most = size;
  }
  return at;
}
