import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../../src/index.js';
import { readDataset } from '../../reference/readDataset.js';
import { readReference } from '../../reference/readReference.js';

// 60 digits, weights in log space; local polynomials with rows sorted by weight in 72 digits, which
// weights of any size carry.
const { cases } = readReference('ref_mpmath_nw_hard.json') as { cases: any[] };
const polynomials = new Map<string, any>(
  (readReference('ref_local_polynomials_hard.json') as { cases: any[] }).cases.map(
    ({ name, output }): [string, any] => [name, output],
  ),
);

/** |actual − expected| beside the expected value, and beside what the values around it cancel from. */
function expectDigits(actual: number, expected: number, tolerance: number, unit: number): void {
  const allowed = tolerance * Math.max(Math.abs(expected), unit);
  expect(Math.abs(actual - expected), `${actual}, not ${expected}`).toBeLessThanOrEqual(allowed);
}

describe('extreme bandwidths and far queries, against 60-digit arithmetic', () => {
  it.each(cases)('$name', ({ name, input, output }) => {
    const data = readDataset(input.dataset);
    const [x, y] = [data.x.slice(0, input.first_n), data.y.slice(0, input.first_n)];
    const { h: bandwidth, q } = input;
    const largest = Math.max(...y.map(Math.abs));
    for (const degree of [0, 1, 2] as const) {
      const model = new KernelRegressor({ bandwidth, degree }).fit(x, y);
      const { degree: carried, effectiveSampleSize } = model.support(q);
      expect(carried[0]).toBe(degree);
      const expected = degree === 0 ? [output.mean] : polynomials.get(name)[`degree${degree}`];
      expectDigits(effectiveSampleSize[0]!, output.ess, 1e-10, 0);
      if (!expected) continue; // weights beyond the exponents of the reference
      expectDigits(model.predict(q), expected[0], 1e-12, largest);
      if (degree === 0) {
        expectDigits(model.derivative(q), output.derivative, 1e-11, largest / bandwidth);
      }
      for (let order = 1; order <= degree; order++) {
        expectDigits(model.derivative(q, { order }), expected[order], 1e-10, 0);
      }
    }
  });
});
