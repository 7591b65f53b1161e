import type { Sample } from '../types.js';
import type { GridMemory } from './GridMemory.js';
import type { GridAxis } from './gridAxis.js';
import type { GridDesign } from './gridDesign.js';
import { SeparableGrid } from './SeparableGrid.js';

/**
 * Nodes a side of the boxes that carry the bounds: 0.4 bandwidths, narrower where the error is
 * bounded more tightly.
 */
export function boundsBox(spacing: number, slack: number): number {
  return Math.max(1, Math.round((0.2 + 0.4 * slack) / spacing));
}

/**
 * What the grid can have done wrong in a sum of column 0, from what the boxes hold of it:
 *
 *   error(q) ≤ d·ε Σ_boxes c₀ Π_j e^(−(1−slack) near_j²/2) + e^(−reach²/2) Σc₀ · (1 + reach)^degree
 *
 * with near the least distance between points of two boxes: a sum over a lattice, one axis after
 * another. As |c_k| ≤ R_k·c₀ for some R_k, column k errs by at most R_k times as much.
 *
 * @param boxes - box of each point, shape [n]
 * @returns the bound for queries in each box
 */
export function gridErrors(
  memory: GridMemory,
  { n, d, columns }: Sample,
  boxes: Int32Array,
  axes: readonly GridAxis[],
  { spacing, slack, reach, epsilon, taps }: GridDesign,
): Float64Array {
  const box = boundsBox(spacing, slack);
  const grid = new SeparableGrid(axes, box);
  const count = Math.ceil(reach / (box * spacing)) + 1;
  const near = new Float64Array(2 * count + 1);
  for (let k = -count; k <= count; k++) {
    const u = Math.max(0, Math.abs(k) - 1) * box * spacing;
    near[count + k] = Math.exp((-(1 - slack) * u * u) / 2);
  }
  const mass = new Float64Array(grid.size);
  let total = 0;
  for (let i = 0; i < n; i++) {
    mass[boxes[i]] += columns[i];
    total += columns[i];
  }
  const missed = Math.exp((-reach * reach) / 2) * (1 + reach) ** (taps.length - 1) * total;
  return grid.convolve(memory, mass, near).map((sum) => d * epsilon * sum + missed);
}
