import { boxesOfNodes } from '../../loops/gridNodes.js';
import { countOfPowers, exponents } from '../powers.js';
import type { Sample } from '../types.js';
import { GridMemory, GridPass, SeparableGrid } from './GridPass.js';
import { type GridAxis, placement } from './gridAxis.js';
import { boundsBox, envelope, type GridDesign } from './gridDesign.js';
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
  const box = boundsBox(design.spacing, design.slack);
  const boxes = boxesOfNodes(points.base, shape, box);
  const errorsOf = gridErrors(memory, sample, boxes, box, axes, design);
  const open = openRows(task, errorsOf, boxesOfNodes(at.base, shape, box), rows, found);
  for (let r = 0; r < rows.length; r++) {
    for (let s = 0; s < size; s++) sums[rows[r] * size + s] = found[r * size + s] * task.factors[s];
  }
  return open;
}

/**
 * Takes each query's own point out where asked, and keeps the queries for which the bound of an error is above
 * the tolerance times what the error may be relative to, Σ K max(1, |u^α|) c₀: at least Σ K c₀ and the size of the
 * sum itself.
 */
function openRows(
  { sample, size, tolerance, degrees, excludeSelf }: GridTask,
  errorsOf: (alpha: Int32Array) => Float64Array,
  boxes: Int32Array,
  rows: Int32Array,
  found: Float64Array,
): Int32Array {
  const { n, d, c, columns } = sample;
  const all = exponents(d, Math.max(...degrees));
  const counts = degrees.map((degree) => countOfPowers(d, degree));
  const isOpen = new Uint8Array(rows.length);
  for (let r = 0; excludeSelf && r < rows.length; r++)
    for (let k = 0, at = r * size; k < c; at += counts[k++]) found[at] -= columns[k * n + rows[r]];
  for (let a = 0; a * d < all.length; a++) {
    const errors = errorsOf(all.subarray(a * d, (a + 1) * d));
    for (let r = 0; r < rows.length; r++) {
      const error = errors[boxes[r]]; // none off the grid
      const mass = found[r * size];
      const sum = Math.max(mass, a < counts[0] ? Math.abs(found[r * size + a]) : 0);
      if (error !== 0 && !(mass > SAFE && error <= tolerance * (sum - error))) isOpen[r] = 1;
    }
  }
  return rows.filter((_, r) => isOpen[r]);
}

/**
 * What the grid can have done wrong in sums of a power of column 0, from what the boxes hold of it:
 *
 *   error(q) ≤ d·ε Σ_boxes c₀ Π_j max(1, |u_j|)^α_j e^(−(1−slack) u_j²/2) + e^(−reach²/2) Σc₀ · (1 + reach)^degree
 *
 * with u_j the distance between points of two boxes that makes the most of it: a sum over a lattice, one axis after
 * another. As |c_k| ≤ R_k·c₀ for some R_k, column k errs by at most R_k times as much.
 *
 * @param boxes - box of each point, shape [n]
 * @param box - nodes a side
 * @returns the bound for queries in each box, for powers of at most the degree of the design
 */
export function gridErrors(
  memory: GridMemory,
  { n, d, columns }: Sample,
  boxes: Int32Array,
  box: number,
  axes: readonly GridAxis[],
  { spacing, slack, reach, epsilon, taps }: GridDesign,
): (alpha: Int32Array) => Float64Array {
  const grid = new SeparableGrid(axes, box);
  const side = box * spacing;
  const count = Math.ceil(reach / side) + 1;
  const most = taps.map((_, power) =>
    Float64Array.from({ length: 2 * count + 1 }, (_, at) => {
      const far = (Math.abs(at - count) + 1) * side;
      const near = Math.max(0, far - 2 * side);
      const top = Math.max(near, Math.min(far, Math.sqrt(power / (1 - slack))));
      return Math.max(envelope(near, power, slack), envelope(top, power, slack));
    }),
  );
  const mass = new Float64Array(grid.size);
  let total = 0;
  for (let i = 0; i < n; i++) {
    mass[boxes[i]] += columns[i];
    total += columns[i];
  }
  const missed = Math.exp((-reach * reach) / 2) * (1 + reach) ** (taps.length - 1) * total;
  return (alpha) => {
    const taps = Array.from(alpha, (power) => most[power]);
    return grid.convolve(memory, mass, taps).map((sum) => d * epsilon * sum + missed);
  };
}
