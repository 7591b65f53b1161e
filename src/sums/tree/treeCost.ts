// What the tree will take, from the pairs in reach, which are counted in a small sample of points
// against points: clusters and outliers count as they are.

import { gaussian } from '../../kernels/gaussian.js';
import { powers } from '../powers.js';
import type { Sample, SumsRequest } from '../types.js';

/** Points looked at on either side of the sampled pairs. */
const ROWS = 32;
const COLUMNS = 256;
/** Pairs that a query meets however small the bandwidth: its leaf and those beside it. */
const LEAST_PAIRS = 64;

/**
 * Nanoseconds a point or query and level of the tree, a query, a level of the Gaussian search in
 * two dimensions; measured.
 */
const LEVEL = 60;
const QUERY = 1500;
const SEARCH = 800;

/**
 * Expected time of the tree in ns, for queries spread like the points.
 *
 * @param m - number of queries
 */
export function treeCost(sample: Sample, m: number, request: SumsRequest): number {
  const { n, d } = sample;
  const { kernel, degrees, tolerance, squared } = request;
  const { counts } = powers(d, Math.max(0, ...degrees));
  const size = degrees.reduce((sum, degree) => sum + counts[degree], 0);
  const build = (n + m) * (200 + LEVEL * Math.log2(n + 1)) * (1 + d / 4);
  let query = QUERY;
  let pair = 12 + 3 * d + 1.5 * size;
  let reach = kernel.support;
  if (kernel === gaussian) {
    // A little more than where a term falls below the tolerance: sums away from the data are small.
    reach = Math.sqrt((2 * Math.log(1e5 / tolerance)) / (squared ? 2 : 1));
    pair = degrees.some((degree) => degree > 0) ? 6 + 1.5 * d + 1.5 * size : 5;
    // The search of leaves, which are wider than the kernel where points are few for the dimension.
    query = SEARCH * 4 ** (d - 2) * Math.log2(n + 1);
  }
  const pairs = Math.min(n, LEAST_PAIRS + n * shareInReach(sample, request, reach));
  return build + m * (query + pairs * pair);
}

/** The share of pairs of points with |u_j| ≤ reach in every dimension. */
function shareInReach({ n, d, points }: Sample, request: SumsRequest, reach: number): number {
  const w = request.inverseBandwidth;
  const rowStep = Math.max(1, Math.floor(n / ROWS));
  const step = Math.max(1, Math.floor(n / COLUMNS));
  let pairs = 0;
  let near = 0;
  for (let r = 0; r < n; r += rowStep) {
    // An odd start, so that a point seldom meets itself.
    for (let i = (r + (step >> 1)) % step; i < n; i += step) {
      let j = 0;
      while (j < d && Math.abs(points[i * d + j] - points[r * d + j]) * w[j] <= reach) j++;
      pairs++;
      if (j === d) near++;
    }
  }
  return pairs === 0 ? 0 : near / pairs;
}
