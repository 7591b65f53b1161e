import { gaussian } from '../kernels/gaussian.js';
import { COSTS } from './costs.js';
import { directCost, directSums, queryCost } from './direct.js';
import { gridAnswer } from './grid/gridAnswer.js';
import type { Segments } from './grid/gridAxis.js';
import { dataAxes, type GridTask, gridCost, planGrid } from './grid/planGrid.js';
import { emptySums, gaussianFactors } from './powers.js';
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
