import { describe, expect, it } from 'vitest';
import type { LineTrial } from '../../src/bandwidth/searchLine.js';
import { bandwidthGrid, surveyGrid } from '../../src/bandwidth/searchLine.js';

const grid = bandwidthGrid(1, 256, 8);
const survey = (value: (h: number) => number, error = 0, widest = 2 ** 0.25): LineTrial[] => [
  ...surveyGrid(grid, (h) => [{ h, value: value(h), error }], widest),
];

describe('surveyGrid', () => {
  it('tries every other bandwidth, the ends, and all about the minimum', () => {
    const hs = survey((h) => (Math.log2(Math.min(h, 1e3)) - 3) ** 2).map(({ h }) => h);
    expect(hs[0]).toBe(Infinity);
    expect(hs).toContain(1);
    expect(hs).toContain(grid[grid.length - 2]);
    expect(new Set(hs).size).toBe(hs.length);
    expect(hs.length).toBeLessThan(0.7 * grid.length);
    for (const h of grid) if (Math.abs(Math.log2(h) - 3) < 0.2) expect(hs).toContain(h);
  });

  it('begins with bandwidths further apart where that is allowed', () => {
    const well = (h: number) => (Math.log2(Math.min(h, 1e3)) - 3) ** 2;
    const some = survey(well, 0, 2 ** 0.5).map(({ h }) => h);
    expect(some.length).toBeLessThan(0.7 * survey(well).length);
    expect(new Set(some).size).toBe(some.length);
    for (const h of grid) if (Math.abs(Math.log2(h) - 3) < 0.2) expect(some).toContain(h);
  });

  it('tries all where nothing may be passed over, or the grid is coarse', () => {
    const steep = (h: number) => Math.log(Math.min(h, 1e3));
    expect(survey(steep, 0, 1)).toHaveLength(grid.length);
    const coarse = bandwidthGrid(1, 256, 4);
    const trials = surveyGrid(coarse, (h) => [{ h, value: steep(h), error: 0 }], 2 ** 0.25);
    expect([...trials]).toHaveLength(coarse.length);
  });

  it('tries all of a flat criterion, and all where it is not defined', () => {
    expect(survey(() => 2)).toHaveLength(grid.length);
    expect(survey(() => Infinity)).toHaveLength(grid.length);
    expect(survey((h) => 1 + Math.log(Math.min(h, 1e3)), 10)).toHaveLength(grid.length);
  });

  it.each([2 ** 0.25, 2 ** 0.5])(
    'sees a dip of half an octave between two bandwidths',
    (widest) => {
      const at = Math.log2(grid[20]!) + 0.125;
      const dip = (h: number) =>
        1 - 0.5 * Math.exp(-(((Math.log2(Math.min(h, 999)) - at) / 0.25) ** 2));
      const least = Math.min(...survey(dip, 0, widest).map(({ value }) => value));
      expect(least).toBe(Math.min(...grid.map(dip)));
    },
  );
});
