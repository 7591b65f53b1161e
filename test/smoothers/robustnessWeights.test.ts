import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { loess, lowess } from '../../src/estimators/loess.js';
import { createRandom } from '../../src/index.js';
import { fitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import {
  reweighted,
  robustnessWeights,
  SQUARES_LEFT,
} from '../../src/smoothers/robustnessWeights.js';
import { expectClose } from '../expectClose.js';
import { observationsOf, specOf } from './observations.js';

const random = createRandom(4);
const x = Array.from({ length: 60 }, () => random.uniform(0, 6));
const y = x.map((t, i) => Math.sin(t) + random.normal(0, 0.2) + (i % 20 === 3 ? 8 : 0));
const spec = specOf('epanechnikov', [1.5], 1);
const weights = (data: Observations, rounds: number) =>
  robustnessWeights('test', data, spec, rounds);

/** B(e/6m), m the median of |e| over those of weight above 0. */
function bisquare(data: Observations, robustness: Float64Array): number[] {
  const { coefficients, terms } = fitAt('test', reweighted(data, robustness), spec, data.x);
  const isCounted = (i: number) => !data.weights || data.weights[i]! > 0;
  const sizes = Array.from(data.y, (value, i) =>
    isCounted(i) ? Math.abs(value - coefficients[i * terms]!) : 0,
  );
  const counted = sizes.filter((_, i) => isCounted(i));
  counted.sort((a, b) => a - b);
  const half = counted.length >> 1;
  const median = counted.length % 2 ? counted[half]! : (counted[half - 1]! + counted[half]!) / 2;
  return sizes.map((size) => {
    const u = size / (6 * median);
    return u <= 0.001 ? 1 : u > 0.999 ? 0 : (1 - u * u) ** 2;
  });
}

describe('robustnessWeights', () => {
  const data = observationsOf(x, y);

  it('are ones before the first round, and bisquares of residuals in each', () => {
    let last = weights(data, 0);
    expect(last.every((each) => each === 1)).toBe(true);
    for (let rounds = 1; rounds <= 4; rounds++) {
      const next = weights(data, rounds);
      expectClose(next, bisquare(data, last), 1e-12);
      last = next;
    }
    expect(Array.from(last, (each, i) => (each === 0 ? i : -1)).filter((i) => i >= 0)).toEqual([
      3, 23, 43,
    ]);
  });

  it('take residuals whatever they weigh, but those of weight 0 as nothing', () => {
    const given = x.map((_, i) => (i % 7 === 0 ? 0 : 0.5 + (i % 3)));
    const weighted = observationsOf(x, y, given);
    const first = weights(weighted, 1);
    expectClose(first, bisquare(weighted, new Float64Array(60).fill(1)), 1e-12);
  });

  it('settle: further rounds change nothing', () => {
    expectClose(weights(data, 200), weights(data, 1000), 1e-9);
    expect([...weights(data, 500)]).toEqual([...weights(data, 5000)]);
  });

  it('stay where half of the observations are met', () => {
    const line = observationsOf([0, 1, 2, 3, 4, 5], [0, 2, 4, 6, 8, 10]);
    expect([...weights(line, 5)]).toEqual([1, 1, 1, 1, 1, 1]);
    const equal = observationsOf(
      x,
      x.map(() => 3),
    );
    expect(weights(equal, 3).every((each) => each === 1)).toBe(true);
  });

  it('of several outputs are those of the worst', () => {
    const both: Observations = {
      ...data,
      p: 2,
      y: Float64Array.from(
        y.flatMap((value, i) => [value, i === 30 ? 50 : Math.cos(x[i]!) + 0.1 * y[i]!]),
      ),
    };
    const other = observationsOf(
      x,
      y.map((_, i) => both.y[2 * i + 1]!),
    );
    const least = weights(data, 1).map((each, i) => Math.min(each, weights(other, 1)[i]!));
    expectClose(weights(both, 1), least, 1e-12);
    expect(weights(both, 3)[30]).toBe(0);
  });

  it('of several outputs go by those that are not met', () => {
    const both = { ...data, p: 2, y: Float64Array.from(y.flatMap((value) => [3, value])) };
    expectClose(weights(both, 3), weights(data, 3), 1e-12);
  });

  it('of a place with an outlier beside a good row are those of each, in windows of three places', () => {
    const noise = createRandom(8);
    const places = Array.from({ length: 26 }, (_, i) => (i < 24 ? i % 12 : 12));
    const values = places.map((t) => Math.sin(t / 2) + noise.normal(0, 0.2));
    places.push(...places.slice(0, 12).map((t) => 13 + t));
    values.push(...places.slice(26).map((t) => Math.sin(t / 2) + noise.normal(0, 0.2)));
    values[25] = 6;
    const tied = observationsOf(places, values);
    const quadratic = specOf('epanechnikov', [1.5], 2);
    const found = robustnessWeights('test', tied, quadratic, 5);
    expect(found[25]).toBe(0);
    expect(found[24]).toBeGreaterThan(0.9);
    // A quadratic goes through three places.
    const { coefficients } = fitAt('test', reweighted(tied, found), quadratic, Float64Array.of(12));
    expect(coefficients[0]).toBeCloseTo(values[24]!, 10);
  });

  it('change with y in no unit, and not with that of sample weights', () => {
    const given = x.map((_, i) => 1 + (i % 4));
    const scaled = observationsOf(
      x,
      y.map((value) => value * 2 ** 40),
      given.map((s) => s * 2 ** 6),
    );
    expect([...weights(scaled, 3)]).toEqual([...weights(observationsOf(x, y, given), 3)]);
  });
});

describe('SQUARES_LEFT', () => {
  it('is E δe² of normal errors, their median taken as known', () => {
    const c = 6 * 0.674489750196082;
    const [steps, to] = [200_000, c];
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const e = -to + ((i + 0.5) * 2 * to) / steps;
      sum += (1 - (e / c) ** 2) ** 2 * e * e * Math.exp(-0.5 * e * e);
    }
    const integral = (sum * 2 * to) / steps / Math.sqrt(2 * Math.PI);
    // The formula goes on beyond c, where normal errors are once in 19 000.
    expect(Math.abs(SQUARES_LEFT - integral)).toBeLessThan(1e-4);
  });
});

