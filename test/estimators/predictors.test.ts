// Columns that are no numbers, as users hand them in: categories, orders, circles and the globe.

import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createRandom,
  KernelRegressor,
  type KernelRegressorOptions,
  kernelRegression,
  type Level,
  OptionError,
  type PredictorOption,
  plotCriterion,
  plotLeverage,
  plotRegression,
  plotResiduals,
  plotSlices,
  plotSurface,
  renderSVG,
  UnsupportedError,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import {
  globe,
  grade,
  hour,
  modelOf,
  type Row,
  region,
  regions,
  rows,
  size,
  sizes,
  some,
  y,
} from './mixedRows.js';

/** By name: columns of rows, the bandwidth, the fields in arrays. */
const cases: [name: string, x: any[], bandwidth: number[], fields: (keyof Row)[]][] = [
  ['a category and a number', [region, 'income'], [0.2, 1.5], ['region', 'income']],
  [
    'categories alone',
    [region, { column: 'open', kind: 'category', kernel: 'liRacine' }],
    [0.2, 0.4],
    ['region', 'open'],
  ],
  ['one category', [region], [0.1], ['region']],
  ['orders', [size, 'income', grade], [0.3, 2, 0.5], ['size', 'income', 'grade']],
  ['hours', [hour], [2.5], ['hour']],
  ['hours and a category', [hour, region], [3, 0.3], ['hour', 'region']],
  ['the globe', [globe], [2500, 2500], ['lat', 'lon']],
  [
    'all of them',
    ['income', globe, hour, region, grade],
    [3, 5000, 5000, 5, 0.3, 0.5],
    ['income', 'lat', 'lon', 'hour', 'region', 'grade'],
  ],
];

