import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/arrays/createRandom.js';
import { cosine, laplace } from '../../src/kernels/builtInKernels.js';
import { tricube } from '../../src/kernels/compactPolynomials.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { countBelow } from '../../src/loops/sortedOrder.js';
import { direct } from '../../src/sums/direct.js';
import { methods } from '../../src/sums/kernelSums.js';
import { nearSumsInto } from '../../src/sums/Near.js';
import { emptySums } from '../../src/sums/powers.js';
import { tree } from '../../src/sums/tree.js';
import type { KernelSums, Sample, SumsRequest } from '../../src/sums/types.js';
import { windowed } from '../../src/sums/windowed.js';
import { compactKernels } from './compactKernels.js';
import { naiveSums } from './naiveSums.js';
import { serves, sumsBy } from './sumsBy.js';

// Windows whose width differs from query to query, or from point to point.

const PLACES: Record<string, (random: Random) => number> = {
  even: (random) => random.uniform(),
  ties: (random) => Math.floor(random.uniform() * 40) / 40,
  tails: (random) => Math.exp(4 * random.normal()),
  clusters: (random) => (random.uniform() < 0.5 ? 0 : 100) + 1e-6 * random.uniform(),
  offset: (random) => 1e8 + random.uniform(),
};

function sampleOf(place: (random: Random) => number, n: number, random: Random, decades = 0) {
  const points = Float64Array.from({ length: n }, () => place(random));
  const columns = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    columns[i] = 10 ** (-decades * random.uniform());
    columns[n + i] = columns[i] * random.uniform(-1, 1);
  }
  return { n, d: 1, c: 2, points, columns } satisfies Sample;
}

/** Windows that hold about k points. */
function neighbourScale({ n, points }: Sample, queries: Float64Array, k: number): Float64Array {
  const sorted = points.slice().sort();
  return Float64Array.from(queries, (q) => {
    const middle = countBelow(sorted, q);
    const below = q - sorted[Math.max(0, middle - (k >> 1))];
    const above = sorted[Math.min(n - 1, middle + (k >> 1))] - q;
    return 1 / (Math.max(below, above) || 1e-3);
  });
}

function requestOf(kernel: Kernel, rest: Partial<SumsRequest>): SumsRequest {
  const inverseBandwidth = Float64Array.of(1);
  const none = { squared: false, excludeSelf: false, tolerance: 1e-12 };
  return { kernel, product: true, inverseBandwidth, degrees: [2, 1], ...none, ...rest };
}

/** The largest error beside Σ K|c|, by sums that know of one width only. */
function worst(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  { sums, logScale }: KernelSums,
  step: number,
): number {
  const powers = Array.from({ length: Math.max(...request.degrees) + 1 }, (_, a) => [a]);
  const size = sums.length / queries.length;
  let most = 0;
  for (let q = 0; q < queries.length; q += step) {
    const own = { ...request, inverseBandwidth: Float64Array.of(request.queryScale![q]) };
    const naive = naiveSums(sample, [queries[q]], own, powers, request.excludeSelf ? q : -1);
    const factor = Math.exp(logScale[q] - naive.logScale);
    for (let o = 0; o < size; o++) {
      const error = Math.abs(sums[q * size + o] * factor - naive.sums[o]);
      if (naive.scales[o] === 0) expect(sums[q * size + o]).toBe(0);
      else most = Math.max(most, error / naive.scales[o]);
    }
  }
  return most;
}

describe('windowed with a width for each query', () => {
  for (const [name, place] of Object.entries(PLACES)) {
    for (const kernel of compactKernels) {
      it(`is exact for ${kernel.name} on ${name}`, () => {
        const random = createRandom(kernel.name.length);
        const sample = sampleOf(place, 1500, random);
        const others = Float64Array.from({ length: 300 }, (_, q) =>
          q % 3 > 0 ? place(random) : sample.points[q],
        );
        for (const [queries, excludeSelf] of [
          [others, false],
          [sample.points, true],
        ] as const)
          for (const [squared, k] of [
            [false, 500],
            [true, 900],
            [false, 40],
          ] as const) {
            const queryScale = neighbourScale(sample, queries, k);
            const request = requestOf(kernel, { queryScale, excludeSelf, squared });
            const found = sumsBy(windowed, sample, queries, request);
            expect(worst(sample, queries, request, found, 29)).toBeLessThan(3e-13);
          }
      });
    }
  }

  it('keeps its promise among weights of any size', () => {
    const random = createRandom(5);
    for (const decades of [3, 12, 100, 280]) {
      const sample = sampleOf(PLACES.even, 1500, random, decades);
      const queryScale = neighbourScale(sample, sample.points, 600);
      const request = requestOf(tricube, { queryScale, excludeSelf: true });
      const found = sumsBy(windowed, sample, sample.points, request);
      expect(worst(sample, sample.points, request, found, 13)).toBeLessThan(1e-12);
    }
  });

  it('sums widths that jump from one query to the next', () => {
    const random = createRandom(6);
    const sample = sampleOf(PLACES.even, 2000, random);
    const queries = sample.points.slice(0, 400);
    const queryScale = queries.map(() => 10 ** random.uniform(0, 4));
    const request = requestOf(tricube, { queryScale });
    const found = sumsBy(windowed, sample, queries, request);
    expect(worst(sample, queries, request, found, 1)).toBeLessThan(3e-13);
  });
});

