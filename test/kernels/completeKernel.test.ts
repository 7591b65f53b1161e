import { describe, expect, it } from 'vitest';
import { completeKernel } from '../../src/kernels/Kernel.js';
import { expectCompact, expectConsistent, expectDerivatives } from './expectKernel.js';

// K(u) = 2 − u², which does not vanish on the edge: the cut is the work of completeKernel alone
const parts = {
  name: 'cap',
  support: 1,
  value: (u: number) => 2 - u * u,
  derivative: (u: number) => -2 * u,
  roughness: 4,
  secondMoment: 5,
};
const cap = completeKernel(parts);

describe('completeKernel', () => {
  it('keeps its parts', () => {
    expect([cap.name, cap.roughness, cap.secondMoment]).toEqual(['cap', 4, 5]);
  });

  it('has the edge inside', () => {
    expect([cap.value(1), cap.value(-1), cap.derivative(1)]).toEqual([1, 1, -2]);
  });

  it('vanishes outside', () => {
    expectCompact(cap);
  });

  it('works out the logarithm and its derivative', () => {
    expectConsistent(cap);
    expectDerivatives(cap);
    expect(cap.logDerivative(0.5)).toBe(-1 / 1.75);
  });

  it('where K is 0 inside the support the log derivative is 0, not −∞', () => {
    const vanishing = completeKernel({ ...parts, value: () => 0 });
    expect(vanishing.logDerivative(0.5)).toBe(0);
  });
});
