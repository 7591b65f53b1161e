import { boxesOfNodes } from '../../loops/gridNodes.js';
import { powers } from '../powers.js';
import type { Sample } from '../types.js';
import { GridMemory, GridPass, SeparableGrid } from './GridPass.js';
import { type GridAxis, placement } from './gridAxis.js';
import { boundsBox, type GridDesign } from './gridDesign.js';
import type { GridPlan, GridTask } from './planGrid.js';

/** Below this a sum may have lost digits to underflow. */
const SAFE = 1e-280;

/**
 * Answers queries from one grid.
 *
 * @param rows - the queries to answer
 * @param plan - made for these rows
 * @param sums - shape [m, size]; the rows are written
 * @returns the rows the grid cannot answer for within the tolerance; what stands there is not to be
 *   used
 */
export function gridAnswer(
  task: GridTask,
  queries: Float64Array,
  rows: Int32Array,
  { axes, design }: GridPlan,
  sums: Float64Array,
): Int32Array {
  const { sample, size } = task;
  const points = placement(sample.points, null, axes);
  const all = rows.length * sample.d === queries.length;
  const at =
    queries === sample.points && all ? points : placement(queries, all ? null : rows, axes);
  const found = all ? sums : new Float64Array(rows.length * size);
  const memory = new GridMemory();
  const start = memory.mark;
  const pass = new GridPass(memory, axes, design);
  pass.sumsInto(sample, task.degrees, points, at, found);
  memory.release(start);
  const shape = Int32Array.from(axes, (axis) => axis.nodes);
  const boxes = (base: Int32Array) =>
    boxesOfNodes(base, shape, boundsBox(design.spacing, design.slack));
  const errors = gridErrors(memory, sample, boxes(points.base), axes, design);
  const open = openRows(task, errors, boxes(at.base), rows, found);
  for (let r = 0; r < rows.length; r++) {
    for (let s = 0; s < size; s++) sums[rows[r] * size + s] = found[r * size + s] * task.factors[s];
  }
  return open;
}

/**
 * Takes each query's own point out where asked, and keeps the queries whose bound of the error is
 * above the tolerance.
 */
function openRows(
  { sample, size, tolerance, degrees, excludeSelf }: GridTask,
  errors: Float64Array,
  boxes: Int32Array,
  rows: Int32Array,
  found: Float64Array,
): Int32Array {
  const { n, d, c, columns } = sample;
  const { counts } = powers(d, Math.max(...degrees));
  return rows.filter((row, r) => {
    if (boxes[r] < 0) return true;
    if (excludeSelf) {
      for (let k = 0, at = r * size; k < c; at += counts[degrees[k++]]) {
        found[at] -= columns[k * n + row];
      }
    }
    const error = errors[boxes[r]];
    const sum = found[r * size];
    return error > 0 && !(sum > SAFE && error <= tolerance * (sum - error));
  });
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
