// Sums of kernels of higher order by every method, against compensated sums of K itself.

import { describe, expect, it } from 'vitest';
import { epanechnikov4, gaussian4, gaussian6, gaussian8 } from '../../src/kernels/higherOrder.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { chosenPlan, kernelSums, type SumsMethodName } from '../../src/sums/kernelSums.js';
import { exponents } from '../../src/sums/powers.js';
import { scaledPlan } from '../../src/sums/scaledGaussian.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { expectClose } from '../expectClose.js';
import { makeColumns, makePoints, random } from './problems.js';

/** K(u), and the absolute values of what it is made of. */
function valuesAt({ kernel, squared }: SumsRequest, u: number): [number, number] {
  const { kernel: base, coefficients } = kernel.traits!.times!;
  const size = coefficients.reduce((sum, c, j) => sum + Math.abs(c) * u ** (2 * j), 0);
  const [k, whole] = [kernel.value(u), size * base.value(u)];
  return squared ? [k * k, whole * whole] : [k, whole];
}

/** Sums of one query, with compensation, and of the absolute values of what they are made of. */
function plainSums(sample: Sample, queries: Float64Array, q: number, request: SumsRequest) {
  const { n, d, c, points, columns } = sample;
  const { product, degrees, inverseBandwidth: w, queryScale } = request;
  const u = Float64Array.from({ length: n * d }, (_, at) => {
    const j = at % d;
    return (points[at] - queries[q * d + j]) * w[j] * (queryScale?.[q] ?? 1);
  });
  const weights = Array.from({ length: n }, (_, i) => {
    if (request.excludeSelf && i === q) return [0, 0];
    const own = u.subarray(i * d, (i + 1) * d);
    if (!product) return valuesAt(request, Math.hypot(...own));
    const each = Array.from(own, (one) => valuesAt(request, one));
    return [0, 1].map((part) => each.reduce((all, values) => all * values[part], 1));
  });
  const sums: number[] = [];
  const sizes: number[] = [];
  for (let k = 0; k < c; k++) {
    const alpha = exponents(d, degrees[k]);
    for (let a = 0; a * d < alpha.length; a++) {
      let [sum, rest, size] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        let power = 1;
        for (let j = 0; j < d; j++) power *= u[i * d + j] ** alpha[a * d + j];
        const term = weights[i][0] * columns[k * n + i] * power;
        // values are within ±2
        size += weights[i][1] * columns[i] * (k === 0 ? 1 : 2) * Math.max(1, Math.abs(power));
        const next = sum + term;
        rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      sums.push(sum + rest);
      sizes.push(size);
    }
  }
  return { sums, sizes };
}

/** Compares: errors beside what the sums are made of, and NaN only where that cancels. */
function expectSums(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  method: SumsMethodName,
): void {
  const found = kernelSums('f', sample, queries, request, method);
  const m = queries.length / sample.d;
  const size = found.sums.length / m;
  for (let q = 0; q < m; q++) {
    const { sums, sizes } = plainSums(sample, queries, q, request);
    if (Number.isNaN(found.sums[q * size])) {
      expect(Math.abs(sums[0])).toBeLessThan(1.001e-3 * sizes[0]);
      continue;
    }
    const scale = Math.exp(found.logScale[q]);
    for (let s = 0; s < size; s++)
      expect(Math.abs(scale * found.sums[q * size + s] - sums[s])).toBeLessThanOrEqual(
        request.tolerance * sizes[s],
      );
  }
}

const kernels = [gaussian4, gaussian6, gaussian8, epanechnikov4];

function problem(
  seed: number,
  kind: string,
  n: number,
  d: number,
  m: number,
  weights = 'positive',
) {
  const next = random(seed);
  const points = makePoints(kind, n, d, next);
  const columns = makeColumns(weights, n, 2, next);
  // within the data: outside there is nothing but tails, which have tests of their own
  const queries = new Float64Array(m * d).map(
    (_, at) => points[at % points.length] + 0.02 * next(),
  );
  return { sample: { n, d, c: 2, points, columns }, queries };
}

