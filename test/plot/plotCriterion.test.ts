import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { plotCriterion } from '../../src/plot/plotCriterion.js';
import type { VegaLiteSpec } from '../../src/plot/VegaLiteSpec.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { dated, fake } from './fakeModel.js';

const path = [
  { bandwidth: 10, value: 3 },
  { bandwidth: 0.1, value: 2 },
  { bandwidth: 1, value: 1 },
];

/** Curve, bandwidth, value and label of what is marked. */
const marks = (spec: VegaLiteSpec) =>
  (spec.layer[2]!.data!.values as any[]).map((mark) =>
    ['name', 'bandwidth', 'value', 'label'].map((key) => mark[key]),
  );

describe('plotCriterion', () => {
  it('draws a path by bandwidth and marks its smallest value', () => {
    const spec = plotCriterion(path);
    expect(spec.data.values.map(({ bandwidth }) => bandwidth)).toEqual([0.1, 1, 10]);
    expect(marks(spec)).toEqual([['criterion', 1, 1, 'h = 1']]);
    expectPicture(spec);
  });

  it('draws a curve for each degree of a path', () => {
    const both = [0, 1].flatMap((degree) => path.map((point) => ({ ...point, degree })));
    const { values } = plotCriterion(both).data;
    expect(values.map(({ name }) => name)).toEqual([
      ...Array(3).fill('degree 0'),
      ...Array(3).fill('degree 1'),
    ]);
    expectPicture(plotCriterion(both));
  });

  it('leaves out what has no place on the axes', () => {
    const all = [...path, { bandwidth: Infinity, value: 4 }, { bandwidth: 2, value: NaN }];
    expect(plotCriterion(all).data.values).toHaveLength(3);
    expectPicture(plotCriterion([]));
  });

  it('draws several, each with its own smallest value', () => {
    const spec = plotCriterion(
      new Map([
        ['loo', path],
        ['aicc', path.slice(0, 2)],
      ]),
    );
    expect(marks(spec)).toEqual([
      ['loo', 1, 1, 'h = 1'],
      ['aicc', 0.1, 2, 'h = 0.1'],
    ]);
    expectPicture(spec);
  });

  it('takes the path of a search', () => {
    const searched = path.map((point) => ({
      ...point,
      bandwidth: Float64Array.of(point.bandwidth),
    }));
    expect(plotCriterion(searched)).toEqual(plotCriterion(path));
  });

  const choice = {
    criterion: 'auto',
    degree: 1,
    bandwidth: [2],
    value: 1.25,
    path: [0, 1].flatMap((degree) => path.map((point) => ({ ...point, degree }))),
  };
  const model = { bandwidthChoice: choice, columns: fake().columns };

  it('marks the bandwidth that a model chose, not the least of the path, on the curve of its degree', () => {
    const spec = plotCriterion(model);
    expectPicture(spec);
    expect(marks(spec)).toEqual([['degree 1', 2, 1.25, 'h = 2, degree 1']]);
    expect(spec.layer[0]!.encoding.y.title).toBe('AICc');
    expect(marks(plotCriterion(choice))).toEqual(marks(spec));
  });

  it('takes fitted regressors by name', () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 8);
    const y = x.map((t, i) => Math.sin(t) + (i % 3) / 5);
    const fitted = ([0, 1] as const).map((degree) =>
      new KernelRegressor({ bandwidth: 'loo', degree }).fit(x, y),
    );
    const spec = plotCriterion({ constant: fitted[0]!, linear: fitted[1]! });
    expectPicture(spec);
    expect(marks(spec).map(([name, h]) => [name, h])).toEqual([
      ['constant', fitted[0]!.bandwidth[0]],
      ['linear', fitted[1]!.bandwidth[0]],
    ]);
    expect(spec.layer[0]!.encoding.y.title).toBe('leave-one-out error');
  });

  it('keeps labels above all curves, one below the other', () => {
    const spec = plotCriterion({ a: path, b: path });
    const top = Math.max(...spec.data.values.map(({ value }) => value));
    const labels = spec.layer[4]!.data!.values as readonly { at: number }[];
    expect(labels[0]!.at).toBeGreaterThan(labels[1]!.at);
    expect(labels[1]!.at).toBeGreaterThan(top);
    const [, high] = spec.layer[0]!.encoding.y.scale.domain;
    expect(high).toBeGreaterThan(labels[0]!.at);
  });

  it('cuts off what towers above all others, and says so', () => {
    const steep = [1, 2, 3, 4, 5].map((bandwidth) => ({ bandwidth, value: bandwidth }));
    const spec = plotCriterion([{ bandwidth: 0.5, value: 1e6 }, ...steep]);
    expect(spec.layer[0]!.encoding.y.scale.domain[1]).toBeLessThan(100);
    expect(spec.description).toContain('values far above all others are cut off');
    expect(plotCriterion(steep)).not.toHaveProperty('title');
  });

  it('cuts off nothing that is marked', () => {
    const high = path.map(({ bandwidth, value }) => ({ bandwidth, value: 1000 + value }));
    const many = Array.from({ length: 20 }, (_, i) => ({ bandwidth: 1 + i, value: 1 + i / 20 }));
    const spec = plotCriterion({ many, high });
    const [low, top] = spec.layer[0]!.encoding.y.scale.domain;
    for (const [, , value] of marks(spec)) expect(value > low && value < top).toBe(true);
  });

  it('says when the chosen bandwidth is infinite', () => {
    const spec = plotCriterion({ ...choice, bandwidth: [Infinity] });
    expectPicture(spec);
    expect(spec.description).toContain('chosen: h = ∞, degree 1');
    expect(marks(spec)).toEqual([]);
  });

  it('counts bandwidths over dates in days', () => {
    const days = {
      columns: dated().columns,
      bandwidthChoice: {
        ...choice,
        bandwidth: [2 * 864e5],
        path: path.map((point) => ({ ...point, bandwidth: point.bandwidth * 864e5 })),
      },
    };
    const spec = plotCriterion(days);
    expect(spec.data.values.map(({ bandwidth }) => bandwidth)).toEqual([0.1, 1, 10]);
    expect(marks(spec)[0]).toEqual(['criterion', 2, 1.25, 'h = 2']);
    expect(spec.layer[0]!.encoding.x.title).toBe('bandwidth (days)');
  });

  const shares = [0, 2].flatMap((degree) =>
    [0.75, 0.25, 0.5, Infinity].map((span) => ({
      bandwidth: [span * 8, span * 5],
      span,
      value: degree + span,
      degree,
    })),
  );

  it('draws a search for a share by the share, also for several predictors and over dates', () => {
    const columns = { ...dated().columns, x: [...dated().columns.x, ...fake().columns.x] };
    const bandwidthChoice = {
      criterion: 'aicc',
      degree: 2,
      bandwidth: [2, 1.25],
      span: 0.25,
      value: 2.25,
      path: shares,
    };
    const spec = plotCriterion({ bandwidthChoice, columns });
    expectPicture(spec);
    expect(spec.data.values.map(({ name, bandwidth }) => [name, bandwidth])).toEqual([
      ...[0.25, 0.5, 0.75].map((span) => ['degree 0', span]),
      ...[0.25, 0.5, 0.75].map((span) => ['degree 2', span]),
    ]);
    expect(marks(spec)).toEqual([['degree 2', 0.25, 2.25, 'span = 0.25, degree 2']]);
    expect(spec.layer[0]!.encoding.x.title).toBe('share of the observations in a window');
    expect(spec.description).toContain('criterion by share of the observations in a window');
    expect(marks(plotCriterion(shares))[0]).toEqual(['degree 0', 0.25, 0.25, 'span = 0.25']);
  });

  it('takes what a regressor searched', () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 8);
    const y = x.map((t, i) => Math.sin(t) + (i % 3) / 5);
    const model = new KernelRegressor({ kernel: 'tricube', bandwidth: { span: 'aicc' } }).fit(x, y);
    const spec = plotCriterion(model);
    expectPicture(spec);
    const { span, degree } = model.bandwidthChoice!;
    expect(marks(spec)[0]!.slice(0, 2)).toEqual([`degree ${degree}`, span]);
    expect(new Set(spec.data.values.map(({ name }) => name)).size).toBe(4);
  });

  it('refuses bandwidths beside shares', () => {
    expectError(
      () => plotCriterion({ widths: path, shares }),
      OptionError,
      'plotCriterion: paths must be of bandwidths or of shares, got both',
    );
    expectError(
      () => plotCriterion([shares[0]!, ...path]),
      OptionError,
      'plotCriterion: path.span must be a number, got undefined',
    );
  });

  it.each([
    [
      'a given bandwidth',
      { ...model, bandwidthChoice: undefined },
      'no path: it was given, or read from JSON',
    ],
    [
      'a rule',
      { ...model, bandwidthChoice: { ...choice, criterion: 'scott', path: [] } },
      '"scott"',
    ],
  ])('refuses a model with %s', (_name, wrong, received) => {
    expectError(
      () => plotCriterion(wrong),
      UnsupportedError,
      `plotCriterion: the model must have searched its bandwidth ('auto', 'loo', 'gcv' or 'aicc'), got ${received}`,
    );
  });

  it('refuses a model of two predictors', () => {
    const columns = { x: [...fake().columns.x, ...fake().columns.x], y: fake().columns.y };
    expectError(
      () => plotCriterion({ ...model, columns }),
      UnsupportedError,
      'plotCriterion: the model must have one predictor, got 2',
    );
  });

  it('accepts records that carry more', () => {
    expect(
      plotCriterion([{ bandwidth: 1, value: 2, degree: 1 } as never]).data.values,
    ).toHaveLength(1);
  });

  it.each([
    ['no array', 5, 'path must be an array of bandwidths and values, got 5'],
    ['numbers', [1], 'path.bandwidth must be a number, got undefined'],
    ['null', [null], 'path.bandwidth must be a number, got undefined'],
    ['a value in text', [{ bandwidth: 1, value: '1' }], 'path.value must be a number, got "1"'],
    ['a bandwidth of 0', [{ bandwidth: 0, value: 1 }], 'path.bandwidth must be positive, got 0'],
    [
      'two predictors',
      [{ bandwidth: [1, 2], value: 1 }],
      'path.bandwidth must be a number, got an array of length 2',
    ],
    ['NaN', [{ bandwidth: NaN, value: 1 }], 'path.bandwidth must be positive, got NaN'],
  ])('refuses %s', (_name, wrong, message) => {
    expectError(() => plotCriterion(wrong as never), OptionError, `plotCriterion: ${message}`);
  });

  it.each(wrongPlotOptions())('refuses %s as options', (_name, options, message) => {
    expectError(
      () => plotCriterion(path, options as never),
      OptionError,
      `plotCriterion: ${message}`,
    );
  });
});
