// Under a bandwidth far wider than the data a local polynomial is the global one, whichever method sums.
import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';

const x = Float64Array.from({ length: 400 }, (_, i) => 2.5 + 2.5 * Math.sin(i * 1.3));
const y = x.map((t, i) => Math.sin(t) + 0.3 * Math.cos(i * 7.7));
const xq = Float64Array.of(0, 1.3, 2.5, 5);

describe.each(['gaussian', 'logistic', 'cauchy', 'epanechnikov'] as const)('%s', (kernel) => {
  it.each([1, 2, 3] as const)('degree %i of every width', (degree) => {
    for (const bandwidth of [6, 50, 1e3, 1e4, 1e6, 1e8, Number.POSITIVE_INFINITY]) {
      const fitted = (method: 'auto' | 'direct') =>
        new KernelRegressor({ kernel, bandwidth, degree, method }).fit(x, y).predict(xq);
      const exact = fitted('direct');
      fitted('auto').forEach((value, q) => {
        expect(Math.abs(value - exact[q]), `h = ${bandwidth}`).toBeLessThan(1e-11);
      });
    }
  });
});
