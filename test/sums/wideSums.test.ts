import { describe, expect, it } from 'vitest';
import { widePlan } from '../../src/sums/binned.js';
import { direct } from '../../src/sums/direct.js';
import { exponents } from '../../src/sums/powers.js';
import type { KernelSums, Sample, SumsRequest } from '../../src/sums/types.js';
import { epanechnikov, gaussian } from './kernels.js';
import { sumsBy } from './sumsBy.js';

const none = (): KernelSums => {
  throw new Error('no query should be left to others');
};

const wideSums = (
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  others: (some: Float64Array) => KernelSums,
) => widePlan(sample, queries, request, others)?.run();

function sampleOf(n: number, d: number): Sample {
  const points = Float64Array.from({ length: n * d }, (_, i) => 100 + Math.sin(i * 1.9));
  const columns = Float64Array.from({ length: 2 * n }, (_, i) =>
    i < n ? 1 + (i % 3) : Math.cos(i),
  );
  return { n, d, c: 2, points, columns };
}

const requestOf = (d: number, h: number, changes: Partial<SumsRequest> = {}): SumsRequest => ({
  kernel: gaussian,
  product: true,
  inverseBandwidth: new Float64Array(d).fill(1 / h),
  degrees: [4, 2],
  squared: false,
  excludeSelf: false,
  tolerance: 1e-12,
  ...changes,
});

/** Largest |found − direct| / Σ|terms| over queries and sums. */
function error(sample: Sample, queries: Float64Array, request: SumsRequest, found: KernelSums) {
  const { n, d, points, columns } = sample;
  const exact = sumsBy(direct, sample, queries, request);
  const m = queries.length / d;
  const size = exact.sums.length / m;
  let worst = 0;
  for (let q = 0; q < m; q++) {
    let s = q * size;
    for (const [k, degree] of request.degrees.entries()) {
      const list = exponents(d, degree);
      for (let a = 0; a < list.length; a += d, s++) {
        let terms = 0;
        for (let i = 0; i < n; i++) {
          if (request.excludeSelf && i === q) continue;
          let term = Math.abs(columns[k * n + i]);
          for (let j = 0; j < d; j++) {
            const u = (points[i * d + j] - queries[q * d + j]) * request.inverseBandwidth[j];
            const value = gaussian.value(u);
            term *= Math.abs(u) ** list[a + j] * (request.squared ? value * value : value);
          }
          terms += term;
        }
        const difference =
          found.sums[s] * Math.exp(found.logScale[q]) - exact.sums[s] * Math.exp(exact.logScale[q]);
        worst = Math.max(worst, Math.abs(difference) / terms);
      }
    }
  }
  return worst;
}

describe('wideSums', () => {
  it.each([
    [1, 2.1],
    [1, 1e3],
    [1, 1e9],
    [2, 6],
    [2, 1e5],
    [3, 8],
  ])('keeps the digits of every power in %i dimensions at bandwidth %d', (d, h) => {
    const sample = sampleOf(60, d);
    for (const changes of [{}, { squared: true }, { excludeSelf: true }]) {
      const request = requestOf(d, 'squared' in changes ? 1.5 * h : h, changes);
      const found = wideSums(sample, sample.points, request, none);
      expect(found).toBeDefined();
      if (found) expect(error(sample, sample.points, request, found)).toBeLessThan(2e-13);
    }
  });

  it('serves queries outside as long as the series is short, and leaves the others', () => {
    const sample = sampleOf(40, 1);
    const request = requestOf(1, 1e4);
    const queries = Float64Array.of(101, 3000, -2e4, 9e5);
    let left: number[] = [];
    const found = wideSums(sample, queries, request, (some) => {
      left = [...some];
      return sumsBy(direct, sample, some, request);
    });
    expect(left).toEqual([9e5]);
    if (found) expect(error(sample, queries.subarray(0, 3), request, found)).toBeLessThan(2e-13);
  });

  it('has nothing left of a single point without itself', () => {
    const sample: Sample = {
      n: 1,
      d: 1,
      c: 1,
      points: Float64Array.of(5),
      columns: Float64Array.of(1),
    };
    const request = requestOf(1, 10, { degrees: [2], excludeSelf: true });
    expect(wideSums(sample, sample.points, request, none)?.sums).toEqual(new Float64Array(3));
  });

  it('is not for other kernels, nor without powers, nor for points further apart', () => {
    const sample = sampleOf(40, 1);
    expect(wideSums(sample, sample.points, requestOf(1, 0.5), none)).toBeUndefined();
    const other = requestOf(1, 1e4, { kernel: epanechnikov });
    expect(wideSums(sample, sample.points, other, none)).toBeUndefined();
    const plain = requestOf(1, 1e4, { degrees: [0, 0] });
    expect(wideSums(sample, sample.points, plain, none)).toBeUndefined();
  });
});
