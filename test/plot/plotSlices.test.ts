import { describe, expect, it } from 'vitest';
import { NotFittedError, OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { kernelRegression } from '../../src/estimators/kernelRegression.js';
import type { PlottedModel } from '../../src/plot/PlottedModel.js';
import type { VegaLitePanels } from '../../src/plot/plotPanels.js';
import type { RegressionRow } from '../../src/plot/plotRegression.js';
import { plotSlices } from '../../src/plot/plotSlices.js';
import type { VegaLiteRowsSpec } from '../../src/plot/VegaLiteSpec.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { fake } from './fakeModel.js';

type Picture = VegaLiteRowsSpec<RegressionRow>;

const people = Array.from({ length: 144 }, (_, i) => {
  const [income, school, age] = [i % 12, Math.floor(i / 12), (5 * i) % 7];
  return { income, school, age, rank: income + school * school + age };
});
const two = kernelRegression(people, {
  x: ['income', 'school'],
  y: 'rank',
  degree: 1,
  bandwidth: 2,
});
const three = kernelRegression(people, {
  x: ['income', 'school', 'age'],
  y: 'rank',
  degree: 1,
  bandwidth: 3,
});

/** A model of one slice, whose rows are given. */
const sliced = (names: readonly string[], rows: readonly object[]): PlottedModel =>
  fake({
    columns: {
      x: names.map((name) => ({ name, type: 'number' as const })),
      y: [{ name: 'pay', type: 'number' }],
    },
    slice: () => rows,
  });

describe('plotSlices', () => {
  it('draws a curve and its band in a color for each value that is held', () => {
    const at = { income: 'all', school: [2, 8] } as const;
    const spec = plotSlices(two, at, { points: 5, title: 'Rank' }) as Picture;
    expectPicture(spec);
    const rows = two.slice(at, { points: 5, band: true });
    expect(spec.data.values).toEqual(
      rows.map(({ income, school, rank, lower, upper }) => ({
        name: String(school),
        x: income,
        y: rank,
        lower,
        upper,
      })),
    );
    const { x, y, stroke } = spec.layer[1]!.encoding;
    expect([x.title, y.title, stroke.legend.title]).toEqual(['income', 'rank', 'school']);
    expect(stroke.scale.domain).toEqual(['2', '8']);
    expect(spec.description).toBe('Rank. 95 % band, school 2, school 8');
    expect(spec.title).toBe('Rank');
  });

  it('takes the options of slice, and of the look', () => {
    const options = { points: [1, 3], band: { level: 0.8 }, yLabel: 'Rank', width: 300 } as const;
    const spec = plotSlices(two, { income: 'all', school: [2, 8] }, options) as Picture;
    expect(spec.data.values.map(({ x }) => x)).toEqual([1, 3, 1, 3]);
    expect(spec.description).toContain('80 % band');
    expect([spec.width, spec.layer[1]!.encoding.y.title]).toEqual([300, 'Rank']);
    const plain = plotSlices(two, { income: 'all' }, { band: false, from: 2, to: 4 }) as Picture;
    expectPicture(plain);
    expect(Object.keys(plain.data.values[0]!)).toEqual(['name', 'x', 'y']);
    expect(plain.data.values.at(-1)!.x).toBe(4);
    expect(plain.description).toBe('rank. at school 5.5');
  });

  it('draws panels on the same scales where several predictors are held at several values', () => {
    const at = { school: 'all', age: [1, 5], income: [2, 6, 9] } as const;
    const spec = plotSlices(three, at, { points: 4, title: 'Rank' }) as VegaLitePanels;
    expectPicture(spec);
    expect(spec.concat.map(({ title }) => title)).toEqual(['income 2', 'income 6', 'income 9']);
    expect(spec).toMatchObject({
      title: 'Rank',
      columns: 3,
      resolve: { scale: { y: 'shared', stroke: 'shared' }, legend: { stroke: 'shared' } },
    });
    const drawn = spec.concat.map((picture) => (picture as Picture).data.values);
    const rows = three.slice(at, { points: 4 });
    drawn.forEach((values, i) => {
      const own = rows.filter(({ income }) => income === at.income[i]);
      expect(values.map(({ name, x, y }) => [name, x, y])).toEqual(
        own.map(({ age, school, rank }) => [String(age), school, rank]),
      );
    });
    expect(spec.concat[0]).toMatchObject({ width: 200, height: 200 });
    const small = plotSlices(three, at, { points: 4, width: 90, columns: 2, theme: 'dark' });
    expect(small).toMatchObject({ columns: 2, concat: [{ width: 90 }, {}, {}] });
    expect('title' in small).toBe(false);
  });

  it('tells outputs apart as it does held values', () => {
    const x = people.map(({ income, school }) => [income, school]);
    const y = people.map(({ rank, age }) => [rank, age]);
    const both = new KernelRegressor({ bandwidth: 2 }).fit(x, y);
    const one = plotSlices(both, { x1: 'all' }, { points: 3, band: false }) as Picture;
    expectPicture(one);
    expect(one.description).toBe('output 0, output 1. at x2 5.5');
    const spec = plotSlices(both, { x1: 'all', x2: [2, 8] }, { points: 3, band: false });
    expectPicture(spec);
    const { concat, resolve } = spec as VegaLitePanels;
    expect(concat.map(({ title }) => title)).toEqual(['output 0', 'output 1']);
    expect(resolve.scale.y).toBe('independent');
  });

  it('dots a curve beyond the data, from the last place within them on, without a band', () => {
    const extrapolation = [true, false, false, false, true, true];
    const rows = extrapolation.map((each, age) => ({
      age,
      pay: 2 * age,
      lower: age,
      upper: 3 * age,
      extrapolation: each,
    }));
    const spec = plotSlices(sliced(['age'], rows), { age: 'all' }) as Picture;
    expectPicture(spec);
    expect(spec.description).toContain('dotted: beyond the data');
    const column = (name: string) => spec.data.values.map((row) => row[name]);
    expect(column('y')).toEqual([null, 2, 4, 6, null, null]);
    expect(column('lower')).toEqual([null, 1, 2, 3, null, null]);
    expect(column('dots')).toEqual([0, 2, null, 6, 8, 10]);
    const [line] = spec.layer.filter(({ encoding }) => encoding.y.field === 'dots');
    expect(line!.mark).toMatchObject({ type: 'line', strokeDash: [2, 3] });
  });

  it('cuts it off where it leaves the picture, and says so', () => {
    const rows = [0, 1, 2, 3, 4].map((age) => ({
      age,
      pay: age < 2 ? age : 10 ** age,
      extrapolation: age > 1,
    }));
    const spec = plotSlices(sliced(['age'], rows), { age: 'all' }, { band: false }) as Picture;
    expect(spec.data.values.map(({ dots }) => dots)).toEqual([null, 1, null, null, null]);
    expect(spec.description).toContain('where the curve leaves the picture it is cut off');
  });

  it('draws a curve that lies beyond the data as a whole', () => {
    const spec = plotSlices(two, { income: 'all', school: 40 }, { points: 3 }) as Picture;
    expectPicture(spec);
    expect(spec.data.values.map(({ y }) => y)).toEqual([null, null, null]);
    expect(spec.data.values.map(({ dots }) => Number.isFinite(dots))).toEqual([true, true, true]);
  });

  it('has axes of time, and names dates', () => {
    const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i));
    const rows = people.map(({ income, school, rank }) => ({ day: day(school), income, rank }));
    const bandwidth = [2 * 864e5, 2];
    const model = kernelRegression(rows, { x: ['day', 'income'], y: 'rank', bandwidth });
    const along = plotSlices(model, { day: 'all', income: [2, 4] }, { points: 3 }) as Picture;
    expectPicture(along);
    expect(along.layer[1]!.encoding.x.type).toBe('temporal');
    const held = [day(1), new Date(day(2).getTime() + 36e5)];
    const across = plotSlices(model, { income: 'all', day: held }, { points: 3 }) as Picture;
    expect(across.layer[1]!.encoding.stroke.scale.domain).toEqual([
      '2026-01-02',
      '2026-01-03 01:00:00.000',
    ]);
  });

  it('takes texts and booleans for values, and the column of numbers for the one to go along', () => {
    const rows = ['north', 'south'].flatMap((region) =>
      [true, false].flatMap((union) =>
        [1, 2].map((age) => ({ region, age, union, pay: age, extrapolation: false })),
      ),
    );
    const model = sliced(['region', 'age', 'union'], rows);
    const spec = plotSlices(model, { region: 'all', age: 'all', union: 'all' }, { band: false });
    expectPicture(spec);
    const panels = (spec as VegaLitePanels).concat as Picture[];
    expect(panels.map(({ title }) => title)).toEqual(['union true', 'union false']);
    expect(panels[0]!.data.values).toEqual([
      { name: 'north', x: 1, y: 1 },
      { name: 'north', x: 2, y: 2 },
      { name: 'south', x: 1, y: 1 },
      { name: 'south', x: 2, y: 2 },
    ]);
  });

  it('an axis of a circle ends where the circle does', () => {
    const x = [{ name: 'hour', type: 'number' as const, kind: 'periodic' as const, period: 23 }];
    const columns = { x, y: [{ name: 'pay', type: 'number' as const }] };
    const rows = [0, 23].map((hour) => ({
      hour,
      pay: 1,
      lower: 0,
      upper: 2,
      extrapolation: false,
    }));
    const spec = plotSlices(fake({ columns, slice: () => rows }), { hour: 'all' }) as Picture;
    expectPicture(spec);
    expect(spec.layer[1]!.encoding.x.scale).toEqual({ zero: false, nice: false });
  });

  it('goes along no category', () => {
    const x = [{ name: 'color', type: 'number' as const, levels: ['red', 'blue'] }];
    const columns = { x, y: [{ name: 'pay', type: 'number' as const }] };
    const rows = ['red', 'blue'].map((color) => ({ color, pay: 1, extrapolation: false }));
    expectError(
      () => plotSlices(fake({ columns, slice: () => rows }), { color: 'all' }),
      UnsupportedError,
      /^plotSlices: a curve must go along a column of numbers .*, got color$/,
    );
  });

  it('what panels must say is said once, above them', () => {
    const [x, pay] = [
      [0, 1, 2, 3],
      [1, 2, 3, 4],
    ];
    const rows = [1, 2].flatMap((a) =>
      [1, 2].flatMap((b) =>
        x.map((at, q) => {
          const ends = { lower: pay[q]! - 100, upper: pay[q]! + 1 };
          return { at, a, b, pay: pay[q]!, ...ends, extrapolation: false };
        }),
      ),
    );
    const at = { at: 'all', a: [1, 2], b: [1, 2] } as const;
    const spec = plotSlices(sliced(['at', 'a', 'b'], rows), at) as VegaLitePanels;
    expectPicture(spec);
    const note = 'where the 95 % band leaves the picture it is cut off';
    expect(spec.title).toEqual({ text: [], subtitle: [note] });
    expect(spec.concat.map(({ title }) => title)).toEqual(['b 1', 'b 2']);
  });

  it('names numbers without the digits that are noise', () => {
    const at = { income: 'all', school: [0.1 + 0.2, 1e-7, 12345.678] } as const;
    const spec = plotSlices(two, at, { points: 2, band: false }) as Picture;
    expect(spec.layer[0]!.encoding.stroke.scale.domain).toEqual(['0.3', '1e-7', '12345.678']);
  });

  it.each(wrongPlotOptions('points', 'from', 'to', 'band', 'columns'))(
    'refuses %s',
    (_name, options, message) => {
      const plot = () => plotSlices(two, { income: 'all' }, options as never);
      expectError(plot, OptionError, `plotSlices: ${message}`);
    },
  );

  it('refuses no columns, panels without a width, what is no model, and what slice does', () => {
    const at = { school: 'all', age: [1, 5], income: [2, 6] } as const;
    expectError(
      () => plotSlices(three, at, { columns: 0 }),
      OptionError,
      'plotSlices: columns must be an integer of at least 1, got 0',
    );
    expectError(
      () => plotSlices(three, at, { points: 2, width: 'container' }),
      OptionError,
      'plotSlices: width of panels must be a finite number above 0, got "container"',
    );
    expectError(
      () => plotSlices([] as never, at),
      OptionError,
      'plotSlices: model must be a fitted model, got an array of length 0',
    );
    expectError(
      () => plotSlices(new KernelRegressor(), { x: 'all' }),
      NotFittedError,
      /must be called first/,
    );
    expectError(
      () => plotSlices(two, { wage: 'all' }),
      OptionError,
      'KernelRegressor.slice: at must hold columns among income, school, got "wage"',
    );
  });
});
