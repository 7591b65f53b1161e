import { describe, expect, it } from 'vitest';
import { ChebyshevTree } from '../../../src/sums/line/ChebyshevTree.js';
import { rowIndices } from '../../../src/sums/line/rowIndices.js';
import { treeSums } from '../../../src/sums/line/treeSums.js';
import type { Sample, SumsRequest } from '../../../src/sums/types.js';
import { worstError } from '../doubledSums.js';
import { cauchy, gaussian, logistic } from '../kernels.js';
import { requestFor, sampleOf, uniform } from '../lineSamples.js';

const random = uniform(9);
const sample = sampleOf(
  Float64Array.from({ length: 2000 }, () => random()),
  2,
  random,
  (i) => (i % 5 === 0 ? 1e-200 : 1),
);
const QUERIES = Float64Array.of(-3, -0.2, 0.001, 0.5, 1.02, 1.4, 700);

function sumsOf(data: Sample, queries: Float64Array, request: SumsRequest) {
  const m = queries.length;
  const size = request.degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const out = { logScale: new Float64Array(m), sums: new Float64Array(m * size) };
  treeSums(data, queries, rowIndices(m), request, out);
  return out;
}

describe('treeSums', () => {
  for (const kernel of [gaussian, logistic, cauchy])
    it.each([0.002, 0.05, 3])(`${kernel.name} keeps its tolerance everywhere, h = %s`, (h) => {
      for (const more of [{}, { squared: true }, { degrees: [4, 2] }, { tolerance: 1e-5 }]) {
        const request = requestFor(h, { kernel, ...more });
        const sums = sumsOf(sample, QUERIES, request);
        const rows = [0, 1, 2, 3, 4, 5, 6];
        expect(worstError(sample, QUERIES, request, sums, rows)).toBeLessThan(request.tolerance);
      }
    });

  it('skips the own point, and says nothing when there is no other', () => {
    const request = requestFor(0.01, { excludeSelf: true });
    const sums = sumsOf(sample, sample.points, request);
    expect(worstError(sample, sample.points, request, sums, [0, 5, 900])).toBeLessThan(1e-12);
    const alone = sampleOf([4], 2, random);
    expect([...sumsOf(alone, alone.points, request).sums]).toEqual([0, 0]);
  });

  it('drops points without weight and finds the nearest of the others', () => {
    const tree = new ChebyshevTree(
      sampleOf([1, 2, 3, 4], 1, random, (i) => (i === 1 ? 0 : 1)),
      8,
    );
    expect([...tree.points]).toEqual([1, 3, 4]);
    expect([1.9, 2.1, 100, -5].map((q) => tree.points[tree.nearest(q, -1)])).toEqual([1, 3, 4, 1]);
    expect(tree.points[tree.nearest(3, 1)]).toBe(4);
    expect([...tree.places()]).toEqual([0, -1, 1, 2]);
  });
});
