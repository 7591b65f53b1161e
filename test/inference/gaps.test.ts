// The noise in a wide gap, where squared residuals say nothing of their own.

import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/index.js';

describe('a gap between noisy and quiet observations', () => {
  const x = Float64Array.from({ length: 120 }, (_, i) => (i < 60 ? i / 60 : 98 + i / 60));
  const y = x.map((t, i) => t + (i % 2 === 0 ? 1 : -1) * (t < 5 ? 1 : 0.1));
  const model = new KernelRegressor({ degree: 1, bandwidth: Infinity }).fit(x, y);
  const widths = (places: number[]) => {
    const { lower, upper } = model.predictionInterval(places);
    return places.map((_, q) => upper[q]! - lower[q]!);
  };

  it('the interval has no step in its middle', () => {
    const [left, right] = widths([49.9, 50.1]) as [number, number];
    expect(Math.abs(left / right - 1)).toBeLessThan(0.01);
  });

  it('goes down from side to side, and is at its sides what it is there', () => {
    const places = [10, 25, 40, 55, 70, 85];
    const all = widths(places);
    all.slice(1).forEach((width, q) => {
      expect(width).toBeLessThan(all[q]!);
    });
    const [noisy, first] = widths([1, 3]) as [number, number];
    expect(Math.abs(first / noisy - 1)).toBeLessThan(0.2);
  });

  it('asks each query by itself', () => {
    const alone = widths([50])[0]!;
    expect(widths([0.5, 50, 120])[1]).toBeCloseTo(alone, 10);
  });
});
