import { describe, it } from 'vitest';
import { tricube } from '../../src/kernels/compactPolynomials.js';
import { expectClose } from '../expectClose.js';
import {
  expectCompact,
  expectConsistent,
  expectDerivatives,
  expectReference,
} from './expectKernel.js';

describe('tricube', () => {
  it('agrees with scipy', () => {
    expectReference(tricube);
  });

  it('is 0 at the edge, 70/81 in the middle, 70/81 · (7/8)³ half way', () => {
    expectClose(tricube.value(0), 70 / 81, 1e-15);
    expectClose(tricube.value(0.5), (70 * 343) / (81 * 512), 1e-15);
    expectClose(tricube.value(1), 0, 1e-15);
  });

  it('has slopes worked out by hand', () => {
    expectClose(tricube.derivative(0.5), (-70 * 49) / (9 * 4 * 64), 1e-15);
    expectClose(tricube.derivative(0), 0, 1e-15);
  });

  it('has the derivatives that central differences find', () => {
    expectDerivatives(tricube);
  });

  it('is even, and log K is the logarithm of K', () => {
    expectConsistent(tricube);
  });

  it('vanishes beyond its support', () => {
    expectCompact(tricube);
  });

  it('keeps its digits near the edge: with ε = 1 − u it is 70/81 (ε(3 − 3ε + ε²))³', () => {
    const epsilon = 2 ** -40;
    const exact = (70 / 81) * (epsilon * (3 - 3 * epsilon + epsilon ** 2)) ** 3;
    expectClose(tricube.value(1 - epsilon), exact, 1e-15, 0);
  });
});
