import { describe, expect, it } from 'vitest';
import { createRandom, KernelRegressor, NumericalError } from '../../src/index.js';
import { expectClose } from '../expectClose.js';

const random = createRandom(4);
const n = 60;
const x = Array.from({ length: n }, () => random.uniform(0, 6));
const y = x.map((t) => Math.sin(t) + random.normal(0, 0.2));
// in the middle, far to both sides, tied, and of another size
const idle = [2.1, -1e9, x[3], 1e100];
const values = [1e200, -1e4, 7, -3];
const place = (own: readonly number[], others: readonly number[]) => [
  ...others.slice(0, 2),
  ...own,
  ...others.slice(2),
];
const weights = place(
  x.map(() => 1),
  [0, 0, 0, 0],
);
const groups = x.map((_, i) => i % 6);

describe('observations of weight 0', () => {
  const q = [0.2, 3, 5.9, 7];
  for (const options of [
    { bandwidth: 'loo', degree: 1 },
    { bandwidth: 'aicc', degree: 2 },
    { bandwidth: 'silverman' },
    { bandwidth: 'loo', degree: 0, kernel: 'epanechnikov', emptyWindow: 'nearest' },
    { bandwidth: 0.7, degree: 1 },
  ] as const)
    it(`change nothing: ${JSON.stringify(options)}`, () => {
      const some = new KernelRegressor(options).fit(x, y, { sampleWeights: x.map(() => 1) });
      const all = new KernelRegressor(options).fit(place(x, idle), place(y, values), {
        sampleWeights: weights,
      });
      const told = (model: KernelRegressor) => [
        model.bandwidth,
        model.bandwidthChoice,
        model.predict(q),
        model.derivative(q),
        model.support(q),
        model.effectiveDegreesOfFreedom,
        model.confidenceBand(q),
        model.confidenceBand(q, { method: 'standard', variance: 'hc3' }),
        model.confidenceBand(q, { method: 'bootstrap', draws: 49 }),
        model.confidenceBand(q, { simultaneous: true }),
        model.predictionInterval(q),
        model.predictionInterval(q, { method: 'conformal' }),
        model.testAgainst('flat', { draws: 49 }),
        model.curve({ points: 7, band: true }),
        model.summary().replace(', 4 of weight 0', ''),
      ];
      expect(told(all)).toEqual(told(some));
      expect(Array.from(all.residuals.subarray(2, n + 2))).toEqual(Array.from(some.residuals));
      expect(Array.from(all.leverage)).toEqual(place(Array.from(some.leverage), [0, 0, 0, 0]));
    });

  it('have residuals from what the others predict', () => {
    const model = new KernelRegressor({ bandwidth: 0.7 }).fit(place(x, idle), place(y, values), {
      sampleWeights: weights,
    });
    const fits = model.predict(idle);
    const expected = values.map((value, i) => value - fits[i]!);
    for (const residuals of [model.residuals, model.looResiduals])
      expectClose(
        [residuals[0]!, residuals[1]!, residuals[n + 2]!, residuals[n + 3]!],
        expected,
        1e-12,
      );
  });

  it('belong to no group', () => {
    const options = { degree: 1 } as const;
    const some = new KernelRegressor(options).fit(x, y, { groups });
    const all = new KernelRegressor(options).fit(place(x, idle), place(y, values), {
      sampleWeights: weights,
      groups: place(groups, [9, 9, 0, 8]),
    });
    expectClose(all.bandwidth, some.bandwidth, 1e-9);
  });

  it('stay in JSON', () => {
    const model = new KernelRegressor({ bandwidth: 0.7 }).fit(place(x, idle), place(y, values), {
      sampleWeights: weights,
    });
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.residuals).toEqual(model.residuals);
    expect(again.predict(q)).toEqual(model.predict(q));
  });

  it('out of reach of a compact kernel have no residual, or an error when that is wanted', () => {
    const fitted = (emptyWindow: 'nan' | 'throw' | 'nearest') =>
      new KernelRegressor({ kernel: 'epanechnikov', bandwidth: 0.5, emptyWindow }).fit(
        [0, 1, 2],
        [1, 2, 3],
        { sampleWeights: [1, 0, 1] },
      );
    expect(fitted('nan').residuals).toEqual(Float64Array.of(0, Number.NaN, 0));
    expect(fitted('nearest').residuals).toEqual(Float64Array.of(0, 0, 0));
    expect(() => fitted('throw').residuals).toThrow(NumericalError);
    expect(() => fitted('throw').residuals).toThrow(/in reach, got none for observation 1/);
    expect(() => fitted('throw').looResiduals).toThrow(NumericalError);
  });
});

