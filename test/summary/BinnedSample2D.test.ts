// A model of a summary of two predictors against the model of the data, whatever the data.

import { describe, expect, it } from 'vitest';
import { smootherCriterion } from '../../src/bandwidth/smootherCriterion.js';
import {
  BinnedSample,
  BinnedSample2D,
  type BinnedSample2DJSON,
  createRandom,
  KernelRegressor,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { plotSurface } from '../../src/plot.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(8);

interface Data {
  readonly x: number[][];
  readonly y: number[] | number[][];
  readonly sampleWeights?: number[];
}

function drawn(n: number, place: () => number[], weighted = false, outputs = 1): Data {
  const x = Array.from({ length: n }, place);
  const value = ([s, t]: number[], k: number) =>
    Math.sin(3 * s! + k) * Math.cos(2 * t!) + random.normal(0, 0.2 + 0.1 * Math.abs(s!));
  const y =
    outputs === 1
      ? x.map((at) => 100 + value(at, 0))
      : x.map((at) => Array.from({ length: outputs }, (_, k) => value(at, k)));
  return { x, y, ...(weighted && { sampleWeights: x.map(() => random.uniform(0.2, 3)) }) };
}

const uniform = () => [random.uniform(), random.uniform()];
const cases: [name: string, data: Data, bandwidth: [number, number]][] = [
  ['even x', drawn(1600, uniform), [0.5, 0.5]],
  ['few', drawn(40, uniform), [0.3, 0.2]],
  ['normal x', drawn(1600, () => [random.normal(), random.normal()]), [2, 2]],
  ['skewed x', drawn(1600, () => [Math.exp(random.normal()), random.uniform()]), [1, 0.5]],
  ['x on a grid', drawn(1600, () => uniform().map((t) => Math.round(20 * t) / 20)), [0.5, 0.5]],
  [
    'x near a line',
    drawn(1000, () =>
      [0, random.uniform()].map((t, j, all) => all[1]! + (j * t) / 9 + random.normal(0, 0.01)),
    ),
    [0.5, 0.5],
  ],
  [
    'tight clusters',
    drawn(600, () =>
      [random.uniform() < 0.5 ? 0 : 1, random.uniform() < 0.5 ? 0 : 1].map(
        (t) => t + random.normal(0.06, 0.001),
      ),
    ),
    [0.3, 0.3],
  ],
  ['two outputs', drawn(1600, uniform, false, 2), [0.5, 0.5]],
  ['even x with weights', drawn(1600, uniform, true), [0.5, 0.5]],
  ['two outputs with weights', drawn(1600, uniform, true, 2), [0.5, 0.5]],
];

/** Both models, and places from beyond the data on one side to the other. */
function both([, data, bandwidth]: (typeof cases)[number], options: object) {
  const { x, y, ...weights } = data;
  const sample = BinnedSample2D.from(data, { bandwidth });
  const along = sample.range.map(([low, high], j) =>
    Array.from(
      { length: 7 },
      (_, i) => low - bandwidth[j]! / 2 + ((high - low + bandwidth[j]!) * i) / 6,
    ),
  );
  const places = along[0]!.flatMap((s) => along[1]!.map((t) => [s, t]));
  const whole = new KernelRegressor(options).fit(x, y, weights);
  return { sample, places, whole, small: new KernelRegressor(options).fit(sample) };
}

describe.each(cases)('a summary of %s', (...each) => {
  const [name, { sampleWeights, y }, bandwidth] = each;
  const size = Math.max(...y.flat()) - Math.min(...y.flat());
  // Across a thin line, and within a cluster, slopes are of a small part of a bandwidth: digits are lost with its square.
  const within = name === 'x near a line' ? 1e-6 : name === 'tight clusters' ? 1e-8 : 1e-9;

  it.each([0, 1, 2] as const)(
    'has curve, slopes, degrees of freedom and support: degree %d',
    (degree) => {
      const { sample, places, whole, small } = both(each, { bandwidth, degree });
      expect(sample.count).toBe(y.length);
      expect(sample.toJSON().cells.some(({ sums }) => sums)).toBe(name !== 'few');
      expectClose(small.predict(places), whole.predict(places), 1e-9, size);
      expectClose(
        small.derivative(places),
        whole.derivative(places),
        1e-8,
        size / Math.min(...bandwidth),
      );
      expectClose([small.effectiveDegreesOfFreedom], [whole.effectiveDegreesOfFreedom], 1e-9);
      const [few, all] = [small.support(places), whole.support(places)];
      expectClose(few.effectiveSampleSize, all.effectiveSampleSize, 1e-9);
      expect(few.extrapolation).toEqual(all.extrapolation);
      expect(few.degree).toEqual(all.degree);
    },
  );

  const variances = sampleWeights
    ? (['constant', 'hc0'] as const)
    : (['constant', 'hc0', 'hc2', 'hc3'] as const);

  it.each([0, 1] as const)('has the bands of the data: degree %d', (degree) => {
    const { places, whole, small } = both(each, { bandwidth, degree });
    for (const variance of variances)
      for (const method of ['standard', 'bayesian', 'robust'] as const) {
        if (method === 'robust' && variance !== 'hc0') continue; // takes long
        const [few, all] = [small, whole].map((model) =>
          model.confidenceBand(places, { variance, method }),
        );
        for (const field of ['lower', 'upper', 'standardError'] as const)
          expectClose(few![field], all![field], within, size);
      }
    const [few, all] = [small, whole].map((model) =>
      model.predictionInterval(places, { variance: 'constant' }),
    );
    expectClose(few!.upper, all!.upper, 1e-9, size);
  });

  it('says of itself what the data say', () => {
    const { whole, small } = both(each, { bandwidth, degree: 1 });
    const told = (model: KernelRegressor) =>
      model
        .summary()
        .split('\n')
        .filter((line) => !/^(warning|leave-one-out)/.test(line) || !sampleWeights);
    expect(told(small)).toEqual(told(whole).filter((line) => !line.startsWith('warning')));
  });

  it('has the criteria of the data', () => {
    const [, data] = each;
    const criteria = sampleWeights ? (['gcv', 'aicc'] as const) : (['loo', 'gcv', 'aicc'] as const);
    const wish = { kernel: gaussian, product: true, method: 'auto', tolerance: 1e-12 } as const;
    const [few, all] = [placesOf(data, bandwidth), observed(data)];
    for (const criterion of criteria)
      for (const degree of [0, 1]) {
        const [small, whole] = [few, all].map((observations) =>
          smootherCriterion('', observations, { ...wish, criterion, degree }, criterion).at(
            { bandwidth: Float64Array.from(bandwidth) },
            1e-12,
            degree,
          ),
        );
        expectClose([small!.value], [whole!.value], 1e-9, 1);
      }
  });
});

/** The observations of data, as a model has them. */
function observed({ x, y, sampleWeights }: Data): Observations {
  const [n, p] = [x.length, [y[0]!].flat().length];
  const weights = sampleWeights && { weights: Float64Array.from(sampleWeights) };
  return { n, d: 2, p, x: Float64Array.from(x.flat()), y: Float64Array.from(y.flat()), ...weights };
}

function placesOf(data: Data, bandwidth: readonly number[]): Observations {
  return BinnedSample2D.from(data, { bandwidth }).places;
}

/** Places of many kinds. */
const anywhere: readonly ((draw: ReturnType<typeof createRandom>) => number[])[] = [
  (draw) => [draw.uniform(), draw.uniform()],
  (draw) => [draw.normal(), draw.normal()],
  (draw) => [Math.exp(draw.normal()), draw.uniform()],
  (draw) => [Math.round(5 * draw.uniform()), Math.round(5 * draw.uniform())],
  (draw) => [draw.uniform(), 0],
  (draw) => new Array(2).fill(draw.uniform()),
  (draw) => [draw.uniform() < 0.9 ? 1e-4 * draw.normal() : 10 * draw.uniform(), draw.uniform()],
];

it.each(Array.from({ length: 28 }, (_, seed) => seed))(
  'data, weights, scales and parts of any kind, merged in any order: seed %d',
  (seed) => {
    const draw = createRandom(seed);
    const n = [3, 50, 200, 700][seed % 4]!;
    const [scale, offset] = [1, 1e-8, 1e9, 1].map((each, i) => [each, [0, 0, 1e6, -3][i]!])[
      seed % 4
    ]!;
    const size = [1, 1e-100, 1e100, 1e6][Math.floor(seed / 3) % 4]!;
    const x = Array.from({ length: n }, () =>
      anywhere[seed % 7]!(draw).map((t) => (t + offset!) * scale!),
    );
    const y = x.map(([s, t]) => size * (Math.sin((2 * s!) / scale!) + t! / scale! + draw.normal()));
    const sampleWeights = x.map(() => Math.exp(draw.normal(0, 3)));
    const given = seed % 3 === 1;
    const samples = [0, 1, 2].map((part) => {
      const rows = <T>(all: T[]) => all.filter((_, i) => i % 3 === part);
      const data = { x: rows(x), y: rows(y), ...(given && { sampleWeights: rows(sampleWeights) }) };
      return BinnedSample2D.from(data, { bandwidth: scale! });
    });
    if (seed % 2 === 1) samples.reverse();
    const sample = samples.reduce((a, b) => a.merge(b));
    const degree = ([0, 1, 2] as const)[seed % 3]!;
    const options = { bandwidth: scale!, degree };
    const whole = new KernelRegressor(options).fit(x, y, given ? { sampleWeights } : {});
    const small = new KernelRegressor(options).fit(sample);
    const places = x.slice(0, 20).map((at) => at.map((t) => t + 0.1 * scale!));
    const largest = Math.max(...y.map(Math.abs));
    expectClose(small.predict(places), whole.predict(places), 1e-9, largest);
    expectClose([small.effectiveDegreesOfFreedom], [whole.effectiveDegreesOfFreedom], 1e-9);
    const [few, all] = [small, whole].map(
      (model) => model.confidenceBand(places, { variance: 'constant' }).standardError,
    );
    if (n > 3) expectClose(few!, all!, 1e-9, largest);
  },
);

it.each([false, true])(
  'has the local variance of the data, but for the width over which squares are smoothed: weights %s',
  (weighted) => {
    const data = drawn(16_000, uniform, weighted);
    const { x, y, ...weights } = data;
    const sample = BinnedSample2D.from(data, { bandwidth: 0.2 });
    expect(sample.toJSON().cells.some(({ sums }) => sums)).toBe(true);
    const options = { bandwidth: 0.3, degree: 1 } as const;
    const [few, all] = [
      new KernelRegressor(options).fit(sample),
      new KernelRegressor(options).fit(x, y, weights),
    ].map((model) => model.confidenceBand(x.slice(0, 50)).standardError);
    expectClose(few!, all!, 5e-3, 0);
  },
);

describe('BinnedSample2D', () => {
  const data = drawn(3000, uniform, true);
  const options = { bandwidth: [0.3, 0.15] };
  const part = (from: number, to: number, weighted: boolean) => ({
    x: data.x.slice(from, to),
    y: data.y.slice(from, to) as number[],
    ...(weighted && { sampleWeights: data.sampleWeights!.slice(from, to) }),
  });
  const places = [
    [0.1, 0.2],
    [0.5, 0.5],
    [1.05, 0.9],
  ];
  /** What a model of a sample says: curve, band, degrees of freedom. */
  const said = (sample: BinnedSample2D, bandwidth = [0.4, 0.2]) => {
    const model = new KernelRegressor({ bandwidth, degree: 1 }).fit(sample);
    const { lower } = model.confidenceBand(places, { variance: 'hc0' });
    return [model.effectiveDegreesOfFreedom, ...model.predict(places), ...lower];
  };

  describe.each([false, true])('weights: %s', (weighted) => {
    const whole = BinnedSample2D.from(part(0, 3000, weighted), options);

    it('is as good from chunks, one by one or as they come', async () => {
      const bounds = [0, 20, 20, 1500, 3000];
      const chunks = bounds.slice(1).map((end, i) => part(bounds[i]!, end, weighted));
      const chunked = BinnedSample2D.from(chunks, options);
      async function* later() {
        yield* chunks;
      }
      const awaited = await BinnedSample2D.fromAsync(later(), options);
      expect(chunked.count).toBe(3000);
      expect(awaited.toJSON()).toEqual(chunked.toJSON());
      expectClose(said(chunked), said(whole), 1e-10);
    });

    it('is as good merged in any order, whatever was taken from the outputs', () => {
      const parts = [part(0, 30, weighted), part(30, 1900, weighted), part(1900, 3000, weighted)];
      const [few, many, more] = parts.map((each) => BinnedSample2D.from(each, options));
      for (const merged of [few!.merge(many!).merge(more!), more!.merge(few!.merge(many!))]) {
        expect(merged.count).toBe(3000);
        expect(merged.range).toEqual(whole.range);
        expectClose(said(merged), said(whole), 1e-10);
      }
    });

    it('serves twice the bandwidths with wider cells', () => {
      const wide = whole.coarser();
      expect(wide.bandwidth).toEqual([0.6, 0.3]);
      expect(wide.count).toBe(3000);
      expectClose(said(wide, [0.7, 0.4]), said(whole, [0.7, 0.4]), 1e-9);
      expect(wide.toJSON().cells.length).toBeLessThan(0.5 * whole.toJSON().cells.length);
    });

    it('is the same from its JSON', () => {
      const again = BinnedSample2D.fromJSON(JSON.parse(JSON.stringify(whole)));
      expect(again.toJSON()).toEqual(whole.toJSON());
      expect(said(again)).toEqual(said(whole));
    });
  });

  it('holds what one observation says, and many at one place', () => {
    const one = BinnedSample2D.from({ x: [[3, 4]], y: [5] }, { bandwidth: 1 });
    expect(new KernelRegressor({ bandwidth: 1, degree: 0 }).fit(one).predict([[3, 5]])).toEqual(
      Float64Array.of(5),
    );
    const many = {
      x: Array.from({ length: 500 }, () => [3, 4]),
      y: Array.from({ length: 500 }, (_, i) => i),
    };
    const { places: at } = BinnedSample2D.from(many, { bandwidth: 1 });
    expect(at.n).toBe(1);
    expectClose([at.y[0]!, at.merged!.scatter[0]!], [249.5, (500 * (500 ** 2 - 1)) / 12], 1e-12);
  });

  it('keeps rows as they are where they are few, so that nothing is lost far from others', () => {
    const x = [...data.x.map(([s, t]) => [s!, t!]), [40, 0.5]];
    const y = [...(data.y as number[]), 7];
    const sample = BinnedSample2D.from({ x, y }, options);
    const model = new KernelRegressor({ bandwidth: [0.4, 0.2], degree: 0 }).fit(sample);
    expect(model.predict([[39, 0.5]])).toEqual(Float64Array.of(7));
  });

  it('serves times in milliseconds', () => {
    const [x, later] = [0, 1.7e12].map((start) =>
      data.x.map(([s, t]) => [start + Math.round(1e6 * s!), t!]),
    );
    const at = (rows: number[][]) =>
      new KernelRegressor({ bandwidth: [3e5, 0.3], degree: 1 })
        .fit(BinnedSample2D.from({ x: rows, y: data.y }, { bandwidth: [2e5, 0.2] }))
        .predict([[rows[0]![0]!, 0.5]]);
    expectClose(at(later!), at(x!), 1e-9);
  });

  it('says how much it holds of what', () => {
    const sample = BinnedSample2D.from(
      {
        x: [
          [0, 1],
          [1, 3],
        ],
        y: [3, 5],
      },
      { bandwidth: [1, 2] },
    );
    expect(String(sample)).toBe(
      'BinnedSample2D: 2 observations in [0, 1] × [1, 3], outputs: 1\n2 cells of 0.5 × 1, for bandwidths from 1 and 2',
    );
  });

  const sample = BinnedSample2D.from(part(0, 300, false), options);

  it('is drawn and searched by a model, which refuses what needs single observations', () => {
    const model = new KernelRegressor().fit(sample);
    expect(String(model)).toContain('300, in a binned sample');
    const slice = model.slice({ x1: 'all', x2: 0.5 }, { points: 3, band: true });
    expectClose(
      slice.map(({ y }) => y),
      model.predict(slice.map(({ x1, x2 }) => [x1, x2])),
      1e-14,
    );
    expect(slice.map(({ x1 }) => x1)).toEqual([
      sample.range[0][0],
      (sample.range[0][0] + sample.range[0][1]) / 2,
      sample.range[0][1],
    ]);
    // Nobody says where x2 is held: near its median.
    const [, held] = Object.values(model.slice({ x1: 'all' })[0]!);
    expect(Math.abs(Number(held) - 0.5)).toBeLessThan(0.15);
    expect(model.testAgainst('linear').pValue).toBeLessThan(0.05);
    const tiles = plotSurface(model, { grid: 9 }).layer[0]!.data as { values: { y: number }[] };
    expect(tiles.values.length).toBeGreaterThan(40);
    expect(tiles.values.every(({ y }) => y > 98 && y < 102)).toBe(true);
    const refused = [
      () => model.residuals,
      () => model.predictionInterval(places, { method: 'conformal' }),
      () => model.testAgainst({ without: 'x2' }),
    ];
    for (const ask of refused) expectError(ask, UnsupportedError, /binned sample/);
    for (const options of [
      { kernel: 'epanechnikov' },
      { bandwidth: 'silverman' },
      { bandwidth: { span: 0.5 } },
      { robust: true },
    ] as const)
      expectError(
        () => new KernelRegressor(options).fit(sample),
        UnsupportedError,
        /binned sample/,
      );
  });

  it('refuses bandwidths below its own', () => {
    for (const bandwidth of [0.2, [0.3, 0.1]])
      expectError(
        () => new KernelRegressor({ bandwidth }).fit(sample),
        OptionError,
        /bandwidth must be at least 0.3, 0.15, that of the sample/,
      );
  });

  it.each([
    ['one column', { x: [1, 2], y: [1, 2] }, options, ShapeError, /one is for BinnedSample/],
    ['three columns', { x: [[1, 2, 3]], y: [1] }, options, ShapeError, /two columns/],
    ['lengths that differ', { x: [[1, 2]], y: [1, 2] }, options, ShapeError, /same number of rows/],
    ['NaN', { x: [[1, Number.NaN]], y: [1] }, options, NumericalError, /finite/],
    ['no data', { x: [], y: [] }, options, OptionError, /at least one observation/],
    [
      'no weight',
      { x: [[1, 2]], y: [1], sampleWeights: [0] },
      options,
      OptionError,
      /at least one/,
    ],
    ['a bandwidth of 0', { x: [[1, 2]], y: [1] }, { bandwidth: [1, 0] }, OptionError, /above 0/],
    [
      'three bandwidths',
      { x: [[1, 2]], y: [1] },
      { bandwidth: [1, 1, 1] },
      OptionError,
      /or two of them/,
    ],
    ['no bandwidth', { x: [[1, 2]], y: [1] }, {}, OptionError, /bandwidth/],
    ['x too far away', { x: [[1, 1e300]], y: [1] }, options, NumericalError, /2\^53 cells/],
  ] as const)('refuses %s', (_, rows, given, kind, text) => {
    expectError(() => BinnedSample2D.from(rows as never, given as never), kind, text);
  });

  it('names itself where one predictor is expected', () => {
    expectError(
      () => BinnedSample.from({ x: [[1, 2]], y: [1] }, { bandwidth: 1 }),
      ShapeError,
      /two are for BinnedSample2D/,
    );
  });

  it('refuses to merge what is not alike', () => {
    const others = [
      {},
      BinnedSample2D.from(part(0, 9, false), { bandwidth: 1 }),
      BinnedSample2D.from(part(0, 9, true), options),
    ];
    for (const other of others)
      expectError(() => sample.merge(other as BinnedSample2D), OptionError, /BinnedSample2D.merge/);
  });

  it('refuses JSON that is not its own', () => {
    const json = sample.coarser().coarser().coarser().toJSON();
    const [cell] = json.cells;
    const wrong: unknown[] = [
      null,
      'text',
      { ...json, type: 'BinnedSample' },
      { ...json, version: 2 },
      { ...json, bandwidth: [1] },
      { ...json, exponents: [0.5, 0] },
      { ...json, exponents: json.exponents.map((exponent) => exponent + 1) },
      { ...json, bandwidth: json.bandwidth.map((h) => 2 * h) },
      { ...json, shift: [] },
      { ...json, heaviest: 0 },
      { ...json, cells: [] },
      { ...json, cells: [null] },
      { ...json, cells: [{ ...cell, id: ['__proto__', 0] }] },
      { ...json, cells: [{ ...cell, weights: cell!.weights.map(() => -1) }] },
      { ...json, cells: [{ ...cell, sums: cell!.sums!.slice(1) }] },
      { ...json, cells: [{ ...cell, x: cell!.x.map((at) => at + 100) }] },
      { ...json, cells: [cell, cell] },
    ];
    for (const each of wrong)
      expectError(
        () => BinnedSample2D.fromJSON(each as BinnedSample2DJSON),
        OptionError,
        /json must/,
      );
  });
});
