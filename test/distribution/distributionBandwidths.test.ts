import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import {
  distributionCriterion,
  placeBandwidth,
  thresholdsOf,
  valueBandwidth,
} from '../../src/distribution/distributionBandwidths.js';
import { UnsupportedError } from '../../src/errors.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { normalDistribution } from '../../src/kernels/normal.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { expectError } from '../expectError.js';

const wish = {
  kernel: createKernel('gaussian'),
  product: true,
  method: 'auto' as const,
  tolerance: 1e-12,
};
const specOf = (h: number, kernel = wish.kernel) => ({
  ...wish,
  kernel,
  degree: 0,
  bandwidth: Float64Array.of(h),
});

function sampleOf(n: number, seed = 1): Observations {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
  return { n, d: 1, p: 1, x, y: x.map((t) => Math.sin(t) + random.normal(0, 0.3)) };
}

/** The criterion by refits without each row (or group), in plain loops. */
function byRefits({ n, x, y, weights, groups }: Observations, hx: number, h: number): number {
  const { kernel } = wish;
  const s = (i: number) => weights?.[i] ?? 1;
  const thresholds = thresholdsOf({ n, d: 1, p: 1, x, y, ...(weights && { weights }) });
  let value = 0;
  for (const t of thresholds) {
    let [squares, total, mean] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      let [sum, below] = [0, 0];
      for (let j = 0; j < n; j++) {
        if (groups ? groups[j] === groups[i] : j === i) continue;
        const weight = s(j) * kernel.value((x[j]! - x[i]!) / hx);
        sum += weight;
        below += weight * (h > 0 ? normalDistribution((t - y[j]!) / h) : t >= y[j]! ? 1 : 0);
      }
      const target = y[i]! <= t ? 1 : 0;
      total += s(i);
      mean += s(i) * target;
      squares += s(i) * (target - below / sum) ** 2;
    }
    mean /= total;
    value += squares / total / (mean * (1 - mean)) / thresholds.length;
  }
  return value;
}

describe('distributionCriterion', () => {
  const plain = sampleOf(60);
  it.each<[string, Observations]>([
    ['as they are', plain],
    ['with weights', { ...plain, weights: plain.x.map((_, i) => 1 + (i % 3)) }],
    ['with groups', { ...plain, groups: Int32Array.from(plain.x, (_, i) => i % 12) }],
    ['with ties', { ...plain, y: plain.y.map((v) => Math.round(2 * v)) }],
  ])('is that of refits without each row: %s', (_name, observations) => {
    for (const hx of [0.2, 1, 10]) {
      const criterion = distributionCriterion('test', observations, specOf(hx));
      for (const h of [0, 0.1, 1])
        expect(criterion(h)).toBeCloseTo(byRefits(observations, hx, h), 11);
    }
  });

  it('leaves out rows of which nothing else is in reach', () => {
    const observations = { ...sampleOf(60), x: sampleOf(60).x.map((t, i) => (i === 0 ? 99 : t)) };
    const kernel = createKernel('epanechnikov');
    const rest = {
      ...observations,
      n: 59,
      x: observations.x.slice(1),
      y: observations.y.slice(1),
    };
    // the same thresholds: the row left out is no quantile itself
    observations.y[0] = Math.min(...rest.y) - 1;
    const all = distributionCriterion('test', observations, specOf(1, kernel))(0.1);
    expect(Number.isFinite(all)).toBe(true);
  });
});

