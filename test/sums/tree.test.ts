import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/kernels/createKernel.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { exponents } from '../../src/sums/powers.js';
import { tree } from '../../src/sums/tree.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import * as kernels from './kernels.js';
import { naiveSums } from './naiveSums.js';
import { serves, sumsBy } from './sumsBy.js';

/** A kernel of the user's own, of another support. */
const plateau = createKernel({ name: 'plateau', support: 2, value: (u) => 1 / (4 + Math.abs(u)) });

type Place = (random: () => number) => number;

const PLACES: Record<string, Place> = {
  even: (random) => random(),
  ties: (random) => Math.floor(random() * 9) / 9,
  clusters: (random) => Math.floor(random() * 3) / 3 + random() * 1e-3,
  outlier: (random) => (random() < 0.002 ? 1e9 : random()),
  offset: (random) => 1e8 + random(),
};

/** All powers up to degree 2. */
function squares(d: number): number[][] {
  const list = exponents(d, 2);
  return Array.from({ length: list.length / d }, (_, a) => [...list.subarray(a * d, (a + 1) * d)]);
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function sampleOf(
  place: Place,
  n: number,
  d: number,
  random: () => number,
  extreme = false,
): Sample {
  const points = new Float64Array(n * d).map(() => place(random));
  const columns = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    columns[i] = extreme ? 10 ** (-300 * random()) : 0.01 + random();
    columns[n + i] = columns[i] * (random() - 0.4);
  }
  return { n, d, c: 2, points, columns };
}

function requestOf(
  kernel: Kernel,
  w: number[],
  product = false,
  degrees: readonly number[] = [0, 0],
): SumsRequest {
  return {
    kernel,
    product,
    inverseBandwidth: Float64Array.from(w),
    degrees,
    squared: false,
    excludeSelf: false,
    tolerance: 1e-10,
  };
}

function worst(sample: Sample, queries: Float64Array, request: SumsRequest, step = 1): number {
  const { sums, logScale } = sumsBy(tree, sample, queries, request);
  const { d } = sample;
  const m = queries.length / d;
  const size = sums.length / m;
  let most = 0;
  for (let j = 0; j < m; j += step) {
    const q = Array.from(queries.subarray(j * d, j * d + d));
    const naive = naiveSums(sample, q, request, squares(d), request.excludeSelf ? j : -1);
    // Far away the scale is a huge logarithm with few digits after the point: the sums are compared
    // after their own ratio.
    const exact = !(naive.logScale < -1000) || naive.logScale === Number.NEGATIVE_INFINITY;
    const factor = exact ? Math.exp(logScale[j] - naive.logScale) : naive.sums[0] / sums[j * size];
    if (!exact) expect(logScale[j] / naive.logScale).toBeCloseTo(1, 12);
    for (let o = 0; o < size; o++) {
      if (!(naive.scales[o] > 0)) expect(sums[j * size + o]).toBe(0);
      else
        most = Math.max(
          most,
          Math.abs(sums[j * size + o] * factor - naive.sums[o]) / naive.scales[o],
        );
    }
  }
  return most;
}

