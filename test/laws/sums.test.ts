import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { direct } from '../../src/sums/direct.js';
import { kernelSums, methods } from '../../src/sums/kernelSums.js';
import { exponents } from '../../src/sums/powers.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from '../../src/sums/types.js';
import * as kernels from '../sums/kernels.js';
import { serves, sumsBy } from '../sums/sumsBy.js';

/** Exact to rounding: what direct itself and the powers of far queries may cost. */
const ROUNDING = 2e-13;
/** Beside column 0 of a query, what is smaller may be lost: one scale serves all its sums. */
const LOST = 1e-280;
/** From here on a logarithm has few digits behind the point: sums are compared beside each other. */
const LARGE_LOGARITHM = 50;

const shapes = ['even', 'ties', 'clusters', 'gap', 'outlier', 'offset', 'tails'] as const;
const weightings = ['ones', 'random', 'extreme', 'zeros'] as const;

type Problem = { sample: Sample; queries: Float64Array; request: SumsRequest };

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function coordinate(shape: (typeof shapes)[number], random: () => number): number {
  const x = random();
  if (shape === 'ties') return Math.round(6 * x) / 6;
  if (shape === 'clusters') return Math.floor(3 * x) / 3 + 1e-4 * random();
  if (shape === 'gap') return x < 0.4 ? x / 10 : 0.8 + x / 5;
  if (shape === 'offset') return 1e8 + x;
  if (shape === 'tails') return Math.tan(3 * (x - 0.5)) / 15;
  return x;
}

function weight(weighting: (typeof weightings)[number], random: () => number): number {
  if (weighting === 'random') return random();
  if (weighting === 'extreme') return random() < 0.5 ? 1 : 10 ** (-300 * random());
  if (weighting === 'zeros') return random() < 0.7 ? 0 : 1;
  return 1;
}

const problem = fc
  .record({
    kernel: fc.constantFrom(...(Object.values(kernels) as Kernel[])),
    d: fc.constantFrom(1, 1, 2, 3),
    n: fc.constantFrom(1, 2, 7, 60, 500),
    shape: fc.constantFrom(...shapes),
    weighting: fc.constantFrom(...weightings),
    logBandwidth: fc.double({ min: -4, max: 4, noNaN: true }),
    degrees: fc.constantFrom([0], [0, 0], [0, 0, 0], [2, 1], [6, 3]),
    far: fc.constantFrom(0, 0, 3, 9, 40, 1e4),
    tolerance: fc.constantFrom(1e-12, 1e-9, 1e-6),
    product: fc.boolean(),
    squared: fc.boolean(),
    excludeSelf: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e9 }),
  })
  .map((p): Problem => {
    const random = generator(p.seed);
    const { d, n } = p;
    const degrees = d > 1 ? p.degrees.map((degree) => Math.min(degree, 2)) : p.degrees;
    const c = degrees.length;
    const points = new Float64Array(n * d).map(() => coordinate(p.shape, random));
    if (p.shape === 'outlier') points[points.length - 1] = 1e9;
    const columns = new Float64Array(c * n);
    for (let i = 0; i < n; i++) {
      columns[i] = weight(p.weighting, random);
      for (let k = 1; k < c; k++) columns[k * n + i] = columns[i] * (4 * random() - 2);
    }
    const h = 10 ** p.logBandwidth;
    const queries = new Float64Array(12 * d);
    for (let q = 0; q < 12; q++) {
      const near = Math.floor(random() * n);
      for (let j = 0; j < d; j++) queries[q * d + j] = points[near * d + j];
      for (let j = 0; j < d; j++) queries[q * d + j] += (random() - 0.5) * Math.min(1, 3 * h);
      queries[q * d] += (random() - 0.5) * h * p.far;
    }
    const { kernel, product, squared, excludeSelf, tolerance } = p;
    const inverseBandwidth = Float64Array.from({ length: d }, (_, j) => 1 / (h * (1 + j / 4)));
    const options = { kernel, product, squared, excludeSelf, tolerance };
    const request = { ...options, inverseBandwidth, degrees };
    return {
      sample: { n, d, c, points, columns },
      queries: excludeSelf ? points : queries,
      request,
    };
  });

