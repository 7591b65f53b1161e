import { describe, expect, it } from 'vitest';
import { coarserLine } from '../../src/bandwidth/coarserLine.js';
import { type Line, lineOf } from '../../src/bandwidth/Line.js';
import { normal, observed, uniform } from './observations.js';

describe('coarserLine', () => {
  const [draw, noise] = [uniform(5), normal(6)];
  // Two clusters with a wide gap between, and a lone point.
  const x = Float64Array.from({ length: 2000 }, (_, i) => (i === 0 ? 90 : draw() + (i % 2) * 50));
  const line = lineOf(
    observed(
      x,
      x.map((v) => Math.sin(3 * v) + noise()),
    ),
  );

  /** Σ w f, Σ wy f and Σ wy² f over the places. */
  const sums = ({ m, x: places, columns, scatter }: Line, f: (x: number) => number): number[] => {
    const out = [0, 0, 0];
    for (let j = 0; j < m; j++) {
      const [w, wy] = [columns[j]!, columns[m + j]!];
      out[0]! += w * f(places[j]!);
      out[1]! += wy * f(places[j]!);
      out[2]! += (scatter[j]! + (wy * wy) / w) * f(places[j]!);
    }
    return out;
  };

  it.each([0, 1, 7])('has the same sums of powers in a box: x^%i', (power) => {
    const coarse = coarserLine(line, -2, 8);
    const again = coarserLine(coarse, -1, 8);
    expect(again.m).toBeLessThan(coarse.m);
    for (const each of [coarse, again]) {
      expect(each.m).toBeLessThan(100);
      const found = sums(each, (v) => (v < 2 ? v ** power : 0));
      const expected = sums(line, (v) => (v < 2 ? v ** power : 0));
      for (let s = 0; s < 3; s++)
        expect(Math.abs(found[s]! - expected[s]!)).toBeLessThan(1e-11 * expected[2]!);
    }
  });

  it('cannot be told from the observations by a kernel twice as wide as a box', () => {
    const coarse = coarserLine(line, -1, 8);
    for (const q of [-0.5, 0.3, 1, 50.2])
      for (const [s, expected] of sums(line, (v) => Math.exp(-((v - q) ** 2) / 2)).entries()) {
        const found = sums(coarse, (v) => Math.exp(-((v - q) ** 2) / 2))[s]!;
        expect(Math.abs(found - expected)).toBeLessThan(1e-11 * 2000);
      }
  });

  it('holds places of weight above 0, keeps what is lonely, and knows which places a box stands for', () => {
    const coarse = coarserLine(coarserLine(line, -2, 8), -1, 8);
    expect(coarse.columns.subarray(0, coarse.m).every((w) => w > 0)).toBe(true);
    expect(coarse.x[coarse.m - 1]).toBe(90);
    const { start, first } = coarse.boxes!;
    expect([start[0], first[0]]).toEqual([0, 0]);
    expect([start.at(-1), first.at(-1)]).toEqual([coarse.m, line.m]);
    const total = (weights: Float64Array, from: number, to: number) =>
      weights.subarray(from, to).reduce((sum, w) => sum + w, 0);
    for (let b = 1; b < start.length; b++) {
      const whole = total(line.columns, first[b - 1]!, first[b]!);
      expect(total(coarse.columns, start[b - 1]!, start[b]!)).toBeCloseTo(whole, 9);
    }
  });
});