describe.each(cases)('%s', (_name, x, bandwidth, fields) => {
  const degree = x.every(({ kind }) => kind === 'category') ? 0 : 1;
  const options = { bandwidth, degree } as const;
  const model = modelOf(x, options);
  const predictors = x.map((each) => {
    if (typeof each === 'string') return 'number';
    const { column: _, ...kind } = each;
    return kind;
  });
  const inArrays = (data: readonly Row[]) => data.map((row) => fields.map((name) => row[name]));
  const array = new KernelRegressor({ ...options, predictors }).fit(inArrays(rows), y);

  it('is the same in rows and in arrays', () => {
    const values = model.predict(some);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(array.predict(inArrays(some))).toEqual(values);
    expect(model.predict(inArrays(some) as any[])).toEqual(values);
    // Of one query sums may be made another way.
    expect(model.predict(some[2])).toBeCloseTo(values[2]!, 12);
    expect(array.residuals).toEqual(model.residuals);
    expect(array.looResiduals).toEqual(model.looResiduals);
    expect(array.bandwidth).toEqual(model.bandwidth);
    expect(model.observations).toEqual(
      rows.map((row) =>
        Object.fromEntries([...fields, 'spend'].map((name) => [name, row[name as keyof Row]])),
      ),
    );
  });

  it('is the same after JSON', () => {
    for (const each of [model, array]) {
      const text = JSON.stringify(each);
      const again = KernelRegressor.fromJSON<any>(JSON.parse(text));
      expect(JSON.stringify(again)).toBe(text);
      expect(again.predict(inArrays(some) as any[])).toEqual(each.predict(inArrays(some) as any[]));
      expect(again.columns).toEqual(each.columns);
      expect(again.summary()).toBe(each.summary());
      expect(String(again)).toBe(String(each));
    }
    const again = KernelRegressor.fromJSON<any>(JSON.parse(JSON.stringify(model)));
    expect(again.predict(some)).toEqual(model.predict(some));
    expect(again.confidenceBand(some)).toEqual(model.confidenceBand(some));
  });

  it('does not depend on the order of the rows', () => {
    const backwards = modelOf(x, options, rows.slice().reverse());
    expectClose(backwards.predict(some), model.predict(some), 1e-11);
    expectClose(backwards.looResiduals.slice().reverse(), model.looResiduals, 1e-10);
  });

  it('leaves out as refits do', () => {
    for (let i = 0; i < rows.length; i += 11) {
      const others = modelOf(
        x,
        options,
        rows.filter((_, at) => at !== i),
      );
      expectClose([model.looResiduals[i]!], [(y[i]! - others.predict(rows[i])) as number], 1e-10);
    }
  });

  it('knows how strongly an observation pulls, and how many parameters that makes', () => {
    const moved = rows.map((row, i) => ({ ...row, spend: row.spend + (i === 7 ? 1 : 0) }));
    const pull = modelOf(x, options, moved).predict(rows[7]) - model.predict(rows[7]);
    expectClose([model.leverage[7]!], [pull], 1e-11);
    const trace = model.leverage.reduce((sum, each) => sum + each, 0);
    expectClose([model.effectiveDegreesOfFreedom], [trace], 1e-12);
    expect(trace).toBeGreaterThan(1);
    expect(trace).toBeLessThan(rows.length);
  });

  it('takes a weight of 2 for the row twice', () => {
    const twice = [...rows, ...rows.slice(0, 30)];
    const weighted = modelOf(x, {
      ...options,
      weight: (row: Row) => (rows.indexOf(row) < 30 ? 2 : 1),
    });
    expectClose(weighted.predict(some), modelOf(x, options, twice).predict(some), 1e-11);
  });

  it('has bands and intervals', () => {
    for (const method of ['bayesian', 'standard', 'bootstrap'] as const) {
      const band = model.confidenceBand(some, { method });
      expect(band.fit.length).toBe(some.length);
      for (let q = 0; q < some.length; q++) {
        expect(band.standardError[q]).toBeGreaterThan(0);
        expect(band.lower[q]).toBeLessThan(band.fit[q]!);
        expect(band.upper[q]).toBeGreaterThan(band.fit[q]!);
      }
    }
    const band = model.confidenceBand(some);
    expectClose(band.fit, model.predict(some), 1e-12);
    const interval = model.predictionInterval(some);
    const conformal = model.predictionInterval(some, { method: 'conformal' });
    for (let q = 0; q < some.length; q++) {
      const width = interval.upper[q]! - interval.lower[q]!;
      expect(width).toBeGreaterThan(band.upper[q]! - band.lower[q]!);
      expect(conformal.upper[q]!).toBeGreaterThan(conformal.lower[q]!);
    }
    // Of 90 observations an interval of 90 % holds about 81, give or take three standard deviations.
    const { lower, upper } = model.predictionInterval(rows, { level: 0.9 });
    const inside = y.filter((value, i) => lower[i]! < value && value < upper[i]!).length;
    expect(inside).toBeGreaterThanOrEqual(72);
  });

  it('has support, and a score', () => {
    const { effectiveSampleSize, extrapolation, nearest } = model.support(rows);
    expect(Math.min(...effectiveSampleSize)).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(Math.max(...effectiveSampleSize)).toBeLessThan(rows.length);
    expect([...nearest]).toEqual(rows.map(() => 0));
    expect(extrapolation.filter(Boolean).length).toBeLessThan(20);
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const left = model.residuals.reduce((sum, value) => sum + value ** 2, 0);
    expectClose([model.score(rows)], [1 - left / total], 1e-12);
    expectClose([array.score(inArrays(rows), y)], [1 - left / total], 1e-12);
  });

  it('says what it is', () => {
    const summary = model.summary();
    const lines = [summary, String(model)];
    for (const text of lines) {
      for (const field of fields) expect(text).toContain(field);
      expect(text).toContain('gaussian');
    }
    const kernels = x.flatMap(({ kind, kernel }) =>
      kind === 'category'
        ? [kernel ?? 'aitchisonAitken']
        : kind === 'ordered'
          ? [kernel ?? 'liRacine']
          : [],
    );
    for (const kernel of kernels) expect(summary).toContain(kernel);
    expect(summary).toContain(`observations                  ${rows.length}`);
    expect(summary).not.toMatch(/NaN|undefined|null|\[object/);
  });

  it('has slices along each column', () => {
    for (const column of model.columns.x) {
      const slice = model.slice({ [column.name]: 'all' }, { points: 5, band: true });
      expect(slice).toHaveLength(column.levels?.length ?? 5);
      if (column.levels) expect(slice.map((row) => row[column.name])).toEqual(column.levels);
      expectClose(
        slice.map(({ spend }) => spend),
        model.predict(slice),
        1e-12,
      );
      const { upper } = model.confidenceBand(slice);
      expectClose(
        slice.map((row) => row.upper),
        upper,
        1e-12,
      );
    }
  });
});

describe('categories', () => {
  const both = [region, 'income'];
  const plain = (data: readonly object[], h = 1.5, degree: number = 0) =>
    modelOf('income', { bandwidth: h, degree }, data);

  it.each([
    ['aitchisonAitken', region, 2 / 3],
    ['liRacine', { ...region, kernel: 'liRacine' }, 1],
    ['an order', size, 1],
  ])('%s: do not matter with λ at its upper end', (_kernel, column, most) => {
    for (const degree of [0, 1, 2]) {
      const model = modelOf([column, 'income'], { bandwidth: [most, 1.5], degree });
      const without = plain(rows, 1.5, degree);
      expectClose(model.predict(some), without.predict(some), 1e-13);
      expectClose(model.looResiduals, without.looResiduals, 1e-12);
      expectClose(model.leverage, without.leverage, 1e-13);
      // noise may still differ from level to level
      const options = { method: 'standard', variance: 'constant' } as const;
      const { upper } = without.confidenceBand(some, options);
      expectClose(model.confidenceBand(some, options).upper, upper, 1e-11);
      expect(model.summary()).toMatch(/does not matter +(region|size)/);
    }
  });

  it('are fitted apart with λ = 0, as models by group are', () => {
    const options = { bandwidth: [0, 1.5], degree: 1 };
    const model = modelOf(both, options);
    const byRegion = kernelRegression(rows, {
      x: 'income',
      y: 'spend',
      by: 'region',
      bandwidth: 1.5,
      degree: 1,
    });
    for (const name of regions) {
      const own = rows.filter((row) => row.region === name);
      const apart = plain(own, 1.5, 1);
      const values = model.predict(own);
      expectClose(values, apart.predict(own), 1e-12);
      expectClose(values, byRegion.predict(own), 1e-12);
      const left = rows.flatMap((row, i) => (row.region === name ? [model.looResiduals[i]!] : []));
      expectClose(left, apart.looResiduals, 1e-11);
    }
  });

  it('can be what models by group are of', () => {
    const byOpen = kernelRegression(rows, {
      x: [region, hour],
      y: 'spend',
      by: 'open',
      bandwidth: [0.3, 3],
    });
    for (const open of [true, false]) {
      const own = rows.filter((row) => row.open === open);
      const model = modelOf([region, hour], { bandwidth: [0.3, 3] }, own);
      const found = byOpen.models.get(String(open))!;
      expect(found.predict(own)).toEqual(model.predict(own));
      expect(byOpen.predict(own)).toEqual(model.predict(own));
      expect(found.columns.x[0]!.levels!.slice().sort()).toEqual(regions);
    }
  });

  it('weigh by Aitchison and Aitken, or Li and Racine, pair by pair', () => {
    const kernels = {
      aitchisonAitken: (lambda: number) => lambda / (2 * (1 - lambda)),
      liRacine: (lambda: number) => lambda,
    };
    for (const kernel of ['aitchisonAitken', 'liRacine'] as const) {
      const model = modelOf([{ ...region, kernel }, 'income'], { bandwidth: [0.3, 1.5] });
      const expected = some.map((query) => {
        let [above, below] = [0, 0];
        for (const row of rows) {
          const other = row.region === query.region ? 1 : kernels[kernel](0.3);
          const weight = other * Math.exp(-(((row.income - query.income) / 1.5) ** 2) / 2);
          above += weight * row.spend;
          below += weight;
        }
        return above / below;
      });
      expectClose(model.predict(some), expected, 1e-12);
    }
  });

  it('may be called anything, as levels and as columns', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const renamed = (row: Row): object =>
      Object.fromEntries([
        ['__proto__', names[regions.indexOf(row.region)]],
        ['constructor', row.income],
        ['spend', row.spend],
      ]);
    const model = modelOf(both, { bandwidth: [0.2, 1.5] });
    const odd = modelOf(
      [{ column: '__proto__', kind: 'category' }, 'constructor'],
      { bandwidth: [0.2, 1.5] },
      rows.map(renamed),
    );
    expectClose(odd.predict(some.map(renamed)), model.predict(some), 1e-13);
    expect(odd.predict(renamed(rows[0]!))).toBe(odd.predict([renamed(rows[0]!)])[0]);
    const [first] = odd.slice({ constructor: 'all' }, { points: 2 });
    expect(Object.keys(first!)).toEqual(['__proto__', 'constructor', 'spend', 'extrapolation']);
    expect(names).toContain(Object.entries(first!)[0]![1]);
    const again = KernelRegressor.fromJSON<any>(JSON.parse(JSON.stringify(odd)));
    expect(again.predict(some.map(renamed) as any)).toEqual(odd.predict(some.map(renamed)));
  });

  it('may be numbers, big integers, booleans, and what a function of the row says', () => {
    const codes = [7, -1, 0.5];
    const model = modelOf(both, { bandwidth: [0.2, 1.5] });
    const inNumbers = (row: Row) => codes[regions.indexOf(row.region)]!;
    const numbers = modelOf([{ column: inNumbers, kind: 'category' }, 'income'], {
      bandwidth: [0.2, 1.5],
    });
    expectClose(numbers.predict(some), model.predict(some), 1e-13);
    expect(numbers.columns.x[0]!.levels!.slice().sort()).toEqual([-1, 0.5, 7]);
    const inBigs = rows.map((row, i) => ({ ...row, grade: i % 2 ? BigInt(row.grade) : row.grade }));
    const ordered = { bandwidth: [0.4, 1.5] };
    const bigs = modelOf([{ column: 'grade', kind: 'ordered' }, 'income'], ordered, inBigs);
    const own = modelOf([{ column: 'grade', kind: 'ordered' }, 'income'], ordered);
    expect(bigs.columns.x[0]!.levels).toEqual([1, 2, 5]);
    expect(bigs.predict(some)).toEqual(own.predict(some));
    const open = modelOf([{ column: 'open', kind: 'category' }], { bandwidth: [0] });
    const mean = (each: readonly Row[]) =>
      each.reduce((sum, { spend }) => sum + spend, 0) / each.length;
    expectClose([open.predict(true as never)], [mean(rows.filter((row) => row.open))], 1e-13);
    expectClose([open.predict({ open: false })], [mean(rows.filter((row) => !row.open))], 1e-13);
  });

  it('alone are asked by a level, levels, rows, or arrays', () => {
    const model = modelOf(region, { bandwidth: [0.1] });
    const values = model.predict(regions.map((name) => ({ region: name })));
    expect(model.predict('north' as never)).toBe(values[0]);
    expect(model.predict(regions)).toEqual(values);
    expect(model.predict(regions.map((name) => [name]))).toEqual(values);
    expect(model.predict({ region: 'west' })).toBe(values[2]);
    expect(model.bandwidthAt(['north'])).toEqual(Float64Array.of(0.1));
    expect(model.support('north' as never).nearest).toEqual(Float64Array.of(0));
    expectError(
      () => model.curve(),
      UnsupportedError,
      'KernelRegressor.curve: x must hold numbers for a curve (predict takes categories), got categories',
    );
    expectError(
      () => model.derivative('north' as never),
      UnsupportedError,
      'KernelRegressor.derivative: derivatives must be by numbers, got categories alone',
    );
  });

  it('step by differences of numbers, and by places of other levels', () => {
    const weight = (lambda: number, steps: number) => (steps === 0 ? 1 : lambda ** steps / 2);
    const model = modelOf([grade], { bandwidth: [0.6] });
    const expected = [1, 2, 5].map((at) => {
      let [above, below] = [0, 0];
      for (const row of rows) {
        const own = weight(0.6, Math.abs(row.grade - at));
        above += own * row.spend;
        below += own;
      }
      return above / below;
    });
    expectClose(model.predict([1, 2, 5]), expected, 1e-12);
    const bySize = modelOf([size, 'income'], { bandwidth: [0.4, 1.5] });
    const backwards = modelOf([{ ...size, levels: sizes.slice().reverse() }, 'income'], {
      bandwidth: [0.4, 1.5],
    });
    expectClose(backwards.predict(some), bySize.predict(some), 1e-13);
    const numbered = modelOf(
      [{ column: (row: Row) => sizes.indexOf(row.size), kind: 'ordered' }, 'income'],
      { bandwidth: [0.4, 1.5] },
    );
    expectClose(numbered.predict(some), bySize.predict(some), 1e-13);
  });

  it('may have levels without an observation, which others predict', () => {
    const levels = [...regions, 'east'];
    const model = modelOf([{ ...region, levels }, 'income'], { bandwidth: [0.2, 1.5] });
    const query = { region: 'east', income: 4 };
    expectClose([model.predict(query)], [plain(rows).predict(4)], 1e-12);
    expect(model.columns.x[0]!.levels).toEqual(levels);
    const apart = modelOf([{ ...region, levels }, 'income'], { bandwidth: [0, 1.5] });
    expectClose([apart.predict(query)], [plain(rows).predict(4)], 1e-12);
    expect(apart.support([query]).extrapolation).toEqual([true]);
    const windows = { kernel: 'tricube', bandwidth: [0, 3] };
    expect(modelOf([{ ...region, levels }, 'income'], windows).predict(query)).toBeNaN();
  });

  it('that are not known are an error, or marginal', () => {
    const queries = [
      { region: 'north', income: 3 },
      { region: 'east', income: 3 },
    ];
    const message =
      /: region of rows\[1\] must be one of ("\w+"(, )?){3} \(unseen: 'marginal' takes all of them alike\), got "east"$/;
    for (const degree of [0, 1]) {
      const strict = modelOf(both, { bandwidth: [0.2, 1.5], degree });
      const ask = [
        'predict',
        'confidenceBand',
        'predictionInterval',
        'support',
        'derivative',
        'bandwidthAt',
      ] as const;
      for (const method of ask)
        expectError(() => strict[method](queries as any), OptionError, message);
      expectError(
        () => strict.score(queries.map((query) => ({ ...query, spend: 1 }))),
        OptionError,
        message,
      );
      const model = modelOf(both, { bandwidth: [0.2, 1.5], degree, unseen: 'marginal' });
      const without = plain(rows, 1.5, degree);
      expectClose(model.predict(queries), [strict.predict(queries[0]!), without.predict(3)], 1e-12);
      const byColumn = (each: any) => [each.effectiveSampleSize[1], each.nearest[1]];
      const { effectiveSampleSize, nearest } = without.support([3]);
      expectClose(byColumn(model.support(queries)), [effectiveSampleSize[0]!, nearest[0]!], 1e-10);
      expectClose([model.derivative(queries)[1]!], [without.derivative(3) as number], 1e-11);
      const json = KernelRegressor.fromJSON<any>(JSON.parse(JSON.stringify(model)));
      expect(json.predict(queries as any)).toEqual(model.predict(queries));
      const all = rows.map((row) => ({ ...row, region: 'east' }));
      expectClose([model.score(all)], [without.score(rows)], 1e-11);
    }
  });

  it('without a say are found so, and noise is no region', () => {
    const given = { bandwidth: [0.1, 0.8] };
    const real = modelOf(both, given).testAgainst({ without: 'region' }, { draws: 199 });
    expect(real.pValue).toBe(1 / 200);
    const own = createRandom(2);
    const pValues = Array.from({ length: 20 }, () => {
      const noise = rows.map((row) => ({
        ...row,
        region: regions[Math.floor(own.uniform(0, 3))]!,
        spend: Math.sin(row.income) + own.normal(0, 0.3),
      }));
      return modelOf(both, given, noise).testAgainst({ without: 'region' }, { draws: 49 }).pValue;
    });
    // 2 expected, standard deviation 1.3
    expect(pValues.filter((pValue) => pValue <= 0.1).length).toBeLessThan(7);
    expect(modelOf(both, given).testAgainst({ without: 0 }, { draws: 199 })).toEqual(real);
    const renamed = rows.map((row) => ({ ...row, region: `${9 - regions.indexOf(row.region)}` }));
    const again = modelOf(both, given, renamed).testAgainst({ without: 'region' }, { draws: 199 });
    expectClose([again.statistic], [real.statistic], 1e-11);
    const line = modelOf(both, given).testAgainst('linear', { draws: 199 });
    const other = modelOf(both, given, renamed).testAgainst('linear', { draws: 199 });
    expectClose([other.statistic, other.pValue], [line.statistic, line.pValue], 1e-11);
    expectError(
      () => modelOf(both, given).testAgainst({ without: 'place' }),
      OptionError,
      /^KernelRegressor.testAgainst: curve must be .*, got without "place" of 2$/,
    );
  });
});