/**
 * What the tolerance is relative to: Σ K max(1, |u^α|)|c| of each sum; with d > 1 the promise takes
 * c₀·max |c|/c₀ in place of |c|. And the same with |c| and the rounding of u next to the edge of a
 * compact kernel, Σ |K′u| … in place of K.
 */
function absoluteSums({ sample, queries, request }: Problem, q: number) {
  const { n, d, points, columns } = sample;
  const { kernel, product, squared, degrees, inverseBandwidth: w, excludeSelf } = request;
  const times = squared ? 2 : 1;
  const logs = new Float64Array(n).fill(-Infinity);
  const slopes = new Float64Array(n);
  const u = (i: number, j: number) => (points[i * d + j] - queries[q * d + j]) * w[j];
  let top = -Infinity;
  for (let i = 0; i < n; i++) {
    if (excludeSelf && i === q) continue;
    const parts = Array.from({ length: d }, (_, j) => u(i, j));
    const lengths = product ? parts : [Math.hypot(...parts)];
    logs[i] = times * lengths.reduce((sum, x) => sum + kernel.logValue(x), 0);
    if (kernel.support < Infinity) {
      for (const x of lengths) slopes[i] += Math.abs(kernel.logDerivative(x) * x * times);
    }
    top = Math.max(top, logs[i] + Math.log(columns[i]));
  }
  const [absolute, edge]: number[][] = [[], []];
  degrees.forEach((degree, k) => {
    const list = exponents(d, degree);
    let ratio = 0;
    for (let i = 0; i < n; i++) {
      if (columns[i] > 0) ratio = Math.max(ratio, Math.abs(columns[k * n + i]) / columns[i]);
    }
    for (let a = 0; a < list.length; a += d) {
      let sum = 0;
      let slope = 0;
      for (let i = 0; i < n; i++) {
        let power = 1;
        for (let j = 0; j < d; j++) power *= u(i, j) ** list[a + j];
        const size = Math.exp(logs[i] - top) * Math.abs(columns[k * n + i]);
        const promised = d > 1 ? Math.exp(logs[i] - top) * columns[i] * ratio : size;
        if (!(promised > 0)) continue;
        sum += promised * Math.max(1, Math.abs(power));
        slope += size * Math.max(1, Math.abs(power)) * slopes[i];
      }
      absolute.push(sum);
      edge.push(slope);
    }
  });
  return { absolute, edge };
}

/**
 * Fails where a sum is further from the exact one than the tolerance allows.
 *
 * @param ofScale - rounding of the logarithms, which says how two parts weigh beside each other
 */
function expectClose(given: Problem, found: KernelSums, exact: KernelSums, ofScale = 0): void {
  const { tolerance } = given.request;
  const m = exact.logScale.length;
  const size = m === 0 ? 0 : exact.sums.length / m;
  expect([found.logScale.length, found.sums.length]).toEqual([m, m * size]);
  const step = Math.max(1, Math.floor(m / 12));
  for (let q = 0; q < m; q += step) {
    const at = q * size;
    const first = exact.sums[at];
    if (first === 0) {
      expect(found.sums[at]).toBe(0);
      continue;
    }
    const { absolute, edge } = absoluteSums(given, q);
    const logFound = found.logScale[q] + Math.log(found.sums[at]);
    const logExact = exact.logScale[q] + Math.log(first);
    const far = Math.abs(exact.logScale[q]) > LARGE_LOGARITHM;
    if (far) expect(Math.abs(logFound / logExact - 1)).toBeLessThan(Math.max(tolerance, 1e-12));
    const factor = far ? first / found.sums[at] : Math.exp(found.logScale[q] - exact.logScale[q]);
    for (let s = 0; s < size; s++) {
      const error = Math.abs(found.sums[at + s] * factor - exact.sums[at + s]) / first;
      const share = absolute[s] / absolute[0];
      const rounding =
        (ROUNDING + ofScale * Math.abs(logExact)) * share + (1e-15 * edge[s]) / absolute[0];
      expect(error).toBeLessThanOrEqual(2 * tolerance * share + rounding + LOST);
    }
  }
}

