import { describe, it } from 'vitest';
import { biweight } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('biweight', () => {
  it('agrees with scipy', () => {
    expectReference(biweight);
  });

  it('is 0 at the edge, 15/16 in the middle, 135/256 half way', () => {
    expectClose(biweight.value(0), 15 / 16, 1e-15);
    expectClose(biweight.value(0.5), 135 / 256, 1e-15);
    expectClose(biweight.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(biweight.derivative(0.5), -45 / 32, 1e-15);
    expectClose(biweight.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(biweight);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(biweight);
  });

  it('vanishes beyond its support', () => {
    expectCompact(biweight);
  });

  it('keeps its digits near the edge: with ε = 1 − u it is 15/16 ε²(2 − ε)²', () => {
    const epsilon = 2 ** -40;
    const exact = (15 / 16) * epsilon ** 2 * (2 - epsilon) ** 2;
    expectClose(biweight.value(1 - epsilon), exact, 1e-15, 0);
  });
});