describe('what a search chooses', () => {
  const columns = [region, 'income'];
  const found = modelOf(columns);

  it('does not depend on names, nor on the order of rows', () => {
    const names: Record<string, string> = { north: 'c', south: 'a', west: 'b' };
    const renamed = rows.map((row) => ({ ...row, region: names[row.region]! }));
    for (const data of [renamed, rows.slice().reverse()]) {
      const other = modelOf(columns, {}, data);
      expectClose(other.bandwidth, found.bandwidth, 1e-5);
      expectClose([other.bandwidthChoice!.value!], [found.bandwidthChoice!.value!], 1e-9);
    }
  });

  it('is no worse than without the column, apart, or at other λ', () => {
    for (const criterion of ['loo', 'aicc', 'gcv'] as const) {
      const { value } = modelOf(columns, { bandwidth: criterion, degree: 0 }).bandwidthChoice!;
      const without = modelOf('income', { bandwidth: criterion, degree: 0 }).bandwidthChoice!;
      expect(value).toBeLessThanOrEqual(without.value! * (1 + 1e-9));
    }
    const chosen = modelOf(columns, { bandwidth: 'loo', degree: 0 });
    const [, h] = chosen.bandwidth;
    const error = (lambda: number) =>
      modelOf(columns, { bandwidth: [lambda, h], degree: 0 }).looResiduals.reduce(
        (sum, e) => sum + e * e,
        0,
      ) / rows.length;
    for (let lambda = 0; lambda <= 0.66; lambda += 0.06)
      expect(chosen.bandwidthChoice!.value!).toBeLessThanOrEqual(error(lambda) * (1 + 1e-10));
  });

  it('is the same without blocking, and tells how far it is', async () => {
    const seen: number[] = [];
    const options = {
      x: columns,
      y: 'spend',
      onProgress: ({ value }: { value: number }) => seen.push(value),
    };
    const slow = await new KernelRegressor().fitAsync(rows, options as never);
    expect(slow.bandwidth).toEqual(found.bandwidth);
    expect(seen.length).toBeGreaterThan(20);
  });

  it('turns with the clock', () => {
    const model = modelOf(hour);
    for (const by of [5, 11.3, -30]) {
      const turned = rows.map((row) => ({ ...row, hour: row.hour + by }));
      const other = modelOf(hour, {}, turned);
      expectClose(other.bandwidth, model.bandwidth, 1e-5);
      const places = some.map((row) => row.hour);
      expectClose(other.predict(places.map((at) => at + by)), model.predict(places), 1e-5);
      expectClose(other.predict(places.map((at) => at + by + 48)), model.predict(places), 1e-5);
    }
  });

  it('turns with the globe about its axis', () => {
    const place = (row: Row, by: number) => ({
      lat: row.lat / 90,
      lon: ((row.lon / 90 + by + 540) % 360) - 180,
      spend: Math.sin(row.lon / 20) + Math.cos(row.lat / 20) + row.spend / 9,
    });
    const [model, ...others] = [0, 180, -100].map((by) =>
      modelOf(
        globe,
        {},
        rows.map((row) => place(row, by)),
      ),
    );
    // all within two degrees, 222 kilometres
    expect(model!.bandwidth[0]).toBeLessThan(222);
    for (const other of others) {
      expectClose(
        other.bandwidth.map((h) => h / model!.bandwidth[0]!),
        [1, 1],
        1e-5,
      );
      expectClose(other.residuals, model!.residuals, 1e-5);
    }
    const byRule = [0, 180].map(
      (by) =>
        modelOf(
          globe,
          { bandwidth: 'scott' },
          rows.map((row) => place(row, by)),
        ).bandwidth[0]!,
    );
    expectClose([byRule[1]! / byRule[0]!], [1], 1e-10);
  });

  it('by rules of thumb falls with more observations', () => {
    for (const rule of ['scott', 'silverman'] as const) {
      const few = modelOf(columns, { bandwidth: rule }, rows.slice(0, 30)).bandwidth;
      const many = modelOf(columns, { bandwidth: rule }).bandwidth;
      expect(many[0]).toBeGreaterThan(0);
      expect(many[0]).toBeLessThan(few[0]!);
    }
  });
});

