// Kernel sums by a k-d tree, d ≥ 2: neighbouring queries look up once which leaves they need, and
// their points are summed exactly, in runs of memory. Kernels of finite support need the leaves in
// reach; the Gaussian needs those whose absence could be noticed, by a bound that is certified for
// each group of queries. O((n + m) log n + pairs in reach).

import { gaussian } from '../kernels/gaussian.js';
import { sumGaussian } from './tree/sumGaussian.js';
import { sumReach } from './tree/sumReach.js';
import { TreeTask } from './tree/TreeTask.js';
import { treeCost } from './tree/treeCost.js';
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

  cost: treeCost,

  sums(sample: Sample, queries: Float64Array, request: SumsRequest): KernelSums {
    const task = new TreeTask(sample, queries, request);
    if (sample.n === 0 || queries.length === 0) return task.result;
    if (request.kernel === gaussian) sumGaussian(task);
    else sumReach(task);
    return task.result;
  },
};
