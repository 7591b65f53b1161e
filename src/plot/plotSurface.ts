import { firstWhere } from '../arrays/firstWhere.js';
import { insidePeriod } from '../arrays/insidePeriod.js';
import { optionError, shapeError, unsupportedError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectFields, expectNumber, expectType } from '../arrays/readOptions.js';
import { rangeAlong } from '../arrays/unrolled.js';
import type { ArrayInput } from '../types.js';
import { axisOf, extent, type Picture, pictureOf, tipOf } from './frame.js';
import { columnOf, entryOf, isModel, observationsOf, type PlottedModel } from './PlottedModel.js';
import type { RegressionPlotOptions } from './plotRegression.js';
import { type Places, readPlaces } from './readRegression.js';
import type { VegaLiteFields, VegaLiteLayer, VegaLiteSpec } from './VegaLiteSpec.js';

/** A fitted surface on a grid of two predictors. */
export interface Surface {
  /** Places on the horizontal axis, increasing, shape [a]. */
  readonly x1: Places;
  /** Places on the vertical axis, increasing, shape [b]. */
  readonly x2: Places;
  /** The fit, shape [a, b] or flat [a·b] with x2 running fastest; NaN stays blank. */
  readonly y: ArrayInput;
}

/** Observations over two predictors. */
export interface SurfacePoints {
  /** First predictor, shape [n]. */
  readonly x1: Places;
  /** Second predictor, shape [n]. */
  readonly x2: Places;
  /** What was observed, shape [n]; it colors the points as the surface is. */
  readonly y: ArrayInput;
}

/** What {@link plotSurface} shows. */
export interface SurfacePicture {
  /** The fitted surface. */
  readonly surface: Surface;
  /** The observations on top of it; what is not finite is left out. */
  readonly points?: SurfacePoints;
}

/** Options of {@link plotSurface}. */
export interface SurfacePlotOptions extends RegressionPlotOptions {
  /** Title of the color scale. @defaultValue the name of the output, else `'y'` */
  readonly colorLabel?: string;
  /** At how many places along each axis a model is drawn. @defaultValue 50 */
  readonly grid?: number;
  /**
   * How far from all observations the surface is drawn, where width and height of the picture are 1.
   *
   * @defaultValue 0.1 for a model, `Infinity` for a surface
   */
  readonly tooFar?: number;
}

/** What surface and points hold. */
const NAMES = ['x1', 'x2', 'y'] as const;

/** Numbers by those names. */
type Fields = Readonly<Record<(typeof NAMES)[number], Float64Array>>;

/** How far a tile reaches under the next, in widths of that; where one of them is blank only a little. */
const OVERLAP = { usual: 0.5, least: 0.1 };

/**
 * A fitted surface over two predictors as a map of colors, with the observations on top.
 *
 * @param picture - what to show, or a fitted model of two predictors and one output
 * @param options - title, size, labels, theme; how fine, and how far from observations
 * @returns a Vega-Lite specification
 * @throws {@link ShapeError} when the lengths do not fit
 * @throws {@link OptionError} for places that do not increase, and options outside their range
 * @throws {@link UnsupportedError} for a model of other than two predictors and one output, and of categories
 * @remarks The picture holds a·b rectangles: 50 × 50 is plenty. A model is not drawn where no
 *   observation is near: there a surface is a guess; one of a summary where it is no extrapolation. Latitude and longitude make a map.
 * @example
 * ```ts
 * import { plotSurface } from 'nadaraya';
 *
 * const surface = { x1: [0, 1], x2: [0, 1, 2], y: [[0, 1, 2], [1, 2, 3]] };
 * console.log(plotSurface({ surface }).width); // → 420
 * ```
 */
export function plotSurface(
  picture: SurfacePicture | PlottedModel,
  options?: SurfacePlotOptions,
): VegaLiteSpec {
  const where = 'plotSurface';
  const drawing = pictureOf(where, options, ['colorLabel', 'grid', 'tooFar', 'maxPoints']);
  const size = expectNumber(where, 'grid', drawing.options.grid ?? 50, 'positiveCount');
  const isFit = isModel(picture);
  const drawn = isFit ? surfaceOf(where, picture, size) : readPicture(where, picture);
  return drawnSurface(where, drawn, drawing, isFit);
}

