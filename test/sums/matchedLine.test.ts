import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchedLine } from '../../src/sums/matchedLine.js';
import type { CategoryMatch, Sample, SumsRequest } from '../../src/sums/types.js';
import { gaussian } from './kernels.js';
import { naiveGaussianSums, relativeError } from './naiveGaussianSums.js';
import { makeColumns, makePoints, makeQueries, random } from './problems.js';

const ROUNDING = 1e-14;

const problem = fc.record({
  n: fc.constantFrom(2, 5, 40, 300),
  count: fc.constantFrom(1, 2, 5),
  shape: fc.constantFrom('uniform', 'clusters', 'ties', 'gap', 'outlier', 'offset'),
  logBandwidth: fc.double({ min: -4, max: -0.5, noNaN: true }),
  degrees: fc.constantFrom([0, 0], [1, 0], [2, 1, 1]),
  weights: fc.constantFrom('ones', 'positive', 'zeros'),
  others: fc.constantFrom('some', 'none', 'tiny', 'all'),
  squared: fc.boolean(),
  excludeSelf: fc.boolean(),
  far: fc.constantFrom(0, 2, 9, 1e3),
  seed: fc.integer({ min: 1, max: 1 << 30 }),
});

/** What points of other combinations weigh. */
function weightOf(others: string, next: () => number): number {
  if (others === 'none') return 0;
  if (others === 'tiny') return 10 ** (-290 * next());
  return others === 'all' ? 1 : next();
}

describe('sums of categories on a line', () => {
  it('agree with term-by-term sums of points that are weighed', () => {
    let served = 0;
    fc.assert(
      fc.property(problem, (p) => {
        const next = random(p.seed);
        const { n, count } = p;
        const c = p.degrees.length;
        const points = makePoints(p.shape, n, 1, next);
        const sample: Sample = { n, d: 1, c, points, columns: makeColumns(p.weights, n, c, next) };
        const h = 10 ** p.logBandwidth;
        const request: SumsRequest = {
          kernel: gaussian,
          product: true,
          inverseBandwidth: Float64Array.of(1 / h),
          degrees: p.degrees,
          squared: p.squared,
          excludeSelf: p.excludeSelf,
          tolerance: 1e-12,
        };
        const queries = p.excludeSelf ? points : makeQueries(points, 1, h, p.far, next);
        // Combinations are numbered in the order of their first.
        const numbers = new Map<number, number>();
        const numbered = () => {
          const drawn = Math.floor(count * next());
          if (!numbers.has(drawn)) numbers.set(drawn, numbers.size);
          return numbers.get(drawn)!;
        };
        const own = Int32Array.from({ length: n }, numbered);
        const found = numbers.size;
        const match: CategoryMatch = {
          points: own,
          queries: p.excludeSelf
            ? own
            : Int32Array.from(queries, () => Math.floor(found * next())).sort(),
          count: found,
          weights: Float64Array.from({ length: found * found }, (_, at) =>
            at % (found + 1) === 0 ? 1 : weightOf(p.others, next),
          ),
        };
        const plan = matchedLine(sample, queries, request, match);
        if (!plan) return;
        served++;
        const sums = plan.run();
        for (let q = 0; q < queries.length; q++) {
          const columns = sample.columns.map((value, at) => {
            const weight = match.weights[match.queries[q] * found + own[at % n]];
            return value * weight * (p.squared ? weight : 1);
          });
          const naive = naiveGaussianSums({ ...sample, columns }, queries, q, request);
          expect(relativeError(sums, naive, q)).toBeLessThanOrEqual(request.tolerance + ROUNDING);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(served).toBeGreaterThan(100);
  }, 60_000);
});
