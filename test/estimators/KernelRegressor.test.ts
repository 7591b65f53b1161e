import { describe, expect, it } from 'vitest';
import {
  BinnedSample,
  createRandom,
  KernelRegressor,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  tensor,
  UnsupportedError,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const x = [0, 1, 2, 3, 4, 5];
const y = [1, 3, 2, 5, 4, 6];
const fitted = (options: object = {}): KernelRegressor =>
  new KernelRegressor({ bandwidth: 1, ...options }).fit(x, y);

/** Σ K(q − x_i) y_i / Σ K(q − x_i) for the Gaussian, h = 1. */
function mean(q: number): number {
  const weights = x.map((xi) => Math.exp(-0.5 * (q - xi) ** 2));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.reduce((sum, w, i) => sum + w * y[i]!, 0) / total;
}

describe('predict', () => {
  it('gives a number for a number and [m] for [m], however it comes', () => {
    const model = fitted();
    expectClose([model.predict(2.5)], [mean(2.5)], 1e-14);
    for (const xq of [[0.5, 4], Float64Array.of(0.5, 4), [[0.5], [4]], tensor([0.5, 4])]) {
      const found = model.predict(xq as number[]);
      expect(found).toBeInstanceOf(Float64Array);
      expectClose(found, [mean(0.5), mean(4)], 1e-14);
    }
    expect(model.predict([])).toHaveLength(0);
  });

  it('takes several outputs at once', () => {
    const both = new KernelRegressor({ bandwidth: 1 }).fit(
      x,
      y.map((v) => [v, 10 - 2 * v]),
    );
    expectClose(both.predict([1.5]), [mean(1.5), 10 - 2 * mean(1.5)], 1e-14);
    expect(both.derivative([1.5, 2])).toHaveLength(4);
    expect(both.residuals).toHaveLength(12);
    expectError(
      () => both.predict(1),
      ShapeError,
      'KernelRegressor.predict: xq must be an array, since a place has several outputs, got one place',
    );
  });

  it('gives NaN, the nearest or an error where a compact kernel has nothing in reach', () => {
    const kernel = 'epanechnikov';
    expect(fitted({ kernel }).predict([7, 2.5])[0]).toBeNaN();
    expect(fitted({ kernel, emptyWindow: 'nearest' }).predict(7)).toBe(6);
    expect(fitted({ kernel, emptyWindow: 'nearest', degree: 1 }).predict(-9)).toBe(1);
    const model = fitted({ kernel, emptyWindow: 'throw' });
    const message =
      'KernelRegressor.predict: every query must have an observation in reach, got none for query 1';
    expectError(() => model.predict([2, 7]), NumericalError, message);
  });

  it('shares the value of observations that are equally near', () => {
    const model = new KernelRegressor({
      kernel: 'uniform',
      bandwidth: 0.1,
      emptyWindow: 'nearest',
    });
    expect(model.fit([0, 2, 9], [1, 3, 5]).predict(1)).toBe(2);
    expect(model.fit([0, 2, 9], [1, 3, 5], { sampleWeights: [3, 1, 1] }).predict(1)).toBe(1.5);
  });

  it('counts every observation where several are nearest, whatever their place', () => {
    const options = {
      kernel: 'uniform',
      bandwidth: 0.1,
      degree: 0,
      emptyWindow: 'nearest',
    } as const;
    const model = new KernelRegressor(options).fit([0, 0, 0, 2], [1, 1, 0, 1]);
    expect(model.predict(1)).toBeCloseTo(3 / 4, 14);
    const weighted = new KernelRegressor(options).fit([0, 2], [0, 1], { sampleWeights: [1, 3] });
    expect(weighted.predict(1)).toBeCloseTo(3 / 4, 14);
  });

  it('falls to the nearest observation far from a Gaussian, and says so', () => {
    const model = fitted({ degree: 0 });
    expect(model.predict(1e9)).toBe(6);
    expect(model.support([1e9, 2.5])).toEqual({
      effectiveSampleSize: Float64Array.of(1, model.support(2.5).effectiveSampleSize[0]!),
      extrapolation: [true, false],
      nearest: model.support([1e9, 2.5]).nearest,
      degree: [0, 0],
    });
    // A local line goes on through the nearest two places, however little the second weighs.
    const line = fitted({ degree: 1 });
    const [[a, b], [c, d]] = [x.slice(-2), y.slice(-2)] as [number[], number[]];
    expectClose([line.predict(1e9)], [d! + ((d! - c!) / (b! - a!)) * (1e9 - b!)], 1e-15);
    expect(line.support(1e9).degree).toEqual([1]);
  });

  it('does not look at later changes of what it was fitted to', () => {
    const own = Float64Array.from(x);
    const model = new KernelRegressor({ bandwidth: 1 }).fit(own, y);
    const before = model.predict(1);
    own.fill(7);
    expect(model.predict(1)).toBe(before);
  });

  it('an infinite bandwidth is the mean, or the polynomial of all data', () => {
    const bandwidth = Number.POSITIVE_INFINITY;
    expectClose([fitted({ bandwidth }).predict(1)], [3.5], 1e-14);
    const line = fitted({ bandwidth, degree: 1 });
    expectClose([line.derivative(1), line.predict(0)], [31 / 35, 9 / 7], 1e-13);
  });
});

describe('several dimensions', () => {
  const places = [0, 1, 2, 3].flatMap((a) => [0, 1, 2].map((b) => [a, b]));
  const plane = places.map(([a, b]) => 2 * a! - 3 * b! + 1);
  const bowl = places.map(([a, b]) => a! * a! - a! * b!);

  it('degrees 1 and 2 give planes and quadratic surfaces, and their gradients', () => {
    const bandwidth = [1, 2];
    const linear = new KernelRegressor({ bandwidth, degree: 1 }).fit(places, plane);
    expectClose(
      linear.predict([
        [0.5, 0.5],
        [7, -4],
      ]),
      [0.5, 27],
      1e-12,
    );
    expectClose(linear.derivative([[0.5, 0.5]]), [2, -3], 1e-12);
    const quadratic = new KernelRegressor({ bandwidth, degree: 2 }).fit(places, bowl);
    expectClose(quadratic.predict([[1.5, 0.5]]), [1.5], 1e-12);
    expectClose(quadratic.derivative([[1.5, 0.5]]), [2.5, -1.5], 1e-11);
  });

  it('the gradient of a local mean is that of the estimate', () => {
    for (const multivariate of ['product', 'spherical'] as const) {
      for (const kernel of ['gaussian', 'tricube', 'cauchy'] as const) {
        const options = { kernel, bandwidth: [2.5, 3], multivariate };
        const model = new KernelRegressor(options).fit(places, bowl);
        const slope = model.derivative([[1.2, 0.7]]);
        const value = (a: number, b: number): number => model.predict([[a, b]])[0]!;
        const step = 1e-5;
        const along = (value(1.2 + step, 0.7) - value(1.2 - step, 0.7)) / (2 * step);
        const across = (value(1.2, 0.7 + step) - value(1.2, 0.7 - step)) / (2 * step);
        expectClose(slope, [along, across], 1e-8);
      }
    }
  });

  it('a column without variation takes no part', () => {
    const flat = x.map((v) => [v, 4]);
    const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(flat, y);
    expectClose(model.predict([[2.5, 4]]), [fitted({ degree: 1 }).predict(2.5)], 1e-12);
  });
});

describe('derivative', () => {
  it('of a local mean is that of the estimate, for every kernel', () => {
    const kernels = [
      'gaussian',
      'epanechnikov',
      'biweight',
      'triweight',
      'tricube',
      'cosine',
      'logistic',
      'cauchy',
    ] as const;
    for (const kernel of kernels) {
      const model = fitted({ kernel, bandwidth: 1.7 });
      const slopes = model.derivative([0.35, 2.45, 4.8]);
      const numeric = [0.35, 2.45, 4.8].map(
        (q) => (model.predict(q + 1e-6) - model.predict(q - 1e-6)) / 2e-6,
      );
      expectClose(slopes, numeric, 1e-8);
    }
  });

  it('has the orders of the polynomial', () => {
    const cubes = x.map((v) => v ** 3);
    const model = new KernelRegressor({ bandwidth: 1, degree: 3 }).fit(x, cubes);
    const orders = [1, 2, 3].map((order) => model.derivative(2, { order }));
    expectClose(orders, [12, 12, 6], 1e-9);
    expectError(
      () => model.derivative(2, { order: 4 }),
      OptionError,
      /order must be an integer from 1 to 3 for degree 3/,
    );
    expectError(() => fitted().derivative(2, { order: 2 }), OptionError, /from 1 to 1/);
  });

  it('needs the derivative of a kernel of your own', () => {
    const model = fitted({ kernel: { value: (u: number) => Math.exp(-(u ** 4)) } });
    expect(model.predict(2)).toBeGreaterThan(1);
    expectError(() => model.derivative(2), UnsupportedError, /derivative must be given/);
  });
});

describe('residuals, leverage, score', () => {
  it('forgets its residuals when it is fitted again', () => {
    const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2], [0, 1, 5]);
    expect(model.residuals).toHaveLength(3);
    const again = model.fit([0, 1, 2, 3], [4, 4, 4, 4]).residuals;
    expectClose(again, [0, 0, 0, 0], 1e-15);
  });

  it('residuals are y − ŷ; those of leave-one-out are those of refits', () => {
    const model = fitted({ degree: 1, bandwidth: 1.5 });
    expectClose(
      model.residuals,
      y.map((v, i) => v - model.predict(x[i]!)),
      1e-13,
    );
    const refits = y.map((v, i) => {
      const rest = (data: number[]): number[] => data.filter((_, other) => other !== i);
      const refit = new KernelRegressor({ degree: 1, bandwidth: 1.5 }).fit(rest(x), rest(y));
      return v - refit.predict(x[i]!);
    });
    expectClose(model.looResiduals, refits, 1e-12);
    expectClose(
      [model.score(x, y)],
      [1 - model.residuals.reduce((s, r) => s + r * r, 0) / 17.5],
      1e-13,
    );
  });

  it('the leverage is ∂ŷ/∂y, and sums to the degrees of freedom', () => {
    const model = fitted({ degree: 2, bandwidth: 1.2 });
    const bumped = y.map((v, i) => (i === 2 ? v + 1 : v));
    const change =
      new KernelRegressor({ degree: 2, bandwidth: 1.2 }).fit(x, bumped).predict(2) -
      model.predict(2);
    expectClose([model.leverage[2]!], [change], 1e-12);
    expectClose(
      [model.effectiveDegreesOfFreedom],
      [model.leverage.reduce((s, l) => s + l, 0)],
      1e-14,
    );
  });

  it('the score of equal y is 1 when they are met, else 0', () => {
    const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [2, 2]);
    expect(model.score([0, 5], [2, 2])).toBe(1);
    expect(model.score([0, 5], [3, 3])).toBe(0);
  });
});

