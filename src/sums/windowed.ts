// Compact polynomial kernels in one dimension. Keys and queries are sorted once; then a query is a
// polynomial for the cells that its window covers and a few points for the cells it cuts. Cells are
// about eight points wide, their moments run inside blocks of at most a quarter bandwidth, so no
// digits cancel; O(n + m) after the sort, error below 1e-13 of Σ K|c| on spread data. Keys further
// apart than two bandwidths never share a query: each stretch between such gaps has a lattice of
// its own.

import { sortedOrder } from '../loops/sortedOrder.js';
import { MAX_COEFFICIENTS } from '../loops/translate.js';
import { COSTS } from './costs.js';
import { SortedSample } from './SortedSample.js';
import { pointRange } from './sampleFacts.js';
import type { KernelSums, SumsMethod, SumsRequest } from './types.js';
import { BlockLattice, type Stretch } from './windowed/BlockLattice.js';
import { isSmooth } from './windowed/CompactPolynomial.js';
import { sumLattice } from './windowed/sumLattice.js';
import { WindowTask } from './windowed/WindowTask.js';

const TIGHTEST = 1e-13;
const MAX_POWER = 12;
/** Stretches with fewer keys are summed window by window. */
const SHORT = 64;
/** Fewest cells in a bandwidth. */
const MIN_REACH = 4;

/** Windows of more points are summed from a tree of moments. */
const LONG_RUN = 192;

/** Kernel sums of compact polynomial kernels in one dimension, from sorted keys. */
export const windowed: SumsMethod = {
  name: 'windowed',

  plan(sample, m, request, limit = Infinity) {
    const { n, d } = sample;
    const { kernel, degrees, squared, tolerance, inverseBandwidth, excludeSelf } = request;
    const shape = kernel.traits?.polynomial;
    if (d !== 1 || !shape || !(tolerance >= TIGHTEST)) return undefined;
    const power = Math.max(0, ...degrees);
    const degree = shape.g * shape.e * (squared ? 2 : 1) + power;
    if (power > MAX_POWER || degree >= MAX_COEFFICIENTS) return undefined;
    const { start, point, pointSum, ...each } = COSTS.windowed;
    const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
    const least = start + n * (point + pointSum * size) + m * each.query;
    if (least >= limit) return undefined;

    const kinked = excludeSelf || !isSmooth(shape);
    const { low, high } = pointRange(sample);
    const span = (high[0] - low[0]) * inverseBandwidth[0];
    const inWindow = span > 2 ? (2 * n) / span : n;
    let query = inWindow * (each.term + each.termSum * size);
    if (n > SHORT && span > 0 && BlockLattice.reachFor(n, span) >= MIN_REACH) {
      query = each.querySum * size * (kinked ? 2 : 1);
    } else if (inWindow > LONG_RUN) {
      query = kinked ? each.level * Math.log2(inWindow / 16) : each.tree;
    }
    return {
      cost: least + m * query,
      run: (queries) => windowedSums(new SortedSample(sample), queries, request),
    };
  },
};

/**
 * The same from a sample that is sorted already, to evaluate many bandwidths.
 *
 * @param sorted - the sample in the order of its keys
 * @param queries - shape [m]; the points of the sample when `request.excludeSelf`
 * @returns scaled sums, [m] and [m, size]
 */
export function windowedSums(
  sorted: SortedSample,
  queries: Float64Array,
  request: SumsRequest,
): KernelSums {
  const { n, keys: all } = sorted;
  const w = request.inverseBandwidth[0];
  let to = stretchEnd(sorted, 0, w);
  if (to === n && !request.excludeSelf) {
    const task = new WindowTask(sorted, queries, undefined, request);
    sumStretch(task, { from: 0, to }, 0, queries.length);
    return task.result;
  }
  const { keys, order } = request.excludeSelf ? sorted : sortedOrder(queries);
  const task = new WindowTask(sorted, keys, order, request);
  const m = keys.length;
  let j = 0;
  for (let from = 0; from < n && j < m; from = to, to = stretchEnd(sorted, from, w)) {
    while (j < m && (all[from] - keys[j]) * w > 1) j++;
    let end = j;
    while (end < m && (all[to - 1] - keys[end]) * w >= -1) end++;
    if (end > j) sumStretch(task, { from, to }, j, end);
    j = end;
  }
  return task.result;
}

/** End of the keys from `from` on that lie within 2.5 bandwidths of the key before. */
function stretchEnd({ n, keys }: SortedSample, from: number, w: number): number {
  let to = Math.min(from + 1, n);
  while (to < n && (keys[to] - keys[to - 1]) * w <= 2.5) to++;
  return to;
}

function sumStretch(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const count = stretch.to - stretch.from;
  const { keys } = task.sample;
  const crowded = BlockLattice.wantedReach(task.sample, stretch, task.w) >= MIN_REACH;
  if (count > SHORT && keys[stretch.to - 1] > keys[stretch.from] && crowded)
    sumLattice(task, stretch, from, to);
  else for (let j = from; j < to; j++) task.sumWindow(j);
}
