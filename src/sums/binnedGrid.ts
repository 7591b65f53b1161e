import { gaussian } from '../kernels/gaussian.js';
import { direct } from './direct.js';
import { gaussianFactors } from './gaussianFactors.js';
import { gridAnswer } from './grid/gridAnswer.js';
import { type GridTask, gridCost, POINT_TIME, planGrid } from './grid/planGrid.js';
import { TreeSums } from './tree/TreeSums.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** So many queries left open are answered exactly without another thought. */
const FEW = 64;
/** Nanoseconds to begin: tables and memory. */
const START = 2e5;
/** Exact sums take about this many ns a pair, and a pair and sum. */
const PAIR_TIME = 4;
const TERM_TIME = 1.5;
const LEAST_TOLERANCE = 1e-13;
const HIGHEST_DEGREE = 4;

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
export const binnedGrid: Omit<SumsMethod, 'name'> = {
  serves(sample: Sample, request: SumsRequest): boolean {
    const { n, d } = sample;
    return (
      n > 0 &&
      (d === 2 || d === 3) &&
      request.kernel === gaussian &&
      request.tolerance >= LEAST_TOLERANCE &&
      request.degrees.every((degree) => degree <= HIGHEST_DEGREE) &&
      // More queries only allow more nodes, so that the cost is finite for any number of them.
      gridCost(gridTask(sample, request), 0) < Infinity
    );
  },

  // Queries away from the data come on top: each costs an exact sum over the points near it.
  least: ({ n, d }, m) => START + (n + m) * d * POINT_TIME,
  cost: (sample, m, request) => START + gridCost(gridTask(sample, request), m),

  sums(sample: Sample, queries: Float64Array, request: SumsRequest): KernelSums {
    const { d, n } = sample;
    const m = queries.length / d;
    const task = gridTask(sample, request);
    const sums = new Float64Array(m * task.size);
    const logScale = new Float64Array(m);
    const out = { logScale, sums };
    if (n === 0 || m === 0) return out;
    const rows = Int32Array.from({ length: m }, (_, q) => q);
    const plan = planGrid(task, { queries, rows }, false);
    const open = plan === null ? rows : gridAnswer(task, queries, rows, plan, sums);
    if (open.length === 0 || finish(task, queries, open, request, out)) return out;
    return direct.sums(sample, queries, request);
  },
};

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
  const { sample, size } = task;
  const exact = new TreeSums(sample, request);
  const limit = direct.cost(sample, queries.length / sample.d, request);
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
    const time = pairs * (step - 1) * (PAIR_TIME + TERM_TIME * size);
    const plan = careful ? planGrid(task, { queries, rows }, true) : null;
    if (plan !== null && plan.cost < Math.min(time, limit)) {
      // Those left may be the ones that matter to most points.
      rows = gridAnswer(task, queries, rows, plan, out.sums);
    } else if (time > limit) return false;
    else break;
  }
  exact.sumsInto(queries, rows, out);
  return true;
}

function gridTask(sample: Sample, request: SumsRequest): GridTask {
  const { degrees, tolerance, excludeSelf, squared } = request;
  const stretch = squared ? Math.SQRT2 : 1;
  const w = request.inverseBandwidth.map((each) => each * stretch);
  const factors = gaussianFactors(request, sample.d);
  return { sample, w, degrees, size: factors.length, factors, tolerance, excludeSelf };
}
