import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { LineIndex } from '../../src/sums/LineIndex.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { windowed, windowedSums } from '../../src/sums/windowed.js';
import { compactKernels } from './compactKernels.js';
import * as kernels from './kernels.js';
import { naiveSums } from './naiveSums.js';
import { serves, sumsBy } from './sumsBy.js';

type Place = (random: () => number) => number;

const PLACES: Record<string, Place> = {
  even: (random) => random(),
  ties: (random) => Math.floor(random() * 30) / 30,
  clusters: (random) => Math.floor(random() * 4) / 4 + random() * 1e-4,
  outlier: (random) => (random() < 0.002 ? 1e9 : random()),
  offset: (random) => 1e8 + random(),
  gap: (random) => (random() < 0.5 ? 0 : 0.9) + random() * 0.05,
  tails: (random) => Math.exp(8 * (random() + random() - 1)) / 3000,
};

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function requestOf(kernel: Kernel, w: number, degrees: readonly number[] = [0, 0]): SumsRequest {
  return {
    kernel,
    product: false,
    inverseBandwidth: new Float64Array([w]),
    degrees,
    squared: false,
    excludeSelf: false,
    tolerance: 1e-11,
  };
}

function sampleOf(place: Place, n: number, random: () => number, extreme = false): Sample {
  const points = new Float64Array(n).map(() => place(random));
  const columns = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    columns[i] = extreme ? 10 ** (-300 * random()) : random();
    columns[n + i] = columns[i] * (random() - 0.4);
  }
  return { n, d: 1, c: 2, points, columns };
}

/** Largest error over Σ K|c|, of the queries j = 0, step, 2·step, … */
function worst(sample: Sample, queries: Float64Array, request: SumsRequest, step = 1): number {
  const { sums, logScale } = sumsBy(windowed, sample, queries, request);
  const powers = Array.from({ length: Math.max(...request.degrees) + 1 }, (_, a) => [a]);
  const size = sums.length / queries.length;
  let most = 0;
  for (let j = 0; j < queries.length; j += step) {
    const q = queries[j];
    const naive = naiveSums(sample, [q], request, powers, request.excludeSelf ? j : -1);
    const factor = Math.exp(logScale[j] - naive.logScale);
    for (let o = 0; o < size; o++) {
      if (naive.scales[o] === 0) expect(sums[j * size + o]).toBe(0);
      else
        most = Math.max(
          most,
          Math.abs(sums[j * size + o] * factor - naive.sums[o]) / naive.scales[o],
        );
    }
  }
  return most;
}

