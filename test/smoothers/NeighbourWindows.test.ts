import { describe, expect, it } from 'vitest';
import { createKernel, type KernelName } from '../../src/kernels/createKernel.js';
import {
  type NeighbourRule,
  NeighbourWindows,
  neighboursOf,
  windowsOf,
} from '../../src/smoothers/NeighbourWindows.js';
import { eachPull } from '../../src/smoothers/QueryDesigns.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { centredSample } from '../../src/smoothers/smootherSums.js';
import { expectClose } from '../expectClose.js';
import { makePoints, random } from '../sums/problems.js';
import { observationsOf } from './observations.js';

const RULE: NeighbourRule = { neighbours: 3, stretch: 1, distinct: false, adaptive: false };

function windows(
  x: number[] | number[][],
  rule: Partial<NeighbourRule>,
  { kernel = 'tricube' as KernelName, product = true, unit = [1] } = {},
): NeighbourWindows {
  const observations = observationsOf(
    x,
    x.map(() => 0),
  );
  const metric = { kernel: createKernel(kernel), product, unit: Float64Array.from(unit) };
  return new NeighbourWindows(observations, { ...RULE, ...rule }, metric);
}

/** Bandwidths at queries, of the first dimension. */
const widths = (found: NeighbourWindows, queries: number[]) =>
  found.scaleAt(Float64Array.from(queries)).map((scale) => found.bandwidth[0]! / scale);

describe('windows on a line', () => {
  const x = [0, 1, 2, 10, 4];

  it('end at the k-th nearest, one at the place itself counts', () => {
    expectClose(widths(windows(x, {}), [0, 1, 3, 10, -5, 100]), [2, 1, 2, 8, 7, 98], 1e-15, 0);
    expectClose(widths(windows(x, { neighbours: 5 }), [0, 5]), [10, 5], 1e-15, 0);
  });

  it('are stretched, and measured by the support of the kernel', () => {
    expectClose(widths(windows(x, { stretch: 1.5 }), [0]), [3], 1e-15, 0);
    expectClose(widths(windows(x, {}, { kernel: 'gaussian' }), [0]), [2], 1e-15, 0);
  });

  it('have the median width of those at the observations as bandwidth', () => {
    expectClose(windows(x, {}).bandwidth, [2], 1e-15, 0);
  });

  it('count distances that differ, the nearest as 0', () => {
    const tied = windows([0, 0, 0, 1, 1, 3, 7], { neighbours: 2, distinct: true });
    // From 0: 0, 1, 3. From 0.5: 0.5, 2.5, 6.5. Beyond the last distance there is none.
    expectClose(widths(tied, [0, 0.5, 7]), [3, 6.5, 6], 1e-15, 0);
    const many = windows([0, 0, 0, 1, 1, 3, 7], { neighbours: 6, distinct: true });
    expectClose(widths(many, [0, 0.5]), [7, 6.5], 1e-15, 0);
  });

  it('hold those at a place alone when these are k', () => {
    const tied = windows([0, 0, 0, 1], {});
    const [width] = widths(tied, [0]);
    expect(width).toBeGreaterThan(0);
    expect(width).toBeLessThan(1);
    expectClose(widths(windows([5, 5, 5], {}), [5]), [1], 1e-15, 0);
  });

  it('go on to the next distance when the k nearest are equally far and would weigh nothing', () => {
    const even = [0, 2, 5];
    expectClose(widths(windows(even, { neighbours: 2 }), [1]), [2], 1e-15, 0);
    expectClose(widths(windows([0, 2, 3.5], { neighbours: 2 }), [1]), [2], 1e-15, 0);
    expectClose(widths(windows([0, 2], { neighbours: 2 }), [1]), [2], 1e-15, 0);
    // 0.15 − 0.1 and 0.2 − 0.15 differ by rounding.
    const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => i / 10);
    const middles = tenths.slice(1).map((t) => t - 0.05);
    const found = widths(windows(tenths, { neighbours: 2 }), middles);
    expectClose(
      found,
      middles.map(() => 0.1),
      1e-14,
      0,
    );
    // A kernel that is above 0 where it ends, or does not end, needs no more.
    for (const kernel of ['uniform', 'gaussian'] as const)
      expectClose(widths(windows(even, { neighbours: 2 }, { kernel }), [1]), [1], 1e-15, 0);
  });
});

