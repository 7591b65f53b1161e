import { describe, expect, it } from 'vitest';
import { nearSumsInto } from '../../src/sums/Near.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { worstError } from './doubledSums.js';
import { cauchy, gaussian, logistic } from './kernels.js';
import { requestFor, sampleOf, uniform } from './lineSamples.js';

/** S₀ of the columns, and logScale, of Gaussian sums of bandwidth 1. */
function sums(
  points: number[],
  columns: number[][],
  queries: number[],
  chosen: number[],
  skip = -1,
) {
  const n = points.length;
  const c = columns.length;
  const sample = {
    n,
    d: 1,
    c,
    points: Float64Array.from(points),
    columns: Float64Array.from(columns.flat()),
  };
  const request = {
    kernel: gaussian,
    product: true,
    inverseBandwidth: Float64Array.of(1),
    degrees: columns.map(() => 0),
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
  const m = queries.length;
  const out = { logScale: new Float64Array(m).fill(99), sums: new Float64Array(m * c).fill(99) };
  const skips = new Int32Array(m).fill(skip);
  nearSumsInto(sample, Float64Array.from(queries), chosen, request, out, skips);
  return out;
}

const CONSTANT = gaussian.logValue(0);

describe('nearSumsInto', () => {
  it('gives the nearest key all the weight far away', () => {
    const { sums: s, logScale } = sums(
      [0, 1],
      [
        [1, 1],
        [10, 20],
      ],
      [1e6],
      [0],
    );
    expect(s[1] / s[0]).toBe(20);
    expect(logScale[0]).toBe(-((1e6 - 1) ** 2) / 2 + (Math.log(20) + CONSTANT));
  });

  it('weighs two keys against each other where both weights underflow', () => {
    // e^(−60²/2) and e^(−61²/2): a ratio of e^60.5.
    const { sums: s } = sums(
      [60, -61],
      [
        [1e-20, 1],
        [1e-20, 0],
      ],
      [0],
      [0],
    );
    expect(s[1] / s[0]).toBeCloseTo(1 / (1 + 1e20 * Math.exp(-60.5)), 14);
  });

  it('leaves other queries alone', () => {
    const { sums: s, logScale } = sums([0], [[1]], [1, 2, 3], [1]);
    expect([s[0], s[2], logScale[0], logScale[2]]).toEqual([99, 99, 99, 99]);
    expect(Math.exp(logScale[1]) * s[1]).toBeCloseTo(gaussian.value(2), 15);
  });

  it('has nothing to say when the only key is left out', () => {
    const { sums: s, logScale } = sums([0], [[1]], [0], [0], 0);
    expect([s[0], logScale[0]]).toEqual([0, 0]);
  });
});

const random = uniform(9);
const drawn = (n: number) => Float64Array.from({ length: n }, () => random());
const line = sampleOf(drawn(2000), 2, random, (i) => (i % 5 === 0 ? 1e-200 : 1));

function sumsOf(data: Sample, queries: Float64Array, request: SumsRequest) {
  const m = queries.length;
  const size = request.degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const out = { logScale: new Float64Array(m), sums: new Float64Array(m * size) };
  const rows = Int32Array.from(queries, (_, q) => q);
  const pairs = nearSumsInto(data, queries, rows, request, out);
  return { ...out, pairs };
}

describe('nearSumsInto on a line', () => {
  const places = [-3, -0.2, 0.001, 0.5, 1.02, 1.4, 700];
  // Few queries look at all points, many at the tree.
  for (const kernel of [gaussian, logistic, cauchy])
    for (const copies of [1, 8])
      it.each([0.002, 0.05, 3])(`${kernel.name}, ${copies} × 7 queries, h = %s`, (h) => {
        const queries = Float64Array.from({ length: 7 * copies }, (_, q) => places[q % 7]!);
        for (const more of [{}, { squared: true }, { degrees: [4, 2] }, { degrees: [6, 0] }]) {
          const request = requestFor(h, { kernel, ...more });
          const found = sumsOf(line, queries, request);
          expect(worstError(line, queries, request, found, [0, 1, 2, 3, 4, 5, 6])).toBeLessThan(
            2e-13,
          );
        }
      });

  it('takes no node whole that is wide about the query', () => {
    const sample = sampleOf(drawn(128), 2, random);
    const queries = Float64Array.from({ length: 40 }, (_, q) => 0.3 + q / 100);
    for (const h of [0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.4])
      for (const degrees of [
        [0, 0],
        [4, 2],
      ]) {
        const request = requestFor(h, { degrees });
        const found = sumsOf(sample, queries, request);
        expect(worstError(sample, queries, request, found, [0, 11, 22, 33])).toBeLessThan(2e-13);
      }
  });

  it('skips the own point, and says nothing when there is no other', () => {
    const request = requestFor(0.01, { excludeSelf: true });
    const found = sumsOf(line, line.points, request);
    expect(worstError(line, line.points, request, found, [0, 5, 900])).toBeLessThan(2e-13);
    const alone = sampleOf([4], 2, random);
    expect([...sumsOf(alone, alone.points, request).sums]).toEqual([0, 0]);
  });

  it('takes a few terms for many points that are far or close together', () => {
    const n = 20_000;
    const at = Float64Array.from([...drawn(n / 2), ...drawn(n / 2).map((x) => 900 + x / 1e3)]);
    const sample = sampleOf(at, 2, random);
    const queries = Float64Array.from({ length: 300 }, (_, q) => -60 + 3.7 * q);
    for (const more of [{}, { squared: true, degrees: [2, 1] }, { degrees: [6, 3] }]) {
      const request = requestFor(4, more);
      const found = sumsOf(sample, queries, request);
      expect(worstError(sample, queries, request, found, [0, 10, 16, 100, 200, 299])).toBeLessThan(
        2e-13,
      );
      expect(found.pairs / queries.length).toBeLessThan(n / 50);
    }
  });

  it('looks at what a sum needs alone, among weights of any size', () => {
    const n = 4000;
    const sample = sampleOf(
      drawn(n).map((x) => 40 * x),
      1,
      random,
      (i) => 10 ** -(i % 20),
    );
    const queries = Float64Array.from({ length: 40 }, (_, q) => (q % 2 ? -6 - q : 50 * q));
    const request = requestFor(1, { degrees: [0] });
    const found = sumsOf(sample, queries, request);
    const rows = Array.from(queries, (_, q) => q);
    expect(worstError(sample, queries, request, found, rows)).toBeLessThan(2e-13);
    expect(found.pairs).toBeLessThan((queries.length * n) / 4);
  });

  it('keeps a column that is nothing where the other is much', () => {
    const sample = sampleOf(
      drawn(3000).map((x, i) => x + (i % 2) * 30),
      2,
      random,
    );
    for (let i = 0; i < 3000; i += 2) sample.columns[3000 + i] = 0;
    const queries = drawn(50);
    const request = requestFor(0.5);
    const found = sumsOf(sample, queries, request);
    expect(worstError(sample, queries, request, found, [0, 7, 49])).toBeLessThan(1e-12);
  });
});
