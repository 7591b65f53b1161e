import { describe, it } from 'vitest';
import { triangular } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('triangular', () => {
  it('agrees with scipy', () => {
    expectReference(triangular);
  });

  it('is 0 at the edge, 1 in the middle, 1/4 at three quarters', () => {
    expectClose(triangular.value(0), 1, 1e-15);
    expectClose(triangular.value(0.75), 1 / 4, 1e-15);
    expectClose(triangular.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(triangular.derivative(0.5), -1, 1e-15);
    expectClose(triangular.derivative(-0.5), 1, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(triangular);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(triangular);
  });

  it('vanishes beyond its support', () => {
    expectCompact(triangular);
  });

  it('has slope 0 at its kink in the middle', () => {
    expectClose(triangular.derivative(0), 0, 0);
  });
});
