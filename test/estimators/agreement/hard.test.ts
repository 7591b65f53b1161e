import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../../src/index.js';
import { readDataset } from '../../reference/readDataset.js';
import { readReference } from '../../reference/readReference.js';

// 60 digits, weights in log space. At some of these queries the observations cannot carry the degree within 64 bits (second
// weights of 1e-41 beside the first, and less); then the value is exactly that of the degree they carry.
const { cases } = readReference('ref_mpmath_nw_hard.json') as { cases: any[] };

/** |actual − expected| beside the expected value, and beside what the values around it cancel from. */
function expectDigits(actual: number, expected: number, tolerance: number, unit: number): void {
  const allowed = tolerance * Math.max(Math.abs(expected), unit);
  expect(Math.abs(actual - expected), `${actual}, not ${expected}`).toBeLessThanOrEqual(allowed);
}

describe('extreme bandwidths and far queries, against 60-digit arithmetic', () => {
  it.each(cases)('$name', ({ input, output }) => {
    const data = readDataset(input.dataset);
    const [x, y] = [data.x.slice(0, input.first_n), data.y.slice(0, input.first_n)];
    const { h: bandwidth, q } = input;
    const largest = Math.max(...y.map(Math.abs));
    for (const degree of [0, 1, 2]) {
      const model = new KernelRegressor({ bandwidth, degree }).fit(x, y);
      const { degree: carried, effectiveSampleSize } = model.support(q);
      const expected =
        carried[0] === 0
          ? [output.mean]
          : output[`local_poly_deg${carried[0]}_value_and_derivatives`];
      expectDigits(model.predict(q), expected[0], 1e-12, largest);
      expectDigits(effectiveSampleSize[0]!, output.ess, 1e-10, 0);
      if (degree === 0) {
        expectDigits(model.derivative(q), output.derivative, 1e-11, largest / bandwidth);
      }
      for (let order = 1; order <= carried[0]!; order++) {
        expectDigits(model.derivative(q, { order }), expected[order], 1e-10, 0);
      }
    }
  });

  it('the degree falls only where less than 1e-14 of the weight carries it', () => {
    const fallen = cases.filter(({ input, output }) => {
      const data = readDataset(input.dataset);
      const [x, y] = [data.x.slice(0, input.first_n), data.y.slice(0, input.first_n)];
      const model = new KernelRegressor({ bandwidth: input.h, degree: 2 }).fit(x, y);
      return output.local_poly_deg2_value_and_derivatives && model.support(input.q).degree[0]! < 2;
    });
    expect(fallen.map(({ name }) => name)).toEqual([
      'mcycle h=0.178 q=-6.5',
      'mcycle h=1.78 q=376.2',
      'mcycle h=178.0 q=1780020.2',
      'cars h=2.1 q=445.0',
    ]);
    for (const { output } of fallen) expect(output.ess).toBeCloseTo(1, 12);
  });
});
