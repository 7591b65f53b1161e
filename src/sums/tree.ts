// Kernel sums by a k-d tree, d ≥ 2: neighbouring queries look up once which leaves they need, and
// their points are summed exactly, in runs of memory. Kernels of finite support need the leaves in
// reach; the Gaussian needs those whose absence could be noticed, by a bound that is certified for
// each group of queries. O((n + m) log n + pairs in reach).

import { uniform } from '../kernels/compactPolynomials.js';
import { gaussian } from '../kernels/gaussian.js';
import { COSTS, crowdOf, meanOf, nearCost, readyCost, treeCost, viewsOf } from './costs.js';
import { queryCost } from './direct.js';
import { emptySums } from './powers.js';
import { GROUP, LEAF, SPAN, TreeSums } from './tree/TreeSums.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** The tightest tolerance for the Gaussian; the others are exact. */
const TIGHTEST = 1e-15;
/** Mean square of the farthest distance in a dimension between two boxes of width 1, about. */
const CORNER = 0.56;

/** Kernel sums of compact and Gaussian kernels in two and more dimensions. */
export const tree: SumsMethod = {
  dimensions: [2, Infinity],
  scales: 'queries',
  plan(sample, queries, request, limit = Infinity) {
    const { n, d } = sample;
    const m = queries.length / d;
    const { kernel, tolerance } = request;
    const isGaussian = kernel === gaussian && !request.queryScale && tolerance >= TIGHTEST;
    const serves = isGaussian || Number.isFinite(kernel.support);
    const planted = treeCost(n, d) + (request.excludeSelf ? 0 : treeCost(m, d));
    const least = COSTS.tree.start + planted;
    if (!serves || least >= limit) return undefined;
    return {
      cost: least + queriesCost(sample, queries, request),
      run: () => treeSums(sample, queries, request),
    };
  },
};

function treeSums(sample: Sample, queries: Float64Array, request: SumsRequest): KernelSums {
  const { d, n } = sample;
  const m = queries.length / d;
  const out = emptySums(d, request.degrees, m);
  if (n === 0 || m === 0) return out;
  new TreeSums(sample, request).sumsInto(
    queries,
    Int32Array.from({ length: m }, (_, q) => q),
    out,
  );
  return out;
}

/** Expected time of all queries in ns, when the trees are made. */
function queriesCost(sample: Sample, queries: Float64Array, request: SumsRequest): number {
  const { n, d } = sample;
  const { kernel, degrees, tolerance, squared } = request;
  const m = queries.length / d;
  if (n === 0 || m === 0) return 0;
  const isGaussian = kernel === gaussian;
  // Nodes inside every window are a point each.
  const isWhole = kernel === uniform && degrees.every((degree) => degree === 0);
  const g = squared ? 1 : 0.5;
  // A little more than where a term falls below the tolerance: sums away from the data are small.
  const reach = isGaussian ? Math.sqrt(Math.log(1e5 / tolerance) / g) : kernel.support;
  // Exponents that are left for the widths of a group and a leaf.
  const span = isGaussian ? (SPAN - Math.log((2 * n) / (LEAF * tolerance))) / g : Infinity;
  const views = viewsOf(sample, queries, request);
  const crowd = crowdOf(sample, queries, request);
  const [most, leafSize] = [sizeOf(m, GROUP), sizeOf(n, LEAF)];
  const direct = queryCost(sample, request);
  let single = 0;
  const query = meanOf(views, (view, v) => {
    const leaf = view.sideOf(leafSize);
    const depth = isGaussian ? view.sideOf(1) / 2 : 0;
    const far = Math.hypot(reach, depth);
    const wide = crowd[v].sideOf(most);
    const box = Math.min(wide, widest(span, d, leaf, depth));
    const share = wide > 0 ? most * (box / wide) ** d : most;
    // Leaves are taken whole: small ones where points are dense, few where there is nothing.
    const inside = view.within(far + (share > 1 ? box / 2 : 0));
    let pairs = Math.min(
      view.within(far + (box + leaf) / 2),
      (inside ** (1 / d) + leafSize ** (1 / d)) ** d,
    );
    if (isWhole) pairs = Math.max(1, pairs - view.within(far - (box + leaf) / 2));
    if (share <= 1) {
      single += m / views.length;
      return nearCost(sample, request, pairs);
    }
    const tries = (2 * most) / share - 1;
    return (tries * COSTS.tree.group) / most + direct(pairs) + pairs * COSTS.tree.pair;
  });
  return m * query + readyCost(sample, single);
}

/** The size of the leaves when a count is halved until it is at most so many. */
function sizeOf(count: number, most: number): number {
  return count / 2 ** Math.max(0, Math.ceil(Math.log2(count / most)));
}

/**
 * The widest box of queries, `depth` away from points in leaves so wide, whose farthest and nearest
 * squares differ by at most `span`, about.
 */
function widest(span: number, d: number, leaf: number, depth: number): number {
  const a = CORNER * d;
  const rest = span - a * leaf * leaf - 2 * depth * leaf;
  return rest > 0 ? (Math.sqrt(depth * depth + a * rest) - depth) / a : 0;
}
