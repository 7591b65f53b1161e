import { describe, expect, it } from 'vitest';
import {
  createRandom,
  KernelRegressor,
  NumericalError,
  OptionError,
  UnsupportedError,
} from '../../src/index.js';

/** Outcomes that are 0 or 1, more of them 1 further on. */
function outcomes(n: number, seed = 1): { x: number[]; y: number[] } {
  const random = createRandom(seed);
  const x = Array.from({ length: n }, () => random.uniform(0, 5));
  return { x, y: x.map((at) => (random.uniform(0, 1) < 1 / (1 + Math.exp(5 - 2 * at)) ? 1 : 0)) };
}
const places = [-1, 0, 0.5, 1.5, 2.5, 3.5, 4.5, 5, 7];

describe('a band on the logit scale', () => {
  const { x, y } = outcomes(150);

  it('of one mean is that of the empirical logit', () => {
    const model = new KernelRegressor({ bandwidth: Infinity, degree: 0 }).fit(
      [1, 2, 3, 4, 5],
      [0, 1, 0, 0, 1],
    );
    const { lower, upper, fit } = model.confidenceBand([3], { scale: 'logit', method: 'standard' });
    const logit = Math.log(2.5 / 3.5);
    const half = 1.959963984540054 * Math.sqrt(6 / (2.5 * 3.5));
    expect(fit[0]).toBeCloseTo(0.4, 14);
    expect(lower[0]).toBeCloseTo(1 / (1 + Math.exp(half - logit)), 12);
    expect(upper[0]).toBeCloseTo(1 / (1 + Math.exp(-half - logit)), 12);
  });

  it.each([
    [{}, {}],
    [{ degree: 0, bandwidth: 0.3 }, {}],
    [{ degree: 1, bandwidth: 0.4 }, { method: 'robust' }],
    [
      { degree: 2, bandwidth: 0.6 },
      { method: 'standard', level: 0.999 },
    ],
    [{ kernel: 'tricube', degree: 0, bandwidth: 1 }, { simultaneous: true }],
  ] as const)('stays within 0 and 1, about the estimate, with a width: %o %o', (options, wish) => {
    const model = new KernelRegressor(options).fit(x, y);
    const { fit, lower, upper } = model.confidenceBand(places, { ...wish, scale: 'logit' });
    let seen = 0;
    for (let q = 0; q < places.length; q++) {
      if (Number.isNaN(lower[q])) continue;
      seen++;
      expect(lower[q]).toBeGreaterThanOrEqual(0);
      expect(upper[q]).toBeLessThanOrEqual(1);
      const share = Math.min(1, Math.max(0, fit[q]!));
      expect(lower[q]).toBeLessThanOrEqual(share);
      expect(upper[q]).toBeGreaterThanOrEqual(share);
      expect(upper[q]! - lower[q]!).toBeGreaterThan(0.01);
    }
    expect(seen).toBeGreaterThanOrEqual(6);
  });

  it('has a width where all outcomes in reach are the same', () => {
    const model = new KernelRegressor({ kernel: 'uniform', bandwidth: 0.6, degree: 0 });
    const { lower, upper } = model
      .fit([0, 0.1, 0.2, 0.3, 2, 2.1, 2.2], [0, 0, 0, 0, 1, 1, 1])
      .confidenceBand([0.15, 2.1], { scale: 'logit' });
    expect(lower[0]).toBe(0);
    expect(upper[0]).toBeGreaterThan(0.3);
    expect(upper[1]).toBe(1);
    expect(lower[1]).toBeLessThan(0.7);
  });

  it('is drawn about the curve, and is what the rows of the curve hold', () => {
    const model = new KernelRegressor().fit(x, y);
    const band = model.confidenceBand([1, 4], { scale: 'logit' });
    expect([...band.fit]).toEqual([...model.predict([1, 4])]);
    const rows = model.curve({ points: [1, 4], band: { scale: 'logit' } });
    expect(rows.map(({ lower }) => lower)).toEqual([...band.lower]);
    expect(rows.map(({ standardError }) => standardError)).toEqual([...band.standardError]);
  });

  it('is wider for a larger level, and for the whole curve', () => {
    const model = new KernelRegressor({ degree: 1, bandwidth: 0.5 }).fit(x, y);
    const width = (wish: object) => {
      const { lower, upper } = model.confidenceBand([0.5, 2.5, 4.5], { ...wish, scale: 'logit' });
      return upper.map((end, q) => end - lower[q]!);
    };
    const [usual, sure, whole] = [width({}), width({ level: 0.99 }), width({ simultaneous: true })];
    usual.forEach((each, q) => {
      expect(sure[q]).toBeGreaterThan(each);
      expect(whole[q]).toBeGreaterThan(each);
    });
  });

  it.each(['standard', 'bayesian'] as const)(
    'takes a weight for so many outcomes: %s',
    (method) => {
      const [at, shares, counts] = [
        [0, 1, 2, 3],
        [0, 0.2, 0.25, 0.125],
        [4, 5, 8, 8],
      ];
      const options = { bandwidth: 1.2, degree: 0 } as const;
      const some = new KernelRegressor(options).fit(at, shares, { sampleWeights: counts });
      const rows = at.flatMap((place, i) =>
        Array.from({ length: counts[i]! }, (_, r) => ({
          place,
          y: r < shares[i]! * counts[i]! ? 1 : 0,
        })),
      );
      const all = new KernelRegressor(options).fit(rows, { x: 'place', y: 'y' });
      const [own, other] = [some, all].map((model) =>
        model.confidenceBand(places, { scale: 'logit', method }),
      );
      for (const name of ['fit', 'lower', 'upper', 'standardError'] as const)
        own![name].forEach((value, q) => {
          expect(value).toBeCloseTo(other![name][q]!, 12);
        });
    },
  );

  it('serves several outputs and several predictors', () => {
    const pairs = y.map((value) => [value, 0.25 * value]);
    const model = new KernelRegressor({ bandwidth: 0.5, degree: 0 }).fit(x, pairs);
    const both = model.confidenceBand([1, 3], { scale: 'logit' });
    const second = new KernelRegressor({ bandwidth: 0.5, degree: 0 })
      .fit(
        x,
        pairs.map(([, value]) => value!),
      )
      .confidenceBand([1, 3], { scale: 'logit' });
    expect([both.upper[1], both.upper[3]]).toEqual([...second.upper]);
    const two = new KernelRegressor({ bandwidth: [1, 1], degree: 1 }).fit(
      x.map((at, i) => [at, i / 150]),
      y,
    );
    const { lower, upper } = two.confidenceBand([[2.5, 0.5]], { scale: 'logit' });
    expect(lower[0]).toBeGreaterThan(0.1);
    expect(upper[0]).toBeLessThan(0.9);
  });

  it('is refused where it says nothing', () => {
    const band = (model: KernelRegressor, wish: object = {}) =>
      model.confidenceBand([1], { scale: 'logit', ...wish });
    const fitted = (options = {}) => new KernelRegressor({ bandwidth: 0.5 }).fit(x, y, options);
    expect(() => band(new KernelRegressor({ bandwidth: 1 }).fit(x, x))).toThrow(NumericalError);
    expect(() =>
      band(
        new KernelRegressor({ bandwidth: 1 }).fit(
          x,
          y.map((value) => -value),
        ),
      ),
    ).toThrow(NumericalError);
    expect(() => band(fitted(), { method: 'bootstrap' })).toThrow(UnsupportedError);
    expect(() => band(fitted({ groups: x.map((_, i) => i % 9) }))).toThrow(UnsupportedError);
    expect(() => band(fitted({ dependence: 'series' }))).toThrow(UnsupportedError);
    expect(() => band(new KernelRegressor({ bandwidth: 1, robust: true }).fit(x, y))).toThrow(
      UnsupportedError,
    );
    expect(() => band(fitted(), { variance: 'constant' })).toThrow(OptionError);
    expect(() => band(fitted(), { scale: 'log' })).toThrow(OptionError);
  });
});
