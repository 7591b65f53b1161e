import { pairPolynomialsInto, polynomialsInto } from '../../loops/cellPolynomials.js';
import type { Binning } from './binning.js';
import type { CellRuns } from './CellRuns.js';

const POSITIONS = 8192;

/**
 * Sums as functions of the query: for each cell and each wanted sum a polynomial in t ∈ [−½, ½).
 */
export class CellField {
  /**
   * @param binning - width of the cells and order of the polynomials
   * @param runs - the cells
   * @param size - number of sums wanted for each query
   * @param polynomials - shape [cells, order, size]; NaN where the sums are not certified
   */
  constructor(
    readonly binning: Binning,
    readonly runs: CellRuns,
    readonly size: number,
    readonly polynomials: Float64Array,
  ) {}

  /**
   * Writes the sums, shape [m, size], and lists the queries that have none; returns their number.
   */
  sumsInto(queries: Float64Array, out: Float64Array, failed: Int32Array): number {
    const { runs, binning } = this;
    const scale = 2 ** -binning.exponent;
    const m = queries.length;
    if (runs.length === 1)
      return this.rowsInto(queries, 0, m, scale, runs.starts[0], 0, out, failed, 0);
    let failures = 0;
    const positions = new Float64Array(Math.min(m, POSITIONS));
    for (let start = 0; start < m; start += POSITIONS) {
      const count = Math.min(POSITIONS, m - start);
      runs.compactInto(queries, start, count, scale, positions);
      failures = this.rowsInto(positions, 0, count, 1, 0, start, out, failed, failures);
    }
    return failures;
  }

  /** The same field for queries relative to `origin`, a multiple of the cell width. */
  shifted(origin: number): CellField {
    const { binning, runs, size, polynomials } = this;
    return new CellField(binning, runs.shifted(origin * 2 ** -binning.exponent), size, polynomials);
  }

  private rowsInto(
    queries: Float64Array,
    start: number,
    count: number,
    scale: number,
    base: number,
    row: number,
    out: Float64Array,
    failed: Int32Array,
    failures: number,
  ): number {
    const { polynomials, size } = this;
    const { order } = this.binning;
    const cells = this.runs.cells;
    return size === 2
      ? pairPolynomialsInto(
          queries,
          start,
          count,
          scale,
          base,
          cells,
          polynomials,
          order,
          row,
          out,
          failed,
          failures,
        )
      : polynomialsInto(
          queries,
          start,
          count,
          scale,
          base,
          cells,
          polynomials,
          order,
          size,
          row,
          out,
          failed,
          failures,
        );
  }
}