/** The picture of what was read. */
export function drawnSurface(
  where: string,
  { surface, points, labels, times, periods }: Drawn,
  drawing: Picture<SurfacePlotOptions>,
  isFit = false,
): VegaLiteSpec {
  const { xLabel, yLabel, colorLabel, tooFar = isFit ? 0.1 : Infinity } = drawing.options;
  if (colorLabel !== undefined) expectType(where, 'colorLabel', colorLabel, 'string');
  const reach = tooFar === Infinity ? tooFar : expectNumber(where, 'tooFar', tooFar, 'nonnegative');

  const { x1, x2, y } = surface;
  const [left, low] = [edges(where, 'x1', x1), edges(where, 'x2', x2)];
  const isNear = points ? nearTo(points, surface, reach, periods) : () => true;
  const b = x2.length;
  const isDrawn = Array.from(y, (value, at) => Number.isFinite(value) && isNear(at));
  // Each tile reaches under the next, so that no seam shows at any size.
  const over = (borders: number[], i: number, share: number) =>
    borders[i + 1] + (i + 2 < borders.length ? share * (borders[i + 2] - borders[i + 1]) : 0);
  const tiles = Array.from(y, (value, at) => {
    const [i, j] = [Math.floor(at / b), at % b];
    const next = j + 1 < b ? [at + b, at + 1, at + b + 1] : [at + b];
    const share = next.every((each) => isDrawn[each] ?? true) ? OVERLAP.usual : OVERLAP.least;
    return {
      x1: left[i],
      right: over(left, i, share),
      x2: low[j],
      top: over(low, j, share),
      y: value,
    };
  }).filter((_, at) => isDrawn[at]);
  const axis = (field: 'x1' | 'x2', title: string): VegaLiteFields => ({
    ...axisOf(field, title, times[field], true),
    axis: { grid: false },
  });
  const domain = isFit && points ? domainOf(points.y, tiles, drawing.notes) : {};
  const color = {
    field: 'y',
    type: 'quantitative',
    title: colorLabel ?? labels.y,
    scale: { scheme: 'viridis', zero: false, ...domain },
  };
  const encoding = {
    x: axis('x1', xLabel ?? labels.x1),
    y: axis('x2', yLabel ?? labels.x2),
    color,
  };
  const layer: VegaLiteLayer[] = [
    {
      data: { values: tiles },
      mark: { type: 'rect', aria: false, strokeWidth: 0, opacity: 1 },
      encoding: {
        ...encoding,
        x2: { field: 'right' },
        y2: { field: 'top' },
        tooltip: { ...color, format: '.4~g' },
      },
    },
  ];
  if (points) {
    const finite = (i: number) => Number.isFinite(points.x1[i] + points.x2[i] + points.y[i]);
    const drawn = drawing.drawn(points.y.length, finite);
    const values = drawn.map((i) => ({ x1: points.x1[i], x2: points.x2[i], y: points.y[i] }));
    layer.push({
      data: { values },
      mark: {
        type: 'circle',
        size: 34,
        stroke: 'white',
        strokeWidth: 0.8,
        opacity: 1,
      },
      encoding: { ...encoding, tooltip: [encoding.x, encoding.y, color].map(tipOf) },
    });
  }
  const shown = `${color.title} by ${encoding.x.title} and ${encoding.y.title}`;
  return drawing.spec(layer, shown);
}

/** Colors reach over the observations alone where a fit is farther from them than all of them are high. */
function domainOf(
  observed: Float64Array,
  tiles: readonly { readonly y: number }[],
  notes: string[],
): VegaLiteFields {
  const [low, high] = extent(observed.filter(Number.isFinite));
  const isFar = ({ y }: { readonly y: number }) => y < 2 * low - high || y > 2 * high - low;
  if (!(low < high && tiles.some(isFar))) return {};
  notes.push('fits beyond the observations have the color of the nearest');
  return { domain: [low, high], clamp: true };
}

/** What is drawn: a surface, observations, and what they are called. */
interface Drawn {
  readonly surface: Fields;
  readonly points: Fields | undefined;
  readonly labels: Readonly<Record<(typeof NAMES)[number], string>>;
  /** Which places are times. */
  readonly times: Readonly<Record<'x1' | 'x2', boolean>>;
  /** After how much places begin again, 0 for never. */
  readonly periods: readonly number[];
}

function readPicture(where: string, picture: SurfacePicture): Drawn {
  const { surface, points } = expectFields(where, 'picture', picture, ['surface', 'points']);
  const dates = { x1: new Set<boolean>(), x2: new Set<boolean>() };
  const drawn = readFields(where, 'surface', surface, dates);
  const { length: a } = drawn.x1;
  const { length: b } = drawn.x2;
  if (drawn.y.length !== a * b) {
    const expected = 'surface.y must have a number for each pair of x1 and x2';
    throw shapeError(where, expected, `${drawn.y.length} for ${a} and ${b}`);
  }
  const observed = points && readFields(where, 'points', points, dates, true);
  const lengths = observed && NAMES.map((name) => observed[name].length);
  if (lengths?.some((length) => length !== lengths[0])) {
    const expected = 'the arrays of points must have the same length';
    const [first, second, third] = lengths;
    throw shapeError(where, expected, `${first}, ${second} and ${third}`);
  }
  const isTime = (name: 'x1' | 'x2') => {
    if (dates[name].size < 2) return dates[name].has(true);
    throw optionError(where, `${name} must be dates in all parts or none`, 'both');
  };
  return {
    surface: drawn,
    points: observed,
    labels: { x1: 'x1', x2: 'x2', y: 'y' },
    times: { x1: isTime('x1'), x2: isTime('x2') },
    periods: [0, 0],
  };
}

