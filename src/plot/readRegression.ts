// From what a picture of a regression is given to curves and points: arrays, rows, bands, models.

import { formatValue } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { expectFields } from '../arrays/readOptions.js';
import { OptionError, ShapeError, UnsupportedError } from '../errors.js';
import type { IntervalOptions } from '../estimators/inferenceOf.js';
import type { BandOptions } from '../inference/curveBand.js';
import type { ArrayInput } from '../types.js';
import {
  columnOf,
  entryOf,
  expectModel,
  isModel,
  named,
  type OneOrNamed,
  observationsOf,
  type PlottedModel,
} from './PlottedModel.js';
import { isDate, type Places, readPlaces } from './readPlaces.js';

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
  /** A fitted model, or several by name: their observations and their curves. */
  readonly model?: OneOrNamed<PlottedModel>;
  /** The observations; those of a model are drawn unless others are given. What is not finite is left out. */
  readonly points?: Line;
  /** The true curve, where it is known. */
  readonly truth?: Line;
  /**
   * The fitted curve, or several by name. Rows are as `model.curve()` makes them: their first column is
   * x, the second y; `lower` and `upper` are a band, and `output` names the curve.
   */
  readonly fit?: OneOrNamed<Line | readonly object[]>;
  /** A band around the fitted curve; of a model `true`, or the options of its `confidenceBand`. */
  readonly band?: Band | boolean | BandOptions;
  /** Intervals for new observations; of a model `true`, or the options of its `predictionInterval`. */
  readonly interval?: Band | boolean | IntervalOptions;
}

/** A curve, its band (`lower`, `upper`) and its interval (`low`, `high`), each where there is one. */
export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y?: ArrayLike<number> | undefined;
  readonly lower?: ArrayLike<number> | undefined;
  readonly upper?: ArrayLike<number> | undefined;
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
}