describe('curve, summary, JSON', () => {
  it('the curve is a row for each point', () => {
    const rows = fitted().curve({ points: 3 });
    expect(rows.map((row) => row.x)).toEqual([0, 2.5, 5]);
    expectClose(
      rows.map((row) => row.y),
      [0, 2.5, 5].map(mean),
      1e-13,
    );
    expect(fitted().curve()).toHaveLength(200);
    const both = new KernelRegressor({ bandwidth: 1 }).fit(
      x,
      y.map((v) => [v, -v]),
    );
    expect(both.curve({ points: 2, from: 1, to: 1 }).map(({ output }) => output)).toEqual([
      0, 0, 1, 1,
    ]);
    expectError(
      () => fitted().curve({ points: 1 }),
      OptionError,
      /points must be an integer from 2/,
    );
    const plane = new KernelRegressor({ bandwidth: 1 }).fit([[0, 0]], [1]);
    expectError(
      () => plane.curve(),
      UnsupportedError,
      'KernelRegressor.curve: x must have one column for a curve (slice holds the others), got 2',
    );
  });

  it('the summary warns of correlated residuals and of a curve that follows single values', () => {
    const random = createRandom(8);
    const at = Array.from({ length: 200 }, (_, i) => i);
    let noise = 0;
    const series = at.map((t) => {
      noise = 0.8 * noise + random.normal();
      return Math.sin(t / 30) + noise;
    });
    const wide = new KernelRegressor({ degree: 1, bandwidth: 30 });
    expect(wide.fit(at, series).summary()).toMatch(
      /warning +residuals of neighbours in x are corr/,
    );
    const round = new KernelRegressor({
      predictors: [{ kind: 'periodic', period: 400 }],
      bandwidth: 30,
    });
    expect(round.fit(at, series).summary()).toMatch(
      /warning +residuals of neighbours in x are corr/,
    );
    const white = at.map((t) => Math.sin(t / 30) + random.normal());
    expect(wide.fit(at, white).summary()).not.toMatch(/warning/);
    expect(round.fit(at, white).summary()).not.toMatch(/warning/);
    const tied = at.map((t) => t % 9);
    const narrow = new KernelRegressor({ bandwidth: 0.1 }).fit(tied, white);
    const straight = new KernelRegressor({ degree: 1, bandwidth: Infinity });
    const bent = at.map((t) => Math.sin(t / 30) + 0.1 * random.normal());
    expect(straight.fit(at, bent).summary()).toMatch(/neighbours .*: the curve is too smooth or/);
    expect(narrow.summary()).toMatch(
      /warning +9 distinct x in 200 rows, and the curve follows each/,
    );
  });

  it('of groups at one place each says what counts them', () => {
    const random = createRandom(1);
    const x: number[] = [];
    const y: number[] = [];
    for (let group = 0; group < 25; group++) {
      const [at, level] = [random.uniform(), random.normal(0, 0.5)];
      for (let k = 0; k < 6; k++) {
        x.push(at);
        y.push(Math.sin(6 * at) + level + random.normal(0, 0.2));
      }
    }
    const groups = x.map(String);
    const warning = /25 distinct x in 150 rows.*groups counts that/;
    expect(new KernelRegressor().fit(x, y).summary()).toMatch(warning);
    expect(new KernelRegressor().fit(x, y, { groups }).summary()).not.toMatch(/warning/);
  });

  it('rows that come twice are no second observations, and the summary says so', () => {
    const random = createRandom(5);
    const x = Array.from({ length: 100 }, () => random.uniform(0, 5));
    const y = x.map((t) => Math.sin(t) + random.normal(0, 0.3));
    const twice = new KernelRegressor().fit([...x, ...x.slice(0, 90)], [...y, ...y.slice(0, 90)]);
    expect(twice.effectiveDegreesOfFreedom).toBeGreaterThan(90);
    expect(twice.summary()).toMatch(/100 distinct x in 190 rows.*come twice, groups counts that/);
    expect(twice.summary()).not.toMatch(/too smooth/);
  });

  it('the summary is a table', () => {
    const lines = fitted({ degree: 1 }).summary().split('\n');
    expect(lines[0]).toBe('Kernel regression');
    expect(lines).toContain('bandwidth                     1');
    expect(lines).toContain('degree                        1 (local linear)');
    expect(lines.every((line) => !line.includes('NaN'))).toBe(true);
  });

  it('JSON brings the same digits back', () => {
    const options = {
      bandwidth: [0.1 + 0.2, Number.POSITIVE_INFINITY],
      degree: 1 as const,
      multivariate: 'spherical' as const,
    };
    const places = x.map((v) => [v, (v * v) % 3]);
    const model = new KernelRegressor(options).fit(
      places,
      y.map((v) => [v, 1 / v]),
      { sampleWeights: [1, 2, 3, 1, 0, 0.1] },
    );
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predict(places)).toEqual(model.predict(places));
    expect(again.leverage).toEqual(model.leverage);
    expect(JSON.stringify(again)).toBe(JSON.stringify(model));
  });

  it('refuses JSON that it does not know', () => {
    const json = fitted().toJSON();
    const wrong =
      (changes: object): (() => unknown) =>
      () =>
        KernelRegressor.fromJSON({ ...json, ...changes } as typeof json);
    expectError(
      wrong({ version: 2 }),
      OptionError,
      /version 1, got "nadaraya\/KernelRegressor", 2/,
    );
    expectError(wrong({ format: 'other' }), OptionError, /json must be of format/);
    expectError(wrong({ extra: 1 }), OptionError, /json must be among/);
    for (const name of ['kernel', 'degree'])
      expectError(
        wrong({ options: { ...json.options, [name]: undefined } }),
        OptionError,
        /json.options must have kernel and degree/,
      );
    expectError(wrong({ bandwidth: ['wide'] }), OptionError, /bandwidth must hold numbers/);
    expectError(wrong({ x: [[1, 2]] }), ShapeError, /must have the same number of rows/);
    expectError(
      () => KernelRegressor.fromJSON(null as never),
      OptionError,
      /json must be an object/,
    );
    const own = fitted({ kernel: { value: () => 1 } });
    expectError(() => own.toJSON(), UnsupportedError, /kernel must be a built-in one/);
  });
});

