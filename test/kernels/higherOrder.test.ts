import { describe, expect, it } from 'vitest';
import {
  epanechnikov4,
  gaussian4,
  gaussian6,
  gaussian8,
  signOf,
} from '../../src/kernels/higherOrder.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { expectClose } from '../expectClose.js';
import { expectCompact, expectDerivatives } from './expectKernel.js';

const phi = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI);

/** Order, K(u), √π·R or R, and the first moment that is not 0. */
const cases: [Kernel, number, (u: number) => number, number, number][] = [
  [gaussian4, 4, (u) => 0.5 * (3 - u ** 2) * phi(u), 27 / 32, -3],
  [gaussian6, 6, (u) => (15 - 10 * u ** 2 + u ** 4) * (phi(u) / 8), 2265 / 2048, 15],
  [
    gaussian8,
    8,
    (u) => ((105 - 105 * u ** 2 + 21 * u ** 4 - u ** 6) * phi(u)) / 48,
    43435 / 32768,
    -105,
  ],
  [
    epanechnikov4,
    4,
    (u) => (15 / 8) * (1 - (7 / 3) * u ** 2) * 0.75 * (1 - u ** 2),
    (5 / 4) * Math.sqrt(Math.PI),
    -1 / 21,
  ],
];

/** Simpson's rule over the support, or up to where nothing is left. */
function integral(f: (u: number) => number, { support }: Kernel): number {
  const [reach, steps] = [Math.min(support, 16), 20_000];
  let sum = f(0) + f(reach);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * f((k * reach) / steps);
  return (2 * sum * reach) / steps / 3;
}

describe.each(cases.map(([kernel, ...rest]) => [kernel.name, kernel, ...rest] as const))(
  '%s',
  (_, kernel, order, value, roughness, moment) => {
    it('is its polynomial times its kernel', () => {
      for (const u of [0, 0.2, 0.5, 0.7, 0.95])
        expectClose([kernel.value(u), kernel.value(-u)], [value(u), value(u)], 1e-15);
      if (kernel.support === Infinity)
        for (const u of [1.5, 2.5, 4, 7]) expectClose(kernel.value(u), value(u), 1e-15, 1e-13);
    });

    it('integrates to 1, and its moments below its order are 0', () => {
      expectClose(integral(kernel.value, kernel), 1, 1e-12);
      for (let power = 2; power < order; power += 2)
        expectClose(
          integral((u) => u ** power * kernel.value(u), kernel),
          0,
          1e-11,
        );
      expectClose(
        integral((u) => u ** order * kernel.value(u), kernel),
        moment,
        1e-10,
      );
      expect(kernel.secondMoment).toBe(0);
    });

    it('names its roughness', () => {
      expectClose(kernel.roughness!, roughness / Math.sqrt(Math.PI), 1e-15);
      expectClose(
        kernel.roughness!,
        integral((u) => kernel.value(u) ** 2, kernel),
        1e-12,
      );
    });

    it('has the derivatives that central differences find', () => {
      expectDerivatives(kernel);
    });

    it('has log |K|, and a sign', () => {
      expect(kernel.isSigned).toBe(true);
      for (const u of [0.1, 0.6, 0.7, 0.99, 1.7, 2, 3, 5]) {
        if (u > kernel.support) continue;
        const k = kernel.value(u);
        expectClose(kernel.logValue(u), Math.log(Math.abs(k)), 1e-13);
        expect(signOf(kernel, u)).toBe(Math.sign(k));
      }
    });

    it('is largest at 0 in size', () => {
      for (let u = 0.01; u < 8; u += 0.01)
        expect(Math.abs(kernel.value(u))).toBeLessThan(kernel.value(0));
    });
  },
);

describe('far out, where K underflows', () => {
  it.each([
    [gaussian4, 1e8, 2],
    [gaussian6, 1e8, 8],
    [gaussian8, 1e40, 48],
  ])('log |K| keeps its highest power', (kernel, u, over) => {
    const power = { gaussian4: 2, gaussian6: 4, gaussian8: 6 }[kernel.name]!;
    const logs = power * Math.log(u) - Math.log(over) - 0.5 * Math.log(2 * Math.PI);
    expectClose(kernel.logValue(u), -(u * u) / 2 + logs, 1e-15, 0);
    expect(signOf(kernel, u)).toBe(kernel === gaussian6 ? 1 : -1);
    expectClose(kernel.logDerivative(u), -u + power / u, 1e-15, 0);
  });

  it('a ratio takes the difference of squares as it is given', () => {
    expectClose(gaussian4.logRatio!(1e9, 1e9, 3), -1.5, 1e-15);
    const exact = gaussian8.logValue(2.5) - gaussian8.logValue(1);
    expectClose(gaussian8.logRatio!(2.5, 1, 2.5 ** 2 - 1), exact, 1e-14);
  });
});

it('epanechnikov4 vanishes beyond its support, and is that of np stretched by √5', () => {
  expectCompact(epanechnikov4);
  // np's: 3/(4√5)·(15/8 − (7/8)z²)(1 − z²/5) on |z| < √5
  for (const z of [0, 0.5, 1.5, 2.2]) {
    const np =
      (3 / (4 * Math.sqrt(5))) * (15 / 8 - (7 / 8) * z ** 2) * (1 - z ** 2 / 5) * Math.sqrt(5);
    expectClose(epanechnikov4.value(z / Math.sqrt(5)), np, 1e-15);
  }
});
