import { describe, expect, it } from 'vitest';
import { criterionNames } from '../../src/bandwidth/BandwidthChoice.js';
import { chooseBandwidth } from '../../src/bandwidth/chooseBandwidth.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { dataset, observed, uniform, wishFor } from './observations.js';

/** The best of the searches of each degree alone. */
function bestAlone(data: ReturnType<typeof observed>, parts: Parameters<typeof wishFor>[0]) {
  const degrees = data.d === 1 ? [0, 1, 2, 3] : [0, 1];
  const found = degrees.map((degree) => chooseBandwidth('f', data, wishFor({ ...parts, degree })));
  return found.reduce((a, b) => (b.value! < a.value! ? b : a));
}

describe('degree and bandwidth chosen together', () => {
  it.each(['mcycle', 'faithful', 'cps71', 'lidar', 'ethanol', 'cars'])(
    '%s: as good as the best of the degrees alone',
    (name) => {
      const data = dataset(name);
      for (const criterion of criterionNames) {
        const alone = bestAlone(data, { criterion });
        const both = chooseBandwidth('f', data, wishFor({ criterion, degree: 'auto' }));
        expect(both.value! - alone.value!, criterion).toBeLessThan(1e-9 * Math.abs(alone.value!));
        expect(both.degree, criterion).toBe(alone.degree);
        expect(both.path.some(({ degree }) => degree === both.degree)).toBe(true);
      }
    },
  );

  it('of small samples with ties, clusters and outliers', () => {
    const draw = uniform(11);
    for (let sample = 0; sample < 30; sample++) {
      const n = 6 + Math.floor(60 * draw());
      const x = Array.from({ length: n }, (_, i) => {
        const t = draw();
        return [t, Math.round(8 * t), Math.round(3 * t) + 0.1 * draw(), i === 0 ? 40 : t][
          sample % 4
        ]!;
      });
      const y = x.map((v) => Math.sin(3 * v) + draw());
      const weights = sample % 3 === 0 ? x.map((_, i) => 1 + (i % 2)) : undefined;
      const data = observed(x, y, weights);
      // As h varies, a polynomial that extrapolates to an outlier passes through it somewhere: a dip of
      // the leave-one-out error as narrow as one likes, which says nothing and is not looked for.
      const criterion = sample % 4 === 3 ? 'aicc' : criterionNames[sample % 3]!;
      const alone = bestAlone(data, { criterion });
      const both = chooseBandwidth('f', data, wishFor({ criterion, degree: 'auto' }));
      const room = 1e-9 * Math.max(1e-12, Math.abs(alone.value!));
      expect(both.value! - alone.value!, `${sample}: ${criterion}`).toBeLessThanOrEqual(room);
    }
  });

  it('with a compact kernel, with groups, and of 5000 observations', () => {
    const draw = uniform(5);
    const x = Array.from({ length: 5000 }, () => draw() ** 2);
    const data = observed(
      x,
      x.map((v) => Math.sin(9 * v) + draw() + draw()),
    );
    const few = observed(x.slice(0, 80), Array.from(data.y.subarray(0, 80)));
    const groups = Int32Array.from({ length: 80 }, (_, i) => i % 10);
    for (const [sample, parts] of [
      [data, { criterion: 'aicc' }],
      [few, { kernel: createKernel('epanechnikov'), criterion: 'aicc' }],
      [{ ...few, groups }, {}],
    ] as const) {
      const alone = bestAlone(sample, parts);
      const both = chooseBandwidth('f', sample, wishFor({ ...parts, degree: 'auto' }));
      expect(both.value! - alone.value!).toBeLessThan(1e-9 * Math.abs(alone.value!));
    }
  });

  it('of two predictors', () => {
    const draw = uniform(3);
    const x = Float64Array.from({ length: 80 }, draw);
    const y = Float64Array.from(
      { length: 40 },
      (_, i) => 3 * x[2 * i]! + x[2 * i + 1]! + 0.1 * draw(),
    );
    const data = { n: 40, d: 2, p: 1, x, y };
    const parts = { criterion: 'aicc', product: true } as const;
    const alone = bestAlone(data, parts);
    const both = chooseBandwidth('f', data, wishFor({ ...parts, degree: 'auto' }));
    expect(both.value).toBe(alone.value);
    expect(both.degree).toBe(1);
    expect(both.basins[both.winner]).toEqual({
      bandwidth: both.bandwidth,
      degree: 1,
      value: both.value,
      error: 0,
    });
  });

  it('of a line and a plane, of which rounding alone is left: as smooth as may be', () => {
    const x = Array.from({ length: 30 }, (_, i) => i);
    const plane = x.map((i) => [i, (7 * i) % 11] as const);
    for (const scale of [1, 1e-9, 1e9])
      for (const bandwidth of ['auto', 'aicc'] as const) {
        const line = x.map((i) => scale * (0.1 * i + 0.3));
        const own = new KernelRegressor({ bandwidth }).fit(x, line);
        expect(own.bandwidthChoice!.degree).toBe(1);
        expect(own.effectiveDegreesOfFreedom).toBeLessThan(2.5);
        const heights = plane.map(([a, b]) => scale * (2 * a + b / 3));
        const both = new KernelRegressor({ bandwidth }).fit(plane as never, heights);
        expect(Array.from(both.bandwidth)).toEqual([Infinity, Infinity]);
        expect(both.effectiveDegreesOfFreedom).toBeCloseTo(3, 9);
      }
  });
});