describe('circles', () => {
  const model = modelOf(hour, { bandwidth: 2.5, degree: 1 });

  it('close', () => {
    for (const degree of [0, 1, 2, 3] as const) {
      const each = modelOf(hour, { bandwidth: 2.5, degree });
      const values = each.predict([0, 24, -24, 240]);
      expectClose(values, new Array(4).fill(values[0]), 1e-11);
      const slopes = each.derivative([0, 24]) as Float64Array;
      expectClose([slopes[1]!], [slopes[0]!], 1e-10);
      const curve = each.curve({ points: 25, band: true });
      const [first, last] = [curve[0]!, curve[24]!];
      expect([first.hour, last.hour]).toEqual([0, 24]);
      expectClose([last.spend, last.upper], [first.spend, first.upper], 1e-10);
      expectClose([each.predict(23.999)], [each.predict(-0.001)], 1e-11);
    }
  });

  it('have a slope of 0 where they do not matter', () => {
    for (const degree of [0, 1]) {
      const both = modelOf([hour, 'income'], { bandwidth: [Infinity, 1.5], degree });
      const slopes = both.derivative([
        { hour: 4, income: 3 },
        { hour: 9, income: 5 },
      ]) as Float64Array;
      const income = modelOf('income', { bandwidth: 1.5, degree });
      const expected = income.derivative([3, 5]) as Float64Array;
      expectClose(slopes, [0, expected[0]!, 0, expected[1]!], 1e-11);
    }
    const alone = modelOf(hour, { bandwidth: Infinity, degree: 2 });
    expect(alone.derivative([4, 9])).toEqual(Float64Array.of(0, 0));
    expect(alone.derivative(4, { order: 2 })).toBe(0);
    const empty = modelOf([hour, 'income'], {
      bandwidth: [Infinity, 0.01],
      degree: 1,
      kernel: 'epanechnikov',
      emptyWindow: 'nan',
    });
    expect(empty.derivative([{ hour: 4, income: 1e3 }])).toEqual(Float64Array.of(NaN, NaN));
  });

  it('turn', () => {
    const turned = modelOf(
      hour,
      { bandwidth: 2.5, degree: 1 },
      rows.map((row) => ({ ...row, hour: (row.hour + 7.5) % 24 })),
    );
    const places = some.map((row) => row.hour);
    const later = places.map((at) => at + 7.5);
    expectClose(turned.predict(later), model.predict(places), 1e-11);
    expectClose(
      turned.derivative(later) as Float64Array,
      model.derivative(places) as Float64Array,
      1e-10,
    );
    expectClose(turned.confidenceBand(later).upper, model.confidenceBand(places).upper, 1e-10);
    expectClose(turned.looResiduals, model.looResiduals, 1e-11);
    const line = model.testAgainst('linear', { draws: 99 });
    const other = turned.testAgainst('linear', { draws: 99 });
    expectClose([other.statistic, other.pValue], [line.statistic, line.pValue], 1e-9);
  });

  it('are lines where the period is long', () => {
    const long = modelOf({ ...hour, period: 1e6 }, { bandwidth: 2.5, degree: 1 });
    const line = modelOf('hour', { bandwidth: 2.5, degree: 1 });
    expectClose(long.predict(some), line.predict(some), 1e-9);
  });

  it('are held in the middle of what was observed, wherever they begin', () => {
    const late = rows.map((row) => ({ ...row, hour: (22 + row.hour / 6) % 24 }));
    const model = modelOf([hour, 'income'], { bandwidth: [1, 2] }, late);
    const [first] = model.slice({ income: 'all' }, { points: 2 });
    const fromTen = late.map((row) => (row.hour + 2) % 24).sort((a, b) => a - b);
    expect((first!.hour + 2) % 24).toBeCloseTo((fromTen[44]! + fromTen[45]!) / 2, 10);
    expect(first!.hour).toBeLessThan(24);
    const places = rows.map((row) => ({ ...row, lon: row.lon / 4 - 100 }));
    const west = modelOf([globe, 'income'], { bandwidth: [2000, 2000, 2] }, places);
    const [held] = west.slice({ income: 'all' }, { points: 2 });
    expect(held!.lon).toBeGreaterThan(-145);
    expect(held!.lon).toBeLessThan(-55);
  });

  it('may be times of day', () => {
    const at = (row: Row) =>
      new Date(Date.UTC(2026, 0, 1 + Math.floor(row.income), 0, 0, 0, row.hour * 3_600_000));
    const column = { column: at, kind: 'periodic', period: 86_400_000 };
    const times = modelOf({ time: column }, { bandwidth: 2.5 * 3_600_000, degree: 1 });
    expectClose(
      times.predict(some),
      modelOf(
        { time: { ...hour, column: (row: Row) => at(row).getTime() / 3_600_000 } },
        { bandwidth: 2.5, degree: 1 },
      ).predict(some),
      1e-10,
    );
    const [first, last] = times.curve({ points: 2 });
    expect([first!.time, last!.time]).toEqual([new Date(0), new Date(86_400_000)]);
  });
});

