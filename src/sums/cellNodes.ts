import type { CellMoments } from './CellMoments.js';
import { analysisMatrix, chebyshevNodes, nodeWeightsInto, powerMatrix } from './chebyshev.js';
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
export function cellNodes(
  { binning, c, runs, moments, masses }: CellMoments,
  skip?: (cell: number) => boolean,
): CellNodes {
  const { exponent, order } = binning;
  const width = 2 ** exponent;
  const filled: number[] = [];
  for (let cell = 0; cell < runs.cells; cell++) {
    let mass = Math.abs(moments[cell * order * c]);
    for (let j = 1; j < c; j++) mass += masses[cell * (c - 1) + j - 1];
    if (mass > 0 && !skip?.(cell)) filled.push(cell);
  }
  const n = filled.length * order;
  const points = new Float64Array(n);
  const columns = new Float64Array(c * n);
  const nodes = chebyshevNodes(order);
  const analysis = analysisMatrix(order);
  const powers = powerMatrix(order);
  const series = new Float64Array(order);
  let run = 0;
  filled.forEach((cell, f) => {
    while (cell >= runs.offsets[run + 1]) run++;
    const place = runs.starts[run] - runs.starts[0] + (cell - runs.offsets[run]);
    for (let i = 0; i < order; i++) points[f * order + i] = (place + 0.5 + nodes[i]) * width;
    for (let j = 0; j < c; j++) {
      series.fill(0);
      for (let a = 0; a < order; a++)
        for (let k = a & 1; k <= a; k += 2)
          series[a] += powers[a * order + k] * moments[(cell * order + k) * c + j];
      nodeWeightsInto(series, analysis, columns, j * n + f * order);
    }
  });
  return { origin: runs.starts[0] * width, sample: { n, d: 1, c, points, columns } };
}
