import { describe, expect, it } from 'vitest';
import { pairSumsInto } from '../../src/bandwidth/pairSumsInto.js';
import { normal, uniform } from './observations.js';

describe('pairSumsInto', () => {
  it('sums the Gaussian over all others in reach, ties among them', () => {
    const [draw, noise] = [uniform(3), normal(4)];
    const x = Float64Array.from({ length: 60 }, () => Math.round(40 * draw()) / 40).sort();
    const y = x.map(() => noise());
    for (const h of [0.004, 0.1, 3]) {
      const [weights, values] = [new Float64Array(60), new Float64Array(60)];
      pairSumsInto(x, y, h, 9, weights, values);
      for (let i = 0; i < 60; i++) {
        let [weight, value, size] = [0, 0, 0];
        for (let j = 0; j < 60; j++) {
          const u = (x[j]! - x[i]!) / h;
          if (j === i || Math.abs(u) > 9) continue;
          weight += Math.exp((-u * u) / 2);
          value += Math.exp((-u * u) / 2) * y[j]!;
          size += Math.exp((-u * u) / 2) * Math.abs(y[j]!);
        }
        expect(Math.abs(weights[i]! - weight)).toBeLessThanOrEqual(1e-9 * weight);
        expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(1e-9 * size);
      }
    }
  });

  it('leaves out pairs beyond the reach', () => {
    const [weights, values] = [new Float64Array(3), new Float64Array(3)];
    pairSumsInto(Float64Array.of(0, 4.9, 10), Float64Array.of(1, 1, 1), 1, 5, weights, values);
    expect(weights[0]).toBeCloseTo(Math.exp(-(4.9 ** 2) / 2), 14);
    expect(weights[2]).toBe(0);
    expect(values[2]).toBe(0);
  });
});
