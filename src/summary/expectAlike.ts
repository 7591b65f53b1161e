import { OptionError } from '../errors.js';
import type { BinnedSample } from './BinnedSample.js';

type Cut = Pick<BinnedSample, 'cells' | 'outputs'>;

/** Samples can be merged when their cells, orders and columns are the same ({@link OptionError}). */
export function expectAlike(where: string, one: Cut, other: Cut): void {
  const { binning, c } = one.cells;
  const theirs = other.cells.binning;
  const sameCells = binning.exponent === theirs.exponent && binning.order === theirs.order;
  if (sameCells && c === other.cells.c && one.outputs === other.outputs) return;
  throw new OptionError({
    where,
    expected: 'both samples must have the same cells, orders and columns',
    received: `${describe(one)} and ${describe(other)}`,
  });
}

function describe({ cells: { binning, c } }: Cut): string {
  return `cells 2^${binning.exponent} of order ${binning.order} with ${c} columns`;
}
