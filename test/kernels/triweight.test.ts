import { describe, it } from 'vitest';
import { triweight } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('triweight', () => {
  it('agrees with scipy', () => {
    expectReference(triweight);
  });

  it('is 0 at the edge, 35/32 in the middle, 945/2048 half way', () => {
    expectClose(triweight.value(0), 35 / 32, 1e-15);
    expectClose(triweight.value(0.5), 945 / 2048, 1e-15);
    expectClose(triweight.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(triweight.derivative(0.5), -945 / 512, 1e-15);
    expectClose(triweight.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(triweight);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(triweight);
  });

  it('vanishes beyond its support', () => {
    expectCompact(triweight);
  });

  it('keeps its digits near the edge: with ε = 1 − u it is 35/32 (ε(2 − ε))³', () => {
    const epsilon = 2 ** -40;
    expectClose(triweight.value(1 - epsilon), (35 / 32) * (epsilon * (2 - epsilon)) ** 3, 1e-15, 0);
  });
});
