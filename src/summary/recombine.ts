// Few of many weighted vectors with the same sum: as long as those left are dependent, weights move along a
// dependence Σ z_j v_j = 0 until one of them is 0 (Carathéodory 1907), so that at most as many are left as
// vectors have terms, all weights above 0. Of very many first groups are taken for one vector each, and half
// of the groups are left (Litterer, Lyons 2012): O(log n) rounds of O(terms³) after O(n·terms).

/** A part of the largest entry of a term below this is rounding. */
const NOTHING = 1e-13;

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
    const groups = Math.min(left.length, 2 * terms);
    const sums = new Float64Array(groups * terms);
    for (let a = 0; a < left.length; a++)
      addVector(left[a], weights[left[a]], sums, (a % groups) * terms);
    const factors = fewerFactors(sums, groups, terms);
    for (let a = 0; a < left.length; a++) weights[left[a]] *= factors[a % groups];
    const isLast = groups === left.length;
    left = left.filter((i) => weights[i] > 0);
    if (isLast) return;
  }
}

/**
 * Factors of vectors, at most as many above 0 as are independent, with which they add up to what they do
 * without.
 *
 * @param vectors - [count, terms]
 */
function fewerFactors(vectors: Float64Array, count: number, terms: number): Float64Array {
  const table = scaledRows(vectors, count, terms);
  const factors = new Float64Array(count).fill(1);
  // Which vector each column of the table holds; those from `open` on are in the basis or gone.
  const columns = Uint32Array.from({ length: count }, (_, c) => c);
  let open = count;
  const basis: { readonly row: Float64Array; vector: number }[] = [];
  /** Writes every column over the entry of one in a row, so that it is this row's unit vector. */
  const pivot = (row: Float64Array, at: number) => {
    const over = 1 / row[at];
    for (let c = 0; c < open; c++) row[c] *= over;
    for (const other of table) {
      const entry = other[at];
      if (other === row || entry === 0) continue;
      for (let c = 0; c < open; c++) other[c] -= entry * row[c];
    }
  };
  for (const row of table) {
    const at = largestIn(row, open);
    if (!(Math.abs(row[at]) > NOTHING)) continue;
    open--;
    for (const other of table) swap(other, at, open);
    swap(columns, at, open);
    pivot(row, open);
    basis.push({ row, vector: columns[open] });
  }
  // Each column is what its vector is of those of the basis: it goes, or takes the place of one.
  while (open > 0) {
    const own = columns[--open];
    const most = factors[own];
    const [less, more] = leastRatios(basis, factors, open);
    // Less of its own and more or less of the others until it is gone, or one of them is.
    const isGone = less.step >= most;
    const isLess = isGone || less.pivot >= more.pivot;
    const leaves = isLess ? less : more;
    const step = isGone ? most : isLess ? less.step : -more.step;
    for (const { row, vector } of basis)
      factors[vector] = Math.max(0, factors[vector] + step * row[open]);
    factors[own] = isGone ? 0 : most - step;
    if (isGone) continue;
    const place = basis[leaves.at];
    factors[place.vector] = 0;
    place.vector = own;
    pivot(place.row, open);
  }
  return factors;
}

/** How far weights may move until one of the basis is 0. */
interface LeastRatio {
  readonly at: number;
  readonly step: number;
  /** The larger, the better a basis it leaves. */
  readonly pivot: number;
}

/** The least ratios of factors to entries of a column: below 0, and above. */
function leastRatios(
  basis: readonly { readonly row: Float64Array; readonly vector: number }[],
  factors: Float64Array,
  column: number,
): [LeastRatio, LeastRatio] {
  const least = [-1, 1].map((sign): LeastRatio => {
    let [at, step] = [-1, Infinity];
    basis.forEach(({ row, vector }, b) => {
      const entry = sign * row[column];
      if (!(entry > 0) || !(factors[vector] < step * entry)) return;
      [at, step] = [b, factors[vector] / entry];
    });
    return { at, step, pivot: at < 0 ? 0 : Math.abs(basis[at].row[column]) };
  });
  return [least[0], least[1]];
}

/** The terms of vectors, [terms, count], each over its largest. */
function scaledRows(vectors: Float64Array, count: number, terms: number): Float64Array[] {
  return Array.from({ length: terms }, (_, t) => {
    const row = new Float64Array(count);
    for (let c = 0; c < count; c++) row[c] = vectors[c * terms + t];
    const largest = Math.abs(row[largestIn(row, count)]);
    for (let c = 0; c < count && largest > 0; c++) row[c] /= largest;
    return row;
  });
}

function largestIn(row: Float64Array, count: number): number {
  let [at, most] = [0, -1];
  for (let c = 0; c < count; c++) {
    const size = Math.abs(row[c]);
    if (size > most) [at, most] = [c, size];
  }
  return at;
}

function swap(list: Float64Array | Uint32Array, a: number, b: number): void {
  const held = list[a];
  list[a] = list[b];
  list[b] = held;
}
