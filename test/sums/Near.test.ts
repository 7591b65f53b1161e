import { describe, expect, it } from 'vitest';
import { centredSample, smootherRequest } from '../../src/smoothers/smootherSums.js';
import { Near } from '../../src/sums/Near.js';
import { expectClose } from '../expectClose.js';
import { observationsOf, specOf } from '../smoothers/observations.js';

function reachOf(
  kernel: 'gaussian' | 'epanechnikov' | 'laplace',
  x: number[] | number[][],
  h: number[],
  queries: number[],
  weights?: number[],
): Near {
  const { sample } = centredSample(
    observationsOf(
      x,
      x.map(() => 0),
      weights,
    ),
  );
  const at = Float64Array.from(queries);
  return new Near(sample, at, smootherRequest(sample, specOf(kernel, h, 0), at));
}

const found = ({ indices, weights, count }: Near): [number, number][] =>
  Array.from({ length: count }, (_, at): [number, number] => [indices[at]!, weights[at]!]).sort(
    ([a], [b]) => a - b,
  );

describe('Near', () => {
  it('finds those of a compact window, beside the heaviest', () => {
    const reach = reachOf('epanechnikov', [3, 0, 1, 9], [2], [0.5, 20]);
    reach.find(0, -1);
    expect(found(reach).map(([i]) => i)).toEqual([1, 2]);
    expectClose(
      found(reach).map(([, w]) => w),
      [1, 1],
      1e-15,
    );
    reach.find(0, 2);
    expect(found(reach)).toEqual([[1, 1]]);
    reach.find(1, -1);
    expect(reach.count).toBe(0);
    reach.findOr('nearest', 1, -1);
    expect(found(reach)).toEqual([[3, 1]]);
  });

  it.each(['gaussian', 'laplace'] as const)('weighs far points exactly: %s', (kernel) => {
    // A million bandwidths away, 1e-6 apart: ratios of weights exp(−½(u₀² − u₁²)) and exp(−(u₀ − u₁)).
    const reach = reachOf(kernel, [0, 1e-6, -1], [1], [1e6]);
    reach.find(0, -1);
    const ratio = kernel === 'gaussian' ? Math.exp(-1) : Math.exp(-1e-6);
    const weights = found(reach);
    expectClose(
      weights.slice(0, 2).map(([, w]) => w),
      [ratio, 1],
      1e-9,
    );
    expect(weights.length).toBe(kernel === 'gaussian' ? 2 : 3);
    expect(reach.heaviest).toBe(1);
  });

  it('a light observation near may weigh more than a heavy one far away', () => {
    const reach = reachOf('gaussian', [0, 40], [1], [0], [1e-300, 1]);
    reach.find(0, -1);
    expect(reach.heaviest).toBe(0);
    const even = reachOf('gaussian', [0, 30], [1], [0], [1e-300, 1]);
    even.find(0, -1);
    expect(even.heaviest).toBe(1);
  });

  it('finds the same in two dimensions as one by one', () => {
    const points = Array.from({ length: 60 }, (_, i) => [Math.sin(7 * i), Math.cos(11 * i) * 3]);
    const reach = reachOf('gaussian', points, [0.1, 0.4], [0.3, 1.1]);
    reach.find(0, -1);
    const logs = points.map(([a, b]) => -0.5 * (((a! - 0.3) / 0.1) ** 2 + ((b! - 1.1) / 0.4) ** 2));
    const largest = Math.max(...logs);
    const expected = logs.flatMap((log, i): [number, number][] =>
      log - largest > Math.log(1e-36) ? [[i, Math.exp(log - largest)]] : [],
    );
    expect(found(reach).map(([i]) => i)).toEqual(expected.map(([i]) => i));
    expectClose(
      found(reach).map(([, w]) => w),
      expected.map(([, w]) => w),
      1e-12,
    );
  });

  it.each([1, 2])('finds those of windows whose width differs from query to query, d = %i', (d) => {
    const n = 300;
    const coordinate = (i: number, j: number) => Math.sin((7 + 4 * j) * i);
    const x = Array.from({ length: n }, (_, i) => [coordinate(i, 0), coordinate(i, 1)].slice(0, d));
    const { sample } = centredSample(
      observationsOf(
        x,
        x.map(() => 0),
      ),
    );
    const at = Float64Array.from(x.flat());
    const queryScale = Float64Array.from({ length: n }, (_, q) => 0.5 + (q % 40));
    const request = {
      ...smootherRequest(sample, specOf('epanechnikov', Array(d).fill(1), 0), at),
      queryScale,
    };
    const near = new Near(sample, at, request, { finds: n });
    let within = 0;
    for (let q = 0; q < n; q++) {
      near.find(q, q);
      const expected = x.flatMap((point, i) => {
        const largest = Math.max(...point.map((each, j) => Math.abs(each - x[q]![j]!)));
        return i !== q && largest * queryScale[q]! < 1 ? [i] : [];
      });
      expect(found(near).map(([i]) => i)).toEqual(expected);
      within += expected.length;
    }
    expect(within).toBeGreaterThan(n);
    expect(near.pairs).toBeLessThan((n * n) / 2); // the tree passed by the others
  });
});
