// From what a picture of a regression is given to curves and points: arrays, rows, bands, models.

import { formatValue } from '../arrays/formatValue.js';
import { insidePeriod } from '../arrays/insidePeriod.js';
import { optionError, shapeError } from '../arrays/optionError.js';
import { isDate, readArray } from '../arrays/readArray.js';
import { expectFields } from '../arrays/readOptions.js';
import type { IntervalOptions } from '../estimators/inferenceOf.js';
import type { BandOptions } from '../inference/curveBand.js';
import type { ArrayInput } from '../types.js';
import {
  areGroups,
  columnOf,
  entryOf,
  expectModel,
  isModel,
  named,
  type OneOrNamed,
  observationsOf,
  type PlottedGroups,
  type PlottedModel,
} from './PlottedModel.js';

/** Places along an axis: numbers, or moments in time. */
export type Places = ArrayInput | readonly Date[];

/** Points in the order of their x. */
export interface Line {
  /** Positions, rank 1, or dates. */
  readonly x: Places;
  /** Heights, as many; in a curve NaN is a gap. */
  readonly y: ArrayInput;
}

/** A strip between two curves, such as `confidenceBand` and `predictionInterval` make. */
export interface Band {
  /** Positions, rank 1, or dates. */
  readonly x: Places;
  /** Its lower edge, as many; NaN is a gap. */
  readonly lower: ArrayInput;
  /** Its upper edge, as many. */
  readonly upper: ArrayInput;
  /** The curve inside, which is drawn when there is no other. */
  readonly fit?: ArrayInput;
  /** Not drawn. */
  readonly standardError?: ArrayInput;
}

/** What {@link plotRegression} shows. Each part is drawn when given; arrays have rank 1. */
export interface RegressionPicture {
  /** A fitted model, several by name, or those of groups: their observations and their curves. */
  readonly model?: OneOrNamed<PlottedModel> | PlottedGroups;
  /** The observations; without them those of the model. What is not finite is left out. */
  readonly points?: Line;
  /** The true curve, where it is known. */
  readonly truth?: Line;
  /**
   * The fitted curve, or several by name. Rows are as `model.curve()` makes them: their first column is
   * x, the second y; `lower` and `upper` are a band, and `output` names the curve.
   */
  readonly fit?: OneOrNamed<Line | readonly object[]>;
  /** A band around the fitted curve, or several by name; of a model `true`, or the options of its band. */
  readonly band?: OneOrNamed<Band> | boolean | BandOptions;
  /** Intervals for new observations in the same way. */
  readonly interval?: OneOrNamed<Band> | boolean | IntervalOptions;
}

/**
 * A curve: its heights in the column `y`, in `dots` where it is dotted, and the ends of strips about it; or a
 * cloud of points.
 */
export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
}

/** A band or an interval: what it is called, and the columns of its ends. */
export interface Strip {
  readonly label: string;
  readonly ends: readonly [lower: string, upper: string];
}

/** What is to be drawn. */
export interface Regression {
  readonly curves: readonly Curve[];
  /** Observations: those of the curve of that name, or of all. */
  readonly clouds: readonly Curve[];
  /** From back to front. */
  readonly strips: readonly Strip[];
  /** The names of the columns, where they have some. */
  readonly names: { readonly x?: string; readonly y?: string };
  readonly isTime: boolean;
  /** Whether x goes round: its axis ends where the curve does. */
  readonly isRound: boolean;
  /** What the names of the curves are values of. */
  readonly by?: string | undefined;
  /** What must be said of it. */
  readonly notes?: readonly string[];
}

/** What a picture may hold. */
const PARTS = ['model', 'points', 'truth', 'fit', 'band', 'interval'] as const;
const BAND = ['x', 'lower', 'upper', 'fit', 'standardError'] as const;
/** What rows of a curve hold beside x and y. */
const BESIDE = ['output', 'lower', 'upper', 'standardError'];

/** The columns of a band and of an interval; those of others are numbered. */
export const ENDS = { band: ['lower', 'upper'], interval: ['low', 'high'] } as const;

/** What is found while parts are read. */
interface Found {
  readonly where: string;
  readonly curves: Curve[];
  readonly clouds: Curve[];
  readonly strips: Strip[];
  /** Whether x is dates; it must be so everywhere or nowhere. */
  readonly times: Set<boolean>;
  isRound: boolean;
  names: Regression['names'];
}

/**
 * Reads everything that a picture of a regression is given.
 *
 * @throws {@link OptionError} for what is none of it, and dates beside numbers
 * @throws {@link ShapeError} when the arrays of a part differ in length
 * @throws as `curve` of a model does for several predictors
 */
