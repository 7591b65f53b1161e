import { describe, expect, it } from 'vitest';
import {
  type DensityKernel,
  densityAt,
  densityEstimate,
  mirrored,
  reachOf,
} from '../../src/density/DensityEstimate.js';
import { UnsupportedError } from '../../src/errors.js';
import { builtInKernels } from '../../src/kernels/builtInKernels.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const observationsOf = (x: number[], weights?: number[]) => ({
  ...{ n: x.length, d: 1, p: 0, x: Float64Array.from(x), y: new Float64Array(0) },
  ...(weights && { weights: Float64Array.from(weights) }),
});
const boundsOf = (low: number, high: number) => ({
  lower: Float64Array.of(low),
  upper: Float64Array.of(high),
});
const specOf = (kernel: Kernel, h: number) => ({
  ...{ kernel, bandwidth: Float64Array.of(h), degree: 0, product: true },
  ...{ method: 'auto' as const, tolerance: 1e-12 },
});
const { gaussian, epanechnikov, cauchy } = builtInKernels;

describe('DensityEstimate', () => {
  it('a kernel reaches to where it holds nothing, or ends', () => {
    expect(reachOf(gaussian as DensityKernel)).toBeGreaterThan(8);
    expect(reachOf(gaussian as DensityKernel)).toBeLessThan(12);
    expect(reachOf(epanechnikov as DensityKernel)).toBe(1);
    expect(gaussian.distribution!(-reachOf(gaussian as DensityKernel))).toBeLessThan(1e-17);
  });

  it('images of compact kernels are only those that reach inside', () => {
    const x = observationsOf([0.1, 0.5, 0.95], [1, 2, 3]);
    const compact = densityEstimate('here', x, specOf(epanechnikov, 0.2), boundsOf(0, 1));
    expect([...compact.sample.points].sort()).toEqual([-0.1, 0.1, 0.5, 0.95, 1.05]);
    expect(compact.total).toBe(2); // in units of the largest weight
    const wide = densityEstimate('here', x, specOf(epanechnikov, 3), boundsOf(0, 1));
    const at = Float64Array.from({ length: 101 }, (_, i) => i / 100);
    const values = densityAt('here', wide, at, false);
    const trapezoid = values.reduce((sum, f, i) => sum + f * (i % 100 === 0 ? 0.005 : 0.01), 0);
    expect(trapezoid).toBeCloseTo(1, 5);
  });

  it('far from all data, within the bounds, the images that count there are in', () => {
    // at 0 the observation and its image weigh the same
    for (const bounds of [boundsOf(0, Infinity), boundsOf(0, 40)]) {
      const estimate = densityEstimate('here', observationsOf([39]), specOf(gaussian, 0.5), bounds);
      const [log] = densityAt('here', estimate, Float64Array.of(0), true);
      expectClose([log!], [Math.log(4) - 0.5 * Math.log(2 * Math.PI) - 78 ** 2 / 2], 1e-14, 0);
    }
  });

  it('two bounds and a kernel that does not end between them are refused', () => {
    expectError(
      () => densityEstimate('here', observationsOf([1]), specOf(cauchy, 1), boundsOf(0, 2)),
      UnsupportedError,
      /two bounds must be at least a 2000th apart/,
    );
    expectError(
      () => densityEstimate('here', observationsOf([1]), specOf(gaussian, 1e6), boundsOf(0, 2)),
      UnsupportedError,
      /two bounds must be/,
    );
  });

  it('observations are mirrored in one bound, with their weights', () => {
    const both = mirrored(observationsOf([1, 4], [2, 3]), boundsOf(-Infinity, 5));
    expect([...both!.x]).toEqual([1, 4, 9, 6]);
    expect([...both!.weights!]).toEqual([2, 3, 2, 3]);
    expect(mirrored(observationsOf([1]), boundsOf(-Infinity, Infinity))).toBeUndefined();
    expect(mirrored(observationsOf([1]), boundsOf(0, 5))).toBeUndefined();
  });

  it('a kernel that falls below 0 has no logarithms', () => {
    const value = (u: number) => (1.5 - 0.5 * u * u) * gaussian.value(u);
    const kernel = { ...gaussian, name: 'fourth', value, traits: undefined } as unknown as Kernel;
    const estimate = densityEstimate(
      'here',
      observationsOf([0]),
      specOf(kernel, 1),
      boundsOf(-Infinity, Infinity),
    );
    expectClose(
      densityAt('here', estimate, Float64Array.of(0, 3), false),
      [value(0), value(3)],
      1e-14,
    );
    expectError(
      () => densityAt('here', estimate, Float64Array.of(3), true),
      UnsupportedError,
      'here: kernel must be nowhere below 0 for logarithms of densities, got fourth',
    );
  });
});
