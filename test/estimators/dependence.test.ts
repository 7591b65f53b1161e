import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
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
