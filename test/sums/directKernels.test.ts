import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { direct } from '../../src/sums/direct.js';
import { powers } from '../../src/sums/powers.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import * as kernels from './kernels.js';
import { sumsBy } from './sumsBy.js';

const all: Kernel[] = Object.values(kernels);

function request(kernel: Kernel, w: number[], changes: Partial<SumsRequest> = {}): SumsRequest {
  return {
    kernel,
    product: true,
    inverseBandwidth: Float64Array.from(w),
    degrees: [0, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...changes,
  };
}

/** The definition, term by term, with Σ|terms|; for queries where nothing underflows. */
function plainSums(sample: Sample, query: Float64Array, asked: SumsRequest, skip = -1) {
  const { n, d, c, points, columns } = sample;
  const { counts, parent, variable } = powers(d, Math.max(...asked.degrees));
  const sums: number[] = [];
  const absolute: number[] = [];
  for (let k = 0; k < c; k++) {
    for (let p = 0; p < counts[asked.degrees[k]]; p++) {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < n; i++) {
        if (i === skip) continue;
        const u = Array.from(query, (q, j) => (points[i * d + j] - q) * asked.inverseBandwidth[j]);
        const norm = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0));
        let weight = asked.product
          ? u.reduce((product, x) => product * asked.kernel.value(x), 1)
          : asked.kernel.value(norm);
        if (asked.squared) weight *= weight;
        let power = 1;
        for (let a = p; a > 0; a = parent[a]) power *= u[variable[a]];
        const term = weight * columns[k * n + i];
        sum += term * power;
        size += Math.abs(term) * Math.max(1, Math.abs(power));
      }
      sums.push(sum);
      absolute.push(size);
    }
  }
  return { sums, absolute };
}

function randomSample(n: number, d: number, c: number, seed: number): Sample {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const columns = Float64Array.from({ length: c * n }, () => random() * 4 - 2);
  for (let i = 0; i < n; i++) columns[i] = random();
  return { n, d, c, points: Float64Array.from({ length: n * d }, random), columns };
}

function expectAgreement(sample: Sample, queries: Float64Array, asked: SumsRequest): void {
  const { d } = sample;
  const m = queries.length / d;
  const { logScale, sums } = sumsBy(direct, sample, queries, asked);
  const size = sums.length / m;
  for (let q = 0; q < m; q++) {
    const skip = asked.excludeSelf ? q : -1;
    const plain = plainSums(sample, queries.subarray(q * d, (q + 1) * d), asked, skip);
    for (let s = 0; s < size; s++) {
      const found = Math.exp(logScale[q]) * sums[q * size + s];
      expect(Math.abs(found - plain.sums[s])).toBeLessThanOrEqual(1e-12 * plain.absolute[s]);
    }
  }
}