describe('wrong input', () => {
  const make = (options: object) => () => new KernelRegressor({ bandwidth: 1, ...options });

  it('options', () => {
    expectError(make({ bandwith: 1 }), OptionError, /options must be among kernel, bandwidth/);
    expectError(
      make({ bandwidth: 0 }),
      OptionError,
      'KernelRegressor: bandwidth must be above 0, with a finite inverse, got 0',
    );
    expectError(
      make({ bandwidth: [1, -2] }),
      OptionError,
      /bandwidth\[1\] must be above 0, with a finite inverse, got -2/,
    );
    expectError(make({ bandwidth: Number.NaN }), OptionError, /bandwidth must be above 0/);
    expectError(make({ degree: 4 }), OptionError, /degree must be one of auto, 0, 1, 2, 3/);
    expectError(make({ degree: 0.5 }), OptionError, /degree must be/);
    expectError(make({ kernel: 'gauss' }), OptionError, /kernel must be/);
    expectError(
      make({ multivariate: 'round' }),
      OptionError,
      /multivariate must be one of product, spherical/,
    );
    expectError(make({ tolerance: 0 }), OptionError, /tolerance must be/);
    expectError(make({ method: 'fast' }), OptionError, /method must be one of/);
    expectError(make({ missing: 'skip' }), OptionError, /missing must be one of throw, omit/);
  });

  it('observations', () => {
    const fitting =
      (...args: unknown[]) =>
      () =>
        (new KernelRegressor({ bandwidth: 1 }).fit as (...given: unknown[]) => unknown).apply(
          new KernelRegressor({ bandwidth: [1] }),
          args,
        );
    expectError(
      fitting([1, 2], [1]),
      ShapeError,
      'KernelRegressor.fit: x and y must have the same number of rows, got 2 and 1',
    );
    expectError(fitting([], []), ShapeError, /x must have at least one row/);
    expectError(fitting([[]], [1]), ShapeError, /at least one column/);
    expectError(
      fitting([1, Number.NaN], [1, 2]),
      NumericalError,
      "KernelRegressor.fit: x must be finite (missing: 'omit' leaves such rows out), got NaN at index 1",
    );
    expectError(fitting([1, 2], [1, Number.POSITIVE_INFINITY]), NumericalError, /y must be finite/);
    expectError(
      fitting([1, 2], [1, 2], { weights: [1, 1] }),
      OptionError,
      /options must be among sampleWeights/,
    );
    expectError(
      fitting([1, 2], [1, 2], { sampleWeights: [1] }),
      ShapeError,
      /x and sampleWeights must have the same number of rows/,
    );
    expectError(
      fitting([1, 2], [1, 2], { sampleWeights: [1, -1] }),
      OptionError,
      /sampleWeights must be at least 0, and one above it, got -1/,
    );
    expectError(fitting([1, 2], [1, 2], { sampleWeights: [0, 0] }), OptionError, /got all 0/);
    expectError(
      fitting([[1, 2]], [1]),
      ShapeError,
      'KernelRegressor.fit: bandwidth must be a number or have an entry for each of the 2 columns of x, got shape [1]',
    );
    expectError(fitting([-1e308, 1e308], [1, 2]), NumericalError, /x must span a finite range/);
    expectError(
      () => fitted({ degree: 3 }).fit([[1, 2]], [1]),
      UnsupportedError,
      /degree must be at most 2/,
    );
  });

  it('queries', () => {
    expectError(
      () => fitted().predict([[1, 2]]),
      ShapeError,
      'KernelRegressor.predict: xq must have shape [m] or [m, 1], or be a number, got [1, 2]',
    );
    const plane = new KernelRegressor({ bandwidth: 1 }).fit([[0, 0]], [1]);
    expectError(
      () => plane.predict([1, 2]),
      ShapeError,
      'KernelRegressor.predict: xq must have shape [m, 2], got [2]',
    );
    expectError(() => plane.predict(1), ShapeError, /got a number/);
    expectError(() => fitted().predict([Number.NaN]), NumericalError, /xq must be finite/);
    expectError(
      () => fitted().predict(Number.POSITIVE_INFINITY),
      NumericalError,
      /xq must be finite, got Infinity/,
    );
    expectError(
      () => fitted().score([[1, 2]], [1]),
      ShapeError,
      /x and y must have 1 and 1 columns, got 2 and 1/,
    );
  });

  it('nothing works before fit', () => {
    const model = new KernelRegressor({ bandwidth: 1 });
    const calls: (() => unknown)[] = [
      () => model.predict(1),
      () => model.derivative(1),
      () => model.support(1),
      () => model.score(x, y),
      () => model.curve(),
      () => model.bandwidth,
      () => model.residuals,
      () => model.looResiduals,
      () => model.leverage,
      () => model.effectiveDegreesOfFreedom,
      () => model.summary(),
      () => model.toJSON(),
    ];
    for (const call of calls)
      expectError(call, NotFittedError, /fit must be called first, got no fit/);
  });
});

