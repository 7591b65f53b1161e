import { gaussian } from '../kernels/gaussian.js';
import { direct } from './direct.js';
import { type GridTask, gridAnswer } from './grid/gridAnswer.js';
import { NearPoints } from './grid/NearPoints.js';
import { gridCost, planGrid } from './grid/planGrid.js';
import { exponents, powers } from './powers.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** So many queries left open are answered exactly without another thought. */
const FEW = 64;
/** Nanoseconds to begin: tables and memory. */
const START = 2e6;
/** Exact sums take about this many ns a point, and a point and sum. */
const NEAR_TIME = 25;
const TERM_TIME = 2;
const LEAST_TOLERANCE = 1e-13;
const HIGHEST_DEGREE = 4;

/**
 * Gaussian kernel sums in two and three dimensions on a uniform grid, O(n + m) and a few passes
 * over the grid.
 *
 * Points are spread on nodes ρ ≈ 0.1 … 0.3 bandwidths apart through a Kaiser–Bessel window, the
 * Gaussian sharpened by the window is applied one axis at a time, and the queries read the fields
 * through the same window. Every query carries a bound of its own error; where that exceeds the
 * tolerance times its own Σ|terms|, a finer grid and then the exact sum over the points that matter
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
      gridCost(gridTask(sample, request), n) < Infinity
    );
  },

  // Queries away from the data come on top: each costs an exact sum over the points near it.
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
    if (open.length > 0 && !finish(task, queries, open, direct.cost(sample, m, request), out)) {
      return direct.sums(sample, queries, request);
    }
    normalise(sums, request, d);
    return out;
  },
};

/**
 * Answers what the grid left open. A few queries are summed exactly; what they took tells whether a
 * finer grid pays for the others. It counts points, not time, so that the same input gives the same
 * digits.
 *
 * @param limit - the time in ns of summing every query directly
 * @returns false when that would be faster
 */
function finish(
  task: GridTask,
  queries: Float64Array,
  open: Int32Array,
  limit: number,
  { logScale, sums }: KernelSums,
): boolean {
  const near = new NearPoints(task.sample, task.w);
  const { tolerance, degrees, excludeSelf, size } = task;
  const exactly = (rows: Int32Array) =>
    near.sumsInto(queries, rows, degrees, tolerance, excludeSelf, logScale, sums);
  const pointTime = NEAR_TIME + TERM_TIME * size;
  const step = Math.ceil(open.length / FEW);
  const looked = exactly(open.filter((_, r) => r % step === 0));
  if (step === 1) return true;
  let rest: Int32Array = open.filter((_, r) => r % step !== 0);
  const plan = planGrid(task, { queries, rows: rest }, true);
  const exactTime = looked * (step - 1) * pointTime;
  if (plan !== null && plan.cost < Math.min(exactTime, limit)) {
    rest = gridAnswer(task, queries, rest, plan, sums);
  }
  // Those left may be the ones that look at most points.
  const step2 = Math.ceil(rest.length / FEW);
  if (step2 > 1 && rest.length < open.length) {
    const some = exactly(rest.filter((_, r) => r % step2 === 0));
    rest = rest.filter((_, r) => r % step2 !== 0);
    if (some * (step2 - 1) * pointTime > limit) return false;
  } else if (exactTime > limit) {
    return false;
  }
  exactly(rest);
  return true;
}

function gridTask(sample: Sample, request: SumsRequest): GridTask {
  const { degrees, tolerance, excludeSelf, squared } = request;
  const stretch = squared ? Math.SQRT2 : 1;
  const w = request.inverseBandwidth.map((each) => each * stretch);
  const size = degrees.reduce((sum, degree) => sum + powers(sample.d, degree).counts[degree], 0);
  return { sample, w, degrees, size, tolerance, excludeSelf };
}

/** From e^(−u²/2) u^α to K u^α; for K² the sums were taken at u√2. */
function normalise(sums: Float64Array, request: SumsRequest, d: number): void {
  const one = request.kernel.value(0) ** (request.product ? d : 1);
  const scale = request.squared ? one * one : one;
  const factors = request.degrees.flatMap((degree) => {
    const list = exponents(d, degree);
    return Array.from({ length: list.length / d }, (_, a) => {
      const total = list.subarray(a * d, (a + 1) * d).reduce((sum, e) => sum + e, 0);
      return request.squared ? scale * 2 ** (-total / 2) : scale;
    });
  });
  const size = factors.length;
  for (let f = 0; f < size; f++) {
    const factor = factors[f];
    for (let at = f; at < sums.length; at += size) sums[at] *= factor;
  }
}