describe('reweighted', () => {
  it('multiplies weights, and says so; without outliers it changes nothing', () => {
    const data = observationsOf([0, 1], [0, 1], [2, 3]);
    expect(reweighted(data, Float64Array.of(1, 1))).toBe(data);
    const found = reweighted(data, Float64Array.of(0.5, 0));
    expect([...found.weights!]).toEqual([1, 0]);
    expect(found.isReweighted).toBe(true);
  });

  it('leave no window empty, and follow no value however wrong', () => {
    const queries = Array.from({ length: 50 }, (_, i) => 0.1 + (i * 4.8) / 49);
    for (const wrong of [1e3, 1e8])
      for (let seed = 1; seed <= 8; seed++) {
        const draws = createRandom(seed);
        const places = Array.from({ length: 100 }, () => draws.uniform(0, 5));
        const values = places.map((t, i) =>
          i === 0 ? wrong : Math.sin(2 * t) + draws.normal(0, 0.2),
        );
        const fits = [
          loess(places, values, { robust: true, span: 0.3 }),
          lowess(places, values, { f: 0.3 }),
          ...[
            { kernel: 'epanechnikov', bandwidth: 0.5, degree: 1 } as const,
            { bandwidth: 'loo' } as const,
            { bandwidth: 'aicc' } as const,
            {},
          ].map((options) => new KernelRegressor({ robust: true, ...options }).fit(places, values)),
        ];
        for (const [which, model] of fits.entries()) {
          const off = model
            .predict(queries)
            .map((fit, q) => Math.abs(fit - Math.sin(2 * queries[q]!)));
          expect(off.some(Number.isNaN)).toBe(false);
          if (which >= 2) expect(Math.max(...off)).toBeLessThan(1.2);
        }
      }
  });
});
