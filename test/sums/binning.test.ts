import { describe, expect, it } from 'vitest';
import { binningError, cheapestBinning, sufficientOrder } from '../../src/sums/cells.js';

describe('binning', () => {
  it('needs less than the bound says: interpolation of e^{−v²} in a cell', () => {
    for (const order of [4, 6, 8, 12])
      for (const delta of [0.02, 0.1, 0.2])
        for (const centre of [0, 0.5, 1, 3]) {
          const nodes = Array.from({ length: order }, (_, i) =>
            Math.cos((Math.PI * (i + 0.5)) / order),
          );
          const f = (t: number) => Math.exp(-((centre + delta * t) ** 2));
          let worst = 0;
          for (let t = -1; t <= 1; t += 0.01) {
            const value = nodes.reduce((sum, a) => {
              const cardinal = nodes.reduce((p, b) => (a === b ? p : (p * (t - b)) / (a - b)), 1);
              return sum + f(a) * cardinal;
            }, 0);
            worst = Math.max(worst, Math.abs(value - f(t)));
          }
          // One of the two interpolations that κ counts.
          expect(worst).toBeLessThan(binningError(delta, order, 0) + 1e-15);
        }
  });

  it('takes the smallest even order that is enough', () => {
    for (const delta of [0.001, 0.05, 0.2]) {
      const order = sufficientOrder(delta, 0, 1e-13);
      expect(binningError(delta, order, 0)).toBeLessThanOrEqual(1e-13);
      if (order > 4) expect(binningError(delta, order - 2, 0)).toBeGreaterThan(1e-13);
    }
    expect(sufficientOrder(5, 0, 1e-13)).toBe(0);
  });

  const work = { length: 1, columns: 2, fields: 2, power: 0, tolerance: 1e-12 };

  it('spends more moments where there are fewer points than cells', () => {
    const many = cheapestBinning({ ...work, bandwidth: 0.2, n: 1e6, m: 1e6 });
    const few = cheapestBinning({ ...work, bandwidth: 0.2, n: 1e4, m: 1e4 });
    expect(few!.binning.order).toBeGreaterThan(many!.binning.order);
    expect(few!.binning.exponent).toBeGreaterThan(many!.binning.exponent);
  });

  it('gives up when nearly every cell would be empty', () => {
    expect(cheapestBinning({ ...work, bandwidth: 1e-6, n: 1000, m: 1000 })).toBeUndefined();
  });
});
