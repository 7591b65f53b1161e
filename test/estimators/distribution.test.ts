import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  BinnedSample,
  createRandom,
  type DistributionBandwidths,
  KernelRegressor,
  kernelRegression,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';
import { normalDistribution } from '../../src/kernels/normal.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { readReference } from '../reference/readReference.js';
import { globe, grade, hour, modelOf, region, rows, size, some, y as spend } from './mixedRows.js';

const random = createRandom(5);
const x = Array.from({ length: 150 }, () => random.uniform(0, 5));
const y = x.map((t) => 2 * Math.sin(t) + t ** 0.8 + random.normal(0, 0.2 + 0.1 * t));
const xq = [0.3, 2, 3.7, 4.9];
const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];
const model = new KernelRegressor().fit(x, y);
const np = { centred: false, outputBandwidth: 0.2 } as const;

describe('distributions of a fitted model', () => {
  it("agree with np's npqreg, and reach their levels more exactly", () => {
    for (const { input, output } of readReference('R_np_npqreg.json').cases) {
      const { bw_x, bw_y, taus, grid } = input;
      const fitted = new KernelRegressor({ bandwidth: bw_x }).fit(input.x, input.y);
      const options = { centred: false, outputBandwidth: bw_y };
      const quantiles = fitted.quantile(grid as number[], taus as number[], options);
      taus.forEach((_: number, k: number) => {
        const own = grid.map((_: number, q: number) => quantiles[q * taus.length + k]);
        expectClose(own, output[k], 1e-6);
      });
      const each = (grid as number[]).map((_, q) =>
        Array.from(quantiles.subarray(q * taus.length, (q + 1) * taus.length)),
      );
      const reached = fitted.distribution(grid as number[], each, options);
      expectClose(
        reached,
        Array.from(reached, (_, at) => taus[at % taus.length]),
        1e-12,
      );
    }
  });

  it('are those of the residuals about the curve by default, moved to it', () => {
    const { residuals, looResiduals } = model;
    expect(residuals.length).toBe(150);
    // as wide as all x: every residual counts, each for the share that the fit leaves of it
    const options = { bandwidth: Infinity, outputBandwidth: 0.1 };
    const middle = model.predict(2);
    const leverage = model.leverage;
    const value = middle + 0.2;
    let [total, below, loose] = [0, 0, 0];
    looResiduals.forEach((r, i) => {
      const share = 1 - leverage[i]!;
      total += share;
      below += share * normalDistribution((value - middle - r) / 0.1);
      loose += normalDistribution((value - middle - r) / 0.1) / x.length;
    });
    const found = model.distribution(2, value, options);
    // shares are about 1 − L, and all about the same here
    expect(found).toBeCloseTo(below / total, 3);
    expect(found).toBeCloseTo(loose, 2);
    expect(found).not.toBeCloseTo(model.distribution(2, value, { ...options, centred: false }), 2);
  });

  it.each([{}, np, { outputBandwidth: 0 }, { ...np, outputBandwidth: 0 }])(
    'rise with the level, invert each other: %o',
    (options) => {
      const many = Array.from({ length: 99 }, (_, k) => (k + 1) / 100);
      const quantiles = model.quantile(xq, many, options);
      xq.forEach((_, q) => {
        const own = quantiles.subarray(q * 99, (q + 1) * 99);
        for (let k = 1; k < 99; k++) expect(own[k]!).toBeGreaterThanOrEqual(own[k - 1]!);
        if (options.outputBandwidth !== 0) {
          const F = model.distribution([xq[q]!], Array.from(own), options);
          expectClose(F, many, 1e-12);
          return;
        }
        // the curve is added and taken away again, which may round to the other side of a step
        const after = Array.from(own, (value) => value + 1e-12);
        const F = model.distribution([xq[q]!], after, options);
        for (const [k, level] of many.entries()) expect(F[k]!).toBeGreaterThan(level - 1e-12);
      });
    },
  );

  it('of steps are where the distribution reaches their levels, moved or not', () => {
    for (const n of [8, 30, 300]) {
      const places = Array.from({ length: n }, (_, i) => i / (n / 8));
      const values = places.map((_, i) => (i * 7) % 5);
      const fitted = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(places, values);
      for (const centred of [true, false])
        for (const place of [0.3, 2, 5.1]) {
          const options = { outputBandwidth: 0, centred };
          const reached = fitted.quantile(place, LEVELS, options);
          const under = reached.map((value) => value - 1e-12);
          const [at, before] = [reached, under].map((value) =>
            fitted.distribution(place, value, options),
          );
          LEVELS.forEach((level, k) => {
            expect(at![k]).toBeGreaterThan(level - 1e-12);
            expect(before![k]).toBeLessThan(level);
          });
        }
    }
  });

  it('do not care for the order of levels, nor for equal ones', () => {
    const shuffled = model.quantile(xq, [0.9, 0.1, 0.5, 0.1]);
    const plain = model.quantile(xq, [0.1, 0.5, 0.9]);
    xq.forEach((_, q) => {
      const [a, b, c, d] = shuffled.subarray(4 * q, 4 * q + 4);
      expectClose([b!, c!, a!], plain.subarray(3 * q, 3 * q + 3), 1e-12);
      expect(d).toBe(b);
    });
  });

  it('have a density that integrates to 1 and is the derivative', () => {
    for (const options of [{}, np, { outputBandwidth: 0.5 }]) {
      const [low, high, steps] = [-12, 16, 8000];
      const step = (high - low) / steps;
      const values = Array.from({ length: steps + 1 }, (_, k) => low + k * step);
      const density = model.density(3, values, options);
      const sum = density.reduce((all, each) => all + each * step, 0);
      expect(sum).toBeCloseTo(1, 6);
      for (const value of [0.5, 1.5, 2.5]) {
        const [a, b] = model.distribution(3, [value - 1e-5, value + 1e-5], options);
        expect(model.density(3, value, options)).toBeCloseTo((b! - a!) / 2e-5, 6);
      }
    }
  });

  it('take no notice of heavy rows far away, nor of a common factor of weights', () => {
    const levels = [0.1, 0.9];
    const given = { bandwidth: 0.4, outputBandwidth: 0.1 };
    const by = (weight: (t: number) => number) =>
      new KernelRegressor({ bandwidth: 0.4, degree: 1 }).fit(x, y, {
        sampleWeights: x.map(weight),
      });
    const plain = new KernelRegressor({ bandwidth: 0.4, degree: 1 }).fit(x, y);
    const [near, edge] = [plain.quantile(1, levels, given), plain.quantile(5.4, levels, given)];
    expectClose(by((t) => (t > 4 ? 1000 : 1)).quantile(1, levels, given), near, 1e-4);
    for (const factor of [1 / 150, 1, 7]) {
      expectClose(by(() => factor).quantile(5.4, levels, given), edge, 1e-9);
    }
  });

  it('take weights as counts where they are not centred', () => {
    const weights = x.map((_, i) => 1 + (i % 3));
    const twice = x.flatMap((t, i) => Array(weights[i]!).fill(t));
    const values = y.flatMap((v, i) => Array(weights[i]!).fill(v));
    const one = new KernelRegressor({ bandwidth: 0.3 }).fit(x, y, { sampleWeights: weights });
    const two = new KernelRegressor({ bandwidth: 0.3 }).fit(twice, values);
    expectClose(one.quantile(xq, LEVELS, np), two.quantile(xq, LEVELS, np), 1e-10);
    const none = new KernelRegressor({ bandwidth: 0.3 }).fit([...x, 2], [...y, 1e6], {
      sampleWeights: [...weights, 0],
    });
    expectClose(none.quantile(xq, LEVELS, np), one.quantile(xq, LEVELS, np), 1e-12);
    expectClose(none.quantile(xq, LEVELS), one.quantile(xq, LEVELS), 1e-9);
  });

  it('follow shifts and scales of x and y', () => {
    const other = new KernelRegressor().fit(
      x.map((t) => 8 * t - 16),
      y.map((v) => 4 * v + 64),
    );
    const [own, moved] = [model.distributionBandwidths(), other.distributionBandwidths()];
    expectClose(
      moved.bandwidth,
      own.bandwidth.map((h) => 8 * h),
      1e-6,
    );
    expect(moved.outputBandwidth).toBeCloseTo(4 * own.outputBandwidth, 6);
    const given = { bandwidth: 0.5, outputBandwidth: 0.1 };
    const a = model.quantile(xq, LEVELS, given);
    const b = other.quantile(
      xq.map((t) => 8 * t - 16),
      LEVELS,
      { bandwidth: 4, outputBandwidth: 0.4 },
    ); // prettier-ignore
    expectClose(
      b,
      a.map((v) => 4 * v + 64),
      1e-6,
    );
    const density = model.density(2, 1, given);
    expect(other.density(0, 68, { bandwidth: 4, outputBandwidth: 0.4 })).toBeCloseTo(
      density / 4,
      6,
    );
  });
});

