import { describe, expect, it } from 'vitest';
import { bandwidthGrid } from '../../src/bandwidth/bandwidthGrid.js';
import type { LineTrial } from '../../src/bandwidth/LineTrial.js';
import { surveyGrid } from '../../src/bandwidth/surveyGrid.js';

const grid = bandwidthGrid(1, 256, 8);
const survey = (value: (h: number) => number, error = 0, smooth = true): LineTrial[] => [
  ...surveyGrid(grid, (h) => ({ h, value: value(h), error }), smooth),
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

  it('tries all where the criterion may jump, or the grid is coarse', () => {
    const steep = (h: number) => Math.log(Math.min(h, 1e3));
    expect(survey(steep, 0, false)).toHaveLength(grid.length);
    const coarse = bandwidthGrid(1, 256, 4);
    const trials = surveyGrid(coarse, (h) => ({ h, value: steep(h), error: 0 }), true);
    expect([...trials]).toHaveLength(coarse.length);
  });

  it('tries all of a flat criterion, and all where it is not defined', () => {
    expect(survey(() => 2)).toHaveLength(grid.length);
    expect(survey(() => Infinity)).toHaveLength(grid.length);
    expect(survey((h) => 1 + Math.log(Math.min(h, 1e3)), 10)).toHaveLength(grid.length);
  });

  it('sees a dip of half an octave between two bandwidths', () => {
    const at = Math.log2(grid[20]!) + 0.125;
    const dip = (h: number) =>
      1 - 0.5 * Math.exp(-(((Math.log2(Math.min(h, 999)) - at) / 0.25) ** 2));
    const least = Math.min(...survey(dip).map(({ value }) => value));
    expect(least).toBe(Math.min(...grid.map(dip)));
  });
});
