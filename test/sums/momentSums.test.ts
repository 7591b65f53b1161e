import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { uniform } from '../../src/kernels/compactPolynomials.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { directSums } from '../../src/sums/direct.js';
import { momentSums } from '../../src/sums/momentSums.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';

const random = createRandom(3);
const m = 7;
const n = 40;
const column = (count: number, next: () => number): Float64Array =>
  Float64Array.from({ length: count }, next);

function problem(d: number, extent: number) {
  const columns = column(2 * n, () => random.uniform());
  const points = column(n * d, () => 100 + random.uniform(0, extent));
  const sample: Sample = { n, d, c: 2, points, columns };
  const queries = column(m * d, () => 100 + random.uniform(0, extent));
  return { sample, queries };
}

/** Σ K c u^α with u = (x − q)w, term by term, columns and powers in order. */
function plainSums(sample: Sample, queries: Float64Array, request: SumsRequest): number[] {
  const { d, points, columns } = sample;
  const out: number[] = [];
  for (let q = 0; q < m; q++) {
    for (const [k, degree] of request.degrees.entries()) {
      const powers: ((u: number[]) => number)[] = [() => 1];
      if (degree > 0) for (let j = 0; j < d; j++) powers.push((u) => u[j]!);
      if (degree > 1) {
        for (let j = 0; j < d; j++) for (let l = j; l < d; l++) powers.push((u) => u[j]! * u[l]!);
      }
      for (const power of powers) {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const u = Array.from(
            request.inverseBandwidth,
            (w, j) => (points[i * d + j]! - queries[q * d + j]!) * w,
          );
          const length = Math.hypot(...u);
          sum += request.kernel.value(length) * columns[k * n + i]! * power(u);
        }
        out.push(sum);
      }
    }
  }
  return out;
}

describe('momentSums', () => {
  const cases = [
    ['wide', 1, 4, [0, 2], true],
    ['wide', 2, 4, [1, 2], true],
    ['wide', 3, 4, [2, 1], true],
    ['narrow, where moving would lose digits', 1, 4e5, [2, 1], false],
    ['only sums', 2, 4, [0, 0], false],
    ['four-dimensional', 4, 4, [1, 1], false],
  ] as const;
  it.each(cases)('%s sums in %i dimensions', (_name, d, extent, degrees, moves) => {
    for (const kernel of [gaussian, uniform]) {
      const { sample, queries } = problem(d, extent);
      const request: SumsRequest = {
        kernel,
        product: false,
        inverseBandwidth: column(d, () => random.uniform(0.3, 1)),
        degrees,
        squared: false,
        excludeSelf: false,
        tolerance: 1e-12,
        powerSums: momentSums,
      };
      const tried = momentSums(sample, queries, request, (wide, zero) =>
        directSums(wide, queries, zero),
      );
      expect(tried !== undefined).toBe(moves && kernel === gaussian);
      // the scale of a Gaussian is that of K(u) / K(0)
      const { sums, logScale } = directSums(sample, queries, request);
      const exact = plainSums(sample, queries, request);
      const size = sums.length / m;
      const peak = exact.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
      expect(sums.length).toBe(exact.length);
      const unit = kernel.value(0) / Math.exp(kernel.logValue(0));
      exact.forEach((sum, at) => {
        const mine = sums[at]! * Math.exp(logScale[Math.floor(at / size)]!) * unit;
        expect(Math.abs(mine - sum)).toBeLessThanOrEqual(1e-12 * peak);
      });
    }
  });

  it('changes neither points nor columns', () => {
    const { sample, queries } = problem(1, 4);
    const before = [sample.points.slice(), sample.columns.slice(), queries.slice()];
    const request: SumsRequest = {
      kernel: gaussian,
      product: false,
      inverseBandwidth: Float64Array.of(1),
      degrees: [2, 2],
      squared: false,
      excludeSelf: false,
      tolerance: 1e-12,
      powerSums: momentSums,
    };
    directSums(sample, queries, request);
    expect([sample.points, sample.columns, queries]).toEqual(before);
  });
});
