import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { fitAt } from '../../src/smoothers/fitAt.js';
import { BinnedSample } from '../../src/summary/BinnedSample.js';
import type { SummarySpec } from '../../src/summary/DataSummary.js';
import { fitBinned } from '../../src/summary/fitBinned.js';
import { normal, uniform } from '../bandwidth/observations.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const n = 3000;
const [draw, noise] = [uniform(1), normal(2)];
const x = Float64Array.from({ length: n }, () => 5 * draw());
const y = Float64Array.from({ length: 2 * n }, (_, i) =>
  i % 2 === 0 ? 1e6 + Math.sin(x[i >> 1]!) + 0.1 * noise() : x[i >> 1]!,
);
const weights = x.map((_, i) => i % 4);
const rows = { data: y, shape: [n, 2], stride: [2, 1], offset: 0 };
const spec = (h: number, degree: number) => ({
  kernel: gaussian,
  product: false,
  bandwidth: Float64Array.of(h),
  degree,
  method: 'auto' as const,
  tolerance: 1e-12,
});
const queries = Float64Array.from({ length: 48 }, (_, i) => 0.05 + i / 10.2);

describe('fitBinned', () => {
  const sample = BinnedSample.from({ x, y: rows, sampleWeights: weights }, { bandwidth: 0.05 });

  it.each([
    [0, 0.05],
    [1, 0.05],
    [0, 0.4],
    [1, 0.4],
    [0, Infinity],
    [1, Infinity],
  ])('degree %s, h = %s: as from the observations', (degree, h) => {
    const ours = fitBinned(sample, spec(h, degree), queries);
    const data = { n, d: 1, p: 2, x, y, weights };
    const theirs = fitAt('fit', data, { ...spec(h, degree), method: 'direct' }, queries);
    expect(ours.terms).toBe(theirs.terms);
    expectClose(ours.coefficients, theirs.coefficients, 1e-9, 1);
  });

  it('has a line outside the data, as from the observations', () => {
    const data = { n, d: 1, p: 2, x, y, weights };
    const far = Float64Array.of(-1.2, -0.6, -0.3, 5.2, 5.5, 5.9); // up to 24 bandwidths
    const ours = fitBinned(sample, spec(0.05, 1), far);
    const theirs = fitAt('fit', data, { ...spec(0.05, 1), method: 'direct' }, far);
    expect([...ours.degree]).toEqual([1, 1, 1, 1, 1, 1]);
    for (const [at, value] of theirs.coefficients.entries())
      expect(Math.abs(ours.coefficients[at]! - value) / Math.abs(value)).toBeLessThan(1e-4);
  });

  it('has a line between places where all observations of a cell are', () => {
    const ties = Float64Array.from({ length: 300 }, (_, i) => i % 3);
    const values = ties.map((t, i) => t * t + Math.floor(i / 3) / 100);
    const tied = BinnedSample.from({ x: ties, y: values }, { bandwidth: 0.05 });
    const at = Float64Array.of(-0.5, 0, 0.1, 0.9, 1, 1.4, 2, 3);
    const ours = fitBinned(tied, spec(0.05, 1), at);
    // the means of the three places, and lines through the two that are nearest
    const expected = [-0.5, 0, 0.1, 0.9, 1, 2.2, 4, 7].map((value) => value + 0.495);
    for (const [q, value] of expected.entries())
      expectClose([ours.coefficients[2 * q]!], [value], 1e-9);
    const one = BinnedSample.from({ x: ties.map(() => 2), y: values }, { bandwidth: 0.05 });
    expect(fitBinned(one, spec(0.05, 1), Float64Array.of(2.2)).degree[0]).toBe(0);
  });

  it('stays finite far from the data', () => {
    const { coefficients } = fitBinned(sample, spec(0.05, 0), Float64Array.of(-3, 60));
    expect(coefficients[0]).toBeGreaterThan(1e6 - 2);
    expect(coefficients[2]).toBeLessThan(1e6 + 2);
  });

  it('refuses what the sample cannot tell', () => {
    const message = /kernel 'gaussian' and degree 0 or 1/;
    const cauchy = { ...spec(0.1, 0), kernel: createKernel('cauchy') };
    const two = { ...spec(0.1, 0), bandwidth: Float64Array.of(0.1, 0.1) };
    const check = (wrong: SummarySpec) => () => sample.expectServes('fit', wrong);
    expectError(check(spec(0.1, 2)), UnsupportedError, message);
    expectError(check(cauchy), UnsupportedError, message);
    expectError(check(spec(0.01, 0)), OptionError, /at least 0.05, that of the sample/);
    expectError(check(two), OptionError, /bandwidth must be one number/);
    expect(check(spec(0.1, 1))).not.toThrow();
  });
});
