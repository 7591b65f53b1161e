// Rows: names, gaps, dates, what goes in and what comes out.

import { runInNewContext } from 'node:vm';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createRandom,
  type FitOptions,
  KernelRegressionError,
  KernelRegressor,
  type KernelRegressorJSON,
  kernelRegression,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { expectError } from '../expectError.js';

const random = createRandom(7);
const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 1);
/** Sixty days; every ninth price is missing, in one of the ways in which it can be. */
const rows = Array.from({ length: 60 }, (_, i) => {
  const row = { day: new Date(start + i * DAY), shop: i % 2 ? 'a' : 'b', size: BigInt(i % 5) };
  const price = 10 + Math.sin(i / 9) + random.normal(0, 0.2);
  if (i % 9 === 4) return i % 2 ? { ...row, price: null } : { ...row, price: undefined };
  return { ...row, price };
});
const kept = rows.flatMap(({ price }, i) => (typeof price === 'number' ? [i] : []));
const numbers = {
  x: kept.map((i) => start + i * DAY),
  y: kept.map((i) => rows[i]!.price as number),
};

describe('rows', () => {
  const model = kernelRegression(rows, { x: 'day', y: 'price', missing: 'omit' });
  const same = new KernelRegressor().fit(numbers.x, numbers.y);

  it('are fitted as their columns are', () => {
    expect(model.bandwidth).toEqual(same.bandwidth);
    expect(model.residuals).toEqual(same.residuals);
    const own = new KernelRegressor({ missing: 'omit' }).fit(rows, { x: 'day', y: 'price' });
    expect(own.bandwidth).toEqual(same.bandwidth);
  });

  it('and fitted without blocking', async () => {
    const slow = await new KernelRegressor({ missing: 'omit' }).fitAsync(rows, {
      x: 'day',
      y: 'price',
    });
    expect(slow.curve({ points: 3 })).toEqual(model.curve({ points: 3 }));
  });

  it('that are kept are known, and what was observed in them', () => {
    expect(model.rows).toEqual(kept);
    expect(model.rows).toHaveLength(model.residuals.length);
    expect(model.observations).toEqual(
      kept.map((i) => ({ day: rows[i]!.day, price: rows[i]!.price })),
    );
    expect(model.columns).toEqual({
      x: [{ name: 'day', type: 'time' }],
      y: [{ name: 'price', type: 'number' }],
    });
  });

  it('come from whatever iterates over objects, and from objects with getters', () => {
    class Sale {
      readonly #i: number;
      constructor(i: number) {
        this.#i = i;
      }
      get at(): number {
        return this.#i;
      }
      get sum(): number {
        return this.#i ** 2;
      }
    }
    const sales = [0, 1, 2, 3].map((i) => new Sale(i));
    const options = { x: 'at', y: 'sum', bandwidth: 1 } as const;
    const expected = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2, 3], [0, 1, 4, 9]);
    for (const given of [sales, new Set(sales), new Map(sales.entries()).values()]) {
      expect(kernelRegression(given, options).predict(1.5)).toBe(expected.predict(1.5));
    }
  });

  it('are predicted, one or many, by all that takes queries', () => {
    const at = new Date(start + 4.5 * DAY);
    const value = same.predict(at.getTime());
    expect(model.predict({ day: at })).toBe(value);
    expect(model.predict(at)).toBe(value);
    expect(model.predict(at.getTime())).toBe(value);
    expect([...model.predict([at, at])]).toEqual([value, value]);
    expect([...model.predict([{ day: at }, { day: at }])]).toEqual([value, value]);
    expect([...model.predict(new Set([{ day: at }]))]).toEqual([value]);
    expect(model.derivative({ day: at })).toBe(same.derivative(at.getTime()));
    expect(model.support({ day: at })).toEqual(same.support(at.getTime()));
    expect(model.score(rows)).toBeCloseTo(same.score(numbers.x, numbers.y), 12);
  });

  it('with something missing are predicted as NaN when that is wanted', () => {
    const queries = [{ day: rows[0]!.day }, {}, { day: undefined }, { day: new Date(Number.NaN) }];
    const values = model.predict(queries as { day: Date }[]);
    expect([...values].map(Number.isNaN)).toEqual([false, true, true, true]);
    expect(model.predict({ day: undefined as unknown as Date })).toBeNaN();
    const strict = kernelRegression(rows, { x: 'day', y: (row) => row.price ?? 0 });
    expectError(
      () => strict.predict([{ day: rows[0]!.day }, { day: null as unknown as Date }]),
      NumericalError,
      "KernelRegressor.predict: day must be finite (missing: 'omit' predicts NaN there), got null in rows[1]",
    );
    expectError(
      () => strict.predict(Number.NaN),
      NumericalError,
      "KernelRegressor.predict: xq must be finite (missing: 'omit' predicts NaN there), got NaN at index 0",
    );
  });

  it('of a curve, a band and an interval carry the dates', () => {
    const curve = model.curve({ points: 3, band: true });
    expect(curve.map((point) => Object.keys(point))[0]).toEqual([
      'day',
      'price',
      'lower',
      'upper',
      'standardError',
    ]);
    expect(curve[0]!.day).toEqual(rows[0]!.day);
    const part = model.curve({ points: 2, from: rows[10]!.day, to: rows[20]!.day });
    expect(part.map(({ day }) => day)).toEqual([rows[10]!.day, rows[20]!.day]);
    expect(model.predict(curve)).toEqual(Float64Array.from(curve, ({ price }) => price));
    const queries = [rows[3]!.day, rows[5]!.day];
    expect(model.confidenceBand(queries).x).toEqual(queries);
    expect(model.predictionInterval(queries).x).toEqual(queries);
    expect(same.confidenceBand([1, 2]).x).toEqual(Float64Array.of(1, 2));
  });

  it('of several outputs say which', () => {
    const both = kernelRegression(rows, {
      x: 'day',
      y: ['price', 'size'],
      bandwidth: 5 * DAY,
      missing: 'omit',
    });
    const curve = both.curve({ points: 2 });
    expect(curve.map(({ output }) => output)).toEqual(['price', 'price', 'size', 'size']);
    expect(Object.keys(curve[0]!)).toEqual(['day', 'y', 'output']);
  });

  it('take columns under names of their own', () => {
    const named = kernelRegression(rows, {
      x: { week: (row) => (row.day.getTime() - start) / (7 * DAY) },
      y: { euros: 'price' },
      missing: 'omit',
      bandwidth: 1,
    });
    expect(Object.keys(named.curve({ points: 2 })[0]!)).toEqual(['week', 'euros']);
    expect(named.summary()).toMatch(/^Kernel regression of euros on week\n/);
    expect(named.predict(2)).toBe(
      new KernelRegressor({ bandwidth: 1 })
        .fit(
          kept.map((i) => i / 7),
          numbers.y,
        )
        .predict(2),
    );
  });

  it('give groups and weights by their columns', () => {
    const given = { x: 'day', y: 'price', missing: 'omit', bandwidth: 9 * DAY } as const;
    const grouped = kernelRegression(rows, {
      ...given,
      groups: 'shop',
      weight: (row) => row.size + 1n,
    });
    const columns = new KernelRegressor({ bandwidth: 9 * DAY }).fit(numbers.x, numbers.y, {
      groups: kept.map((i) => rows[i]!.shop),
      sampleWeights: kept.map((i) => (i % 5) + 1),
    });
    expect(grouped.predict(numbers.x)).toEqual(columns.predict(numbers.x));
    expect(grouped.looResiduals).toEqual(columns.looResiduals);
    expect(grouped.summary()).toContain('groups');
  });

  it('without a group are left out where that is wanted', () => {
    const some = rows.map((row, i) => ({ ...row, shop: i === 7 ? null : row.shop }));
    const columns = { x: 'day', y: 'price', groups: 'shop', bandwidth: 9 * DAY } as const;
    const model = kernelRegression(some, { ...columns, missing: 'omit' });
    expect(model.rows).toEqual(kept.filter((i) => i !== 7));
    const whole = some.filter(({ price }) => typeof price === 'number');
    const strict = () => kernelRegression(whole, columns);
    expectError(
      strict,
      OptionError,
      /groups must hold .*\(missing: 'omit' leaves such rows out\), got null/,
    );
    const big = new KernelRegressor({ bandwidth: 1 });
    big.fit([1, 2, 3], [1, 2, 3], { groups: [1n, 2n, 1n] });
    expect(big.summary()).toMatch(/groups +2/);
  });

  it('take progress and the end of a search', () => {
    let trials = 0;
    kernelRegression(rows, { x: 'day', y: 'price', missing: 'omit', onProgress: () => trials++ });
    expect(trials).toBeGreaterThan(5);
    const signal = AbortSignal.abort(new Error('enough'));
    const search = () => kernelRegression(rows, { x: 'day', y: 'price', missing: 'omit', signal });
    expect(search).toThrow('enough');
  });

  it('names and rows go through JSON', () => {
    const json: KernelRegressorJSON = JSON.parse(JSON.stringify(model));
    const back = KernelRegressor.fromJSON<{ day: Date; price: number }>(json);
    expect(back.columns).toEqual(model.columns);
    expect(back.rows).toEqual(kept.map((_, i) => i)); // JSON holds what was kept
    expect(back.curve({ points: 5 })).toEqual(model.curve({ points: 5 }));
    expect(back.predict({ day: rows[1]!.day })).toBe(model.predict(rows[1]!.day));
    expect(JSON.stringify(back)).toBe(JSON.stringify(model));
    const columns = json.columns!;
    for (const wrong of [
      { ...json, columns: 5 },
      { ...json, columns: { ...columns, x: [] } },
      { ...json, columns: { ...columns, x: [{ name: 5, type: 'time' }] } },
      { ...json, columns: { ...columns, x: [{ name: 'day', type: 'date' }] } },
      { ...json, columns: { ...columns, x: [{ name: 'day', type: 'time', field: 5 }] } },
      { ...json, columns: { ...columns, named: 1 } },
      { ...json, search: { bandwidth: 'best', degree: 1 } },
      { ...json, search: { bandwidth: 'loo', degree: 7 } },
      { ...json, omitted: -1 },
      { ...json, x: 5 },
      { ...json, x: [5] },
    ]) {
      const call = () => KernelRegressor.fromJSON(wrong as unknown as KernelRegressorJSON);
      expect(call).toThrow(KernelRegressionError);
    }
  });

  it('arrays may name their columns too', () => {
    const options = { names: { x: 'day', y: 'price' } };
    const named = new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [1, 2], options);
    expect(Object.keys(named.curve({ points: 2 })[0]!)).toEqual(['day', 'price']);
    const fitted = (names: unknown) => () =>
      new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [1, 2], { names } as FitOptions);
    expectError(
      fitted({ x: ['a', 'b'], y: 'c' }),
      OptionError,
      /names\.x must have a text for each of the 1 columns of x/,
    );
    expectError(fitted({ x: 'a', y: 'a' }), OptionError, /different names, got "a" twice/);
    expect(fitted({ x: 'a' })().columns.y[0]!.name).toBe('y');
  });

  it('what JSON cannot hold is refused, and what it can is read as before', () => {
    const table = [1, 2, 3, 4].map((t) => ({ t, x: 100 * t, y: t ** 2, w: t }));
    const back = (model: KernelRegressor<object>) => KernelRegressor.fromJSON(model.toJSON());
    const byFunction = kernelRegression(table, { x: (row) => row.t, y: 'y', bandwidth: 1 });
    expectError(() => back(byFunction).predict(table), UnsupportedError, /columns were functions/);
    expect(back(byFunction).predict(2)).toBe(byFunction.predict(2));
    const renamed = kernelRegression(table, {
      x: { time: 't' },
      y: 'y',
      weight: 'w',
      bandwidth: 1,
    });
    expect(back(renamed).predict(table)).toEqual(renamed.predict(table));
    expect(back(renamed).score(table)).toBe(renamed.score(table));
    expect(renamed.predict(renamed.observations as never)).toEqual(renamed.predict(table));
  });

  it('a model from JSON knows that its bandwidth was chosen', () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => i / 10);
    const y = x.map((t) => Math.sin(t) + random.normal(0, 0.3));
    const chosen = new KernelRegressor().fit(x, y);
    const back = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(chosen)));
    const draws = { draws: 99 };
    expect(back.testAgainst('linear', draws)).toEqual(chosen.testAgainst('linear', draws));
    const robust = { method: 'robust' } as const;
    expect(back.confidenceBand(x, robust)).toEqual(chosen.confidenceBand(x, robust));
    expect(back.summary()).toBe(chosen.summary());
  });

  it('a score counts the weight column, unless weights are given', () => {
    const table = [1, 2, 3, 4, 5].map((x) => ({ x, y: x === 5 ? 90 : x, w: x === 5 ? 1e-6 : 1 }));
    const model = kernelRegression(table, { x: 'x', y: 'y', weight: 'w', degree: 1, bandwidth: 9 });
    expect(model.score(table)).toBeGreaterThan(0.99);
    expect(model.score(table, undefined, { sampleWeights: [1, 1, 1, 1, 1] })).toBeLessThan(0.5);
  });

  it('without an object in a place are refused, holes too', () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried
    const holes = [{ a: 1, b: 2 }, , { a: 2, b: 3 }] as { a: number; b: number }[];
    const call = () => kernelRegression(holes, { x: 'a', y: 'b', missing: 'omit' });
    expectError(call, OptionError, /rows\[1\] must be an object, got undefined/);
    const model = kernelRegression([holes[0]!, holes[2]!], { x: 'a', y: 'b', bandwidth: 1 });
    expectError(() => model.predict(holes), OptionError, /rows\[1\] must be an object/);
  });

  it('a test may leave out a column by its name', () => {
    const plane = Array.from({ length: 40 }, (_, i) => ({
      a: i % 8,
      b: Math.floor(i / 8),
      y: (i % 8) ** 2 + random.normal(0, 0.3),
    }));
    const fitted = kernelRegression(plane, { x: ['a', 'b'], y: 'y' });
    const byName = fitted.testAgainst({ without: 'b' }, { draws: 99 });
    expect(byName).toEqual(fitted.testAgainst({ without: 1 }, { draws: 99 }));
    expectError(() => fitted.testAgainst({ without: 'c' }), OptionError, /without "c" of 2/);
  });
});

