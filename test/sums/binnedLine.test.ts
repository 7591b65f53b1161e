import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { binnedLine } from '../../src/sums/binnedLine.js';
import { direct } from '../../src/sums/direct.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { worstError } from './doubledSums.js';
import { cauchy, gaussian, laplace, logistic } from './kernels.js';
import { requestFor, sampleOf, uniform } from './lineSamples.js';
import { serves, sumsBy } from './sumsBy.js';

/** Kernels with tails, and who sums them on a line. */
const KERNELS = [gaussian, logistic, cauchy];
const methodFor = (kernel: Kernel) => (kernel === gaussian ? binnedLine : direct);

function errorOf(sample: Sample, queries: Float64Array, request: SumsRequest, count = 6): number {
  const step = Math.max(1, Math.floor(queries.length / count));
  const rows = Array.from({ length: Math.min(count, queries.length) }, (_, k) => k * step);
  const sums = sumsBy(methodFor(request.kernel), sample, queries, request);
  return worstError(sample, queries, request, sums, rows);
}

const random = uniform(7);
const spread = (n: number, low = 0, high = 1) =>
  Array.from({ length: n }, () => low + (high - low) * random());
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Case {
  readonly points: readonly number[];
  readonly h: number;
  readonly queries?: readonly number[];
  readonly weight?: (i: number) => number;
  readonly scale?: (i: number) => number;
  readonly more?: Partial<SumsRequest>;
}

const CASES: Record<string, Case> = {
  'h = 1e-4 of the range': { points: spread(900), h: 1e-4 },
  'h = 1e-2 of the range': { points: spread(900), h: 1e-2 },
  'h = 0.2 of the range': { points: spread(900), h: 0.2 },
  'h = 1e4 of the range': { points: spread(900), h: 1e4 },
  'an offset of 1e8': { points: spread(900, 1e8, 1e8 + 1), h: 0.02 },
  'an outlier at 1e9': {
    points: [...spread(900), 1e9],
    h: 0.02,
    queries: [0.5, -0.1, 1e9, 1e9 + 0.01, 5e8, 1.3],
  },
  'clusters and a gap': { points: [...spread(450), ...spread(450, 7, 7.2)], h: 0.05 },
  'a gap without end': { points: [...spread(450), ...spread(450, 1e5, 1e5 + 1)], h: 0.05 },
  'far queries': {
    points: spread(900),
    h: 0.05,
    queries: [-1e6, 1e150, -1e100, -40, 3, 1.4, 0.5],
  },
  'weights from 1e-300': { points: spread(900), h: 0.05, weight: (i) => 10 ** (-(i % 31) * 10) },
  'wild values': { points: spread(900), h: 0.05, scale: (i) => (i % 300 === 0 ? 1e8 : 1) },
  'a huge value four bandwidths away': {
    points: [...spread(450), ...spread(450, 1.2, 1.25)],
    h: 0.05,
    queries: [1.0, 1.05, 0.98, 0.95, 0.9, 1.1],
    scale: (i) => (i < 450 ? 1e-9 : 1),
  },
  'a normal sample': { points: Array.from({ length: 900 }, normal), h: 0.05 },
  ties: { points: Array.from({ length: 900 }, (_, i) => (i % 7) / 7), h: 0.05 },
  'all tied': { points: new Array(900).fill(0.3), h: 0.05, queries: [0.3, 0.31, 2] },
  'without the own point': { points: spread(900), h: 0.02, more: { excludeSelf: true } },
  'alone without the own point': { points: spread(900), h: 3e-4, more: { excludeSelf: true } },
  // Query 0 skips the one heavy point: 1e-11 of the sum is left, and only the light points matter.
  'a heavy own point left out': {
    points: spread(3000),
    h: 0.02,
    weight: (i) => (i === 0 ? 1 : 1e-14),
    more: { excludeSelf: true },
  },
  // Six derivatives of the grid's error: the widest cells that serve power 0 are too wide here.
  'powers to 6 on many points': {
    points: spread(3000),
    h: 0.01,
    more: { degrees: [6, 3, 3], excludeSelf: true },
  },
  'powers to 6': { points: spread(900), h: 0.05, more: { degrees: [6, 3] } },
  'powers, three columns, K²': {
    points: spread(900),
    h: 0.05,
    more: { degrees: [4, 2, 2], squared: true },
  },
  'K²': { points: spread(900), h: 0.05, more: { squared: true } },
  'one column': { points: spread(900), h: 0.05, more: { degrees: [0] } },
  'one point': { points: [0.3], h: 0.05, queries: [0.3, 0.4, 50] },
};

