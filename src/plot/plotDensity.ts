import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { expectNumber, expectOptions } from '../arrays/readOptions.js';
import type { ModelColumns } from '../estimators/columns.js';
import { axisOf, DAY, extent, nameIn, pictureOf, tipOf } from './frame.js';
import { columnOf, named, type OneOrNamed } from './PlottedModel.js';
import { drawnSurface } from './plotSurface.js';
import {
  type PlotOptions,
  plotOptionNames,
  type VegaLiteLayer,
  type VegaLiteRowsSpec,
  type VegaLiteSpec,
} from './VegaLiteSpec.js';

/** What a picture asks of a fitted density; a {@link KernelDensity} has it all. */
export interface PlottedDensity {
  /** The columns that it was fitted to. */
  readonly columns: Pick<ModelColumns, 'x'>;
  /** The observations, under the names of the columns. */
  readonly observations: readonly object[];
  /** The bandwidth of each column. */
  readonly bandwidth: readonly number[];
  /** The density at places, [m]. */
  density(xq: number[][]): ArrayLike<number>;
  /** The density of one column as rows. */
  curve(): readonly object[];
}

/** Options of {@link plotDensity}. */
export interface DensityPlotOptions extends PlotOptions {
  /** How many observations are drawn at most, as in {@link plotRegression}. @defaultValue 1000 */
  readonly maxPoints?: number;
}

/** A place of a density as it is drawn. */
export interface DensityRow {
  /** Which density. */
  readonly name: string;
  /** Where; of a date the milliseconds since 1970. */
  readonly x: number;
  /** The density there; of dates that of a day. */
  readonly density: number;
}

/** The strip of observations, in pixels from the bottom. */
const STRIP = 8;
/** Places along each axis of a map, and how many bandwidths it goes on beyond the observations. */
const [GRID, CUT] = [60, 2];

/**
 * A picture of a density: its curve with a strip of the observations, or with two columns a map of colors with
 * the observations on top.
 *
 * @param density - a fitted density, or several of one column by name
 * @param options - title, size, labels, theme; how many observations
 * @returns a Vega-Lite specification; the curves stand at `data.values`
 * @throws {@link OptionError} for what is no fitted density, dates beside numbers, and options outside
 *   their range
 * @throws {@link UnsupportedError} for three columns, and for several densities of two
 * @example
 * ```ts
 * import { KernelDensity, plotDensity } from 'nadaraya';
 *
 * const model = new KernelDensity({ bandwidth: 0.5 }).fit([1, 2, 2.5, 4]);
 * console.log(plotDensity(model, { title: 'Four numbers' }).layer.length); // → 3
 * ```
 */
export function plotDensity(
  density: OneOrNamed<PlottedDensity>,
  options?: DensityPlotOptions,
): VegaLiteSpec {
  const where = 'plotDensity';
  const given = expectOptions(where, options, [...plotOptionNames, 'maxPoints']);
  const { maxPoints = 1000, ...rest } = given;
  const look = { ...rest, maxPoints: expectNumber(where, 'maxPoints', maxPoints, 'count') };
  const models = named(density, 'density', isDensity);
  for (const [name, model] of models) {
    if (isDensity(model)) continue;
    const called = name === 'density' ? name : `density ${formatValue(name)}`;
    throw optionError(where, `${called} must be a fitted density`, formatValue(model));
  }
  const dimensions = Math.max(...models.map(([, { columns }]) => columns.x.length));
  if (dimensions === 2 && models.length === 1) return map(where, models[0][1], look);
  if (dimensions === 1) return curves(where, models, look);
  const expected = 'densities must be of one column, or one of two';
  throw unsupportedError(where, expected, `${models.length} of ${dimensions}`);
}

/** Whether something is a fitted density. */
function isDensity(value: unknown): value is PlottedDensity {
  const { curve, density } = Object(value) as Partial<PlottedDensity>;
  return typeof curve === 'function' && typeof density === 'function';
}

