import { expectNumber, expectOptions } from '../arrays/readOptions.js';
import { across, nameIn, numberIn } from './channels.js';
import { colorsOf, scalesOf } from './colors.js';
import { drawnOf, extent, sizeOf } from './drawnPoints.js';
import { frame, widthOf } from './frame.js';
import { legendsOf } from './legends.js';
import type { OneOrNamed, PlottedModel } from './PlottedModel.js';
import {
  type Band,
  type Cloud,
  type Curve,
  type Regression,
  type RegressionPicture,
  readRegression,
} from './readRegression.js';
import {
  type PlotOptions,
  plotOptionNames,
  type VegaLiteFields,
  type VegaLiteLayer,
  type VegaLiteRowsSpec,
} from './VegaLiteSpec.js';

/** Options of {@link plotRegression}. */
export interface RegressionPlotOptions extends PlotOptions {
  /**
   * How many observations are drawn at most. Of more an even selection is, and the picture says so.
   *
   * @defaultValue 2000
   */
  readonly maxPoints?: number;
}

/** A place of a curve as it is drawn; null is a gap. */
export interface RegressionRow {
  /** Which curve. */
  readonly name: string;
  /** Where; of a date the milliseconds since 1970. */
  readonly x: number;
  /** The curve. */
  readonly y?: number | null;
  /** The lower edge of its band. */
  readonly lower?: number | null;
  /** The upper edge of its band. */
  readonly upper?: number | null;
  /** The lower end of its interval. */
  readonly low?: number | null;
  /** The upper end of its interval. */
  readonly high?: number | null;
}

/** An observation as it is drawn. */
interface PointRow {
  readonly x: number;
  readonly y: number;
  readonly name?: string;
}

/** The strips about a curve, from back to front: what they are, where their ends stand. */
const STRIPS = [
  { kind: 'interval', low: 'low', high: 'high' },
  { kind: 'band', low: 'lower', high: 'upper' },
] as const;

/**
 * A picture of a regression: observations, the truth where known, fitted curves, bands and intervals.
 *
 * @param picture - what to show: parts by name, or a fitted model, several by name (a picture colored
 *   by group), the rows of `model.curve()`, the result of `model.confidenceBand(xq)`
 * @param options - title, size, labels, theme; how many points
 * @returns a Vega-Lite specification; the curves stand at `data.values`
 * @throws {@link OptionError} for what is none of these, dates beside numbers, and options outside
 *   their range
 * @throws {@link ShapeError} when the arrays of a part differ in length
 * @throws {@link UnsupportedError} for a model of several predictors, and as bands and intervals do
 * @remarks Where x is `Date`s the axis is one of time, in UTC. Ends of a band that are infinite, or
 *   farther away than all curves and points are high, are cut off, and the picture says so.
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
  picture: RegressionPicture | OneOrNamed<PlottedModel> | readonly object[] | Band,
  options?: RegressionPlotOptions,
): VegaLiteRowsSpec<RegressionRow> {
  const where = 'plotRegression';
  const regression = readRegression(where, picture);
  const given = expectOptions(where, options, [...plotOptionNames, 'maxPoints']);
  const { maxPoints = 2000 } = given;
  const most = expectNumber(where, 'maxPoints', maxPoints, 'count');
  const { curves, clouds, columns, labels, isTime } = regression;
  const colors = colorsOf(where, given);
  const notes: string[] = [];
  const points = pointRows(clouds, most, notes);
  const values = curveRows(regression, points, notes);
  const strips = STRIPS.filter(({ low }) => curves.some((curve) => curve[low]));
  const names = [...new Set(curves.map(({ name }) => name))];
  const several = names.length > (names.includes('truth') ? 2 : 1);
  const scales = scalesOf(names, colors);

  const places = values.length > 0 ? values : points;
  const title = given.xLabel ?? columns.x ?? 'x';
  const { x, tip, transform } = across(
    title,
    isTime,
    places.map((row) => row.x),
  );
  const y = {
    field: 'y',
    type: 'quantitative',
    title: given.yLabel ?? columns.y ?? 'y',
    scale: { zero: false },
  };
  const tooltip = (ends: readonly VegaLiteFields[]) => [
    ...nameIn(names, 'curve'),
    tip,
    numberIn('y', y.title),
    ...ends,
  ];
  const shownStrips = strips.map(({ kind }) => labels[kind]);
  const dots = points.length > 0 ? ['observations'] : [];
  const legend = legendsOf(widthOf(where, given), dots, shownStrips, names);
  const byName = { field: 'name', scale: scales.color, legend: legend.stroke };
  const layer: VegaLiteLayer[] = strips.map(({ kind, low, high }) => ({
    transform: [{ filter: `isDefined(datum.${low})` }],
    mark: { type: 'area', aria: false, color: colors.palette[0] },
    encoding: {
      x,
      y: { ...y, field: low },
      y2: { field: high },
      ...(several && { fill: byName }),
      opacity: {
        datum: labels[kind],
        type: 'ordinal',
        scale: {
          type: 'ordinal',
          domain: shownStrips,
          range: strips.length > 1 ? [0.13, 0.25] : [0.22],
        },
        legend: legend.square(several ? colors.muted : colors.palette[0]),
      },
    },
  }));
  if (clouds.length > 0) {
    layer.push({
      data: { values: points },
      transform,
      mark: {
        type: 'point',
        filled: true,
        size: sizeOf(points.length),
        color: colors.muted,
        opacity: 0.7,
        aria: false,
      },
      encoding: {
        x,
        y,
        shape: { datum: 'observations', legend: legend.circle(colors.muted) },
        ...(clouds.some(({ name }) => name !== '') && { fill: byName }),
        tooltip: tooltip([]),
      },
    });
  }
  if (curves.length > 0) {
    const onCurve = [{ filter: 'isDefined(datum.y)' }, ...transform];
    const ends = strips.flatMap(({ kind, low, high }) => [
      numberIn(low, `${labels[kind]} from`),
      numberIn(high, 'to'),
    ]);
    layer.push(
      {
        transform: onCurve,
        mark: { type: 'line', strokeWidth: 2, aria: false },
        encoding: {
          x,
          y,
          stroke: byName,
          strokeDash: { ...byName, scale: scales.dash },
        },
      },
      {
        transform: onCurve,
        mark: { type: 'point', opacity: 0, size: 60, aria: false },
        encoding: { x, y, tooltip: tooltip(ends) },
      },
    );
  }
  const shown = [...dots, ...shownStrips, ...names];
  return { ...frame(where, given, layer, shown.join(', '), notes), data: { values } };
}

/** Observations as rows, at most so many; what is not finite is left out. */
function pointRows(clouds: readonly Cloud[], most: number, notes: string[]): PointRow[] {
  const [xs, ys] = (['x', 'y'] as const).map((end) =>
    clouds.flatMap((cloud) => Array.from(cloud[end])),
  );
  const names = clouds.flatMap(({ name, x }) => Array.from(x, () => name));
  const drawn = drawnOf(xs.length, (i) => Number.isFinite(xs[i] + ys[i]), most, notes);
  return drawn.map((i) => ({ x: xs[i], y: ys[i], ...(names[i] !== '' && { name: names[i] }) }));
}

