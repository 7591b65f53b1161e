// What the tree will take, from the pairs in reach, which are counted in a small sample of points
// against points: clusters and outliers count as they are.

import { gaussian } from '../../kernels/gaussian.js';
import { pairCost } from '../directCost.js';
import type { Sample, SumsRequest } from '../types.js';

/** Points looked at on either side of the sampled pairs, fewer of small samples. */
const ROWS = 32;
const FEW_COLUMNS = 64;
const COLUMNS = 256;
/** Points of a leaf and queries of a group. */
const LEAF = 16;
const GROUP = 32;

/** Nanoseconds to begin, a point or query, and each level of its tree; a query of a group; measured. */
const START = 20_000;
const PLACE = 200;
const LEVEL = 50;
const QUERY = 300;
/** A pair costs the Gaussian so much more than by the direct method. */
const GAUSSIAN_PAIR = 2.5;
/** Exponents that a group may span, and ns of a search for one query and level in two dimensions. */
const SPAN = 72;
const SINGLE = 1500;

/**
 * Expected time of the tree in ns, for queries spread like the points.
 *
 * @param m - number of queries
 */
export function treeCost(sample: Sample, m: number, request: SumsRequest): number {
  const { n, d } = sample;
  const { kernel, tolerance, squared, inverseBandwidth } = request;
  const levels = n * Math.log2(n / LEAF + 1) + m * Math.log2(m / GROUP + 1);
  const build = leastTreeCost(sample, m) + LEVEL * levels * (1 + d / 4);
  let pair = pairCost(sample, request);
  let reach = kernel.support;
  let query = QUERY;
  // Groups and leaves are boxes: their widths are added to the reach.
  const share =
    Math.min(1, (GROUP / Math.max(m, 1)) ** (1 / d)) + Math.min(1, (LEAF / n) ** (1 / d));
  let boxes = extents(sample).map((extent, j) => extent * inverseBandwidth[j] * share);
  if (kernel === gaussian) {
    const g = squared ? 1 : 0.5;
    // A little more than where a term falls below the tolerance: sums away from the data are small.
    reach = Math.sqrt(Math.log(1e5 / tolerance) / g);
    pair += GAUSSIAN_PAIR;
    if (g * boxes.reduce((sum, u) => sum + u * u, 0) > SPAN) {
      query = singleCost(n, d);
      boxes = boxes.map((u) => u * (share > 0 ? Math.min(1, (LEAF / n) ** (1 / d)) / share : 0));
    }
  }
  const reaches = boxes.map((u) => reach + u / 2);
  return build + m * (query + n * shareInReach(sample, request, reaches) * pair);
}

/** What the tree takes at the least, before a pair is looked at. */
export function leastTreeCost({ n, d }: Sample, m: number): number {
  return START + PLACE * (n + m) * (1 + d / 4);
}

/** Expected ns of the search for a query of the Gaussian that is taken alone, of its sums aside. */
export function singleCost(n: number, d: number): number {
  return SINGLE * 1.4 ** (d - 2) * Math.log2(n + 1);
}

/** Largest less least coordinate of some of the points, shape [d]. */
function extents({ n, d, points }: Sample): number[] {
  const step = Math.max(1, Math.floor(n / COLUMNS));
  return Array.from({ length: d }, (_, j) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < n; i += step) {
      low = Math.min(low, points[i * d + j]);
      high = Math.max(high, points[i * d + j]);
    }
    return n > 0 ? high - low : 0;
  });
}

/** The share of pairs of points with |u_j| ≤ reach_j in every dimension. */
function shareInReach({ n, d, points }: Sample, request: SumsRequest, reach: number[]): number {
  const w = request.inverseBandwidth;
  const rowStep = Math.ceil(n / ROWS);
  const step = Math.ceil(n / Math.min(COLUMNS, FEW_COLUMNS + n / FEW_COLUMNS));
  let pairs = 0;
  let near = 0;
  for (let r = 0; r < n; r += rowStep) {
    // An odd start, so that a point seldom meets itself.
    for (let i = (r + (step >> 1)) % step; i < n; i += step) {
      let j = 0;
      while (j < d && Math.abs(points[i * d + j] - points[r * d + j]) * w[j] <= reach[j]) j++;
      pairs++;
      if (j === d) near++;
    }
  }
  return pairs === 0 ? 0 : near / pairs;
}
