import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { logKernel } from '../../src/sums/logKernel.js';
import { gaussian, laplace, logistic, triangular } from './kernels.js';

const of = (kernel: Kernel, points: number[], queries: number[], changes = {}) => {
  const n = points.length;
  const sample = { n, d: 1, c: 1, points: Float64Array.from(points), columns: new Float64Array(n) };
  const request = {
    kernel,
    product: true,
    inverseBandwidth: Float64Array.of(1),
    degrees: [0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...changes,
  };
  return logKernel(sample, Float64Array.from(queries), request);
};

describe('logKernel', () => {
  it('is −u²/2 for the Gaussian, −u² for its square', () => {
    expect(of(gaussian, [1], [4]).value(0, 0)).toBe(-4.5);
    expect(of(gaussian, [1], [4], { squared: true }).value(0, 0)).toBe(-9);
  });

  it('tells two keys apart that a rounded logarithm cannot', () => {
    // (q − 1)² − q² = 1 − 2q, exactly, where q² = 1e24 has a spacing of 1e8.
    const log = of(gaussian, [1, 0], [1e12]);
    expect(log.difference(0, 0, 1)).toBe((2e12 - 1) / 2);
    expect(log.difference(0, 1, 0)).toBe(-(2e12 - 1) / 2);
  });

  it('keeps what the rounding of a logarithm lost', () => {
    const log = of(gaussian, [0], [2 ** 27 + 1]);
    // (2^27 + 1)² = 2^54 + 2^28 + 1: the 1 is lost in a double.
    expect(log.value(0, 0)).toBe(-(2 ** 54 + 2 ** 28) / 2);
    expect(log.remainder(0, 0)).toBe(-0.5);
  });

  it('knows the tails of other kernels', () => {
    expect(of(laplace, [1, 0], [1e17]).difference(0, 0, 1)).toBe(1);
    expect(of(logistic, [1, 0], [1e17]).difference(0, 0, 1)).toBeCloseTo(1, 12);
    const compact = of(triangular, [0.5, 2], [0]);
    expect(compact.value(0, 0)).toBeCloseTo(Math.log(0.5), 15);
    expect(compact.value(0, 1)).toBe(-Infinity);
  });

  it('never overflows', () => {
    expect(of(gaussian, [0], [1e200]).value(0, 0)).toBe(-Number.MAX_VALUE);
  });
});
