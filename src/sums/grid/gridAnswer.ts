import { powers } from '../powers.js';
import type { Sample } from '../types.js';
import { GridBounds } from './GridBounds.js';
import { GridMemory } from './GridMemory.js';
import { GridPass } from './GridPass.js';
import { placement } from './gridAxis.js';
import type { GridPlan } from './planGrid.js';

/** Sums of e^(−u²/2) u^α c, u = (x − q)·w: a request without its constants. */
export interface GridTask {
  readonly sample: Sample;
  /** [d] */
  readonly w: Float64Array;
  readonly degrees: readonly number[];
  /** Sums a query. */
  readonly size: number;
  readonly tolerance: number;
  readonly excludeSelf: boolean;
}

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
  const bounds = new GridBounds(memory, sample, points.base, axes, design);
  const open = openRows(task, bounds, at.base, rows, found);
  if (!all) {
    for (let r = 0; r < rows.length; r++) {
      sums.set(found.subarray(r * size, (r + 1) * size), rows[r] * size);
    }
  }
  memory.close();
  return open;
}

/**
 * Takes each query's own point out where asked, and keeps the queries whose bound of the error is
 * above the tolerance.
 */
function openRows(
  { sample, size, tolerance, degrees, excludeSelf }: GridTask,
  bounds: GridBounds,
  base: Int32Array,
  rows: Int32Array,
  found: Float64Array,
): Int32Array {
  const { n, d, c, columns } = sample;
  const boxes = bounds.boxes(base);
  const failed = new Uint8Array(rows.length);
  let first = 0;
  for (let k = 0; k < c; k++) {
    const errors = bounds.errors(k);
    for (let r = 0; r < rows.length; r++) {
      if (base[r] < 0) continue;
      const at = r * size + first;
      const own = excludeSelf ? columns[k * n + rows[r]] : 0;
      found[at] -= own;
      const error = errors[boxes[r]];
      const sum = Math.abs(found[at]);
      if (error === 0 || (sum > SAFE && error <= tolerance * (sum - error))) continue;
      const least = bounds.least(k)[boxes[r]] - bounds.own * Math.abs(own);
      if (!(least > SAFE && error <= tolerance * least)) failed[r] = 1;
    }
    first += powers(d, degrees[k]).counts[degrees[k]];
  }
  return rows.filter((_, r) => base[r] < 0 || failed[r] === 1);
}
