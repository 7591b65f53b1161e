import { describe, it } from 'vitest';
import { cosine } from '../../src/kernels/builtInKernels.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('cosine', () => {
  it('agrees with scipy', () => {
    expectReference(cosine);
  });

  it('is 0 at the edge, π/4 in the middle, π/8 at two thirds', () => {
    expectClose(cosine.value(0), Math.PI / 4, 1e-15);
    expectClose(cosine.value(2 / 3), Math.PI / 8, 1e-15);
    expectClose(cosine.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(cosine.derivative(1 / 3), -(Math.PI ** 2) / 16, 1e-15);
    expectClose(cosine.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(cosine);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(cosine);
  });

  it('vanishes beyond its support', () => {
    expectCompact(cosine);
  });

  it('keeps its digits near the edge: with ε = 1 − u it is π/4 sin(πε/2)', () => {
    const epsilon = 2 ** -40;
    const exact = (Math.PI / 4) * Math.sin((Math.PI / 2) * epsilon);
    expectClose(cosine.value(1 - epsilon), exact, 1e-15, 0);
  });
});
