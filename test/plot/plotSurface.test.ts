import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { plotSurface } from '../../src/plot/plotSurface.js';
import { expectError } from '../expectError.js';
import { expectPicture } from './expectPicture.js';

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
  it('draws tiles to half-way and a tenth under the next, none where there is no fit', () => {
    expect(tiles({ surface })).toEqual([
      { x1: -0.5, right: 0.65, x2: 5, top: 16, y: 1 },
      { x1: -0.5, right: 0.65, x2: 15, top: 25, y: 2 },
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
