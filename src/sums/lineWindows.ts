// Gaussian sums on a line from the points in a window about each query: for queries with few points
// near them, which a field would serve at the price of cells that nobody else asks for. What lies
// beyond a window of half-width R, in bandwidths, adds at most
//
//   Σ|c| · R^α e^{−R²/2}        Σ over all points of a column, R² > α
//
// to a sum; where that is not below the tolerance beside Σ K|c| over the window the sum is not certain.

import { negativePowersInto } from '../loops/exp.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { LineBoxes } from './cells.js';
import { fieldRequest } from './gaussianField.js';
import {
  columnSizes,
  copyRows,
  type KernelSums,
  pointRange,
  pointsAt,
  type Sample,
  type SumsRequest,
} from './types.js';

/** A window is wide enough for queries with a point so many bandwidths away. */
const NEAREST = 5;
/** Half-widths of windows, in bandwidths. */
const NARROWEST = 6;
const STEP = 0.25;
/** A window of more points is not looked at one by one. */
const MOST = 4096;

/**
 * Writes the sums of some queries.
 *
 * @param rows - which of them
 * @param out - sums of all queries, with scale 0
 * @returns the queries whose sums are not certain
 */
export function windowSumsInto(
  sample: Sample,
  queries: Float64Array,
  rows: readonly number[],
  request: SumsRequest,
  { sums }: KernelSums,
): number[] {
  const { c } = sample;
  const { degrees, excludeSelf } = request;
  const { bandwidth, peak, unit, tolerance } = fieldRequest(request);
  const highest = Math.max(...degrees);
  const reach = reachOf(sample.n, highest, tolerance);
  const half = reach * bandwidth;
  const asked = sortedOrder(copyRows(queries, 1, rows));
  const chosen = pointsNear(sample, asked.keys, half);
  const { keys, order } = sortedOrder(copyRows(sample.points, 1, chosen));
  const places = order.map((at) => chosen[at]);
  const { n, columns } = pointsAt(sample, places);
  const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const least = columnSizes(sample).total.map(
    (total) => (total * lost(reach, highest) * 4) / tolerance,
  );
  const w = 1 / unit;
  const factor = Math.sqrt(Math.LOG2E / 2) / bandwidth;
  const row = new Float64Array(Math.min(n, MOST));
  const u = new Float64Array(row.length);
  const uncertain: number[] = [];
  for (let r = 0, from = 0, to = 0; r < rows.length; r++) {
    const q = rows[asked.order[r]];
    const at = asked.keys[r];
    while (from < n && keys[from] < at - half) from++;
    while (to < n && keys[to] <= at + half) to++;
    const count = to - from;
    if (count > MOST) {
      uncertain.push(q);
      continue;
    }
    for (let i = 0; i < count; i++) {
      const difference = keys[from + i] - at;
      const v = difference * factor;
      u[i] = difference * w;
      row[i] = v * v;
    }
    negativePowersInto(row, 0, count);
    for (let i = 0; excludeSelf && i < count; i++) if (places[from + i] === q) row[i] = 0;
    let isCertain = true;
    for (let k = 0; k < c && isCertain; k++) {
      let size = 0;
      for (let i = 0, p = k * n + from; i < count; i++, p++) size += row[i] * Math.abs(columns[p]);
      isCertain = size >= least[k];
    }
    if (!isCertain) {
      uncertain.push(q);
      continue;
    }
    for (let a = 0; a <= highest; a++) {
      for (let i = 0; a > 0 && i < count; i++) row[i] *= u[i];
      for (let k = 0, to = q * size + a; k < c; to += degrees[k++] + 1) {
        if (a > degrees[k]) continue;
        let sum = 0;
        for (let i = 0, p = k * n + from; i < count; i++, p++) sum += row[i] * columns[p];
        sums[to] = peak * sum;
      }
    }
  }
  return uncertain;
}

/** R^α e^{−R²/2} */
function lost(reach: number, power: number): number {
  return reach ** power * Math.exp(-(reach ** 2) / 2);
}

/** Half-width of the windows of n points that weigh about the same. */
function reachOf(n: number, power: number, tolerance: number): number {
  let reach = NARROWEST;
  while (4 * n * lost(reach, power) > tolerance * lost(NEAREST, 0)) reach += STEP;
  return reach;
}

/** The points within a distance of some places, and some more. */
function pointsNear(sample: Sample, places: Float64Array, distance: number): Int32Array {
  const { n, points } = sample;
  const { low, high } = pointRange(sample);
  const boxes = new LineBoxes(low[0], high[0], distance, n);
  const isAsked = new Uint8Array(boxes.count);
  for (const place of places) isAsked[Math.max(0, Math.min(boxes.count - 1, boxes.of(place)))] = 1;
  const isNear = boxes.near(isAsked, 1);
  const found = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (isNear[boxes.of(points[i])] === 1) found[count++] = i;
  return found.subarray(0, count);
}