describe('the weights are those of a Nadaraya–Watson fit', () => {
  const isBelow = (value: number, h: number) => (v: number) =>
    h > 0 ? normalDistribution((value - v) / h) : v <= value ? 1 : 0;

  it.each(weightKernelNames)('of the kernel %s', (kernel) => {
    const options = { kernel, bandwidth: 0.6, degree: 0 } as const;
    const fitted = new KernelRegressor({ ...options, degree: 1 }).fit(x, y);
    for (const h of [0, 0.3])
      for (const value of [0, 1.5, 3]) {
        const below = new KernelRegressor(options).fit(x, y.map(isBelow(value, h)));
        const found = fitted.distribution(xq, value, { centred: false, outputBandwidth: h });
        expectClose(found, below.predict(xq), 1e-12);
      }
  });

  it.each<[string, any[], number[]]>([
    ['a category and a number', [region, 'income'], [0.2, 1.5]],
    ['only the same category', [region, 'income'], [0, 1.5]],
    ['categories alone', [region, size], [0.2, 0.4]],
    ['orders', [size, 'income', grade], [0.3, 2, 0.5]],
    ['hours', [hour], [2.5]],
    ['the globe', [globe], [2500, 2500]],
    ['all of them', ['income', globe, hour, region, grade], [3, 5000, 5000, 5, 0.3, 0.5]],
  ])('of %s', (_name, columns, bandwidth) => {
    const fitted = modelOf(columns, { bandwidth });
    for (const value of [1, 2]) {
      const below = rows.map((row, i) => ({ ...row, spend: isBelow(value, 0.2)(spend[i]!) }));
      const expected = modelOf(columns, { bandwidth }, below).predict(some);
      expectClose(fitted.distribution(some, value, np), expected, 1e-12);
      const centred = fitted.quantile(some, [0.2, 0.8]);
      expect(centred.every(Number.isFinite)).toBe(true);
    }
  });

  it.each([{ neighbours: 30 }, { span: 0.4 }, { neighbours: 30, adaptive: true }])(
    'of windows by neighbours %o',
    (bandwidth) => {
      const fitted = new KernelRegressor({ bandwidth, kernel: 'tricube', degree: 1 }).fit(x, y);
      const below = new KernelRegressor({ bandwidth, kernel: 'tricube', degree: 0 });
      below.fit(x, y.map(isBelow(1.5, 0.2)));
      expectClose(fitted.distribution(xq, 1.5, np), below.predict(xq), 1e-12);
      expect(fitted.quantile(xq, LEVELS).every(Number.isFinite)).toBe(true);
    },
  );

  it('of several predictors, product and spherical', () => {
    const two = x.map((t, i) => [t, (i * 7) % 5]);
    for (const multivariate of ['product', 'spherical'] as const) {
      const options = { bandwidth: [0.6, 2], degree: 0, multivariate } as const;
      const fitted = new KernelRegressor(options).fit(two, y);
      const below = new KernelRegressor(options).fit(two, y.map(isBelow(1.5, 0.2)));
      expectClose(fitted.distribution(two, 1.5, np), below.predict(two), 1e-12);
    }
  });
});