describe('dates', () => {
  const x = [0, 1, 2, 4, 7].map((i) => new Date(start + i * DAY));
  const y = [1, 3, 2, 5, 4];

  it('are milliseconds to the model and dates to its user', () => {
    const model = new KernelRegressor({ bandwidth: 2 * DAY, degree: 1 }).fit(x, y);
    const plain = new KernelRegressor({ bandwidth: 2 * DAY, degree: 1 }).fit(x.map(Number), y);
    expect(model.predict(x)).toEqual(plain.predict(x.map(Number)));
    expect(model.curve({ points: 2 })[1]!.x).toEqual(x[4]);
    expect(model.columns.x).toEqual([{ name: 'x', type: 'time' }]);
    expect(model.observations[2]).toEqual({ x: x[2], y: 2 });
  });

  it('may stand in one of several columns', () => {
    const model = new KernelRegressor({ bandwidth: [2 * DAY, 1] });
    model.fit(
      x.map((day, i) => [day, i % 2]),
      y,
    );
    const value = model.predict([[x[1], 1]] as [Date, number][]);
    expect(model.columns.x.map(({ type }) => type)).toEqual(['time', 'number']);
    expect(value).toEqual(model.predict([[x[1]!.getTime(), 1]]));
    expect(model.predict({ x1: x[1], x2: 1 })).toBe(value[0]);
  });

  it('that are invalid are missing', () => {
    const gap = [...x, new Date('never')];
    const model = new KernelRegressor({ missing: 'omit', bandwidth: DAY }).fit(gap, [...y, 1]);
    expect(model.rows).toEqual([0, 1, 2, 3, 4]);
    expectError(
      () => new KernelRegressor({ bandwidth: DAY }).fit(gap, [...y, 1]),
      NumericalError,
      "KernelRegressor.fit: x must be finite (missing: 'omit' leaves such rows out), got an invalid Date at index 5",
    );
  });

  it.each([
    [1.5 * DAY, '1.5 days'],
    [400 * DAY, '400 days'],
    [1.5 * 3_600_000, '1.5 hours'],
    [90_000, '1.5 minutes'],
    [2500, '2.5 seconds'],
    [12, '12 milliseconds'],
    [0.5, '0.5 milliseconds'],
    [Infinity, 'Infinity days'],
  ])('a bandwidth of %d reads %s', (bandwidth, words) => {
    expect(new KernelRegressor({ bandwidth }).fit(x, y).summary()).toContain(`${words}\n`);
  });

  it('end a curve only where x holds times, and where a Date can be', () => {
    const numbers = new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [1, 2]);
    expectError(() => numbers.curve({ to: x[0]! }), OptionError, /to must be a finite/);
    const model = new KernelRegressor({ bandwidth: DAY }).fit(x, y);
    expectError(
      () => model.curve({ to: 9e15 }),
      OptionError,
      /to must be a time that a Date can hold/,
    );
  });

  it('that only say they are dates are none, and those of other contexts are', () => {
    const named = { [Symbol.toStringTag]: 'Date' };
    const fitTo = (given: unknown) => () =>
      new KernelRegressor({ bandwidth: DAY }).fit([2, given] as number[], [1, 2]);
    expectError(fitTo(named), OptionError, /x must hold numbers, got an object/);
    expectError(
      fitTo(Object.create(Date.prototype)),
      OptionError,
      /x must hold numbers, got an object/,
    );
    const foreign = runInNewContext('[new Date(0), new Date(86400000)]') as Date[];
    const model = new KernelRegressor({ bandwidth: DAY }).fit([...foreign], [1, 2]);
    expect(model.columns.x[0]!.type).toBe('time');
  });

  it('come only where the model had some', () => {
    const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2], [1, 2, 3]);
    const message = 'xq must hold numbers, as x of the model did, got Dates';
    expectError(() => model.predict(x[0]!), OptionError, `KernelRegressor.predict: ${message}`);
    expectError(() => model.score(x, y), OptionError, /x must hold numbers, as x of the model did/);
    expectError(
      () => new KernelRegressor().fit([x[0], 5] as unknown as Date[], [1, 2]),
      OptionError,
      /x must hold Dates or numbers, not both/,
    );
    expectError(
      () => new KernelRegressor().fit([1, 2], x as unknown as number[]),
      OptionError,
      'KernelRegressor.fit: y must hold numbers, got a Date',
    );
  });
});

