import { describe, expect, it } from 'vitest';
import { laplace } from '../../src/kernels/builtInKernels.js';
import { expectClose } from '../expectClose.js';
import { expectConsistent, expectDerivatives, expectReference } from './expectKernel.js';

describe('laplace', () => {
  it('agrees with scipy', () => {
    expectReference(laplace);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(laplace);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(laplace);
  });

  it('is ½ in the middle, ½e⁻¹ at 1', () => {
    expect(laplace.value(0)).toBe(0.5);
    expectClose(laplace.value(-1), 0.5 / Math.E, 1e-15);
  });

  it('has slope 0 at its kink in the middle', () => {
    expectClose([laplace.derivative(0), laplace.logDerivative(0)], [0, 0], 0);
  });

  it('far out, where K underflows, log K is still −u − log 2', () => {
    expect(laplace.value(1000)).toBe(0);
    expectClose(laplace.logValue(1000), -1000 - Math.LN2, 1e-15);
    expect(laplace.logDerivative(-1e300)).toBe(1);
  });

  it('a ratio is u₀ − u, from the difference of squares', () => {
    expectClose(laplace.logRatio!(3, 2, 5), -1, 1e-15);
    // at 1e9 the two distances are equal numbers; the difference 8 of squares is all that tells them apart
    expectClose(laplace.logRatio!(1e9, 1e9, 8), -4e-9, 1e-15, 0);
  });

  it('a ratio of equal distances is 0, on the key too', () => {
    expect(laplace.logRatio!(0, 0, 0)).toBe(0);
  });

  it('a ratio of the largest distances does not overflow', () => {
    expect(laplace.logRatio!(Number.MAX_VALUE, Number.MAX_VALUE, 0)).toBe(0);
    expectClose(laplace.logRatio!(1.5e308, 1.5e308, 3e300), -1e-8, 1e-15, 0);
  });
});
