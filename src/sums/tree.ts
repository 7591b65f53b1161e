// Kernel sums by a k-d tree, d ≥ 2: neighbouring queries look up once which leaves they need, and
// their points are summed exactly, in runs of memory. Kernels of finite support need the leaves in
// reach; the Gaussian needs those whose absence could be noticed, by a bound that is certified for
// each group of queries. O((n + m) log n + pairs in reach).

import { gaussian } from '../kernels/gaussian.js';
import { powers } from './powers.js';
import { TreeSums } from './tree/TreeSums.js';
import { leastTreeCost, treeCost } from './tree/treeCost.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** The tightest tolerance for the Gaussian; the others are exact. */
const TIGHTEST = 1e-15;

/** Kernel sums of compact and Gaussian kernels in two and more dimensions. */
export const tree: SumsMethod = {
  name: 'tree',

  serves({ d }: Sample, { kernel, tolerance }: SumsRequest): boolean {
    if (d < 2) return false;
    return kernel === gaussian ? tolerance >= TIGHTEST : Number.isFinite(kernel.support);
  },

  least: leastTreeCost,
  cost: treeCost,

  sums(sample: Sample, queries: Float64Array, request: SumsRequest): KernelSums {
    const { d, n } = sample;
    const m = queries.length / d;
    const size = request.degrees.reduce((sum, degree) => sum + powers(d, degree).counts[degree], 0);
    const out = { logScale: new Float64Array(m), sums: new Float64Array(m * size) };
    if (n === 0 || m === 0) return out;
    const rows = Int32Array.from({ length: m }, (_, q) => q);
    new TreeSums(sample, request).sumsInto(queries, rows, out);
    return out;
  },
};
