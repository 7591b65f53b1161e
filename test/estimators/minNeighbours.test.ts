import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(5);
/** Crowded at 0, with a long tail. */
const x = Array.from({ length: 70 }, () => random.uniform() ** 6 * 20);
const y = x.map((each) => Math.log(0.1 + each) + random.normal(0, 0.2));
const queries = [-3, 0, 0.01, 0.4, 1.3, 2.9, 5.5, 8, 11, 16, 19, 24];

describe('bandwidths that grow where observations are few', () => {
  it.each(['gaussian', 'epanechnikov'] as const)(
    'are in the slopes of a local mean: %s',
    (kernel) => {
      const model = new KernelRegressor({
        kernel,
        degree: 0,
        bandwidth: 0.1,
        minNeighbours: 5,
      }).fit(x, y);
      const step = 1e-6;
      const [above, below] = [step, -step].map((by) => model.predict(queries.map((at) => at + by)));
      const slopes = queries.map((_, q) => (above![q]! - below![q]!) / (2 * step));
      expectClose(model.derivative(queries), slopes, 1e-7);
    },
  );

  it.each([0, 1, 2, 3] as const)(
    'are those of local polynomials of their own: degree %i',
    (degree) => {
      const options = { degree, bandwidth: 0.1 } as const;
      const model = new KernelRegressor({ ...options, minNeighbours: 5 }).fit(x, y);
      const widths = model.bandwidthAt(queries);
      const nearest = (at: number) =>
        x
          .map((each) => Math.abs(each - at))
          .sort((a, b) => a - b)
          .slice(0, 5);
      expectClose(
        widths,
        queries.map((at) =>
          Math.max(
            0.1,
            nearest(at).reduce((sum, each) => sum + each / 5, 0),
          ),
        ),
        1e-12,
      );
      expect(Math.max(...widths)).toBeGreaterThan(3);
      const one = (bandwidth: number) => new KernelRegressor({ degree, bandwidth }).fit(x, y);
      const alone = queries.map((at, q) => one(widths[q]!).predict([at])[0]!);
      expectClose(model.predict(queries), alone, 1e-8);
      const band = model.confidenceBand(queries, { method: 'standard', variance: 'constant' });
      expectClose(band.fit, alone, 1e-8);
      const others = (i: number) => [x, y].map((values) => values.filter((_, j) => j !== i));
      const own = model.bandwidthAt(x);
      const left = x.map((at, i) => {
        const [xs, ys] = others(i);
        const fit = new KernelRegressor({ degree, bandwidth: own[i]! }).fit(xs!, ys!).predict([at]);
        return y[i]! - fit[0]!;
      });
      expectClose(model.looResiduals, left, 1e-6);
    },
  );

  it('are there by default', () => {
    const byDefault = new KernelRegressor().fit(x, y);
    const same = new KernelRegressor({ minNeighbours: 4 }).fit(x, y);
    expect(same.predict(queries)).toEqual(byDefault.predict(queries));
    const even = new KernelRegressor({ minNeighbours: 0 }).fit(x, y);
    expect(new Set(even.bandwidthAt(queries)).size).toBe(1);
    expect(new Set(byDefault.bandwidthAt(queries)).size).toBeGreaterThan(5);
    const given = new KernelRegressor({ degree: 2, bandwidth: 'aicc' }).fit(x, y);
    expect(new Set(given.bandwidthAt(queries)).size).toBe(1);
    // The search looks for one that is the same everywhere.
    expect(byDefault.bandwidth).toEqual(even.bandwidth);
    expect(byDefault.bandwidthChoice).toEqual(even.bandwidthChoice);
  });

  it('are there by default in samples of up to 2,000, of the Gaussian in all', () => {
    const draws = createRandom(3);
    const xs = Array.from({ length: 2001 }, () => draws.normal() ** 3);
    const ys = xs.map((each) => Math.sin(each) + draws.normal(0, 0.3));
    const widths = (count: number, options = {}) =>
      new Set(
        new KernelRegressor({ kernel: 'epanechnikov', ...options })
          .fit(xs.slice(0, count), ys.slice(0, count))
          .bandwidthAt([0, 20, 40]),
      );
    expect(widths(2000).size).toBe(3);
    expect(widths(2001).size).toBe(1);
    expect(widths(2001, { minNeighbours: 4 }).size).toBe(3);
    expect(widths(2001, { kernel: 'gaussian' }).size).toBe(3);
  });

  // A window in a tail, or in a gap, sees few places in the stead of the crowd.
  it.each([0, 1, 2, 3] as const)('ask few places for many: degree %i', (degree) => {
    const draws = createRandom(8);
    const n = 3000;
    const tail = () => Math.tan(Math.PI * (draws.uniform() - 0.5));
    const xs = Float64Array.from({ length: n }, (_, i) =>
      i % 3 === 0 ? tail() : i % 3 === 1 ? 1e3 + draws.normal() : Math.round(20 * tail()) / 20,
    );
    xs[0] = 1e6;
    const ys = Array.from(xs, (at) => [
      Math.atan(at) + draws.normal(0, 0.3),
      Math.cos(at / 50) * (1 + draws.normal(0, 0.1)),
    ]);
    const sampleWeights = xs.map((_, i) => (i % 7) * (i % 11 === 0 ? 100 : 1));
    const options = { degree, bandwidth: 0.15, minNeighbours: 4 };
    const fitted = (method: 'auto' | 'direct') =>
      new KernelRegressor({ ...options, method }).fit(xs, ys, { sampleWeights });
    const [model, direct] = [fitted('auto'), fitted('direct')];
    const at = Float64Array.from(
      { length: 61 },
      (_, i) => Math.sign(i - 30) * 10 ** Math.abs((i - 30) / 4),
    );
    expectClose(model.predict(at), direct.predict(at), 1e-9);
    expectClose(model.derivative(at), direct.derivative(at), 1e-8);
    expectClose(model.looResiduals, direct.looResiduals, 1e-8);
    expectClose(model.leverage, direct.leverage, 1e-9);
    for (const variance of ['local', 'hc3'] as const) {
      const band = { method: 'standard', variance } as const;
      const [found, expected] = [model, direct].map((each) => each.confidenceBand(at, band));
      expectClose(found!.standardError, expected!.standardError, 1e-8);
    }
  });

  it('keep a gap in sight of both sides, and claim nothing far into it', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const draws = createRandom(seed);
      const xs = [...Array.from({ length: 80 }, () => draws.uniform()), 30];
      const ys = xs.map((each) => Math.sin(6 * Math.min(1, each)) + draws.normal(0, 0.2));
      const model = new KernelRegressor().fit(xs, ys);
      const inside = Array.from({ length: 60 }, (_, i) => 1 + i / 2);
      const most = Math.max(...model.predict(inside).map(Math.abs));
      const even = new KernelRegressor({ minNeighbours: 0 }).fit(xs, ys);
      expect(most).toBeLessThan(Math.max(...even.predict(inside).map(Math.abs)) / 3);
      // Neither jumps from one side to the other.
      const curve = model.predict(Array.from({ length: 3001 }, (_, i) => i / 100));
      const steps = curve.slice(1).map((each, i) => Math.abs(each - curve[i]!));
      expect(Math.max(...steps)).toBeLessThan(0.3);
      const { lower, upper } = model.confidenceBand([0.5, 10, 15, 20, 30]);
      expect(Array.from(lower, Number.isNaN)).toEqual([false, true, true, true, false]);
      expect(upper[0]! - lower[0]!).toBeLessThan(0.6);
      expect(model.support([15]).extrapolation).toEqual([true]);
    }
  });

  it('follow one wrong output less', () => {
    let [grown, even] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const draws = createRandom(seed);
      const xs = Array.from({ length: 80 }, () => draws.uniform());
      const ys = xs.map((each) => Math.sin(6 * each) + draws.normal(0, 0.2));
      ys[3] = 40;
      const model = new KernelRegressor().fit(xs, ys);
      const other = new KernelRegressor({ minNeighbours: 0 }).fit(xs, ys);
      grown = Math.max(grown, model.effectiveDegreesOfFreedom);
      even = Math.max(even, other.effectiveDegreesOfFreedom);
    }
    expect(even).toBeGreaterThan(50);
    expect(grown).toBeLessThan(40);
  });

  it.each([
    ['groups', { groups: x.map((_, i) => i % 14) }],
    ['series', { dependence: 'series' }],
    ['weights', { sampleWeights: x.map((_, i) => (i % 3) + 0.5) }],
    ['weights of 0', { sampleWeights: x.map((_, i) => i % 3) }],
  ] as const)('go with %s, and with JSON', (_, fit) => {
    const model = new KernelRegressor().fit(x, y, fit as never);
    const counted = 'sampleWeights' in fit ? x.filter((__, i) => fit.sampleWeights[i]! > 0) : x;
    const nearest = counted.map((each) => Math.abs(each - 11)).sort((a, b) => a - b);
    const [h] = model.bandwidthAt([11]);
    expect(h).toBeCloseTo((nearest[0]! + nearest[1]! + nearest[2]! + nearest[3]!) / 4, 12);
    const copy = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy.bandwidthAt(queries)).toEqual(model.bandwidthAt(queries));
    expect(copy.predict(queries)).toEqual(model.predict(queries));
    expect(copy.confidenceBand(queries).lower).toEqual(model.confidenceBand(queries).lower);
  });

  it('are for one number without windows of its own', () => {
    const wrong = (options: object, xs: unknown = x) =>
      new KernelRegressor({ minNeighbours: 4, ...options }).fit(xs as never, y);
    const plane = x.map((each) => [each, each * each]);
    expectError(() => wrong({}, plane), UnsupportedError, /minNeighbours/);
    expectError(() => wrong({ bandwidth: { span: 0.5 } }), UnsupportedError, /minNeighbours/);
    expectError(() => wrong({ kernel: 'gaussian4' }), UnsupportedError, /minNeighbours/);
    expectError(() => wrong({ minNeighbours: -1 }), OptionError, /minNeighbours/);
    expectError(() => wrong({ minNeighbours: 2.5 }), OptionError, /minNeighbours/);
    expect(wrong({ minNeighbours: 0 }, plane).predict([[1, 1]])[0]).toBeTypeOf('number');
    expect(wrong({ minNeighbours: 1e9 }).predict([1])[0]).toBeTypeOf('number');
  });
});
