import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { isDate, isTypedArray } from '../arrays/readArray.js';
import { asGiven, expectNumber, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { rangeAlong } from '../arrays/unrolled.js';
import type { BandOptions } from '../inference/curveBand.js';
import type { TypedArray } from '../types.js';
import { type ColumnReaders, entryAt, type ModelColumn, type ObservedRow } from './columns.js';
import type { FittedState } from './FittedState.js';
import { drawnBand } from './inferenceOf.js';
import { degreesWanted, type Level } from './kinds.js';
import { valuesAt } from './predictAt.js';
import { isObject } from './table.js';
import { queriesInUnits } from './units.js';

/** Options of {@link KernelRegressor.curve}. */
export interface CurveOptions {
  /** How many points, evenly spread, at least 2; or the points themselves. @defaultValue 200 */
  readonly points?: number | TypedArray | readonly (number | Date)[];
  /**
   * Where the curve begins.
   *
   * @defaultValue the smallest x of weight above 0, on a circle 0; of longitudes that lie across the date line where
   *   the largest gap between them ends
   */
  readonly from?: number | Date;
  /** Where it ends. @defaultValue the largest x of weight above 0, on a circle the period */
  readonly to?: number | Date;
  /** Whether rows carry a confidence band, and which. @defaultValue false */
  readonly band?: boolean | BandOptions;
}

/** A row of a curve, under the names of its columns. */
export interface CurveRow {
  /** A number, or a `Date` in a column of times. */
  readonly [column: string]: number | Date | string | boolean | undefined;
}

/** A point of a model that was fitted to arrays. */
export interface XYPoint {
  /** Where. */
  readonly x: number;
  /** The fit there. */
  readonly y: number;
}

/** The same where x holds times. */
export interface TimePoint {
  /** When. */
  readonly x: Date;
  /** The fit then. */
  readonly y: number;
}

/** What a band adds to a point. */
export interface BandEnds {
  /** The lower end of the band. */
  readonly lower: number;
  /** The upper end of the band. */
  readonly upper: number;
  /** Of the estimate in the middle of the band, in units of y. */
  readonly standardError: number;
}

/** One point of a fitted curve. */
export type CurvePoint<Point = XYPoint> = Point & {
  /** Which output, only when there are several: from 0, or the name of its column. */
  readonly output?: number | string;
} & Partial<BandEnds>;

/**
 * One point of a fitted curve with its band.
 *
 * @example A band about a sine, with its ends in each row:
 * ```ts
 * import { createRandom, KernelRegressor } from 'nadaraya';
 *
 * const random = createRandom(1);
 * const x = Array.from({ length: 100 }, () => random.uniform(0, 6));
 * const y = x.map((at) => Math.sin(at) + random.normal(0, 0.2));
 * const model = new KernelRegressor({ bandwidth: 0.4, degree: 1 }).fit(x, y);
 * const [, middle] = model.curve({ points: 3, from: 0, to: 6, band: true });
 * console.log(Object.keys(middle).join(' ')); // → x y lower upper standardError
 * console.log(middle.lower < Math.sin(3) && Math.sin(3) < middle.upper); // → true
 * ```
 */
export type BandPoint<Point = XYPoint> = CurvePoint<Point> & BandEnds;

/** How many points a curve has. */
const POINTS = 200;

/** What a band adds to rows. */
export const ENDS = ['lower', 'upper', 'standardError'] as const;

/** The fitted curve as rows, output after output. */
export function curvePoints(
  where: string,
  state: FittedState,
  options: CurveOptions | undefined,
): CurveRow[] {
  const { d } = state.observations;
  const [{ levels }] = state.columns.x;
  if (levels && d === 1) {
    const expected = 'x must hold numbers for a curve (predict takes categories)';
    throw unsupportedError(where, expected, 'categories');
  }
  if (d > 1)
    throw unsupportedError(where, 'x must have one column for a curve (slice holds the others)', d);
  expectNames(where, state.columns, [...ENDS, 'output']);
  const { places, band } = readCurve(where, state, 0, options);
  return rowsAt(where, state, places, band);
}

/** Where along a column of x a curve goes, and its band; of categories all levels, whatever points are asked for. */
export function readCurve(
  where: string,
  { observations, summary, units, columns }: FittedState,
  j: number,
  options: CurveOptions | undefined,
): { readonly places: Float64Array; readonly band: CurveOptions['band'] } {
  const { n, d, x } = observations;
  const range =
    summary && !columns.x[j].period
      ? summary.range.flat().slice(2 * j, 2 * j + 2)
      : rangeAlong(
          columns.x[j],
          Float64Array.from({ length: n }, (_, i) => x[i * d + j] * units.x[j]),
        );
  return readPlacesAlong(where, columns.x[j], range, options);
}

function readBand(where: string, band: CurveOptions['band']): CurveOptions['band'] {
  if (typeof band === 'boolean' || isObject(band)) return band;
  throw optionError(where, 'band must be true, false or options of a band', formatValue(band));
}

/**
 * The places of a curve along a column, and its band.
 *
 * @param range - from where to where, when that is not said
 */
export function readPlacesAlong(
  where: string,
  column: ModelColumn,
  [low, high]: readonly number[],
  options: CurveOptions | undefined,
): { readonly places: Float64Array; readonly band: CurveOptions['band'] } {
  const { levels } = column;
  const place = (name: string) => (_: string, given: unknown) =>
    levels ? Number.NaN : readPlace(where, name, column, given);
  const table = {
    points: [asGiven<CurveOptions['points']>, POINTS],
    from: [place('from'), low],
    to: [place('to'), high],
    band: [readBand, false],
  } as const satisfies OptionTable<CurveOptions>;
  const { points, from, to, band } = readOptions(where, options, table);
  if (levels) return { places: Float64Array.from(levels.keys()), band };
  if (Array.isArray(points) || isTypedArray(points)) {
    const end = (['from', 'to'] as const).find((name) => options?.[name] !== undefined);
    if (end) {
      const expected = `${end} must be left out where points are places`;
      throw optionError(where, expected, formatValue(options?.[end]));
    }
    return { places: Float64Array.from(readPlaces(where, 'points', column, points)), band };
  }
  const count = expectNumber(where, 'points', points, 'severalCount');
  if (from > to) throw optionError(where, 'from must be at most to', `${from} and ${to}`);
  const places = Float64Array.from({ length: count }, (_, q) => {
    const share = q / (count - 1);
    return (1 - share) * from + share * to;
  });
  return { places, band };
}

/** A field of rows. */
type Field = readonly [name: string, of: (q: number) => number | Date | string | boolean];

/**
 * The fit at places as rows, output after output: the columns of x, the fit, and its band.
 *
 * @param places - [m, d], times in milliseconds
 * @param more - what else rows hold, by the places in the units of the model
 */
export function rowsAt(
  where: string,
  state: FittedState,
  places: Float64Array,
  band: CurveOptions['band'],
  more: (queries: Float64Array) => readonly Field[] = () => [],
): CurveRow[] {
  const { observations, units, spec, columns } = state;
  const { d, p } = observations;
  const queries = queriesInUnits(where, places, units, spec.degree);
  const found = band ? drawnBand(where, state, queries, band === true ? {} : band) : undefined;
  const drawn = found?.band;
  const values = found?.isAboutFit ? found.band.fit : valuesAt(where, state, queries);
  const others = more(queries);
  const rows: CurveRow[] = [];
  for (let k = 0; k < p; k++) {
    const fields: Field[] = [
      ...columns.x.map(
        (at, j) => [at.name, (q: number) => entryAt(at, places[q * d + j])] as const,
      ),
      [valueName(columns), (q) => values[q * p + k]],
    ];
    if (p > 1) fields.push(['output', () => (columns.named ? columns.y[k].name : k)]);
    if (drawn) for (const end of ENDS) fields.push([end, (q) => drawn[end][q * p + k]]);
    fields.push(...others);
    for (let q = 0; q < places.length / d; q++) {
      // as entries, since a name may be "__proto__"
      rows.push(Object.fromEntries(fields.map(([name, of]) => [name, of(q)])) as CurveRow);
    }
  }
  return rows;
}

/** What the fit is called in rows: several outputs share a name. */
function valueName({ y, named }: ColumnReaders): string {
  return named && y.length === 1 ? y[0].name : 'y';
}

/**
 * Checks that no column is called as what else a row of a curve holds.
 *
 * @param taken - what it holds
 */
export function expectNames(where: string, columns: ColumnReaders, taken: readonly string[]): void {
  const { x, y } = columns;
  const own = valueName(columns);
  const all = y.length > 1 ? [...taken, own] : taken;
  const names = [...x.map(({ name }) => name), ...(y.length > 1 ? [] : [own])];
  const wrong = names.find((name) => all.includes(name));
  if (wrong === undefined) return;
  const expected = `columns of a curve must not be called ${all.join(', ')}; { other: ${formatValue(wrong)} } gives another name`;
  throw optionError(where, expected, formatValue(wrong));
}

/** The last moment that a `Date` can hold, in milliseconds. */
const LAST_TIME = 8.64e15;

/**
 * A place of a column of x as the number that the model has for it: where a curve begins and ends, its points,
 * and what a slice holds.
 *
 * @param name - what it is called, for messages
 */
export function readPlace(
  where: string,
  name: string,
  column: ModelColumn,
  given: unknown,
): number {
  const { type, levels } = column;
  if (levels) {
    const code = levels.indexOf(given as Level);
    if (code >= 0) return code;
    const shown = levels.slice(0, 20).map((each) => formatValue(each));
    throw optionError(where, `${name} must be one of ${shown.join(', ')}`, formatValue(given));
  }
  const value = type === 'time' && isDate(given) ? given.getTime() : given;
  if (type === 'time' && Math.abs(Number(value)) > LAST_TIME)
    throw optionError(where, `${name} must be a time that a Date can hold`, String(value));
  const degrees = degreesWanted(column, value);
  if (degrees === undefined) return expectNumber(where, name, value, 'finite');
  throw optionError(where, `${name} must be ${degrees}`, formatValue(given));
}

/** Several such places, at least one. */
export function readPlaces(
  where: string,
  name: string,
  column: ModelColumn,
  given: ArrayLike<unknown>,
): number[] {
  const read = (each: unknown, i: number) => readPlace(where, `${name}[${i}]`, column, each);
  if (given.length > 0) return Array.from(given, read);
  throw optionError(where, `${name} must hold at least one value`, 'none');
}

/** The observations of a model as rows, made once. */
export function observedRows(
  state: Pick<FittedState, 'given' | 'columns' | 'observed'>,
): readonly ObservedRow[] {
  const { given, columns } = state;
  const { n, d, p, x, y } = given;
  const of = (column: ModelColumn, value: number) => [column.name, entryAt(column, value)] as const;
  const row = (_: unknown, i: number) =>
    Object.fromEntries([
      ...columns.x.map((column, j) => of(column, x[i * d + j])),
      ...columns.y.map((column, k) => of(column, y[i * p + k])),
    ]);
  state.observed ??= Object.freeze(Array.from({ length: n }, row));
  return state.observed;
}

/** Which of the rows that were handed in a model was fitted to, made once. */
export function keptRows(state: FittedState): readonly number[] {
  state.rows ??= Object.freeze(Array.from(state.kept));
  return state.rows;
}
