import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/sums/direct.js';
import { mergeSums } from '../../src/sums/mergeSums.js';
import type { Sample } from '../../src/sums/types.js';
import { epanechnikov, gaussian } from './kernels.js';

function part({ d, c, points, columns, n }: Sample, from: number, to: number): Sample {
  const some = Float64Array.from(
    { length: c * (to - from) },
    (_, s) => columns[Math.floor(s / (to - from)) * n + from + (s % (to - from))],
  );
  return { n: to - from, d, c, points: points.slice(from * d, to * d), columns: some };
}

describe('mergeSums', () => {
  it('gives the sums of the whole from two parts, near and far', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, fc.constantFrom(1, 0.5, 1e-200), number), {
          minLength: 2,
          maxLength: 30,
        }),
        fc.array(fc.oneof(number, fc.constantFrom(30, -1e3, 1e6)), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 0.01),
        fc.constantFrom(gaussian, epanechnikov),
        (keys, near, h, kernel) => {
          const n = keys.length;
          const whole = {
            n,
            d: 1,
            c: 2,
            points: Float64Array.from(keys, ([x]) => x),
            columns: Float64Array.from([
              ...keys.map(([, w]) => w),
              ...keys.map(([, w, y]) => w * y),
            ]),
          };
          const request = {
            kernel,
            product: true,
            inverseBandwidth: Float64Array.of(1 / h),
            degrees: [0, 0],
            squared: false,
            excludeSelf: false,
            tolerance: 1e-12,
          };
          const queries = Float64Array.from(near);
          const cut = n >> 1;
          const merged = mergeSums(
            direct.sums(part(whole, 0, cut), queries, request),
            direct.sums(part(whole, cut, n), queries, request),
          );
          const truth = direct.sums(whole, queries, request);
          for (let q = 0; q < queries.length; q++) {
            const factor = Math.exp(merged.logScale[q] - truth.logScale[q]);
            const [s, t] = truth.sums.subarray(2 * q);
            // |values| ≤ weights, so Σ|terms| of both columns is at most the sum of column 0.
            expect(Math.abs(factor * merged.sums[2 * q] - s)).toBeLessThanOrEqual(1e-12 * s);
            expect(Math.abs(factor * merged.sums[2 * q + 1] - t)).toBeLessThanOrEqual(1e-12 * s);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
