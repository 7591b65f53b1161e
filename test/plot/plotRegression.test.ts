import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { kernelRegression } from '../../src/estimators/kernelRegression.js';
import { plotRegression } from '../../src/plot/plotRegression.js';
import { BinnedSample } from '../../src/summary/BinnedSample.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { dated, fake } from './fakeModel.js';

const line = { x: [0, 1, 2], y: [1, 3, 2] };
const band = { x: [0, 1, 2], lower: [0, 2, 1], upper: [2, 4, 3] };
const rows = (picture: object) => plotRegression(picture).data.values;
const layers = (picture: object): any[] => (plotRegression(picture) as any).layer;

describe('plotRegression', () => {
  it.each([
    ['points', { points: line }],
    ['the truth', { truth: line }],
    ['a fit', { fit: line }],
    [
      'several fits',
      {
        fit: new Map([
          ['a', line],
          ['b', line],
        ]),
      },
    ],
    ['a band', { band, fit: line }],
    ['everything', { points: line, truth: line, fit: line, band }],
    ['no points', { points: { x: [], y: [] } }],
  ])('%s: a picture', (_name, picture) => {
    expectPicture(plotRegression(picture));
  });

  it('refuses a model that is none, and no models', () => {
    for (const model of [{}, 5, null])
      expectError(
        () => plotRegression({ model } as never),
        OptionError,
        /model must be a fitted model/,
      );
  });

  it('draws the band below, then points, then curves, then what carries their tooltips', () => {
    const marks = layers({ fit: line, truth: line, points: line, band }).map(({ mark }) => mark);
    expect(marks.map(({ type }) => type)).toEqual(['area', 'point', 'line', 'point']);
    expect(marks[3].opacity).toBe(0);
  });

  it('puts points together from x and y', () => {
    expect(layers({ points: line })[0].data.values).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 3 },
      { x: 2, y: 2 },
    ]);
  });

  it('puts the band together from lower and upper', () => {
    expect(rows({ band })[1]).toEqual({ name: 'fit', x: 1, lower: 2, upper: 4 });
  });

  it('follows strided views', () => {
    const table = ndarray(Float64Array.of(0, 10, 1, 20), [2, 2]);
    const points = { x: table.pick(null, 0), y: table.pick(null, 1) };
    expect(layers({ points })[0].data.values).toEqual([
      { x: 0, y: 10 },
      { x: 1, y: 20 },
    ]);
  });

  it('gives every curve a name and a color of its own', () => {
    const fit = new Map([
      ['wide', line],
      ['narrow', line],
    ]);
    const { domain, range } = layers({ truth: line, fit })[0].encoding.stroke.scale;
    expect(domain).toEqual(['truth', 'wide', 'narrow']);
    expect(new Set(range).size).toBe(3);
  });

  it('takes title, size and labels', () => {
    const options = { title: 'T', width: 100, height: 50, xLabel: 'age', yLabel: 'pay' };
    const spec = plotRegression({ points: line }, options) as any;
    expect([spec.title, spec.width, spec.height]).toEqual(['T', 100, 50]);
    const { x, y } = spec.layer[0].encoding;
    expect([x.title, y.title]).toEqual(['age', 'pay']);
  });

  it('leaves its input', () => {
    const x = Object.freeze([0, 1]);
    expect(() => plotRegression(Object.freeze({ fit: Object.freeze({ x, y: x }) }))).not.toThrow();
  });

  it('draws the observations and the curve of a model, under the names of its columns', () => {
    const spec = plotRegression(fake());
    expectPicture(spec);
    expect(spec.data.values).toEqual([
      { name: 'fit', x: 0, y: 0 },
      { name: 'fit', x: 1.5, y: 3 },
      { name: 'fit', x: 3, y: 6 },
    ]);
    const [points, line] = spec.layer;
    expect(points!.data!.values[3]).toEqual({ x: 3, y: 10 });
    expect([line!.encoding.x.title, line!.encoding.y.title]).toEqual(['age', 'pay']);
    expect(plotRegression({ model: fake() })).toEqual(spec);
  });

  it('asks a model for its band and its interval, and says what they are in the legend', () => {
    const asked: unknown[] = [];
    const model = fake({
      predictionInterval: (xq, options) => {
        asked.push(xq, options);
        return fake().predictionInterval(xq);
      },
    });
    const spec = plotRegression({ model, band: { level: 0.9 }, interval: true });
    expectPicture(spec);
    expect(asked).toEqual([[0, 1.5, 3], {}]);
    expect(spec.data.values[1]).toEqual({
      name: 'fit',
      x: 1.5,
      y: 3,
      lower: 2,
      upper: 4,
      low: 0,
      high: 6,
    });
    expect(spec.layer.slice(0, 2).map(({ encoding }) => encoding.opacity.datum)).toEqual([
      '95 % interval',
      '90 % band',
    ]);
    const { scale, legend } = spec.layer[0]!.encoding.opacity;
    expect(scale.domain).toEqual(['95 % interval', '90 % band']);
    expect(legend.symbolType).toBe('square');
    const simultaneous = plotRegression({ model, band: { simultaneous: true } });
    expect(simultaneous.description).toContain('95 % simultaneous band');
  });

  it('draws what a fitted regressor gives, as it is', () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const model = new KernelRegressor({ bandwidth: 2, degree: 1 }).fit(x, x.map(Math.sin));
    const whole = plotRegression({ model, band: true, interval: true });
    expectPicture(whole);
    expect(whole.data.values).toHaveLength(200);
    expect(whole.layer[2]!.data!.values).toHaveLength(8);
    const band = model.confidenceBand([1, 4, 8]);
    expectPicture(plotRegression(band));
    expect(plotRegression(band)).toEqual(plotRegression({ band }));
    expect(rows(band).map((row) => [row.x, row.y, row.lower])).toEqual(
      [0, 1, 2].map((q) => [band.x[q], band.fit[q], band.lower[q]]),
    );
    const curve = model.curve({ band: true, points: 5 });
    expect(rows(curve)).toEqual(rows({ fit: curve }));
    expect(rows(curve)[2]).toEqual({
      name: 'fit',
      x: 4.5,
      y: curve[2]!.y,
      lower: curve[2]!.lower,
      upper: curve[2]!.upper,
    });
  });

  it('a model of a summary has no observations to draw', () => {
    const chunks = [{ x: [0, 1, 2, 3, 4], y: [0, 1, 4, 9, 16] }];
    const sample = BinnedSample.from(chunks, { bandwidth: 1 });
    const spec = plotRegression(new KernelRegressor({ bandwidth: 1 }).fit(sample));
    expectPicture(spec);
    expect(spec.layer.map(({ mark }) => mark.type)).toEqual(['line', 'point']);
  });

  it.each([
    [
      'a Map',
      new Map([
        ['new', fake()],
        ['old', fake()],
      ]),
    ],
    ['a plain object', { new: fake(), old: fake() }],
  ])('colors models by name, points too: %s', (_name, models) => {
    const spec = plotRegression(models);
    expect(spec).toEqual(plotRegression({ model: models }));
    expectPicture(spec);
    expect(new Set(spec.data.values.map(({ name }) => name))).toEqual(new Set(['new', 'old']));
    const [points, line] = spec.layer;
    expect(points!.data!.values).toHaveLength(8);
    expect(points!.data!.values[7]).toEqual({ x: 3, y: 10, name: 'old' });
    expect(points!.encoding.fill.scale).toEqual(line!.encoding.stroke.scale);
  });

  it('colors the models of groups, under the name of their column', () => {
    const all = Array.from({ length: 20 }, (_, day) => ({
      day,
      price: (day % 2 ? 5 : 1) + day,
      shop: day % 2 ? 'east' : 'west',
    }));
    const byShop = kernelRegression(all, { x: 'day', y: 'price', by: 'shop', bandwidth: 4 });
    const spec = plotRegression({ model: byShop, band: true });
    expectPicture(spec);
    expect(plotRegression(byShop).data.values).toEqual(plotRegression(byShop.models).data.values);
    const { domain } = spec.layer[2]!.encoding.stroke.scale;
    expect([domain, spec.layer[2]!.encoding.stroke.legend.title]).toEqual([
      ['west', 'east'],
      'shop',
    ]);
    expect(spec.description).toBe('observations, 95 % band, shop west, shop east');
    expect(spec.layer[1]!.data!.values).toHaveLength(20);
  });

  it('draws several outputs by their names', () => {
    const names = ['pay', 'rent'];
    const model = fake({
      columns: { ...fake().columns, y: names.map((name) => ({ name, type: 'number' })) },
      observations: [{ age: 1, pay: 2, rent: 3 }],
      curve: () => names.flatMap((output, k) => [1, 2].map((age) => ({ age, y: age + k, output }))),
      predictionInterval: () => ({ lower: [0, 1, 1, 2], upper: [2, 3, 3, 4] }),
    });
    const spec = plotRegression({ model, interval: true });
    expectPicture(spec);
    expect(spec.data.values).toEqual([
      { name: 'pay', x: 1, y: 1, low: 0, high: 2 },
      { name: 'pay', x: 2, y: 2, low: 1, high: 3 },
      { name: 'rent', x: 1, y: 2, low: 1, high: 3 },
      { name: 'rent', x: 2, y: 3, low: 2, high: 4 },
    ]);
    expect(spec.layer[1]!.data!.values).toEqual([
      { x: 1, y: 2, name: 'pay' },
      { x: 1, y: 3, name: 'rent' },
    ]);
  });

  it('draws bands by name, the first on top', () => {
    const wide = { x: [0, 1, 2], lower: [-1, 1, 0], upper: [3, 5, 4] };
    const spec = plotRegression({ fit: line, band: { narrow: band, wide } });
    expectPicture(spec);
    const strips = spec.layer.slice(0, 2).map(({ encoding }) => encoding);
    expect(strips.map(({ opacity, y }) => [opacity.datum, y.field])).toEqual([
      ['wide', 'lower2'],
      ['narrow', 'lower'],
    ]);
    expect(spec.data.values.at(-1)).toEqual({ name: 'fit', x: 2, lower2: 0, upper2: 4 });
  });

  it('has an axis of time for dates', () => {
    const spec = plotRegression({ model: dated(), band: true });
    expectPicture(spec);
    expect(spec.data.values[1]!.x).toBe(Date.UTC(2024, 0, 2, 12));
    for (const { encoding } of spec.layer) {
      expect(encoding.x).toMatchObject({ type: 'temporal', title: 'day', scale: { type: 'utc' } });
    }
    const x = [new Date(0), new Date(1e9)];
    expect(layers({ points: { x, y: [1, 2] } })[0].data.values[1]).toEqual({ x: 1e9, y: 2 });
    expectError(
      () => plotRegression({ model: dated(), truth: line }),
      OptionError,
      'plotRegression: x must be dates in all parts or none, got both',
    );
  });

  it('draws a circle once, with all that was observed on it', () => {
    const hours = [1, 9, 26, 35, -3];
    const predictors = [{ kind: 'periodic', period: 24 }] as const;
    const model = new KernelRegressor({ predictors, bandwidth: 3 }).fit(hours, [1, 2, 1, 2, 1]);
    const spec = plotRegression(model);
    expectPicture(spec);
    const points = spec.layer[0]!;
    expect((points.data!.values as any[]).map(({ x }) => x)).toEqual([1, 9, 2, 11, 21]);
    expect(points.encoding.x.scale).toEqual({ zero: false, nice: false });
    const at = spec.data.values.map(({ x }) => x);
    expect([at[0], at.at(-1)]).toEqual([0, 24]);
  });

  it('leaves points without a number out, and says so', () => {
    const spec = plotRegression({ points: { x: [1, Number.NaN, 3, 4], y: [1, 2, Number.NaN, 4] } });
    expect(spec.layer[0]!.data!.values).toEqual([
      { x: 1, y: 1 },
      { x: 4, y: 4 },
    ]);
    expect(spec.title).toMatchObject({
      subtitle: ['left out, without a number: 2 of 4 observations'],
    });
  });

  it('draws what a robust fit leaves without weight as crosses, and says so in a legend', () => {
    const model = fake({ robustnessWeights: [1, 0.5, 0.9, 0] });
    const spec = plotRegression(model);
    expectPicture(spec);
    const [points] = spec.layer;
    expect(points!.data!.values).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 2 },
      { x: 2, y: 4 },
      { x: 3, y: 10, weight: 0 },
    ]);
    const { scale } = points!.encoding.shape;
    expect(scale).toMatchObject({ domain: ['observations', 'without weight'] });
    expect(spec.description).toContain('observations, without weight, fit');
    const clean = plotRegression(fake({ robustnessWeights: [1, 1, 1, 0.1] }));
    expect(clean.layer[0]!.encoding.shape.scale.domain).toEqual(['observations']);
    expect(clean).toEqual(plotRegression(fake()));
  });

  it('asks a regressor which those are', () => {
    const y = [0.1, 0, 9, 0, 0.1];
    const model = new KernelRegressor({ bandwidth: 2, robust: true }).fit([0, 1, 2, 3, 4], y);
    const drawn = layers(model)[0].data.values as readonly { y: number; weight?: number }[];
    expect(drawn.filter(({ weight }) => weight === 0).map((row) => row.y)).toEqual([9]);
  });

  it('draws no more points than it may, spread over all, and says so', () => {
    const n = 100_000;
    const x = Float64Array.from({ length: n }, (_, i) => i);
    const points = { x, y: x.map((i) => i % 10) };
    const spec = plotRegression({ points }, { maxPoints: 1000 });
    const drawn = spec.layer[0]!.data!.values as readonly { x: number; y: number }[];
    expect(drawn).toHaveLength(1000);
    drawn.forEach((row, i) => {
      expect(Math.floor(row.x / 100)).toBe(i); // one of each hundred
    });
    // what comes again every ten rows is drawn as often as it is there
    for (let digit = 0; digit < 10; digit++) {
      const share = drawn.filter((row) => row.y === digit).length / 1000;
      expect(share).toBeGreaterThan(0.07);
      expect(share).toBeLessThan(0.13);
    }
    expect(spec.description).toContain('shown: 1,000 of 100,000 observations');
    expect(layers({ points })[0].data.values).toHaveLength(2000);
    expectError(
      () => plotRegression({ points }, { maxPoints: -1 }),
      OptionError,
      'plotRegression: maxPoints must be an integer of at least 0, got -1',
    );
  });

  it('cuts off the ends of a band that leave the picture, and says so', () => {
    const ends = { x: [0, 1, 2], lower: [-Infinity, 0, -500], upper: [Infinity, 4.5, 4] };
    const spec = plotRegression({ fit: line, band: ends });
    expectPicture(spec);
    expect(spec.data.values.slice(3)).toEqual([
      { name: 'fit', x: 0, lower: 0, upper: 4.5 },
      { name: 'fit', x: 1, lower: 0, upper: 4.5 },
      { name: 'fit', x: 2, lower: 0, upper: 4 },
    ]);
    expect(JSON.stringify(spec.title)).toContain('where the band leaves the picture it is cut off');
    expect(plotRegression({ fit: line, band })).not.toHaveProperty('title');
  });

  it('leaves a gap where a band says nothing', () => {
    const ends = { x: [0, 1, 2], lower: [0, Number.NaN, 1], upper: [2, Number.NaN, 3] };
    expect(rows({ band: ends })[1]).toEqual({ name: 'fit', x: 1, lower: null, upper: null });
    expectPicture(plotRegression({ band: ends }));
  });

  it('shows a legend for what there are several of, and values in tooltips', () => {
    expect(layers({ fit: line })[0].encoding.stroke.legend).toBeNull();
    const all = layers({ points: line, fit: line, band });
    expect(
      all.map(({ encoding }) => encoding.shape?.legend ?? encoding.opacity?.legend ?? null),
    ).toMatchObject([{ symbolType: 'square' }, { symbolType: 'circle' }, null, null]);
    const tips = (i: number) => all[i].encoding.tooltip.map(({ field }: any) => field);
    expect(tips(1)).toEqual(['x', 'y']);
    expect(tips(3)).toEqual(['x', 'y', 'lower', 'upper']);
  });

  it('puts legends in columns and below where they would be wider than the picture', () => {
    const fit = new Map(Array.from({ length: 8 }, (_, i) => [`a long name ${i}`, line]));
    const [points, curves] = plotRegression({ points: line, fit }, { width: 320 }).layer;
    const { legend } = curves!.encoding.stroke;
    expect(legend.orient).toBe('top');
    expect(legend.columns).toBe(2);
    expect(points!.encoding.shape.legend.orient).toBe('bottom');
  });

  it('tells more curves apart than there are colors', () => {
    const fit = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`curve ${i}`, line]));
    const { stroke, strokeDash } = layers({ truth: line, fit })[0].encoding;
    const looks = stroke.scale.range.map((color: string, i: number) => [
      color,
      strokeDash.scale.range[i],
    ]);
    expect(new Set(looks.map(String)).size).toBe(13);
  });

  it.each([
    [
      'other lengths',
      { points: { x: [1, 2], y: [1] } },
      ShapeError,
      'the arrays of points must have the same length, got 2 and 1',
    ],
    [
      'a short band',
      { band: { ...band, upper: [1] } },
      ShapeError,
      'the arrays of band must have the same length, got 3 and 3 and 1',
    ],
    [
      'rank 2',
      { fit: { x: [[1]], y: [1] } },
      ShapeError,
      'fit.x must have rank 1, got rank 2, shape [1, 1]',
    ],
    [
      'a curve at NaN',
      { fit: { x: [NaN], y: [1] } },
      NumericalError,
      'fit.x must be finite, got NaN at index 0',
    ],
    [
      'no y',
      { points: { x: [1] } },
      OptionError,
      'points.y must be an array, a typed array or an ndarray, got undefined',
    ],
    ['points by name', { points: 'data' }, OptionError, /^points(\.x)? must be .*, got /],
    ['a fit of null', { fit: null }, OptionError, /^fit.* must be .*, got /],
    [
      'a band for no model',
      { fit: line, band: true },
      OptionError,
      'band must be an object, got true',
    ],
    ['a model that is none', { model: 5 }, OptionError, 'model must be a fitted model, got 5'],
    [
      'rows of one column',
      { fit: [{ a: 1 }] },
      OptionError,
      'fit must be rows with columns x and y, got an object',
    ],
    ['points of null', { points: null }, OptionError, /^points.* must be .*, got /],
    ['a band of null', { band: null }, OptionError, /^band.* must be .*, got /],
    [
      'a named fit of null',
      { fit: new Map([['a', null]]) },
      OptionError,
      /^.*\ba\b.* must be .*, got /,
    ],
  ] as const)('refuses %s', (_name, picture, type, message) => {
    const whole =
      typeof message === 'string'
        ? `plotRegression: ${message}`
        : new RegExp(message.source.replace('^', '^plotRegression: '));
    expectError(() => plotRegression(picture as never), type, whole);
  });

  it('a curve that is NaN somewhere has a gap there', () => {
    const values = rows({ fit: { x: [0, 1, 2], y: [1, NaN, 3] } });
    expect(values[1]).toEqual({ name: 'fit', x: 1, y: null });
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an array', []],
    ['an unknown part', { dots: line }],
    ['__proto__', { ['__proto__']: line }],
  ])('refuses the picture: %s, and names it', (_name, picture) => {
    expectError(
      () => plotRegression(picture as never),
      OptionError,
      /^plotRegression: picture must be .*, got /,
    );
  });

  it.each(wrongPlotOptions('maxPoints'))('refuses the options: %s', (_name, options, message) => {
    expectError(
      () => plotRegression({ points: line }, options as never),
      OptionError,
      `plotRegression: ${message}`,
    );
  });
});
