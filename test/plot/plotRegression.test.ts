import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { plotRegression } from '../../src/plot/plotRegression.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

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
