// The sums of a summary by their definition, in doubles of twice the digits, from the rows of a table.

import { layoutOf, OTHER_TERMS, WEIGHT_TERMS } from '../../src/summary/CellSums.js';
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
  const { width } = layoutOf(shift.length, weighted);
  for (const { x, y, w } of rows) {
    const s = x / 2 ** exponent; // exact
    const id = Math.floor(s);
    const t: DoubleDouble = [2 * (s - id) - 1, 0];
    const polynomials: DoubleDouble[] = [[1, 0], t];
    for (let a = 2; a < WEIGHT_TERMS; a++) {
      const [p, q] = [polynomials[a - 1]!, polynomials[a - 2]!];
      polynomials.push(add(multiply([2 * t[0], 0], p), [-q[0], -q[1]]));
    }
    const values = y.map((value, k) => difference(value, shift[k]!));
    const terms: DoubleDouble[] = [];
    const one: DoubleDouble = [1, 0];
    const weight: DoubleDouble = [w, 0];
    const squared = multiply(weight, weight);
    const put = (factor: DoubleDouble, count = OTHER_TERMS) => {
      for (let a = 0; a < count; a++) terms.push(multiply(factor, polynomials[a]!));
    };
    const putOutputs = (factor: DoubleDouble) => {
      for (const v of values) {
        put(multiply(factor, v));
        put(multiply(factor, multiply(v, v)));
      }
    };
    put(weight, WEIGHT_TERMS);
    putOutputs(weight);
    if (weighted) {
      put(one);
      put(squared);
      putOutputs(squared);
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
