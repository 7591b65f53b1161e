import { binnedGrid } from './binnedGrid.js';
import type { SumsMethod } from './types.js';

/** Kernel sums of the data put on few places: a grid in two and three dimensions. */
export const binned: SumsMethod = {
  name: 'binned',
  serves: (sample, request) => binnedGrid.serves(sample, request),
  cost: (sample, m, request) => binnedGrid.cost(sample, m, request),
  sums: (sample, queries, request) => binnedGrid.sums(sample, queries, request),
};
