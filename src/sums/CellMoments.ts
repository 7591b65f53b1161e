import type { Binning } from './binning.js';
import { CellRuns } from './CellRuns.js';
import { analysisMatrix, nodeWeightsInto, powerMatrix } from './chebyshev.js';
import { CHUNK, lineLoops } from './line/lineLoops.js';
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

  /** Moments of two samples with the same binning and columns: they add. */
  merged(other: CellMoments): CellMoments {
    const { binning, c } = this;
    const runs = this.runs.union(other.runs);
    const stride = binning.order * c;
    const moments = new Float64Array(runs.cells * stride);
    const masses = new Float64Array(runs.cells * (c - 1));
    for (const part of [this, other])
      part.runs.intervals().forEach(([first, end], r) => {
        const to = runs.indexOf(first);
        const from = part.runs.offsets[r];
        addInto(part.moments, from * stride, (end - first) * stride, moments, to * stride);
        addInto(part.masses, from * (c - 1), (end - first) * (c - 1), masses, to * (c - 1));
      });
    return new CellMoments(binning, c, runs, moments, masses);
  }

  /** Moments of the first `count` columns alone. */
  firstColumns(count: number): CellMoments {
    const { binning, c, runs, moments, masses } = this;
    if (count === c) return this;
    const rows = runs.cells * binning.order;
    const some = new Float64Array(rows * count);
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < count; j++) some[row * count + j] = moments[row * c + j];
    const sizes = new Float64Array(runs.cells * (count - 1));
    for (let cell = 0; cell < runs.cells; cell++)
      for (let j = 1; j < count; j++)
        sizes[cell * (count - 1) + j - 1] = masses[cell * (c - 1) + j - 1];
    return new CellMoments(binning, count, runs, some, sizes);
  }

  /**
   * Moments in cells twice as wide. A place t in a child is t/2 ∓ ¼ in its parent, so
   *
   *   M'_k = Σ_{l ≤ k} binomial(k, l) (½)^l (∓¼)^{k−l} M_l       exactly.
   */
  coarser(): CellMoments {
    const { c } = this;
    const { exponent, order } = this.binning;
    const halved = this.runs.intervals().map(([first, end]) => {
      const run: [number, number] = [Math.floor(first / 2), Math.ceil(end / 2)];
      return run;
    });
    const runs = CellRuns.from([]).union(CellRuns.from(halved));
    const shifts = [shiftMatrix(order, -0.25), shiftMatrix(order, 0.25)];
    const moments = new Float64Array(runs.cells * order * c);
    const masses = new Float64Array(runs.cells * (c - 1));
    this.runs.intervals().forEach(([first, end], r) => {
      for (let id = first, cell = this.runs.offsets[r]; id < end; id++, cell++) {
        const parent = runs.indexOf(Math.floor(id / 2));
        const shift = shifts[id - 2 * Math.floor(id / 2)];
        for (let j = 0; j < c; j++)
          for (let k = 0; k < order; k++)
            for (let l = 0; l <= k; l++)
              moments[(parent * order + k) * c + j] +=
                shift[k * order + l] * this.moments[(cell * order + l) * c + j];
        addInto(this.masses, cell * (c - 1), c - 1, masses, parent * (c - 1));
      }
    });
    return new CellMoments({ exponent: exponent + 1, order }, c, runs, moments, masses);
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

function addInto(
  values: Float64Array,
  start: number,
  count: number,
  out: Float64Array,
  outStart: number,
): void {
  for (let i = 0; i < count; i++) out[outStart + i] += values[start + i];
}

/** S[k, l] = binomial(k, l) (½)^l shift^{k−l} */
function shiftMatrix(order: number, shift: number): Float64Array {
  const matrix = new Float64Array(order * order);
  matrix[0] = 1;
  for (let k = 1; k < order; k++)
    for (let l = 0; l <= k; l++)
      matrix[k * order + l] =
        (l > 0 ? 0.5 * matrix[(k - 1) * order + l - 1] : 0) + shift * matrix[(k - 1) * order + l];
  return matrix;
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
