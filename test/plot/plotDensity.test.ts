import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelDensity } from '../../src/estimators/KernelDensity.js';
import { plotDensity } from '../../src/plot/plotDensity.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

const x = [1, 2, 2.5, 4, 7];
const model = new KernelDensity({ bandwidth: 0.5 }).fit(x, { names: { x: 'minutes' } });
const plane = new KernelDensity({ bandwidth: 1 }).fit(x.map((a, i) => [a, x[4 - i]!]));
const dated = new KernelDensity({ bandwidth: 1 }).fit(x.map((day) => new Date(day)));

describe('plotDensity', () => {
  it('one, several by name, dates and two columns: a picture', () => {
    const other = new KernelDensity({ bandwidth: 1 }).fit(x);
    for (const given of [model, { a: model, b: other }, new Map([['a', model]]), dated, plane])
      for (const theme of ['light', 'dark'] as const)
        expectPicture(plotDensity(given as never, { theme }));
  });

  it('draws a strip of the observations, the curve, and what carries its tooltips', () => {
    const spec: any = plotDensity(model);
    expect(spec.layer.map(({ mark }: any) => mark.type)).toEqual(['rule', 'line', 'point']);
    expect(spec.layer[0].data.values.map((row: any) => row.x)).toEqual(x);
    const curve = model.curve();
    expect(spec.data.values).toEqual(
      curve.map((row) => ({ name: 'density', x: row.minutes, density: row.density })),
    );
    expect(spec.layer[1].encoding.x.title).toBe('minutes');
    expect(spec.layer[1].encoding.y.scale).toEqual({ zero: true });
  });

  it('of dates tells the density of a day', () => {
    const days = new KernelDensity({ bandwidth: 864e5 }).fit(
      [0, 1, 3].map((t) => new Date(864e5 * t)),
    );
    const plain = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 3]);
    const [spec, other]: any[] = [plotDensity(days), plotDensity(plain)];
    expect(spec.layer[1].encoding.y.title).toBe('density per day');
    other.data.values.forEach((row: any, q: number) => {
      expect(spec.data.values[q].density).toBeCloseTo(row.density, 12);
    });
    expect((plotDensity(days, { yLabel: 'share' }) as any).layer[1].encoding.y.title).toBe('share');
  });

  it('has a legend as strong as its curves, though the strip is faint', () => {
    const one = new KernelDensity({ bandwidth: 1 }).fit([1, 2, 4]);
    const { layer } = plotDensity({ one, other: one });
    for (const { encoding } of layer.slice(0, 2))
      expect(encoding!.stroke).toMatchObject({ legend: { symbolOpacity: 1 } });
  });

  it('a map of dates has an axis of time, and tells the density of a day', () => {
    const rows = x.map((day, i) => ({ day: new Date(day), depth: x[4 - i]! }));
    const model = new KernelDensity({ bandwidth: 1 }).fit(rows, { x: ['day', 'depth'] });
    const spec = plotDensity(model);
    expectPicture(spec);
    const { x: across, y: up, color } = spec.layer[0]!.encoding;
    expect([across.type, up.type]).toEqual(['temporal', 'quantitative']);
    expect([across.title, color.title]).toEqual(['day', 'density per day']);
    const [first] = spec.layer[1]!.data!.values as any;
    expect(first).toEqual({ x1: x[0], x2: x[4], y: 864e5 * model.density(rows[0]!) });
  });

  it('a map shows the density at places and at the observations, under the names of the columns', () => {
    const spec: any = plotDensity(plane);
    const [tiles, points] = spec.layer;
    expect(tiles.data.values.length).toBe(3600);
    expect(points.data.values.map((row: any) => row.y)).toEqual([
      ...plane.density(x.map((a, i) => [a, x[4 - i]!])),
    ]);
    expect([tiles.encoding.x.title, tiles.encoding.y.title, tiles.encoding.color.title]).toEqual([
      'x1',
      'x2',
      'density',
    ]);
  });

  it('of many observations some are drawn, and the picture says so', () => {
    const many = new KernelDensity({ bandwidth: 1 }).fit(Array.from({ length: 5000 }, (_, i) => i));
    const spec: any = plotDensity(many, { maxPoints: 50 });
    expect(spec.layer[0].data.values.length).toBe(50);
    expect(spec.title.subtitle).toEqual(['shown: 50 of 5,000 observations']);
  });

  it('refuses what is no density, and what it cannot draw', () => {
    for (const given of [5, null, {}, { a: 5 }, [model], { a: model, b: {} }])
      expectError(() => plotDensity(given as never), OptionError, /must be a fitted density/);
    expectError(
      () => plotDensity({ a: plane, b: model }),
      UnsupportedError,
      'plotDensity: densities must be of one column, or one of two, got 2 of 2',
    );
    expectError(
      () => plotDensity({ a: model, b: dated } as never),
      OptionError,
      /all be of Dates or all of numbers/,
    );
  });

  it.each(wrongPlotOptions('maxPoints'))('refuses %s', (_name, options, message) => {
    expectError(() => plotDensity(model, options as never), OptionError, `plotDensity: ${message}`);
  });
});
