import { describe, expect, it } from 'vitest';
import { CAUCHY, GAUSSIAN, LOGISTIC } from '../../../src/loops/relativeKernels.js';
import { acceptance } from '../../../src/sums/line/acceptance.js';

const KERNELS: [string, number, (u: number) => number][] = [
  ['gaussian', GAUSSIAN, (u) => Math.exp(-0.5 * u * u)],
  ['logistic', LOGISTIC, (u) => 1 / (2 + 2 * Math.cosh(u))],
  ['cauchy', CAUCHY, (u) => 1 / (1 + u * u)],
];

describe.each(KERNELS)('%s', (_, code, kernel) => {
  it.each([0, 2])('is interpolated well enough wherever it is accepted, power %i', (power) => {
    const order = 12;
    const tolerance = 1e-9;
    const accepts = acceptance(code, 1, order, power, tolerance);
    const f = (u: number) => kernel(u) * u ** power;
    const size = (u: number) => kernel(u) * Math.max(1, Math.abs(u)) ** power;
    for (const centre of [0, 1, 3, 7, 12]) {
      let half = 4;
      while (!accepts(centre, half)) half *= 0.99;
      const nodes = Array.from({ length: order }, (_, i) =>
        Math.cos((Math.PI * (i + 0.5)) / order),
      );
      for (let t = -1; t <= 1; t += 0.02) {
        const value = nodes.reduce((sum, a) => {
          const cardinal = nodes.reduce((p, b) => (a === b ? p : (p * (t - b)) / (a - b)), 1);
          return sum + f(centre + half * a) * cardinal;
        }, 0);
        const u = centre + half * t;
        expect(Math.abs(value - f(u))).toBeLessThan(tolerance * size(u));
      }
    }
  });
});
