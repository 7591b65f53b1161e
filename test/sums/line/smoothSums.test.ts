import { expect, it } from 'vitest';
import { smoothSums } from '../../../src/sums/line/smoothSums.js';
import { worstError } from '../doubledSums.js';
import { cauchy, logistic } from '../kernels.js';
import { requestFor, sampleOf, uniform } from '../lineSamples.js';

const random = uniform(23);
const drawn = (count: number) => Array.from({ length: count }, () => random());

// Few cells stand for many points; then few or many queries; then so many cells that nothing stands.
it.each([
  ['polynomials in the cells', 4000, 4000, 0.5],
  ['nodes for the points', 4000, 30, 0.5],
  ['the points themselves', 100, 4000, 0.05],
])('keeps the tolerance for any number of sums: %s', (_, n, m, h) => {
  for (const kernel of [logistic, cauchy])
    for (const degrees of [[1, 0], [0, 2, 0, 0], [2]]) {
      const sample = sampleOf(drawn(n), degrees.length, random);
      const request = requestFor(h, { kernel, degrees });
      const queries = Float64Array.from([...drawn(m - 1), 3]);
      const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
      const out = { logScale: new Float64Array(m), sums: new Float64Array(m * size) };
      smoothSums(sample, queries, request, out);
      expect(worstError(sample, queries, request, out, [0, 5, m - 1])).toBeLessThan(1e-12);
    }
});
