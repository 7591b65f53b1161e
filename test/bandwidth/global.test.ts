import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { readReference } from '../reference/readReference.js';

// Small samples against brute force in 66 digits: even spacing, ties, clusters, outliers.
const cases: any[] = readReference('ref_global_bandwidths_local.json').cases;
const named = cases.map((c): [string, any] => [c.name, c]);

describe('the bandwidth of a local polynomial', () => {
  it.each(named)('%s: no criterion below the one chosen', (_name, { input, output }: any) => {
    const { x, y, degree, criterion } = input;
    const { bandwidthChoice } = new KernelRegressor({ degree, bandwidth: criterion }).fit(x, y);
    const [h] = bandwidthChoice!.bandwidth;
    const value = bandwidthChoice!.value!;
    const least = Number(output.minimum.value);
    const room = 1e-9 * Math.abs(least);
    expect(value - least, `${value} at ${h}`).toBeLessThanOrEqual(room);
    // Where the minimum was looked for nothing is lower: else it would not be the criterion.
    const [low, high] = [output.h[0], output.h.at(-2)];
    if (h === Infinity || (h! >= low && h! <= high))
      expect(least - value, `${value} at ${h}`).toBeLessThanOrEqual(room);
  });
});

describe('the leave-one-out error of a local polynomial', () => {
  const left = named.filter(([, { input }]) => input.criterion === 'loo');
  it.each(left)('%s: at any bandwidth', (_name, { input, output }: any) => {
    const { x, y, degree } = input;
    for (let k = 0; k < output.h.length; k += 4) {
      const bandwidth = output.h[k];
      const { looResiduals } = new KernelRegressor({ degree, bandwidth }).fit(x, y);
      const value = looResiduals.reduce((sum, e) => sum + e * e, 0) / x.length;
      // Fits in 53 bits that sort the rows by weight keep 1e-9.
      expect(Math.abs(value / output.values[k] - 1), `h = ${bandwidth}`).toBeLessThan(1e-8);
    }
  });
});