export function readRegression(where: string, given: unknown): Regression {
  const picture = expectFields(where, 'picture', partsOf(given), PARTS);
  const { model, points, truth, fit } = picture;
  const found: Found = {
    where,
    curves: [],
    clouds: [],
    strips: [],
    times: new Set(),
    isRound: false,
    names: {},
  };
  const { curves, strips, times } = found;
  if (truth !== undefined) curves.push(readLine(found, 'truth', truth));
  const band = bandsOf(found, 'band', picture);
  const interval = bandsOf(found, 'interval', picture);
  const by = areGroups(model) ? model.by : undefined;
  if (model !== undefined) {
    for (const [name, each] of named(areGroups(model) ? model.models : model, '', isModel)) {
      readModel(found, name, expectModel(where, each), band.wish, interval.wish);
    }
  }
  if (fit !== undefined) {
    for (const [name, each] of named(fit, 'fit', isCurve)) {
      if (Array.isArray(each)) readOutputs(found, name, each);
      else curves.push(readLine(found, name, each as Line));
    }
  }
  const about = curves[truth === undefined ? 0 : 1]?.name;
  for (const [part, { bands }] of [
    ['band', band],
    ['interval', interval],
  ] as const) {
    bands.forEach(([label, each], i) => {
      const ends = ENDS[part].map((end) => (i > 0 ? `${end}${i + 1}` : end)) as [string, string];
      addStrip(found, label, ends);
      curves.push(readBand(found, label, each, ends, about));
    });
  }
  const clouds =
    points === undefined
      ? found.clouds
      : [{ ...readLine(found, 'points', points, true), name: '' }];
  if (times.size > 1) throw optionError(where, 'x must be dates in all parts or none', 'both');
  strips.reverse();
  const { names, isRound } = found;
  return { curves, clouds, strips, names, isTime: times.has(true), isRound, by };
}

/** A picture by its parts, whatever it was given as. */
function partsOf(given: unknown): RegressionPicture {
  if (isModel(given) || areGroups(given) || given instanceof Map) return { model: given };
  if (Array.isArray(given) && given.length > 0) return { fit: given };
  const parts = Object(given) as RegressionPicture;
  if ('lower' in parts) return { band: parts as unknown as Band };
  const values = Object.values(parts);
  const areModels = values.length > 0 && values.every(isModel) && parts.model === undefined;
  return areModels ? { model: parts as OneOrNamed<PlottedModel> } : (given as RegressionPicture);
}

/** Whether something is one curve, and not several by name. */
function isCurve(given: unknown): boolean {
  return 'x' in Object(given) || 'y' in Object(given);
}

/** Bands in arrays by what they are called, or what is asked of a model. */
function bandsOf<Part extends 'band' | 'interval'>(
  found: Found,
  part: Part,
  { model, [part]: given }: RegressionPicture,
): { readonly bands: [string, Band][]; readonly wish?: BandOptions & IntervalOptions } {
  if (given === undefined || given === false) return { bands: [] };
  const isBand = (band: unknown) => band === null || 'x' in Object(band) || 'lower' in Object(band);
  const bands = named(given as OneOrNamed<Band>, part, isBand);
  if (bands.some(([, band]) => isBand(band))) return { bands };
  if (model === undefined) return { bands: [[part, given as Band]] };
  const wish = (given === true ? {} : given) as BandOptions & IntervalOptions;
  addStrip(found, stripLabel(part, wish), ENDS[part]);
  return { bands: [], wish };
}

/** What the band or the interval of a model is called. */
export function stripLabel(part: 'band' | 'interval', wish: BandOptions): string {
  const { level = 0.95, simultaneous = false } = wish;
  const whole = simultaneous ? ' simultaneous' : '';
  return `${Number((100 * level).toPrecision(6))} %${whole} ${part}`;
}

/** A strip that is drawn, once. */
function addStrip({ strips }: Found, label: string, ends: Strip['ends']): void {
  if (!strips.some((strip) => strip.label === label)) strips.push({ label, ends });
}

