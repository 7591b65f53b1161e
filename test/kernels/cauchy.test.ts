import { describe, expect, it } from 'vitest';
import { cauchy } from '../../src/kernels/builtInKernels.js';
import { expectClose } from '../expectClose.js';
import { expectConsistent, expectDerivatives, expectReference } from './expectKernel.js';

describe('cauchy', () => {
  it('agrees with scipy', () => {
    expectReference(cauchy, 'cauchy_no_moments');
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(cauchy);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(cauchy);
  });

  it('is 1/π in the middle, half of that at 1, and integrates its square to 1/(2π)', () => {
    expectClose(cauchy.value(0), 1 / Math.PI, 1e-15);
    expectClose(cauchy.value(1), 1 / (2 * Math.PI), 1e-15);
    expectClose(cauchy.roughness!, 1 / (2 * Math.PI), 1e-15);
  });

  it('has no second moment', () => {
    expect(cauchy.secondMoment).toBe(Infinity);
  });

  it('far out, where u² overflows, log K is still −2 log u − log π', () => {
    expectClose(cauchy.logValue(1e200), -400 * Math.LN10 - Math.log(Math.PI), 1e-14);
    expectClose(cauchy.logDerivative(1e200), -2e-200, 1e-15, 0);
  });

  it('log K has no step where its two formulas meet', () => {
    expectClose(cauchy.logValue(1e8), cauchy.logValue(1e8 * (1 + 2 ** -50)), 1e-15);
  });

  it('far out K′ is −2/(πu³), as long as that is a number', () => {
    expectClose(cauchy.derivative(1e50), -2 / (Math.PI * 1e150), 1e-14, 0);
    expectClose(cauchy.derivative(1e100), -2 / (Math.PI * 1e300), 1e-14, 0);
  });
});