describe('thresholdsOf', () => {
  it('are the values that reach levels, without the largest', () => {
    const y = Float64Array.from({ length: 100 }, (_, i) => i + 1);
    const found = thresholdsOf({ n: 100, d: 1, p: 1, x: y, y });
    expect(Array.from(found)).toEqual(Array.from({ length: 19 }, (_, k) => 5 * (k + 1)));
    const two = thresholdsOf({ n: 4, d: 1, p: 1, x: y, y: Float64Array.of(1, 0, 1, 1) });
    expect(Array.from(two)).toEqual([0]);
    expect(thresholdsOf({ n: 2, d: 1, p: 1, x: y, y: Float64Array.of(3, 3) }).length).toBe(0);
  });

  it('count weights as observations', () => {
    const y = Float64Array.of(1, 2, 3, 4);
    const weights = Float64Array.of(5, 1, 10, 4);
    const many = Float64Array.from([1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4]);
    expect(thresholdsOf({ n: 4, d: 1, p: 1, x: y, y, weights })).toEqual(
      thresholdsOf({ n: 20, d: 1, p: 1, x: many, y: many }),
    );
  });
});

describe('placeBandwidth and valueBandwidth', () => {
  it.each([1, 2, 3])('find a criterion as low as any on a grid: sample %d', (seed) => {
    const observations = sampleOf(120, seed);
    const [hx] = placeBandwidth('test', observations, wish);
    const best = byRefits(observations, hx!, 0);
    for (let h = 0.02; h < 20; h *= 1.3)
      expect(best).toBeLessThan(byRefits(observations, h, 0) + 1e-9);
    const h = valueBandwidth('test', observations, specOf(hx!));
    const least = byRefits(observations, hx!, h);
    expect(least).toBeLessThanOrEqual(best + 1e-12);
    // the search ends within a few hundredths of the bandwidth
    for (let other = 0.01; other < 1; other *= 1.3)
      expect(least).toBeLessThan(byRefits(observations, hx!, other) + 1e-4);
  });

  it('scale with the values', () => {
    const observations = sampleOf(150);
    const scaled = { ...observations, y: observations.y.map((v) => 1024 * v) };
    const bandwidth = placeBandwidth('test', observations, wish);
    expect(placeBandwidth('test', scaled, wish)).toEqual(bandwidth);
    const spec = { ...wish, degree: 0, bandwidth };
    const h = valueBandwidth('test', observations, spec);
    expect(valueBandwidth('test', scaled, spec) / 1024).toBeCloseTo(h, 12);
  });

  it('of many observations a part tells them', () => {
    const observations = sampleOf(20_000);
    let trials = 0;
    const onProgress = () => trials++;
    const [hx] = placeBandwidth('test', observations, { ...wish, tolerance: 1e-9, onProgress });
    expect(trials).toBeGreaterThan(5);
    const near = distributionCriterion('test', observations, specOf(hx!))(0);
    for (const factor of [0.5, 2]) {
      const other = distributionCriterion('test', observations, specOf(factor * hx!))(0);
      expect(near).toBeLessThan(other);
    }
  });

  it('leave a column that does not matter out of as many', () => {
    const { n, x: along, y } = sampleOf(9000);
    const x = Float64Array.from({ length: 2 * n }, (_, at) =>
      at % 2 === 0 ? along[at / 2]! : Math.floor(at / 2) % 3,
    );
    const predictors = [
      { kind: 'number' },
      { kind: 'category', levels: 3, kernel: 'aitchisonAitken' },
    ] as never;
    const observations = { n, d: 2, p: 1, x, y, predictors };
    const [, lambda] = placeBandwidth('test', observations, { ...wish, tolerance: 1e-9 });
    expect(lambda).toBe(2 / 3);
  });

  it('leave values that are all the same as they are', () => {
    const observations = { ...sampleOf(20), y: new Float64Array(20).fill(3) };
    expect(Array.from(placeBandwidth('test', observations, wish))).toEqual([Infinity]);
    expect(valueBandwidth('test', observations, specOf(Infinity))).toBe(0);
  });

  it('are not for series', () => {
    const series = { ...sampleOf(20), isSeries: true };
    const message = 'test: bandwidth and outputBandwidth must be given for a series, got none';
    expectError(() => placeBandwidth('test', series, wish), UnsupportedError, message);
    expectError(() => valueBandwidth('test', series, specOf(1)), UnsupportedError, message);
  });
});
