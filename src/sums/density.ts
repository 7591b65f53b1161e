// How densely the points lie about a few of the queries: what a plan needs to know of data that are
// not spread evenly. Distances to some of the points are taken; nearer than the fourth of them, where
// there are too few to count, the points are taken as spread evenly.

import type { Sample, SumsRequest } from './types.js';

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
  const views = lookAt(sample, queries, request);
  VIEWS.set(queries, { of: [sample.points, request], views });
  return views;
}

/** What the same queries see of all queries. */
export function crowdOf(sample: Sample, queries: Float64Array, request: SumsRequest): View[] {
  if (request.excludeSelf) return viewsOf(sample, queries, request);
  const { d } = sample;
  return lookAt({ ...sample, n: queries.length / d, points: queries }, queries, request);
}

function lookAt(sample: Sample, queries: Float64Array, request: SumsRequest): View[] {
  const m = queries.length / sample.d;
  const rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, (sample.n + m) / ROW_OF));
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
