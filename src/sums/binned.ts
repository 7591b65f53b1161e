import { binnedGrid } from './binnedGrid.js';
import { binnedLine } from './binnedLine.js';
import type { Sample, SumsMethod } from './types.js';

/** Kernel sums of the data put on few places: cells in one dimension, a grid in two and three. */
export const binned: SumsMethod = {
  name: 'binned',
  serves: (sample, request) => partFor(sample).serves(sample, request),
  least: (sample, m) => partFor(sample).least(sample, m),
  cost: (sample, m, request) => partFor(sample).cost(sample, m, request),
  sums: (sample, queries, request) => partFor(sample).sums(sample, queries, request),
};

function partFor({ d }: Sample): Omit<SumsMethod, 'name'> {
  return d === 1 ? binnedLine : binnedGrid;
}