describe('hard data', () => {
  it('one point, two points, constant x, constant y', () => {
    for (const degree of [0, 1, 2, 3] as const) {
      const one = new KernelRegressor({ bandwidth: 1, degree }).fit([3], [7]);
      expect(one.predict([3, -50])).toEqual(Float64Array.of(7, 7));
      expect(one.leverage).toEqual(Float64Array.of(1));
      const two = new KernelRegressor({ bandwidth: 1, degree }).fit([0, 1], [0, 1]);
      expectClose([two.predict(0.5)], [0.5], 1e-14);
      const same = new KernelRegressor({ bandwidth: 1, degree }).fit([2, 2, 2], [1, 2, 6]);
      expectClose([same.predict(2), same.predict(9)], [3, 3], 1e-14);
      const flat = new KernelRegressor({ bandwidth: 0.3, degree }).fit(x, [4, 4, 4, 4, 4, 4]);
      expect(flat.predict([0.1, 2.7, 99])).toEqual(Float64Array.of(4, 4, 4));
    }
  });

  it('leave-one-out of a single point is NaN, there being nothing else', () => {
    expect(new KernelRegressor({ bandwidth: 1 }).fit([3], [7]).looResiduals[0]).toBeNaN();
  });

  it('rows with NaN are left out when that is wanted, and such queries predicted as NaN', () => {
    const model = new KernelRegressor({ bandwidth: 1, missing: 'omit' });
    model.fit([0, 1, Number.NaN, 2, 3, 4, 5], [1, 3, 9, 2, 5, 4, 6]);
    expect(model.predict([2.5, Number.NaN])).toEqual(
      Float64Array.of(fitted().predict(2.5), Number.NaN),
    );
    expect(model.support([Number.NaN]).degree).toEqual([-1]);
    expect(model.residuals).toHaveLength(6);
    expect(model.summary()).toContain('6, 1 left out');
    expectError(
      () => model.fit([1, Number.POSITIVE_INFINITY], [1, 2]),
      NumericalError,
      /x must be finite or missing/,
    );
    expectError(
      () => model.fit([Number.NaN], [1]),
      ShapeError,
      /at least one row without NaN, got none of 1/,
    );
  });
});