describe('binnedLine', () => {
  for (const kernel of KERNELS)
    for (const tolerance of [1e-12, 1e-6])
      it.each(Object.entries(CASES))(`${kernel.name} to ${tolerance}: %s`, (_, test) => {
        const { points, h, weight, scale, more } = test;
        const request = requestFor(h, { kernel, tolerance, ...more });
        const sample = sampleOf(points, request.degrees.length, uniform(3), weight, scale);
        const low = Math.min(...points);
        const range = Math.max(...points) - low;
        const inside = spread(2500, low - 0.2 * range, low + 1.2 * range);
        const queries = request.excludeSelf ? sample.points : (test.queries ?? inside);
        expect(errorOf(sample, Float64Array.from(queries), request)).toBeLessThan(tolerance);
      });

  it('keeps its promise for random samples, bandwidths, weights and queries', () => {
    const position = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.constantFrom(0, 0.5, 1, 1e4, -1e6),
    );
    const point = fc.tuple(
      position,
      fc.integer({ min: -300, max: 0 }),
      fc.integer({ min: 1, max: 80 }),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 12 }),
        fc.array(position, { minLength: 1, maxLength: 5 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.constantFrom(...KERNELS),
        fc.constantFrom([0], [0, 0], [2, 1], [6, 3, 0]),
        fc.boolean(),
        (drawn, queries, logH, kernel, degrees, squared) => {
          const points = drawn.flatMap(([x, , copies]) =>
            Array.from({ length: copies }, (_, k) => x + 1e-3 * Math.sin(k)),
          );
          const weights = drawn.flatMap(([, w, copies]) => new Array(copies).fill(10 ** w));
          const request = requestFor(10 ** logH, { kernel, degrees, squared });
          const sample = sampleOf(points, degrees.length, uniform(5), (i) => weights[i]);
          expect(errorOf(sample, Float64Array.from(queries), request)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  it('gives a constant back from constant values', () => {
    for (const n of [200, 3000, 100_000]) {
      const sample = sampleOf(spread(n), 2, random);
      sample.columns.fill(0.1, n);
      const { sums } = sumsBy(
        binnedLine,
        sample,
        Float64Array.from(spread(500, -0.1, 1.1)),
        requestFor(0.05),
      );
      for (let i = 0; i < 500; i++)
        expect(Math.abs(sums[2 * i + 1] / sums[2 * i] - 0.1)).toBeLessThan(0.1 * 1e-14);
    }
  });

  it('sums a million ties without losing digits', () => {
    const n = 1_000_000;
    const points = new Float64Array(n).fill(0.25);
    const columns = new Float64Array(2 * n).fill(0.1, n).fill(1, 0, n);
    const request = requestFor(1);
    const { sums } = sumsBy(
      binnedLine,
      { n, d: 1, c: 2, points, columns },
      Float64Array.of(0.25),
      request,
    );
    expect(Math.abs(sums[1] / (sums[0] * 0.1) - 1)).toBeLessThan(1e-12);
  });

  it('stays fast with a hundred thousand queries far from the data', () => {
    const sample = sampleOf(spread(200_000), 2, random);
    const queries = Float64Array.from(spread(100_000, 1.1, 1.3));
    const request = requestFor(0.01);
    const start = performance.now();
    const sums = sumsBy(binnedLine, sample, queries, request);
    // Term by term this would be 2e10 exponentials: minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(worstError(sample, queries, request, sums, [5])).toBeLessThan(1e-12);
  });

  it('answers without points and without queries, and changes nothing it is given', () => {
    const sample = sampleOf(spread(300), 2, random);
    const before = structuredClone(sample);
    const request = requestFor(0.1);
    expect(sumsBy(binnedLine, sample, new Float64Array(0), request).sums).toHaveLength(0);
    const none = sumsBy(binnedLine, sampleOf([], 2, random), Float64Array.of(1, 2), request);
    expect([...none.sums, ...none.logScale]).toEqual([0, 0, 0, 0, 0, 0]);
    const queries = Float64Array.from(spread(1000, -1, 2));
    const first = sumsBy(binnedLine, sample, queries, request);
    expect(sumsBy(binnedLine, sample, queries, request)).toEqual(first);
    expect(sample).toEqual(before);
  });

  it('leaves what it cannot certify where it may, and nothing else', () => {
    const sample = sampleOf([...spread(300), 5, 9], 2, random);
    for (const excludeSelf of [false, true]) {
      const queries = excludeSelf ? sample.points : Float64Array.of(0.2, 0.7, 3, 3.5, 8, 20);
      const request = requestFor(0.1, { excludeSelf });
      const all = sumsBy(binnedLine, sample, queries, request).sums;
      const mayLeave = (at: number) => at > 3.2;
      const { sums } = sumsBy(binnedLine, sample, queries, { ...request, mayLeave });
      queries.forEach((at, q) => {
        const found = sums.subarray(2 * q, 2 * q + 2);
        if (at < 3.2) expect(found).toEqual(all.subarray(2 * q, 2 * q + 2));
        else expect(Array.from(found)).toEqual([Number.NaN, Number.NaN]);
      });
    }
  });

  it('leaves out the sums of a first column that only weighs', () => {
    const points = [...spread(900), 5, 9, 40];
    for (const [degrees, excludeSelf] of [
      [[0, 1, 1], false],
      [[0, 1, 1], true],
      [[1, 2, 0, 1], false],
      [[0, 1], true],
    ] as const) {
      const sample = sampleOf(points, degrees.length, random);
      const queries = excludeSelf ? sample.points : Float64Array.from(spread(2500, -1, 45));
      const request = requestFor(0.05, { degrees, excludeSelf });
      const all = sumsBy(binnedLine, sample, queries, request);
      const some = sumsBy(binnedLine, sample, queries, { ...request, weighsOnly: true });
      const size = all.sums.length / queries.length;
      for (let q = 0; q < queries.length; q++)
        for (let at = degrees[0] + 1; at < size; at++) {
          const [sum, other] = [all.sums[q * size + at], some.sums[q * size + at]];
          const apart = Math.abs(sum - other * Math.exp(some.logScale[q] - all.logScale[q]));
          expect(apart).toBeLessThanOrEqual(2e-12 * Math.abs(all.sums[q * size]));
        }
    }
  });

  it('says what it serves', () => {
    const sample = sampleOf([1, 2], 2, random);
    expect(serves(binnedLine, sample, requestFor(1))).toBe(true);
    for (const kernel of [laplace, logistic, cauchy])
      expect(serves(binnedLine, sample, requestFor(1, { kernel }))).toBe(false);
    expect(serves(binnedLine, sample, requestFor(Number.POSITIVE_INFINITY))).toBe(false);
    expect(serves(binnedLine, sample, requestFor(1, { tolerance: 1e-15 }))).toBe(false);
  });
});
