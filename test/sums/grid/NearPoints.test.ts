import { expect, it } from 'vitest';
import { NearPoints } from '../../../src/sums/grid/NearPoints.js';
import { gaussian } from '../kernels.js';
import { naiveGaussianSums, relativeError } from '../naiveGaussianSums.js';
import { makeColumns, makePoints, makeQueries, random } from '../problems.js';

it('sums exactly at any query, looking at few points', () => {
  const next = random(9);
  const [n, d] = [4000, 2];
  const points = makePoints('uniform', n, d, next);
  const sample = { n, d, c: 2, points, columns: makeColumns('extreme', n, 2, next) };
  const w = Float64Array.of(100, 80);
  const near = new NearPoints(sample, w);
  const queries = makeQueries(points, d, 1, 3, next);
  const [logScale, sums] = [new Float64Array(30), new Float64Array(30 * 4)];
  const rows = Int32Array.from({ length: 30 }, (_, q) => q);
  const looked = near.sumsInto(queries, rows, [1, 0], 1e-12, false, logScale, sums);
  const request = {
    kernel: { ...gaussian, value: () => 1 },
    product: false,
    inverseBandwidth: w,
    degrees: [1, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
  for (let q = 0; q < 30; q++) {
    const naive = naiveGaussianSums(sample, queries, q, request);
    expect(relativeError({ logScale, sums }, naive, q)).toBeLessThan(1e-12);
  }
  expect(looked).toBeLessThan(30 * n * 0.5);
});
