import { expect, it } from 'vitest';
import { CompactPolynomial } from '../../../src/sums/windowed/CompactPolynomial.js';
import { compactKernels } from '../compactKernels.js';

it.each([...compactKernels])(
  'Taylor coefficients of $name give K(u)·u^α back on both sides',
  (kernel) => {
    for (const squared of [false, true]) {
      const polynomial = new CompactPolynomial(kernel.traits!.polynomial!, squared, 6);
      for (const power of [0, 1, 6]) {
        const tau = new Float64Array(polynomial.degree + power + 1);
        for (const side of [-1, 1]) {
          for (const v of [0, 0.2, 0.49, 0.51, 0.8, 0.999]) {
            polynomial.taylorInto(power, side, v, tau);
            const s = side * v;
            const t = side * Math.min(0.1, (1 - v) / 3);
            const u = s + t;
            const value = tau.reduceRight((sum, a) => sum * t + a, 0);
            const exact = kernel.value(u) ** (squared ? 2 : 1) * u ** power;
            // Relative even where K is 1e-15: the zero at the edge is exact. Near u = 0 powers are
            // small against K.
            const scale = kernel.value(u) ** (squared ? 2 : 1);
            expect(Math.abs(value - exact)).toBeLessThan(2e-12 * scale);
          }
        }
      }
    }
  },
);
