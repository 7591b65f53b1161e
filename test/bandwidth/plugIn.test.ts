import { describe, expect, it } from 'vitest';
import { plugIn } from '../../src/bandwidth/plugIn.js';
import { NumericalError, UnsupportedError } from '../../src/errors.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { expectError } from '../expectError.js';
import { readReference } from '../reference/readReference.js';
import { normal, observed, uniform } from './observations.js';

const cases: any[] = readReference('R_KernSmooth_dpill.json').cases;

describe('plugIn', () => {
  it.each(cases.map((c): [string, any] => [c.name, c]))(
    '%s: as dpill on its finest grid',
    (_name, c: any) => {
      const h = plugIn('test', observed(c.input.x, c.input.y), gaussian);
      expect(Math.abs(h / c.output.dpill_gridsize_4001 - 1)).toBeLessThan(1e-3);
    },
  );

  it('shares out many observations and changes by less than 1e-3', () => {
    const [draw, noise] = [uniform(1), normal(2)];
    const x = Float64Array.from({ length: 2000 }, draw);
    const y = x.map((v) => Math.sin(7 * v) + 0.3 * noise());
    const whole = plugIn('test', observed(x, y), gaussian);
    // Each observation twice, half of it as much noise: 4000 observations go to the grid.
    const twice = (v: Float64Array) => Float64Array.of(...v, ...v);
    const binned = plugIn('test', observed(twice(x), twice(y)), gaussian);
    // θ₂₂ and σ² come from other pilot bandwidths, so only the rate can be told beforehand.
    expect(binned / whole).toBeGreaterThan(0.5 ** 0.2 * 0.8);
    expect(binned / whole).toBeLessThan(1.05);
  });

  it('dpill returns NaN for a few tied x: here the quartics fall back to what the ties carry', () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => i % 3);
    const noise = normal(3);
    const y = x.map((v) => v * v + 0.1 * noise());
    const h = plugIn('test', observed(x, y), gaussian);
    expect(h).toBeGreaterThan(0);
    expect(Number.isNaN(h)).toBe(false);
  });

  it('is ∞ for a straight line and for constant x', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => i / 8);
    expect(plugIn('test', observed(x, x.fill(2)), gaussian)).toBe(Infinity);
    const line = Float64Array.from({ length: 64 }, (_, i) => i / 8);
    const h = plugIn(
      'test',
      observed(
        line,
        line.map((v) => 2 * v + 1),
      ),
      gaussian,
    );
    expect(h).toBeGreaterThan(line[63]!);
  });

  it('moves with the units of x and not with those of y', () => {
    const { x, y } = cases[0].input;
    const h = plugIn('test', observed(x, y), gaussian);
    const moved = plugIn(
      'test',
      observed(
        x.map((v: number) => 8 * v - 3),
        y.map((v: number) => 5 - 100 * v),
      ),
      gaussian,
    );
    expect(moved / (8 * h)).toBeCloseTo(1, 9);
  });

  it('is wider for kernels that smooth less at the same h', () => {
    const { x, y } = cases[0].input;
    const ratio =
      plugIn('test', observed(x, y), createKernel('epanechnikov')) /
      plugIn('test', observed(x, y), gaussian);
    expect(ratio).toBeCloseTo(2.2138, 4); // canonical bandwidths, Marron and Nolan (1988)
  });

  it('refuses what it was not made for', () => {
    const few = observed([1, 2, 3, 4, 5], [1, 2, 1, 2, 1]);
    expectError(() => plugIn('fit', few, gaussian), NumericalError, /^fit: .*more than 5.*got 5$/);
    const weighted = observed([1, 2, 3, 4, 5, 6, 7], [1, 2, 1, 2, 1, 2, 3], [1, 2, 1, 1, 1, 1, 1]);
    expectError(() => plugIn('fit', weighted, gaussian), UnsupportedError, /equal weights/);
    const line = observed([1, 2, 3, 4, 5, 6, 7], [1, 2, 1, 2, 1, 2, 3]);
    expectError(
      () => plugIn('fit', line, createKernel('cauchy')),
      UnsupportedError,
      /secondMoment/,
    );
  });
});