describe('the globe', () => {
  const options = { bandwidth: 2000, degree: 1 };
  const model = modelOf(globe, options);

  it('has no date line, and one north pole', () => {
    for (const lat of [-50, 0, 77])
      expectClose(
        model.predict([
          [lat, 180],
          [lat, 540 - 360 * 2],
          [lat, -180],
        ]),
        new Array(3).fill(model.predict([[lat, -180]])[0]),
        1e-10,
      );
    for (const pole of [90, -90]) {
      const mean = modelOf(globe, { bandwidth: 2000 });
      const values = mean.predict([0, 40, -170, 359].map((lon) => [pole, lon]));
      expectClose(values, new Array(4).fill(values[0]), 1e-11);
      const lines = model.predict([0, 40, -170, 359].map((lon) => [pole, lon]));
      expectClose(lines, new Array(4).fill(lines[0]), 1e-9);
      expectClose([mean.predict([[pole * (1 - 1e-12), 7]])[0]!], [values[0]!], 1e-8);
    }
    expectClose(model.predict([[12, 200]]), model.predict([[12, -160]]), 1e-12);
  });

  it('takes longitudes from −180 or from 0', () => {
    const eastwards = modelOf(
      globe,
      options,
      rows.map((row) => ({ ...row, lon: (row.lon + 360) % 360 })),
    );
    expectClose(eastwards.predict(some), model.predict(some), 1e-10);
  });

  it('weighs by kilometres along great circles', () => {
    const radians = Math.PI / 180;
    const kilometres = (a: Row, b: Row) => {
      const [p, q] = [a.lat * radians, b.lat * radians];
      const cosine =
        Math.sin(p) * Math.sin(q) + Math.cos(p) * Math.cos(q) * Math.cos((b.lon - a.lon) * radians);
      return 6371.0088 * Math.acos(Math.min(1, cosine));
    };
    const expected = some.map((query) => {
      let [above, below] = [0, 0];
      for (const row of rows) {
        const weight = Math.exp(-((kilometres(query, row) / 2000) ** 2) / 2);
        above += weight * row.spend;
        below += weight;
      }
      return above / below;
    });
    // the arc cosine of what is near 1 keeps half the digits
    expectClose(modelOf(globe, { bandwidth: 2000 }).predict(some), expected, 1e-8);
  });

  it('goes away as a whole', () => {
    const both = modelOf([globe, 'income'], { bandwidth: [4000, 4000, 1.5] });
    const [byLat, byLon] = ['lat', 'lon'].map((without) =>
      both.testAgainst({ without }, { draws: 99 }),
    );
    expect(byLon).toEqual(byLat);
    expectError(() => model.testAgainst({ without: 'lat' }), OptionError, /without "lat" of 2$/);
    expectError(
      () => model.derivative([[1, 2]]),
      UnsupportedError,
      'KernelRegressor.derivative: derivatives must be by numbers, got latitude and longitude, lat',
    );
    const wide = modelOf([globe, 'income'], { bandwidth: [Infinity, Infinity, 1.5] });
    expectError(() => wide.derivative(some), UnsupportedError, /got latitude and longitude, lat$/);
  });
});

