import { expect, it } from 'vitest';
import { TreeSums } from '../../../src/sums/tree/TreeSums.js';
import { gaussian } from '../kernels.js';
import { naiveGaussianSums, relativeError } from '../naiveGaussianSums.js';
import { makeColumns, makePoints, makeQueries, random } from '../problems.js';

it('sums chosen queries in any dimension, over few points', () => {
  for (const d of [1, 2, 3]) {
    for (const excludeSelf of [false, true]) {
      const next = random(9);
      const n = 4000;
      const points = makePoints('uniform', n, d, next);
      const sample = { n, d, c: 2, points, columns: makeColumns('extreme', n, 2, next) };
      const request = {
        kernel: gaussian,
        product: true,
        inverseBandwidth: new Float64Array(d).fill(80),
        degrees: [1, 0],
        squared: false,
        excludeSelf,
        tolerance: 1e-12,
      };
      const queries = excludeSelf ? points : makeQueries(points, d, 1, 3, next);
      const rows = Int32Array.of(3, 4, 7, 11, 28);
      const m = queries.length / d;
      const out = { logScale: new Float64Array(m), sums: new Float64Array(m * (d + 2)) };
      const pairs = new TreeSums(sample, request).sumsInto(queries, rows, out);
      expect(pairs).toBeLessThan(rows.length * n * 0.5);
      for (const row of rows) {
        const naive = naiveGaussianSums(sample, queries, row, request);
        expect(relativeError(out, naive, row)).toBeLessThan(1e-12);
      }
      expect(out.sums[0]).toBe(0);
    }
  }
});