describe('gaps in arrays', () => {
  it('null, undefined and NaN are left out alike', () => {
    const model = new KernelRegressor({ missing: 'omit', bandwidth: 1 });
    model.fit([0, null, 2, 3, 4n, 5], [1, 2, undefined, Number.NaN, 5, 6]);
    expect(model.rows).toEqual([0, 4, 5]);
    model.fit(
      [
        [0, 1],
        [1, null],
        [2, 3],
      ] as (readonly (number | null)[])[],
      [1, 2, 3],
      {
        sampleWeights: [1, 1, 1],
      },
    );
    expect(model.rows).toEqual([0, 2]);
    expect(
      [
        ...model.predict([
          [0, 1],
          [undefined, 1],
        ]),
      ].map(Number.isNaN),
    ).toEqual([false, true]);
  });

  it('a text as a query is refused with the cure', () => {
    const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2], [1, 2, 3]);
    expect(model.predict(1n as unknown as number)).toBeCloseTo(2, 12);
    const ask = (xq: unknown) => () => model.predict(xq as number);
    expectError(
      ask('2026-01-02'),
      OptionError,
      /xq must hold numbers or Dates \(new Date\(value\) makes one\), got/,
    );
    expectError(ask('1.5'), OptionError, /\(\+value makes one\), got "1.5"/);
  });

  it('are an error that names the cure, unless that is wanted', () => {
    const message =
      "KernelRegressor.fit: x must be finite (missing: 'omit' leaves such rows out), got null at index 1";
    expectError(() => new KernelRegressor().fit([1, null, 3], [1, 2, 3]), NumericalError, message);
  });

  it('big integers are numbers', () => {
    const big = new KernelRegressor({ bandwidth: 1 }).fit(BigInt64Array.of(0n, 1n, 2n), [
      1n,
      2n,
      3n,
    ]);
    expect(big.predict(1)).toBeCloseTo(2, 12);
  });
});