describe('direct with a width for each query', () => {
  it('is what one width for all makes of it, query by query', () => {
    const random = createRandom(7);
    for (const kernel of [gaussian, tricube, laplace, cosine])
      for (const excludeSelf of [false, true])
        for (const squared of [false, true]) {
          const sample = sampleOf(PLACES.even, 700, random);
          const queryScale = neighbourScale(sample, sample.points, 100);
          const request = requestOf(kernel, { queryScale, excludeSelf, squared });
          const found = sumsBy(direct, sample, sample.points, request);
          expect(worst(sample, sample.points, request, found, 13)).toBeLessThan(3e-13);
        }
  });

  it('serves several dimensions', () => {
    const random = createRandom(8);
    const [n, d] = [60, 2];
    const points = Float64Array.from({ length: n * d }, () => random.normal());
    const columns = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : random.normal()));
    const sample = { n, d, c: 2, points, columns };
    const queryScale = Float64Array.from({ length: n }, () => random.uniform(0.2, 3));
    for (const kernel of [gaussian, tricube])
      for (const product of [true, false]) {
        const plain = {
          ...requestOf(kernel, {}),
          product,
          inverseBandwidth: Float64Array.of(1, 2),
        };
        const all = sumsBy(direct, sample, points, { ...plain, queryScale });
        const size = all.sums.length / n;
        for (let q = 0; q < n; q += 7) {
          const inverseBandwidth = plain.inverseBandwidth.map((w) => w * queryScale[q]);
          const query = points.subarray(q * d, (q + 1) * d);
          const one = sumsBy(direct, sample, query, { ...plain, inverseBandwidth });
          const factor = Math.exp(all.logScale[q] - one.logScale[0]);
          for (let o = 0; o < size; o++)
            expect(all.sums[q * size + o] * factor).toBeCloseTo(one.sums[o], 12);
        }
      }
  });
});

describe('tree with a width for each query', () => {
  it('is the direct method, for every compact kernel', () => {
    const random = createRandom(12);
    const [n, d] = [900, 2];
    const points = Float64Array.from({ length: n * d }, () => random.normal());
    const columns = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : random.normal()));
    const sample = { n, d, c: 2, points, columns };
    const queryScale = Float64Array.from({ length: n }, () => 10 ** random.uniform(0, 1));
    for (const kernel of compactKernels)
      for (const product of [true, false])
        for (const excludeSelf of [true, false]) {
          const more = {
            queryScale,
            product,
            excludeSelf,
            inverseBandwidth: Float64Array.of(1, 2),
          };
          const request = { ...requestOf(kernel, more), degrees: [0, 0] };
          const found = sumsBy(tree, sample, points, request);
          const plain = sumsBy(direct, sample, points, request);
          const errors = found.sums.map((sum, at) => Math.abs(sum - plain.sums[at]!));
          expect(Math.max(...errors)).toBeLessThan(1e-12);
        }
  });
});

describe('a width for each point', () => {
  it('scales the kernel and not the powers', () => {
    const random = createRandom(9);
    const sample = sampleOf(PLACES.even, 50, random);
    const { n, points, columns } = sample;
    const pointScale = Float64Array.from({ length: n }, () => random.uniform(0.5, 20));
    const queries = Float64Array.of(-0.1, 0.2, 0.5, 0.51, 3);
    for (const kernel of [gaussian, tricube, laplace]) {
      const request = {
        ...requestOf(kernel, { pointScale }),
        inverseBandwidth: Float64Array.of(2),
      };
      const near = emptySums(1, request.degrees, queries.length);
      nearSumsInto(sample, queries, [0, 1, 2, 3, 4], request, near);
      for (const found of [sumsBy(direct, sample, queries, request), near])
        queries.forEach((q, at) => {
          const sums = [0, 0, 0, 0, 0];
          for (let i = 0; i < n; i++) {
            const u = 2 * (points[i] - q);
            const weight = kernel.value(u * pointScale[i]);
            for (let a = 0; a < 3; a++) sums[a] += weight * u ** a * columns[i];
            for (let a = 0; a < 2; a++) sums[3 + a] += weight * u ** a * columns[n + i];
          }
          const factor = Math.exp(found.logScale[at]);
          sums.forEach((sum, o) => {
            expect(found.sums[at * 5 + o] * factor).toBeCloseTo(sum, 12);
          });
        });
    }
  });

  it('is served by the direct method alone', () => {
    const sample = sampleOf(PLACES.even, 500, createRandom(10));
    const scale = new Float64Array(500).fill(1);
    for (const [name, method] of Object.entries(methods)) {
      const ofPoints = requestOf(tricube, { pointScale: scale });
      const ofQueries = requestOf(tricube, { queryScale: scale });
      expect(serves(method, sample, ofPoints, 500)).toBe(name === 'direct');
      expect(serves(method, sample, ofQueries, 500)).toBe(['direct', 'windowed'].includes(name));
    }
  });
});

describe('Near with a width for each query', () => {
  it('is what one width makes of it, far away too', () => {
    const random = createRandom(11);
    for (const kernel of [gaussian, tricube, laplace]) {
      const sample = sampleOf(PLACES.even, 100, random);
      const queries = Float64Array.of(0.1, 0.5, kernel.support < Infinity ? 1.2 : 1e5);
      const queryScale = Float64Array.of(3, 0.5, 2);
      const request = requestOf(kernel, { queryScale });
      const found = emptySums(1, request.degrees, 3);
      nearSumsInto(sample, queries, [0, 1, 2], request, found);
      queries.forEach((q, at) => {
        const { queryScale: _, ...plain } = request;
        const own = { ...plain, inverseBandwidth: Float64Array.of(queryScale[at]) };
        const one = emptySums(1, request.degrees, 1);
        nearSumsInto(sample, Float64Array.of(q), [0], own, one);
        expect(found.logScale[at]).toBe(one.logScale[0]);
        expect(found.sums.slice(at * 5, at * 5 + 5)).toEqual(one.sums);
      });
    }
  });
});
