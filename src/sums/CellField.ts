import { lineLoops } from '../loops/wasm/instance.js';
import type { Binning } from './binning.js';
import { type CellRuns, CHUNK } from './CellRuns.js';

/** Two of the sums wanted at each query, as polynomials in t ∈ [−½, ½) for each cell. */
export interface FieldPair {
  /** Which sum the first of each pair is, or −1 when it is not wanted. */
  readonly first: number;
  /** Which sum the second is, or −1. */
  readonly second: number;
  /** Pairs, shape [cells, order, 2]. */
  readonly polynomials: Float64Array;
}

/** Sums as functions of the query. */
export class CellField {
  /** For each sum the polynomials that hold it, and at which place of a pair. */
  readonly #sources: { readonly polynomials: Float64Array; readonly place: number }[] = [];

  /**
   * @param binning - width of the cells and order of the polynomials
   * @param runs - the cells
   * @param size - number of sums wanted for each query
   * @param pairs - all of them; NaN in the first pair where the sums are not certified
   */
  constructor(
    readonly binning: Binning,
    readonly runs: CellRuns,
    readonly size: number,
    readonly pairs: readonly FieldPair[],
  ) {
    for (const { first, second, polynomials } of pairs) {
      if (first >= 0) this.#sources[first] = { polynomials, place: 0 };
      if (second >= 0) this.#sources[second] = { polynomials, place: 1 };
    }
  }

  /** One sum at t ∈ [−½, ½) of a cell; NaN where it is not certified. */
  valueAt(sum: number, cell: number, t: number): number {
    const { polynomials, place } = this.#sources[sum];
    const { order } = this.binning;
    const first = 2 * cell * order + place;
    let value = 0;
    for (let o = first + 2 * (order - 1); o >= first; o -= 2) value = polynomials[o] + t * value;
    return value;
  }

  /**
   * Writes the sums, shape [m, size], and lists the queries that have none; returns their number.
   */
  sumsInto(queries: Float64Array, out: Float64Array, failed: Int32Array | number[]): number {
    const { runs, size, pairs } = this;
    const { exponent, order } = this.binning;
    const { cells } = runs;
    const m = queries.length;
    const loops = lineLoops();
    const results = CHUNK;
    const places = results + 2 * CHUNK;
    const length = 2 * cells * order;
    const block = new Float64Array(loops.memory(8 * (places + pairs.length * length)));
    pairs.forEach(({ polynomials }, k) => {
      block.set(polynomials, places + k * length);
    });
    let failures = 0;
    // Chunk after chunk, all sums of one while its part of `out` is near at hand.
    for (let start = 0; start < m; start += CHUNK) {
      const count = Math.min(CHUNK, m - start);
      const { scale, base } = runs.loadInto(queries, start, count, exponent, block);
      pairs.forEach(({ first, second }, k) => {
        const at = 8 * (places + k * length);
        const lost = loops.valuesInto(count, 0, scale, base, cells, order, at, 8 * results);
        if (lost > 0 && k === 0)
          for (let i = 0; i < count; i++)
            if (Number.isNaN(block[results + 2 * i])) failed[failures++] = start + i;
        if (size === 2 && second === 1) {
          out.set(block.subarray(results, results + 2 * count), 2 * start);
          return;
        }
        for (let i = 0; i < count; i++) {
          if (first >= 0) out[(start + i) * size + first] = block[results + 2 * i];
          if (second >= 0) out[(start + i) * size + second] = block[results + 2 * i + 1];
        }
      });
    }
    return failures;
  }

  /** The same field for queries relative to `origin`, a multiple of the cell width. */
  shifted(origin: number): CellField {
    const { binning, runs, size, pairs } = this;
    return new CellField(binning, runs.shifted(origin * 2 ** -binning.exponent), size, pairs);
  }
}