/** Curves and observations of a model, an output after the other. */
function readModel(
  found: Found,
  name: string,
  model: PlottedModel,
  band: BandOptions | undefined,
  interval: IntervalOptions | undefined,
): void {
  const { x, y } = model.columns;
  const rows = model.curve(band && { band });
  const m = rows.length / y.length;
  const places = rows.slice(0, m).map((row) => entryOf(row, x[0].name));
  const ends = interval && model.predictionInterval(places as never, interval);
  const observed = observationsOf(model);
  const weight = model.robustnessWeights ?? [];
  const { period = 0 } = x[0];
  found.isRound ||= period > 0;
  const round = (at: number) => insidePeriod(at, period);
  y.forEach((output, k) => {
    const all = [name, y.length > 1 ? output.name : ''].filter((part) => part !== '').join(', ');
    const end = (side: 'lower' | 'upper') =>
      ends ? Float64Array.from(places, (_, q) => ends[side][q * y.length + k]) : [];
    const curve = readRows(found, all || 'fit', rows.slice(k * m, (k + 1) * m));
    const columns = { ...curve.columns, ...(ends && { low: end('lower'), high: end('upper') }) };
    found.curves.push({ ...curve, columns });
    const [at, height] = [x[0], output].map((column) => columnOf(observed, column.name));
    if (observed.length > 0)
      found.clouds.push({ name: all, x: at.map(round), columns: { y: height, weight } });
  });
}

/** Rows as curves, one for each output. */
function readOutputs(found: Found, name: string, rows: readonly object[]): void {
  const outputs = new Set(rows.map((row) => entryOf(row, 'output')));
  for (const output of outputs) {
    const own = rows.filter((row) => entryOf(row, 'output') === output);
    found.curves.push(readRows(found, output === undefined ? name : String(output), own));
  }
  if ('lower' in Object(rows[0])) addStrip(found, 'band', ENDS.band);
}

/** Rows of one curve: the first of their columns is x, the second y. */
function readRows(found: Found, name: string, rows: readonly object[]): Curve {
  const first = Object(rows[0]) as object;
  const [x, y] = Object.keys(first).filter((key) => !BESIDE.includes(key));
  if (y === undefined) {
    const expected = `${name} must be rows with columns x and y`;
    throw optionError(found.where, expected, formatValue(rows[0]));
  }
  found.times.add(isDate(entryOf(first, x)));
  found.names = { x, y };
  const ends = ENDS.band.filter((end) => end in first).map((end) => [end, columnOf(rows, end)]);
  return {
    name,
    x: columnOf(rows, x),
    columns: { y: columnOf(rows, y), ...Object.fromEntries(ends) },
  };
}

/** A curve in arrays, or points, whose x may be missing. */
function readLine(found: Found, name: string, line: Line, arePoints = false): Curve {
  const { x, y } = expectFields(found.where, name, line, ['x', 'y']);
  const { x: at, ...columns } = readArrays(found, name, { x, y }, arePoints);
  return { name, x: at, columns };
}

/** A band in arrays, named for the curve that it is about; its own curve is drawn when there is none. */
function readBand(
  found: Found,
  label: string,
  band: Band,
  [low, high]: Strip['ends'],
  about: string | undefined,
): Curve {
  const { x, lower, upper, fit } = expectFields(found.where, label, band, BAND);
  const own = about === undefined && fit !== undefined && { fit };
  const read = readArrays(found, label, { x, lower, upper, ...own } as Required<Band>);
  const columns = { [low]: read.lower, [high]: read.upper, ...(own && { y: read.fit }) };
  return { name: about ?? 'fit', x: read.x, columns };
}

/** Arrays of the same length; all but x may have gaps. */
function readArrays<Name extends string>(
  { where, times }: Found,
  part: string,
  arrays: Readonly<Record<Name | 'x', Places>>,
  mayMiss = false,
): Record<Name | 'x', Float64Array> {
  const all = Object.entries<Places>(arrays).map(([name, given]) => {
    const path = `${part}.${name}`;
    const rules = { ranks: [1], allowNonFinite: true };
    const data =
      name === 'x'
        ? readPlaces(where, path, given, times, mayMiss)
        : readArray(where, path, given, rules).data;
    return [name, data] as const;
  });
  const lengths = all.map(([, { length }]) => length);
  if (lengths.some((length) => length !== lengths[0])) {
    const expected = `the arrays of ${part} must have the same length`;
    throw shapeError(where, expected, lengths.join(' and '));
  }
  return Object.fromEntries(all) as Record<Name | 'x', Float64Array>;
}

/** Places along an axis as numbers; `times` takes whether there are dates among them, and whether numbers. */
export function readPlaces(
  where: string,
  name: string,
  given: Places,
  times: Set<boolean>,
  mayMiss: boolean,
): Float64Array {
  let dates = 0;
  const entry = (value: unknown) => {
    if (!isDate(value)) return undefined;
    dates++;
    return value.getTime();
  };
  const { data } = readArray(where, name, given, { ranks: [1], allowNonFinite: mayMiss, entry });
  if (dates > 0) times.add(true);
  if (dates < data.length) times.add(false);
  return data;
}
