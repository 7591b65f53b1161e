import { readArray } from '../arrays/readArray.js';
import { expectFields, expectOptions } from '../arrays/readOptions.js';
import { OptionError, ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteSpec } from './VegaLiteSpec.js';

/** A fitted surface on a grid of two predictors. */
export interface Surface {
  /** Places on the horizontal axis, increasing, shape [a]. */
  readonly x1: ArrayInput;
  /** Places on the vertical axis, increasing, shape [b]. */
  readonly x2: ArrayInput;
  /** The fit, shape [a, b] or flat [a·b] with x2 running fastest; NaN stays blank. */
  readonly y: ArrayInput;
}

/** Observations over two predictors. */
export interface SurfacePoints {
  /** First predictor, shape [n]. */
  readonly x1: ArrayInput;
  /** Second predictor, shape [n]. */
  readonly x2: ArrayInput;
  /** What was observed, shape [n]; it colors the points as the surface is. */
  readonly y: ArrayInput;
}

/** What {@link plotSurface} shows. */
export interface SurfacePicture {
  /** The fitted surface. */
  readonly surface: Surface;
  /** The observations on top of it. */
  readonly points?: SurfacePoints;
}

/** What surface and points hold. */
const NAMES = ['x1', 'x2', 'y'] as const;

/** How far a tile reaches under the next, in widths of that. */
const OVERLAP = 0.1;

/**
 * A fitted surface over two predictors as a map of colors, with the observations on top.
 *
 * @param picture - what to show
 * @param options - title, size, labels
 * @returns a Vega-Lite specification
 * @throws {@link ShapeError} when the lengths do not fit
 * @remarks The picture holds a·b rectangles: 40 × 40 is plenty.
 * @example
 * ```ts
 * import { plotSurface } from 'nadaraya';
 *
 * const surface = { x1: [0, 1], x2: [0, 1, 2], y: [[0, 1, 2], [1, 2, 3]] };
 * console.log(plotSurface({ surface }).width); // → 420
 * ```
 */
export function plotSurface(
  picture: SurfacePicture,
  options?: PlotOptions & {
    /** Title of the color scale. @defaultValue `'y'` */
    readonly colorLabel?: string;
  },
): VegaLiteSpec {
  const where = 'plotSurface';
  const { surface, points } = expectFields(where, 'picture', picture, ['surface', 'points']);
  const given = expectOptions(where, options, [...plotOptionNames, 'colorLabel']);
  const { xLabel = 'x1', yLabel = 'x2', colorLabel = 'y' } = given;
  const { x1, x2, y } = readFields(where, 'surface', surface);
  const { length: a } = x1;
  const { length: b } = x2;
  if (y.length !== a * b) {
    const expected = 'surface.y must have a number for each pair of x1 and x2';
    throw new ShapeError({ where, expected, received: `${y.length} for ${a} and ${b}` });
  }
  const [left, low] = [edges(where, 'x1', x1), edges(where, 'x2', x2)];
  // Each tile reaches a little under the next, so that no seam shows.
  const over = (borders: number[], i: number) =>
    borders[i + 1] + (i + 2 < borders.length ? OVERLAP * (borders[i + 2] - borders[i + 1]) : 0);
  const tiles = Array.from(y, (value, at) => {
    const [i, j] = [Math.floor(at / b), at % b];
    return { x1: left[i], right: over(left, i), x2: low[j], top: over(low, j), y: value };
  }).filter((tile) => Number.isFinite(tile.y));
  const axis = (title: string) => ({
    type: 'quantitative',
    title,
    scale: { zero: false, nice: false },
    axis: { grid: false },
  });
  const color = {
    field: 'y',
    type: 'quantitative',
    title: colorLabel,
    scale: { scheme: 'viridis', zero: false },
  };
  const encoding = {
    x: { field: 'x1', ...axis(xLabel) },
    y: { field: 'x2', ...axis(yLabel) },
    color,
  };
  const layer: unknown[] = [
    {
      data: { values: tiles },
      mark: { type: 'rect', aria: false, strokeWidth: 0, opacity: 1 },
      encoding: { ...encoding, x2: { field: 'right' }, y2: { field: 'top' } },
    },
  ];
  if (points !== undefined) {
    layer.push({
      data: { values: pointRows(where, points) },
      mark: { type: 'circle', size: 34, stroke: 'white', strokeWidth: 0.8, opacity: 1 },
      encoding,
    });
  }
  return frame(where, given, { layer });
}

function pointRows(where: string, points: SurfacePoints): Record<string, number>[] {
  const { x1, x2, y } = readFields(where, 'points', points);
  if (x1.length !== x2.length || x1.length !== y.length) {
    const expected = 'the arrays of points must have the same length';
    throw new ShapeError({
      where,
      expected,
      received: `${x1.length}, ${x2.length} and ${y.length}`,
    });
  }
  return Array.from(y, (value, i) => ({ x1: x1[i], x2: x2[i], y: value })).filter((row) =>
    Number.isFinite(row.y),
  );
}

function readFields(
  where: string,
  part: string,
  value: Surface | SurfacePoints,
): Record<'x1' | 'x2' | 'y', Float64Array> {
  const fields = expectFields(where, part, value, NAMES);
  const read = (name: (typeof NAMES)[number], ranks: readonly number[], allowNonFinite = false) =>
    readArray(where, `${part}.${name}`, fields[name], { ranks, allowNonFinite }).data;
  return { x1: read('x1', [1]), x2: read('x2', [1]), y: read('y', [1, 2], true) };
}

/** Borders half-way between places, as far outside at the ends: one more than places. */
function edges(where: string, name: string, places: Float64Array): number[] {
  const n = places.length;
  for (let i = 1; i < n; i++) {
    if (places[i] > places[i - 1]) continue;
    const expected = `surface.${name} must increase`;
    throw new OptionError({ where, expected, received: `${places[i - 1]} and ${places[i]}` });
  }
  const first = n > 1 ? (places[1] - places[0]) / 2 : 0.5;
  const last = n > 1 ? (places[n - 1] - places[n - 2]) / 2 : 0.5;
  return Array.from({ length: n + 1 }, (_, i) =>
    i === 0
      ? places[0] - first
      : i === n
        ? places[n - 1] + last
        : places[i - 1] + (places[i] - places[i - 1]) / 2,
  );
}
