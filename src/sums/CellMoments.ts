import { lineLoops } from '../loops/wasm/instance.js';
import type { Binning } from './binning.js';
import { type CellRuns, CHUNK } from './CellRuns.js';
import { analysisMatrix, nodeWeightsInto, powerMatrix } from './chebyshev.js';
import type { Sample } from './types.js';

/**
 * What is kept of a sample: M[cell, k, j] = Σ c_ij tᵢᵏ, t ∈ [−½, ½) the place in the cell.
 *
 * @remarks O(n·order·c) to build, one pass for two columns, no sorting. Rounding stays below 1e-12
 *   of the mass of a cell even when all points fall into one.
 */
export class CellMoments {
  #toNodes: ((cell: number, j: number, out: Float64Array, start: number) => void) | undefined;

  /**
   * @param binning - width of the cells and number of moments
   * @param c - number of columns
   * @param runs - the cells
   * @param moments - shape [cells, order, c]
   * @param masses - Σ|c_ij| of the columns j ≥ 1, shape [cells, c − 1]
   */
  constructor(
    readonly binning: Binning,
    readonly c: number,
    readonly runs: CellRuns,
    readonly moments: Float64Array,
    readonly masses: Float64Array,
  ) {}

  /** Moments of a sample whose points all lie in `runs`. */
  static of({ n, c, points, columns }: Sample, binning: Binning, runs: CellRuns): CellMoments {
    const { exponent, order } = binning;
    const { cells } = runs;
    const loops = lineLoops();
    // Places in the memory of the loops, after the points of a chunk.
    const [a, b] = [CHUNK, 2 * CHUNK];
    const first = b + CHUNK;
    const totals = first + 2 * cells * order;
    const mass = totals + 2 * cells * order;
    const counts = mass + 2 * cells;
    const end = counts + cells;
    const block = new Float64Array(loops.memory(8 * end));
    const moments = new Float64Array(cells * order * c);
    const masses = new Float64Array(cells * (c - 1));
    for (let j = 0; j < c; j += 2) {
      block.fill(0, b, end);
      for (let start = 0; start < n; start += CHUNK) {
        const count = Math.min(CHUNK, n - start);
        const { scale, base } = runs.loadInto(points, start, count, exponent, block);
        const column = j * n + start;
        block.set(columns.subarray(column, column + count), a);
        if (j + 1 < c) block.set(columns.subarray(column + n, column + n + count), b);
        loops.addMoments(
          count,
          0,
          8 * a,
          8 * b,
          scale,
          base,
          order,
          8 * first,
          8 * totals,
          8 * mass,
          8 * counts,
        );
      }
      for (let i = 0; i < 2 * cells * order; i++) block[first + i] += block[totals + i];
      for (let lane = 0; lane < 2 && j + lane < c; lane++) {
        laneInto(block, first + lane, 2, moments, j + lane, c);
        if (j + lane > 0) laneInto(block, mass + lane, 2, masses, j + lane - 1, c - 1);
      }
    }
    return new CellMoments(binning, c, runs, moments, masses);
  }

  /** Writes the moments of the columns j and j + 1, shape [cells, order, 2]. */
  pairInto(j: number, out: Float64Array): void {
    const { c, moments } = this;
    for (let lane = 0; lane < 2; lane++)
      for (let i = 0, k = j; k < moments.length; i++, k += c)
        out[2 * i + lane] = j + lane < c ? moments[k + lane] : 0;
  }

  /** Σ|c_ij| over a cell. */
  mass(cell: number, j: number): number {
    return j === 0
      ? this.moments[cell * this.binning.order * this.c]
      : this.masses[cell * (this.c - 1) + j - 1];
  }

  /**
   * Writes weights of the Chebyshev points of a cell that give every polynomial of degree < order
   * the sums of column j, [order]; they may be negative.
   */
  nodeWeightsInto(cell: number, j: number, out: Float64Array, start: number): void {
    this.#toNodes ??= this.#nodeWeights();
    this.#toNodes(cell, j, out, start);
  }

  #nodeWeights(): (cell: number, j: number, out: Float64Array, start: number) => void {
    const { moments, c } = this;
    const { order } = this.binning;
    const analysis = analysisMatrix(order);
    const powers = powerMatrix(order);
    const series = new Float64Array(order);
    return (cell, j, out, start) => {
      series.fill(0);
      for (let a = 0; a < order; a++)
        for (let k = a & 1; k <= a; k += 2)
          series[a] += powers[a * order + k] * moments[(cell * order + k) * c + j];
      nodeWeightsInto(series, analysis, out, start);
    };
  }
}

/** out[to], out[to + step], … = values[from], values[from + stride], … to the end of `out`. */
function laneInto(
  values: Float64Array,
  from: number,
  stride: number,
  out: Float64Array,
  to: number,
  step: number,
): void {
  for (let i = to, k = from; i < out.length; i += step, k += stride) out[i] = values[k];
}
