// Windows by neighbours and robust fits: laws, hard cases, bad input.

import { describe, expect, it } from 'vitest';
import {
  createRandom,
  type KernelName,
  KernelRegressor,
  type KernelRegressorOptions,
  kernelNames,
  OptionError,
  UnsupportedError,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(12);
const n = 60;
const x = Array.from({ length: n }, () => random.uniform(0, 6) ** 2 / 6);
const y = x.map((t) => Math.sin(2 * t) + random.normal(0, 0.2));
const plane = x.map((t, i) => [t, 40 * Math.cos(i) + t]);
const queries = [0.1, 1, 2.3, 4, 5.9];
const planeQueries = [
  [1, 3],
  [4, -20],
  [0.2, 35],
];
const bent = y.map((value, i) => value + (i % 11 === 2 ? 7 : 0));

/** Windows of every kind. */
const WINDOWS = [
  { neighbours: 12 },
  { span: 0.4 },
  { span: 1.3 },
  { neighbours: 12, adaptive: true },
  { neighbours: 9, distinct: true },
] as const;

function fitted(
  options: KernelRegressorOptions,
  xs: readonly number[] | readonly number[][] = x,
  ys: readonly number[] | readonly number[][] = y,
  rest: object = {},
): KernelRegressor {
  return new KernelRegressor({ kernel: 'tricube', degree: 1, ...options }).fit(
    xs as number[],
    ys as number[],
    rest,
  );
}

describe('windows and polynomials', () => {
  it('of an even grid are of a constant width inside', () => {
    const grid = Array.from({ length: 40 }, (_, i) => i / 4);
    const values = grid.map((t) => Math.exp(-t) * Math.cos(3 * t));
    const inside = grid.slice(8, 32);
    for (const degree of [0, 1, 2, 3] as const) {
      // Nine with the own place: four to each side, the last at 1.
      const windows = fitted({ bandwidth: { neighbours: 9 }, degree }, grid, values);
      expectClose(
        windows.bandwidthAt(inside),
        inside.map(() => 1),
        1e-15,
      );
      const fixed = fitted({ bandwidth: 1, degree }, grid, values);
      expectClose(windows.predict(inside), fixed.predict(inside), 1e-13);
      if (degree > 0) expectClose(windows.derivative(inside), fixed.derivative(inside), 1e-12);
      const [own, other] = [windows.leverage, fixed.leverage].map((each) => each.slice(8, 32));
      expectClose(own!, other!, 1e-13);
    }
  });

  it.each(kernelNames)(
    'of the kernel %s keep equal y, and polynomials of their degree',
    (kernel) => {
      for (const bandwidth of WINDOWS)
        for (const robust of [false, true]) {
          const flat = fitted(
            { kernel, bandwidth, robust },
            x,
            x.map(() => 0.1),
          );
          expect(
            new Set(
              fitted(
                { kernel, bandwidth, robust, degree: 0 },
                x,
                x.map(() => 0.1),
              ).predict(queries),
            ),
          ).toEqual(new Set([0.1]));
          expect(new Set(flat.predict(queries))).toEqual(new Set([0.1]));
          for (const degree of [0, 1, 2, 3] as const) {
            const curve = (t: number) => [1, 2 - t, 0.5 * t * t - t, t ** 3 / 8 - t][degree]!;
            const model = fitted({ kernel, bandwidth, degree, robust }, x, x.map(curve));
            expectClose(model.predict(queries), queries.map(curve), 1e-9);
            if (degree > 0)
              expectClose(
                [model.derivative(2.3)],
                [[0, -1, 2.3 - 1, (3 * 2.3 ** 2) / 8 - 1][degree]!],
                1e-7,
              );
          }
          for (const degree of [1, 2] as const) {
            const surface = ([a, b]: readonly number[]) =>
              1 + a! - b! / 9 + (degree - 1) * a! * (b! / 20);
            for (const multivariate of ['product', 'spherical'] as const) {
              const model = fitted(
                {
                  kernel,
                  bandwidth: { ...bandwidth, ...('neighbours' in bandwidth && { neighbours: 20 }) },
                  degree,
                  robust,
                  multivariate,
                },
                plane,
                plane.map(surface),
              );
              expectClose(
                model.predict(planeQueries.slice(0, 1)),
                [surface(planeQueries[0]!)],
                1e-8,
              );
            }
          }
        }
    },
  );
});

describe('units and origins', () => {
  const cases = WINDOWS.flatMap((bandwidth) =>
    [false, true].map((robust) => ({ bandwidth, robust, kernel: 'tricube' as KernelName })),
  );

  it.each(cases)('powers of two change no digit: $bandwidth robust $robust', (options) => {
    const model = fitted(options, x, bent);
    const other = fitted(
      options,
      x.map((t) => t * 2 ** 9),
      bent.map((v) => v * 2 ** -7),
    );
    const scaled = queries.map((t) => t * 2 ** 9);
    expect([...other.predict(scaled)]).toEqual(
      Array.from(model.predict(queries), (v) => v * 2 ** -7),
    );
    expect([...other.derivative(scaled)]).toEqual(
      Array.from(model.derivative(queries), (v) => v * 2 ** -16),
    );
    expect(other.bandwidth).toEqual(model.bandwidth.map((h) => h * 2 ** 9));
    expect(other.robustnessWeights).toEqual(model.robustnessWeights);
    const both = [model, other].map(
      (each, i) => each.confidenceBand([queries, scaled][i]!).standardError,
    );
    expect([...both[1]!]).toEqual(Array.from(both[0]!, (v) => v * 2 ** -7));
  });

  it.each(cases)('others move with them: $bandwidth robust $robust', (options) => {
    const model = fitted(options, x, bent);
    const [move, scale] = [(t: number) => 3 * t - 7, (v: number) => 11 - 0.7 * v];
    const other = fitted(options, x.map(move), bent.map(scale));
    expectClose(other.predict(queries.map(move)), Array.from(model.predict(queries), scale), 1e-10);
    expectClose(other.leverage, model.leverage, 1e-10);
    const flat = plane.map(([a, b]) => [move(a!), -5 * b! + 2]);
    const [left, right] = [fitted(options, plane, bent), fitted(options, flat, bent)];
    expectClose(
      right.predict(planeQueries.map(([a, b]) => [move(a!), -5 * b! + 2])),
      left.predict(planeQueries),
      1e-10,
    );
  });
});

describe('leaving out and weighing', () => {
  const kinds = [
    [0, 'tricube'],
    [1, 'tricube'],
    [2, 'epanechnikov'],
    [1, 'gaussian'],
  ] as const;

  it.each(kinds)('without i: a refit with one neighbour fewer, degree %s, %s', (degree, kernel) => {
    const model = fitted({ kernel, degree, bandwidth: { neighbours: 15 } });
    const refits = x.map((t, i) => {
      const rest = (values: readonly number[]) => values.filter((_, j) => j !== i);
      const other = fitted({ kernel, degree, bandwidth: { neighbours: 14 } }, rest(x), rest(y));
      return y[i]! - other.predict(t);
    });
    expectClose(model.looResiduals, refits, 1e-9);
    const left = model.residuals.map((e, i) => e / (1 - model.leverage[i]!));
    expectClose(model.looResiduals, left, 1e-9);
  });

  it.each(WINDOWS)('leverages are what fits owe to their own y: %o', (bandwidth) => {
    const model = fitted({ bandwidth });
    for (const i of [0, 7, 31]) {
      const moved = y.map((value, j) => value + (j === i ? 1 : 0));
      const change = fitted({ bandwidth }, x, moved).predict(x[i]!) - model.predict(x[i]!);
      expectClose([model.leverage[i]!], [change], 1e-10);
    }
  });

  it.each([false, true])(
    'weights of 2 are doubled rows in windows of a share, robust %s',
    (robust) => {
      const twice = <T>(values: readonly T[]) => [...values, ...values];
      for (const degree of [0, 1, 2] as const) {
        const options = { bandwidth: { span: 0.5 }, degree, robust };
        const weighted = fitted(options, x, bent, { sampleWeights: x.map(() => 2) });
        const doubled = fitted(options, twice(x), twice(bent));
        expectClose(doubled.predict(queries), weighted.predict(queries), 1e-10);
        expectClose(
          [doubled.effectiveDegreesOfFreedom],
          [weighted.effectiveDegreesOfFreedom],
          1e-9,
        );
      }
    },
  );

  it.each(['gaussian', 'tricube', 'cauchy'] as const)(
    'of local means have the slopes of their curve: %s',
    (kernel) => {
      const step = 1e-6;
      const slopeOf = (model: KernelRegressor, row: number[], j: number) => {
        const [above, below] = [step, -step].map((by) =>
          model.predict([row.map((at, l) => (l === j ? at + by : at))]),
        );
        return (above![0]! - below![0]!) / (2 * step);
      };
      for (const bandwidth of WINDOWS) {
        const line = fitted({ kernel, bandwidth, degree: 0 });
        const slopes = queries.map((at) => slopeOf(line, [at], 0));
        expectClose(line.derivative(queries), slopes, 1e-8);
        for (const multivariate of ['product', 'spherical'] as const) {
          const options = { kernel, bandwidth, multivariate, degree: 0 } as const;
          const surface = fitted(options, plane);
          const gradients = planeQueries.flatMap((row) =>
            row.map((_, j) => slopeOf(surface, row, j)),
          );
          expectClose(surface.derivative(planeQueries), gradients, 1e-8);
        }
      }
    },
  );

  it('rows of weight 0 are not counted', () => {
    const options = { bandwidth: { neighbours: 8 }, robust: true };
    const idle = fitted(options, [...x, 1, 2], [...bent, 99, 99], {
      sampleWeights: [...x.map(() => 1), 0, 0],
    });
    const without = fitted(options, x, bent, { sampleWeights: x.map(() => 1) });
    expect([...idle.predict(queries)]).toEqual([...without.predict(queries)]);
    expect([...idle.robustnessWeights!.slice(n)]).toEqual([0, 0]);
  });
});

describe('few and far', () => {
  it('one, two and three observations', () => {
    for (const kernel of ['tricube', 'gaussian'] as const)
      for (const degree of [0, 1, 2, 3] as const)
        for (const robust of [false, true])
          for (const bandwidth of [{ span: 0.1 }, { span: 1 }, { neighbours: 1 }]) {
            const options = { kernel, degree, robust, bandwidth };
            expect(fitted(options, [3], [5]).predict(3)).toBe(5);
            expect(fitted(options, [3], [5]).predict(4)).toBe(5);
            for (const count of [2, 3]) {
              const model = fitted(options, [0, 1, 4].slice(0, count), [5, 7, 6].slice(0, count));
              const found = model.predict([-2, 0, 0.5, 1, 3, 9]);
              expect(found.every(Number.isFinite), `${kernel} ${degree} ${count}`).toBe(true);
              const table = model.summary();
              expect(table).not.toMatch(/NaN|Infinity/);
            }
          }
  });

  it('fewer points than terms carry a lower degree', () => {
    const model = fitted({ bandwidth: { neighbours: 2 }, degree: 3 });
    expect(model.predict(queries).every(Number.isFinite)).toBe(true);
    expect(Math.max(...model.support(queries).degree)).toBeLessThan(3);
  });

  it('all at one place, and ties of more than k', () => {
    const tied = fitted({ bandwidth: { neighbours: 2 }, degree: 2 }, [2, 2, 2, 2], [1, 2, 3, 6]);
    expectClose(tied.predict([2, 7, -3]), [3, 3, 3], 1e-14);
    const most = fitted({ bandwidth: { neighbours: 3 } }, [0, 0, 0, 0, 5], [1, 1, 2, 4, 50]);
    expectClose([most.predict(0)], [2], 1e-14);
  });

  it('far away, and between two clusters', () => {
    const clusters = [0, 1, 2, 3, 1000, 1001, 1002, 1003];
    const values = clusters.map((t) => (t < 500 ? 1 : 9));
    const model = fitted({ bandwidth: { neighbours: 4 }, degree: 0 }, clusters, values);
    expectClose(model.predict([-1e6, 100, 400, 900, 1e6]), [1, 1, 1, 9, 9], 1e-12);
    expectClose(model.bandwidthAt([100, 1e6]), [100, 1e6 - 1000], 1e-12);
    expect(model.support([1, 500, 1e6]).extrapolation[2]).toBe(true);
    const all = fitted({ bandwidth: { neighbours: 8 }, degree: 1 }, clusters, values);
    expect(all.predict([500, 1e5]).every(Number.isFinite)).toBe(true);
  });
});

describe('a model of windows', () => {
  it('takes dates, and rows with something missing', () => {
    const days = x.map((t) => new Date(2026, 0, 1, 0, 0, 0, t * 864e5));
    const model = new KernelRegressor({
      kernel: 'tricube',
      bandwidth: { neighbours: 9 },
      degree: 1,
    });
    model.fit(days, y);
    const plain = fitted({ bandwidth: { neighbours: 9 } }, days.map(Number), y);
    expect(model.predict(days[4]!)).toBe(plain.predict(+days[4]!));
    expect(model.toString()).toMatch(/9 neighbours \(given\), typically \S+ (days|hours)\n/);

    const gaps = y.map((value, i) => (i % 5 === 0 ? Number.NaN : value));
    const some = fitted({ bandwidth: { neighbours: 9 }, missing: 'omit', robust: true }, x, gaps);
    const whole = x.map((_, i) => i).filter((i) => i % 5 !== 0);
    const rest = fitted(
      { bandwidth: { neighbours: 9 }, robust: true },
      whole.map((i) => x[i]!),
      whole.map((i) => y[i]!),
    );
    expect([...some.predict(queries)]).toEqual([...rest.predict(queries)]);
    expect(some.robustnessWeights).toEqual(rest.robustnessWeights);
    expect(some.bandwidthAt([1, Number.NaN])[1]).toBeNaN();
  });

  const options: KernelRegressorOptions[] = [
    ...WINDOWS.map((bandwidth) => ({ bandwidth, robust: true })),
    { bandwidth: { span: 'aicc' }, degree: 'auto' },
    { bandwidth: { span: 'loo' }, robust: { iterations: 2 } },
    { bandwidth: { neighbours: 9, normalize: false }, multivariate: 'spherical' },
  ];

  it.each(options)('comes out of JSON as it went in: %o', (each) => {
    for (const [xs, at] of [
      [x, queries],
      [plane, planeQueries],
    ] as const) {
      if (xs === plane && typeof (each.bandwidth as { span?: unknown }).span === 'string') continue;
      const model = fitted(each, xs, bent);
      const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
      expect([...again.predict(at as number[])]).toEqual([...model.predict(at as number[])]);
      const bands = [model, again].map((m) => m.confidenceBand(at as number[]));
      expect(bands[1]).toEqual(bands[0]);
      expect(again.robustnessWeights).toEqual(model.robustnessWeights);
      expect(again.bandwidth).toEqual(model.bandwidth);
      expect(again.toJSON()).toEqual(model.toJSON());
      expect(again.toString()).toBe(model.toString());
    }
  });

  it.each(options)('is the same fitted asynchronously, and by direct sums: %o', async (each) => {
    const model = fitted(each, x, bent);
    const waited = await new KernelRegressor({ kernel: 'tricube', degree: 1, ...each }).fitAsync(
      x,
      bent,
    );
    expect([...waited.predict(queries)]).toEqual([...model.predict(queries)]);
    const direct = fitted({ ...each, method: 'direct' }, x, bent);
    expectClose(direct.predict(queries), model.predict(queries), 1e-9);
    expectClose(direct.leverage, model.leverage, 1e-9);
  });

  it.each(options)('has finite bands, intervals and tables: %o', (each) => {
    const model = fitted(each, x, bent);
    for (const method of ['bayesian', 'robust', 'standard', 'bootstrap'] as const) {
      const { lower, fit, upper } = model.confidenceBand(queries, { method });
      fit.forEach((middle, q) => {
        expect(lower[q]! < middle && middle < upper[q]!, method).toBe(true);
      });
    }
    for (const method of ['normal', 'conformal'] as const) {
      const { lower, fit, upper } = model.predictionInterval(queries, { method });
      fit.forEach((middle, q) => {
        expect(lower[q]! < middle && middle < upper[q]!, method).toBe(true);
      });
    }
    expect(model.curve({ points: 5, band: true })).toHaveLength(5);
    expect(model.summary()).toMatch(each.robust ? /robust +\d+ of 60 without weight/ : /kernel/);
    const flat = model.testAgainst('flat', { draws: 99 }).pValue;
    expect(flat > 0 && flat <= 1).toBe(true);
    const both = fitted({ ...each, degree: 1, bandwidth: { span: 0.5 } }, plane, bent);
    const { pValue } = both.testAgainst({ without: 1 }, { draws: 99 });
    expect(pValue > 0 && pValue <= 1).toBe(true);
  });

  it('tells bandwidths of queries, but not of adaptive windows', () => {
    const model = fitted({ bandwidth: { neighbours: 9 } }, plane, y);
    const [a, b] = model.bandwidthAt([planeQueries[0]!]);
    expectClose([a! / b!], [model.bandwidth[0]! / model.bandwidth[1]!], 1e-12);
    expectError(
      () => fitted({ bandwidth: { neighbours: 9, adaptive: true } }).bandwidthAt(queries),
      UnsupportedError,
      'KernelRegressor.bandwidthAt: bandwidths must belong to queries, got adaptive windows',
    );
    expectClose(
      fitted({ bandwidth: 2 }).bandwidthAt(queries),
      queries.map(() => 2),
      1e-15,
    );
  });

  it('prints how it was asked for', () => {
    const lines = (each: KernelRegressorOptions) => String(fitted(each)).split('\n')[1];
    expect(lines({ bandwidth: { neighbours: 9 } })).toMatch(
      /^bandwidth: 9 neighbours \(given\), typically \d/,
    );
    expect(lines({ bandwidth: { span: 0.5 } })).toMatch(
      /^bandwidth: span 0.5 \(given\), 30 observations, typically \d/,
    );
    expect(lines({ bandwidth: { neighbours: 9, distinct: true } })).toMatch(
      /^bandwidth: 9 distances/,
    );
    expect(lines({ bandwidth: { span: 'gcv' } })).toMatch(
      /^bandwidth: span [\d.]+ \(by gcv\), \d+ observations/,
    );
    expect(String(new KernelRegressor({ bandwidth: { span: 'loo' } }))).toMatch(
      /bandwidth: span loo$/,
    );
  });
});

describe('robust fits', () => {
  it.each([{ bandwidth: 1 }, { bandwidth: 'loo' }, { bandwidth: { span: 0.5 } }] as const)(
    'take outliers for nothing, weights stay in [0, 1]: %o',
    (options) => {
      const weights = fitted({ ...options, robust: { iterations: 6 } }, x, bent).robustnessWeights!;
      expect(weights.every((each) => each >= 0 && each <= 1)).toBe(true);
      x.forEach((_, i) => {
        if (i % 11 === 2) expect(weights[i]).toBe(0);
      });
      expect(weights.filter((each) => each > 0.5).length).toBeGreaterThan(40);
    },
  );

  it('give finite results with several outputs, weights, groups, series and empty windows', () => {
    const near = queries.slice(0, 4);
    const outputs = bent.map((value, i) => [value, Math.cos(i)]);
    const extra = [
      {},
      { sampleWeights: x.map((_, i) => 0.2 + (i % 5)) },
      { groups: x.map((_, i) => `g${i % 8}`) },
      { dependence: 'series' },
    ];
    for (const rest of extra)
      for (const bandwidth of [0.8, { span: 0.4 }, { neighbours: 9, adaptive: true }])
        for (const emptyWindow of ['nan', 'nearest', 'throw'] as const) {
          const model = fitted({ bandwidth, robust: true, emptyWindow }, x, outputs, rest);
          expect(model.predict(near).every(Number.isFinite)).toBe(true);
          const { lower, upper } = model.confidenceBand(near);
          expect(lower.every(Number.isFinite) && upper.every(Number.isFinite)).toBe(true);
          expect(model.residuals.every(Number.isFinite)).toBe(true);
          expect(model.summary()).not.toMatch(/NaN|Infinity/);
        }
  });

  it('without rounds are plain fits', () => {
    const none = fitted({ bandwidth: 1, robust: { iterations: 0 } }, x, bent);
    expect([...none.predict(queries)]).toEqual([
      ...fitted({ bandwidth: 1 }, x, bent).predict(queries),
    ]);
    expect(none.robustnessWeights).toBeUndefined();
  });
});

describe('searched spans', () => {
  it.each([
    ['aicc', 'tricube', 1],
    ['aicc', 'gaussian', 'auto'],
    ['loo', 'tricube', 'auto'],
    ['gcv', 'gaussian', 1],
  ] as const)(
    '%s of the %s kernel, degree %s: no number of neighbours is better',
    (span, kernel, degree) => {
      const choice = fitted({ kernel, degree, bandwidth: { span } }).bandwidthChoice!;
      const degrees = degree === 'auto' ? ([0, 1, 2, 3] as const) : [degree];
      const values = degrees.flatMap((each) =>
        x.map((_, i) =>
          criterionOf(fitted({ kernel, degree: each, bandwidth: { neighbours: i + 1 } }), span),
        ),
      );
      // A search begins with two more than the lowest degree.
      const fewest = degrees[0]! + 2;
      const allowed = values.filter((_, at) => (at % n) + 1 >= fewest);
      const best = Math.min(...allowed.filter(Number.isFinite));
      expect(choice.value! - best).toBeLessThanOrEqual(1e-9 * Math.abs(best));
      const found = fitted({ kernel, degree: choice.degree, bandwidth: { span: choice.span! } });
      expectClose([criterionOf(found, span)], [choice.value!], 1e-8);
    },
  );

  it('tell their progress, and end when they are told to', async () => {
    const seen: number[] = [];
    fitted({ bandwidth: { span: 'aicc' } }, x, y, {
      onProgress: ({ trials }: { trials: number }) => seen.push(trials),
    });
    expect(seen.length).toBeGreaterThan(5);
    const controller = new AbortController();
    const reason = new Error('enough');
    const model = new KernelRegressor({ bandwidth: { span: 'aicc' } });
    const waiting = model.fitAsync(x, y, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(waiting).rejects.toBe(reason);
  });
});

/** A criterion from what a model tells of itself. */
function criterionOf(model: KernelRegressor, name: 'loo' | 'gcv' | 'aicc'): number {
  const mean = (values: Float64Array) => values.reduce((sum, e) => sum + e * e, 0) / n;
  const trace = model.effectiveDegreesOfFreedom;
  if (name === 'loo') return mean(model.looResiduals);
  if (name === 'gcv') return mean(model.residuals) / (1 - trace / n) ** 2;
  if (!(trace < n - 2)) return Infinity;
  return Math.log(mean(model.residuals)) + 1 + (2 * (trace + 1)) / (n - trace - 2);
}

describe('bad input', () => {
  const wrong = (bandwidth: unknown, rest: object = {}) =>
    fitted({ ...rest, bandwidth } as KernelRegressorOptions);
  it.each<[unknown, string]>([
    [{ span: 0 }, 'KernelRegressor: bandwidth.span must be a finite number above 0, got 0'],
    [{ span: -1 }, 'KernelRegressor: bandwidth.span must be a finite number above 0, got -1'],
    [
      { span: Number.NaN },
      'KernelRegressor: bandwidth.span must be a finite number above 0, got NaN',
    ],
    [
      { span: Infinity },
      'KernelRegressor: bandwidth.span must be a finite number above 0, got Infinity',
    ],
    [{ span: '0.3' }, 'KernelRegressor: bandwidth.span must be one of loo, gcv, aicc, got "0.3"'],
    [
      { span: '__proto__' },
      'KernelRegressor: bandwidth.span must be one of loo, gcv, aicc, got "__proto__"',
    ],
    [
      { span: 'scott' },
      'KernelRegressor: bandwidth.span must be one of loo, gcv, aicc, got "scott"',
    ],
    [{ span: null }, 'KernelRegressor: bandwidth.span must be a finite number above 0, got null'],
    [
      { neighbours: 0 },
      'KernelRegressor: bandwidth.neighbours must be an integer of at least 1, got 0',
    ],
    [
      { neighbours: 1.5 },
      'KernelRegressor: bandwidth.neighbours must be an integer of at least 1, got 1.5',
    ],
    [
      { neighbours: '5' },
      'KernelRegressor: bandwidth.neighbours must be an integer of at least 1, got "5"',
    ],
    [
      { neighbours: 61 },
      'KernelRegressor.fit: bandwidth.neighbours must be at most the number of observations, 60, got 61',
    ],
    [
      { neighbours: 5, span: 0.5 },
      'KernelRegressor: bandwidth must have one of neighbours and span, got both',
    ],
    [{}, 'KernelRegressor: bandwidth must have one of neighbours and span, got neither'],
    [
      { adaptive: true },
      'KernelRegressor: bandwidth must have one of neighbours and span, got neither',
    ],
    [
      { neighbors: 5 },
      'KernelRegressor: bandwidth must be among neighbours, span, adaptive, distinct, normalize, got "neighbors", called "neighbours" here',
    ],
    [
      JSON.parse('{"__proto__": 1, "neighbours": 5}'),
      'KernelRegressor: bandwidth must be among neighbours, span, adaptive, distinct, normalize, got "__proto__"',
    ],
    [
      { span: 0.5, distinct: true },
      'KernelRegressor: bandwidth.distinct must go with neighbours, got span',
    ],
    [
      { span: 0.5, adaptive: 'yes' },
      'KernelRegressor: bandwidth.adaptive must be one of true, false, got "yes"',
    ],
    [
      { span: 0.5, normalize: 0 },
      'KernelRegressor: bandwidth.normalize must be one of true, false, got 0',
    ],
  ])('windows %o', (bandwidth, message) => {
    expectError(() => wrong(bandwidth), OptionError, message);
  });

  it.each<[unknown, string]>([
    ['yes', 'KernelRegressor: robust must be an object, got "yes"'],
    [3, 'KernelRegressor: robust must be an object, got 3'],
    [null, 'KernelRegressor: robust must be an object, got null'],
    [
      { iterations: -1 },
      'KernelRegressor: robust.iterations must be an integer of at least 0, got -1',
    ],
    [
      { iterations: 2.5 },
      'KernelRegressor: robust.iterations must be an integer of at least 0, got 2.5',
    ],
    [
      { iter: 3 },
      'KernelRegressor: robust must be among iterations, got "iter", called "iterations" here',
    ],
  ])('robust %o', (robust, message) => {
    expectError(() => wrong(1, { robust }), OptionError, message);
  });

  it('neighbours are counted among rows of weight above 0', () => {
    const sampleWeights = x.map((_, i) => (i < 10 ? 1 : 0));
    expectError(
      () => fitted({ bandwidth: { neighbours: 11 } }, x, y, { sampleWeights }),
      OptionError,
      'KernelRegressor.fit: bandwidth.neighbours must be at most the number of observations, 10, got 11',
    );
  });

  it('windows that JSON spoils', () => {
    const json = fitted({ bandwidth: { span: 0.5 } }).toJSON();
    for (const neighbours of [{ span: -1 }, { neighbours: 99 }, {}, 'x', { span: 0.5, more: 1 }])
      expectError(
        () => KernelRegressor.fromJSON({ ...json, neighbours } as never),
        OptionError,
        /^KernelRegressor(\.fromJSON)?: .+ must .+, got .+/,
      );
  });
});