describe('pictures', () => {
  it('tell levels and places', async () => {
    const model = modelOf([region, 'income'], { bandwidth: [0.1, 1.5] });
    const at = { income: 'all', region: regions } as const;
    const lines = await renderSVG(plotSlices(model, at, { points: 9 }));
    for (const name of [...regions, 'income', 'spend'])
      expect([name, lines.includes(name)]).toEqual([name, true]);
    const apart = await renderSVG(
      plotSlices(model, { income: 'all', region: 'west' }, { points: 9 }),
    );
    expect(apart.includes('region west')).toBe(true);
    const round = await renderSVG(plotRegression(modelOf(hour, { bandwidth: 3 })));
    expect(round.includes('hour')).toBe(true);
    const map = await renderSVG(plotSurface(modelOf(globe, { bandwidth: 3000 })));
    for (const name of ['lat', 'lon']) expect(map.includes(name)).toBe(true);
    for (const svg of [lines, apart, round, map]) expect(/NaN|undefined/.test(svg)).toBe(false);
  });

  it('of what is told from all observations are drawn of every kind', async () => {
    for (const [, x, bandwidth] of cases) {
      const model = modelOf(x, { bandwidth });
      for (const spec of [plotResiduals(model), plotLeverage(model)])
        expect(/^<svg.*<\/svg>$/s.test(await renderSVG(spec))).toBe(true);
    }
    expect((await renderSVG(plotCriterion(modelOf(hour)))).includes('degree 3')).toBe(true);
  });

  it('along categories are refused by name', () => {
    const two = modelOf([region, 'income'], { bandwidth: [0.1, 1.5] });
    const one = modelOf(region);
    for (const call of [
      () => plotSlices(two, { region: 'all' }),
      () => plotSlices(one, { region: 'all' }),
      () => plotRegression(one),
      () => plotSurface(two),
      () => plotCriterion(one),
    ])
      expectError(call, UnsupportedError, /numbers.*got (categories(, region)?|region)$/);
  });
});