/** Curves as rows; of bands and intervals no more than once the height of all else above and below. */
function curveRows(
  { curves, labels }: Regression,
  points: readonly PointRow[],
  notes: string[],
): RegressionRow[] {
  const heights = [...points.map(({ y }) => y), ...finite(curves, ['y'])];
  const ends = finite(curves, ['lower', 'upper', 'low', 'high']);
  const [low, high] = extent(heights.length > 0 ? heights : ends);
  const near = ends.filter((end) => end >= 2 * low - high && end <= 2 * high - low);
  const [floor, ceiling] = extent([...heights, ...near]);
  const cut = new Set<string>();
  const drawn = (
    kind: keyof Regression['labels'],
    from: ArrayLike<number>,
    to: ArrayLike<number>,
    q: number,
  ) => {
    if (Number.isNaN(from[q]) || Number.isNaN(to[q])) return [null, null];
    if (from[q] < floor || to[q] > ceiling) cut.add(labels[kind]);
    return [Math.max(floor, from[q]), Math.min(ceiling, to[q])];
  };
  const rows = curves.flatMap((curve) =>
    Array.from(curve.x, (x, q) => {
      const row: Record<string, unknown> = { name: curve.name, x };
      if (curve.y) row.y = Number.isFinite(curve.y[q]) ? curve.y[q] : null;
      for (const strip of STRIPS) {
        const [from, to] = [curve[strip.low], curve[strip.high]];
        if (from && to) [row[strip.low], row[strip.high]] = drawn(strip.kind, from, to, q);
      }
      return row as unknown as RegressionRow;
    }),
  );
  for (const label of cut) notes.push(`where the ${label} leaves the picture it is cut off`);
  return rows;
}

/** All finite numbers in some columns of curves. */
function finite(
  curves: readonly Curve[],
  columns: readonly ('y' | 'lower' | 'upper' | 'low' | 'high')[],
): number[] {
  return curves.flatMap((curve) =>
    columns.flatMap((column) => Array.from(curve[column] ?? []).filter(Number.isFinite)),
  );
}
