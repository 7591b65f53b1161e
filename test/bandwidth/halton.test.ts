import { describe, expect, it } from 'vitest';
import { halton } from '../../src/bandwidth/halton.js';

describe('halton', () => {
  it('mirrors the digits of the index in bases 2 and 3', () => {
    const first = [0, 1, 2, 3].map((i) => [...halton(i, 2)]);
    expect(first.map(([a]) => a)).toEqual([1 / 2, 1 / 4, 3 / 4, 1 / 8]);
    const third = [1 / 3, 2 / 3, 1 / 9, 4 / 9];
    first.forEach(([, b], i) => {
      expect(b).toBeCloseTo(third[i]!, 15);
    });
  });

  it('puts as many points in each half of each of 20 dimensions', () => {
    const points = Array.from({ length: 4096 }, (_, i) => halton(i, 20));
    for (let j = 0; j < 20; j++) {
      expect(points.every((point) => point[j]! >= 0 && point[j]! < 1)).toBe(true);
      const low = points.filter((point) => point[j]! < 0.5).length;
      expect(Math.abs(low / 4096 - 0.5)).toBeLessThan(0.02);
    }
  });
});
