import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import type { KernelRegressorOptions } from '../../src/estimators/KernelRegressorOptions.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

/** A slow curve with the errors of an autoregression. */
function series(n: number, rho: number, seed: number) {
  const random = createRandom(seed);
  const x = Array.from({ length: n }, (_, i) => i);
  let error = random.normal();
  const curve = (t: number) => 2 * Math.sin((2 * Math.PI * t) / n);
  const y = x.map((t) => {
    const value = curve(t) + error;
    error = rho * error + Math.sqrt(1 - rho * rho) * random.normal();
    return value;
  });
  return { x, y, truth: x.map(curve) };
}

const dependence = 'series' as const;

describe('a series', () => {
  it('is smoothed more, and its band holds the curve, where errors hang together', () => {
    let [held, heldBefore, better] = [0, 0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const { x, y, truth } = series(120, 0.7, seed);
      const errorOf = (model: KernelRegressor) =>
        model.predict(x).reduce((sum, fit, i) => sum + (fit - truth[i]!) ** 2, 0);
      const shareOf = (model: KernelRegressor) => {
        const { lower, upper } = model.confidenceBand(x);
        return truth.filter((t, i) => lower[i]! <= t && t <= upper[i]!).length / x.length;
      };
      const whole = new KernelRegressor().fit(x, y, { dependence });
      const plain = new KernelRegressor().fit(x, y);
      if (errorOf(whole) < errorOf(plain)) better++;
      held += shareOf(whole) / 10;
      heldBefore += shareOf(plain) / 10;
    }
    expect(better).toBeGreaterThanOrEqual(8);
    expect(held).toBeGreaterThan(0.88);
    expect(heldBefore).toBeLessThan(0.75);
  });

  it('of independent errors is about what it is without the word', () => {
    const { x, y } = series(300, 0, 3);
    const whole = new KernelRegressor().fit(x, y, { dependence });
    const plain = new KernelRegressor().fit(x, y, { dependence: 'independent' });
    const ratio = whole.effectiveDegreesOfFreedom / plain.effectiveDegreesOfFreedom;
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
    const [a, b] = [whole, plain].map((model) => model.predictionInterval([150]));
    const width = (interval: typeof a) => interval!.upper[0]! - interval!.lower[0]!;
    expect(width(a) / width(b)).toBeGreaterThan(0.9);
    expect(width(a) / width(b)).toBeLessThan(1.2);
  });

  it('is followed through many cycles, between bursts and at uneven places as it is without the word', () => {
    const cases: Record<string, [n: number, x: (i: number) => number, rate: number]> = {
      cycles: [1200, (i) => i, (2 * Math.PI) / 50],
      'two bursts': [200, (i) => (i < 100 ? i : i + 5000), 1 / 15],
      'four bursts': [200, (i) => i + 5000 * Math.floor(i / 50), 1 / 10],
      'twenty bursts': [400, (i) => i + 5000 * Math.floor(i / 20), 1 / 15],
      'ever longer steps': [200, (i) => Math.exp(i / 20), 1 / 30],
    };
    for (const [name, [n, of, rate]] of Object.entries(cases)) {
      const random = createRandom(7);
      const x = Array.from({ length: n }, (_, i) => of(i));
      const truth = x.map((_, i) => 2 * Math.sin(rate * i));
      const y = truth.map((value) => value + random.normal(0, 0.3));
      const [whole, plain] = [{ dependence }, {}].map((options) => {
        const model = new KernelRegressor().fit(x, y, options);
        const { standardError } = model.confidenceBand(x);
        const fits = model.predict(x);
        const error = truth.reduce((sum, value, i) => sum + (fits[i]! - value) ** 2, 0);
        return { error, size: standardError.sort()[n >> 1]! };
      });
      expect(whole!.error / plain!.error, name).toBeLessThan(1.25);
      expect(whole!.size / plain!.size, name).toBeLessThan(1.5);
    }
  });

  it('does not ask in which order levels stand, or where circles and the globe begin', () => {
    const n = 60;
    const random = createRandom(2);
    let error = 0;
    const next = () => {
      error = 0.5 * error + random.normal(0, 0.4);
      return error;
    };
    const own = { a: 0, b: 2, c: -1, d: 1 };
    const names = Object.keys(own) as (keyof typeof own)[];
    const level = Array.from({ length: n }, () => names[Math.floor(random.uniform(0, 4))]!);
    const hour = Array.from({ length: n }, () => random.uniform(0, 24));
    const latitude = hour.map((_, i) => 40 + ((i * 7) % 11));
    const found = (
      predictors: NonNullable<KernelRegressorOptions['predictors']>,
      x: unknown[],
      y: number[],
    ) => {
      const model = new KernelRegressor({ predictors });
      // The last row is the query.
      model.fit(x.slice(0, n) as number[][], y, { dependence });
      const band = model.confidenceBand(x.slice(n) as number[][]);
      return [...band.fit, ...band.standardError];
    };
    const withLast = (x: unknown[][]) => [...x, x[n >> 1]!];
    const levelled = level.map((each, i) => Math.sin(i / 10) + own[each] + next());
    const byLevels = (levels: string[]) =>
      found(
        ['number', { kind: 'category', levels }],
        withLast(level.map((l, i) => [i, l])),
        levelled,
      );
    expectClose(byLevels(['c', 'a', 'd', 'b']), byLevels(names), 1e-9);
    const daily = hour.map(
      (h, i) => Math.sin(i / 10) + 2 * Math.cos(((h - 3) * Math.PI) / 12) + next(),
    );
    const shifted = (by: number) =>
      found(
        ['number', { kind: 'periodic', period: 24 }],
        withLast(hour.map((h, i) => [i, (h + by) % 24])),
        daily,
      );
    expectClose(shifted(7.3), shifted(0), 1e-8);
    const turned = (by: number) =>
      found(
        ['geographic'],
        withLast(hour.map((h, i) => [latitude[i], ((h + by + 180) % 360) - 180])),
        daily,
      );
    expectClose(turned(170), turned(0), 1e-8);
  });

  it('warns of rows that are not in order of time', () => {
    const { x, y } = series(40, 0.5, 2);
    const rows = x.map((t, i) => ({ day: new Date(2024, 0, 1 + t), heat: (t * 7) % 11, y: y[i]! }));
    const summaryOf = (of: typeof rows, columns: ('day' | 'heat')[], word = {}) =>
      new KernelRegressor({ degree: 0, bandwidth: 3e9 })
        .fit(of, { x: columns, y: 'y', ...word })
        .summary();
    const mixed = [...rows.slice(20), ...rows.slice(0, 20)];
    const warning = /warning +rows are not in order of time/;
    for (const columns of [['day'], ['heat', 'day']] as const) {
      expect(summaryOf(mixed, [...columns], { dependence })).toMatch(warning);
      for (const ordered of [rows, [...rows].reverse()])
        expect(summaryOf(ordered, [...columns], { dependence })).not.toMatch(warning);
    }
    expect(summaryOf(mixed, ['day'])).not.toMatch(warning);
    expect(summaryOf(mixed, ['heat'], { dependence })).not.toMatch(warning);
  });

  it('says so, comes back from JSON, and is drawn by blocks', () => {
    const { x, y } = series(120, 0.7, 2);
    const model = new KernelRegressor({ degree: 1, bandwidth: 12 }).fit(x, y, { dependence });
    expect(model.summary()).toMatch(
      /dependence +a series, errors of neighbours correlated by 0\.\d/,
    );
    expect(model.summary()).not.toMatch(/warning/);
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model.toJSON())));
    const at = [20, 60, 100];
    expect(again.confidenceBand(at)).toEqual(model.confidenceBand(at));
    const plain = new KernelRegressor({ degree: 1, bandwidth: 12 }).fit(x, y);
    const width = (of: KernelRegressor, method: 'bootstrap' | 'robust' | 'standard') => {
      const { upper, lower } = of.confidenceBand(at, { method, draws: 200 });
      return upper[1]! - lower[1]!;
    };
    for (const method of ['standard', 'robust', 'bootstrap'] as const)
      expect(width(model, method)).toBeGreaterThan(1.4 * width(plain, method));
    const pValue = (of: KernelRegressor) => of.testAgainst('linear', { draws: 199 }).pValue;
    expect(pValue(model)).toBeGreaterThanOrEqual(pValue(plain));
    const both = new KernelRegressor().fit(
      x,
      x.map((_, i) => [y[i]!, 1e3 * y[i]!]),
      { dependence },
    );
    const { standardError } = both.confidenceBand([60]);
    expect(standardError[1]! / standardError[0]!).toBeCloseTo(1000, 3);
  });

  it('of too few rows is as if they were independent', () => {
    for (const n of [2, 3]) {
      const [x, y] = [[0, 1, 2].slice(0, n), [0, 1, 5].slice(0, n)];
      const model = new KernelRegressor().fit(x, y, { dependence });
      const plain = new KernelRegressor().fit(x, y);
      expect(model.confidenceBand([0, 0.5])).toEqual(plain.confidenceBand([0, 0.5]));
    }
  });

  it('of several outputs has a band for each as if alone', () => {
    const { x, y } = series(80, 0.8, 1);
    const random = createRandom(5);
    const other = x.map(() => random.normal());
    const fitted = (of: number[] | number[][]) =>
      new KernelRegressor({ bandwidth: 10, degree: 1 }).fit(x, of, { dependence });
    const both = fitted(x.map((_, i) => [y[i]!, other[i]!, 3])).confidenceBand([40]);
    for (const [k, of] of [y, other].entries()) {
      const { lower, upper } = fitted(of).confidenceBand([40]);
      expect(both.lower[k]).toBeCloseTo(lower[0]!, 9);
      expect(both.upper[k]).toBeCloseTo(upper[0]!, 9);
    }
    expect([both.lower[2], both.upper[2]]).toEqual([3, 3]);
  });

  it('can be stopped before its search has begun', () => {
    const { x, y } = series(80, 0.6, 1);
    const stop = new AbortController();
    let trials = 0;
    const onProgress = () => {
      if (++trials === 5) stop.abort(new Error('enough'));
    };
    const options = { dependence, onProgress, signal: stop.signal };
    expect(() => new KernelRegressor().fit(x, y, options)).toThrow('enough');
    expect(trials).toBe(5);
  });

  it('of two columns, with the minimum of AICc', () => {
    const { x, y } = series(80, 0.6, 1);
    const random = createRandom(2);
    const plane = x.map((t) => [t, random.uniform()]);
    const model = new KernelRegressor({ degree: 1, bandwidth: 'aicc' });
    const whole = model.fit(plane, y, { dependence }).effectiveDegreesOfFreedom;
    expect(whole).toBeLessThan(model.fit(plane, y).effectiveDegreesOfFreedom * 1.05);
  });

  it('has what it cannot go with', () => {
    const { x, y } = series(30, 0.5, 1);
    const groups = x.map((_, i) => i % 3);
    const model = new KernelRegressor();
    expectError(
      () => model.fit(x, y, { dependence, groups }),
      OptionError,
      /dependence must be 'independent' with groups, got "series"/,
    );
    expectError(
      () => new KernelRegressor({ bandwidth: 'loo' }).fit(x, y, { dependence }),
      OptionError,
      /dependence 'series' must go with bandwidth 'auto', 'aicc' or one that is given, got "loo"/,
    );
    expectError(
      () => model.fit(x, y, { dependence: 'time' as never }),
      OptionError,
      /dependence must be/,
    );
    expectError(
      () => model.fit(x, y, { dependence }).predictionInterval(3, { method: 'conformal' }),
      UnsupportedError,
      /method must be 'normal' for a series/,
    );
    expect(model.fit(x, y, { groups }).summary()).toMatch(/groups +3/);
  });
});