describe('texts', () => {
  const arrays = (x: unknown, y: unknown) => () =>
    new KernelRegressor().fit(x as number[], y as number[]);
  const table = [{ day: '2024-03-01', 'the price': '12', name: 'a' }];
  const ask = (x: unknown, y: unknown) => () => kernelRegression(table, { x, y } as never);

  it.each([
    [
      ask('day', 'name'),
      /day of rows\[0\] must be a number or a Date \(x: \(row\) => new Date\(row.day\) makes one\), got "2024-03-01"/,
    ],
    [ask('the price', 'name'), /\(x: \(row\) => \+row\["the price"\] makes one\), got "12"/],
    [
      ask((row: { day: string }) => +row.day.slice(0, 4), 'name'),
      /name of rows\[0\] must be a number, got "a"/,
    ],
    [
      arrays(['2024-03-01T10:00'], [1]),
      /x must hold numbers or Dates \(new Date\(value\) makes one\), got/,
    ],
    [arrays(['5'], [1]), /x must hold numbers or Dates \(\+value makes one\), got "5"/],
    [arrays([1], ['5']), /y must hold numbers \(\+value makes one\), got "5"/],
    [arrays([1], ['']), /y must hold numbers, got ""/],
    [
      () => kernelRegression([{ a: 1, b: 'NA' }], { x: 'a', y: 'b' } as never),
      /b of rows\[0\] must be a number \(y: \(row\) => \+row.b makes it missing, which missing: 'omit' leaves out\), got "NA"/,
    ],
    [
      () => new KernelRegressor({ bandwidth: '5' as never }),
      /bandwidth must be one of .*, got the text "5" \(\+value makes a number\)/,
    ],
    [
      () => new KernelRegressor({ degree: 5 as never }),
      /degree must be one of auto, 0, 1, 2, 3, got 5/,
    ],
  ])('are refused, with the cure where there is one: %#', (call, message) => {
    expectError(call, OptionError, message);
  });
});

