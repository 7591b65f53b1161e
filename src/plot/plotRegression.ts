import { axisOf, extent, nameIn, type Picture, pictureOf, sizeOf, tipOf } from './frame.js';
import type { OneOrNamed, PlottedGroups, PlottedModel } from './PlottedModel.js';
import {
  type Band,
  type Curve,
  type Regression,
  type RegressionPicture,
  readRegression,
} from './readRegression.js';
import type { PlotOptions, VegaLiteLayer, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Options of {@link plotRegression}. */
export interface RegressionPlotOptions extends PlotOptions {
  /**
   * How many observations are drawn at most. Of more an even selection is, and the picture says so.
   *
   * @defaultValue 2000
   */
  readonly maxPoints?: number;
}

/**
 * A place of a curve as it is drawn; null is a gap. The ends of its band are `lower` and `upper`, those
 * of its interval `low` and `high`, and those of further ones are numbered: `lower2` and `upper2`.
 */
export interface RegressionRow {
  /** Which curve. */
  readonly name: string;
  /** Where; of a date the milliseconds since 1970. */
  readonly x: number;
  /** The curve. */
  readonly y?: number | null;
  /** The curve where it is dotted. */
  readonly dots?: number | null;
  /** The ends of bands and intervals. */
  readonly [end: string]: number | string | null | undefined;
}

/** An observation as it is drawn. */
interface PointRow {
  readonly x: number;
  readonly y: number;
  readonly name?: string;
  /** Where a robust fit left none. */
  readonly weight?: 0;
}

/** What observations are called, and their shapes: a robust fit leaves some without weight. */
const DOTS = ['observations', 'without weight'];
const SHAPES = ['circle', 'cross'];
/** Dashes of dots. */
const DOTTED = [2, 3];

/**
 * A picture of a regression: observations, the truth where known, fitted curves, bands and intervals.
 *
 * @param picture - what to show: parts by name, or a fitted model, several by name or those of groups (a
 *   picture colored by group), the rows of `model.curve()`, the result of `model.confidenceBand(xq)`
 * @param options - title, size, labels, theme; how many points
 * @returns a Vega-Lite specification; the curves stand at `data.values`
 * @throws {@link OptionError} for what is none of these, dates beside numbers, and options outside
 *   their range
 * @throws {@link ShapeError} when the arrays of a part differ in length
 * @throws {@link UnsupportedError} for a model of several predictors, and as bands and intervals do
 * @remarks Where x is `Date`s the axis is one of time, in UTC; observations on a circle stand in its first
 *   round. Ends of a band that are infinite, or
 *   farther away than all curves and points are high, are cut off, and the picture says so. Observations
 *   that a robust fit leaves without weight are crosses.
 * @example
 * ```ts
 * import { KernelRegressor, plotRegression } from 'nadaraya';
 *
 * const model = new KernelRegressor().fit([1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6]);
 * const spec = plotRegression({ model, band: true }, { title: 'Six points' });
 * console.log(spec.title, spec.data.values.length); // → Six points 200
 * ```
 */
export function plotRegression(
  picture: RegressionPicture | OneOrNamed<PlottedModel> | PlottedGroups | readonly object[] | Band,
  options?: RegressionPlotOptions,
): VegaLiteRowsSpec<RegressionRow> {
  const where = 'plotRegression';
  const regression = readRegression(where, picture);
  return drawnRegression(where, regression, options);
}

/**
 * The picture of what was read.
 *
 * @param said - takes what must be said of the picture, which else stands below its title
 */
export function drawnRegression(
  where: string,
  regression: Regression,
  options: RegressionPlotOptions | undefined,
  said?: Set<string>,
): VegaLiteRowsSpec<RegressionRow> {
  const picture = pictureOf(where, options, ['maxPoints']);
  const { options: given, colors } = picture;
  const { curves, clouds, strips, isTime, isRound, by } = regression;
  picture.notes.push(...(regression.notes ?? []));
  const points = pointRows(clouds, picture);
  const values = curveRows(regression, points, picture);
  const names = [...new Set(curves.map(({ name }) => name))];
  const several = names.length > (names.includes('truth') ? 2 : 1);
  const scales = picture.scales(names);

  const x = axisOf('x', given.xLabel ?? regression.names.x, isTime, isRound);
  const y = axisOf('y', given.yLabel ?? regression.names.y);
  const tooltip = [...nameIn(names, by ?? 'curve'), tipOf(x), tipOf(y)];
  const kinds = points.some(({ weight }) => weight === 0) ? 2 : 1;
  const dots = points.length > 0 ? DOTS.slice(0, kinds) : [];
  const labels = strips.map(({ label }) => label);
  const legend = picture.legends(dots, labels, names, by);
  const byName = { field: 'name', scale: scales.color, legend: legend.stroke };
  const range = labels.map((_, i) => (0.25 * (i + 1)) / labels.length);
  const layer: VegaLiteLayer[] = strips.map(({ label, ends: [low, high] }) => ({
    transform: [{ filter: `isDefined(datum.${low})` }],
    mark: { type: 'area' },
    encoding: {
      x,
      y: { ...y, field: low },
      y2: { field: high },
      fill: byName,
      opacity: {
        datum: label,
        type: 'ordinal',
        scale: { type: 'ordinal', domain: labels, range },
        legend: legend.square(several ? colors.muted : colors.palette[0]),
      },
    },
  }));
  if (clouds.length > 0) {
    const size = sizeOf(points.length);
    layer.push({
      data: { values: points },
      transform: [{ calculate: `datum.weight === 0 ? '${DOTS[1]}' : '${DOTS[0]}'`, as: 'kind' }],
      mark: { type: 'point', filled: true, size, color: colors.muted, opacity: 0.7 },
      encoding: {
        x,
        y,
        shape: {
          field: 'kind',
          scale: { domain: DOTS.slice(0, kinds), range: SHAPES },
          legend: legend.circle(colors.muted),
        },
        ...(clouds.some(({ name }) => name !== '') && { fill: byName }),
        tooltip,
      },
    });
  }
  if (curves.length > 0) {
    const transform = [{ filter: 'isDefined(datum.y)' }];
    const ends = strips.flatMap(({ label, ends: [low, high] }) => [
      tipOf(axisOf(low, `${label} from`)),
      tipOf(axisOf(high, 'to')),
    ]);
    layer.push(
      {
        transform,
        mark: { type: 'line' },
        encoding: { x, y, stroke: byName, strokeDash: { ...byName, scale: scales.dash } },
      },
      {
        transform,
        mark: { type: 'point', opacity: 0, size: 60 },
        encoding: { x, y, tooltip: [...tooltip, ...ends] },
      },
    );
  }
  if (curves.some(({ columns }) => columns.dots)) {
    layer.push({
      transform: [{ filter: 'isDefined(datum.dots)' }],
      mark: { type: 'line', strokeDash: DOTTED },
      encoding: { x, y: { ...y, field: 'dots' }, stroke: byName },
    });
  }
  const called = names.map((name) => (by === undefined ? name : `${by} ${name}`));
  const shown = [...dots, ...labels, ...called].join(', ');
  if (said) for (const note of picture.notes.splice(0)) said.add(note);
  const isEmpty = values.length + points.length === 0;
  return { ...picture.spec(layer, shown, isEmpty), data: { values } };
}

/** Observations as rows, at most so many; what is not finite is left out. */
function pointRows(clouds: readonly Curve[], picture: Picture<RegressionPlotOptions>): PointRow[] {
  const all = clouds.flatMap(({ name, x, columns }) =>
    Array.from(x, (at, i) => ({
      x: at,
      y: columns.y[i],
      ...(name !== '' && { name }),
      ...(columns.weight?.[i] === 0 && { weight: 0 as const }),
    })),
  );
  const isThere = (i: number) => Number.isFinite(all[i].x + all[i].y);
  return picture.drawn(all.length, isThere).map((i) => all[i]);
}

/** Curves as rows; of bands and intervals no more than once the height of all else above and below. */
function curveRows(
  { curves, strips }: Regression,
  points: readonly PointRow[],
  { notes }: Picture<RegressionPlotOptions>,
): RegressionRow[] {
  const all = (columns: readonly string[]) =>
    curves
      .flatMap((curve) => columns.flatMap((column) => Array.from(curve.columns[column] ?? [])))
      .filter(Number.isFinite);
  const heights = [...points.map(({ y }) => y), ...all(['y'])];
  const ends = all(['dots', ...strips.flatMap((strip) => strip.ends)]);
  const [low, high] = extent(heights.length > 0 ? heights : ends);
  const near = ends.filter((end) => end >= 2 * low - high && end <= 2 * high - low);
  const [floor, ceiling] = extent([...heights, ...near]);
  const cut = new Set<string>();
  const drawn = (value: number) =>
    Number.isNaN(value) ? null : Math.min(ceiling, Math.max(floor, value));
  const rows = curves.flatMap(({ name, x, columns }) =>
    Array.from(x, (at, q) => {
      const row: Record<string, number | string | null> = { name, x: at };
      if (columns.y) row.y = Number.isFinite(columns.y[q]) ? columns.y[q] : null;
      if (columns.dots) {
        const height = columns.dots[q];
        row.dots = height >= floor && height <= ceiling ? height : null;
        if (row.dots === null && Number.isFinite(height)) cut.add('curve');
      }
      for (const { label, ends } of strips) {
        if (!columns[ends[0]]) continue;
        for (const end of ends) {
          const value = columns[end][q];
          row[end] = drawn(value);
          if (value !== row[end] && row[end] !== null) cut.add(label);
        }
      }
      return row as unknown as RegressionRow;
    }),
  );
  notes.push(...Array.from(cut, (label) => `where the ${label} leaves the picture it is cut off`));
  return rows;
}
