import { describe, expect, expectTypeOf, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { NotFittedError, OptionError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { kernelRegression } from '../../src/estimators/kernelRegression.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(7);
const people = Array.from({ length: 80 }, (_, i) => {
  const [income, school, age] = [
    random.uniform(1, 9),
    random.uniform(6, 16),
    random.uniform(20, 60),
  ];
  const rank = income + Math.sin(school) + age / 50 + random.normal(0, 0.1);
  return { income, school, age, rank, born: new Date(Date.UTC(1950, i % 40, 1)) };
});
const columns = { x: ['income', 'school', 'age'], y: 'rank' } as const;
const model = kernelRegression(people, { ...columns, degree: 1, bandwidth: [2, 3, 20] });
const range = (name: 'income' | 'school' | 'age') => {
  const column = people.map((row) => row[name]);
  return [Math.min(...column), Math.max(...column)] as const;
};
const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
};

describe('slice', () => {
  it('goes along one predictor over its range, at all combinations of what the others are held at', () => {
    const rows = model.slice({ school: 'all', age: [30, 50], income: [2, 4] }, { points: 3 });
    const [low, high] = range('school');
    const places = [low, (low + high) / 2, high];
    const held = [
      [2, 30],
      [4, 30],
      [2, 50],
      [4, 50],
    ];
    expect(rows.map(({ income, age }) => [income, age])).toEqual(
      held.flatMap((one) => [one, one, one]),
    );
    expectClose(
      rows.map(({ school }) => school),
      held.flatMap(() => places),
      1e-14,
    );
    expect(Object.keys(rows[0]!)).toEqual(['income', 'school', 'age', 'rank', 'extrapolation']);
    expect(model.slice({ school: 'all' })).toHaveLength(200);
  });

  it('goes along a category at all of its levels, whatever points are asked for', () => {
    const rows = people.map((row, i) => ({ ...row, region: ['north', 'west', 'all'][i % 3]! }));
    const regional = kernelRegression(rows, {
      x: [{ column: 'region', kind: 'category' }, 'income'],
      y: 'rank',
      bandwidth: [0.2, 1],
    });
    const along = regional.slice({ region: 'all', income: [3, 5] }, { points: 9, band: true });
    expect(along.map(({ region, income }) => [region, income])).toEqual(
      [3, 5].flatMap((income) => ['north', 'west', 'all'].map((region) => [region, income])),
    );
    const band = regional.confidenceBand(along.map(({ region, income }) => [region, income]));
    expect(along.map(({ rank }) => rank)).toEqual([...band.fit]);
    expect(along.map(({ upper }) => upper)).toEqual([...band.upper]);
    const plain = regional.slice({ region: 'all' });
    expect(plain.map(({ region }) => region)).toEqual(['north', 'west', 'all']);
    const [held] = regional.slice({ region: ['all'], income: 'all' }, { points: 2 });
    expect(held!.region).toBe('all');
    // Beside what it goes along.
    const each = regional.slice({ region: 'all', income: 'all' }, { points: 4 });
    expect(each).toEqual(
      regional.slice({ region: ['north', 'west', 'all'], income: 'all' }, { points: 4 }),
    );
    expectError(
      () => regional.slice({ region: 'all' }, { pionts: 3 } as object),
      OptionError,
      'KernelRegressor.slice: options must be among points, from, to, band, got "pionts"',
    );
  });

  it('says what predict, confidenceBand and support say at these places', () => {
    const rows = model.slice(
      { school: 'all', income: [2, 40] },
      { points: 7, band: { level: 0.8 } },
    );
    const band = model.confidenceBand(rows, { level: 0.8 });
    const { extrapolation } = model.support(rows);
    expect(rows.map(({ rank }) => rank)).toEqual([...model.predict(rows)]);
    for (const end of ['lower', 'upper', 'standardError'] as const) {
      expect(rows.map((row) => row[end])).toEqual([...band[end]]);
    }
    expect(rows.map((row) => row.extrapolation)).toEqual(extrapolation);
    expect(extrapolation.slice(7)).toEqual(Array(7).fill(true));
    expect(extrapolation).toContain(false);
  });

  it('does so with a bandwidth that the data choose', () => {
    const chosen = kernelRegression(people, { x: ['income', 'school'], y: 'rank' });
    const rows = chosen.slice({ income: 'all', school: [8, 12] }, { points: 5, band: true });
    const band = chosen.confidenceBand(rows);
    expect(rows.map(({ rank }) => rank)).toEqual([...chosen.predict(rows)]);
    expect(rows.map(({ lower }) => lower)).toEqual([...band.lower]);
  });

  it('holds what is not named at the median of the observations that count', () => {
    const [row] = model.slice({ income: 'all', school: undefined as never }, { points: [3] });
    expect(row!.income).toBe(3);
    expectClose(
      [row!.school, row!.age],
      [median(people.map((p) => p.school)), median(people.map((p) => p.age))],
      1e-14,
    );
    const x = [1, 2, 3, 4, 90].map((at, i) => [i, at]);
    const weighted = new KernelRegressor({ bandwidth: 2 });
    const fitted = weighted.fit(x, [1, 2, 3, 4, 5], { sampleWeights: [1, 1, 1, 1, 0] });
    const ends = fitted.slice({ x1: 'all' }, { points: 2 });
    expect(ends).toMatchObject([
      { x1: 0, x2: 2.5 },
      { x1: 3, x2: 2.5 },
    ]);
  });

  it('goes along longitudes as they come, and over the date line where that is shorter', () => {
    const along = (longitudes: number[]) => {
      const x = longitudes.map((longitude, i) => [i % 3, longitude]);
      const options = { predictors: ['geographic'], degree: 0, bandwidth: 1000 } as const;
      const model = new KernelRegressor(options).fit(x, longitudes);
      return model.slice({ x2: 'all' }, { points: 3 }).map(({ x2 }) => x2);
    };
    expect(along([170, 180, -175, -170])).toEqual([170, 180, 190]);
    expect(along([170, 180, 185, 190])).toEqual([170, 180, 190]);
    expect(along([355, 0, 4, 11])).toEqual([-5, 3, 11]);
    expect(along([200, 210, 220])).toEqual([200, 210, 220]);
    const world = Array.from({ length: 37 }, (_, i) => (i % 2 ? 5 * i : -5 * i));
    expect(along(world)).toEqual([-180, -2.5, 175]);
  });

  it('takes places of its own, typed arrays, and a value once', () => {
    const at = { income: 'all', school: Float32Array.of(8, 12, 8) } as const;
    const rows = model.slice(at, { points: [5, 2] });
    expect(rows.map(({ income, school }) => [income, school])).toEqual([
      [5, 8],
      [2, 8],
      [5, 12],
      [2, 12],
    ]);
    const between = model.slice({ income: 'all' }, { points: 3, from: 2, to: 4 });
    expect(between.map(({ income }) => income)).toEqual([2, 3, 4]);
    expect(
      fittedLine()
        .curve({ points: [3, 1] })
        .map(({ x }) => x),
    ).toEqual([3, 1]);
  });

  it('numbers columns of arrays, and outputs, one after the other', () => {
    const x = people.map(({ income, school }) => [income, school]);
    const both = new KernelRegressor({ bandwidth: 2 }).fit(
      x,
      people.map(({ rank }) => [rank, -rank]),
    );
    const rows = both.slice({ x1: 'all', x2: [8, 12] }, { points: 2 });
    expect(rows.map(({ output, x2 }) => [output, x2])).toEqual(
      [0, 1].flatMap((k) => [8, 8, 12, 12].map((school) => [k, school])),
    );
    expectClose(
      rows.slice(0, 4).map((row) => row.y),
      rows.slice(4).map((row) => -row.y),
      1e-14,
    );
    const named = new KernelRegressor({ bandwidth: 2 }).fit(
      x,
      people.map(({ rank }) => rank),
      {
        names: { x: ['income', 'school'], y: 'rank' },
      },
    );
    const [first] = named.slice({ income: 'all', school: 9 }, { points: 2 });
    expect([first!.school, typeof first!.rank]).toEqual([9, 'number']);
  });

  it('is the curve where there is one predictor', () => {
    const line = fittedLine();
    expect(line.slice({ x: 'all' }, { points: 5 })).toEqual(
      line.curve({ points: 5 }).map((row) => ({ ...row, extrapolation: false })),
    );
  });

  it('goes along times, and holds them', () => {
    const dated = kernelRegression(people, {
      x: ['born', 'income'],
      y: 'rank',
      bandwidth: [4e10, 3],
    });
    const day = new Date(Date.UTC(1951, 0, 1));
    const rows = dated.slice({ born: 'all', income: 5 }, { points: [day, day.getTime() + 864e5] });
    expect(rows.map(({ born }) => born)).toEqual([day, new Date(Date.UTC(1951, 0, 2))]);
    const [held] = dated.slice({ income: 'all', born: [day] }, { points: 2 });
    expect(held!.born).toEqual(day);
    expect(held!.rank).toBe(dated.predict([held!])[0]);
    expectTypeOf(held!.born).toEqualTypeOf<Date>();
    expectTypeOf(held!.income).toEqualTypeOf<number>();
    expectError(
      () => dated.slice({ income: 'all', born: 9e15 }),
      OptionError,
      'KernelRegressor.slice: at.born must be a time that a Date can hold, got 9000000000000000',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'nothing',
      undefined,
      "at must tell the columns of x, { name: 'all', other: 5 }, got undefined",
    ],
    [
      'an array',
      ['income'],
      "at must tell the columns of x, { name: 'all', other: 5 }, got an array of length 1",
    ],
    [
      'a column that is not there',
      { wage: 'all' },
      'at must hold columns among income, school, age, got "wage"',
    ],
    [
      'the output',
      { income: 'all', rank: 1 },
      'at must hold columns among income, school, age, got "rank"',
    ],
    [
      'what every object has',
      { constructor: 'all' },
      'at must hold columns among income, school, age, got "constructor"',
    ],
    [
      "no column that is 'all'",
      { income: 1 },
      "at must hold 'all' for one column, and for categories beside it, got none",
    ],
    [
      'two that are',
      { income: 'all', age: 'all' },
      "at must hold 'all' for one column, and for categories beside it, got income and age",
    ],
    ['NaN', { income: 'all', age: Number.NaN }, 'at.age must be a finite number, got NaN'],
    [
      'infinity',
      { income: 'all', age: [30, Infinity] },
      'at.age[1] must be a finite number, got Infinity',
    ],
    ['text', { income: 'all', age: '30' }, 'at.age must be a finite number, got "30"'],
    [
      'text among numbers',
      { income: 'all', age: [30, 'old'] },
      'at.age[1] must be a finite number, got "old"',
    ],
    ['null', { income: 'all', age: null }, 'at.age must be a finite number, got null'],
    [
      'a date in a column of numbers',
      { income: 'all', age: new Date(0) },
      'at.age must be a finite number, got a Date',
    ],
    ['no value', { income: 'all', age: [] }, 'at.age must hold at least one value, got none'],
  ])('refuses %s', (_name, at, message) => {
    expectError(() => model.slice(at as never), OptionError, `KernelRegressor.slice: ${message}`);
  });

  it.each<[string, object, string]>([
    [
      'points that are no places',
      { points: [1, 'a'] },
      'points[1] must be a finite number, got "a"',
    ],
    ['no points', { points: [] }, 'points must hold at least one value, got none'],
    ['one point', { points: 1 }, 'points must be an integer from 2 to 2147483647, got 1'],
    ['half a point', { points: 2.5 }, 'points must be an integer from 2 to 2147483647, got 2.5'],
    ['an end before the other', { from: 2, to: 1 }, 'from must be at most to, got 2 and 1'],
    [
      'places with an end',
      { points: [1], to: 3 },
      'to must be left out where points are places, got 3',
    ],
    ['an end that is none', { from: 'a' }, 'from must be a finite number, got "a"'],
    ['another option', { level: 1 }, 'options must be among points, from, to, band, got "level"'],
  ])('refuses %s', (_name, options, message) => {
    const slice = () => model.slice({ income: 'all' }, options);
    expectError(
      slice,
      OptionError,
      new RegExp(`^KernelRegressor.slice: ${message.replaceAll(/[[\]]/g, '\\$&')}`),
    );
  });

  it('refuses names that rows have for something else, and no fit', () => {
    const rows = people.map(({ income, school, rank }) => ({
      extrapolation: income,
      school,
      rank,
    }));
    const odd = kernelRegression(rows, { x: ['extrapolation', 'school'], y: 'rank', bandwidth: 2 });
    expectError(
      () => odd.slice({ school: 'all' }),
      OptionError,
      'KernelRegressor.slice: columns of a curve must not be called lower, upper, standardError, output, extrapolation; { other: "extrapolation" } gives another name, got "extrapolation"',
    );
    expectError(
      () => new KernelRegressor().slice({ x: 'all' }),
      NotFittedError,
      'KernelRegressor.slice: fit must be called first, got no fit',
    );
  });
});

function fittedLine() {
  return new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2, 3], [1, 3, 2, 4]);
}
