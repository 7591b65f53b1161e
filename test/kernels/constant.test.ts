import { describe, expect, it } from 'vitest';
import { constant } from '../../src/kernels/builtInKernels.js';
import { expectConsistent, expectDerivatives } from './expectKernel.js';

describe('constant', () => {
  it.each([0, 1, -3, 1e300, Infinity])('is 1, its logarithm and slopes 0 at %s', (u) => {
    expect(constant.value(u)).toBe(1);
    expect([constant.logValue(u), constant.derivative(u), constant.logDerivative(u)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('is consistent, and has the derivatives that central differences find', () => {
    expectConsistent(constant);
    expectDerivatives(constant);
  });

  it('cannot be integrated', () => {
    expect([constant.support, constant.roughness, constant.secondMoment]).toEqual([
      Infinity,
      Infinity,
      Infinity,
    ]);
  });
});
