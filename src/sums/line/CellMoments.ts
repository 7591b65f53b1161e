import { addMoments, addPairMoments } from '../../loops/cellMoments.js';
import type { Sample } from '../types.js';
import type { Binning } from './binning.js';
import type { CellRuns } from './CellRuns.js';

const POSITIONS = 8192;

/**
 * What is kept of a sample: M[cell, k, j] = Σ c_ij tᵢᵏ, t ∈ [−½, ½) the place in the cell.
 *
 * @remarks O(n·order·c) to build, one pass, no sorting. Long data are summed in blocks, so that
 *   rounding
 * stays below 1e-12 of the mass of a cell even when all points fall into one.
 */
export class CellMoments {
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
  static of(sample: Sample, binning: Binning, runs: CellRuns): CellMoments {
    const { n, c } = sample;
    const moments = new Float64Array(runs.cells * binning.order * c);
    const masses = new Float64Array(runs.cells * (c - 1));
    const block = Math.min(16384, Math.max(8192, 4 * runs.cells));
    if (n <= block) {
      addBlock(sample, 0, n, binning, runs, moments, masses);
    } else {
      const blockMoments = new Float64Array(moments.length);
      const blockMasses = new Float64Array(masses.length);
      for (let start = 0; start < n; start += block) {
        const count = Math.min(block, n - start);
        addBlock(sample, start, count, binning, runs, blockMoments, blockMasses);
        flushInto(blockMoments, moments);
        flushInto(blockMasses, masses);
      }
    }
    return new CellMoments(binning, c, runs, moments, masses);
  }

  /** Σ|c_ij| over a cell. */
  mass(cell: number, j: number): number {
    return j === 0
      ? this.moments[cell * this.binning.order * this.c]
      : this.masses[cell * (this.c - 1) + j - 1];
  }
}

function addBlock(
  sample: Sample,
  start: number,
  count: number,
  { exponent, order }: Binning,
  runs: CellRuns,
  moments: Float64Array,
  masses: Float64Array,
): void {
  if (runs.length === 1) {
    addTo(
      sample,
      sample.points,
      start,
      start,
      count,
      2 ** -exponent,
      runs.starts[0],
      order,
      moments,
      masses,
    );
    return;
  }
  const positions = new Float64Array(Math.min(count, POSITIONS));
  for (let first = start; first < start + count; first += POSITIONS) {
    const some = Math.min(POSITIONS, start + count - first);
    runs.compactInto(sample.points, first, some, 2 ** -exponent, positions);
    addTo(sample, positions, 0, first, some, 1, 0, order, moments, masses);
  }
}

function addTo(
  { n, c, columns }: Sample,
  points: Float64Array,
  pointStart: number,
  columnStart: number,
  count: number,
  scale: number,
  base: number,
  order: number,
  moments: Float64Array,
  masses: Float64Array,
): void {
  if (c === 2)
    addPairMoments(
      points,
      pointStart,
      columns,
      n,
      columnStart,
      count,
      scale,
      base,
      order,
      moments,
      masses,
    );
  else
    addMoments(
      points,
      pointStart,
      columns,
      n,
      columnStart,
      count,
      scale,
      base,
      order,
      c,
      moments,
      masses,
    );
}

function flushInto(block: Float64Array, total: Float64Array): void {
  for (let i = 0; i < block.length; i++) {
    total[i] += block[i];
    block[i] = 0;
  }
}
