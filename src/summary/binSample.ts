import { OptionError } from '../errors.js';
import { bounds } from '../loops/bounds.js';
import { CellMoments } from '../sums/CellMoments.js';
import { CellRuns } from '../sums/CellRuns.js';
import { occupancy, occupiedCells } from '../sums/occupiedCells.js';
import type { Sample } from '../sums/types.js';
import { type BinnedSampleOptions, binningFor } from './BinnedSampleOptions.js';
import { isolatedPoints } from './isolatedPoints.js';

/** A sample in cells. */
export interface BinnedCells {
  /** Moments of all points. */
  readonly cells: CellMoments;
  /** Points in each cell, [cells]. */
  readonly counts: Float64Array;
  /** The points of cells with few. */
  readonly isolated: Sample;
}

/** Bins a sample in one pass, O(n·order·c). */
export function binSample(sample: Sample, options: BinnedSampleOptions): BinnedCells {
  const { bandwidth } = options;
  const binning = binningFor(options);
  let runs = CellRuns.from([]);
  if (sample.n > 0) {
    const [low, high] = bounds(sample.points, sample.n);
    if (!(Math.max(Math.abs(low), Math.abs(high)) * 2 ** -binning.exponent < 2 ** 52))
      throw new OptionError({
        where: 'BinnedSample.from',
        expected: 'bandwidth must be at least 1e-15 of the largest |x|',
        received: String(bandwidth),
      });
    runs = occupiedCells(occupancy(sample.points, low, high, 20 * bandwidth), binning.exponent);
  }
  const cells = CellMoments.of(sample, binning, runs);
  const counts = new Float64Array(runs.cells);
  return { cells, counts, isolated: isolatedPoints(sample, binning, runs, counts) };
}
