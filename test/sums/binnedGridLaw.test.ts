import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridSums } from '../../src/sums/binnedGrid.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { gaussian } from './kernels.js';
import { naiveGaussianSums, relativeError } from './naiveGaussianSums.js';
import { makeColumns, makePoints, makeQueries, random } from './problems.js';

/**
 * Exponents beyond rounding: |u²| is known to about 1e-16 of itself, so far queries are judged by
 * what doubles carry.
 */
const ROUNDING = 1e-14;

const shape = fc.constantFrom('uniform', 'clusters', 'ties', 'gap', 'outlier', 'offset', 'line');

const problem = fc.record({
  d: fc.constantFrom(2, 3),
  n: fc.constantFrom(1, 2, 5, 40, 300),
  shape,
  logBandwidth: fc.double({ min: -4, max: 4, noNaN: true }),
  logTolerance: fc.integer({ min: -12, max: -6 }),
  degrees: fc.constantFrom([0, 0], [1, 0, 0], [2, 1], [4, 2]),
  weights: fc.constantFrom('ones', 'positive', 'extreme', 'zeros'),
  squared: fc.boolean(),
  product: fc.boolean(),
  excludeSelf: fc.boolean(),
  far: fc.constantFrom(0, 0, 2, 5, 9, 30, 1e3),
  seed: fc.integer({ min: 1, max: 1 << 30 }),
});

describe('binned sums in two and three dimensions', () => {
  it('agree with term-by-term sums in log space at every query', () => {
    fc.assert(
      fc.property(problem, (p) => {
        const next = random(p.seed);
        const { d, n } = p;
        const c = p.degrees.length;
        const points = makePoints(p.shape, n, d, next);
        const sample: Sample = { n, d, c, points, columns: makeColumns(p.weights, n, c, next) };
        const h = 10 ** p.logBandwidth;
        const request: SumsRequest = {
          kernel: gaussian,
          product: p.product,
          inverseBandwidth: new Float64Array(d).fill(1 / h),
          degrees: p.degrees,
          squared: p.squared,
          excludeSelf: p.excludeSelf,
          tolerance: 10 ** p.logTolerance,
        };
        const queries = p.excludeSelf ? points : makeQueries(points, d, h, p.far, next);
        const found = gridSums(sample, queries, request);
        for (let q = 0; q < queries.length / d; q++) {
          const error = relativeError(found, naiveGaussianSums(sample, queries, q, request), q);
          expect(error).toBeLessThanOrEqual(request.tolerance + ROUNDING);
        }
      }),
      { numRuns: 250, seed: 7 },
    );
  }, 120_000);
});
