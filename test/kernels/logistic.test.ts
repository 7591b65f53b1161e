import { describe, expect, it } from 'vitest';
import { logistic } from '../../src/kernels/builtInKernels.js';
import { expectClose } from '../expectClose.js';
import { expectConsistent, expectDerivatives, expectReference } from './expectKernel.js';

describe('logistic', () => {
  it('agrees with scipy', () => {
    expectReference(logistic);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(logistic);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(logistic);
  });

  it('is ¼ in the middle and 1/(4 cosh²(u/2)) elsewhere', () => {
    expect(logistic.value(0)).toBe(0.25);
    expectClose(logistic.value(1.3), 1 / (4 * Math.cosh(0.65) ** 2), 1e-15);
  });

  it('has slope 0 in the middle', () => {
    expectClose(logistic.derivative(0), 0, 0);
  });

  it('far out, where K underflows, log K is still −u', () => {
    expect(logistic.value(1000)).toBe(0);
    expect(logistic.logValue(1000)).toBe(-1000);
    expect(logistic.logValue(-1e300)).toBe(-1e300);
    expect(logistic.logDerivative(1000)).toBe(-1);
  });

  it('a ratio is the difference of the logarithms', () => {
    const exact = logistic.logValue(3) - logistic.logValue(2);
    expectClose(logistic.logRatio!(3, 2, 5), exact, 1e-15);
    expect(logistic.logRatio!(0, 0, 0)).toBe(0);
  });

  it('a ratio far out is u₀ − u, from the difference of squares', () => {
    expectClose(logistic.logRatio!(1e9, 1e9, 8), -4e-9, 1e-15, 0);
  });
});