describe('tree', () => {
  it('serves kernels of finite support and the Gaussian in two and more dimensions', () => {
    const sample = sampleOf(PLACES.even, 4, 2, generator(1));
    expect(serves(tree, sample, requestOf(kernels.cosine, [1, 1]))).toBe(true);
    expect(serves(tree, sample, requestOf(plateau, [1, 1]))).toBe(true);
    expect(serves(tree, sample, requestOf(kernels.gaussian, [1, 1]))).toBe(true);
    expect(serves(tree, sample, requestOf(kernels.cauchy, [1, 1]))).toBe(false);
    expect(serves(tree, { ...sample, d: 1 }, requestOf(kernels.cosine, [1]))).toBe(false);
  });

  it('keeps its tolerance for every kernel, sample, bandwidth and form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3),
        fc.constantFrom(
          kernels.gaussian,
          kernels.gaussian,
          kernels.epanechnikov,
          kernels.uniform,
          kernels.tricube,
          kernels.cosine,
          plateau,
        ),
        fc.constantFrom(...Object.keys(PLACES)),
        fc.constantFrom(100, 1, 0.2, 0.03, 1e-3),
        fc.constantFrom([0, 0], [2, 1]),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 1e9 }),
        (d, kernel, place, h, degrees, product, squared, excludeSelf, seed) => {
          const random = generator(seed);
          const sample = sampleOf(PLACES[place], 600, d, random);
          const queries = excludeSelf
            ? sample.points
            : new Float64Array(24 * d).map((_, i) => {
                const spread = i % 4 === 0 ? 60 * h : 2 * h;
                return sample.points[i * 3] + (random() - 0.5) * spread;
              });
          const w = Array.from({ length: d }, (_, j) => 1 / (h * (1 + j)));
          const request = { ...requestOf(kernel, w, product, degrees), squared, excludeSelf };
          // Far queries of the Gaussian have large powers; there the reference alone keeps about
          // 1e-11.
          expect(worst(sample, queries, request, excludeSelf ? 83 : 1)).toBeLessThan(2e-10);
        },
      ),
      { numRuns: 200, seed: 11 },
    );
  }, 60000);

  it('keeps it across weights from 1e-300 to 1', () => {
    const random = generator(21);
    for (const h of [1, 0.1, 0.01]) {
      const sample = sampleOf(PLACES.even, 800, 2, random, true);
      const queries = new Float64Array(40).map(() => random() * 1.4 - 0.2);
      expect(worst(sample, queries, requestOf(kernels.gaussian, [1 / h, 2 / h]))).toBeLessThan(
        2e-10,
      );
    }
  });

  it('gives the value of the nearest key a million bandwidths away and 1e150 away', () => {
    const sample = sampleOf(PLACES.even, 500, 2, generator(31));
    for (const distance of [1e4, 1e6, 1e150]) {
      const q = new Float64Array([distance, 0.3 * distance]);
      const { sums, logScale } = sumsBy(tree, sample, q, requestOf(kernels.gaussian, [100, 100]));
      let best = 0;
      const along = (i: number): number => sample.points[2 * i] + 0.3 * sample.points[2 * i + 1];
      for (let i = 1; i < 500; i++) if (along(i) > along(best)) best = i;
      expect(Number.isFinite(logScale[0])).toBe(true);
      expect(sums[1] / sums[0]).toBeCloseTo(sample.columns[500 + best] / sample.columns[best], 12);
    }
  });

  it('lets a tiny weight at the query beat a large one far away, and the other way round', () => {
    const points = new Float64Array([0, 0, 40, 0]);
    const ratio = (weight: number): number => {
      const columns = new Float64Array([weight, 1, 5 * weight, 2]);
      const sample = { n: 2, d: 2, c: 2, points, columns };
      const { sums } = sumsBy(
        tree,
        sample,
        new Float64Array([0, 0]),
        requestOf(kernels.gaussian, [1, 1]),
      );
      return sums[1] / sums[0];
    };
    // exp(−800) ≈ 1e-347.4
    expect(ratio(1e-300)).toBeCloseTo(5, 12);
    expect(
      sumsBy(
        tree,
        {
          n: 2,
          d: 2,
          c: 2,
          points: new Float64Array([0, 0, 30, 0]),
          columns: new Float64Array([1e-300, 1, 5e-300, 2]),
        },
        new Float64Array([0, 0]),
        requestOf(kernels.gaussian, [1, 1]),
      ).logScale[0],
    ).toBeLessThan(-400);
  });

  it('gives zeros for nothing in reach, no points and one point left out', () => {
    const sample = sampleOf(PLACES.even, 100, 2, generator(41));
    const far = sumsBy(
      tree,
      sample,
      new Float64Array([50, 50]),
      requestOf(kernels.tricube, [1, 1]),
    );
    expect(Array.from(far.sums)).toEqual([0, 0]);
    const none = { n: 0, d: 2, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    expect(
      Array.from(
        sumsBy(tree, none, new Float64Array([1, 1]), requestOf(kernels.gaussian, [1, 1])).sums,
      ),
    ).toEqual([0, 0]);
    const one = sampleOf(PLACES.even, 1, 2, generator(42));
    const request = { ...requestOf(kernels.gaussian, [1, 1]), excludeSelf: true };
    expect(Array.from(sumsBy(tree, one, one.points, request).sums)).toEqual([0, 0]);
    expect(
      sumsBy(tree, sample, new Float64Array(0), requestOf(kernels.gaussian, [1, 1])).sums.length,
    ).toBe(0);
  });

  it('keeps tiny weights at the edge of a window, which would underflow', () => {
    const points = new Float64Array([1 - 2 ** -40, 0, 0, 1 - 2 ** -40, 3, 3]);
    const columns = new Float64Array([1e-300, 1e-300, 1, 3e-300, 5e-300, 7]);
    const sample = { n: 3, d: 2, c: 2, points, columns };
    const { sums, logScale } = sumsBy(
      tree,
      sample,
      new Float64Array([0, 0]),
      requestOf(kernels.triweight, [1, 1]),
    );
    expect(logScale[0]).toBeLessThan(-700);
    expect(sums[1] / sums[0]).toBeCloseTo(4, 12);
  });

  it('gives a constant back to 1e-14', () => {
    const sample = sampleOf(PLACES.even, 3000, 2, generator(51));
    for (let i = 0; i < sample.n; i++) sample.columns[sample.n + i] = 3.7 * sample.columns[i];
    for (const kernel of [
      kernels.gaussian,
      kernels.epanechnikov,
      kernels.uniform,
      kernels.cosine,
    ]) {
      const { sums } = sumsBy(tree, sample, sample.points, requestOf(kernel, [20, 20]));
      for (let j = 0; j < sample.n; j++) {
        expect(Math.abs(sums[2 * j + 1] / sums[2 * j] / 3.7 - 1)).toBeLessThan(1e-14);
      }
    }
  });
});
