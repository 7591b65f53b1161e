// The columns of a summary that a database adds up: one row for each cell, the sums by name. What asks for them and what
// reads them agree here.
//
// A database sums products P_a of Chebyshev polynomials, one for each binary digit of a: P_5 = T_4·T_1, P_8 = T_8. They take a
// multiplication each, and since T_a·T_b = (T_(a+b) + T_|a−b|)/2 the sums of T_a follow from theirs by small factors: at most
// 15 in all for T_15, where those of the powers of t would lose five digits.

import { exponentFor, OTHER_TERMS, WEIGHT_TERMS } from './CellSums.js';

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

/** The columns beside the sums, by name. */
export const COLUMN = {
  /** The integer of the cell. */
  cell: 'cell',
  /** The number of observations. */
  count: 'n',
  group: 'grp',
  /** What {@link layoutName} gives. */
  layout: 'layout',
  /** The smallest and the largest x of the cell. */
  low: 'low',
  high: 'high',
  /** The largest weight of the cell, where there are weights. */
  heaviest: 'heaviest',
} as const;
/** Stands for a cell where a weight is below 0. */
export const NEGATIVE_WEIGHT = 1e300;

/** The column with what was taken from output k = 1, 2, …. */
export const shiftName = (k: number): string => `shift${k}`;

/** A sum over the observations of a cell: of w^weight·v^value·P_place, with v of the output k = 1, 2, … (0 for none). */
export interface SumColumn {
  readonly name: string;
  readonly weight: 0 | 1 | 2;
  readonly output: number;
  readonly value: 0 | 1 | 2;
  readonly place: number;
}

/** Sums of the same for one P after another, in the order of `CellSums.sums`, by names such as `w_3`, `wy1_0`, `wyy1_7`, `c_2`. */
export function sumBlocks(outputs: number, weighted: boolean): SumColumn[][] {
  const blocks: SumColumn[][] = [];
  const add = (weight: 0 | 1 | 2, output: number, value: 0 | 1 | 2, terms: number): void => {
    const of = output === 0 ? '' : `${'y'.repeat(value)}${output}`;
    const start = weight === 0 ? 'c' : 'w'.repeat(weight);
    blocks.push(
      Array.from({ length: terms }, (_, place) => {
        return { name: `${start}${of}_${place}`, weight, output, value, place };
      }),
    );
  };
  const addOutputs = (weight: 1 | 2): void => {
    for (let k = 1; k <= outputs; k++)
      for (const value of [1, 2] as const) add(weight, k, value, OTHER_TERMS);
  };
  add(1, 0, 0, WEIGHT_TERMS);
  addOutputs(1);
  if (!weighted) return blocks;
  add(0, 0, 0, OTHER_TERMS);
  add(2, 0, 0, OTHER_TERMS);
  addOutputs(2);
  return blocks;
}

/** Whether a sum is the number of observations, which is sent once. */
export function isCount({ weight, output, place }: SumColumn, weighted: boolean): boolean {
  return weight === (weighted ? 0 : 1) && output === 0 && place === 0;
}

/** Stands in every row, so that rows of another query are recognised. */
export function layoutName({ bandwidth, outputs, weighted, grouped }: RowLayout): string {
  const parts = [`width 2^${exponentFor(bandwidth)}`, `outputs ${outputs}`];
  if (weighted) parts.push('weighted');
  if (grouped) parts.push('grouped');
  return `nadaraya 1: ${parts.join(', ')}`;
}
