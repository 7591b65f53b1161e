import { describe, expect, it } from 'vitest';
import { fitAt } from '../../src/smoothers/fitAt.js';
import { expectClose } from '../expectClose.js';
import { normsOf, observationsOf, specOf } from './observations.js';

const x = [0, 1, 2, 3, 5, 8];
const at = (...q: number[]): Float64Array => Float64Array.from(q);

describe('fitAt', () => {
  it('gives the coefficients of the local polynomial in units of x and y', () => {
    const cubic = observationsOf(
      x,
      x.map((v) => 1 + 2 * v - v * v + 0.5 * v ** 3),
    );
    const { terms, coefficients } = fitAt('test', cubic, specOf('gaussian', [2], 3), at(2, 4.5));
    expect(terms).toBe(4);
    // About q: f(q), f′(q), f″(q)/2, f‴(q)/6.
    expectClose(coefficients, [5, 4, 2, 0.5, 35.3125, 23.375, 5.75, 0.5], 1e-10);
  });

  it('‖ℓ‖² is the sum of squared weights: of a mean 1/n for equal ones, 1 at a lone observation', () => {
    const data = observationsOf(x, x);
    const wide = specOf('uniform', [100], 0);
    expectClose(normsOf(data, wide, at(4)), [1 / 6], 1e-14);
    const weighted = observationsOf(x, x, [1, 1, 0, 0, 0, 2]);
    expectClose(normsOf(weighted, wide, at(4)), [6 / 16], 1e-14);
    const narrow = specOf('epanechnikov', [0.5], 1);
    expect(normsOf(data, narrow, at(5, 6.5))).toEqual(at(1, Number.NaN));
    expect([...fitAt('test', data, narrow, at(5, 6.5)).degree]).toEqual([0, -1]);
    // A straight line through two points, at three times their distance: weights −2 and 3.
    const line = observationsOf([0, 1], [0, 1]);
    expectClose(normsOf(line, specOf('gaussian', [9], 1), at(3)), [13], 1e-12);
  });

  it('‖ℓ‖² keeps its digits far from the data', () => {
    const spec = specOf('gaussian', [1e-3], 0);
    expect(normsOf(observationsOf(x, x), spec, at(1e6))).toEqual(at(1));
  });

  it('the degree falls to the number of distinct points in reach less one', () => {
    const data = observationsOf([0, 0, 1, 1, 4, 4.2, 4.4], [1, 3, 2, 2, 0, 1, 5]);
    const { degree, coefficients, terms } = fitAt(
      'test',
      data,
      specOf('epanechnikov', [1.5], 3),
      at(0.4, 4.2, -1.2),
    );
    expect([...degree]).toEqual([1, 2, 0]);
    expectClose(
      coefficients.filter((_, i) => i % terms === 0),
      [2, 1, 2],
      1e-12,
    );
  });
});
