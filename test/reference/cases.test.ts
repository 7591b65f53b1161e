// Small inputs from public reports of other packages, with what is right for them.
import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { expectClose } from '../expectClose.js';
import { readReference } from './readReference.js';

describe('inputs that other packages stumbled over', () => {
  it('five distinct x among a hundred: means at them, and nothing beyond the data', () => {
    const { x, y } = readReference('case_statsmodels2449.json');
    const means = [0, 1, 2, 3, 4].map((at) => {
      const own = y.filter((_: number, i: number) => x[i] === at);
      return own.reduce((sum: number, each: number) => sum + each, 0) / own.length;
    });
    for (const degree of [0, 1, 2, 3] as const) {
      const narrow = new KernelRegressor({ degree, bandwidth: 0.05 }).fit(x, y);
      expectClose(narrow.predict([0, 1, 2, 3, 4]), means, 1e-12);
    }
    for (const model of [
      new KernelRegressor().fit(x, y),
      ...([0, 1, 2, 3] as const).map((degree) => new KernelRegressor({ degree }).fit(x, y)),
    ]) {
      const { lower, upper } = model.confidenceBand([0, 0.5, 1, 2.2, 4]);
      for (const at of model.predict([0, 0.5, 1, 2.2, 4]).keys()) {
        expect(model.predict([0, 0.5, 1, 2.2, 4])[at]).toBeGreaterThan(0);
        expect(model.predict([0, 0.5, 1, 2.2, 4])[at]).toBeLessThan(0.9);
        expect(upper[at]! - lower[at]!).toBeLessThan(0.9);
      }
    }
  });

  it('weights of 0 and 1: as if the rows of weight 0 were not there', () => {
    const { x, y, w } = readReference('case_science19.json');
    const kept = (values: number[]) => values.filter((_, i) => w[i] === 1);
    for (const options of [{}, { degree: 1, bandwidth: 'loo' }, { bandwidth: 40 }] as const) {
      const weighted = new KernelRegressor(options).fit(x, y, { sampleWeights: w });
      const without = new KernelRegressor(options).fit(kept(x), kept(y));
      const q = [350, 400, 555, 660];
      expect(weighted.predict(q)).toEqual(without.predict(q));
      expect(weighted.confidenceBand(q)).toEqual(without.confidenceBand(q));
      expect(weighted.predictionInterval(q)).toEqual(without.predictionInterval(q));
      const lines = (model: KernelRegressor) =>
        model
          .summary()
          .split('\n')
          .filter((line) => !line.startsWith('observations'));
      expect(lines(weighted)).toEqual(lines(without));
    }
  });

  it.each([7, 6, 5, 4, 3, 2, 1])('%i rows: something sane', (n) => {
    const { x, y } = readReference('case_aog760.json');
    const rows = y.slice(0, n);
    const [low, high] = [Math.min(...rows), Math.max(...rows)];
    const room = Math.max(1, high - low);
    const model = new KernelRegressor().fit(x.slice(0, n), rows);
    const curve = model.curve({ points: 31, band: true });
    for (const { y: at, lower, upper } of curve) {
      expect(at).toBeGreaterThan(low - 0.5 * room);
      expect(at).toBeLessThan(high + 0.5 * room);
      if (Number.isNaN(lower)) continue;
      expect(lower).toBeLessThanOrEqual(at);
      expect(upper).toBeGreaterThanOrEqual(at);
      expect(upper - lower).toBeLessThan(60 * room);
    }
    if (n > 3) expect(curve.some(({ lower }) => !Number.isNaN(lower))).toBe(true);
    if (n < 4) expect(curve.every((row) => Math.abs(row.y - curve[0]!.y) < 1e-12)).toBe(true);
  });

  it('milliseconds since 1970: as with x centred', () => {
    const { x, y } = readReference('case_vega2198.json');
    const centred = x.map((t: number) => t - x[0]);
    const own = new KernelRegressor().fit(x, y);
    const same = new KernelRegressor().fit(centred, y);
    expectClose(own.bandwidth, same.bandwidth, 1e-9);
    const at = [3, 17, 44].map((i) => centred[i] + 1234);
    const [a, b] = [own.predict(at.map((t) => t + x[0])), same.predict(at)];
    expectClose(a, b, 1e-9);
    const [band, other] = [own.confidenceBand(at.map((t) => t + x[0])), same.confidenceBand(at)];
    expectClose(band.lower, other.lower, 1e-8);
  });
});