/** e^a·A + e^b·B, relative to the larger scale; a part without sums has no scale. */
function added(a: KernelSums, b: KernelSums): KernelSums {
  const logScale = new Float64Array(a.logScale.length);
  const sums = new Float64Array(a.sums.length);
  const size = sums.length / logScale.length;
  for (let q = 0; q < logScale.length; q++) {
    const parts = [a, b].map((part) => {
      const some = part.sums.subarray(q * size, (q + 1) * size);
      return { some, log: some.some(Boolean) ? part.logScale[q] : -Infinity };
    });
    const largest = Math.max(...parts.map(({ log }) => log));
    if (largest === -Infinity) continue;
    logScale[q] = largest;
    for (const { some, log } of parts) {
      for (let s = 0; s < size; s++) sums[q * size + s] += Math.exp(log - largest) * some[s];
    }
  }
  return { logScale, sums };
}

const others = Object.entries<SumsMethod>(methods).filter(([, method]) => method !== direct);
const servedBy = (method: SumsMethod) =>
  problem.filter(({ sample, request }) => serves(method, sample, request));

function part({ n, d, c, points, columns }: Sample, from: number, to: number): Sample {
  const some = new Float64Array(c * (to - from));
  for (let k = 0; k < c; k++) {
    some.set(columns.subarray(k * n + from, k * n + to), k * (to - from));
  }
  return { n: to - from, d, c, points: points.slice(from * d, to * d), columns: some };
}

describe.each(others)('%s sums', (_name, method) => {
  it('are the direct ones within the tolerance, near and far', () => {
    const close = fc.property(servedBy(method), (given) => {
      const { sample, queries, request } = given;
      const exact = sumsBy(direct, sample, queries, { ...request, tolerance: 1e-15 });
      expectClose(given, sumsBy(method, sample, queries, request), exact);
    });
    fc.assert(close, { numRuns: 300 });
  });

  it('of two halves merge into those of the whole', () => {
    fc.assert(
      fc.property(servedBy(method), (drawn) => {
        const { sample, queries } = drawn;
        const request = { ...drawn.request, excludeSelf: false };
        const middle = sample.n >> 1;
        const halves = [part(sample, 0, middle), part(sample, middle, sample.n)];
        if (!halves.every((half) => serves(method, half, request))) return;
        const [a, b] = halves.map((half) => sumsBy(method, half, queries, request));
        const exact = sumsBy(direct, sample, queries, request);
        expectClose({ ...drawn, request }, added(a, b), exact, 1e-15);
      }),
      { numRuns: 100 },
    );
  });

  it('of a constant give that constant', () => {
    fc.assert(
      fc.property(
        servedBy(method),
        fc.constantFrom(3.7, -1e-8, 1e10),
        ({ sample, queries, request }, y) => {
          const { n, columns } = sample;
          const weights = columns.subarray(0, n);
          const constant = { ...sample, c: 2, columns: new Float64Array(2 * n) };
          constant.columns.set(weights);
          for (let i = 0; i < n; i++) constant.columns[n + i] = y * weights[i];
          const { sums } = sumsBy(method, constant, queries, { ...request, degrees: [0, 0] });
          for (let s = 0; s < sums.length; s += 2) {
            if (sums[s] < 1e-290) continue;
            expect(Math.abs(sums[s + 1] / sums[s] / y - 1)).toBeLessThan(1e-14);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of no queries are none', () => {
    const none = fc.property(servedBy(method), ({ sample, request }) => {
      const asked = { ...request, excludeSelf: false };
      return sumsBy(method, sample, new Float64Array(0), asked).sums.length === 0;
    });
    fc.assert(none, { numRuns: 20 });
  });
});

it('the chosen method changes nothing beyond the tolerance', () => {
  fc.assert(
    fc.property(problem, (given) => {
      const { sample, queries, request } = given;
      const exact = sumsBy(direct, sample, queries, { ...request, tolerance: 1e-15 });
      expectClose(given, kernelSums('f', sample, queries, request), exact);
    }),
    { numRuns: 200 },
  );
});
