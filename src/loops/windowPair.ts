// Kernel sums of two columns for queries of one block of cells: the polynomial of the query's cell
// for the keys that are inside the window whatever the query, and the keys next to them point by
// point until the window ends. Keys are sorted, so each run of points ends at the first one
// outside.
//   S = Σ_l coefficient_l s^l + factor·Σ (1 − v^g)^e c,   s = (q − centre)·w,  v = |(x − q)·w| <= 1

import type { CompactShape } from './compactRow.js';

/** What the cells of a block share; cell g of the block has row g. */
export interface WindowCells {
  /** Polynomials, shape [cells, stride]. */
  readonly table: Float64Array;
  readonly stride: number;
  /**
   * The polynomial holds the keys [runs[4g], runs[4g + 1]) but for [runs[4g + 2], runs[4g + 3]),
   * which are summed point by point as well.
   */
  readonly runs: Int32Array;
}

/** Queries gathered from one block. */
export interface WindowQueries {
  count: number;
  /** Query, its cell in the block, its place in the results. */
  readonly q: Float64Array;
  readonly cell: Int32Array;
  readonly place: Int32Array;
  /** The key that the query leaves out, or -1. */
  readonly self: Int32Array;
}

/**
 * Writes the sums of columns `a` and `b` for gathered queries.
 *
 * @param from - first key that may be inside
 * @param to - the key after the last
 * @param lengths - coefficients of a polynomial; that of `a` starts at `at` in a row of the table
 * @param a - place of the first column in `columns`; `b` of the second, or the same for only one
 * @param out - results, shape [m, size], from sum `o` on
 */
export function windowPairInto(
  { g, e, factor: scale }: CompactShape,
  squared: boolean,
  keys: Float64Array,
  from: number,
  to: number,
  columns: Float64Array,
  a: number,
  b: number,
  centre: number,
  w: number,
  cells: WindowCells,
  at: number,
  length: number,
  queries: WindowQueries,
  out: Float64Array,
  size: number,
  o: number,
): void {
  const { table, stride, runs } = cells;
  const { count, q: qs, cell, place, self } = queries;
  const factor = squared ? scale * scale : scale;
  for (let r = 0; r < count; r++) {
    const q = qs[r];
    const s = (q - centre) * w;
    const base = cell[r] * stride + at;
    const second = a === b ? base : base + length;
    let valueA = 0;
    let valueB = 0;
    for (let l = length - 1; l >= 0; l--) {
      valueA = valueA * s + table[base + l];
      valueB = valueB * s + table[second + l];
    }
    let sumA = 0;
    let sumB = 0;
    const run = 4 * cell[r];
    const skip = self[r];
    for (let part = 0; part < 3; part++) {
      const step = part === 0 ? -1 : 1;
      const end = part === 0 ? from - 1 : part === 1 ? to : runs[run + 3];
      for (let i = part === 0 ? runs[run] - 1 : runs[run + part]; i !== end; i += step) {
        const v = Math.abs((keys[i] - q) * w);
        if (v > 1) break;
        let t = 1 - v;
        if (g === 2) t *= 1 + v;
        else if (g === 3) t *= 1 + v + v * v;
        let k = e > 2 ? t * t * t : e === 2 ? t * t : e === 1 ? t : 1;
        for (let j = 3; j < e; j++) k *= t;
        if (squared) k *= k;
        if (i === skip) k = 0;
        sumA += k * columns[a + i];
        sumB += k * columns[b + i];
      }
    }
    const result = place[r] * size + o;
    out[result] = valueA + factor * sumA;
    if (a !== b) out[result + 1] = valueB + factor * sumB;
  }
}
