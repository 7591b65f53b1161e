import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/sums/direct.js';
import { gaussian } from './kernels.js';
import { sumsBy } from './sumsBy.js';

describe('direct in f32', () => {
  it('keeps a tolerance of 5e-6, near, far and with gaps', () => {
    const single = (min: number, max: number) =>
      fc.double({ min, max, noNaN: true }).map((x) => Math.fround(x));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(single(0, 1), single(0, 1), single(-3, 3)), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.array(single(-1, 2), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0.003, 0.05, 0.3, 2),
        fc.constantFrom(0, 1e8),
        (keys, near, h, offset) => {
          const n = keys.length;
          const sample = {
            n,
            d: 1,
            c: 2,
            points: Float64Array.from(keys, ([x]) => Math.fround(x + offset)),
            columns: Float64Array.from([...keys.map(([, w]) => w), ...keys.map(([, , y]) => y)]),
          };
          const queries = Float64Array.from(near, (q) => Math.fround(q + offset));
          const request = {
            kernel: gaussian,
            product: true,
            inverseBandwidth: Float64Array.of(1 / h),
            degrees: [0, 0],
            squared: false,
            excludeSelf: false,
          };
          const exact = sumsBy(direct, sample, queries, { ...request, tolerance: 1e-12 });
          const absolute = sumsBy(
            direct,
            { ...sample, columns: sample.columns.map(Math.abs) },
            queries,
            { ...request, tolerance: 1e-12 },
          );
          const found = sumsBy(direct, sample, queries, { ...request, tolerance: 5e-6 });
          for (let s = 0; s < found.sums.length; s++) {
            const q = s >> 1;
            const factor = Math.exp(found.logScale[q] - exact.logScale[q]);
            const size = absolute.sums[s] * Math.exp(absolute.logScale[q] - exact.logScale[q]);
            expect(Math.abs(found.sums[s] * factor - exact.sums[s])).toBeLessThanOrEqual(
              5e-6 * size,
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays in f64 where f32 does not hold the points', () => {
    const sample = {
      n: 2,
      d: 1,
      c: 1,
      points: Float64Array.of(1e8 + 0.1, 1e8 + 0.9),
      columns: Float64Array.of(1, 1),
    };
    const request = {
      kernel: gaussian,
      product: true,
      inverseBandwidth: Float64Array.of(1),
      degrees: [0],
      squared: false,
      excludeSelf: false,
    };
    const queries = Float64Array.of(1e8 + 0.3);
    expect(sumsBy(direct, sample, queries, { ...request, tolerance: 1e-5 })).toEqual(
      sumsBy(direct, sample, queries, { ...request, tolerance: 1e-12 }),
    );
  });
});
