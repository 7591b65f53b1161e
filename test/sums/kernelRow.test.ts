import { describe, expect, it } from 'vitest';
import { gaussianRows } from '../../src/loops/gaussianRows.js';
import { kernelRow } from '../../src/sums/kernelRow.js';
import { expectClose } from '../expectClose.js';
import { cauchy, epanechnikov, gaussian } from './kernels.js';

const request = {
  inverseBandwidth: Float64Array.of(1, 1),
  degrees: [0],
  excludeSelf: false,
  tolerance: 1e-12,
};
// Two dimensions, room for 64 keys, three used.
const u = new Float64Array(128);
u.set([0, 0.5, -0.6], 0);
u.set([0.25, -0.5, 0.8], 64);

const filled = (kernel: typeof gaussian, product: boolean, squared: boolean) => {
  const row = kernelRow({ ...request, kernel, product, squared }, 2, 64, gaussianRows);
  row.fill(u, 3);
  return [...row.row.subarray(0, 3)];
};

describe('kernelRow', () => {
  it('is e^(−‖u‖²/2) for the Gaussian, product or not', () => {
    const expected = [0.0625, 0.5, 1].map((square) => Math.exp(-square / 2));
    expectClose(filled(gaussian, true, false), expected, 1e-15);
    expectClose(filled(gaussian, false, false), expected, 1e-15);
    expectClose(
      filled(gaussian, false, true),
      expected.map((k) => k * k),
      1e-15,
    );
  });

  it('multiplies over dimensions for a product kernel', () => {
    const k = (x: number) => 0.75 * (1 - x * x);
    const expected = [k(0) * k(0.25), k(0.5) * k(0.5), k(0.6) * k(0.8)];
    expectClose(filled(epanechnikov, true, false), expected, 1e-15);
    expectClose(
      filled(epanechnikov, true, true),
      expected.map((x) => x * x),
      1e-15,
    );
  });

  it('takes the length of u for a spherical one', () => {
    const expected = [0.0625, 0.5, 1].map((square) => 1 / (Math.PI * (1 + square)));
    expectClose(filled(cauchy, false, false), expected, 1e-15);
    expect(filled(epanechnikov, false, false)[2]).toBe(0);
  });
});
