// The sums of a summary by their definition, in doubles of twice the digits, from the rows of a table.

import { columnsOf, OUTPUT_POWERS, WEIGHT_POWERS } from '../../src/summary/CellSums.js';
import { add, type DoubleDouble, difference, multiply } from '../sums/doubleDouble.js';

export interface Observation {
  readonly x: number;
  readonly y: readonly number[];
  readonly w: number;
}

/** Of a cell each sum, and the sum of its terms without signs. */
export interface ReferenceCell {
  readonly sums: DoubleDouble[];
  readonly sizes: number[];
}

/** Cells by their integer; with weights also the sums of their squares. */
export function referenceSums(
  rows: readonly Observation[],
  exponent: number,
  shift: ArrayLike<number>,
  weighted: boolean,
): Map<number, ReferenceCell> {
  const cells = new Map<number, ReferenceCell>();
  const width = columnsOf(shift.length, weighted);
  for (const { x, y, w } of rows) {
    const s = x / 2 ** exponent; // exact
    const id = Math.floor(s);
    const t: DoubleDouble = [2 * (s - id) - 1, 0];
    const powers: DoubleDouble[] = [[1, 0]];
    for (let a = 1; a < WEIGHT_POWERS; a++) powers.push(multiply(powers[a - 1]!, t));
    const values = y.map((value, k) => difference(value, shift[k]!));
    const terms: DoubleDouble[] = [[1, 0]];
    const weight: DoubleDouble = [w, 0];
    const put = (factor: DoubleDouble, count: number) => {
      for (let a = 0; a < count; a++) terms.push(multiply(factor, powers[a]!));
    };
    for (const by of weighted ? [weight, multiply(weight, weight)] : [weight]) {
      put(by, by === weight ? WEIGHT_POWERS : OUTPUT_POWERS);
      for (const v of values) {
        put(multiply(by, v), OUTPUT_POWERS);
        put(multiply(by, multiply(v, v)), OUTPUT_POWERS);
      }
    }
    const cell = cells.get(id) ?? {
      sums: Array.from({ length: width }, (): DoubleDouble => [0, 0]),
      sizes: new Array<number>(width).fill(0),
    };
    cells.set(id, cell);
    terms.forEach((term, j) => {
      cell.sums[j] = add(cell.sums[j]!, term);
      cell.sizes[j]! += Math.abs(term[0]);
    });
  }
  return cells;
}
