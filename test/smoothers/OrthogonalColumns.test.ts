import { describe, expect, it } from 'vitest';
import { OrthogonalColumns } from '../../src/smoothers/OrthogonalColumns.js';
import { expectClose } from '../expectClose.js';

/** Columns of four rows in blocks of one, two and one. */
function factored(columns: number[][]): OrthogonalColumns {
  const design = new OrthogonalColumns([1, 3, 4]);
  design.reserve(4);
  for (const [b, column] of columns.entries()) design.columns[b]!.set(column);
  design.factor(new Uint8Array(4));
  return design;
}

describe('OrthogonalColumns', () => {
  const one = [1, 1, 1, 1];

  it('solves least squares when the columns are independent', () => {
    const design = factored([one, [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]]);
    expect(design.complete).toBe(2);
    const x = new Float64Array(4);
    const right = Float64Array.of(1, 3, 0, 7);
    design.solveInto(right, x);
    expectClose(x, [1, 2, -1, 5], 1e-14);
    expectClose(right, [0, 0, 0, 0], 1e-14);
    const weights = new Float64Array(4);
    design.rowWeightsInto(Float64Array.of(1, 1, 1, 1), weights); // x₀ + x₁ + x₂ + x₃ is the last row
    expectClose(weights, [0, 0, 0, 1], 1e-14);
  });

  it('carries a whole block or none of it', () => {
    const design = factored([one, [0, 1, 0, 1], [3, 4, 3, 4], [0, 0, 0, 1]]);
    expect(design.complete).toBe(0);
    const x = new Float64Array(4);
    design.solveInto(Float64Array.of(1, 3, 0, 8), x);
    expectClose(x, [3, 0, 0, 0], 1e-14);
  });

  it('a column that differs by less than 1e-7 is not carried', () => {
    for (const [step, complete] of [
      [1e-6, 1],
      [1e-8, 0],
    ] as const) {
      const design = factored([one, [0, 1, 0, 1], [0, 1, step, 1], [0, 0, 0, 0]]);
      expect(design.complete).toBe(complete);
    }
  });
});