/** Observations: those of the curve of that name, or of all. */
export interface Cloud {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** What is to be drawn. */
export interface Regression {
  readonly curves: readonly Curve[];
  readonly clouds: readonly Cloud[];
  /** What band and interval are called. */
  readonly labels: { readonly band: string; readonly interval: string };
  /** The names of the columns, where they have some. */
  readonly columns: { readonly x?: string; readonly y?: string };
  readonly isTime: boolean;
}

/** What a picture may hold. */
const PARTS = ['model', 'points', 'truth', 'fit', 'band', 'interval'] as const;
const BAND = ['x', 'lower', 'upper', 'fit', 'standardError'] as const;
/** What rows of a curve hold beside x and y. */
const BESIDE = ['output', 'lower', 'upper', 'standardError'];

/** What is asked of a model. */
interface Wishes {
  readonly band: BandOptions | undefined;
  readonly interval: IntervalOptions | undefined;
}

/** What is found out while parts are read. */
interface Found {
  readonly where: string;
  /** Whether x is dates, by part. */
  readonly times: Map<string, boolean>;
  columns: Regression['columns'];
}

/**
 * Reads everything that a picture of a regression is given.
 *
 * @throws {@link OptionError} for what is none of it, and dates beside numbers
 * @throws {@link ShapeError} when the arrays of a part differ in length
 * @throws {@link UnsupportedError} for a model of several predictors
 */
export function readRegression(where: string, given: unknown): Regression {
  const picture = expectFields(where, 'picture', pictureOf(given), PARTS);
  const { model, points, truth, fit, band, interval } = picture;
  const wishes = { band: wishOf(band), interval: wishOf(interval) };
  const found: Found = { where, times: new Map(), columns: {} };
  const curves: Curve[] = [];
  const clouds: Cloud[] = [];
  if (truth !== undefined) curves.push(readLine(found, 'truth', truth));
  const models = model === undefined ? [] : named(model, '', isModel);
  for (const [name, each] of models) {
    const drawn = readModel(found, name, expectModel(where, each), wishes);
    curves.push(...drawn.map(({ curve }) => curve));
    if (points === undefined) clouds.push(...drawn.map(({ cloud }) => cloud));
  }
  if (points !== undefined) clouds.push({ ...readLine(found, 'points', points, true), name: '' });
  if (fit !== undefined) {
    for (const [name, each] of named(fit, 'fit', isCurve)) {
      if (Array.isArray(each)) curves.push(...readOutputs(found, name, each));
      else curves.push(readLine(found, name, each as Line));
    }
  }
  const inside = curves[truth === undefined ? 0 : 1]?.name;
  if (isStrip(band)) curves.push(readBand(found, 'band', band, inside));
  if (isStrip(interval)) {
    const { lower: low, upper: high, ...rest } = readBand(found, 'interval', interval, inside);
    curves.push({ ...rest, low, high });
  }
  for (const part of ['band', 'interval'] as const) {
    if (wishes[part] === undefined || models.length > 0) continue;
    const expected = `${part} must hold x, lower and upper where there is no model`;
    throw new OptionError({ where, expected, received: formatValue(picture[part]) });
  }
  const { times, columns } = found;
  const isTime = [...times.values()].includes(true);
  if (isTime && [...times.values()].includes(false)) {
    const expected = `x must be dates in all of ${[...times.keys()].join(', ')}, or in none`;
    throw new OptionError({ where, expected, received: 'both' });
  }
  const labels = {
    band: isStrip(band) ? 'band' : labelOf('band', wishes.band),
    interval: isStrip(interval) ? 'interval' : labelOf('interval', wishes.interval),
  };
  return { curves, clouds, labels, columns, isTime };
}

/** A picture by its parts, whatever it was given as. */
function pictureOf(given: unknown): RegressionPicture {
  if (isModel(given)) return { model: given };
  if (Array.isArray(given) && given.length > 0) return { fit: given };
  const { lower, upper, ...parts } = Object(given) as Record<string, unknown>;
  if (lower !== undefined && upper !== undefined) return { band: given as Band };
  const values = given instanceof Map ? [...given.values()] : Object.values(parts);
  const isPicture = Object.keys(parts).every((key) => (PARTS as readonly string[]).includes(key));
  const isNamed =
    values.length > 0 && values.every(isModel) && (given instanceof Map || !isPicture);
  return isNamed ? { model: given as OneOrNamed<PlottedModel> } : (given as RegressionPicture);
}

/** What is asked of the model, when that is asked. */
function wishOf<T extends object>(given: Band | boolean | T | undefined): T | undefined {
  if (given === true) return {} as T;
  return given === undefined || given === false || isStrip(given) ? undefined : (given as T);
}

function isStrip(given: unknown): given is Band {
  if (given === null) return true; // which its reader refuses
  return typeof given === 'object' && ('x' in given || 'lower' in given || 'upper' in given);
}

/** Whether something is one curve, and not several by name. */
function isCurve(given: unknown): boolean {
  return 'x' in Object(given) || 'y' in Object(given);
}

/** What a strip of a model is called. */
function labelOf(
  kind: string,
  { level = 0.95, simultaneous = false }: Pick<BandOptions, 'level' | 'simultaneous'> = {},
): string {
  const whole = simultaneous ? ' simultaneous' : '';
  return `${Number((100 * level).toPrecision(6))} %${whole} ${kind}`;
}

/** Curves and observations of a model, an output after the other. */
function readModel(
  found: Found,
  name: string,
  model: PlottedModel,
  { band, interval }: Wishes,
): { readonly curve: Curve; readonly cloud: Cloud }[] {
  const { x, y } = model.columns;
  if (x.length !== 1) {
    const expected = 'the model must have one predictor; plotSurface draws two';
    throw new UnsupportedError({ where: found.where, expected, received: String(x.length) });
  }
  const rows = model.curve(band && { band });
  const m = rows.length / y.length;
  const places = rows.slice(0, m).map((row) => entryOf(row, x[0].name));
  const ends = interval && model.predictionInterval(places as never, interval);
  const observed = observationsOf(model);
  return y.map((output, k) => {
    const all = [name, y.length > 1 ? output.name : ''].filter((part) => part !== '').join(', ');
    const end = (side: 'lower' | 'upper') =>
      ends && Float64Array.from(places, (_, q) => ends[side][q * y.length + k]);
    const curve = readRows(found, all || 'fit', rows.slice(k * m, (k + 1) * m));
    return {
      curve: { ...curve, low: end('lower'), high: end('upper') },
      cloud: { name: all, x: columnOf(observed, x[0].name), y: columnOf(observed, output.name) },
    };
  });
}

/** Rows as curves, one for each output. */
function readOutputs(found: Found, name: string, rows: readonly object[]): Curve[] {
  const outputs = [...new Set(rows.map((row) => entryOf(row, 'output')))];
  if (outputs.length < 2) return [readRows(found, name, rows)];
  return outputs.map((output) => {
    const own = rows.filter((row) => entryOf(row, 'output') === output);
    return readRows(found, String(output), own);
  });
}

/** Rows of one curve: the first of their columns is x, the second y. */
function readRows(found: Found, name: string, rows: readonly object[]): Curve {
  const first = Object(rows[0]) as object;
  const [x, y] = Object.keys(first).filter((key) => !BESIDE.includes(key));
  if (y === undefined) {
    const expected = `${name} must be rows with a column for x and one for y`;
    throw new OptionError({ where: found.where, expected, received: formatValue(rows[0]) });
  }
  found.times.set(name, isDate(entryOf(first, x)));
  found.columns = { x, y };
  const band = 'lower' in first && {
    lower: columnOf(rows, 'lower'),
    upper: columnOf(rows, 'upper'),
  };
  return { name, x: columnOf(rows, x), y: columnOf(rows, y), ...band };
}

/** A curve in arrays, or points, whose x may be missing. */
function readLine(found: Found, name: string, line: Line, arePoints = false): Curve & Cloud {
  const { x, y } = expectFields(found.where, name, line, ['x', 'y']);
  const [at, height] = readArrays(found, name, { x, y }, arePoints);
  return { name, x: at, y: height };
}

/** A band in arrays, named for the curve that it is about; its own curve is drawn when there is none. */
function readBand(found: Found, part: string, band: Band, about: string | undefined): Curve {
  const { x, lower, upper, fit } = expectFields(found.where, part, band, BAND);
  const own = about === undefined && fit !== undefined && { fit };
  const [at, low, high, y] = readArrays(found, part, { x, lower, upper, ...own });
  return { name: about ?? 'fit', x: at, y, lower: low, upper: high };
}

/** Arrays of the same length, x first; all but x may have gaps. */
function readArrays(
  { where, times }: Found,
  part: string,
  { x, ...others }: { readonly x: Places; readonly [name: string]: unknown },
  mayMiss = false,
): ArrayLike<number>[] {
  const { places, isTime } = readPlaces(where, `${part}.x`, x, mayMiss);
  if (places.length > 0) times.set(part, isTime);
  const rules = { ranks: [1], allowNonFinite: true };
  const read = Object.entries(others).map(
    ([name, given]) => readArray(where, `${part}.${name}`, given, rules).data,
  );
  const all = [places, ...read];
  const lengths = all.map(({ length }) => length);
  if (lengths.every((length) => length === lengths[0])) return all;
  const expected = `the arrays of ${part} must have the same length`;
  throw new ShapeError({ where, expected, received: lengths.join(' and ') });
}