describe('bandwidths of distributions', () => {
  it('are chosen once, and told', () => {
    const fitted = new KernelRegressor().fit(x, y);
    let trials = 0;
    const chosen = fitted.distributionBandwidths({
      onProgress: ({ trials: count, value }) => {
        expect(count).toBe(++trials);
        expect(value).toBeGreaterThan(0);
      },
    });
    expect(trials).toBeGreaterThan(20);
    expectTypeOf(chosen).toEqualTypeOf<DistributionBandwidths>();
    const onProgress = () => expect.fail('asked again');
    expect(fitted.distributionBandwidths({ onProgress })).toEqual(chosen);
    expect(fitted.quantile(2, 0.5, { onProgress })).toBe(fitted.quantile(2, 0.5, chosen));
    expect(fitted.distributionBandwidths({ centred: false })).not.toEqual(chosen);
  });

  it('are those that are given, of the model and of the call', () => {
    const fitted = new KernelRegressor({ bandwidth: 0.4 }).fit(x, y);
    expect(fitted.distributionBandwidths().bandwidth).toEqual([0.4]);
    expect(fitted.distributionBandwidths({ bandwidth: 1, outputBandwidth: 0.3 })).toEqual({
      bandwidth: [1],
      outputBandwidth: 0.3,
    });
    expect(fitted.distributionBandwidths({ outputBandwidth: 0 }).outputBandwidth).toBe(0);
  });

  it('end with their signal', () => {
    const control = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ trials }: { trials: number }) => {
      if (trials === 5) control.abort(reason);
    };
    const fitted = new KernelRegressor().fit(x, y);
    const { signal } = control;
    expect(() => fitted.quantile(2, 0.5, { onProgress, signal })).toThrow(reason);
    expect(fitted.quantile(2, 0.5)).toBe(model.quantile(2, 0.5));
  });

  it('are kept in JSON', () => {
    for (const centred of [true, false]) {
      const fitted = new KernelRegressor().fit(x, y);
      expect(fitted.toJSON().distributions).toBeUndefined();
      const quantiles = fitted.quantile(xq, LEVELS, { centred });
      const json = JSON.parse(JSON.stringify(fitted));
      expect(json.distributions).toHaveLength(1);
      const again = KernelRegressor.fromJSON(json);
      const onProgress = () => expect.fail('searched again');
      expect(again.quantile(xq, LEVELS, { centred, onProgress })).toEqual(quantiles);
      expect(JSON.parse(JSON.stringify(again))).toEqual(json);
    }
    const flat = new KernelRegressor().fit(
      x,
      x.map((_, i) => (i % 7) - 3),
    );
    flat.quantile(2, 0.5);
    const json = JSON.parse(JSON.stringify(flat));
    const bandwidth = flat.distributionBandwidths();
    expect(KernelRegressor.fromJSON(json).distributionBandwidths()).toEqual(bandwidth);
    const wrong = (distributions: unknown) => () =>
      KernelRegressor.fromJSON({ ...json, distributions });
    expectError(wrong(3), OptionError, /^KernelRegressor.fromJSON: json.distributions must be an/);
    expectError(
      wrong([{ centred: 1 }]),
      OptionError,
      /json.distributions\[0\].centred must be one/,
    );
    expectError(
      wrong([{ centred: true, outputBandwidth: -1 }]),
      OptionError,
      /at least 0, got -1$/,
    );
    expectError(wrong([{ centred: true, h: 1 }]), OptionError, /must be among centred/);
  });

  it('are the same after JSON where columns share a bandwidth', () => {
    const draws = createRandom(12);
    const places = Array.from({ length: 80 }, () => [draws.uniform(0, 1), draws.uniform(0, 30)]);
    const values = places.map(([a, b]) => a! + Math.sin(b! / 3) + draws.normal(0, 0.2));
    const options = { multivariate: 'spherical', bandwidth: 'loo' } as const;
    const fitted = new KernelRegressor(options).fit(places, values);
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(fitted)));
    const found = fitted.distributionBandwidths({ centred: false });
    expect(found.bandwidth[0]).toBe(found.bandwidth[1]);
    expect(again.distributionBandwidths({ centred: false })).toEqual(found);
  });
});

