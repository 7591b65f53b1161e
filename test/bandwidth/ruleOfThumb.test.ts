import { describe, expect, it } from 'vitest';
import { ruleOfThumb } from '../../src/bandwidth/ruleOfThumb.js';
import { UnsupportedError } from '../../src/errors.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { expectError } from '../expectError.js';
import { dataset, uniform } from './observations.js';

const rule = (
  name: 'silverman' | 'scott',
  x: Float64Array,
  d = 1,
  kernel = gaussian,
  weights?: Float64Array,
) => ruleOfThumb('fit', name, { n: x.length / d, d, x, ...(weights && { weights }) }, kernel);

describe('ruleOfThumb', () => {
  it('silverman is what R calls bw.nrd0', () => {
    // numpy 2.4.6: 0.9 * min(std(ddof=1), percentile range / 1.34) * n ** -0.2
    expect(rule('silverman', dataset('faithful').x)[0]).toBeCloseTo(0.33477703446394314, 12);
    expect(rule('silverman', dataset('mcycle').x)[0]).toBeCloseTo(nrd0(dataset('mcycle').x), 12);
  });

  it('scott is n^(−1/5) standard deviations', () => {
    const x = Float64Array.of(1, 2, 3, 4, 10);
    expect(rule('scott', x)[0]).toBeCloseTo(Math.sqrt(50 / 4) * 5 ** -0.2, 12);
  });

  it('has a bandwidth for each dimension, with their units', () => {
    const draw = uniform(3);
    const x = Float64Array.from({ length: 300 }, (_, i) => draw() * 10 ** (i % 3));
    const h = rule('silverman', x, 3);
    const scott = rule('scott', x, 3);
    for (let j = 0; j < 3; j++) {
      const alone = rule(
        'scott',
        x.filter((_, i) => i % 3 === j),
      )[0]!;
      expect(scott[j]! / alone).toBeCloseTo(100 ** (1 / 5 - 1 / 7), 12);
      expect(h[j]! / scott[j]!).toBeCloseTo((4 / 5) ** (1 / 7), 12);
    }
  });

  it('does without the quartiles when they fall together, and is ∞ for constant x', () => {
    const x = Float64Array.of(0, 5, 5, 5, 5, 5, 5, 9);
    const mean = 39 / 8;
    const s = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 7);
    expect(rule('silverman', x)[0]).toBeCloseTo(0.9 * s * 8 ** -0.2, 12);
    expect(rule('silverman', Float64Array.of(2, 2, 2))[0]).toBe(Infinity);
    expect(rule('scott', Float64Array.of(2))[0]).toBe(Infinity);
  });

  it('sees no common factor of the weights, and equal ones not at all', () => {
    const { x } = dataset('cars');
    const weights = x.map((_, i) => 1 + (i % 3));
    expect(
      rule('scott', x, 1, gaussian, weights)[0]! /
        rule(
          'scott',
          x,
          1,
          gaussian,
          weights.map((w) => 7 * w),
        )[0]!,
    ).toBeCloseTo(1, 12);
    expect(rule('scott', x, 1, gaussian, x.slice().fill(3))[0]! / rule('scott', x)[0]!).toBeCloseTo(
      1,
      12,
    );
  });

  it('is wider for a kernel that smooths less, and refuses one without constants', () => {
    const { x } = dataset('cars');
    const ratio = rule('scott', x, 1, createKernel('epanechnikov'))[0]! / rule('scott', x)[0]!;
    expect(ratio).toBeCloseTo(2.2138, 4);
    expectError(
      () => rule('scott', x, 1, createKernel('cauchy')),
      UnsupportedError,
      /finite roughness/,
    );
    const own = createKernel({ value: (u) => Math.exp(-u * u) });
    expectError(() => rule('scott', x, 1, own), UnsupportedError, /undefined/);
  });
});

/** 0.9·min(s, IQR/1.34)·n^(−1/5), quantiles of type 7. */
function nrd0(x: Float64Array): number {
  const sorted = x.slice().sort();
  const n = x.length;
  const quantile = (p: number) => {
    const at = (n - 1) * p;
    const low = sorted[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
  };
  const mean = x.reduce((a, b) => a + b) / n;
  const s = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
  return 0.9 * Math.min(s, (quantile(0.75) - quantile(0.25)) / 1.34) * n ** -0.2;
}