function requestFor(kernel: Kernel, d: number, h: number, more: Partial<SumsRequest> = {}) {
  const width = kernel === epanechnikov4 ? 2.5 * h : h;
  return {
    kernel,
    product: true,
    inverseBandwidth: new Float64Array(d).fill(1 / width),
    degrees: [0, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...more,
  };
}

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  const fast = kernel === epanechnikov4 ? 'windowed' : 'binned';

  it.each(['even', 'ties', 'gap', 'clusters'])('on a line of %s points', (kind) => {
    for (const h of [0.01, 0.1, 2])
      for (const degrees of [
        [0, 0],
        [4, 2],
      ]) {
        const { sample, queries } = problem(3, kind, 400, 1, 30);
        for (const method of ['direct', fast] as const)
          expectSums(sample, queries, requestFor(kernel, 1, h, { degrees }), method);
      }
  });

  it('of K², and without the own point', () => {
    const { sample, queries } = problem(5, 'even', 300, 1, 50);
    for (const method of ['direct', fast] as const) {
      expectSums(sample, queries, requestFor(kernel, 1, 0.1, { squared: true }), method);
      const excludeSelf = { excludeSelf: true };
      expectSums(sample, sample.points, requestFor(kernel, 1, 0.05, excludeSelf), method);
    }
  });

  it('with a width for each query', () => {
    const { sample, queries } = problem(7, 'even', 300, 1, 200);
    const queryScale = queries.map((q) => 1 + Math.floor(4 * q) / 4);
    for (const method of ['direct', fast] as const) {
      const request = requestFor(kernel, 1, 0.1, { queryScale, scaledPlan });
      expectSums(sample, queries, request, method);
    }
  });

  it('in two and three dimensions, as a product and of the length', () => {
    for (const d of [2, 3])
      for (const product of [true, false]) {
        const { sample, queries } = problem(11, 'even', 200, d, 15);
        for (const method of ['direct', 'tree'] as const)
          for (const degrees of [
            [0, 0],
            [2, 1],
          ])
            expectSums(sample, queries, requestFor(kernel, d, 0.3, { product, degrees }), method);
      }
  });
});

it('gaussian4 on grids of two dimensions', () => {
  for (const product of [true, false]) {
    const { sample, queries } = problem(13, 'even', 5000, 2, 40);
    const request = requestFor(gaussian4, 2, 0.1, { product });
    expectSums(sample, queries, request, 'binned');
    expect(chosenPlan('f', sample, sample.points, request, 'auto').name).toBe('binned');
  }
});

it('far from all points the sums keep their digits: the ratio is that of the nearest', () => {
  const points = Float64Array.of(0, 0.3, 1);
  const columns = Float64Array.of(1, 1, 1, 5, 6, 7);
  const sample = { n: 3, d: 1, c: 2, points, columns };
  for (const kernel of [gaussian4, gaussian6, gaussian8]) {
    const queries = Float64Array.of(30, 1000, -1e6);
    const { sums } = kernelSums('f', sample, queries, requestFor(kernel, 1, 0.5), 'binned');
    expectClose([sums[3] / sums[2], sums[5] / sums[4]], [7, 5], 1e-15);
    // 58 and 58.6 bandwidths: the second weighs e^(−35) of the first
    const second = Math.exp(kernel.logRatio!(59.4, 58, 59.4 ** 2 - 58 ** 2));
    expect(Math.abs(sums[1] / sums[0] - (7 + 6 * second) / (1 + second))).toBeLessThan(1e-14);
  }
});

it('sums whose weights cancel are NaN, whoever makes them', () => {
  // K(√3) = 0 of gaussian4: of two points there no digits are left
  const points = Float64Array.of(-Math.sqrt(3), Math.sqrt(3));
  const sample = { n: 2, d: 1, c: 2, points, columns: Float64Array.of(1, 1, 1, 2) };
  for (const method of ['direct', 'binned'] as const) {
    const queries = Float64Array.of(0, 0.5);
    // all cancel in the polynomial, and the two at ±√3 in value
    const { sums } = kernelSums('f', sample, queries, requestFor(gaussian4, 1, 1), method);
    expect(method === 'direct' || Number.isNaN(sums[0])).toBe(true);
    expect(Number.isFinite(sums[2])).toBe(true);
  }
  // K(1) = φ(1) and K(2) = −½φ(2)
  const ratio = gaussian4.value(1) / -gaussian4.value(2);
  const other = {
    ...sample,
    points: Float64Array.of(1, 2),
    columns: Float64Array.of(1, ratio, 1, 1),
  };
  for (const method of ['direct', 'binned'] as const) {
    const { sums } = kernelSums(
      'f',
      other,
      new Float64Array(1),
      requestFor(gaussian4, 1, 1),
      method,
    );
    expect(Array.from(sums)).toEqual([NaN, NaN]);
  }
});
