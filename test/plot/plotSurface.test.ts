import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { kernelRegression } from '../../src/estimators/kernelRegression.js';
import { extent } from '../../src/plot/frame.js';
import { plotSurface } from '../../src/plot/plotSurface.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { expectPicture } from './expectPicture.js';
import { fake } from './fakeModel.js';

const surface = {
  x1: [0, 1, 3],
  x2: [10, 20],
  y: [
    [1, 2],
    [3, 4],
    [5, Number.NaN],
  ],
};
const tiles = (picture: Parameters<typeof plotSurface>[0]) =>
  (plotSurface(picture) as any).layer[0].data.values;

describe('plotSurface', () => {
  it('draws tiles to half-way and under the next, a little beside a blank, none where there is no fit', () => {
    expect(tiles({ surface })).toEqual([
      { x1: -0.5, right: 1.25, x2: 5, top: 20, y: 1 },
      { x1: -0.5, right: 1.25, x2: 15, top: 25, y: 2 },
      { x1: 0.5, right: 2.2, x2: 5, top: 16, y: 3 },
      { x1: 0.5, right: 2.2, x2: 15, top: 25, y: 4 },
      { x1: 2, right: 4, x2: 5, top: 16, y: 5 },
    ]);
    expectPicture(plotSurface({ surface }));
  });

  it('takes a flat fit as well', () => {
    expect(tiles({ surface: { ...surface, y: surface.y.flat() } })).toEqual(tiles({ surface }));
  });

  it('puts the observations on top', () => {
    const points = { x1: [0, 1], x2: [10, 12], y: [1, 2] };
    const spec = plotSurface({ surface, points }, { colorLabel: 'height', title: 'Both' });
    expect((spec as any).layer[1].data.values).toEqual([
      { x1: 0, x2: 10, y: 1 },
      { x1: 1, x2: 12, y: 2 },
    ]);
    expectPicture(spec);
  });

  it('one place is a tile of width one', () => {
    expect(tiles({ surface: { x1: [1], x2: [2], y: [3] } })).toEqual([
      { x1: 0.5, right: 1.5, x2: 1.5, top: 2.5, y: 3 },
    ]);
  });

  const columns = {
    x: ['income', 'school'].map((name) => ({ name, type: 'number' as const })),
    y: [{ name: 'prestige', type: 'number' as const }],
  };
  const corners = [
    { income: 0, school: 0, prestige: 1 },
    { income: 1000, school: 10, prestige: 5 },
  ];
  const model = fake({
    columns,
    observations: corners,
    predict: (xq) => xq.map(([income, school]) => income! + school!),
  });

  it('draws a model over the range of its observations, where they are near', () => {
    const spec = plotSurface(model, { grid: 11, tooFar: 0.12 });
    expectPicture(spec);
    const drawn = spec.layer[0]!.data!.values as readonly { x1: number; x2: number; y: number }[];
    // each corner, and its neighbours at 0.1 along the sides; the one across is at 0.14
    expect(drawn.map(({ y }) => y)).toEqual([0, 1, 100, 910, 1009, 1010]);
    const { x, y, color } = spec.layer[0]!.encoding;
    expect([x.title, y.title, color.title]).toEqual(['income', 'school', 'prestige']);
    expect(spec.layer[1]!.data!.values).toEqual([
      { x1: 0, x2: 0, y: 1 },
      { x1: 1000, x2: 10, y: 5 },
    ]);
    expect(plotSurface(model)).toEqual(plotSurface(model, { grid: 50, tooFar: 0.1 }));
    const far = plotSurface(model, { grid: 11, tooFar: Infinity });
    expect(far.layer[0]!.data!.values).toHaveLength(121);
    const none = plotSurface(model, { grid: 11, tooFar: 0 });
    expect(none.layer[0]!.data!.values).toHaveLength(2);
  });

  it('draws a map of the globe, longitudes across', () => {
    const globe = {
      ...columns,
      x: [
        { name: 'lat', type: 'number' as const, kind: 'latitude' as const },
        { name: 'long', type: 'number' as const, kind: 'longitude' as const },
      ],
    };
    const observations = [
      { lat: 40, long: 0, prestige: 1 },
      { lat: 50, long: 10, prestige: 5 },
    ];
    const predict = (xq: number[][]) => xq.map(([lat, long]) => (lat! - 40) / 10 + long! / 10);
    const spec = plotSurface(fake({ columns: globe, observations, predict }), { grid: 3 });
    expectPicture(spec);
    const { x, y } = spec.layer[0]!.encoding;
    expect([x.title, y.title]).toEqual(['long', 'lat']);
    const drawn = spec.layer[0]!.data!.values as readonly { x1: number; x2: number; y: number }[];
    expect(drawn.map(({ x1, x2 }) => [x1, x2])).toEqual([
      [-2.5, 37.5],
      [7.5, 47.5],
    ]);
    expect(drawn.map(({ y }) => y)).toEqual([0, 2]);
    expect(spec.layer[1]!.data!.values).toEqual([
      { x1: 0, x2: 40, y: 1 },
      { x1: 10, x2: 50, y: 5 },
    ]);
  });

  const near = (spec: any, x1: number, x2: number): number[] =>
    spec.layer[0].data.values
      .filter((tile: any) => tile.x1 <= x1 && x1 < tile.right && tile.x2 <= x2 && x2 < tile.top)
      .map(({ y }: any) => y);

  it('draws places across the date line as one map', () => {
    const east = (lon: number) => (lon > 180 ? lon - 360 : lon);
    const stations = Array.from({ length: 100 }, (_, i) => {
      const [lat, lon] = [-30 + (i % 10), 175 + Math.floor(i / 10)];
      return { lat, lon: east(lon), rain: lat + lon };
    });
    const globe = { column: ['lat', 'lon'], kind: 'geographic' } as const;
    const options = { x: globe, y: 'rain', degree: 1, bandwidth: 150 } as const;
    const spec: any = plotSurface(kernelRegression(stations, options), { grid: 10 });
    expectPicture(spec);
    expectClose(extent(spec.layer[1].data.values.map(({ x1 }: any) => x1)), [175, 184], 1e-12);
    expectClose(extent(spec.layer[0].data.values.map(({ x1 }: any) => x1)), [174.5, 183.5], 1e-12);
    expectClose(near(spec, 182, -25), [157], 0.1);
    const unmoved = stations.map((row) => ({
      ...row,
      lon: row.lon - 20 - (row.lon < 0 ? -360 : 0),
    }));
    const atHome: any = plotSurface(kernelRegression(unmoved, options), { grid: 10 });
    expectClose(extent(atHome.layer[1].data.values.map(({ x1 }: any) => x1)), [155, 164], 1e-12);
  });

  it('draws a circle once round, where observations are near the shorter way', () => {
    const x = Array.from({ length: 60 }, (_, i) => [i % 6, ((i * 7) % 12) - 5 + 24 * (i % 3)]); // hours 19 to 6
    const y = x.map(([a, hour]) => a! + Math.cos((hour! * Math.PI) / 12));
    const predictors = ['number', { kind: 'periodic', period: 24 }] as const;
    const model = new KernelRegressor({ predictors, degree: 1, bandwidth: [2, 2] }).fit(x, y);
    const spec: any = plotSurface(model, { grid: 25 });
    expectPicture(spec);
    const [points, drawn] = [spec.layer[1], spec.layer[0]].map(({ data }) => data.values);
    expect(points.every(({ x2 }: any) => (x2 >= 0 && x2 <= 6) || (x2 >= 19 && x2 < 24))).toBe(true);
    expectClose(extent(drawn.map(({ x2 }: any) => x2)), [-0.5, 23.5], 1e-12);
    expect(near(spec, 2.5, 12)).toEqual([]);
    // at hour 24 there is nobody but those of hour 0
    const last = drawn.filter(({ x2 }: any) => x2 === 23.5).map(({ y }: any) => y);
    expectClose(
      last,
      drawn.filter(({ x2 }: any) => x2 === -0.5).map(({ y }: any) => y),
      1e-12,
    );
  });

  it('draws columns of any names', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ lower: i % 5, upper: i % 7, output: i }));
    const options = { x: ['lower', 'upper'], y: 'output', degree: 1, bandwidth: 3 } as const;
    const { color } = plotSurface(kernelRegression(rows, options)).layer[0]!.encoding;
    expect(color.title).toBe('output');
  });

  it('has an axis of time for dates', () => {
    const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i));
    const rows = Array.from({ length: 50 }, (_, i) => ({ day: day(i), depth: i % 7, warmth: i }));
    const options = { x: ['depth', 'day'], y: 'warmth', degree: 1, bandwidth: [3, 864e6] } as const;
    const spec = plotSurface(kernelRegression(rows, options));
    expectPicture(spec);
    const typesOf = ({ x, y }: any) => [x.type, y.type];
    expect(typesOf(spec.layer[0]!.encoding)).toEqual(['quantitative', 'temporal']);
    expect(spec.layer[0]!.encoding.y.scale).toEqual({ type: 'utc', nice: false });
    expect(spec.layer[1]!.encoding.tooltip).toMatchObject([
      {},
      { timeUnit: 'utcyearmonthdatehoursminutes' },
      {},
    ]);

    const byHand = { ...surface, x2: [day(0), day(1)] };
    const points = { x1: [1], x2: [day(1)], y: [3] };
    const drawn = plotSurface({ surface: byHand, points }, { tooFar: 0.1 });
    expect(typesOf(drawn.layer[0]!.encoding)).toEqual(['quantitative', 'temporal']);
    expect(drawn.layer[1]!.data!.values).toEqual([{ x1: 1, x2: +day(1), y: 3 }]);
    expectError(
      () => plotSurface({ surface: byHand, points: { ...points, x2: [1] } }),
      OptionError,
      'plotSurface: x2 must be dates in all parts or none, got both',
    );
  });

  it('one fit far beyond the observations does not take all colors', () => {
    const scale = (top: number) => {
      const predict = (xq: number[][]) => xq.map(([income]) => (income! > 500 ? top : 3));
      const spec = plotSurface(fake({ columns, observations: corners, predict }), { grid: 3 });
      expectPicture(spec);
      return { ...spec.layer[0]!.encoding.color.scale, notes: spec.description };
    };
    const usual = { scheme: 'viridis', zero: false };
    expect(scale(8.9)).toEqual({ ...usual, notes: 'prestige by income and school' });
    expect(scale(9.1)).toEqual({
      ...usual,
      domain: [1, 5],
      clamp: true,
      notes:
        'prestige by income and school. fits beyond the observations have the color of the nearest',
    });
    expect(scale(-3.1).domain).toEqual([1, 5]);
  });

  it('leaves a given surface blank far from its points when asked', () => {
    const points = { x1: [0], x2: [10], y: [1] };
    const spec = plotSurface({ surface, points }, { tooFar: 0.5 });
    expect((spec.layer[0]!.data!.values as readonly { y: number }[]).map(({ y }) => y)).toEqual([
      1, 3,
    ]);
  });

  it('draws a fitted regressor, and no more points than it may', () => {
    const x = Array.from({ length: 100 }, (_, i) => [i % 10, Math.floor(i / 10)]);
    const y = x.map(([a, b]) => a! + b!);
    const fitted = new KernelRegressor({ bandwidth: 2, degree: 1 }).fit(x, y);
    const spec = plotSurface(fitted, { maxPoints: 20 });
    expectPicture(spec);
    expect(spec.layer[0]!.data!.values).toHaveLength(2500);
    expect(spec.layer[1]!.data!.values).toHaveLength(20);
    expect(spec.description).toContain('shown: 20 of 100 observations');
  });

  it('refuses a model of one predictor', () => {
    expectError(
      () => plotSurface(fake()),
      UnsupportedError,
      'plotSurface: the model must have two predictors and one output, got 1 and 1',
    );
  });

  it('refuses categories', () => {
    const levels = ['low', 'high'];
    const x = [columns.x[0]!, { ...columns.x[1]!, kind: 'category' as const, levels }];
    expectError(
      () => plotSurface(fake({ columns: { ...columns, x }, observations: corners })),
      UnsupportedError,
      /the predictors must be numbers .*, got school$/,
    );
  });

  it('refuses what does not fit', () => {
    const wrong = (changes: object) => () => plotSurface({ surface: { ...surface, ...changes } });
    const named = (message: string) => `plotSurface: ${message}`;
    expectError(
      wrong({ y: [1, 2] }),
      ShapeError,
      named('surface.y must have a number for each pair of x1 and x2, got 2 for 3 and 2'),
    );
    expectError(
      wrong({ x1: [0, 0, 1] }),
      OptionError,
      named('surface.x1 must increase, got 0 and 0'),
    );
    expectError(
      wrong({ x2: [NaN, 1] }),
      NumericalError,
      named('surface.x2 must be finite, got NaN at index 0'),
    );
    expectError(
      () => plotSurface({ surface, points: { x1: [1], x2: [1, 2], y: [1] } }),
      ShapeError,
      named('the arrays of points must have the same length, got 1, 2 and 1'),
    );
    expectError(
      () => plotSurface({ surface }, { colour: 1 } as never),
      OptionError,
      named(
        'options must be among title, width, height, xLabel, yLabel, theme, colorLabel, grid, tooFar, maxPoints, got "colour"',
      ),
    );
  });
});
