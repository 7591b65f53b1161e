import { describe, expect, it } from 'vitest';
import {
  CAUCHY,
  GAUSSIAN,
  LOGISTIC,
  logKernel,
  relativeKernelInto,
} from '../../src/loops/relativeKernels.js';

const KERNELS: [number, (u: number) => number][] = [
  [GAUSSIAN, (u) => Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI)],
  [LOGISTIC, (u) => 1 / (Math.exp(u) + 2 + Math.exp(-u))],
  [CAUCHY, (u) => 1 / (Math.PI * (1 + u * u))],
];

function relative(kernel: number, exponent: number, r: number, s: number): number {
  const out = new Float64Array(1);
  relativeKernelInto(kernel, exponent, r, Float64Array.of(s), 1, out);
  return out[0];
}

describe('relativeKernelInto', () => {
  it.each(KERNELS)('kernel %i times its reference is K', (kernel, value) => {
    for (const r of [-6, -1, 0, 0.3, 5])
      for (const s of [-4, -0.7, 0, 0.01, 3])
        for (const exponent of [1, 2]) {
          const k = relative(kernel, exponent, r, s) * Math.exp(logKernel(kernel, exponent, r));
          expect(Math.abs(k / value(r + s) ** exponent - 1)).toBeLessThan(2e-14);
        }
  });

  it('tells points apart from 1e150 bandwidths', () => {
    expect(relative(GAUSSIAN, 1, 1e150, 1)).toBe(0);
    expect(relative(LOGISTIC, 1, -1e150, -1)).toBeCloseTo(Math.exp(-1), 15);
    expect(relative(CAUCHY, 1, 1e150, 1)).toBe(1);
    for (const kernel of [GAUSSIAN, LOGISTIC, CAUCHY])
      expect(Number.isFinite(logKernel(kernel, 2, 1e200))).toBe(true);
  });
});
