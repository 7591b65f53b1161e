import { describe, it } from 'vitest';
import { epanechnikov } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('epanechnikov', () => {
  it('agrees with scipy', () => {
    expectReference(epanechnikov);
  });

  it('is 0 at the edge, 3/4 in the middle, 9/16 half way', () => {
    expectClose(epanechnikov.value(0), 3 / 4, 1e-15);
    expectClose(epanechnikov.value(0.5), 9 / 16, 1e-15);
    expectClose(epanechnikov.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(epanechnikov.derivative(0.5), -3 / 4, 1e-15);
    expectClose(epanechnikov.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(epanechnikov);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(epanechnikov);
  });

  it('vanishes beyond its support', () => {
    expectCompact(epanechnikov);
  });

  it('keeps its digits near the edge: with ε = 1 − u it is ¾ε(2 − ε)', () => {
    const epsilon = 2 ** -40;
    expectClose(epanechnikov.value(1 - epsilon), 0.75 * epsilon * (2 - epsilon), 1e-15, 0);
  });
});
