// Compact polynomial kernels in one dimension, from top to bottom:
//   LineIndex     keys sorted once, ties merged into places
//   windowed      stretches of places no window joins; each has a lattice of its own
//   sumLattice    a query is a polynomial for the cells that its window covers, and points for the
//                 cells it cuts: BlockLattice lays out cells and blocks, BlockTable the polynomials
//   sumVaried     the same where each query has a width of its own, for neighbouring queries together
//   WindowTask    few points one by one, many by a MomentTree, where neither can promise
// Cells are about ten places wide, their moments run inside blocks of at most a quarter bandwidth,
// so no digits cancel; O(n + m) after the sort, error below 1e-13 of Σ K|c| on spread data.

import { isSmooth } from '../loops/compactRow.js';
import { MAX_COEFFICIENTS } from '../loops/translate.js';
import { COSTS } from './costs.js';
import { LineIndex, lineIndexOf } from './LineIndex.js';
import { countOfSums } from './powers.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';
import { pointRange } from './types.js';
import { BlockLattice, type Stretch } from './windowed/BlockLattice.js';
import { sumLattice } from './windowed/sumLattice.js';
import { sumVaried } from './windowed/sumVaried.js';
import { WindowTask } from './windowed/WindowTask.js';

const TIGHTEST = 1e-13;
const MAX_POWER = 12;
/** Stretches with fewer keys are summed window by window. */
const SHORT = 64;
/** Fewest cells in a bandwidth. */
const MIN_REACH = 4;
/** What a query costs beside one of the lattice when each has a width of its own; measured. */
const VARIED = 5;

/** Kernel sums of compact polynomial kernels in one dimension, from sorted keys. */
export const windowed: SumsMethod = {
  dimensions: [1, 1],
  needs: 'polynomial',
  scales: 'queries',
  plan(sample, queries, request, limit = Infinity) {
    const { n } = sample;
    const m = queries.length;
    const { kernel, degrees, squared, tolerance, inverseBandwidth, excludeSelf } = request;
    if (!(tolerance >= TIGHTEST)) return undefined;
    const shape = kernel.traits!.polynomial!;
    const power = Math.max(0, ...degrees);
    const degree = shape.g * shape.e * (squared ? 2 : 1) + power;
    if (power > MAX_POWER || degree >= MAX_COEFFICIENTS) return undefined;
    const { start, point, pointMoment, ...each } = COSTS.windowed;
    const size = countOfSums(1, degrees);
    const moments = size + degrees.length * (degree - power);
    const least = start + n * (point + pointMoment * moments) + m * each.query;
    if (least >= limit) return undefined;

    const kinked = excludeSelf || !isSmooth(shape);
    const { low, high } = pointRange(sample);
    const span = (high[0] - low[0]) * inverseBandwidth[0];
    const inWindow = span > 2 ? (2 * n) / span : n;
    let query = inWindow * (each.term + each.termSum * size);
    if (request.queryScale) query = Math.min(query, VARIED * each.queryMoment * moments);
    else if (n > SHORT && span > 0 && BlockLattice.reachFor(n, span) >= MIN_REACH) {
      query = each.queryMoment * moments * (kinked ? 2 : 1);
    }
    return {
      cost: least + m * query,
      run: () => windowedSums(lineIndexOf(sample), queries, request),
    };
  },
};

/**
 * The same from an index, to evaluate many bandwidths.
 *
 * @param queries - shape [m]; where `request.excludeSelf` the observations of the index are asked
 * @returns scaled sums, [m] and [m, size]
 */
export function windowedSums(
  index: LineIndex,
  queries: Float64Array,
  request: SumsRequest,
): KernelSums {
  const { keys, places, sample } = index;
  const { excludeSelf } = request;
  if (request.queryScale || isTooLong(index, request)) {
    const asked = excludeSelf ? index : new LineIndex(pointsAlone(queries));
    const task = new WindowTask(index, queries, asked, request);
    sumVaried(task);
    task.spread();
    return task.result;
  }
  const w = request.inverseBandwidth[0];
  let to = stretchEnd(index, 0, w);
  // Queries need not be sorted for a single stretch, unless many are likely to be equal.
  if (to === places && !excludeSelf && places > sample.n / 2) {
    const task = new WindowTask(index, queries, undefined, request);
    sumStretch(task, { from: 0, to }, 0, queries.length);
    return task.result;
  }
  const asked = excludeSelf ? index : new LineIndex(pointsAlone(queries));
  const task = new WindowTask(index, queries, asked, request);
  const m = asked.places;
  let j = 0;
  for (let from = 0; from < places && j < m; from = to, to = stretchEnd(index, from, w)) {
    while (j < m && (keys[from] - asked.keys[j]) * w > 1) j++;
    let end = j;
    while (end < m && (keys[to - 1] - asked.keys[end]) * w >= -1) end++;
    if (end > j) sumStretch(task, { from, to }, j, end);
    j = end;
  }
  task.spread();
  return task.result;
}

/** A lattice promises the tolerance while its rounding is about this part of it; beyond, queries go to the tree. */
const PROMISED = 1 / 4;

/**
 * Whether the additions along a lattice, 2β + 2G + 64 of them, take more digits than the tolerance leaves, so
 * that queries are better taken together in groups. K² has coefficients too large for that.
 */
function isTooLong({ keys, places }: LineIndex, request: SumsRequest): boolean {
  if (request.squared || places <= SHORT) return false;
  const span = (keys[places - 1] - keys[0]) * request.inverseBandwidth[0];
  const additions = 5 * Math.sqrt(BlockLattice.reachFor(places, span)) + 64;
  return additions * 2 ** -53 > PROMISED * request.tolerance;
}

function pointsAlone(points: Float64Array): Sample {
  return { n: points.length, d: 1, c: 0, points, columns: new Float64Array(0) };
}

/** End of the places from `from` on that lie within 2.5 bandwidths of the one before. */
function stretchEnd({ keys, places }: LineIndex, from: number, w: number): number {
  let to = Math.min(from + 1, places);
  while (to < places && (keys[to] - keys[to - 1]) * w <= 2.5) to++;
  return to;
}

function sumStretch(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const isLong = stretch.to - stretch.from > SHORT;
  const crowded = isLong && BlockLattice.wantedReach(task.index, stretch, task.w) >= MIN_REACH;
  if (crowded) sumLattice(task, stretch, from, to);
  else for (let j = from; j < to; j++) task.sumWindow(j);
}