describe('windows in several dimensions', () => {
  it.each(['uniform', 'ties', 'clusters', 'line'])(
    'of %s points are those of all distances',
    (kind) => {
      const next = random(7);
      const [n, d] = [200, 2];
      const flat = makePoints(kind, n, d, next);
      const x = Array.from({ length: n }, (_, i) => [flat[i * d]!, flat[i * d + 1]!]);
      const unit = [0.7, 1.9];
      const queries = Float64Array.from([...flat.subarray(0, 20), 0.31, 0.47, 5, 5]);
      for (const product of [true, false])
        for (const neighbours of [1, 4, 24, 25, 26, 150, 200]) {
          const found = windows(x, { neighbours }, { kernel: 'gaussian', product, unit });
          for (let q = 0; q < queries.length / d; q++) {
            const all = x.map((row) => {
              const u = row.map((value, j) => Math.abs(value - queries[q * d + j]!) / unit[j]!);
              return product ? Math.max(...u) : Math.hypot(...u);
            });
            const ascending = all.sort((a, b) => a - b);
            const expected = ascending[neighbours - 1]!;
            if (expected === 0) continue;
            const scale = found.scaleAt(queries)[q]!;
            expectClose([found.bandwidth[1]! / scale], [expected * unit[1]!], 1e-13, 0);
          }
        }
    },
  );

  it('go on to the next distance when the k nearest are equally far, whatever the units', () => {
    const x = Array.from({ length: 400 }, (_, i) => [3 * (i % 20), 3 * Math.floor(i / 20)]);
    const next = random(11);
    for (const product of [true, false])
      for (let round = 0; round < 40; round++) {
        const unit = 0.01 + 10 * next();
        const found = windows(x, { neighbours: 4 }, { product, unit: [unit, unit] });
        for (const middle of [4.5, 22.5, 37.5]) {
          const [width] = widths(found, [middle, middle]);
          const nearest = 1.5 * (product ? 1 : Math.SQRT2);
          // The next but these are three times as far.
          expectClose([width!], [2 * nearest], 1e-14, 0);
        }
      }
  });
});

describe('windowsOf', () => {
  const observations = observationsOf(
    Array.from({ length: 40 }, (_, i) => [i, 1000 * Math.sin(i)]),
    Array.from({ length: 40 }, () => 0),
  );
  const request = { distinct: false, adaptive: false, normalize: true };
  const metric = { kernel: createKernel('tricube'), product: false };

  it('measures each column by its spread, without the lowest and highest tenth', () => {
    const { windows: found } = windowsOf(
      observations,
      metric,
      { ...request, span: 0.5 },
      Float64Array.of(1, 1),
    );
    const spread = (values: number[]) => {
      const inner = values.sort((a, b) => a - b).slice(4, 36);
      const mean = inner.reduce((a, b) => a + b) / 32;
      return Math.sqrt(inner.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 31);
    };
    const columns = [0, 1].map((j) =>
      Array.from({ length: 40 }, (_, i) => observations.x[2 * i + j]!),
    );
    expectClose(found!.metric.unit, columns.map(spread), 1e-13, 0);
    expect(found!.rule).toMatchObject({ neighbours: 20, stretch: 1 });
  });

  it('measures all columns in the units of the data when asked', () => {
    const units = Float64Array.of(2, 4);
    const { windows: found } = windowsOf(
      observations,
      metric,
      { ...request, normalize: false, span: 4 },
      units,
    );
    expect([...found!.metric.unit]).toEqual([2, 1]); // up to a factor of both
    expect(found!.rule).toMatchObject({ neighbours: 40, stretch: 2 });
  });

  it('is one polynomial for all in the limit', () => {
    const { bandwidth, windows: none } = windowsOf(
      observations,
      metric,
      { ...request, span: Infinity },
      Float64Array.of(1, 1),
    );
    expect([...bandwidth]).toEqual([Infinity, Infinity]);
    expect(none).toBeUndefined();
  });

  it('takes shares as the decimals that were meant', () => {
    expect(neighboursOf(100, 0.29)).toBe(29); // 100·0.29 is less than 29
    expect([1e-9, 0.1, 0.3, 1, 9].map((span) => neighboursOf(10, span))).toEqual([2, 2, 3, 10, 10]);
    expect(neighboursOf(1, 0.5)).toBe(1);
  });

  it('takes a column of equal values as it is', () => {
    const flat = observationsOf(
      [
        [1, 5],
        [2, 5],
        [3, 5],
      ],
      [0, 0, 0],
    );
    const { windows: found } = windowsOf(
      flat,
      metric,
      { ...request, neighbours: 2 },
      Float64Array.of(1, 1),
    );
    expectClose(found!.metric.unit, [1, 1], 1e-15);
  });
});

describe('adaptive windows', () => {
  it('belong to their observations wherever these stand', () => {
    const x = [5, 0, 9, 1, 2, 7, 4.5, 3];
    const observations = observationsOf(x, x);
    const bandwidth = windowsOf(
      observations,
      { kernel: createKernel('gaussian'), product: true },
      { neighbours: 3, distinct: false, adaptive: true, normalize: true },
      Float64Array.of(1),
    );
    const plain = { kernel: createKernel('gaussian'), product: true, degree: 1, tolerance: 1e-13 };
    const spec = { ...plain, method: 'auto' as const, ...bandwidth };
    const { leverage } = selfFit('test', observations, spec);
    eachPull(centredSample(observations), spec, observations.x, (q, pulls) => {
      expect(Math.abs(pulls[q]! - leverage[q]!)).toBeLessThan(1e-12);
    });
  });
});
