import { describe, expect, it } from 'vitest';
import { gaussian } from '../../src/kernels/gaussian.js';
import { expectClose } from '../expectClose.js';
import { expectConsistent, expectDerivatives, expectReference } from './expectKernel.js';

describe('gaussian', () => {
  it('agrees with scipy', () => {
    expectReference(gaussian);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(gaussian);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(gaussian);
  });

  it('is 1/√(2π) in the middle, e^−½ of that at 1, and integrates its square to 1/(2√π)', () => {
    expectClose(gaussian.value(0), 1 / Math.sqrt(2 * Math.PI), 1e-15);
    expectClose(gaussian.value(1) / gaussian.value(0), Math.exp(-0.5), 1e-15);
    expectClose(gaussian.roughness!, 1 / (2 * Math.sqrt(Math.PI)), 1e-15);
  });

  it('far out, where K underflows, log K is still −u²/2 − ½ log 2π', () => {
    expect(gaussian.value(100)).toBe(0);
    expectClose(gaussian.logValue(100), -5000 - Math.log(2 * Math.PI) / 2, 1e-15);
    expect(gaussian.logDerivative(1e10)).toBe(-1e10);
  });

  it('a ratio takes the difference of squares as it is given', () => {
    expect(gaussian.logRatio!(1e9, 1e9, 3)).toBe(-1.5);
  });

  it('a ratio is the difference of the logarithms', () => {
    const exact = gaussian.logValue(2) - gaussian.logValue(1.5);
    expectClose(gaussian.logRatio!(2, 1.5, 2 ** 2 - 1.5 ** 2), exact, 1e-15);
  });
});