function readFields(
  where: string,
  part: string,
  value: Surface | SurfacePoints,
  dates: Readonly<Record<'x1' | 'x2', Set<boolean>>>,
  mayMiss = false,
): Fields {
  const { x1, x2, y } = expectFields(where, part, value, NAMES);
  const rules = { ranks: [1, 2], allowNonFinite: true };
  return {
    x1: readPlaces(where, `${part}.x1`, x1, dates.x1, mayMiss),
    x2: readPlaces(where, `${part}.x2`, x2, dates.x2, mayMiss),
    y: readArray(where, `${part}.y`, y, rules).data,
  };
}

/** The surface of a model over the range of its observations; of a summary, which has none, where it is no extrapolation. */
function surfaceOf(where: string, model: PlottedModel, size: number): Drawn {
  const { x, y } = model.columns;
  if (x.length !== 2 || y.length !== 1) {
    const expected = 'the model must have two predictors and one output';
    throw unsupportedError(where, expected, `${x.length} and ${y.length}`);
  }
  const category = x.find(({ levels }) => levels);
  if (category) {
    const expected = 'the predictors must be numbers (plotSlices draws a curve for each category)';
    throw unsupportedError(where, expected, category.name);
  }
  const isMap = x[0].kind === 'latitude';
  const [across, up] = isMap ? [x[1], x[0]] : x;
  const rows = observationsOf(model);
  const isSummary = rows.length === 0;
  const columns = [across, up].map(({ name }) =>
    columnOf(isSummary ? model.slice({ [name]: 'all' }, { points: 2 }) : rows, name),
  );
  const [x1, x2] = [across, up].map((column, j) => {
    const [first, last] = rangeAlong(column, columns[j]);
    const step = (last - first) / Math.max(1, size - 1);
    // along a line, or with one place: there is one tile
    if (!(step > 0)) return Float64Array.of(first);
    return Float64Array.from({ length: size }, (_, i) => first + i * step);
  });
  const drawn = {
    labels: { x1: across.name, x2: up.name, y: y[0].name },
    times: { x1: across.type === 'time', x2: up.type === 'time' },
    periods: [isMap ? 360 : (across.period ?? 0), up.period ?? 0],
  };
  if (isSummary) {
    const at = { [across.name]: 'all', [up.name]: Array.from(x2) };
    const slices = model.slice(at, { points: Array.from(x1) });
    const fits = columnOf(slices, y[0].name).map((fit, i) =>
      entryOf(slices[i], 'extrapolation') === true ? Number.NaN : fit,
    );
    const along = (_: unknown, i: number) =>
      fits[(i % x2.length) * x1.length + Math.floor(i / x2.length)];
    const surface = { x1, x2, y: Float64Array.from({ length: fits.length }, along) };
    return { ...drawn, surface, points: undefined };
  }
  const [p1, p2] = [x1, x2].map((places, j) => {
    const period = drawn.periods[j];
    if (period === 0) return columns[j];
    return columns[j].map((at) => places[0] + insidePeriod(at - places[0], period));
  });
  const points = { x1: p1, x2: p2, y: columnOf(rows, y[0].name) };
  const grid = Array.from(x1).flatMap((a) => Array.from(x2, (b) => (isMap ? [b, a] : [a, b])));
  const surface = { x1, x2, y: Float64Array.from(model.predict(grid)) };
  return { ...drawn, surface, points };
}

/**
 * Which places of a surface have an observation within `reach`, both axes scaled to length 1: each
 * observation marks the places about it, at O(n) and not at every place for every observation; on a circle,
 * those about it one round before and after as well.
 */
function nearTo(
  points: Fields,
  { x1, x2 }: Fields,
  reach: number,
  periods: readonly number[],
): (at: number) => boolean {
  if (reach === Infinity) return () => true;
  const near = new Uint8Array(x1.length * x2.length);
  const lengths = [x1, x2].map((places) => places[places.length - 1] - places[0] || 1);
  const first = (places: Float64Array, least: number) =>
    firstWhere(0, places.length, (at) => !(places[at] < least));
  const mark = (p1: number, p2: number) => {
    const low = first(x2, p2 - reach * lengths[1]);
    for (let a = first(x1, p1 - reach * lengths[0]); a < x1.length; a++) {
      const u = (x1[a] - p1) / lengths[0];
      if (!(u <= reach)) break;
      for (let b = low; b < x2.length; b++) {
        const v = (x2[b] - p2) / lengths[1];
        if (!(v <= reach)) break;
        if (u * u + v * v <= reach * reach) near[a * x2.length + b] = 1;
      }
    }
  };
  const [rounds1, rounds2] = periods.map((period) => (period > 0 ? [-period, 0, period] : [0]));
  for (let i = 0; i < points.x1.length; i++)
    for (const one of rounds1)
      for (const other of rounds2) mark(points.x1[i] + one, points.x2[i] + other);
  return (at) => near[at] === 1;
}

/** Borders half-way between places, as far outside at the ends: one more than places. */
function edges(where: string, name: string, places: Float64Array): number[] {
  const n = places.length;
  for (let i = 1; i < n; i++) {
    if (places[i] > places[i - 1]) continue;
    throw optionError(where, `surface.${name} must increase`, `${places[i - 1]} and ${places[i]}`);
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
