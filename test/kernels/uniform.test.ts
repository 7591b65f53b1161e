import { describe, it } from 'vitest';
import { uniform } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('uniform', () => {
  it('agrees with scipy', () => {
    expectReference(uniform);
  });

  it('is 1/2 up to the edge and on it', () => {
    expectClose(uniform.value(0), 1 / 2, 1e-15);
    expectClose(uniform.value(0.5), 1 / 2, 1e-15);
    expectClose(uniform.value(1), 1 / 2, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(uniform.derivative(0.5), 0, 1e-15);
    expectClose(uniform.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(uniform);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(uniform);
  });

  it('vanishes beyond its support', () => {
    expectCompact(uniform);
  });
});