describe('choosing the bandwidth', () => {
  const random = createRandom(3);
  const times = Array.from({ length: 60 }, () => 6 * random.uniform());
  const waves = times.map((t) => Math.sin(2 * t) + random.normal(0, 0.2));
  const error = (model: KernelRegressor): number =>
    model.looResiduals.reduce((sum, r) => sum + r * r, 0);

  it('weighs all degrees and bandwidths when nothing is said', () => {
    const model = new KernelRegressor().fit(times, waves);
    const { criterion, degree, path } = model.bandwidthChoice!;
    expect(criterion).toBe('auto');
    expect([2, 3]).toContain(degree);
    expect(new Set(path.map((trial) => trial.degree))).toEqual(new Set([0, 1, 2, 3]));
    const same = { degree, bandwidth: model.bandwidth, ridge: 1 };
    const fixed = new KernelRegressor(same).fit(times, waves);
    expect(fixed.predict([1, 2, 3])).toEqual(model.predict([1, 2, 3]));
  });

  it('prints the root of the mean square that the criterion holds as leave-one-out error', () => {
    const model = new KernelRegressor({ bandwidth: 'loo', degree: 1 }).fit(times, waves);
    const [, printed] = model.summary().match(/leave-one-out error +(.*)/) ?? [];
    expect(Number(printed) / Math.sqrt(model.bandwidthChoice?.value ?? 0)).toBeCloseTo(1, 4);
  });

  it('takes the least leave-one-out error when that is asked for', () => {
    const model = new KernelRegressor({ degree: 0, bandwidth: 'loo' }).fit(times, waves);
    expect(model.bandwidthChoice?.criterion).toBe('loo');
    expect(model.bandwidth).toEqual([...model.bandwidthChoice!.bandwidth]);
    const [h] = model.bandwidth as [number];
    for (let step = -40; step <= 40; step++) {
      const other = new KernelRegressor({ bandwidth: h * 1.1 ** step }).fit(times, waves);
      expect(error(model)).toBeLessThanOrEqual(error(other) * (1 + 1e-9));
    }
    expect(model.summary()).toMatch(/bandwidth .*\(by loo\)/);
  });

  it('needs as many observations as its reference says', () => {
    const least = (choice: string, degree: number): number =>
      choice === 'loo' ? 2 : choice === 'gcv' ? 2 + degree : choice === 'aicc' ? 4 + degree : 6;
    const few = (n: number) => [times.slice(0, n), waves.slice(0, n)] as const;
    for (const degree of [0, 1, 2, 3] as const) {
      for (const bandwidth of ['auto', 'silverman', 'scott'] as const)
        expect(
          new KernelRegressor({ bandwidth, degree }).fit(...few(1)).bandwidth[0],
        ).toBeGreaterThan(0);
      for (const choice of ['loo', 'gcv', 'aicc', 'plugin'] as const)
        for (const bandwidth of choice === 'plugin' ? [choice] : [choice, { span: choice }]) {
          const n = least(choice, degree);
          const model = new KernelRegressor({ bandwidth, degree });
          expectError(() => model.fit(...few(n - 1)), NumericalError, /observations/);
          expect(model.fit(...few(n)).bandwidth[0]).toBeGreaterThan(0);
        }
    }
  });

  it('takes any criterion or rule', () => {
    for (const bandwidth of ['gcv', 'aicc', 'plugin', 'silverman', 'scott'] as const) {
      const model = new KernelRegressor({ bandwidth, degree: 1 }).fit(times, waves);
      expect(model.bandwidth[0]).toBeGreaterThan(0.05);
      expect(model.bandwidth[0]).toBeLessThan(2);
    }
    const plane = times.map((t, i) => [t, i % 7]);
    const model = new KernelRegressor({ bandwidth: 'loo', degree: 1 }).fit(plane, waves);
    for (const first of [0.2, 0.3, 0.5, 0.8]) {
      for (const second of [0.5, 1, 2, 4, 8, Number.POSITIVE_INFINITY]) {
        const other = new KernelRegressor({ bandwidth: [first, second], degree: 1 });
        expect(error(model)).toBeLessThanOrEqual(error(other.fit(plane, waves)) * (1 + 1e-9));
      }
    }
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predict(plane)).toEqual(model.predict(plane));
    expect(again.bandwidthChoice).toBeUndefined();
  });

  it('reports progress, and ends when told to', async () => {
    let trials = 0;
    const abort = new AbortController();
    const onProgress = (): void => {
      trials++;
      if (trials === 3) abort.abort(new Error('enough'));
    };
    const options = { onProgress, signal: abort.signal };
    expect(() => new KernelRegressor().fit(times, waves, options)).toThrow('enough');
    expect(trials).toBe(3);
    await expect(new KernelRegressor().fitAsync(times, waves, options)).rejects.toThrow('enough');
    const model = await new KernelRegressor().fitAsync(times, waves);
    expect(model.bandwidth).toEqual(new KernelRegressor().fit(times, waves).bandwidth);
  });

  it('leaves out whole groups, of the rows that are kept', () => {
    const doubled = [...times, ...times, Number.NaN];
    const values = [...waves, ...waves, 0];
    const groups = [...times.keys(), ...times.keys(), 0];
    const model = new KernelRegressor({ missing: 'omit', ridge: 0 }).fit(doubled, values, {
      groups,
    });
    const single = new KernelRegressor({ bandwidth: 'loo' }).fit(times, waves);
    expect(model.bandwidthChoice!.degree).toBe(single.bandwidthChoice!.degree);
    // Progress is in the units of y², as the criterion of groups is.
    const seen: number[] = [];
    const large = waves.map((value) => 1024 * value);
    const onProgress = ({ value }: { value: number }) => seen.push(value);
    const told = new KernelRegressor({ degree: 0 }).fit(times, large, {
      groups: [...times.keys()],
      onProgress,
    });
    expect(told.bandwidthChoice!.criterion).toBe('loo');
    expect(Math.min(...seen)).toBeCloseTo(told.bandwidthChoice!.value!, 6);
    expectClose(model.bandwidth, single.bandwidth, 1e-6);
    const blind = new KernelRegressor({ bandwidth: 'gcv' });
    expectError(
      () => blind.fit(x, y, { groups: [0, 0, 1, 1, 2, 2] }),
      OptionError,
      /groups must go with bandwidth 'auto', 'loo' or one that is given/,
    );
    expectError(
      () => new KernelRegressor().fit(x, y, { groups: Array(6).fill('__proto__') }),
      OptionError,
      /groups must hold at least 2 different groups, got 1/,
    );
    expectError(
      () => new KernelRegressor().fit(x, y, { groups: [0] }),
      ShapeError,
      /x and groups must have the same number of rows, got 6 and 1/,
    );
    expectError(
      () => new KernelRegressor().fit(x, y, { groups: 5 } as never),
      OptionError,
      /groups must be an array/,
    );
    expectError(
      () => new KernelRegressor().fit(x, y, { onProgress: 1 } as never),
      OptionError,
      /onProgress must be a function/,
    );
    expectError(
      () => new KernelRegressor().fit(x, y, { signal: {} } as never),
      OptionError,
      /signal must be an AbortSignal/,
    );
  });

  it('needs two observations', () => {
    expectError(
      () => new KernelRegressor({ bandwidth: 'loo' }).fit([1], [1]),
      NumericalError,
      /at least 2 observations to choose by, got 1/,
    );
    expectError(
      () => new KernelRegressor({ bandwidth: 'best' } as never),
      OptionError,
      /bandwidth must be one of auto, loo, gcv, aicc, plugin, silverman, scott/,
    );
  });
});

