import type { CellMoments } from './cells.js';
import { chebyshevNodes } from './cells.js';
import type { Sample } from './types.js';

/**
 * A small weighted sample with the same smooth sums as the data; its points are relative to
 * `origin`.
 */
export interface CellNodes {
  /** A multiple of the cell width: x − origin carries no rounding for points near it. */
  readonly origin: number;
  readonly sample: Sample;
}

/**
 * The Chebyshev points of the cells, weighted so that every polynomial of degree < order in a cell
 * has the same sums as the data; weights may be negative. Empty cells have none.
 *
 * @param skip - cells to leave out, shape [cells]
 */
export function cellNodes(cells: CellMoments, skip?: (cell: number) => boolean): CellNodes {
  const { c, runs } = cells;
  const { exponent, order } = cells.binning;
  const width = 2 ** exponent;
  const filled: number[] = [];
  for (let cell = 0; cell < runs.cells; cell++) {
    let mass = 0;
    for (let j = 0; j < c; j++) mass += Math.abs(cells.mass(cell, j));
    if (mass > 0 && !skip?.(cell)) filled.push(cell);
  }
  const n = filled.length * order;
  const points = new Float64Array(n);
  const columns = new Float64Array(c * n);
  const nodes = chebyshevNodes(order);
  let run = 0;
  filled.forEach((cell, f) => {
    while (cell >= runs.offsets[run + 1]) run++;
    const place = runs.starts[run] - runs.starts[0] + (cell - runs.offsets[run]);
    for (let i = 0; i < order; i++) points[f * order + i] = (place + 0.5 + nodes[i]) * width;
    for (let j = 0; j < c; j++) cells.nodeWeightsInto(cell, j, columns, j * n + f * order);
  });
  return { origin: runs.starts[0] * width, sample: { n, d: 1, c, points, columns } };
}
