// What the methods cost, in nanoseconds: numbers that their plans multiply with what there is to do.
// `npm run fit-costs` measures the methods and fits them again.

import { countOfSums } from './powers.js';
import type { Sample, SumsRequest } from './types.js';

/** Nanoseconds, a row a method or a part that methods share. */
export const COSTS = {
  /** To begin; a query by tiles; a pair: itself, a dimension, a sum. */
  tiles: { start: 3900, query: 23, pair: 1.6, dimension: 0.3, sum: 1.1 },
  /** To begin; a query by rows, a row of a tile; a pair: its kernel in units of what that says, a
   * root, a dimension, a power, a sum. */
  rows: {
    start: 5400,
    query: 5.9,
    row: 18,
    value: 0.64,
    root: 0.29,
    dimension: 1.8,
    power: 3.9,
    sum: 0.32,
  },
  /** To begin; a point, and a moment of it; a query, and a moment of it by cells; a point of a window,
   * and a sum of it. */
  windowed: {
    start: 5000,
    point: 64,
    pointMoment: 2.2,
    query: 110,
    queryMoment: 11,
    term: 1.8,
    termSum: 4,
  },
  /** To begin; a point, two columns of it, and a moment; a query, two sums, and a moment; a step from
   * cells to the grid or back, an entry of the tables, a spacing and moment, a certified bandwidth and
   * column; an own term taken out.
   * Not as the fit has them: it sees only the binning that was taken, and what it then chose was up
   * to 1.4 times slower. These choose well, and are scaled to the fit. */
  line: {
    start: 69_000,
    point: 1,
    source: 4,
    sourceMoment: 0.4,
    query: 1.5,
    target: 3.4,
    targetMoment: 0.35,
    step: 0.5,
    table: 0.7,
    spacing: 70,
    certified: 200,
    ownTerm: 110,
  },
  /** Summed outwards from the nearest: a point, when any query is; a query, a level of it and
   * dimension, a pair and dimension, a sum of it. */
  near: { point: 25, query: 82, level: 330, pair: 7.2, sum: 17 },
  /** Summed over a window of a line: a point, a query, a pair, a sum of it. */
  lineWindows: { point: 12, query: 300, pair: 6, sum: 1.2 },
  /** To begin; a point or query and dimension; a multiply–add on window nodes and on grid nodes. */
  grid: { start: 35_000, place: 92, windowNode: 0.28, gridNode: 0.54 },
  /** To begin; a point or query, a level of its tree, a group of queries, a pair on top of a direct
   * one. */
  tree: { start: 11_000, place: 23, level: 17, group: 6100, pair: 1.6 },
  /** Moments about the middle: to begin; a power of a point, a term of the series of a query. */
  wide: { start: 51_000, point: 4.4, term: 5.6 },
};

/** A tree of n points of d dimensions. */
export function treeCost(n: number, d: number): number {
  const { place, level } = COSTS.tree;
  return n * (place + level * Math.log2(n + 1)) * (1 + d / 4);
}

/** What it takes to be ready for queries to be summed outwards, when so many are expected to be. */
export function readyCost({ n }: Sample, expected: number): number {
  return -Math.expm1(-expected) * n * COSTS.near.point;
}

/** One query summed outwards from the nearest, with so many points that count. */
export function nearCost({ n, d }: Sample, { degrees }: SumsRequest, pairs: number): number {
  const { query, level, pair, sum } = COSTS.near;
  const size = countOfSums(d, degrees);
  return query + level * d * Math.log2(n + 1) + (pair * d + sum * size) * pairs;
}

/** Queries of a line that are summed over windows, with so many points in these together. */
export function windowCost(
  { n }: Sample,
  queries: number,
  pairs: number,
  { degrees }: SumsRequest,
): number {
  const { point, query, pair, sum } = COSTS.lineWindows;
  return n * point + queries * query + pairs * (pair + sum * countOfSums(1, degrees));
}

/** How far from a query the points are that an open one sums, in bandwidths. */
const OPEN_REACH = 8;

/**
 * What the queries take, all of them, that a certificate leaves open and that are summed outwards
 * instead: those with few points near them.
 *
 * @param near - a query is left open without points within so many bandwidths
 */
export function openCost(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  near: number,
): number {
  const { n, d } = sample;
  const m = queries.length / d;
  const unit = request.squared ? Math.SQRT1_2 : 1;
  const views = viewsOf(sample, queries, request);
  const open = views.map((view) => Math.exp(-view.within(near * unit)));
  const each = meanOf(views, (view, v) =>
    open[v] > 0 ? open[v] * nearCost(sample, request, view.within(OPEN_REACH * unit)) : 0,
  );
  const expected = m * meanOf(views, (_, v) => open[v]);
  // One is enough for a tree to be made, unless such queries may be left.
  const planted = request.mayLeave ? 0 : -Math.expm1(-expected) * treeCost(n, d);
  return planted + readyCost(sample, expected) + m * each;
}

