import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { noiseWidth } from '../../src/bandwidth/noiseWidth.js';

const random = createRandom(6);
const of = (d: number, x: ArrayLike<number>, weights?: Float64Array) => {
  const n = x.length / d;
  const own = { n, d, p: 1, x: Float64Array.from(x), y: new Float64Array(n) };
  return noiseWidth(weights ? { ...own, weights } : own);
};
const normal = Array.from({ length: 400 }, () => random.normal());

describe('noiseWidth', () => {
  it('is about that of Silverman for a normal sample', () => {
    // s = 1: 0.9·400^(−1/5), and (4/4)^(1/6)·400^(−1/6) in two dimensions
    expect(of(1, normal)[0]! / (0.9 * 400 ** -0.2)).toBeGreaterThan(0.8);
    expect(of(1, normal)[0]! / (0.9 * 400 ** -0.2)).toBeLessThan(1.2);
    const plane = of(2, [...normal, ...normal.map((v) => 3 * v)]);
    expect(Math.abs(plane[0]! / 400 ** (-1 / 6) - 1)).toBeLessThan(0.9);
  });

  it('counts neighbours', () => {
    // n = 32: k = 0.54·32^0.8 = 8.6, the ninth neighbour: 5 steps away inside, 9 at an end
    expect(
      of(
        1,
        Array.from({ length: 32 }, (_, i) => i),
      )[0],
    ).toBe(5);
  });

  it('is not ruled by outliers, far clusters, weights of 0 or a constant', () => {
    const [alone] = of(1, normal) as unknown as [number];
    expect(of(1, [...normal, 1e9])[0]! / alone).toBeLessThan(1.05);
    // clusters are as wide as each alone
    const apart = of(
      1,
      normal.map((v, i) => v + 1e6 * (i % 4)),
    );
    const one = of(
      1,
      normal.filter((_, i) => i % 4 === 0),
    );
    expect(Math.abs(apart[0]! / one[0]! - 1)).toBeLessThan(0.3);
    const weights = Float64Array.from([...normal.map(() => 1), 0, 0]);
    expect(of(1, [...normal, 1e9, 1e12], weights)[0]).toBe(alone);
    expect(
      of(
        2,
        normal.flatMap((v) => [v, 7]),
      )[1],
    ).toBe(Infinity);
  });

  it('is a quarter of the distance between few values', () => {
    expect(
      of(
        1,
        Array.from({ length: 3000 }, (_, i) => i % 3),
      )[0],
    ).toBe(0.25);
  });
});
