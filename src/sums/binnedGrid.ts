import { gaussian } from '../kernels/gaussian.js';
import { boxesOfNodes } from '../loops/gridNodes.js';
import { COSTS } from './costs.js';
import { directCost, directSums, queryCost } from './direct.js';
import { GridMemory, GridPass, SeparableGrid } from './grid/GridPass.js';
import { type GridAxis, placement, type Segments } from './grid/gridAxis.js';
import { boundsBox, envelope, type GridDesign } from './grid/gridDesign.js';
import { dataAxes, type GridPlan, type GridTask, gridCost, planGrid } from './grid/planGrid.js';
import { countOfPowers, emptySums, exponents, gaussianFactors } from './powers.js';
import { TreeSums } from './tree/TreeSums.js';
import {
  type KernelSums,
  pointRange,
  type Sample,
  type SumsPlanner,
  type SumsRequest,
} from './types.js';

/** So many queries left open are answered exactly without another thought. */
const FEW = 64;
const LEAST_TOLERANCE = 1e-13;
const HIGHEST_DEGREE = 4;
/** Of powers that are small throughout so much of the least tolerance may be missed. */
const ALLOWED = 1e-2;

/**
 * Gaussian kernel sums in two and three dimensions on a uniform grid, O(n + m) and a few passes
 * over the grid.
 *
 * Points are spread on nodes ρ ≈ 0.1 … 0.3 bandwidths apart through a Kaiser–Bessel window, the
 * Gaussian sharpened by the window is applied one axis at a time, and the queries read the fields
 * through the same window. Every query carries a bound of its own error; where that exceeds the
 * tolerance times its own Σ K c₀, a finer grid and then the exact sum over the points that matter
 * take over.
 */
export const binnedGrid: SumsPlanner = {
  plan(sample, queries, request, limit = Infinity) {
    const { n, d } = sample;
    const { kernel, tolerance, degrees } = request;
    const serves =
      n > 0 &&
      kernel === gaussian &&
      tolerance >= LEAST_TOLERANCE &&
      tolerance * sizeOfPowers(sample, request) >= LEAST_TOLERANCE * ALLOWED &&
      degrees.every((degree) => degree <= HIGHEST_DEGREE);
    const { start, place } = COSTS.grid;
    if (!serves || start + n * d * place >= limit) return undefined;
    const task = gridTask(sample, request);
    const data = dataAxes(task, false);
    const cost = gridCost(task, data, queries, request);
    if (cost === Infinity) return undefined;
    return { cost, run: () => gridSums(sample, queries, request, task, data) };
  },
};

/**
 * The sums by grids, and exactly where no grid fits.
 *
 * @param task - as planned
 * @param found - where the data lie on each axis, as planned
 */
export function gridSums(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  task = gridTask(sample, request),
  found?: readonly Segments[],
): KernelSums {
  const m = queries.length / sample.d;
  const out = emptySums(sample.d, task.degrees, m);
  if (sample.n === 0 || m === 0) return out;
  const data = found ?? dataAxes(task, false);
  const rows = Int32Array.from({ length: m }, (_, q) => q);
  const plan = planGrid(task, data, { queries, rows }, false);
  const open = plan === null ? rows : gridAnswer(task, queries, rows, plan, out.sums);
  if (open.length === 0 || finish(task, queries, open, request, out)) return out;
  return directSums(sample, queries, request);
}

/**
 * Answers what the grid left open. A few queries are summed exactly; what they took tells whether a
 * finer grid pays for the others. It counts pairs, not time, so that the same input gives the same
 * digits.
 *
 * @returns false when summing every query directly would be faster
 */
function finish(
  task: GridTask,
  queries: Float64Array,
  open: Int32Array,
  request: SumsRequest,
  out: KernelSums,
): boolean {
  const { sample } = task;
  const exact = new TreeSums(sample, request);
  const limit = directCost(sample, queries, request);
  const pairTime = queryCost(sample, request);
  let rows: Int32Array = open;
  for (const careful of [true, false]) {
    const step = Math.ceil(rows.length / FEW);
    const pairs = exact.sumsInto(
      queries,
      rows.filter((_, r) => r % step === 0),
      out,
    );
    rows = rows.filter((_, r) => r % step !== 0);
    if (rows.length === 0) return true;
    const time = (step - 1) * pairTime(pairs);
    const plan = careful ? planGrid(task, dataAxes(task, true), { queries, rows }, true) : null;
    if (plan !== null && plan.cost < Math.min(time, limit)) {
      // Those left may be the ones that matter to most points.
      rows = gridAnswer(task, queries, rows, plan, out.sums);
    } else if (time > limit) return false;
    else break;
  }
  exact.sumsInto(queries, rows, out);
  return true;
}

/**
 * The size of the smallest powers: a grid errs beside u^α of 1, and where u is small throughout, in a
 * bandwidth wider than the data, they are less.
 */
function sizeOfPowers(sample: Sample, { degrees, inverseBandwidth: w }: SumsRequest): number {
  const { low, high } = pointRange(sample);
  const reach = w.reduce((least, each, j) => Math.min(least, each * (high[j] - low[j])), 1);
  return reach > 0 ? reach ** Math.max(...degrees) : 1;
}

function gridTask(sample: Sample, request: SumsRequest): GridTask {
  const { degrees, excludeSelf, squared } = request;
  const wanted = request.tolerance * sizeOfPowers(sample, request);
  const tolerance = Math.max(wanted, Math.min(request.tolerance, LEAST_TOLERANCE));
  const stretch = squared ? Math.SQRT2 : 1;
  const w = request.inverseBandwidth.map((each) => each * stretch);
  const factors = gaussianFactors(request, sample.d);
  return { sample, w, degrees, size: factors.length, factors, tolerance, excludeSelf };
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