describe('windowed', () => {
  it('serves compact polynomials in one dimension only', () => {
    const sample = sampleOf(PLACES.even, 5, generator(1));
    expect(serves(windowed, sample, requestOf(kernels.tricube, 1))).toBe(true);
    expect(serves(windowed, sample, requestOf(kernels.gaussian, 1))).toBe(false);
    expect(serves(windowed, { ...sample, d: 2 }, requestOf(kernels.tricube, 1))).toBe(false);
    expect(serves(windowed, sample, { ...requestOf(kernels.tricube, 1), tolerance: 1e-15 })).toBe(
      false,
    );
  });

  it('keeps 1e-11 of Σ K|c| for every kernel, sample and bandwidth', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...compactKernels),
        fc.constantFrom(...Object.keys(PLACES)),
        fc.constantFrom(1e4, 3, 0.7, 0.2, 0.02, 1e-3, 1e-4),
        fc.constantFrom([0, 0], [2, 1], [6, 3]),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 1e9 }),
        (kernel, place, h, degrees, squared, excludeSelf, seed) => {
          const random = generator(seed);
          const sample = sampleOf(PLACES[place], 3000, random);
          const queries = excludeSelf
            ? sample.points
            : Float64Array.from({ length: 12 }, () => {
                const x = sample.points[Math.floor(random() * sample.n)];
                return x + (random() - 0.5) * 2.5 * h;
              });
          const request = { ...requestOf(kernel, 1 / h, degrees), squared, excludeSelf };
          // Log space and powers of the reference cost it up to 1e-13 next to the edge of a window.
          expect(worst(sample, queries, request, excludeSelf ? 211 : 1)).toBeLessThan(1e-11);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  }, 60000);

  it('keeps it across weights from 1e-300 to 1', () => {
    const random = generator(5);
    for (const kernel of compactKernels) {
      for (const h of [0.3, 0.01, 1e-3]) {
        const sample = sampleOf(PLACES.even, 4000, random, true);
        const queries = Float64Array.from({ length: 30 }, () => random() * 1.2 - 0.1);
        expect(worst(sample, queries, requestOf(kernel, 1 / h))).toBeLessThan(1e-11);
      }
    }
  });

  it('keeps it in crowds of many keys beside tails, which take lattices of their own', () => {
    const random = generator(9);
    // Two crowds, within reach of each other under the widest, that are crowded in their middles.
    const place = () => (random() < 0.3 ? 1 : 0) + 1e-4 * Math.tan(Math.PI * (random() - 0.5));
    const sample = sampleOf(place, 8000, random);
    for (const kernel of [kernels.epanechnikov, kernels.tricube])
      for (const [h, degrees, excludeSelf] of [
        [2e-5, [6, 3], false],
        [2e-4, [2, 1], true],
        [0.7, [6, 3], false],
      ] as const) {
        const request = { ...requestOf(kernel, 1 / h, degrees), excludeSelf };
        expect(worst(sample, sample.points, request, 797), `${kernel.name} ${h}`).toBeLessThan(
          1e-11,
        );
      }
  });

  it('leaves out one of tied points and keeps the others, however little they weigh', () => {
    const points = Float64Array.from({ length: 240 }, (_, i) => (i % 3) * 0.4);
    const columns = new Float64Array(480);
    // Places of one heavy and many light points, of tiny weights alone, and of two that weigh.
    for (let i = 0; i < 240; i++) {
      columns[i] = [i < 3 ? 1 : 1e-12, 1e-306, i === 2 || i === 5 ? 2e-306 : 0][i % 3];
      columns[240 + i] = columns[i] * ((i % 7) - 2);
    }
    const sample = { n: 240, d: 1, c: 2, points, columns };
    for (const kernel of compactKernels) {
      for (const [h, degrees] of [
        [0.1, [0, 0]],
        [0.5, [2, 1]],
        [3, [0, 0]],
      ] as const) {
        for (const squared of [false, true]) {
          const request = { ...requestOf(kernel, 1 / h, degrees), squared, excludeSelf: true };
          expect(worst(sample, points, request)).toBeLessThan(1e-13);
        }
      }
    }
  });

  it('answers equal queries alike', () => {
    const sample = sampleOf(PLACES.ties, 500, generator(6));
    const queries = Float64Array.from({ length: 90 }, (_, i) => (i % 9) / 8);
    for (const h of [0.02, 0.3]) {
      const request = requestOf(kernels.triweight, 1 / h, [1, 0]);
      const { sums } = sumsBy(windowed, sample, queries, request);
      expect(sums.subarray(27)).toEqual(sums.subarray(0, 243));
      expect(worst(sample, queries, request)).toBeLessThan(1e-13);
    }
  });

  it('keeps the digits of a single tiny weight at the edge of the window', () => {
    const sample = {
      n: 1,
      d: 1,
      c: 2,
      points: new Float64Array([1 - 2 ** -14]),
      columns: new Float64Array([1e-300, 7e-300]),
    };
    const { sums, logScale } = sumsBy(
      windowed,
      sample,
      new Float64Array([0]),
      requestOf(kernels.triweight, 1),
    );
    expect(logScale[0]).toBeLessThan(0);
    expect(sums[1] / sums[0]).toBeCloseTo(7, 13);
  });

  it('counts |u| = 1 as inside for the uniform kernel', () => {
    const points = Float64Array.from({ length: 1001 }, (_, i) => i);
    const sample = { n: 1001, d: 1, c: 1, points, columns: new Float64Array(1001).fill(1) };
    const { sums } = sumsBy(windowed, sample, points, requestOf(kernels.uniform, 1 / 128, [0]));
    for (let j = 128; j < 1001 - 128; j++) expect(sums[j]).toBe(257 / 2);
  });

  it('gives exact zeros for an empty window and an empty sample', () => {
    const sample = sampleOf(PLACES.even, 500, generator(3));
    const far = sumsBy(
      windowed,
      sample,
      new Float64Array([-5, 9]),
      requestOf(kernels.epanechnikov, 10),
    );
    expect(Array.from(far.sums)).toEqual([0, 0, 0, 0]);
    expect(Array.from(far.logScale)).toEqual([0, 0]);
    const none = { n: 0, d: 1, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    expect(
      Array.from(sumsBy(windowed, none, new Float64Array([1]), requestOf(kernels.tricube, 1)).sums),
    ).toEqual([0, 0]);
    expect(
      sumsBy(windowed, sample, new Float64Array(0), requestOf(kernels.tricube, 1)).sums.length,
    ).toBe(0);
  });

  it('takes an infinite bandwidth as a window over everything', () => {
    const sample = sampleOf(PLACES.even, 300, generator(4));
    const { sums } = sumsBy(
      windowed,
      sample,
      new Float64Array([0.5]),
      requestOf(kernels.triangular, 0),
    );
    const total = sample.columns.subarray(0, 300).reduce((a, b) => a + b, 0);
    expect(sums[0] / total).toBeCloseTo(1, 13);
  });

  it.each([1.1, 30, 1e3, 1e6, Infinity])(
    'keeps 1e-14 where the bandwidth is %d ranges, near and far outside too',
    (h) => {
      const sample = sampleOf(PLACES.even, 2000, generator(12));
      const far = [-h / 2, 900, -1100, 0.9 * h].filter(Number.isFinite);
      const queries = Float64Array.of(0, 0.4, 1, -3, ...far);
      for (const kernel of compactKernels) {
        for (const degrees of [
          [0, 0],
          [2, 1],
        ]) {
          const request = requestOf(kernel, 1 / h, degrees);
          expect(worst(sample, queries, request)).toBeLessThan(1e-14);
          const without = { ...request, excludeSelf: true };
          expect(worst(sample, sample.points, without, 199)).toBeLessThan(1e-14);
        }
      }
    },
  );

  it('gives a constant back to 1e-14', () => {
    const sample = sampleOf(PLACES.even, 20000, generator(8));
    for (let i = 0; i < sample.n; i++) sample.columns[sample.n + i] = 3.7 * sample.columns[i];
    for (const kernel of compactKernels) {
      const { sums } = sumsBy(windowed, sample, sample.points, requestOf(kernel, 1 / 0.03));
      for (let j = 0; j < sample.n; j++) {
        expect(Math.abs(sums[2 * j + 1] / sums[2 * j] / 3.7 - 1)).toBeLessThan(1e-14);
      }
    }
  });

  it('leaves its inputs alone and repeats its digits, sorted before or not', () => {
    const sample = sampleOf(PLACES.clusters, 2000, generator(9));
    const queries = sample.points.slice(0, 700);
    const before = [sample.points.slice(), sample.columns.slice(), queries.slice()];
    const request = requestOf(kernels.biweight, 4);
    const first = sumsBy(windowed, sample, queries, request);
    const second = windowedSums(new LineIndex(sample), queries, request);
    expect(second).toEqual(first);
    expect([sample.points, sample.columns, queries]).toEqual(before);
  });
});
