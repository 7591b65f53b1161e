import type { CellMoments } from '../sums/CellMoments.js';
import type { CellRuns } from '../sums/CellRuns.js';

/** Cells with the number of points in each. */
export interface CountedCells {
  readonly cells: CellMoments;
  readonly counts: Float64Array;
}

/**
 * How many points of some parts fall into new cells.
 *
 * @param idOf - the new cell of an old one
 */
export function countsIn(
  runs: CellRuns,
  parts: readonly CountedCells[],
  idOf: (id: number) => number,
): Float64Array {
  const counts = new Float64Array(runs.cells);
  for (const part of parts)
    part.cells.runs.intervals().forEach(([first, end], r) => {
      for (let id = first, cell = part.cells.runs.offsets[r]; id < end; id++, cell++)
        counts[runs.indexOf(idOf(id))] += part.counts[cell];
    });
  return counts;
}
