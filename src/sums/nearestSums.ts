import { TreeReach } from './tree/TreeReach.js';
import { TreeSample } from './tree/TreeSample.js';
import type { Sample, SumsRequest } from './types.js';

/** Distances must stay finite when they are squared. */
const LARGEST = 1e150;

/**
 * Sums of the columns over the points nearest to some queries: one point, or all that are equally
 * near. Points whose column 0 is 0 do not count.
 *
 * @param queries - shape [m, d]
 * @param rows - which of them, shape [r]
 * @param request - of which only the bandwidth, and whether queries leave themselves out, is read
 * @returns shape [r, c], zeros where no point counts; `undefined` when distances are too large for
 *   numbers
 * @remarks O(n log n + r log n), by a k-d tree.
 */
export function nearestSums(
  sample: Sample,
  queries: Float64Array,
  rows: readonly number[],
  request: SumsRequest,
): Float64Array | undefined {
  const { n, d, c } = sample;
  const { inverseBandwidth: w, excludeSelf } = request;
  const fits = (x: number, at: number) => Math.abs(x) * Math.max(1, w[at % d]) < LARGEST;
  if (!sample.points.every(fits) || !queries.every(fits)) return undefined;
  const sums = new Float64Array(rows.length * c);
  if (n === 0) return sums;
  // The search is for the point that weighs most: all that count weigh 1.
  const columns = new Float64Array((c + 1) * n);
  for (let i = 0; i < n; i++) columns[i] = sample.columns[i] > 0 ? 1 : 0;
  columns.set(sample.columns, n);
  const searched = new TreeSample({ ...sample, c: c + 1, columns }, w, excludeSelf);
  const reach = new TreeReach(searched, request);
  const { points, ranges } = searched.tree;
  rows.forEach((row, r) => {
    const q = queries.subarray(row * d, (row + 1) * d);
    const skip = searched.places ? searched.places[row] : -1;
    reach.nearest(q, skip);
    for (const node of reach.found) {
      for (let i = ranges[2 * node]; i < ranges[2 * node + 1]; i++) {
        if (i === skip || searched.columns[i] === 0) continue;
        if (reach.excess(points, i * d, i * d) > 0) continue;
        for (let k = 0; k < c; k++) sums[r * c + k] += searched.columns[(k + 1) * n + i];
      }
    }
  });
  return sums;
}