describe('direct, every kernel', () => {
  it('is the definition for every kernel and option', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.constantFrom(1, 2, 3, 4),
        fc.constantFrom(1, 2, 3, 4, 5),
        fc.constantFrom(1, 7, 40, 67),
        fc.constantFrom(0.3, 1, 4),
        fc.record({ product: fc.boolean(), squared: fc.boolean(), excludeSelf: fc.boolean() }),
        fc.constantFrom(0, 0, 1, 2),
        fc.integer({ min: 1, max: 1e6 }),
        (kernel, d, c, n, h, options, degree, seed) => {
          const sample = randomSample(n, d, c, seed);
          const w = Array.from({ length: d }, (_, j) => 1 / h / (1 + j / 3));
          const degrees = Array.from({ length: c }, (_, k) => (k === 0 ? 2 * degree : degree));
          const queries = options.excludeSelf
            ? sample.points
            : randomSample(5, d, 1, seed + 1).points;
          expectAgreement(sample, queries, request(kernel, w, { ...options, degrees }));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes over many tiles and batches', { timeout: 30_000 }, () => {
    for (const kernel of [kernels.gaussian, kernels.epanechnikov]) {
      const sample = randomSample(701, 2, 3, 7);
      const queries = randomSample(67, 2, 1, 8).points;
      expectAgreement(sample, queries, request(kernel, [3, 5], { degrees: [0, 0, 0] }));
      expectAgreement(sample, queries, request(kernel, [3, 5], { degrees: [2, 1, 0] }));
    }
    const wide = randomSample(50, 600, 2, 9);
    expectAgreement(
      wide,
      wide.points.slice(0, 1800),
      request(kernels.gaussian, new Array(600).fill(0.1)),
    );
  });

  it('takes an exponential tail far from all keys', () => {
    // Keys one bandwidth apart: their weights are 1 and e^−1 at every distance.
    const sample = {
      n: 2,
      d: 1,
      c: 2,
      points: Float64Array.of(0, 1),
      columns: Float64Array.of(1, 1, 0, 1),
    };
    for (const kernel of [kernels.laplace, kernels.logistic]) {
      const { logScale, sums } = sumsBy(
        direct,
        sample,
        Float64Array.of(1e6, -1e12),
        request(kernel, [1]),
      );
      expect(sums[1] / sums[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
      expect(sums[3] / sums[2]).toBeCloseTo(Math.exp(-1) / (1 + Math.exp(-1)), 12);
      expect(logScale[0]).toBeCloseTo(-1e6, -1);
    }
  });

  it('lets the product of weight and kernel decide, not the kernel alone', () => {
    // At the first key: 1e-300 against exp(−800) = 1e-347.4 and against exp(−612.5) = 1e-266.
    const points = (gap: number) => Float64Array.of(0, gap);
    const columns = Float64Array.of(1e-300, 1, 5e-300, 7);
    const mean = (gap: number) => {
      const sample = { n: 2, d: 1, c: 2, points: points(gap), columns };
      const { sums } = sumsBy(direct, sample, Float64Array.of(0), request(kernels.gaussian, [1]));
      return sums[1] / sums[0];
    };
    expect(mean(40)).toBeCloseTo(5, 13);
    expect(mean(35)).toBeCloseTo(7, 13);
    const small = {
      n: 1,
      d: 1,
      c: 1,
      points: Float64Array.of(0.9999),
      columns: Float64Array.of(1e-320),
    };
    const { sums } = sumsBy(
      direct,
      small,
      Float64Array.of(0),
      request(kernels.tricube, [1], { degrees: [0] }),
    );
    expect(sums[0]).toBeGreaterThan(0);
  });

  it('takes sums that would overflow', () => {
    const columns = Float64Array.of(1, 1, 1, 1e308, 1e308, 1e308);
    const sample = { n: 3, d: 1, c: 2, points: Float64Array.of(0, 0, 0), columns };
    const { sums } = sumsBy(direct, sample, Float64Array.of(0), request(kernels.uniform, [1]));
    expect(sums[1] / sums[0] / 1e308).toBeCloseTo(1, 14);
  });

  it('keeps a constant constant', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.constantFrom(-0.1, 0)),
        fc.constantFrom(...all),
        fc.constantFrom(0.01, 0.3, 1e4),
        (y, kernel, h) => {
          const sample = randomSample(500, 1, 2, 3);
          for (let i = 0; i < 500; i++) sample.columns[500 + i] = y * sample.columns[i];
          const queries = Float64Array.of(0.2, 0.5, 0.99, 1.2, -80);
          const { sums } = sumsBy(direct, sample, queries, request(kernel, [1 / h]));
          for (let q = 0; q < 5; q++) {
            if (sums[2 * q] === 0) continue;
            expect(Math.abs(sums[2 * q + 1] / sums[2 * q] - y)).toBeLessThanOrEqual(
              1e-14 * Math.abs(y),
            );
          }
        },
      ),
    );
  });

  it('answers empty windows, samples and queries with zeros of scale 0', () => {
    const sample = randomSample(20, 1, 2, 3);
    const empty = { n: 0, d: 1, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    const asked = request(kernels.epanechnikov, [100]);
    const nothing = { logScale: new Float64Array(1), sums: new Float64Array(2) };
    expect(sumsBy(direct, sample, Float64Array.of(50), asked)).toEqual(nothing);
    expect(sumsBy(direct, empty, Float64Array.of(50), asked)).toEqual(nothing);
    expect(sumsBy(direct, sample, new Float64Array(0), asked).sums).toHaveLength(0);
    const alone = { ...randomSample(1, 1, 2, 3) };
    const left = sumsBy(
      direct,
      alone,
      alone.points,
      request(kernels.gaussian, [1], { excludeSelf: true }),
    );
    expect(left).toEqual(nothing);
  });

  it('changes nothing it is given, and repeats itself', () => {
    const sample = randomSample(300, 2, 2, 5);
    const queries = randomSample(40, 2, 1, 6).points;
    const before = [sample.points.slice(), sample.columns.slice(), queries.slice()];
    const first = sumsBy(direct, sample, queries, request(kernels.gaussian, [4, 90]));
    const second = sumsBy(direct, sample, queries, request(kernels.gaussian, [4, 90]));
    expect(second).toEqual(first);
    expect([sample.points, sample.columns, queries]).toEqual(before);
  });

  it('may be called again by a kernel of the user', () => {
    const sample = randomSample(30, 1, 2, 5);
    const inner = request(kernels.gaussian, [4]);
    const outer: Kernel = {
      ...kernels.cauchy,
      name: 'nested',
      value(u) {
        sumsBy(direct, sample, Float64Array.of(u), inner);
        return kernels.cauchy.value(u);
      },
    };
    const queries = Float64Array.of(0.3, 0.7);
    const nested = sumsBy(direct, sample, queries, request(outer, [4], { degrees: [2, 1] }));
    expect(nested).toEqual(
      sumsBy(direct, sample, queries, request(kernels.cauchy, [4], { degrees: [2, 1] })),
    );
  });
});
