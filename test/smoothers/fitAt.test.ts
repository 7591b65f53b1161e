import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { fitAt, variedFitAt } from '../../src/smoothers/fitAt.js';
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

  for (const design of ['uniform', 'normal', 'lognormal', 'clusters'] as const) {
    it(`a local quadratic in the plane by grids is that of sums pair by pair, ${design}`, () => {
      const random = createRandom(3);
      const rows = Array.from({ length: 1500 }, (_, i) =>
        [2, 3].map((step) => {
          const normal = random.normal();
          return {
            uniform: random.uniform(),
            normal: 0.5 + 0.2 * normal,
            lognormal: Math.exp(0.5 * normal) / 3,
            clusters: 0.2 + ((i * step) % 5) * 0.15 + 0.03 * normal,
          }[design];
        }),
      );
      const y = rows.map(([a, b]) => Math.sin(6 * a) * Math.cos(5 * b) + 0.3 * random.normal());
      const weights = rows.map(() => 0.1 + random.uniform());
      const data = observationsOf(rows, y, weights);
      const queries = Float64Array.from({ length: 300 }, () => 0.1 + 0.8 * random.uniform());
      for (const bandwidth of [0.05, 0.15]) {
        const [binned, direct] = (['binned', 'direct'] as const).map((method) => {
          const spec = specOf('gaussian', [bandwidth, bandwidth], 2, { method });
          const { coefficients, variance } = variedFitAt('test', data, spec, queries, 'ones');
          return { values: coefficients.filter((_, at) => at % 6 === 0), variance };
        });
        // Sums to 1e-13, of squares to 1e-12, and systems of a condition up to 1e4.
        expectClose(binned.values, direct.values, 1e-9);
        expectClose(binned.variance, direct.variance, 1e-8, 0);
      }
    });
  }

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
