import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { plausibleBandwidth } from '../../src/bandwidth/plausibleBandwidth.js';
import { bandwidthGrid, type LineTrial } from '../../src/bandwidth/searchLine.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';

const n = 400;
const grid = bandwidthGrid(0.01, 100, 4);
/** A criterion for each degree, of log h; traces fall as h^−1 down to degree + 1. */
function choose(criteria: ((t: number) => number)[], error = 0, drafted = 1e-9) {
  const trace = (degree: number, h: number) => degree + 1 + (h < Infinity ? 3 / h : 0);
  const efforts: string[] = [];
  const search = plausibleBandwidth(n, grid, 2 ** 0.5, (h, effort) => {
    efforts.push(effort);
    return criteria.map(
      (value, degree): LineTrial => ({
        h,
        degree,
        value: value(h < Infinity ? Math.log(h) : 6),
        error: effort === 'estimate' ? error : effort === 'draft' ? drafted : 1e-9,
        trace: trace(degree, h),
      }),
    );
  });
  let next = search.next();
  while (!next.done) next = search.next();
  return { ...next.value, efforts };
}

describe('plausibleBandwidth', () => {
  it('takes the mean of the degrees of freedom, weighed evenly in log h', () => {
    // Lower by hand: Σ w log trace / Σ w over a fine grid.
    const value = (t: number) => 0.02 * (t + 1) ** 2 + 0.03 * Math.tanh(t + 1);
    let [weight, sum] = [0, 0];
    for (let t = Math.log(0.01); t <= Math.log(100); t += 1e-3) {
      const w = Math.exp((-n / 8) * value(t));
      weight += w;
      sum += w * Math.log(1 + 3 * Math.exp(-t));
    }
    const { h, degree } = choose([value]);
    expect(degree).toBe(0);
    expect(Math.abs(Math.log(1 + 3 / h) - sum / weight)).toBeLessThan(2e-3);
    expect(Math.abs(Math.log(h) + 1)).toBeGreaterThan(0.05);
  });

  it('takes the degree with the most weight, not the one with the least value', () => {
    const deep = (t: number) => 3 * (t - 1) ** 2 - 0.001;
    const broad = (t: number) => 0.01 * (t + 1) ** 2;
    expect(choose([deep, broad]).degree).toBe(1);
    expect(choose([broad, deep]).degree).toBe(0);
    expect(choose([(t) => deep(t) - 1, broad]).degree).toBe(0);
  });

  it('says whether the narrowest bandwidth has a weight that counts, over 0.01', () => {
    const rise = (t: number) => Math.max(0, -t) / Math.log(100); // 1 at the narrowest, 0 from 1 on
    const by = (weight: number) => [(t: number) => (-8 / n) * Math.log(weight) * rise(t)];
    expect([choose(by(0.02)).isCut, choose(by(0.005)).isCut]).toEqual([true, false]);
  });

  it('is one polynomial for all where that is as plausible as any', () => {
    const { h, degree } = choose([() => 9, (t) => 5 - t]);
    expect(degree).toBe(1);
    expect(h).toBe(Infinity);
  });

  it('estimates what is far from plausible and looks again at nothing else', () => {
    const { efforts, path } = choose([(t) => 0.5 * (t - 1) ** 2], 1e-3);
    expect(efforts).toContain('estimate');
    expect(efforts).not.toContain('full');
    expect(path.length).toBeLessThan(grid.length);
  });

  it('is exact where the weight is: what weighs little stays as it was drafted', () => {
    const value = (t: number) => 0.05 * (t - 1) ** 2;
    const full = (error: number) =>
      choose([value], 0.01, error).efforts.filter((effort) => effort === 'full').length;
    // 1% of the weight of the best is an error of 0.01·8/n.
    expect(full(1e-4)).toBe(0);
    expect(full(1e-3)).toBeGreaterThan(0);
    expect(full(3e-3)).toBeGreaterThan(full(1e-3));
  });

  it('is undefined where the criterion is', () => {
    expect(choose([() => Infinity]).h).toBe(Infinity);
  });

  it('follows what repeats, and what is as close as the observations', () => {
    const random = createRandom(3);
    const errorOf = (x: number[], curve: (x: number) => number, noise: number) => {
      const model = new KernelRegressor().fit(
        x,
        x.map((t) => curve(t) + noise * random.normal()),
      );
      const squares = model.predict(x).map((fit, i) => (fit - curve(x[i]!)) ** 2);
      return Math.sqrt(squares.reduce((sum, each) => sum + each / x.length, 0));
    };
    const days = (n: number, period = Infinity) => Array.from({ length: n }, (_, i) => i % period);
    const dose = [0, 1, 2, 5, 10, 20, 50, 100];
    // 24 means of 100, 8 of 10, 7 of 100: about noise/root of their number
    expect(errorOf(days(2400, 24), (t) => Math.sin(1.2 * t), 0.3)).toBeLessThan(0.05);
    expect(
      errorOf(
        days(80).map((i) => dose[i % 8]!),
        (d) => (10 * d) / (d + 2),
        0.5,
      ),
    ).toBeLessThan(0.25);
    expect(errorOf(days(700, 7), (t) => [0, 1, 1, 0.5, 2, -1, 0][t]!, 0.5)).toBeLessThan(0.08);
    // seven observations in a period of 7: less than the noise
    expect(errorOf(days(365), (t) => Math.sin((2 * Math.PI * t) / 7), 0.3)).toBeLessThan(0.28);
  });

  it('stays beside the most plausible bandwidth, whatever one place far away makes of wide ones', () => {
    const chosen = [1e6, 1e17, 1e18, 1e24].map((far) => {
      const random = createRandom(1);
      const x = Array.from({ length: 40 }, (_, i) => (i === 7 ? far : random.normal(10, 2)));
      return new KernelRegressor().fit(
        x,
        x.map((t) => Math.sin(t) + 0.2 * random.normal()),
      ).bandwidth[0]!;
    });
    for (const h of chosen) expect(Math.abs(h / chosen[0]! - 1)).toBeLessThan(0.01);
  });

  it('fits what has no noise', () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 4);
    for (const [curve, off] of [
      [() => 3, 1e-12],
      [(t: number) => 2 - t, 1e-12],
      [(t: number) => t * t, 1e-9],
      // A cubic over no less than two distances, 0.5, at the ends too: |f⁗|·h⁴ is 0.06. There its ridge
      // weighs as much as an observation.
      [Math.sin, 0.02],
    ] as const) {
      const model = new KernelRegressor().fit(x, x.map(curve));
      for (const [i, fit] of model.predict(x).entries())
        expect(Math.abs(fit - curve(x[i]!)), String(curve)).toBeLessThan(off);
    }
  });
});
