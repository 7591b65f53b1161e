import { formatName } from '../arrays/formatValue.js';
import { unsupportedError } from '../arrays/optionError.js';
import {
  expectOptions,
  type OptionsOf,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import type { CriterionName, Degree } from '../bandwidth/BandwidthChoice.js';
import type { DataInput, TimeInput } from '../types.js';
import type { ColumnsOf } from './columns.js';
import type { TimePoint } from './curvePoints.js';
import { KernelRegressor, type RowsRegressor } from './KernelRegressor.js';
import {
  type KernelRegressorOptions,
  type RobustOptions,
  readDegree,
  readRobust,
  readSpan,
} from './KernelRegressorOptions.js';
import {
  FIT_OPTION_NAMES,
  type FitOptions,
  ROWS_OPTION_NAMES,
  type RowsOptions,
} from './readObservations.js';
import { isNamed } from './table.js';

/** Options of {@link loess}, with the defaults of R. */
export interface LoessOptions {
  /**
   * The share of the observations in every window; above 1 the largest distance is stretched by
   * span^(1/d). Or the criterion that chooses it.
   *
   * @defaultValue 0.75
   */
  readonly span?: number | CriterionName;
  /** Degree of the local polynomial. @defaultValue 2 */
  readonly degree?: Degree | 'auto';
  /** Whether gross outliers lose their say, R's `family = "symmetric"`. @defaultValue false */
  readonly robust?: boolean | RobustOptions;
  /** Whether each of several columns of x is measured by its own spread. @defaultValue true */
  readonly normalize?: boolean;
  /** What becomes of rows in which something is missing. @defaultValue 'throw' */
  readonly missing?: 'throw' | 'omit';
}

const LOESS_OPTIONS = {
  span: [readSpan, 0.75],
  degree: [readDegree, 2],
  robust: [readRobust, false],
  normalize: [[true, false], true],
  missing: [['throw', 'omit'], 'throw'],
} as const satisfies OptionTable<LoessOptions>;

/**
 * Loess: a local polynomial in windows that hold a share of the observations, weighted by the tricube
 * kernel; exact at every place, and not interpolated between some as R's is by default
 * (`loess.control(surface = "direct")` is this).
 *
 * @param x - [n] or [n, d], numbers or `Date`s
 * @param y - [n], or [n, p] for several outputs
 * @param options - span, degree, robust, normalize, and those of `fit`
 * @returns a fitted {@link KernelRegressor}: `{ kernel: 'tricube', bandwidth: { span }, degree }`, several
 *   columns of x taken by the length of their distance
 * @throws {@link OptionError} for an unknown option and a span that is not above 0
 * @throws as `fit` does
 * @remarks O((n + m) log n) on a line, for m places.
 * @example
 * ```ts
 * import { loess } from 'nadaraya';
 *
 * const x = Array.from({ length: 20 }, (_, i) => i);
 * const model = loess(x, x.map((t) => t * t), { span: 0.5 });
 * console.log(model.predict(7.5).toFixed(6)); // → 56.250000
 * const rows = x.map((day) => ({ day, price: 3 + day }));
 * console.log(loess(rows, { x: 'day', y: 'price', degree: 1 }).predict({ day: 2.5 }).toFixed(6)); // → 5.500000
 * ```
 * @see Cleveland, Devlin (1988), Locally weighted regression: an approach to regression analysis by local fitting
 */
export function loess(
  x: DataInput,
  y: DataInput,
  options?: LoessOptions & FitOptions,
): KernelRegressor;
export function loess(
  x: TimeInput,
  y: DataInput,
  options?: LoessOptions & FitOptions,
): KernelRegressor<TimePoint>;
/**
 * The same for rows, by the names of their columns.
 *
 * @typeParam R - a row
 * @typeParam X - the columns to smooth over
 * @typeParam Y - the columns to smooth
 * @param rows - objects, one for each observation, in an array or in what iterates over them
 * @param options - which columns x and y are, and the other options
 * @returns a fitted model, which predicts rows and writes rows
 * @throws {@link OptionError} for rows without the columns, and texts in place of numbers or dates
 */
export function loess<
  R extends object,
  const X extends ColumnsOf<R, number | bigint | Date>,
  const Y extends ColumnsOf<R>,
>(rows: Iterable<R>, options: LoessOptions & RowsOptions<R, X, Y>): RowsRegressor<R, X, Y>;
export function loess(x: unknown, y: unknown, options?: object): unknown {
  const where = 'loess';
  const { own, fit } = dividedOptions(where, y, options, LOESS_OPTIONS);
  const { span, degree, robust, normalize, missing } = own;
  const model = new KernelRegressor({
    kernel: 'tricube',
    bandwidth: { span, normalize },
    multivariate: 'spherical',
    degree,
    robust: { iterations: robust },
    missing,
  } as KernelRegressorOptions);
  return fittedTo(model, x, y, fit);
}

/** Options of {@link lowess}, with the defaults of R. */
export interface LowessOptions {
  /** The share of the observations in every window; 1 and more is all. @defaultValue 2/3 */
  readonly f?: number;
  /** Rounds of reweighting against outliers; they end when the weights have settled. @defaultValue 3 */
  readonly iterations?: number;
  /** What becomes of rows in which something is missing. @defaultValue 'throw' */
  readonly missing?: 'throw' | 'omit';
}

const LOWESS_OPTIONS = {
  f: ['positive', 2 / 3],
  iterations: ['count', 3],
  missing: [['throw', 'omit'], 'throw'],
} as const satisfies OptionTable<LowessOptions>;

/**
 * Lowess: robust local lines in windows that hold a share of the observations, weighted by the tricube
 * kernel; exact at every place (R's `delta = 0`), and a model that predicts anywhere, with bands.
 *
 * @param x - [n], numbers or `Date`s
 * @param y - [n]
 * @param options - f, iterations, and those of `fit`
 * @returns a fitted {@link KernelRegressor}; `model.predict(x)` is what R's `lowess` returns
 * @throws {@link OptionError} for an unknown option, f that is not above 0, iterations below 0
 * @throws {@link UnsupportedError} for several columns of x
 * @throws as `fit` does
 * @remarks O((n + m) log n) a round.
 * @example
 * ```ts
 * import { lowess } from 'nadaraya';
 *
 * const x = Array.from({ length: 30 }, (_, i) => i);
 * const model = lowess(x, x.map((t) => (t === 10 ? 99 : 2 * t + (t % 2) / 10)));
 * console.log(Math.abs(model.predict(10) - 20) < 0.1, model.robustnessWeights?.[10]); // → true 0
 * ```
 * @see Cleveland (1979), Robust locally weighted regression and smoothing scatterplots
 */
export function lowess(
  x: DataInput,
  y: DataInput,
  options?: LowessOptions & FitOptions,
): KernelRegressor;
export function lowess(
  x: TimeInput,
  y: DataInput,
  options?: LowessOptions & FitOptions,
): KernelRegressor<TimePoint>;
/**
 * The same for rows, by the names of their columns.
 *
 * @typeParam R - a row
 * @typeParam X - the columns to smooth over
 * @typeParam Y - the columns to smooth
 * @param rows - objects, one for each observation, in an array or in what iterates over them
 * @param options - which columns x and y are, and the other options
 * @returns a fitted model, which predicts rows and writes rows
 * @throws {@link OptionError} for rows without the columns, and texts in place of numbers or dates
 */
export function lowess<
  R extends object,
  const X extends ColumnsOf<R, number | bigint | Date>,
  const Y extends ColumnsOf<R>,
>(rows: Iterable<R>, options: LowessOptions & RowsOptions<R, X, Y>): RowsRegressor<R, X, Y>;
export function lowess(x: unknown, y: unknown, options?: object): unknown {
  const where = 'lowess';
  const { own, fit } = dividedOptions(where, y, options, LOWESS_OPTIONS);
  const { f, iterations, missing } = own;
  const model = new KernelRegressor({
    kernel: 'tricube',
    bandwidth: { span: Math.min(1, f) },
    degree: 1,
    robust: { iterations },
    missing,
  } as KernelRegressorOptions);
  const found = fittedTo(model, x, y, fit);
  const { length } = found.columns.x;
  if (length === 1) return found;
  throw unsupportedError(where, 'x must have one column; loess takes several', length);
}

/** Options that are a function's own, and those of `fit`; of rows both stand in the second argument. */
function dividedOptions<Own extends object, Table extends OptionTable<Own>>(
  where: string,
  y: unknown,
  options: object | undefined,
  table: Table,
): { readonly own: OptionsOf<Table>; readonly fit: object } {
  const known: readonly string[] = isNamed(y) ? ROWS_OPTION_NAMES : FIT_OPTION_NAMES;
  const given = (isNamed(y) ? y : options) as Record<string, unknown> | undefined;
  const all = expectOptions(where, given, [...known, ...Object.keys(table)], 'options', formatName);
  const own = Object.fromEntries(Object.entries(all).filter(([name]) => name in table));
  const fit = Object.fromEntries(Object.entries(all).filter(([name]) => !(name in table)));
  return { own: readOptions(where, own as Own, table), fit };
}

function fittedTo(
  model: KernelRegressor,
  x: unknown,
  y: unknown,
  fit: object,
): KernelRegressor<object> {
  return isNamed(y)
    ? model.fit(x as Iterable<object>, fit as RowsOptions<object>)
    : model.fit(x as DataInput, y as DataInput, fit);
}
