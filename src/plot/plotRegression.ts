import { expectOptions } from '../arrays/expectOptions.js';
import { readArray } from '../arrays/readArray.js';
import { ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteSpec } from './VegaLiteSpec.js';

/** Points in the order of their x. */
export interface Line {
  /** Positions, rank 1. */
  readonly x: ArrayInput;
  /** Heights, as many. */
  readonly y: ArrayInput;
}

/** A strip between two curves. */
export interface Band {
  /** Positions, rank 1. */
  readonly x: ArrayInput;
  /** Its lower edge, as many. */
  readonly lower: ArrayInput;
  /** Its upper edge, as many. */
  readonly upper: ArrayInput;
}

/** What {@link plotRegression} shows. Each part is drawn when given; arrays have rank 1. */
export interface RegressionPicture {
  /** The observations. */
  readonly points?: Line;
  /** The true curve, where it is known. */
  readonly truth?: Line;
  /** The fitted curve, or several by name. */
  readonly fit?: Line | ReadonlyMap<string, Line>;
  /** A band around the fitted curve. */
  readonly band?: Band;
}

const colors = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

/**
 * A picture of a regression: observations, the truth where known, fitted curves, and a band.
 *
 * @param picture - what to show
 * @param options - title, size, labels
 * @returns a Vega-Lite specification
 * @throws {@link ShapeError} when the arrays of a part differ in length
 * @example
 * ```ts
 * import { plotRegression } from 'nadaraya';
 *
 * const spec = plotRegression({ points: { x: [0, 1, 2], y: [1, 3, 2] } }, { title: 'Three points' });
 * console.log(spec.title); // → Three points
 * ```
 */
export function plotRegression(picture: RegressionPicture, options?: PlotOptions): VegaLiteSpec {
  const where = 'plotRegression';
  const { points, truth, fit, band } = expectOptions(where, picture, [
    'points',
    'truth',
    'fit',
    'band',
  ]);
  const given = expectOptions(where, options, plotOptionNames);
  const fits =
    fit === undefined ? [] : fit instanceof Map ? [...fit] : [['fit', fit as Line] as const];
  const names = [...(truth ? ['truth'] : []), ...fits.map(([name]) => name)];
  const range = [...(truth ? ['#222222'] : []), ...fits.map((_, i) => colors[i % colors.length])];
  const x = {
    field: 'x',
    type: 'quantitative',
    title: given.xLabel ?? 'x',
    scale: { zero: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    title: given.yLabel ?? 'y',
    scale: { zero: false },
  };
  const color = (name: string): unknown => ({
    datum: name,
    scale: { domain: names, range },
    legend: { title: null, orient: 'top', symbolType: 'stroke', symbolStrokeWidth: 2.5 },
  });
  const line = (name: string, part: Line, dash: readonly number[]): unknown => ({
    data: { values: rows(where, name, { x: part.x, y: part.y }) },
    mark: { type: 'line', strokeWidth: 2, strokeDash: dash },
    encoding: { x, y, color: color(name) },
  });
  const layer = [
    ...(band
      ? [
          {
            data: { values: rows(where, 'band', { x: band.x, y: band.lower, upper: band.upper }) },
            mark: { type: 'area', color: colors[0], opacity: 0.2 },
            encoding: { x, y, y2: { field: 'upper' } },
          },
        ]
      : []),
    ...(points
      ? [
          {
            data: { values: rows(where, 'points', { x: points.x, y: points.y }) },
            mark: { type: 'point', filled: true, size: 28, color: '#888888', opacity: 0.7 },
            encoding: { x, y },
          },
        ]
      : []),
    ...(truth ? [line('truth', truth, [5, 4])] : []),
    ...fits.map(([name, part]) => line(name, part, [])),
  ];
  return frame(where, given, { layer });
}

function rows(
  where: string,
  part: string,
  columns: Record<string, ArrayInput>,
): Record<string, number>[] {
  const read = Object.entries(columns).map(
    ([name, input]) =>
      [name, readArray(where, `${part}.${name}`, input, { ranks: [1] }).data] as const,
  );
  const lengths = read.map(([, data]) => data.length);
  if (lengths.some((length) => length !== lengths[0])) {
    const expected = `the arrays of ${part} must have the same length`;
    throw new ShapeError({ where, expected, received: lengths.join(' and ') });
  }
  return Array.from({ length: lengths[0]! }, (_, i) =>
    Object.fromEntries(read.map(([name, data]) => [name, data[i]!])),
  );
}
