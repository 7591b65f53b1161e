import { readArray } from '../arrays/readArray.js';
import { expectFields, expectOptions } from '../arrays/readOptions.js';
import { ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { curvesOf, frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteSpec } from './VegaLiteSpec.js';

/** Points in the order of their x. */
export interface Line {
  /** Positions, rank 1. */
  readonly x: ArrayInput;
  /** Heights, as many; in a curve NaN is a gap. */
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

/** What a picture may hold. */
const PARTS = ['points', 'truth', 'fit', 'band'] as const;

/** Of fitted curves, one after the other. */
const COLORS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

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
  const { points, truth, fit, band } = expectFields(where, 'picture', picture, PARTS);
  const given = expectOptions(where, options, plotOptionNames);
  const fits = fit === undefined ? [] : curvesOf(fit, 'fit');
  const curves = [...(truth === undefined ? [] : [['truth', truth] as const]), ...fits];
  const names = curves.map(([name]) => name);
  const range = [...(truth === undefined ? [] : ['#222222']), ...fits.map((_, i) => colorOf(i))];
  const { xLabel = 'x', yLabel = 'y' } = given;
  const x = { field: 'x', type: 'quantitative', title: xLabel, scale: { zero: false } };
  const y = { field: 'y', type: 'quantitative', title: yLabel, scale: { zero: false } };
  const layer: unknown[] = [];
  if (band !== undefined) {
    layer.push({
      data: { values: rows(where, 'band', band, ['x', 'lower', 'upper']) },
      mark: { type: 'area', color: colorOf(0), opacity: 0.2 },
      encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
    });
  }
  if (points !== undefined) {
    layer.push({
      data: { values: rows(where, 'points', points, ['x', 'y'], false) },
      mark: { type: 'point', filled: true, size: 28, color: '#888888', opacity: 0.7 },
      encoding: { x, y },
    });
  }
  for (const [name, curve] of curves) {
    const legend = { title: null, orient: 'top', symbolType: 'stroke', symbolStrokeWidth: 2.5 };
    layer.push({
      data: { values: rows(where, name, curve, ['x', 'y']) },
      mark: { type: 'line', strokeWidth: 2, strokeDash: curve === truth ? [5, 4] : [] },
      encoding: { x, y, color: { datum: name, scale: { domain: names, range }, legend } },
    });
  }
  return frame(where, given, { layer });
}

function colorOf(i: number): string {
  return COLORS[i % COLORS.length];
}

/** The arrays of a part as rows; a curve may have gaps, where it is NaN. */
function rows<T extends object>(
  where: string,
  part: string,
  value: T,
  keys: readonly (keyof T & string)[],
  allowGaps = true,
): Record<string, number | null>[] {
  const fields = expectFields(where, part, value, keys);
  const columns = keys.map((key) => {
    const allowNonFinite = allowGaps && key !== 'x';
    return readArray(where, `${part}.${key}`, fields[key], { ranks: [1], allowNonFinite }).data;
  });
  const lengths = columns.map(({ length }) => length);
  if (lengths.some((length) => length !== lengths[0])) {
    const expected = `the arrays of ${part} must have the same length`;
    throw new ShapeError({ where, expected, received: lengths.join(' and ') });
  }
  return Array.from(columns[0], (_, i) =>
    Object.fromEntries(keys.map((key, column) => [key, finiteOrNull(columns[column][i])])),
  );
}

/** JSON has no NaN: null is a gap in the line. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
