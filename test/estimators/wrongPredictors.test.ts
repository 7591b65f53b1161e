// What is refused of columns that are no numbers, by name, row and value.

import { expect, it } from 'vitest';
import {
  type KernelRegressionError,
  KernelRegressor,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { expectError } from '../expectError.js';
import { globe, grade, hour, modelOf, region, regions, rows, size, some, y } from './mixedRows.js';

type Fault = [abstract new (...args: never[]) => KernelRegressionError, string | RegExp];
const where = 'KernelRegressor.fit: ';
const wrongRow = (change: object) => rows.map((row, i) => (i === 5 ? { ...row, ...change } : row));
const at = (name: string, entry: unknown) => wrongRow({ [name]: entry });
const kinds = 'number, category, ordered, periodic, geographic';
const levels = 'different strings, finite numbers or booleans, all of one type';

it.each([
  [
    'an unknown kind',
    { column: 'region', kind: 'categorical' },
    `x.kind must be one of ${kinds}, got "categorical"`,
  ],
  [
    'an unknown kind among others',
    ['income', { column: 'region', kind: '__proto__' }],
    `x[1].kind must be one of ${kinds}, got "__proto__"`,
  ],
  [
    'a kind of a name of its own',
    { place: { column: 'region', kind: 'constructor' } },
    `x.place.kind must be one of ${kinds}, got "constructor"`,
  ],
  [
    'a name that is none',
    [{ column: 3, kind: 'category' }],
    'x[0].column must be the name of a column or a function of a row, got 3',
  ],
  [
    'a misspelt field',
    { ...region, level: [] },
    'x must be among kind, levels, kernel, period, column, got "level"',
  ],
  [
    'a period of a category',
    { ...region, period: 3 },
    "x.period must be left out for kind 'category', got 3",
  ],
  [
    'levels of numbers',
    { column: 'income', kind: 'number', levels: [1, 2] },
    "x.levels must be left out for kind 'number', got an array of length 2",
  ],
  [
    'a kernel of hours',
    { ...hour, kernel: 'liRacine' },
    'x.kernel must be left out for kind \'periodic\', got "liRacine"',
  ],
  [
    'the kernel of orders',
    { ...region, kernel: 'wangVanRyzin' },
    'x.kernel must be one of aitchisonAitken, liRacine, got "wangVanRyzin"',
  ],
  [
    'the kernel of categories',
    { ...grade, kernel: 'aitchisonAitken' },
    'x.kernel must be one of liRacine, wangVanRyzin, got "aitchisonAitken"',
  ],
  [
    'texts without their order',
    { column: 'size', kind: 'ordered' },
    'size must come with levels, which tell the order of texts, got none',
  ],
  [
    'levels that are one',
    { ...region, levels: ['north'] },
    'x.levels must be an array of at least 2 levels, got an array of length 1',
  ],
  [
    'levels that are none',
    { ...region, levels: 'north' },
    'x.levels must be an array of at least 2 levels, got "north"',
  ],
  [
    'levels twice',
    { ...region, levels: ['north', 'west', 'north'] },
    `x.levels must be ${levels}, got "north" at index 2`,
  ],
  [
    'levels of two types',
    { ...region, levels: ['north', 1] },
    `x.levels must be ${levels}, got 1 at index 1`,
  ],
  [
    'levels with a hole',
    { ...region, levels: new Array(3).fill('north', 0, 1) },
    `x.levels must be ${levels}, got undefined at index 1`,
  ],
  [
    'levels that are NaN',
    { ...grade, levels: [NaN, 1] },
    `x.levels must be ${levels}, numbers ascending, got NaN at index 0`,
  ],
  [
    'numbers downwards',
    { ...grade, levels: [5, 2, 1] },
    `x.levels must be ${levels}, numbers ascending, got 2 at index 1`,
  ],
  [
    'levels without one of the data',
    { ...size, levels: ['small', 'large'] },
    /^size of rows\[\d+\] must be one of "small", "large", got "medium"$/,
  ],
  [
    'one column of the globe',
    { ...globe, column: 'lat' },
    'x.column must be an array of latitude and longitude, got "lat"',
  ],
  [
    'one column of the globe in an array',
    { ...globe, column: ['lat'] },
    'x.column must be an array of latitude and longitude, got an array of length 1',
  ],
  [
    'the same column of the globe twice',
    { ...globe, column: ['lat', 'lat'] },
    'columns must have different names, got "lat" twice',
  ],
  [
    'a column twice',
    [region, { ...region, kernel: 'liRacine' }],
    'columns must have different names, got "region" twice',
  ],
  [
    'a column that is not there',
    { ...region, column: 'constructor' },
    /^rows must have a column "constructor", got region, size, grade/,
  ],
  ...[0, -24, NaN, Infinity, '24', null, undefined].map((period): [string, object, string] => [
    `a period of ${period}`,
    { ...hour, period },
    `x.period must be a finite number above 0, got ${typeof period === 'string' ? '"24"' : period}`,
  ]),
] as [string, unknown, string | RegExp][])('%s', (_name, x, message) => {
  const whole =
    typeof message === 'string' ? where + message : new RegExp(where + message.source.slice(1));
  expectError(() => modelOf(x), OptionError, whole);
});

const degrees = (name: string, kind: string, most: number, got: unknown): Fault => [
  NumericalError,
  `${where}${name} of rows[5] must be a ${kind} from -${most} to ${most} degrees, got ${got}`,
];
const missing = (name: string, got: string): Fault => [
  NumericalError,
  `${where}${name} must be finite (missing: 'omit' leaves such rows out), got ${got} in rows[5]`,
];
const unlike = (type: string, got: unknown): Fault => [
  OptionError,
  `${where}grade of rows[5] must be a ${type}, as other entries of the column are, got ${got}`,
];
const noLevel = (got: string, more = ''): Fault => [
  OptionError,
  `${where}grade of rows[5] must be a string, a finite number or a boolean${more}, got ${got}`,
];
const large = ', and a big integer no larger than numbers hold, 2^53 − 1';
const grades = { column: 'grade', kind: 'category' };
it.each([
  ['a text among numbers', grades, at('grade', '1'), unlike('number', '"1"')],
  ['a boolean among numbers', grades, at('grade', true), unlike('number', true)],
  ['null', grades, at('grade', null), missing('grade', 'null')],
  ['undefined', grades, at('grade', undefined), missing('grade', 'undefined')],
  ['NaN', grades, at('grade', NaN), missing('grade', 'NaN')],
  ['∞', grades, at('grade', Infinity), noLevel('Infinity')],
  ['a large integer', grades, at('grade', 2n ** 53n), noLevel('9007199254740992n', large)],
  ['an object', grades, at('grade', {}), noLevel('an object')],
  ['an array', grades, at('grade', [1]), noLevel('an array of length 1')],
  ['a date', grades, at('grade', new Date(0)), noLevel('a Date')],
  ['a symbol', grades, at('grade', Symbol('1')), noLevel('a symbol')],
  ['a latitude of 91', globe, at('lat', 91), degrees('lat', 'latitude', 90, 91)],
  ['a latitude below −90', globe, at('lat', -90.001), degrees('lat', 'latitude', 90, -90.001)],
  ['a longitude of 361', globe, at('lon', 361), degrees('lon', 'longitude', 360, 361)],
  [
    'an infinite longitude',
    globe,
    at('lon', -Infinity),
    degrees('lon', 'longitude', 360, -Infinity),
  ],
  [
    'a date for a latitude',
    globe,
    at('lat', new Date(0)),
    degrees('lat', 'latitude', 90, 'a Date'),
  ],
  ['a longitude that is NaN', globe, at('lon', NaN), missing('lon', 'NaN')],
  [
    'a text for a longitude',
    globe,
    at('lon', '12'),
    [
      OptionError,
      `${where}lon of rows[5] must be a number or a Date (x: (row) => +row.lon makes one), got "12"`,
    ],
  ],
  [
    'an hour that is ∞',
    hour,
    at('hour', Infinity),
    [NumericalError, `${where}hour must be finite, got Infinity in rows[5]`],
  ],
  [
    'one level',
    region,
    rows.map((row) => ({ ...row, region: 'north' })),
    [
      OptionError,
      `${where}region must have at least 2 levels (a column with one says nothing: leave it out, or tell its levels), got only "north"`,
    ],
  ],
  [
    'one level beside what is missing',
    region,
    rows.map((row, i) => ({ ...row, region: i > 0 ? 'north' : Number.NaN })),
    [OptionError, /must have at least 2 levels .*, got only "north" and what is missing$/],
  ],
  [
    'no level',
    region,
    rows.map((row) => ({ ...row, region: null })),
    [
      NumericalError,
      `${where}region must be finite (missing: 'omit' leaves such rows out), got null in rows[0]`,
    ],
  ],
] as [string, unknown, object[], Fault][])('%s', (_name, x, data, [type, message]) => {
  for (const options of [{}, { bandwidth: 'scott' }])
    expectError(() => modelOf(x, options, data), type, message);
});

it('leaves rows with something missing out where that is wanted', () => {
  const some = rows.map((row, i) => ({
    ...row,
    region: i === 3 ? null : row.region,
    lon: i === 7 ? undefined : row.lon,
    hour: i === 9 ? NaN : row.hour,
  }));
  const x = [region, globe, hour];
  const options = { bandwidth: [0.2, 4000, 4000, 4], missing: 'omit' };
  const model = modelOf(x, options, some);
  const others = rows.filter((_, i) => ![3, 7, 9].includes(i));
  expect(model.rows).toHaveLength(87);
  expect(model.predict(rows)).toEqual(modelOf(x, options, others).predict(rows));
  expect([...model.predict(some)].flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([
    3, 7, 9,
  ]);
  expect(() =>
    modelOf(
      region,
      { missing: 'omit' },
      some.map((row) => ({ ...row, region: null })),
    ),
  ).toThrow(ShapeError);
});

const both = [region, 'income'];
const λ = 'from 0, the same category only, to 0.6666666666666666, where it does not matter';
it.each([
  [
    'λ above its end',
    both,
    [0.7, 1],
    OptionError,
    `${where}bandwidth of region must be ${λ}, got 0.7`,
  ],
  [
    'an infinite λ',
    both,
    [Infinity, 1],
    OptionError,
    `${where}bandwidth of region must be ${λ}, got Infinity`,
  ],
  [
    'a λ above 1',
    [{ ...region, kernel: 'liRacine' }, 'income'],
    [1.01, 1],
    OptionError,
    `${where}bandwidth of region must be from 0, the same category only, to 1, where it does not matter, got 1.01`,
  ],
  [
    'a negative λ',
    both,
    [-0.1, 1],
    OptionError,
    /^KernelRegressor: bandwidth\[0\] must be .*, got -0.1$/,
  ],
  [
    'a λ that is NaN',
    both,
    [NaN, 1],
    OptionError,
    /^KernelRegressor: bandwidth\[0\] must be .*, got NaN$/,
  ],
  [
    'a text',
    both,
    ['0.1', 1],
    OptionError,
    'KernelRegressor: bandwidth must hold numbers, got "0.1"',
  ],
  [
    '0 for a number',
    both,
    [0.1, 0],
    OptionError,
    `${where}bandwidth of income must be above 0, with a finite inverse, got 0 for number`,
  ],
  [
    'one number for both',
    both,
    0.5,
    OptionError,
    /^KernelRegressor.fit: bandwidth must .*, got 0.5$/,
  ],
  [
    'too few',
    both,
    [0.1],
    ShapeError,
    `${where}bandwidth must be a number or have an entry for each of the 2 columns of x, got shape [1]`,
  ],
  [
    'too many',
    both,
    [0.1, 1, 1],
    ShapeError,
    `${where}bandwidth must be a number or have an entry for each of the 2 columns of x, got shape [3]`,
  ],
  [
    'two for the globe',
    globe,
    [100, 200],
    OptionError,
    `${where}bandwidth of lon must be that of lat, in kilometres, got 200 for longitude`,
  ],
  [
    'one for the globe in an array',
    globe,
    [100],
    ShapeError,
    `${where}bandwidth must be a number or have an entry for each of the 2 columns of x, got shape [1]`,
  ],
  [
    '0 for the globe',
    globe,
    [0, 0],
    OptionError,
    `${where}bandwidth of lat must be above 0, with a finite inverse, got 0 for latitude`,
  ],
  [
    'windows by neighbours',
    both,
    { neighbours: 9 },
    UnsupportedError,
    `${where}bandwidth must be given, searched or a rule of thumb where columns are no numbers, got windows by neighbours`,
  ],
  [
    'a share of neighbours',
    hour,
    { span: 0.5 },
    UnsupportedError,
    `${where}bandwidth must be given, searched or a rule of thumb where columns are no numbers, got windows by neighbours`,
  ],
  [
    'the plug-in',
    hour,
    'plugin',
    UnsupportedError,
    `${where}bandwidth must be given, searched or a rule of thumb where columns are no numbers, got 'plugin'`,
  ],
] as [string, unknown, unknown, Fault[0], Fault[1]][])(
  'a bandwidth: %s',
  (_name, x, bandwidth, type, message) => {
    expectError(() => modelOf(x, { bandwidth }), type, message);
  },
);

const pairs = rows.map((row) => [row.region, row.income]);
const arrays = (predictors: unknown, x: unknown = pairs) =>
  new KernelRegressor({ predictors, bandwidth: 'scott' } as never).fit(x as number[][], y);
const named = 'KernelRegressor: predictors';
it.each([
  [
    'no array',
    'category',
    OptionError,
    `${named} must be an array with what each column of x holds, got "category"`,
  ],
  [
    'nothing',
    [],
    OptionError,
    `${named} must be an array with what each column of x holds, got an array of length 0`,
  ],
  [
    'null',
    null,
    OptionError,
    `${named} must be an array with what each column of x holds, got null`,
  ],
  ['null for a column', [null, 'number'], OptionError, `${named}[0] must be an object, got null`],
  ['a number for a column', [3, 'number'], OptionError, `${named}[0] must be an object, got 3`],
  [
    'an unknown kind',
    ['categorical', 'number'],
    OptionError,
    `${named}[0].kind must be one of ${kinds}, got "categorical"`,
  ],
  [
    'what every object has',
    ['constructor', 'number'],
    OptionError,
    `${named}[0].kind must be one of ${kinds}, got "constructor"`,
  ],
  [
    'the column of rows',
    [region, 'number'],
    OptionError,
    `${named}[0] must be among kind, levels, kernel, period, got "column"`,
  ],
  [
    'hours without a period',
    ['number', 'periodic'],
    OptionError,
    `${named}[1].period must be a finite number above 0, got undefined`,
  ],
  [
    'too few',
    ['category'],
    ShapeError,
    `${where}x must have 1 columns, as predictors tell, got 2 in row 0`,
  ],
  [
    'too many',
    ['category', 'number', 'number'],
    ShapeError,
    `${where}x must have 3 columns, as predictors tell, got 2 in row 0`,
  ],
  [
    'a globe and a category in two columns',
    ['geographic', 'category'],
    ShapeError,
    `${where}x must have 3 columns, as predictors tell, got 2 in row 0`,
  ],
  [
    'numbers that are texts',
    ['number', 'number'],
    OptionError,
    /^KernelRegressor.fit: x1 of row 0 must be a number or a Date, got "\w+"$/,
  ],
] as [string, unknown, Fault[0], Fault[1]][])(
  'predictors: %s',
  (_name, predictors, type, message) => {
    expectError(() => arrays(predictors), type, message);
  },
);

it('in arrays names the column and the row', () => {
  const predictors = ['category', 'number'];
  const row5 = (row: unknown) => pairs.map((own, i) => (i === 5 ? row : own));
  expectError(
    () => arrays(predictors, row5(['north'])),
    ShapeError,
    `${where}x must have 2 columns, as predictors tell, got 1 in row 5`,
  );
  expectError(
    () => arrays(predictors, row5([1, 2])),
    OptionError,
    `${where}x1 of row 5 must be a string, as other entries of the column are, got 1`,
  );
  expectError(
    () => arrays(predictors, row5(['north', 'x'])),
    OptionError,
    `${where}x2 of row 5 must be a number or a Date, got "x"`,
  );
  expectError(
    () => arrays(predictors, row5(['north', null])),
    NumericalError,
    `${where}x2 must be finite (missing: 'omit' leaves such rows out), got null in row 5`,
  );
  expectError(
    () => arrays(['geographic'], [[0, 1], ...pairs.slice(1).map(() => [99, 0])]),
    NumericalError,
    `${where}x1 of row 1 must be a latitude from -90 to 90 degrees, got 99`,
  );
  expectError(
    () =>
      arrays(
        ['geographic'],
        rows.map(({ lat }) => lat),
      ),
    ShapeError,
    `${where}x must have 2 columns, as predictors tell, got 1 in row 0`,
  );
  expect(() => arrays(predictors, 5)).toThrow(OptionError);
  expect(() => arrays(predictors, null)).toThrow(OptionError);
  expect(() => arrays(predictors, [])).toThrow(ShapeError);
  const names = { x: ['a', 'a'], y: 'b' };
  expectError(
    () => new KernelRegressor({ predictors } as never).fit(pairs, y, { names }),
    OptionError,
    `${where}columns must have different names, got "a" twice`,
  );
  expectError(
    () => modelOf(['region', 'income'], { predictors }),
    OptionError,
    /predictors must be left out for rows \(x: \{ column: 'name', kind: 'category' \}\)/,
  );
  expectError(
    () => new KernelRegressor({ unseen: 'ignore' as never }),
    OptionError,
    'KernelRegressor: unseen must be one of throw, marginal, got "ignore"',
  );
});

it('is known in queries', () => {
  const model = modelOf(both, { bandwidth: [0.2, 1.5] });
  const to = 'KernelRegressor.predict: ';
  const wrong = (query: unknown, type: Fault[0], message: Fault[1]) =>
    expectError(
      () => model.predict(query as object),
      type,
      typeof message === 'string' ? to + message : message,
    );
  const twoColumns = (got: number) =>
    `xq must have 2 columns, as predictors tell, got ${got} in row 0`;
  wrong('north', ShapeError, twoColumns(1));
  wrong(3, ShapeError, twoColumns(1));
  wrong(['north', 3], ShapeError, twoColumns(1));
  wrong([['north', 3, 1]], ShapeError, twoColumns(3));
  wrong([[]], ShapeError, twoColumns(0));
  wrong(
    [[0, 3]],
    OptionError,
    'region of row 0 must be a string, as other entries of the column are, got 0',
  );
  wrong(
    { region: 1, income: 3 },
    OptionError,
    'region of rows[0] must be a string, as other entries of the column are, got 1',
  );
  wrong(
    { region: 'north', income: NaN },
    NumericalError,
    "income must be finite (missing: 'omit' predicts NaN there), got NaN in rows[0]",
  );
  wrong([['north', Infinity]], NumericalError, 'income must be finite, got Infinity in row 0');
  wrong(
    { region: null, income: 3 },
    NumericalError,
    "region must be finite (missing: 'omit' predicts NaN there), got null in rows[0]",
  );
  wrong({ income: 3 }, OptionError, 'rows must have a column "region", got income');
  wrong({ region: '__proto__', income: 3 }, OptionError, /got "__proto__"$/);
  wrong({ region: 'constructor', income: 3 }, OptionError, /got "constructor"$/);
  wrong(null, OptionError, 'xq must be an array, a typed array or an ndarray, got null');
  expect(model.predict([])).toEqual(new Float64Array(0));
  const lenient = modelOf(both, { bandwidth: [0.2, 1.5], missing: 'omit', unseen: 'marginal' });
  expect(
    [
      ...lenient.predict([
        { region: null, income: 3 },
        { region: 'x', income: 3 },
      ]),
    ].map(Number.isNaN),
  ).toEqual([true, false]);
  const places = modelOf(globe, { bandwidth: 2000 });
  expectError(
    () => places.predict([[91, 0]]),
    NumericalError,
    `${to}lat of row 0 must be a latitude from -90 to 90 degrees, got 91`,
  );
  expectError(
    () => places.predict({ lat: 0, lon: 400 }),
    NumericalError,
    `${to}lon of rows[0] must be a longitude from -360 to 360 degrees, got 400`,
  );
  const slice = 'KernelRegressor.slice: ';
  expectError(
    () => places.slice({ lat: 95, lon: 'all' }),
    OptionError,
    `${slice}at.lat must be a latitude from -90 to 90 degrees, got 95`,
  );
  expectError(
    () => places.slice({ lat: 'all' }, { to: 100 }),
    OptionError,
    `${slice}to must be a latitude from -90 to 90 degrees, got 100`,
  );
  expectError(
    () => model.slice({ region: 'east', income: 'all' }),
    OptionError,
    /^KernelRegressor.slice: at.region must be one of ("\w+"(, )?){3}, got "east"$/,
  );
  const hours = modelOf(hour, { bandwidth: 3 });
  expect(() => hours.predict(Infinity)).toThrow(NumericalError);
  expect(() => hours.predict('3' as never)).toThrow(OptionError);
  expect(Number.isFinite(hours.predict(-1e300))).toBe(true);
});

it('is known in JSON', () => {
  const model = modelOf([region, globe, hour, grade], { bandwidth: [0.2, 3000, 3000, 4, 0.5] });
  const read = (change: (json: any) => void) => {
    const json = JSON.parse(JSON.stringify(model));
    change(json);
    return KernelRegressor.fromJSON<any>(json);
  };
  const changes: [(json: any) => void, RegExp][] = [
    [(json) => (json.columns.x[0].kind = 'constructor'), /kind must be one of/],
    [(json) => delete json.columns.x[0].kind, /levels must be left out for kind 'number'/],
    [(json) => (json.columns.x[0].levels = ['north']), /at least 2 levels/],
    [(json) => json.columns.x[0].levels.pop(), /x1 of row \d+ must be one of/],
    [(json) => (json.columns.x[0].kernel = '__proto__'), /kernel must be one of/],
    [(json) => delete json.columns.x[3].period, /period must be a finite number above 0/],
    [(json) => delete json.columns.x[1].kind, /x must have 4 columns/],
    [(json) => delete json.columns.x[2].kind, /x must have 6 columns/],
    [(json) => (json.columns.x[0] = null), /must be a number or a Date, got "\w+"/],
    [(json) => (json.columns.x = 'abc'), /x must hold numbers/],
    [(json) => (json.columns.x = {}), /x must hold numbers/],
    [(json) => (json.columns = null), /x must hold numbers/],
    [(json) => json.columns.x.pop(), /x must have 4 columns/],
    [(json) => (json.x[3][0] = 'east'), /x1 of row 3 must be one of .*, got "east"/],
    [(json) => (json.x[3][1] = 91), /x2 of row 3 must be a latitude/],
    [(json) => (json.bandwidth[0] = 0.9), /bandwidth of x1 must be from 0/],
    [(json) => (json.options.unseen = 'x'), /unseen must be one of/],
  ];
  for (const [change, message] of changes) {
    expect(() => read(change)).toThrow(message);
    expect(() => read(change)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^ERR_/) }),
    );
  }
  // levels that are found again are those of the model
  const found = read((json) => delete json.columns.x[0].levels);
  expect(found.predict(some.slice().reverse())).toEqual(model.predict(some.slice().reverse()));
  expect(found.columns).toEqual(model.columns);
});

it('cannot change a model afterwards', () => {
  const levels = regions.slice();
  const model = modelOf([{ ...region, levels }, 'income'], { bandwidth: [0.2, 1.5] });
  const before = model.predict(some);
  levels.reverse();
  expect(() => ((model.columns.x[0]!.levels as string[])[0] = 'east')).toThrow(TypeError);
  expect(model.predict(some)).toEqual(before);
});
