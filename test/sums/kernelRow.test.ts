import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { gaussianRows } from '../../src/loops/gaussianRows.js';
import { kernelRow } from '../../src/sums/kernelRow.js';
import { expectClose } from '../expectClose.js';
import { cauchy, epanechnikov, gaussian, laplace } from './kernels.js';

const request = {
  inverseBandwidth: Float64Array.of(1, 1),
  degrees: [0],
  excludeSelf: false,
  tolerance: 1e-12,
};

/** What a row becomes that was filled with these numbers. */
const filled = (kernel: Kernel, product: boolean, squared: boolean, given: number[]) => {
  const row = kernelRow({ ...request, kernel, product, squared }, 2, 64, gaussianRows);
  row.row.set(given);
  row.fill(given.length);
  return [...row.row.subarray(0, given.length)];
};

describe('kernelRow', () => {
  it('is e^(−‖u‖²/2) of a squared length for the Gaussian, product or not', () => {
    const squares = [0.0625, 0.5, 1, 30];
    const expected = squares.map((square) => Math.exp(-square / 2));
    const square = expected.map((k) => k * k);
    expectClose(filled(gaussian, true, false, squares), expected, 1e-15);
    expectClose(filled(gaussian, false, false, squares), expected, 1e-15);
    expectClose(filled(gaussian, false, true, squares), square, 1e-15);
  });

  it('is K of one dimension for a product kernel', () => {
    const u = [0, -0.5, 1, 1.5];
    const expected = [0.75, 0.5625, 0, 0];
    const square = expected.map((k) => k * k);
    expectClose(filled(epanechnikov, true, false, u), expected, 1e-15);
    expectClose(filled(epanechnikov, true, true, u), square, 1e-15);
    expectClose(filled(laplace, true, true, [2]), [Math.exp(-4) / 4], 1e-15);
  });

  it('is K of the root of a squared length for a spherical one', () => {
    const squares = [0.0625, 0.5, 1];
    const expected = squares.map((square) => 1 / (Math.PI * (1 + square)));
    expectClose(filled(cauchy, false, false, squares), expected, 1e-15);
    expect(filled(epanechnikov, false, false, [1.1])).toEqual([0]);
  });
});