describe('what comes back', () => {
  it('has the shapes of predict', () => {
    expectTypeOf(model.quantile(2, 0.5)).toEqualTypeOf<number>();
    expectTypeOf(model.quantile([2], 0.5)).toEqualTypeOf<Float64Array>();
    expectTypeOf(model.quantile(2, [0.5])).toEqualTypeOf<Float64Array>();
    expectTypeOf(model.density(2, 1)).toEqualTypeOf<number>();
    expectTypeOf(model.distribution([2], [1])).toEqualTypeOf<Float64Array>();
    const one = model.quantile(2, 0.5);
    expect(model.quantile([2], 0.5)).toEqual(Float64Array.of(one));
    expect(model.quantile(2, [0.5])).toEqual(Float64Array.of(one));
    expect(model.quantile(xq, LEVELS)).toHaveLength(20);
    expect(model.quantile([], LEVELS)).toHaveLength(0);
    expect(model.distribution(xq, [0, 1, 2])).toHaveLength(12);
    const own = model.distribution([2, 3], [[0], [1]]);
    expect(Array.from(own)).toEqual([model.distribution(2, 0), model.distribution(3, 1)]);
  });

  it('is of rows by their names, and of dates', () => {
    const data = x.map((t, i) => ({ day: new Date(864e5 * t), pay: y[i]! }));
    const fitted = kernelRegression(data, { x: 'day', y: 'pay', bandwidth: 864e5 / 2 });
    const options = { bandwidth: 864e5 / 2, outputBandwidth: 0.1 };
    const plain = new KernelRegressor({ bandwidth: 0.5 }).fit(x, y);
    // dates are whole milliseconds, 1e-8 of a day
    const day = new Date(864e5 * 2);
    expectTypeOf(fitted.quantile({ day }, 0.5)).toEqualTypeOf<number>();
    const expected = plain.quantile(2, 0.5, { bandwidth: 0.5, outputBandwidth: 0.1 });
    expect(fitted.quantile({ day }, 0.5, options)).toBeCloseTo(expected, 7);
    expect(fitted.quantile(day, 0.5, options)).toBeCloseTo(expected, 7);
    expect(fitted.quantile([{ day }], [0.5], options)[0]).toBeCloseTo(expected, 7);
    // @ts-expect-error: a row needs its columns
    expect(() => fitted.quantile({}, 0.5, options)).toThrow();
  });

  it('is NaN where something is missing, or nothing in reach', () => {
    const fitted = new KernelRegressor({ missing: 'omit', bandwidth: 0.4 }).fit(x, y);
    expect(Array.from(fitted.quantile([NaN, 2], 0.5)).map(Number.isNaN)).toEqual([true, false]);
    const compact = { kernel: 'epanechnikov', bandwidth: 0.4 } as const;
    const empty = new KernelRegressor(compact).fit(x, y);
    expect(empty.quantile([9], LEVELS, np).every(Number.isNaN)).toBe(true);
    expect(empty.quantile([9], LEVELS).every(Number.isNaN)).toBe(true);
    const near = new KernelRegressor({ ...compact, emptyWindow: 'nearest' }).fit(x, y);
    const last = y[x.indexOf(Math.max(...x))]!;
    expect(near.quantile(9, 0.5, { ...np, outputBandwidth: 0 })).toBe(last);
    const strict = new KernelRegressor({ ...compact, emptyWindow: 'throw' }).fit(x, y);
    expectError(
      () => strict.quantile(9, 0.5, np),
      NumericalError,
      'KernelRegressor.quantile: every query must have an observation in reach, got none for query 0',
    );
  });

  it('far away is that of the nearest observation, or of all residuals', () => {
    const fitted = new KernelRegressor({ bandwidth: 0.3, degree: 0 }).fit(x, y);
    const last = y[x.indexOf(Math.max(...x))]!;
    expect(fitted.quantile(1e6, 0.5, { ...np, outputBandwidth: 0 })).toBe(last);
    const [low, high] = fitted.quantile(1e6, [0.1, 0.9]);
    expect(high! - low!).toBeGreaterThan(0.5);
  });

  it('counts outliers of a robust fit, groups by groups, and series with bandwidths that are given', () => {
    const odd = y.map((v, i) => (i % 10 === 0 ? v + 30 : v));
    const robust = new KernelRegressor({ robust: true, bandwidth: 0.4, degree: 1 }).fit(x, odd);
    expect(robust.distribution(2, 20, { bandwidth: Infinity })).toBeCloseTo(0.9, 1);
    const groups = x.map((_, i) => Math.floor(i / 5));
    const grouped = new KernelRegressor().fit(x, y, { groups });
    const [low, high] = grouped.quantile(2, [0.1, 0.9]);
    expect(low).toBeLessThan(high!);
    const series = new KernelRegressor({ bandwidth: 0.5, degree: 1 });
    series.fit(x, y, { dependence: 'series' });
    expectError(
      () => series.quantile(2, 0.5),
      UnsupportedError,
      'KernelRegressor.quantile: bandwidth and outputBandwidth must be given for a series, got none',
    );
    expect(series.quantile(2, 0.5, { outputBandwidth: 0.1 })).toBeCloseTo(series.predict(2), 0);
  });

  it('is the one value where y is constant', () => {
    const flat = new KernelRegressor({ bandwidth: 0.5, degree: 0 }).fit(
      x,
      x.map(() => 3),
    );
    expectClose(
      flat.quantile(2, LEVELS),
      LEVELS.map(() => 3),
      1e-12,
    );
    expect(flat.distributionBandwidths().outputBandwidth).toBe(0);
    expectError(
      () => flat.density(2, 3),
      NumericalError,
      /^KernelRegressor.density: outputBandwidth must be above 0 for a density \(.*\), got 0$/,
    );
  });
});

