import { formatValue } from '../arrays/formatValue.js';
import { isDate } from '../arrays/readArray.js';
import { asGiven, expectNumber, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import type { BandOptions } from '../inference/curveBand.js';
import { bounds } from '../loops/bounds.js';
import {
  type ColumnReaders,
  datesOrNumbers,
  type ModelColumn,
  type ObservedRow,
} from './columns.js';
import { expectObservations, type FittedState } from './FittedState.js';
import { drawnBand } from './inferenceOf.js';
import { valuesAt } from './predictAt.js';
import { queriesInUnits } from './units.js';

/** Options of {@link KernelRegressor.curve}. */
export interface CurveOptions {
  /** How many points, evenly spread; at least 2. @defaultValue 200 */
  readonly points?: number;
  /** Where the curve begins. @defaultValue the smallest x of weight above 0 */
  readonly from?: number | Date;
  /** Where it ends. @defaultValue the largest x of weight above 0 */
  readonly to?: number | Date;
  /** Whether rows carry a confidence band, and which. @defaultValue false */
  readonly band?: boolean | BandOptions;
}

/** A row of a curve, under the names of its columns. */
export interface CurveRow {
  /** A number, or a `Date` in a column of times. */
  readonly [column: string]: number | Date | string | undefined;
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

/** What a band adds to rows. */
const ENDS = ['lower', 'upper', 'standardError'] as const;

/** The fitted curve as rows, output after output. */
export function curvePoints(
  where: string,
  state: FittedState,
  options: CurveOptions | undefined,
): CurveRow[] {
  const { observations, summary, units, spec, columns } = state;
  const { d, n, p, x } = observations;
  if (d > 1) {
    const expected = 'x must have one column for a curve';
    throw new UnsupportedError({ where, expected, received: String(d) });
  }
  const names = namesOf(where, columns);
  const [low, high] = summary ? summary.range : bounds(x, n).map((end) => end * units.x[0]);
  const end = (_: string, given: number | Date) => readEnd(where, columns, given);
  const table = {
    points: ['length', 200],
    from: [end, low],
    to: [end, high],
    band: [asGiven<CurveOptions['band']>, false],
  } as const satisfies OptionTable<CurveOptions>;
  const { points, from, to, band } = readOptions(where, options, table);
  if (points < 2 || from > to) {
    const expected = 'points must be at least 2, and from at most to';
    throw new OptionError({ where, expected, received: `${points}, ${from} and ${to}` });
  }
  const xq = Float64Array.from({ length: points }, (_, q) => {
    const share = q / (points - 1);
    return (1 - share) * from + share * to;
  });
  if (band) expectObservations(where, state);
  const found = band ? drawnBand(where, state, xq, band === true ? {} : band) : undefined;
  const drawn = found?.band;
  const values = found?.isAboutFit
    ? found.band.fit
    : valuesAt(where, state, queriesInUnits(where, xq, units, spec.degree));
  const [at] = columns.x;
  const places = datesOrNumbers(columns, xq);
  const rows: CurveRow[] = [];
  for (let k = 0; k < p; k++) {
    const fields: [name: string, of: (q: number) => number | Date | string][] = [
      [at.name, (q) => places[q]],
      [names.y, (q) => values[q * p + k]],
    ];
    if (p > 1) fields.push(['output', () => (columns.named ? columns.y[k].name : k)]);
    if (drawn) for (const end of ENDS) fields.push([end, (q) => drawn[end][q * p + k]]);
    for (let q = 0; q < points; q++) {
      // as entries, since a name may be "__proto__"
      rows.push(Object.fromEntries(fields.map(([name, of]) => [name, of(q)])));
    }
  }
  return rows;
}

/** What the place and the curve are called, which must not be what else a row holds. */
function namesOf(where: string, { x: [at], y, named }: ColumnReaders): { readonly y: string } {
  const own = named && y.length === 1 ? y[0].name : 'y';
  const taken: string[] = y.length > 1 ? [...ENDS, 'output', own] : [...ENDS, 'output'];
  const wrong = [at.name, ...(y.length > 1 ? [] : [own])].find((name) => taken.includes(name));
  if (wrong === undefined) return { y: own };
  const expected = `columns of a curve must not be called ${taken.join(', ')}; { other: ${formatValue(wrong)} } gives another name`;
  throw new OptionError({ where, expected, received: formatValue(wrong) });
}

/** The last moment that a `Date` can hold, in milliseconds. */
const LAST_TIME = 8.64e15;

/** An end of a curve: a number, or a date where x holds times. */
function readEnd(where: string, { x }: ColumnReaders, end: number | Date): number {
  const mayBeTime = x[0].type === 'time';
  const value = mayBeTime && isDate(end) ? end.getTime() : end;
  if (mayBeTime && Number(value) > LAST_TIME) {
    const expected = 'from and to must be times that a Date can hold';
    throw new OptionError({ where, expected, received: String(value) });
  }
  return expectNumber(where, 'from and to', value, 'finite');
}

/** The observations of a model as rows. */
export function observedRows({ given, columns }: FittedState): readonly ObservedRow[] {
  const { n, d, p, x, y } = given;
  const of = ({ name, type }: ModelColumn, value: number) =>
    [name, type === 'time' ? new Date(value) : value] as const;
  return Array.from({ length: n }, (_, i) =>
    Object.fromEntries([
      ...columns.x.map((column, j) => of(column, x[i * d + j])),
      ...columns.y.map((column, k) => of(column, y[i * p + k])),
    ]),
  );
}
