import { expect, it } from 'vitest';
import { gaussianFactors } from '../../src/sums/powers.js';
import type { SumsRequest } from '../../src/sums/types.js';
import { gaussian } from './kernels.js';

const request = (changes: Partial<SumsRequest>): SumsRequest => ({
  kernel: gaussian,
  product: true,
  inverseBandwidth: Float64Array.of(1, 1),
  degrees: [2, 0],
  squared: false,
  excludeSelf: false,
  tolerance: 1e-12,
  ...changes,
});
const one = 1 / Math.sqrt(2 * Math.PI);

it('is K(0) for every sum, to the power of the dimensions for a product', () => {
  expect(gaussianFactors(request({ product: false }), 2)).toEqual(Array(7).fill(gaussian.value(0)));
  for (const factor of gaussianFactors(request({}), 2)) expect(factor).toBeCloseTo(one * one, 15);
});

it('takes √2 from each power of u for K²', () => {
  const factors = gaussianFactors(request({ squared: true, product: false }), 1);
  [1, Math.SQRT1_2, 0.5, 1].forEach((power, f) => {
    expect(factors[f]).toBeCloseTo(one * one * power, 15);
  });
});
