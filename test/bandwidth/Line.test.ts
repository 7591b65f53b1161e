import { describe, expect, it } from 'vitest';
import { lineOf, nearestDistance } from '../../src/bandwidth/Line.js';
import { observed } from './observations.js';

describe('lineOf', () => {
  it('merges ties, and leaves out what has no weight', () => {
    const line = lineOf(observed([3, 1, 2, 1, 9], [5, 1, 2, 3, 7], [2, 2, 2, 2, 0]));
    expect([line.m, line.n, line.even, line.total]).toEqual([3, 4, true, 4]);
    expect([...line.x]).toEqual([1, 2, 3]);
    expect([...line.counts]).toEqual([2, 1, 1]);
    // Outputs about their mean 11/4: sums over places, and squares about the mean of a place.
    expect([...line.columns]).toEqual([2, 1, 1, -1.5, -0.75, 2.25]);
    expect([...line.scatter]).toEqual([2, 0, 0]);
  });

  it('takes what rounding has split for one place, at the mean of its x', () => {
    const e = 2 ** -44;
    const line = lineOf(observed([0, 1, 1 + e, 1 + 3 * e, 2], [0, 1, 2, 3, 4]));
    expect([...line.counts]).toEqual([1, 3, 1]);
    expect(line.x[1]).toBe(1 + (4 * e) / 3);
  });

  it('keeps places apart that a bandwidth could tell apart', () => {
    // Each place at half the distance from 0 of the one before.
    const x = Array.from({ length: 60 }, (_, i) => 2 ** -i);
    const line = lineOf(observed(x, x));
    expect(line.m).toBeGreaterThan(45);
    expect([...line.x]).toContain(2 ** -45);
  });

  it('keeps the members of a place whose weights differ', () => {
    const { own, members } = lineOf(observed([1, 1, 2], [1, 3, 5], [1, 0.5, 1]));
    expect([...own]).toEqual([Number.NaN, 1]);
    expect([...members!.start]).toEqual([0, 2, 3]);
    expect([...members!.weights]).toEqual([1, 0.5, 1]);
  });

  it('measures distances between places', () => {
    const x = Float64Array.of(0, 1, 3, 3.5);
    expect([0, 1, 2, 3].map((j) => nearestDistance(x, j))).toEqual([1, 1, 0.5, 0.5]);
  });
});
