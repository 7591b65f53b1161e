import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, kernelNames } from '../../src/index.js';

/** Simpson's rule on [0, reach], where kernels are smooth. */
function integrate(f: (u: number) => number, reach: number): number {
  const n = 20_000;
  const step = reach / n;
  let sum = f(0) + f(reach);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i * step);
  return (sum * step) / 3;
}

const scaledDistance = fc.double({ min: -30, max: 30, noNaN: true });

describe.each(kernelNames.filter((name) => name !== 'boxcar'))('laws of the %s kernel', (name) => {
  const kernel = createKernel(name);

  it('is even, at least 0 unless it is signed, and largest at 0', () => {
    fc.assert(
      fc.property(scaledDistance, (u) => {
        expect(kernel.value(-u)).toBe(kernel.value(u));
        if (!kernel.isSigned) expect(kernel.value(u)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(kernel.value(u))).toBeLessThanOrEqual(kernel.value(0) * (1 + 2 ** -49)); // a few roundings
        expect(kernel.derivative(-u) === -kernel.derivative(u)).toBe(true);
      }),
    );
  });

  it('has a log value that is its log', () => {
    fc.assert(
      fc.property(scaledDistance, (u) => {
        const k = Math.abs(kernel.value(u));
        if (k === 0) expect(kernel.logValue(u)).toBe(-Infinity);
        else expect(Math.abs(Math.exp(kernel.logValue(u)) / k - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('has a log derivative that is derivative over value', () => {
    fc.assert(
      fc.property(scaledDistance, (u) => {
        const k = kernel.value(u);
        const expected = k === 0 ? 0 : kernel.derivative(u) / k;
        expect(Math.abs(kernel.logDerivative(u) - expected)).toBeLessThanOrEqual(
          1e-9 * (1 + Math.abs(expected)),
        );
      }),
    );
  });

  it('vanishes exactly outside its support', () => {
    if (kernel.support === Infinity) expect(kernel.value(5)).not.toBe(0);
    else expect([kernel.value(1.0000001), kernel.derivative(-1.0000001)]).toEqual([0, 0]);
  });

  it('has the constants it names', () => {
    if (kernel.roughness === Infinity) return expect(name).toBe('constant');
    const reach = Math.min(kernel.support, 60);
    const tail = name === 'cauchy'; // its tails would need an endless grid; the reference numbers check it
    if (!tail) expect(Math.abs(2 * integrate(kernel.value, reach) - 1)).toBeLessThan(1e-6);
    const roughness = 2 * integrate((u) => kernel.value(u) ** 2, reach);
    expect(Math.abs(roughness - kernel.roughness!)).toBeLessThan(1e-6);
    const moment = 2 * integrate((u) => u * u * kernel.value(u), reach);
    if (tail) expect(kernel.secondMoment).toBe(Infinity);
    else expect(Math.abs(moment - kernel.secondMoment!)).toBeLessThan(1e-6);
  });

  it('keeps log ratios exact far away', () => {
    if (!kernel.logRatio)
      return expect(['gaussian', 'laplace', 'logistic', 'gaussian4']).not.toContain(name);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (u, u0) => {
          const direct = kernel.logValue(u) - kernel.logValue(u0);
          expect(Math.abs(kernel.logRatio!(u, u0, u * u - u0 * u0) - direct)).toBeLessThan(1e-9);
        },
      ),
    );
  });
});
