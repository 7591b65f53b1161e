import { expect, it } from 'vitest';
import { KernelRegressor } from '../../src/index.js';
import { realData, widthsBesideMgcv } from './realData.js';

// Ratios are those of docs/coverage.md, where Engel's incomes and Auto miss the target and are told about.
it.each(
  realData
    .filter(({ name }) => name !== 'engel' && name !== 'auto')
    .flatMap((data) => [false, true].map((robust) => ({ ...data, robust }))),
)(
  "the band of windows by neighbours is at no observation of $name thrice as wide as mgcv's, robust: $robust",
  ({ robust, ...data }) => {
    const options = { kernel: 'tricube', bandwidth: { span: 'aicc' }, robust } as const;
    const ratios = widthsBesideMgcv(data, new KernelRegressor(options).fit(data.x, data.y));
    expect(ratios).toHaveLength(data.x.length);
    expect(Math.max(...ratios)).toBeLessThan(3);
  },
);

// There mgcv takes noise to be 99 everywhere, while its own `gaulss` puts it at 204 at 2009 and at 312 at 2552: its
// band is passed as docs/coverage.md tells. Beside its band that lets noise vary the target is met.
it.each([false, true])(
  "on Engel's incomes it is not thrice as wide as that of mgcv with noise that varies, robust: %s",
  (robust) => {
    const { x, y } = realData.find(({ name }) => name === 'engel')!;
    const options = { kernel: 'tricube', bandwidth: { span: 'aicc' }, robust } as const;
    // R 4.2.2, mgcv 1.8-41: gam(list(foodexp ~ s(income, k = 20), ~ s(income)), family = gaulss()), 1.97·se,
    // unconditional = TRUE
    const incomes = [2009, 2209, 2432, 2498, 2552, 2823, 4957];
    const halves = [84.875, 109.059, 143.006, 154.579, 164.523, 220.704, 937.879];
    const { lower, upper } = new KernelRegressor(options).fit(x, y).confidenceBand(incomes);
    halves.forEach((half, q) => {
      expect((upper[q]! - lower[q]!) / (2 * half)).toBeLessThan(3);
    });
  },
);
