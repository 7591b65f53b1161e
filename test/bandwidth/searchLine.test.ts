import { describe, expect, it } from 'vitest';
import { foundBy } from '../../src/bandwidth/BandwidthChoice.js';
import {
  bandwidthGrid,
  basinsOf,
  type LineSearch,
  refineBasin,
  searchLine,
} from '../../src/bandwidth/searchLine.js';

function searched(value: (t: number) => number, smooth = true, estimateError = 0) {
  const seen: string[] = [];
  const objective = {
    smooth,
    resolution: 1e-8,
    noise: 1e-15,
    trial(h: number, effort: string) {
      seen.push(effort);
      const isEstimate = effort === 'estimate';
      const off = isEstimate ? estimateError * Math.cos(40 * Math.log(Math.min(h, 1e6))) : 0;
      return { h, value: value(Math.log(h)) + off, error: isEstimate ? estimateError : 1e-15 };
    },
  };
  const search = searchLine([objective], bandwidthGrid(0.01, 100, 8), smooth ? 2 ** 0.25 : 1);
  for (let next = search.next(); ; next = search.next())
    if (next.done) return { ...(next.value as LineSearch), seen };
}

describe('searchLine', () => {
  const two = (t: number) =>
    t === Infinity ? 2 : 2 - Math.exp(-((t + 2) ** 2)) - 1.01 * Math.exp(-((t - 2) ** 2));

  it.each([true, false])('takes the lower of two basins and places it: smooth %s', (smooth) => {
    const { best, basins, path } = searched(two, smooth);
    expect(basins).toHaveLength(2);
    // The derivative is 0 there: the left bump is e^(−16) of its height and pulls by about 4·e^(−16).
    expect(Math.abs(Math.log(best.h) - 2 + (4 * Math.exp(-16)) / 1.01)).toBeLessThan(
      smooth ? 1e-9 : 1e-7,
    );
    expect(best.value).toBe(Math.min(...path.map(({ value }) => value)));
    expect(path.every(({ h }, at) => at === 0 || h > path[at - 1]!.h)).toBe(true);
  });

  it('takes estimates again where they might hide the minimum', () => {
    const { best, seen } = searched(two, true, 0.05);
    expect(Math.abs(Math.log(best.h) - 2)).toBeLessThan(1e-6);
    expect(seen).toContain('draft');
  });

  it('ends at ∞ where everything falls towards it, and at the low end', () => {
    expect(searched((t) => (t === Infinity ? -9 : -t)).best.h).toBe(Infinity);
    expect(searched((t) => Math.min(t, 9)).best.h).toBe(0.01);
  });

  it('has no value where nothing is defined', () => {
    expect(searched(() => Infinity).best.value).toBe(Infinity);
  });
});

const pathOf = (values: number[], error = 0) =>
  values.map((value, at) => ({ h: 2 ** at, value, error }));

describe('basinsOf', () => {
  it('finds every local minimum, the ends among them', () => {
    expect(basinsOf(pathOf([3, 1, 2, 0, 5]), 0)).toEqual([1, 3]);
    expect(basinsOf(pathOf([0, 1, 0.5]), 0)).toEqual([0, 2]);
    expect(basinsOf(pathOf([3, 2, 1]), 0)).toEqual([2]);
  });

  it('takes the widest bandwidth of a flat stretch', () => {
    expect(basinsOf(pathOf([2, 1, 1, 1, 2]), 0)).toEqual([3]);
  });

  it('does not take errors and noise for hills', () => {
    expect(basinsOf(pathOf([1, 1.1, 1, 1.1, 1.01], 0.06), 0)).toHaveLength(1);
    expect(basinsOf(pathOf([1, 1.1, 1, 1.1, 1.01]), 0.2)).toHaveLength(1);
    expect(basinsOf(pathOf([1, 1.1, 1, 1.1, 1.01]), 0)).toEqual([0, 2, 4]);
  });

  it('passes over what is not defined', () => {
    expect(basinsOf(pathOf([Infinity, 2, 1, 2]), 0)).toEqual([2]);
    expect(basinsOf(pathOf([Infinity, Infinity]), 0)).toEqual([]);
  });
});

describe('refineBasin', () => {
  const least = (f: (t: number) => number, low: number, high: number) => {
    const trial = (t: number) => ({ h: Math.exp(t), value: f(t), error: 0 });
    const search = refineBasin(trial, [trial((low + high) / 2)], low, high, 1e-8);
    return Math.log(foundBy(search).h);
  };

  it('finds a minimum inside, and one at an end', () => {
    expect(least((t) => (t - 0.3) ** 2, -1, 2)).toBeCloseTo(0.3, 7);
    expect(least((t) => Math.cosh(t - 1) + 0.1 * t, -3, 4)).toBeCloseTo(1 - Math.asinh(0.1), 7);
    expect(least((t) => t, -1, 2)).toBeCloseTo(-1, 6);
  });

  it('begins with what is known on both sides, and believes only what is certain', () => {
    const seen: number[] = [];
    const trial = (t: number) => {
      seen.push(t);
      return { h: Math.exp(t), value: Math.cosh(t - 0.3), error: 0 };
    };
    const known = [0, -1, 1].map(trial);
    const search = (from: typeof known) => {
      seen.length = 0;
      const { h } = foundBy(refineBasin(trial, from, -5, 5, 1e-4));
      expect(Math.log(h)).toBeCloseTo(0.3, 3);
      return seen;
    };
    expect(search(known).every((t) => t > -1 && t < 1)).toBe(true);
    const count = seen.length;
    expect(search([known[0]]).length).toBeGreaterThan(count);
    search([known[0], { h: Math.exp(0.2), value: 2, error: 1.5 }]);
  });
});
