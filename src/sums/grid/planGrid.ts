import { COSTS, openCost } from '../costs.js';
import type { Sample, SumsRequest } from '../types.js';
import {
  dataSegments,
  expectedNodes,
  type GridAxis,
  gridAxis,
  type Segments,
  widenedSegments,
} from './gridAxis.js';
import { boundsBox, expectedWidth, type GridDesign, gridDesign, MAX_WIDTH } from './gridDesign.js';

/** Sums of e^(−u²/2) u^α c, u = (x − q)·w: without constants and squares. */
export interface GridTask {
  readonly sample: Sample;
  /** [d] */
  readonly w: Float64Array;
  readonly degrees: readonly number[];
  /** Sums a query. */
  readonly size: number;
  /** What each sum is multiplied by at the end, shape [size]. */
  readonly factors: readonly number[];
  readonly tolerance: number;
  readonly excludeSelf: boolean;
}

/** A grid fit for a task: its axes and design, and what it is expected to cost. */
export interface GridPlan {
  readonly axes: readonly GridAxis[];
  readonly design: GridDesign;
  /** Expected time in ns. */
  readonly cost: number;
}

const SPACINGS = [0.1, 0.14, 0.2, 0.28, 0.36];
const CAREFUL_SPACING = 0.1;
/** Mostly the usual grid answers a query that has a point within so many bandwidths. */
const CERTAIN = 2;
/**
 * Fourth powers make much of what is far. Of 10⁴ normal points slack 0.5 leaves 3,300 open at 10⁻¹³, 0.35 87, 0.3 35, 0.25 22,
 * and 0.15 all.
 */
const SLACK_OF_HIGH = 0.3;
const MOST_NODES = 1 << 22;
const LEAST_ROOM = 1 << 16;
const NODES_A_POINT = 64;

/**
 * Chooses spacing and window for a task, or null when no grid of tolerable size covers the data.
 *
 * The usual grid keeps errors below tolerance/(16d) of the sum with slack ½, of high powers
 * {@link SLACK_OF_HIGH}: enough where there are data within about two bandwidths. The careful one has slack 0.1 and a longer reach: enough to
 * about five or six.
 *
 * @param data - {@link dataAxes} of the task
 * @param reading - the queries that will read the grid
 */
export function planGrid(
  task: GridTask,
  data: readonly Segments[],
  reading: { readonly queries: Float64Array; readonly rows: Int32Array },
  careful: boolean,
): GridPlan | null {
  const { sample, w } = task;
  const target = targetFor(task, careful);
  const { reach } = target;
  const wide = data.map((segments, j) =>
    widenedSegments(segments, reading.queries, reading.rows, sample.d, j, reach / w[j]),
  );
  const m = reading.rows.length;
  for (const segments of [wide, data]) {
    const choice = cheapestSpacing(
      task,
      segments,
      m,
      careful ? [CAREFUL_SPACING] : SPACINGS,
      target,
    );
    if (choice === null) continue;
    const { spacing, cost } = choice;
    const design = gridDesign(spacing, target);
    const box = boundsBox(spacing, target.slack);
    const axes = segments.map((each, j) =>
      gridAxis(each, w[j] > 0 ? spacing / w[j] : 0, design.window.width, box),
    );
    return { axes, design, cost };
  }
  return null;
}

/** Where the data lie on each axis. */
export function dataAxes({ sample, w, tolerance }: GridTask, careful: boolean): Segments[] {
  const reach = reachFor(tolerance, careful);
  return Array.from(w, (each, j) =>
    dataSegments(sample.points, sample.d, j, (2.02 * reach) / each),
  );
}

/**
 * Expected time in ns of the usual grid for some queries; infinite when no grid of
 * tolerable size covers the data.
 */
export function gridCost(
  task: GridTask,
  segments: readonly Segments[],
  queries: Float64Array,
  request: SumsRequest,
): number {
  const { sample } = task;
  const { d } = sample;
  const m = queries.length / d;
  const placed = queries === sample.points ? sample.n : sample.n + m;
  const choice = cheapestSpacing(task, segments, m, SPACINGS, targetFor(task, false), placed);
  if (choice === null) return Infinity;
  return COSTS.grid.start + choice.cost + openCost(sample, queries, request, CERTAIN);
}

function targetFor({ sample, tolerance, degrees }: GridTask, careful: boolean) {
  const degree = Math.max(...degrees);
  return {
    epsilon: tolerance / ((careful ? 8 : 16) * sample.d),
    slack: careful ? 0.1 : degree > 2 ? SLACK_OF_HIGH : 0.5,
    reach: reachFor(tolerance, careful),
    degree,
  };
}

/** Distance beyond which all the data together may be left out, in whole bandwidths. */
function reachFor(tolerance: number, careful: boolean): number {
  return Math.ceil(Math.sqrt(2 * Math.log((careful ? 1e18 : 1e8) / tolerance)));
}

function cheapestSpacing(
  task: GridTask,
  segments: readonly Segments[],
  m: number,
  spacings: readonly number[],
  target: { readonly epsilon: number; readonly reach: number; readonly degree: number },
  placed = task.sample.n + m,
): { readonly spacing: number; readonly nodes: number; readonly cost: number } | null {
  const { sample, w, size } = task;
  const { grid: costs } = COSTS;
  const most = Math.min(MOST_NODES, LEAST_ROOM + NODES_A_POINT * (sample.n + m));
  let best: { spacing: number; nodes: number; cost: number } | null = null;
  for (const spacing of spacings) {
    const width = expectedWidth(spacing, target.epsilon, target.degree);
    // the finest is taken for want of better: the certificate will tell
    if (width > MAX_WIDTH && spacing > spacings[0]) continue;
    const window = width ** sample.d;
    let nodes = 1;
    let taps = 0;
    segments.forEach((each, j) => {
      const length = expectedNodes(each, w[j] > 0 ? spacing / w[j] : 0, width);
      nodes *= length;
      taps += Math.min(length, (2 * target.reach) / spacing);
    });
    if (!(nodes <= most)) continue;
    const points = (sample.n * sample.c + m * size) * window * costs.windowNode;
    const places = placed * sample.d * costs.place;
    const cost = points + places + size * nodes * taps * costs.gridNode;
    if (best === null || cost < best.cost) best = { spacing, nodes, cost };
  }
  return best;
}
