// The columns of a summary that a database adds up: one row for each cell, the sums by name. What asks for them and what
// reads them agree here.

import { exponentFor, OUTPUT_POWERS, WEIGHT_POWERS } from './CellSums.js';

/** What tells the rows of one query from those of another. */
export interface RowLayout {
  /** The smallest bandwidth that the summary serves, in units of x. */
  readonly bandwidth: number;
  /** Number of outputs. */
  readonly outputs: number;
  /** Whether observations have weights. */
  readonly weighted: boolean;
  /** Whether there is a summary for each group. */
  readonly grouped: boolean;
}

/** The column with the integer of the cell. */
export const CELL = 'cell';
/** The column with the number of observations. */
export const COUNT = 'n';
/** The column with the group. */
export const GROUP = 'grp';
/** The column with what {@link layoutName} gives. */
export const LAYOUT = 'layout';
/** Stands for a cell where a weight is below 0. */
export const NEGATIVE_WEIGHT = 1e300;

/** The column with what was taken from output k = 1, 2, …. */
export const shiftName = (k: number): string => `shift${k}`;

/** A sum of products: the power of w, the output k = 1, 2, … (0 for none), the power of its v, and that of t. */
export interface SumColumn {
  readonly name: string;
  readonly weight: 1 | 2;
  readonly output: number;
  readonly value: 0 | 1 | 2;
  readonly place: number;
}

/**
 * The columns of `CellSums.sums` behind the number of observations, in their order, by names such as `w_3`, `wy1_0`, `wyy1_7`,
 * `ww_2`.
 */
export function sumColumns(outputs: number, weighted: boolean): SumColumn[] {
  const columns: SumColumn[] = [];
  const add = (weight: 1 | 2, output: number, value: 0 | 1 | 2, powers: number): void => {
    const of = output === 0 ? '' : `${'y'.repeat(value)}${output}`;
    for (let place = 0; place < powers; place++)
      columns.push({ name: `${'w'.repeat(weight)}${of}_${place}`, weight, output, value, place });
  };
  for (const weight of weighted ? ([1, 2] as const) : ([1] as const)) {
    add(weight, 0, 0, weight === 1 ? WEIGHT_POWERS : OUTPUT_POWERS);
    for (let k = 1; k <= outputs; k++) {
      add(weight, k, 1, OUTPUT_POWERS);
      add(weight, k, 2, OUTPUT_POWERS);
    }
  }
  return columns;
}

/** Whether a sum need not be sent: without weights Σw·t⁰ is the number of observations. */
export function isCount(column: SumColumn, weighted: boolean): boolean {
  return !weighted && column.output === 0 && column.place === 0;
}

/** Stands in every row, so that rows of another query are recognised. */
export function layoutName({ bandwidth, outputs, weighted, grouped }: RowLayout): string {
  const parts = [`width 2^${exponentFor(bandwidth)}`, `outputs ${outputs}`];
  if (weighted) parts.push('weighted');
  if (grouped) parts.push('grouped');
  return `nadaraya 1: ${parts.join(', ')}`;
}
