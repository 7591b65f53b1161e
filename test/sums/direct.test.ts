import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/sums/direct.js';
import type { KernelSums, Sample, SumsRequest } from '../../src/sums/types.js';
import { exactGaussianSums } from './exactSums.js';
import { gaussian } from './kernels.js';
import { sumsBy } from './sumsBy.js';

const LOG_PEAK = gaussian.logValue(0);

function request(d: number, h: number, changes: Partial<SumsRequest> = {}): SumsRequest {
  return {
    kernel: gaussian,
    product: true,
    inverseBandwidth: new Float64Array(d).fill(1 / h),
    degrees: [0, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...changes,
  };
}

function sampleOf(points: number[], d: number, columns: number[][]): Sample {
  const n = columns[0].length;
  return {
    n,
    d,
    c: columns.length,
    points: Float64Array.from(points),
    columns: Float64Array.from(columns.flat()),
  };
}

/**
 * Largest |found − exact| / Σ|terms| over queries and sums; the scales are compared through the
 * sums.
 */
function largestError(
  sample: Sample,
  queries: Float64Array,
  asked: SumsRequest,
  found: KernelSums,
): number {
  const { d } = sample;
  const m = queries.length / d;
  const size = found.sums.length / m;
  let error = 0;
  for (let q = 0; q < m; q++) {
    const query = queries.subarray(q * d, (q + 1) * d);
    const exact = exactGaussianSums(sample, query, asked, asked.excludeSelf ? q : -1);
    const constant = (asked.squared ? 2 : 1) * d * LOG_PEAK;
    const anything = found.sums.subarray(q * size, (q + 1) * size).some((s) => s !== 0);
    // The sum of column 0 gives the scale: what is compared is each sum relative to it, and the
    // logarithm of the scale.
    const factor = found.sums[q * size] / exact.sums[0];
    if (!anything && exact.absolute.every((a) => a === 0)) continue;
    const logFound = found.logScale[q] + Math.log(found.sums[q * size]);
    const logExact = exact.logScale + Math.log(exact.sums[0]) + constant;
    error = Math.max(error, Math.abs(logFound - logExact) / Math.max(1, Math.abs(logExact)));
    for (let s = 0; s < size; s++) {
      // What is below 1e-280 of column 0 may be lost.
      const floor = 1e-280 * exact.sums[0];
      const difference = Math.abs(found.sums[q * size + s] / factor - exact.sums[s]);
      if (difference > floor) error = Math.max(error, difference / exact.absolute[s]);
      if (Number.isNaN(difference)) error = Infinity;
    }
  }
  return error;
}

const coordinate = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 1, 0.25, 1e9, -3, 40, 1e8, 1e8 + 0.5),
);
const weight = fc.oneof(
  fc.double({ min: 0.1, max: 1, noNaN: true }),
  fc.constantFrom(1, 1, 0, 1e-300, 1e-150, 1e-20),
);
const value = fc.double({ min: -10, max: 10, noNaN: true });
const place = fc.oneof(
  coordinate,
  fc.double({ min: -50, max: 50, noNaN: true }),
  fc.constantFrom(1e6, -1e6),
);
const anyPlace = fc.oneof(place, fc.constantFrom(1e12, -1e145, 1e145));
const bandwidth = fc.constantFrom(1e-4, 1e-3, 0.013, 0.1, 0.3, 1, 30, 1e4);

/**
 * Samples of up to 40 points in d dimensions with weights and one column of values, and queries
 * near and far.
 */
function cases(d: number) {
  return fc
    .array(fc.tuple(fc.array(coordinate, { minLength: d, maxLength: d }), weight, value), {
      minLength: 1,
      maxLength: 40,
    })
    .chain((keys) =>
      fc.record({
        keys: fc.constant(keys),
        h: bandwidth,
        queries: fc.array(fc.array(d === 1 ? anyPlace : place, { minLength: d, maxLength: d }), {
          minLength: 1,
          maxLength: 6,
        }),
      }),
    )
    .map(({ keys, h, queries }) => ({
      sample: sampleOf(
        keys.flatMap(([x]) => x),
        d,
        [keys.map(([, w]) => w), keys.map(([, w, y]) => w * y)],
      ),
      h,
      queries: Float64Array.from(queries.flat()),
    }));
}

describe('direct, gaussian', () => {
  for (const d of [1, 2, 3, 5]) {
    it(`agrees with exact arithmetic in ${d} dimensions, near and far`, () => {
      fc.assert(
        fc.property(cases(d), fc.boolean(), ({ sample, h, queries }, squared) => {
          const asked = request(d, h, { squared });
          const found = sumsBy(direct, sample, queries, asked);
          expect(largestError(sample, queries, asked, found)).toBeLessThan(1e-12);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('gives all powers up to degree 6 in one dimension', () => {
    fc.assert(
      fc.property(cases(1), ({ sample, h, queries }) => {
        const near = queries.filter((q) => Math.abs(q) < 1e10);
        const asked = request(1, h, { degrees: [6, 3] });
        const found = sumsBy(direct, sample, near, asked);
        expect(largestError(sample, near, asked, found)).toBeLessThan(1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it('gives all powers up to degree 4 in two dimensions', () => {
    fc.assert(
      fc.property(cases(2), ({ sample, h, queries }) => {
        const near = queries.map((q) => (Math.abs(q) < 1e10 ? q : 7));
        const asked = request(2, h, { degrees: [4, 2] });
        const found = sumsBy(direct, sample, near, asked);
        expect(largestError(sample, near, asked, found)).toBeLessThan(1e-12);
      }),
    );
  });

  it('leaves out the query itself', () => {
    fc.assert(
      fc.property(cases(1), fc.constantFrom([0, 0], [2, 1]), ({ sample, h }, degrees) => {
        const asked = request(1, h, { degrees, excludeSelf: true });
        const found = sumsBy(direct, sample, sample.points, asked);
        expect(largestError(sample, sample.points, asked, found)).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });
});
