import { describe, expect, it } from 'vitest';
import { nelderMead } from '../../src/bandwidth/nelderMead.js';

function minimise(value: (place: Float64Array) => number, start: number[], limit = 5000) {
  const search = nelderMead(value, Float64Array.from(start), 0.5, 1e-8, limit);
  let seen = 0;
  for (let next = search.next(); ; next = search.next()) {
    if (next.done) return { ...next.value, seen };
    seen++;
  }
}

describe('nelderMead', () => {
  it.each([1, 2, 5])('finds the bottom of a bowl of %i variables', (d) => {
    const bowl = (place: Float64Array) =>
      place.reduce((sum, t, j) => sum + (j + 1) * (t - j - 0.25) ** 2, 1);
    const { place, value } = minimise(bowl, Array<number>(d).fill(0));
    expect(value).toBeCloseTo(1, 12);
    place.forEach((t, j) => {
      expect(Math.abs(t - j - 0.25)).toBeLessThan(1e-5);
    });
  });

  it('follows the valley of Rosenbrock', () => {
    const { place } = minimise(([a, b]) => (1 - a!) ** 2 + 100 * (b! - a! * a!) ** 2, [-1.2, 1]);
    expect(Math.abs(place[0]! - 1)).toBeLessThan(1e-5);
  });

  it('stops near the limit, and yields each value it sees', () => {
    const { seen } = minimise(([a, b]) => a! ** 2 + b! ** 2, [9, 9], 20);
    expect(seen).toBeGreaterThanOrEqual(20);
    expect(seen).toBeLessThan(25);
  });
});