function curves(
  where: string,
  models: readonly (readonly [name: string, model: PlottedDensity])[],
  given: DensityPlotOptions,
): VegaLiteRowsSpec<DensityRow> {
  const [[, { columns }]] = models;
  const [{ name: label, type }] = columns.x;
  if (models.some(([, model]) => model.columns.x[0].type !== type))
    throw optionError(where, 'densities must all be of Dates or all of numbers', 'both');
  const isTime = type === 'time';
  const unit = isTime ? DAY : 1;
  const picture = pictureOf(where, given, ['maxPoints']);
  const values: DensityRow[] = [];
  const points: { readonly name: string; readonly x: number }[] = [];
  for (const [name, model] of models) {
    const own = model.columns.x[0].name;
    const rows = model.curve();
    const [at, height] = [columnOf(rows, own), columnOf(rows, 'density')];
    at.forEach((x, q) => {
      values.push({ name, x, density: unit * height[q] });
    });
    for (const x of columnOf(model.observations, own)) points.push({ name, x });
  }
  const drawn = picture.drawn(points.length, () => true).map((i) => points[i]);
  const names = models.map(([name]) => name);
  const scales = picture.scales(names);
  const legend = picture.legends([], [], names);
  // not as faint as the strip
  const stroke = legend.stroke && { ...legend.stroke, symbolOpacity: 1 };
  const byName = { field: 'name', scale: scales.color, legend: stroke };
  const { height = 280 } = given;
  const x = axisOf('x', given.xLabel ?? label, isTime);
  const title = given.yLabel ?? (isTime ? 'density per day' : 'density');
  const y = { ...axisOf('density', title), scale: { zero: true } };
  const tooltip = [...nameIn(names, 'density of'), tipOf(x), tipOf(y)];
  const layer: VegaLiteLayer[] = [
    {
      data: { values: drawn },
      mark: { type: 'rule', opacity: Math.max(0.1, Math.min(0.6, 60 / drawn.length)) },
      encoding: {
        x,
        y: { value: height },
        y2: { value: height - STRIP },
        stroke: byName,
      },
    },
    {
      mark: { type: 'line' },
      encoding: { x, y, stroke: byName, strokeDash: { ...byName, scale: scales.dash } },
    },
    { mark: { type: 'point', opacity: 0, size: 60 }, encoding: { x, y, tooltip } },
  ];
  const shown =
    names.length > 1 ? `densities of ${label}: ${names.join(', ')}` : `density of ${label}`;
  return { ...picture.spec(layer, shown), data: { values } };
}

/** The density of two columns; of times that of a day. */
function map(where: string, model: PlottedDensity, given: DensityPlotOptions): VegaLiteSpec {
  const { x } = model.columns;
  const observed = x.map(({ name }) => columnOf(model.observations, name));
  const axes = observed.map((column, j) => {
    const [low, high] = extent(column);
    const [from, to] = [low - CUT * model.bandwidth[j], high + CUT * model.bandwidth[j]];
    return Float64Array.from({ length: GRID }, (_, i) => from + ((to - from) * i) / (GRID - 1));
  });
  const times = x.filter(({ type }) => type === 'time').length;
  const densityAt = (places: number[][]) =>
    Float64Array.from(model.density(places), (density) => density * DAY ** times);
  const grid = Array.from(axes[0]).flatMap((a) => Array.from(axes[1], (b) => [a, b]));
  const at = Array.from(observed[0], (a, i) => [a, observed[1][i]]);
  const drawn = {
    surface: { x1: axes[0], x2: axes[1], y: densityAt(grid) },
    points: { x1: observed[0], x2: observed[1], y: densityAt(at) },
    labels: { x1: x[0].name, x2: x[1].name, y: times > 0 ? 'density per day' : 'density' },
    times: { x1: x[0].type === 'time', x2: x[1].type === 'time' },
    periods: [0, 0],
  };
  return drawnSurface(where, drawn, pictureOf(where, given, ['maxPoints']));
}
