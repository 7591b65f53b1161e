// Kernel sums by a k-d tree, d ≥ 2: neighbouring queries look up once which leaves they need, and
// their points are summed exactly, in runs of memory. Kernels of finite support need the leaves in
// reach; the Gaussian needs those whose absence could be noticed, by a bound that is certified for
// each group of queries. O((n + m) log n + pairs in reach).

import { gaussian } from '../kernels/gaussian.js';
import { COSTS, singleCost } from './costs.js';
import { pairCost } from './direct.js';
import { powers } from './powers.js';
import { pointRange } from './sampleFacts.js';
import { TreeSums } from './tree/TreeSums.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** The tightest tolerance for the Gaussian; the others are exact. */
const TIGHTEST = 1e-15;
/** Points looked at on either side of the sampled pairs, fewer of small samples. */
const ROWS = 32;
const FEW_COLUMNS = 64;
const COLUMNS = 256;
/** Points of a leaf and queries of a group. */
const LEAF = 16;
const GROUP = 32;
/** Exponents that a group may span. */
const SPAN = 72;

/** Kernel sums of compact and Gaussian kernels in two and more dimensions. */
export const tree: SumsMethod = {
  name: 'tree',
  plan(sample, m, request, limit = Infinity) {
    const { n, d } = sample;
    const { kernel, tolerance } = request;
    const serves = kernel === gaussian ? tolerance >= TIGHTEST : Number.isFinite(kernel.support);
    const least = COSTS.tree.start + COSTS.tree.place * (n + m) * (1 + d / 4);
    if (d < 2 || !serves || least >= limit) return undefined;
    return {
      cost: least + treeCost(sample, m, request),
      run: (queries) => treeSums(sample, queries, request),
    };
  },
};

function treeSums(sample: Sample, queries: Float64Array, request: SumsRequest): KernelSums {
  const { d, n } = sample;
  const m = queries.length / d;
  const size = request.degrees.reduce((sum, degree) => sum + powers(d, degree).counts[degree], 0);
  const out = { logScale: new Float64Array(m), sums: new Float64Array(m * size) };
  if (n === 0 || m === 0) return out;
  new TreeSums(sample, request).sumsInto(
    queries,
    Int32Array.from({ length: m }, (_, q) => q),
    out,
  );
  return out;
}

/**
 * Expected time in ns beside the least, for queries spread like the points, from the pairs in reach.
 * They are counted in a small sample of points against points: clusters count as they are.
 */
function treeCost(sample: Sample, m: number, request: SumsRequest): number {
  const { n, d } = sample;
  const { kernel, tolerance, squared, inverseBandwidth } = request;
  if (n === 0) return 0;
  const levels = n * Math.log2(n / LEAF + 1) + m * Math.log2(m / GROUP + 1);
  let pair = pairCost(sample, request);
  let reach = kernel.support;
  let query = COSTS.tree.query;
  // Groups and leaves are boxes: their widths are added to the reach.
  const leaf = Math.min(1, (LEAF / n) ** (1 / d));
  const share = Math.min(1, (GROUP / Math.max(m, 1)) ** (1 / d)) + leaf;
  const { low, high } = pointRange(sample);
  let boxes = Array.from(high, (each, j) => (each - low[j]) * inverseBandwidth[j] * share);
  if (kernel === gaussian) {
    const g = squared ? 1 : 0.5;
    // A little more than where a term falls below the tolerance: sums away from the data are small.
    reach = Math.sqrt(Math.log(1e5 / tolerance) / g);
    pair += COSTS.tree.gaussianPair;
    if (g * boxes.reduce((sum, u) => sum + u * u, 0) > SPAN) {
      query = singleCost(n, d);
      boxes = boxes.map((u) => (u * leaf) / share);
    }
  }
  const reaches = boxes.map((u) => reach + u / 2);
  const pairs = n * shareInReach(sample, request, reaches);
  return COSTS.tree.level * levels * (1 + d / 4) + m * (query + pairs * pair);
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
