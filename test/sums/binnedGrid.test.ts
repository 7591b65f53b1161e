import { describe, expect, it } from 'vitest';
import { binnedGrid, gridSums } from '../../src/sums/binnedGrid.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { gaussian, laplace } from './kernels.js';
import { naiveGaussianSums, relativeError } from './naiveGaussianSums.js';
import { makePoints, random } from './problems.js';
import { serves } from './sumsBy.js';

function request(d: number, h: number, more: Partial<SumsRequest> = {}): SumsRequest {
  const inverseBandwidth = new Float64Array(d).fill(1 / h);
  const base = { kernel: gaussian, product: true, squared: false, excludeSelf: false };
  return { ...base, inverseBandwidth, degrees: [0, 0], tolerance: 1e-12, ...more };
}

function sampleOf(n: number, d: number, y: (i: number) => number): Sample {
  const points = makePoints('uniform', n, d, random(3));
  const columns = new Float64Array(2 * n).fill(1);
  for (let i = 0; i < n; i++) columns[n + i] = y(i);
  return { n, d, c: 2, points, columns };
}

describe('binnedGrid', () => {
  it('gives a constant back from a constant column', () => {
    for (const d of [2, 3]) {
      const sample = sampleOf(3000, d, () => 3.7);
      const { sums } = gridSums(sample, sample.points, request(d, 0.1));
      for (let q = 0; q < 3000; q++) {
        expect(Math.abs(sums[2 * q + 1] / sums[2 * q] / 3.7 - 1)).toBeLessThan(1e-14);
      }
    }
  });

  it('takes the nearest point at any distance', () => {
    const sample = sampleOf(500, 2, (i) => i);
    let right = 0;
    for (let i = 0; i < 500; i++) if (sample.points[2 * i] > sample.points[2 * right]) right = i;
    const queries = Float64Array.of(1e6, 0.5, 1e12, 0.5, 1e150, 0.5);
    const { logScale, sums } = gridSums(sample, queries, request(2, 0.01));
    for (let q = 0; q < 3; q++) {
      expect(Number.isFinite(logScale[q])).toBe(true);
      expect(sums[2 * q + 1] / sums[2 * q]).toBeCloseTo(right, 10);
    }
  });

  it('lets a tiny weight at the query beat a large one far away', () => {
    const points = Float64Array.of(0, 0, 40, 0);
    const columns = Float64Array.of(1e-300, 1, 5e-300, 9);
    const sample = { n: 2, d: 2, c: 2, points, columns };
    const queries = Float64Array.of(0, 0, 1, 0, 30, 0);
    const task = request(2, 1);
    const found = gridSums(sample, queries, task);
    for (let q = 0; q < 3; q++) {
      expect(relativeError(found, naiveGaussianSums(sample, queries, q, task), q)).toBeLessThan(
        1e-12,
      );
    }
    expect(found.sums[1] / found.sums[0]).toBeCloseTo(5, 10);
  });

  it('answers for queries a few bandwidths outside from a finer grid', () => {
    const sample = sampleOf(20_000, 2, (i) => Math.sin(i));
    const queries = new Float64Array(2 * 3000);
    for (let q = 0; q < 3000; q++) queries.set([1 + (6 * 0.05 * q) / 3000, (q * 0.618) % 1], 2 * q);
    const task = request(2, 0.05);
    const found = gridSums(sample, queries, task);
    for (let q = 0; q < 3000; q += 150) {
      expect(relativeError(found, naiveGaussianSums(sample, queries, q, task), q)).toBeLessThan(
        1e-12,
      );
    }
    expect(found.logScale.filter((scale) => scale === 0).length).toBeGreaterThan(2500);
  });

  it('knows a bandwidth without end: that dimension counts for nothing', () => {
    const sample = sampleOf(400, 3, (i) => i % 7);
    const inverseBandwidth = Float64Array.of(5, 0, 3);
    const task = request(3, 1, { inverseBandwidth, degrees: [1, 0] });
    const found = gridSums(sample, sample.points, task);
    for (let q = 0; q < 400; q += 20) {
      const naive = naiveGaussianSums(sample, sample.points, q, task);
      expect(relativeError(found, naive, q)).toBeLessThan(1e-12);
    }
  });

  it('takes empty samples and no queries', () => {
    const empty = { n: 0, d: 2, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    const none = gridSums(empty, Float64Array.of(1, 2), request(2, 1));
    expect([...none.sums, ...none.logScale]).toEqual([0, 0, 0]);
    const sample = sampleOf(10, 2, () => 1);
    expect(gridSums(sample, new Float64Array(0), request(2, 1)).sums.length).toBe(0);
  });

  it('has nothing to say of a single point that leaves itself out', () => {
    const sample = sampleOf(1, 2, () => 1);
    const task = request(2, 1, { excludeSelf: true });
    const { sums, logScale } = gridSums(sample, sample.points, task);
    expect([...sums, ...logScale]).toEqual([0, 0, 0]);
  });

  it('changes nothing it is given and gives the same digits again', () => {
    const sample = sampleOf(2000, 2, (i) => Math.cos(i));
    const before = [sample.points.slice(), sample.columns.slice()];
    const first = gridSums(sample, sample.points, request(2, 0.07));
    const again = gridSums(sample, sample.points, request(2, 0.07));
    expect(again).toEqual(first);
    expect([sample.points, sample.columns]).toEqual(before);
  });

  it('serves Gaussians in two and three dimensions on grids of tolerable size', () => {
    const sample = sampleOf(1000, 2, () => 1);
    expect(serves(binnedGrid, sample, request(2, 0.1))).toBe(true);
    expect(serves(binnedGrid, sample, request(2, 1e-6))).toBe(false);
    expect(serves(binnedGrid, sample, request(2, 0.1, { degrees: [5, 0] }))).toBe(false);
    expect(serves(binnedGrid, sample, request(2, 0.1, { tolerance: 1e-15 }))).toBe(false);
    expect(serves(binnedGrid, sample, request(2, 0.1, { kernel: laplace }))).toBe(false);
    const [narrow, wide] = [0.01, 0.1].map((h) =>
      binnedGrid.plan(sample, sample.points, request(2, h)),
    );
    expect(narrow!.cost).toBeGreaterThan(wide!.cost);
  });

  it('still keeps its promise where no grid fits', () => {
    const sample = sampleOf(300, 2, (i) => Math.sin(i));
    const task = request(2, 1e-6);
    const found = gridSums(sample, sample.points, task);
    for (let q = 0; q < 300; q += 30) {
      const naive = naiveGaussianSums(sample, sample.points, q, task);
      expect(relativeError(found, naive, q)).toBeLessThan(1e-12);
    }
  });
});
