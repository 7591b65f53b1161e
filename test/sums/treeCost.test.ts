import { describe, expect, it } from 'vitest';
import { nearCost } from '../../src/sums/costs.js';
import { tree } from '../../src/sums/tree.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { epanechnikov, gaussian } from './kernels.js';

/** A lattice of side·side points in the unit square. */
function lattice(side: number): Sample {
  const n = side * side;
  const points = Float64Array.from({ length: 2 * n }, (_, i) => {
    const p = i >> 1;
    return (i & 1 ? p % side : Math.floor(p / side)) / side;
  });
  return { n, d: 2, c: 1, points, columns: new Float64Array(n).fill(1) };
}

function requestFor(kernel: typeof gaussian, bandwidth: number): SumsRequest {
  return {
    kernel,
    product: false,
    inverseBandwidth: new Float64Array(2).fill(1 / bandwidth),
    degrees: [0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
}

const treeCost = (sample: Sample, request: SumsRequest, queries = sample.points) =>
  tree.plan(sample, queries, request)!.cost;

describe('the cost of the tree', () => {
  it('rises with the points in reach, to all of them', () => {
    const cases = [
      { kernel: epanechnikov, bandwidths: [0.02, 0.2, 3, 30] },
      { kernel: gaussian, bandwidths: [0.02, 0.06, 3, 30] },
    ];
    for (const { kernel, bandwidths } of cases) {
      const costs = bandwidths.map((bandwidth) =>
        treeCost(lattice(100), requestFor(kernel, bandwidth)),
      );
      expect(costs[1]).toBeGreaterThan(2 * costs[0]);
      expect(costs[2]).toBeGreaterThan(costs[1]);
      expect(costs[3]).toBe(costs[2]);
    }
  });

  it('counts pairs: an outlier far away adds nothing to the reach of the others', () => {
    const sample = lattice(100);
    const clustered = { ...sample, points: sample.points.map((x, i) => (i < 10_000 ? x : x + 50)) };
    const request = requestFor(epanechnikov, 3);
    expect(treeCost(clustered, request)).toBeLessThan(0.8 * treeCost(sample, request));
  });

  it('is finite for no points and no queries', () => {
    const none = { n: 0, d: 2, c: 1, points: new Float64Array(0), columns: new Float64Array(0) };
    expect(treeCost(none, requestFor(gaussian, 1))).toBeLessThan(1e6);
    expect(treeCost(lattice(1), requestFor(gaussian, 1), none.points)).toBeLessThan(1e6);
  });
});

describe('nearCost', () => {
  it('rises with levels and dimensions, and with the points that count and their sums', () => {
    const request = requestFor(gaussian, 1);
    const few = nearCost(lattice(10), request, 5);
    expect(nearCost(lattice(30), request, 5)).toBeGreaterThan(few);
    expect(nearCost({ ...lattice(10), d: 3 }, request, 5)).toBeGreaterThan(few);
    expect(nearCost(lattice(10), request, 50)).toBeGreaterThan(few);
    expect(nearCost(lattice(10), { ...request, degrees: [2] }, 5)).toBeGreaterThan(few);
  });
});
