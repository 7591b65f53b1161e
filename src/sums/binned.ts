import { binnedGrid } from './binnedGrid.js';
import { binnedLine } from './binnedLine.js';
import type { Sample, SumsMethod } from './types.js';
import { wideSums } from './wideSums.js';

/**
 * Kernel sums of the data put on few places: one when they lie within a bandwidth, else cells in
 * one dimension, a grid in two and three.
 */
export const binned: SumsMethod = {
  name: 'binned',
  serves: (sample, request) => partFor(sample).serves(sample, request),
  least: (sample, m) => partFor(sample).least(sample, m),
  cost: (sample, m, request) => partFor(sample).cost(sample, m, request),
  sums(sample, queries, request) {
    const part = partFor(sample);
    const others = (some: Float64Array) => part.sums(sample, some, request);
    return wideSums(sample, queries, request, others) ?? others(queries);
  },
};

function partFor({ d }: Sample): Omit<SumsMethod, 'name'> {
  return d === 1 ? binnedLine : binnedGrid;
}