// How densely the points lie about a few of the queries: what a plan needs to know of data that are
// not spread evenly. Distances to some of the points are taken; nearer than the fourth of them, where
// there are too few to count, the points are taken as spread evenly.

/**
 * Queries that are looked at: one for so many points and queries, at least and at most so many, and of
 * few queries no more than this part. A look must cost less than it saves.
 */
const ROW_OF = 1024;
const FEWEST_ROWS = 8;
const MOST_ROWS = 32;
const PART = 1 / 8;
/** Points that each is compared with, fewer of small samples. */
const FEW_POINTS = 64;
const POINTS = 256;
const FOURTH = 4;

/** What one query sees; distances are in bandwidths, the largest over dimensions. */
export interface View {
  /** About how many points lie within a distance. */
  within(reach: number): number;
  /** Side of a cube about the query with so many points. */
  sideOf(count: number): number;
}

const VIEWS = /* @__PURE__ */ new WeakMap<Float64Array, { of: unknown[]; views: View[] }>();

/**
 * The views of a few of the queries, of the points of a sample; found once for a problem.
 *
 * @remarks O(8192·d), whatever the sizes.
 */
export function viewsOf(sample: Sample, queries: Float64Array, request: SumsRequest): View[] {
  const known = VIEWS.get(queries);
  if (known && known.of[0] === sample.points && known.of[1] === request) return known.views;
  const views = lookAt(sample, sample.n, queries, request);
  VIEWS.set(queries, { of: [sample.points, request], views });
  return views;
}

/** What the same queries see of all queries. */
export function crowdOf(sample: Sample, queries: Float64Array, request: SumsRequest): View[] {
  if (request.excludeSelf) return viewsOf(sample, queries, request);
  const { d } = sample;
  const crowd = { ...sample, n: queries.length / d, points: queries };
  return lookAt(crowd, sample.n, queries, request);
}

/** @param n - points of the problem, which say how many queries are looked at */
function lookAt(sample: Sample, n: number, queries: Float64Array, request: SumsRequest): View[] {
  const m = queries.length / sample.d;
  const rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, (n + m) / ROW_OF));
  const step = Math.ceil(m / Math.min(rows, m * PART));
  const views: View[] = [];
  for (let q = 0; sample.n > 0 && q < m; q += step) {
    views.push(viewOf(sample, queries, q, request));
  }
  return views;
}

function viewOf(
  { n, d, points }: Sample,
  queries: Float64Array,
  q: number,
  { inverseBandwidth: w, excludeSelf }: SumsRequest,
): View {
  const step = Math.ceil(n / Math.min(POINTS, FEW_POINTS + n / FEW_POINTS));
  const distances: number[] = [];
  const nearest = new Float64Array(FOURTH).fill(Infinity);
  let farthest = 0;
  // An odd start, so that a point seldom meets itself.
  for (let i = (q + (step >> 1)) % step; i < n; i += step) {
    if (excludeSelf && i === q) continue;
    let distance = 0;
    for (let j = 0; j < d; j++) {
      distance = Math.max(distance, Math.abs(points[i * d + j] - queries[q * d + j]) * w[j]);
    }
    distances.push(distance);
    farthest = Math.max(farthest, distance);
    let at = FOURTH - 1;
    if (!(distance < nearest[at])) continue;
    for (; at > 0 && nearest[at - 1] > distance; at--) nearest[at] = nearest[at - 1];
    nearest[at] = distance;
  }
  const each = n / Math.max(1, distances.length);
  const known = Math.min(nearest[FOURTH - 1], farthest);
  const inside = each * (Math.min(FOURTH, distances.length) - 0.5);
  return {
    within(reach) {
      // Ties at the same distance tell nothing of what is nearer.
      if (!(reach > 0)) return 0;
      if (reach < known) return nearest[0] < known ? inside * (reach / known) ** d : 0;
      let count = 0;
      for (const distance of distances) if (distance <= reach) count++;
      return each * count;
    },
    sideOf: (count) => Math.min(2 * known * (count / inside) ** (1 / d), 2 * farthest),
  };
}

/** The mean of what is asked of each view. */
export function meanOf(views: readonly View[], ask: (view: View, v: number) => number): number {
  let sum = 0;
  for (let v = 0; v < views.length; v++) sum += ask(views[v], v);
  return views.length === 0 ? 0 : sum / views.length;
}