describe('types', () => {
  interface Visit {
    readonly region: 'north' | 'south';
    readonly grade: number;
    readonly open: boolean;
    readonly lat: number;
    readonly lon: number;
    readonly at: Date;
    readonly where: { readonly lat: number };
    readonly spend: number;
  }
  const visits = Array.from({ length: 8 }, (_, i): Visit => {
    const place = { lat: i, lon: -i };
    const region = i % 2 ? 'north' : 'south';
    return {
      region,
      grade: i % 3,
      open: i > 3,
      at: new Date(i),
      where: place,
      ...place,
      spend: i % 5,
    };
  });

  it('know kinds by name and with what they need', () => {
    const predictors = [
      'number',
      'category',
      'ordered',
      'geographic',
      { kind: 'category', levels: ['a', 'b'], kernel: 'liRacine' },
      { kind: 'ordered', levels: [1, 2, 5], kernel: 'wangVanRyzin' },
      { kind: 'periodic', period: 24 },
    ] as const;
    expectTypeOf(predictors).toExtend<readonly PredictorOption[]>();
    expectTypeOf({ predictors, unseen: 'marginal' } as const).toExtend<KernelRegressorOptions>();
    const wrong = [
      // @ts-expect-error no kind
      () => new KernelRegressor({ predictors: ['categorical'] }),
      // @ts-expect-error a circle needs its period
      () => new KernelRegressor({ predictors: ['periodic'] }),
      // @ts-expect-error the same
      () => new KernelRegressor({ predictors: [{ kind: 'periodic' }] }),
      // @ts-expect-error a category has none
      () => new KernelRegressor({ predictors: [{ kind: 'category', period: 24 }] }),
      // @ts-expect-error the globe has no levels
      () => new KernelRegressor({ predictors: [{ kind: 'geographic', levels: ['a', 'b'] }] }),
      // @ts-expect-error a kernel of orders
      () => new KernelRegressor({ predictors: [{ kind: 'category', kernel: 'wangVanRyzin' }] }),
      // @ts-expect-error a kernel of categories
      () => new KernelRegressor({ predictors: [{ kind: 'ordered', kernel: 'aitchisonAitken' }] }),
      // @ts-expect-error arrays have no columns by name
      () => new KernelRegressor({ predictors: [{ kind: 'category', column: 'region' }] }),
      // @ts-expect-error neither
      () => new KernelRegressor({ unseen: 'ignore' }),
    ];
    for (const call of wrong) expect(call).toThrow(OptionError);
  });

  it('know columns with their kinds, and what their rows hold', () => {
    const model = kernelRegression(visits, {
      x: [
        { column: 'region', kind: 'category' },
        { column: 'grade', kind: 'ordered' },
        { column: ['lat', 'lon'], kind: 'geographic' },
        { column: 'at', kind: 'periodic', period: 100 },
      ],
      y: 'spend',
      bandwidth: [0.1, 0.2, 500, 500, 3],
      unseen: 'marginal',
    });
    const [row] = model.slice({ region: 'all', grade: 1, lat: 0, lon: 0, at: 0 });
    expectTypeOf(row!.region).toEqualTypeOf<'north' | 'south'>();
    expectTypeOf(row!.grade).toEqualTypeOf<number>();
    expectTypeOf(row!.lat).toEqualTypeOf<number>();
    expectTypeOf(row!.at).toEqualTypeOf<Date>();
    expect(row!.at).toEqual(new Date(0));
    expectTypeOf(model.columns.x[0]!.levels).toEqualTypeOf<readonly Level[] | undefined>();
    const one = kernelRegression(visits, {
      x: { column: 'open', kind: 'category' },
      y: 'spend',
      bandwidth: [0.1],
    });
    const [open] = one.slice({ open: 'all' });
    expectTypeOf(open!.open).toEqualTypeOf<boolean>();
    expect([true, false]).toContain(open!.open);
  });

  it('know them under names of their own', () => {
    const model = kernelRegression(visits, {
      x: {
        zone: { column: 'region', kind: 'category' },
        shut: { column: (visit) => !visit.open, kind: 'category' },
        place: { column: ['lat', 'lon'], kind: 'geographic' },
        phase: { column: 'grade', kind: 'periodic', period: 3 },
        size: 'grade',
      },
      y: 'spend',
      bandwidth: [0.1, 0.2, 500, 500, 1, 1],
    });
    const [row] = model.slice({ zone: 'all', phase: 1, 'place latitude': 0 });
    expectTypeOf(row!.zone).toEqualTypeOf<'north' | 'south'>();
    expectTypeOf(row!.phase).toEqualTypeOf<number>();
    expectTypeOf(row!['place latitude']).toEqualTypeOf<number>();
    const names = ['zone', 'shut', 'place latitude', 'place longitude', 'phase', 'size'];
    expect(Object.keys(row!)).toEqual([...names, 'spend', 'extrapolation']);
    const [shut] = model.slice({ shut: 'all' });
    expectTypeOf(shut!.shut).toEqualTypeOf<boolean>();
  });

  it('refuse other columns, and other kinds of them', () => {
    const y = 'spend';
    const wrong = [
      // @ts-expect-error a text is no number
      () => kernelRegression(visits, { x: 'region', y }),
      // @ts-expect-error the same
      () => kernelRegression(visits, { x: [{ column: 'region', kind: 'number' }], y }),
      // @ts-expect-error no column
      () => kernelRegression(visits, { x: { column: 'regoin', kind: 'category' }, y }),
      // @ts-expect-error no kind
      () => kernelRegression(visits, { x: { column: 'region', kind: 'categorical' }, y }),
      // @ts-expect-error a text is no time of day
      () => kernelRegression(visits, { x: { column: 'region', kind: 'periodic', period: 1 }, y }),
      // @ts-expect-error a date is no level
      () => kernelRegression(visits, { x: { column: 'at', kind: 'category' }, y }),
      // @ts-expect-error an object is no level
      () => kernelRegression(visits, { x: { column: 'where', kind: 'category' }, y }),
      // @ts-expect-error one column of the globe
      () => kernelRegression(visits, { x: { column: 'lat', kind: 'geographic' }, y }),
      // @ts-expect-error the same
      () => kernelRegression(visits, { x: { column: ['lat'], kind: 'geographic' }, y }),
      // @ts-expect-error no degrees
      () => kernelRegression(visits, { x: { column: ['lat', 'region'], kind: 'geographic' }, y }),
      // @ts-expect-error no period
      () => kernelRegression(visits, { x: { column: 'grade', kind: 'periodic' }, y }),
      // @ts-expect-error y is numbers
      () => kernelRegression(visits, { x: 'grade', y: { column: 'region', kind: 'category' } }),
    ];
    for (const call of wrong) expect(call).toThrow(OptionError);
  });
});
