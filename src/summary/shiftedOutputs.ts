import { CellMoments } from '../sums/CellMoments.js';

/**
 * With columns w, w·y_k, w·y_k²: the same for y_k + change_k. Masses of the outputs become bounds.
 *
 * @param change - shape [p]
 */
export function shiftedOutputs(cells: CellMoments, change: Float64Array): CellMoments {
  const { binning, c, runs } = cells;
  const p = change.length;
  const moments = cells.moments.slice();
  for (let row = 0; row < moments.length; row += c) shiftRow(moments, row, 1, change);
  const masses = cells.masses.slice();
  for (let cell = 0; cell < runs.cells; cell++)
    for (let k = 0; k < p; k++) {
      const at = cell * (c - 1) + k;
      const size = Math.abs(change[k]);
      masses[at + p] += size * (2 * masses[at] + size * cells.mass(cell, 0));
      masses[at] += size * cells.mass(cell, 0);
    }
  return new CellMoments(binning, c, runs, moments, masses);
}

/** The same for columns of points, shape [1 + 2p, n]. */
export function shiftedColumns(
  columns: Float64Array,
  n: number,
  change: Float64Array,
): Float64Array {
  const shifted = columns.slice();
  for (let i = 0; i < n; i++) shiftRow(shifted, i, n, change);
  return shifted;
}

function shiftRow(values: Float64Array, first: number, step: number, change: Float64Array): void {
  const p = change.length;
  const weight = values[first];
  for (let k = 0; k < p; k++) {
    const at = first + (1 + k) * step;
    values[at + p * step] += change[k] * (2 * values[at] + change[k] * weight);
    values[at] += change[k] * weight;
  }
}