describe('columns', () => {
  const table = [
    { a: 1, lower: 2, b: 3 },
    { a: 2, lower: 4, b: 5 },
  ];

  it('have different names, and no name that a curve needs', () => {
    const twice = () => kernelRegression(table, { x: 'a', y: 'a', bandwidth: 1 });
    expectError(
      twice,
      OptionError,
      'KernelRegressor.fit: columns must have different names, got "a" twice',
    );
    const model = kernelRegression(table, { x: 'a', y: 'lower', bandwidth: 1 });
    expectError(
      () => model.curve(),
      OptionError,
      /must not be called lower, .*\{ other: "lower" \} gives/,
    );
    const renamed = kernelRegression(table, { x: 'a', y: { low: 'lower' }, bandwidth: 1 });
    expect(renamed.curve({ points: 2 })[0]!.low).toBeGreaterThan(2);
  });

  it('of hostile names do no harm', () => {
    const hostile = JSON.parse('[{"__proto__": 1, "b": 2}, {"__proto__": 2, "b": 3}]') as object[];
    const model = kernelRegression(hostile, { x: '__proto__', y: 'b', bandwidth: 1 } as never);
    const [point] = model.curve({ points: 2 });
    expect(Object.keys(point as object)).toEqual(['__proto__', 'b']);
    expect(Object.getPrototypeOf(point)).toBe(Object.prototype);
    for (const name of ['toString', 'constructor', '__proto__']) {
      const call = () => kernelRegression(table, { x: name, y: 'b', bandwidth: 1 } as never);
      expectError(
        call,
        OptionError,
        `KernelRegressor.fit: rows must have a column "${name}", got a, lower, b`,
      );
    }
  });

  it('of models of arrays are x and y', () => {
    const plane = new KernelRegressor({ bandwidth: 1 }).fit(
      [
        [0, 1],
        [2, 3],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    );
    expect(plane.columns.x.map(({ name }) => name)).toEqual(['x1', 'x2']);
    expect(plane.observations[1]).toEqual({ x1: 2, x2: 3, y1: 3, y2: 4 });
    const wrong = () => plane.predict([{ x1: 1 }, { x1: 2 }]);
    expectError(wrong, OptionError, /rows must have a column "x2", got x1/);
  });

  it('nothing beside them is dropped in silence', () => {
    const good = { x: 'a', y: 'b' } as const;
    const model = new KernelRegressor({ bandwidth: 1 });
    const fit = model.fit as (...given: unknown[]) => unknown;
    const call =
      (...given: unknown[]) =>
      () =>
        fit.call(model, ...given);
    expectError(
      call(table, good, { sampleWeights: [1, 9] }),
      OptionError,
      /options must stand beside/,
    );
    expectError(call(table, [1, 2]), OptionError, /y must tell the columns of rows/);
    expectError(call(table), OptionError, /y must tell the columns of rows/);
    expectError(
      call(table, { ...good, onProgress: 0 }),
      OptionError,
      /onProgress must be a function/,
    );
    expectError(
      call(table, { ...good, signal: null }),
      OptionError,
      /signal must be an AbortSignal/,
    );
    expectError(call(table, { ...good, dependence: '' }), OptionError, /dependence must be one of/);
    model.fit(table, good);
    expectError(() => model.score(table, [1, 2] as never), OptionError, /y must be left out/);
  });

  it('of a curve do not hide each other', () => {
    const outputs = kernelRegression(table, { x: { y: 'a' }, y: ['lower', 'b'], bandwidth: 1 });
    expectError(() => outputs.curve(), OptionError, /must not be called .*output, y; .* got "y"/);
  });

  it('are checked', () => {
    const good = { x: 'a', y: 'b', bandwidth: 1 };
    const call = (data: unknown, options: unknown) => () =>
      kernelRegression(data as object[], options as never);
    expectError(
      call(table, { ...good, x: [] }),
      OptionError,
      /x must name at least one column, got none/,
    );
    expectError(
      call(table, { ...good, x: { c: 5 } }),
      OptionError,
      /x\.c must be the name of a column/,
    );
    expectError(
      call(table, { ...good, x: { column: 'a', kind: 'categorical' } }),
      OptionError,
      /x\.kind must be one of number, category, .*got "categorical"/,
    );
    expectError(
      call(table, { ...good, weight: 5 }),
      OptionError,
      /weight must be the name of a column/,
    );
    expectError(
      call(table, { ...good, groups: 5 }),
      OptionError,
      /groups must be the name of a column/,
    );
    expectError(call([], good), OptionError, /rows must be objects/);
    expectError(
      call(new Map([[1, 2]]), good),
      OptionError,
      /rows\[0\] must be an object, got an array/,
    );
    expectError(
      () => new KernelRegressor().fit(table, { x: 'a', y: 'b', z: 1 } as never),
      OptionError,
      /columns must be among x, y, weight/,
    );
    expectError(
      () => new KernelRegressor().fit([1, 2], {} as never),
      OptionError,
      /rows must be objects/,
    );
    expectError(
      call([{ a: 1, b: 2 }], { ...good, x: (row: { c: null }) => row.c, missing: 'omit' }),
      ShapeError,
      /at least one row/,
    );
  });
});

describe('types', () => {
  interface Trip {
    readonly day: Date;
    readonly km: number | null;
    readonly place: string;
  }
  const trips: Trip[] = [0, 1, 2].map((i) => ({ day: new Date(i * DAY), km: i, place: 'a' }));

  it('of rows are those of the columns', () => {
    const model = kernelRegression(trips, { x: 'day', y: 'km', bandwidth: DAY });
    expectTypeOf(model.curve()[0]!.day).toEqualTypeOf<Date>();
    expectTypeOf(model.curve()[0]!.km).toEqualTypeOf<number>();
    expectTypeOf(model.predict({ day: new Date(0) })).toEqualTypeOf<number>();
    expectTypeOf(model.predict(trips)).toEqualTypeOf<Float64Array>();
    const counted = kernelRegression(trips, {
      x: { month: (row) => row.day.getMonth() },
      y: (row) => row.km,
      bandwidth: 1,
    });
    expectTypeOf(counted.curve()[0]!.month).toEqualTypeOf<number>();
    expectTypeOf(counted.curve()[0]!.y).toEqualTypeOf<number>();
    const dated = new KernelRegressor({ bandwidth: DAY, missing: 'omit' }).fit(
      [new Date(0), null],
      [1, 2].slice(0, 2),
    );
    expectTypeOf(dated.curve).returns.items.toHaveProperty('x').toEqualTypeOf<Date>();
  });

  it('of one column in a list, and of several, are what a curve holds', () => {
    const one = kernelRegression(trips, { x: ['day'], y: ['km'], bandwidth: DAY });
    expectTypeOf(one.curve()[0]!.day).toEqualTypeOf<Date>();
    expect(Object.keys(one.curve()[0]!)).toEqual(['day', 'km']);
    const two = kernelRegression(trips, { x: 'day', y: { a: 'km', b: 'km' }, bandwidth: DAY });
    expectTypeOf(two.curve()[0]!.y).toEqualTypeOf<number>();
    const names = { x: 'speed', y: 'dist' } as const;
    const named = new KernelRegressor({ bandwidth: 1 }).fit([1, 2], [1, 2], { names });
    expectTypeOf(named.curve()[0]!.speed).toEqualTypeOf<number>();
    expect(named.curve()[0]!.dist).toBeGreaterThan(0);
    const parsed = JSON.parse(JSON.stringify([1, 2].map((x) => ({ x, y: x }))));
    const unknown = kernelRegression(parsed, { x: 'x', y: 'y', bandwidth: 1 });
    expectTypeOf(unknown.curve()[0]!.y).toEqualTypeOf<number>();
    expectTypeOf(unknown.curve()[0]!.x).toEqualTypeOf<number | Date>();
    const at = kernelRegression(trips, { x: 'day', y: 'km', bandwidth: DAY });
    expect(at.predict({ day: 5 })).toBe(at.predict(5));
  });

  it('a row to predict needs the columns of x, whatever they hold', () => {
    interface Ride {
      readonly hour: number;
      readonly day: 'sat' | 'sun';
      readonly north: number;
      readonly east: number;
      readonly riders: number;
    }
    const rides = Array.from(
      { length: 8 },
      (_, i): Ride => ({
        hour: 3 * i,
        day: i % 3 ? 'sat' : 'sun',
        north: i,
        east: -i,
        riders: i % 5,
      }),
    );
    const model = kernelRegression(rides, {
      x: [
        { column: 'hour', kind: 'periodic', period: 24 },
        { column: 'day', kind: 'category' },
        { column: ['north', 'east'], kind: 'geographic' },
      ],
      y: 'riders',
      bandwidth: [3, 0.2, 500, 500],
    });
    const ride = { hour: 4, day: 'sun', north: 2, east: 1 } as const;
    expect(model.predict(ride)).toBe(model.predict([ride])[0]);
    const [row] = model.slice({ hour: 'all', day: 'sun', north: 2, east: 1 }, { points: [4] });
    expectTypeOf(row!.day).toEqualTypeOf<'sat' | 'sun'>();
    expect(model.predict(row!)).toBe(row!.riders);
    // @ts-expect-error the day is missing
    const wrong = () => model.predict({ hour: 4, north: 2, east: 1 });
    expect(wrong).toThrow();
    const one = kernelRegression(rides, {
      x: { column: 'hour', kind: 'periodic', period: 24 },
      y: 'riders',
      bandwidth: [3],
    });
    expectTypeOf(one.predict({ hour: 3 })).toEqualTypeOf<number>();
  });

  it('arrays may hold levels', () => {
    const predictors = ['number', 'category'] as const;
    const x = [0, 1, 2, 3].map((i) => [i, i % 2 ? 'odd' : 'even']);
    const model = new KernelRegressor({ predictors, bandwidth: [1, 0] }).fit(x, [0, 5, 0, 5]);
    expect(
      Array.from(
        model.predict([
          [1, 'odd'],
          [1, 'even'],
        ]),
      ),
    ).toEqual([5, 0]);
    expect(model.score(x, [0, 5, 0, 5])).toBe(1);
  });

  it('a column of texts is neither x nor y', () => {
    const wrong = () => [
      // @ts-expect-error a text is no output
      kernelRegression(trips, { x: 'day', y: 'place', bandwidth: 1 }),
      // @ts-expect-error nor a place
      kernelRegression(trips, { x: 'place', y: 'km', bandwidth: 1 }),
      // @ts-expect-error nor is a date an output
      kernelRegression(trips, { x: 'km', y: 'day', bandwidth: 1 }),
    ];
    expect(wrong).toThrow(OptionError);
  });
});