describe('weights', () => {
  it('of any size do not leave out observations', () => {
    for (const kernel of ['gaussian', 'biweight', 'logistic'] as const)
      for (const [low, high] of [
        [1e-170, 1e170],
        [1e-300, 1e300],
      ] as const) {
        const options = { kernel, bandwidth: 1e-4 } as const;
        const model = new KernelRegressor(options).fit([0, 1], [5, 7], {
          sampleWeights: [low, high],
        });
        // K(10⁴) is less than e^(−9999)
        expect(model.predict([0, 1])).toEqual(Float64Array.of(5, 7));
        expect(model.support([0, 1]).effectiveSampleSize).toEqual(Float64Array.of(1, 1));
      }
    const apart = { sampleWeights: [5e-324, 1e300] };
    expect(() => new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [1, 2], apart)).toThrow(
      /must span at most 600 decades/,
    );
  });

  it('count in a score and in a summary', () => {
    const sampleWeights = [1, 2, 0, 3];
    const model = new KernelRegressor({ bandwidth: Infinity, degree: 1 });
    model.fit([0, 1, 2, 3], [0, 2, 99, 3], { sampleWeights });
    // least squares by hand: x̄ = 11/6, ȳ = 13/6, Sxx = 53/6, Sxy = 43/6, Syy = 41/6
    const rSquared = (43 * 43) / (41 * 53);
    const score = model.score([0, 1, 2, 3], [0, 2, 99, 3], { sampleWeights });
    expectClose([score], [rSquared], 1e-12);
    const line = (name: string) => Number(new RegExp(`${name} +(\\S+)`).exec(model.summary())?.[1]);
    expectClose([line('R squared')], [rSquared], 1e-4);
    const rss = 41 / 6 - (43 * 43) / (6 * 53);
    expectClose([line('residual standard deviation')], [Math.sqrt(rss / 1)], 1e-4);
    expect(() => model.score([0], [0], { weights: [1] } as never)).toThrow(/options must be among/);
  });
});

describe('weights of very different size', () => {
  it('leave a polynomial its degree in a window, however little they are', () => {
    const x = [0, 1, 2, 3.5, 5];
    const y = x.map((t) => 2 * t - 1);
    const sampleWeights = [1e-90, 1, 1e-200, 1e90, 1e-60];
    for (const kernel of ['epanechnikov', 'cosine', 'uniform', 'gaussian'] as const)
      for (const degree of [1, 2, 3] as const) {
        const model = new KernelRegressor({ kernel, degree, bandwidth: 9 });
        model.fit(x, y, { sampleWeights });
        const q = [0, 0.5, 3, 6];
        expect(model.support(q).degree).toEqual(q.map(() => degree));
        expectClose(
          model.predict(q),
          q.map((t) => 2 * t - 1),
          1e-9,
        );
      }
  });

  it('leave standard errors numbers', () => {
    // Two places, the mean of each its own; weights are precisions, so Var ŷ(0) = σ²/Σs there.
    const x = [0, 0, 0, 1, 1, 1];
    const y = [1, 2, 4, 7, 7.5, 9];
    for (const big of [1, 1e160, 1e250]) {
      const sampleWeights = [1, 1, 1, big, big, big];
      const model = new KernelRegressor({ kernel: 'uniform', bandwidth: 0.5 });
      model.fit(x, y, { sampleWeights });
      const options = { method: 'standard', variance: 'hc3' } as const;
      const { standardError } = model.confidenceBand([0, 1], options);
      // e/(1 − L) with L = 1/3, each a third of the mean
      const expected = [
        [1, 2, 4],
        [7, 7.5, 9],
      ].map((group) => {
        const mean = group.reduce((a, b) => a + b, 0) / 3;
        return Math.sqrt(group.reduce((sum, v) => sum + ((v - mean) * 1.5) ** 2, 0)) / 3;
      });
      expectClose(standardError, expected, 1e-12);
    }
  });

  it('and flat data far away have the standard error 0', () => {
    const flat = new KernelRegressor({ kernel: 'laplace', bandwidth: 0.02 });
    flat.fit([0, 0, 1, 1, 2], [3, 3, 3, 3, 3]);
    const band = flat.confidenceBand([-19, 0, 40], { method: 'standard', variance: 'constant' });
    expect([...band.standardError]).toEqual([0, 0, 0]);
    expect([...band.lower]).toEqual([3, 3, 3]);
  });

  it('do not make a score of rounding', () => {
    const x = [0, 1, 2];
    for (const size of [1, 1e-59, 1e200]) {
      const y = [2, -1, 0].map((v) => v * size);
      const model = new KernelRegressor({ bandwidth: 1e-9 }).fit(x, y);
      expect(model.score(x, y, { sampleWeights: [1e-150, 1e150, 1] })).toBe(1);
      const mean = new KernelRegressor({ bandwidth: Infinity }).fit(x, y);
      expectClose([mean.score(x, y)], [0], 1e-12);
    }
  });
});

describe("emptyWindow: 'nearest'", () => {
  it('finds the nearest in several dimensions at any bandwidth', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i % 6, Math.floor(i / 6), (i * i) % 7]);
    const y = rows.map((_, i) => i);
    for (const h of [1e-3, 1e-160, 1e-250]) {
      const options = {
        kernel: 'epanechnikov',
        emptyWindow: 'nearest',
        bandwidth: [h, h, h],
      } as const;
      const model = new KernelRegressor(options).fit(rows, y);
      const queries = rows.map((row) => row.map((v, j) => v + [0.2, -0.1, 0.3][j]!));
      expectClose(model.predict(queries), y, 1e-13);
    }
  });
});
