import { boxesOfNodes } from '../../loops/boxesOfNodes.js';
import { powers } from '../powers.js';
import { GridMemory } from './GridMemory.js';
import { GridPass } from './GridPass.js';
import { placement } from './gridAxis.js';
import { boundsBox, gridErrors } from './gridErrors.js';
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