describe('a binned sample in place of the data', () => {
  const random = createRandom(4);
  const places = Array.from({ length: 5000 }, () => random.uniform());
  const values = places.map((t) => Math.sin(9 * t) + random.normal(0, 0.3));
  const sample = BinnedSample.from({ x: places, y: values }, { bandwidth: 0.005 });

  it('chooses bandwidth and degree, reports progress and ends when it is told', async () => {
    let trials = 0;
    const model = new KernelRegressor().fit(sample, { onProgress: () => trials++ });
    const whole = new KernelRegressor().fit(places, values);
    expect(trials).toBeGreaterThan(10);
    expect(model.bandwidthChoice?.degree).toBe(whole.bandwidthChoice?.degree);
    expectClose(model.bandwidth, whole.bandwidth, 0.01, 0);
    const later = await new KernelRegressor().fitAsync(sample);
    expect(later.bandwidth).toEqual(model.bandwidth);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(new KernelRegressor().fitAsync(sample, { signal })).rejects.toThrow('enough');
    expectError(
      () => new KernelRegressor().fit(sample, { sampleWeights: [1] } as never),
      OptionError,
      /options must be among onProgress, signal/,
    );
  });

  it('has the table, score, curve and test of the data', () => {
    const options = { bandwidth: 0.1, degree: 1 } as const;
    const small = new KernelRegressor(options).fit(sample);
    const whole = new KernelRegressor(options).fit(places, values);
    // Whether neighbours are correlated single observations tell.
    expect(whole.summary().startsWith(`${small.summary()}\nwarning `)).toBe(true);
    expectClose([small.score(places, values)], [whole.score(places, values)], 1e-12);
    expect(small.curve({ points: 5, band: true })).toHaveLength(5);
    for (const simpler of ['flat', 'linear'] as const) {
      const tests = [small, whole].map((model) => model.testAgainst(simpler, { draws: 19 }));
      expectClose([tests[0]!.statistic], [tests[1]!.statistic], 1e-10);
      expect(tests[0]!.pValue).toBe(0.05);
    }
  });

  it('tests noise as the data do: p-values are even', () => {
    const levels = Array.from({ length: 200 }, (_, seed) => {
      const draw = createRandom(seed);
      const x = Array.from({ length: 60 }, () => Math.round(draw.uniform(0, 10)));
      const y = x.map((t) => draw.normal(0, 1 + t / 10));
      const noise = BinnedSample.from({ x, y }, { bandwidth: 1 });
      const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(noise);
      return model.testAgainst('flat', { draws: 99, seed }).pValue;
    });
    // of 200 even ones 100 ± 4·7.1 and 20 ± 4·4.2
    const below = (level: number) => levels.filter((p) => p <= level).length;
    expect(Math.abs(below(0.5) - 100)).toBeLessThan(29);
    expect(Math.abs(below(0.1) - 20)).toBeLessThan(17);
  });

  it('refuses what needs single observations, by name', () => {
    const model = new KernelRegressor({ bandwidth: 0.1 }).fit(sample);
    const calls: (() => unknown)[] = [
      () => model.residuals,
      () => model.looResiduals,
      () => model.leverage,
      () => model.observations,
      () => model.toJSON(),
      () => model.quantile(0.5, 0.5),
    ];
    for (const call of calls)
      expectError(
        call,
        UnsupportedError,
        /must be fitted to observations for this, got a binned sample/,
      );
    for (const [call, got] of [
      [() => model.confidenceBand([0.5], { method: 'bootstrap' }), "method 'bootstrap'"],
      [() => model.confidenceBand([0.5], { scale: 'logit' }), "scale 'logit'"],
      [() => model.predictionInterval([0.5], { method: 'conformal' }), "method 'conformal'"],
    ] as const)
      expectError(
        call,
        UnsupportedError,
        new RegExp(`asked for what needs no single observations, got ${got}`),
      );
  });

  it('refuses what it does not serve', () => {
    expectError(
      () => new KernelRegressor({ bandwidth: 0.001 }).fit(sample),
      OptionError,
      /bandwidth must be at least 0.005, that of the sample, got 0.001/,
    );
    expectError(
      () => new KernelRegressor({ bandwidth: [1, 2] }).fit(sample),
      ShapeError,
      /an entry for each of the 1 columns/,
    );
    for (const [options, got] of [
      [{ kernel: 'cauchy' }, "kernel 'cauchy'"],
      [{ bandwidth: 'plugin' }, 'bandwidth "plugin"'],
      [{ bandwidth: 'silverman' }, 'bandwidth "silverman"'],
      [{ bandwidth: { neighbours: 3 } }, 'windows by neighbours'],
      [{ bandwidth: 1, robust: true }, 'a robust fit'],
      [{ predictors: ['ordered'] }, 'kinds of columns'],
    ] as const)
      expectError(
        () => new KernelRegressor(options as object).fit(sample),
        UnsupportedError,
        new RegExp(`a binned sample must go with kernel 'gaussian', .*, got ${got}$`),
      );
    const coarse = BinnedSample.from({ x: places, y: values }, { bandwidth: 0.2 });
    expectError(
      () => new KernelRegressor({ bandwidth: 'scott' }).fit(coarse),
      OptionError,
      /bandwidth 'scott' must be at least 0.2, that of the sample, got 0.05/,
    );
    const few = new KernelRegressor().fit(coarse);
    expect([few.bandwidth[0]! >= 0.2, few.bandwidthChoice?.edge]).toEqual([true, 'low']);
    expect(few.testAgainst('flat', { draws: 9 }).pValue).toBe(0.1); // at 0.2, not at Scott's
    const sampleWeights = places.map((_, i) => 1 + (i % 3));
    const weighted = BinnedSample.from(
      { x: places, y: values, sampleWeights },
      { bandwidth: 0.02 },
    );
    expectError(
      () => new KernelRegressor({ bandwidth: 'loo' }).fit(weighted),
      UnsupportedError,
      /binned sample with weights, which does not have leave-one-out errors, got 'loo'/,
    );
    const model = new KernelRegressor({ bandwidth: 0.1 }).fit(weighted);
    expectError(
      () => model.confidenceBand([0.5], { variance: 'hc3' }),
      UnsupportedError,
      /got variance 'hc3' with weights/,
    );
  });
});
