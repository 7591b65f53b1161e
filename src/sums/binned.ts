import { binnedGrid } from './binnedGrid.js';
import { binnedLine } from './binnedLine.js';
import { directCost } from './direct.js';
import type { SumsMethod } from './types.js';
import { widePlan } from './wideSums.js';

/**
 * Kernel sums of the data put on few places: one when they lie within a bandwidth and powers are
 * wanted, else cells in one dimension, a grid in two and three.
 */
export const binned: SumsMethod = {
  plan(sample, queries, request, limit) {
    const { plan } = sample.d === 1 ? binnedLine : binnedGrid;
    const whole = plan(sample, queries, request, limit);
    // The fewer queries left to `others` have a plan of their own.
    const others = (some: Float64Array) =>
      plan(sample, some, request, directCost(sample, some, request))?.run();
    return whole && (widePlan(sample, queries, request, others) ?? whole);
  },
};
