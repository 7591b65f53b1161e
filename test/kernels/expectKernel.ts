import { expect } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { expectClose } from '../expectClose.js';
import { readReference } from '../reference/readReference.js';

/** Points in the middle of every support and in its tails, away from kinks. */
const points = [0.05, 0.3, 0.62, 0.97, 1.7, 6];

/** Values, K(0), ∫K² and ∫u²K against quadrature by scipy, good to about 1e-9. */
export function expectReference(kernel: Kernel, name = kernel.name): void {
  const reference = readReference('ref_kernel_constants.json').cases.find(
    (entry: { kernel: string }) => entry.kernel === name,
  );
  const { values_at: at, values, R_K, mu2_K, K0, support } = reference;
  expectClose(
    at.map((u: number) => kernel.value(u)),
    values,
    1e-14,
  );
  expect(kernel.support).toBe(support);
  expectClose(kernel.value(0), K0, 1e-15);
  expectClose(kernel.roughness!, R_K, 1e-9);
  if (Number.isFinite(mu2_K)) expectClose(kernel.secondMoment!, mu2_K, 1e-9);
}

/** K′ and (log K)′ against central differences of step 1e-5, whose error is about 1e-10. */
export function expectDerivatives(kernel: Kernel): void {
  const h = 1e-5;
  for (const u of points) {
    const slope = (f: (u: number) => number): number => (f(u + h) - f(u - h)) / (2 * h);
    expectClose(kernel.derivative(u), slope(kernel.value), 1e-8);
    if (u > kernel.support) expect(kernel.logDerivative(u)).toBe(0);
    else expectClose(kernel.logDerivative(u), slope(kernel.logValue), 1e-6);
  }
}

/** log K is the logarithm of K; K is even and its derivatives are odd. */
export function expectConsistent(kernel: Kernel): void {
  for (const u of points) {
    expectClose(kernel.logValue(u), Math.log(kernel.value(u)), 1e-13);
    expect(kernel.value(-u)).toBe(kernel.value(u));
    expect(kernel.logValue(-u)).toBe(kernel.logValue(u));
    expect(kernel.derivative(-u) + kernel.derivative(u)).toBe(0);
    expect(kernel.logDerivative(-u) + kernel.logDerivative(u)).toBe(0);
  }
}

/** K is 0 beyond 1, however far, and its logarithm −∞. */
export function expectCompact(kernel: Kernel): void {
  expect(kernel.support).toBe(1);
  for (const u of [1 + Number.EPSILON, 2, 1e200, Infinity]) {
    expect([kernel.value(u), kernel.value(-u)]).toEqual([0, 0]);
    expect([kernel.derivative(u), kernel.derivative(-u)]).toEqual([0, 0]);
    expect([kernel.logValue(u), kernel.logDerivative(u)]).toEqual([-Infinity, 0]);
  }
}
