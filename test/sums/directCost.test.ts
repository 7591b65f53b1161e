import { describe, expect, it } from 'vitest';
import { laplace } from '../../src/kernels/builtInKernels.js';
import { directCost, queryCost } from '../../src/sums/direct.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { epanechnikov, gaussian } from './kernels.js';

function problem(n: number, d: number, some: Partial<SumsRequest>): [Sample, SumsRequest] {
  const degrees = some.degrees ?? [0, 0];
  const c = degrees.length;
  const sample = { n, d, c, points: new Float64Array(n * d), columns: new Float64Array(c * n) };
  const request = {
    kernel: gaussian,
    product: false,
    inverseBandwidth: new Float64Array(d).fill(1),
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...some,
    degrees,
  };
  return [sample, request];
}

describe('directCost', () => {
  it('grows with the pairs, and without them is what it takes to begin', () => {
    const [few, request] = problem(100, 1, {});
    const [many] = problem(10_000, 1, {});
    const queries = new Float64Array(10_000);
    expect(directCost(few, new Float64Array(0), request)).toBeGreaterThan(0);
    const ratio = directCost(many, queries, request) / directCost(few, queries, request);
    expect(ratio).toBeGreaterThan(70);
    expect(ratio).toBeLessThan(101);
  });
});

/** What another point adds to a query. */
function pairCost(sample: Sample, request: SumsRequest): number {
  const cost = queryCost(sample, request);
  return cost(501) - cost(500);
}

describe('queryCost', () => {
  it('knows the families: the Gaussian, polynomials, exponentials, kernels of ones own', () => {
    const own = { ...laplace, name: 'own' };
    const costs = [gaussian, epanechnikov, own, laplace].map((kernel) =>
      pairCost(...problem(10, 1, { kernel })),
    );
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(costs[1]).toBeGreaterThan(2 * costs[0]);
  });

  it('rises with dimensions, columns and powers, and most by products', () => {
    const kernel = epanechnikov;
    const least = pairCost(...problem(10, 2, { kernel }));
    expect(pairCost(...problem(10, 3, { kernel }))).toBeGreaterThan(least);
    expect(pairCost(...problem(10, 2, { kernel, degrees: [0, 0, 0] }))).toBeGreaterThan(least);
    expect(pairCost(...problem(10, 2, { kernel, degrees: [2, 1] }))).toBeGreaterThan(2 * least);
    expect(pairCost(...problem(10, 2, { kernel, product: true }))).toBeGreaterThan(1.5 * least);
  });
});
