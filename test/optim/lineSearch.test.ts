import { describe, expect, it } from 'vitest';
import { type LinePoint, lineSearch } from '../../src/optim/lineSearch.js';

/** A line with the loss f and its slope g, and the places that were tried. */
function line(f: (t: number) => number, g: (t: number) => number) {
  const tried: number[] = [];
  const at = (t: number): LinePoint => {
    tried.push(t);
    return { t, value: f(t), slope: g(t) };
  };
  return { at, tried, start: { t: 0, value: f(0), slope: g(0) } };
}

const parabola = line.bind(
  undefined,
  (t) => (t - 3) ** 2,
  (t) => 2 * (t - 3),
);

describe('lineSearch', () => {
  it('takes the first step where it is good enough', () => {
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 3.5, at)?.t).toBe(3.5);
    expect(tried).toEqual([3.5]);
  });

  it('goes on in fours while the loss falls steeply', () => {
    // |φ′| ≤ 0.9·6 from t = 0.3 on: 0.01, 0.04, 0.16, 0.64
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 0.01, at)?.t).toBe(0.64);
    expect(tried).toEqual([0.01, 0.04, 0.16, 0.64]);
  });

  it('comes back by cubics, which meet the minimum of a parabola', () => {
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 10, at)?.t).toBeCloseTo(3, 12);
    expect(tried.length).toBe(2);
  });

  it('keeps both Wolfe conditions on a line with many minima', () => {
    const wavy = line(
      (t) => Math.cos(5 * t) - t,
      (t) => -5 * Math.sin(5 * t) - 1,
    );
    for (const first of [0.01, 0.3, 1, 2.7, 50]) {
      const found = lineSearch(wavy.start, first, wavy.at);
      const { t = NaN, value = NaN, slope = NaN } = found ?? {};
      expect(value).toBeLessThanOrEqual(wavy.start.value + 1e-4 * t * wavy.start.slope);
      expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(wavy.start.slope));
    }
  });

  it('backs out of places where there is no loss', () => {
    const wall = line(
      (t) => (t < 1 ? (t - 0.5) ** 2 : Infinity),
      (t) => (t < 1 ? 2 * (t - 0.5) : NaN),
    );
    const found = lineSearch(wall.start, 64, wall.at);
    expect(found?.t).toBeLessThan(1);
    expect(found?.value).toBeLessThan(0.25);
  });

  it('decides by slopes where losses only round', () => {
    // φ = 1 + (t − 1)²·10⁻²⁰ is 1 everywhere but for its last digit
    const flat = line(
      (t) => (t === 0 ? 1 : 1 + 2 ** -52),
      (t) => 2e-20 * (t - 1),
    );
    expect(lineSearch(flat.start, 1.5, flat.at)?.t).toBe(1.5);
  });

  it('gives up on a line that only rises, after a bounded number of trials', () => {
    const tried: number[] = [];
    const at = (t: number): LinePoint => {
      tried.push(t);
      return { t, value: 1 + t, slope: 1 };
    };
    expect(lineSearch({ t: 0, value: 1, slope: -1 }, 1, at)).toBeUndefined();
    expect(tried.length).toBeLessThanOrEqual(40);
  });
});