describe('bad input', () => {
  it.each<[string, (fitted: any) => unknown, any, string | RegExp]>([
    [
      'a level of 0',
      (m) => m.quantile(2, 0),
      OptionError,
      'KernelRegressor.quantile: levels must be above 0 and below 1, got 0',
    ],
    [
      'a level of 1',
      (m) => m.quantile(2, [0.5, 1]),
      OptionError,
      'KernelRegressor.quantile: levels[1] must be above 0 and below 1, got 1',
    ],
    ['NaN', (m) => m.quantile(2, NaN), NumericalError, /levels/],
    ['text', (m) => m.quantile(2, 'half'), OptionError, /levels/],
    ['no levels', (m) => m.quantile(2), OptionError, /levels/],
    ['rows of levels', (m) => m.quantile(2, [[0.5]]), ShapeError, /levels/],
    ['an infinite y', (m) => m.distribution(2, Infinity), NumericalError, /y/],
    [
      'too few rows of y',
      (m) => m.distribution([1, 2], [[1]]),
      ShapeError,
      /y must be a number, have shape \[values\], or \[2, values\] with its own for each place, got \[1, 1\]/,
    ],
    [
      'another option',
      (m) => m.quantile(2, 0.5, { bw: 1 }),
      OptionError,
      'KernelRegressor.quantile: options must be among centred, bandwidth, outputBandwidth, onProgress, signal, got "bw", called "bandwidth" here',
    ],
    [
      'a negative bandwidth',
      (m) => m.quantile(2, 0.5, { bandwidth: -1 }),
      OptionError,
      /bandwidth must be above 0/,
    ],
    [
      'two bandwidths',
      (m) => m.quantile(2, 0.5, { bandwidth: [1, 2] }),
      ShapeError,
      /bandwidth must be a number or have an entry/,
    ],
    [
      'a negative bandwidth of values',
      (m) => m.quantile(2, 0.5, { outputBandwidth: -1 }),
      OptionError,
      /outputBandwidth must be a finite number of at least 0/,
    ],
    [
      'a text for centred',
      (m) => m.quantile(2, 0.5, { centred: 'no' }),
      OptionError,
      /centred must be one of true, false/,
    ],
    [
      'no density of steps',
      (m) => m.density(2, 0.5, { outputBandwidth: 0 }),
      NumericalError,
      /outputBandwidth must be above 0/,
    ],
    ['two columns', (m) => m.quantile([[1, 2]], 0.5), ShapeError, /xq/],
  ])('is refused: %s', (_name, call, type, message) => {
    // prettier-ignore
    expectError(() => call(model), type, message);
  });

  it('is a model that has no distributions', () => {
    expectError(() => new KernelRegressor().quantile(1, 0.5), NotFittedError, /fit must be called/);
    const two = new KernelRegressor({ bandwidth: 1 }).fit(
      x,
      y.map((v) => [v, -v]),
    );
    expectError(
      () => two.quantile([1], 0.5),
      UnsupportedError,
      'KernelRegressor.quantile: y must have one column for distributions, got 2',
    );
    const sample = BinnedSample.from({ x, y }, { bandwidth: 0.5 });
    const binned = new KernelRegressor({ bandwidth: 0.5 }).fit(sample);
    expectError(() => binned.density(1, 0.5), UnsupportedError, /must be fitted to observations/);
    const one = new KernelRegressor({ bandwidth: 1 }).fit([1], [2]);
    expectError(() => one.quantile(1, 0.5), NumericalError, /must have others in reach/);
    expect(one.quantile(1, 0.5, { ...np, outputBandwidth: 0 })).toBe(2);
  });
});
