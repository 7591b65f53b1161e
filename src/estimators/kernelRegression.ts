import { formatName, formatValue } from '../arrays/formatValue.js';
import { groupedBy } from '../arrays/groupedBy.js';
import { optionError } from '../arrays/optionError.js';
import { expectFields, expectNumber } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import {
  type Column,
  type ColumnsOf,
  entriesOf,
  type Named,
  type PredictorsOf,
  type QueryRow,
  readColumn,
} from './columns.js';
import { KernelRegressor, type RowsRegressor } from './KernelRegressor.js';
import { type KernelRegressorOptions, REGRESSOR_OPTION_NAMES } from './KernelRegressorOptions.js';
import { expectAlike } from './kinds.js';
import { RegressionByGroup, type SkippedGroup } from './RegressionByGroup.js';
import {
  expectGroup,
  noRows,
  ROWS_OPTION_NAMES,
  type RowsOptions,
  wholeRows,
} from './readObservations.js';
import { isMissing, rowsIn } from './table.js';

/**
 * Options of {@link kernelRegression}: which columns, and everything that {@link KernelRegressor} and
 * its `fit` take.
 */
export type KernelRegressionOptions<
  Row extends object,
  X extends PredictorsOf<Row> = PredictorsOf<Row>,
  Y extends ColumnsOf<Row> = ColumnsOf<Row>,
> = KernelRegressorOptions & RowsOptions<Row, X, Y>;

/** How rows are divided into groups with curves of their own. */
export interface ByOptions<Row extends object> {
  /** Which group each row belongs to: a column of texts, numbers or booleans. */
  readonly by: Column<Row, string | number | bigint | boolean>;
  /** Groups with fewer rows are reported in `skipped`, and have no curve. @defaultValue 3 */
  readonly fewest?: number;
}

/** What a row of a curve by group holds of the group. */
export type ByNamed<By> = By extends string
  ? { readonly [Name in By]: string | number | boolean }
  : unknown;

/**
 * A curve for each group of rows.
 *
 * @typeParam Row - a row
 * @typeParam X - the columns to smooth over
 * @typeParam Y - the columns to smooth
 * @typeParam By - the column of the groups
 * @param rows - objects, one for each observation, in an array or in what iterates over them
 * @param options - the columns, the column of the groups, and the options of {@link KernelRegressor}
 * @returns the fitted models, a curve for each group; groups of too few rows are reported
 * @throws {@link OptionError} for rows without a group, unless they are to be left out
 */
export function kernelRegression<
  Row extends object,
  const X extends PredictorsOf<Row>,
  const Y extends ColumnsOf<Row>,
  const By extends ByOptions<Row>['by'],
>(
  rows: Iterable<Row>,
  options: KernelRegressionOptions<Row, X, Y> & Omit<ByOptions<Row>, 'by'> & { readonly by: By },
): RegressionByGroup<
  ByNamed<By> & Named<Row, X, 'x'> & Named<Row, Y, 'y'>,
  [By] extends [keyof Row] ? QueryRow<Row, X> & Pick<Row, By> : Row,
  RowsRegressor<Row, X, Y>
>;
/**
 * Kernel regression of rows: `new KernelRegressor(options).fit(rows, columns)` in one call.
 *
 * @typeParam Row - a row
 * @typeParam X - the columns to smooth over
 * @typeParam Y - the columns to smooth
 * @param rows - objects, one for each observation, in an array or in what iterates over them
 * @param options - the columns, and the options of {@link KernelRegressor} and its `fit`; `null`,
 *   `undefined` and fields that are not there count as missing; `by` for a curve of each group
 * @returns the fitted model, which knows the names of its columns: it predicts rows, and writes rows; with
 *   `by` a {@link RegressionByGroup}
 * @throws {@link OptionError} for rows without the columns, texts in place of numbers or dates, and
 *   unknown options
 * @throws as {@link KernelRegressor} and its `fit` do
 * @example
 * ```ts
 * import { kernelRegression } from 'nadaraya';
 *
 * const rows = Array.from({ length: 20 }, (_, i) => ({
 *   day: new Date(2026, 0, 1 + i),
 *   price: i === 2 ? null : 30 + i,
 * }));
 * const model = kernelRegression(rows, { x: 'day', y: 'price', missing: 'omit' });
 * console.log(model.rows.slice(0, 4)); // → [ 0, 1, 3, 4 ]
 * console.log(model.predict({ day: new Date(2026, 0, 3) }).toFixed(2)); // → 32.00
 * const [first] = model.curve({ points: 3 });
 * console.log(first.day.getDate(), first.price.toFixed(2)); // → 1 30.00
 * ```
 */
export function kernelRegression<
  Row extends object,
  const X extends PredictorsOf<Row>,
  const Y extends ColumnsOf<Row>,
>(rows: Iterable<Row>, options: KernelRegressionOptions<Row, X, Y>): RowsRegressor<Row, X, Y>;
export function kernelRegression(rows: Iterable<object>, options: object): unknown {
  const where = 'kernelRegression';
  const known = [...ROWS_OPTION_NAMES, ...REGRESSOR_OPTION_NAMES, 'by', 'fewest'] as const;
  type Given = KernelRegressionOptions<object> & Partial<ByOptions<object>>;
  const given = expectFields(where, 'options', options as Given, known, formatName);
  const { x, y, weight, groups, dependence, onProgress, signal, by, fewest, ...rest } = given;
  const columns = { x, y, weight, groups, dependence, onProgress, signal } as RowsOptions<object>;
  const fitted = (some: Iterable<object>) => new KernelRegressor(rest).fit(some, columns);
  if (by !== undefined) {
    const least = expectNumber(where, 'fewest', fewest ?? FEWEST, 'positiveCount');
    return byGroup(where, rows, columns, by, least, rest.missing === 'omit', fitted);
  }
  if (fewest === undefined) return fitted(rows);
  throw optionError(where, 'fewest must go with by', formatValue(fewest));
}

/** A curve through fewer rows says nothing. */
const FEWEST = 3;

/** A model for each group of rows that is large enough. */
function byGroup(
  where: string,
  given: Iterable<object>,
  columns: RowsOptions<object>,
  by: unknown,
  fewest: number,
  omits: boolean,
  fitted: (rows: readonly object[]) => KernelRegressor<object>,
): RegressionByGroup<object, object> {
  const reader = readColumn(where, 'by', by);
  const rows = rowsIn(given);
  if (!rows) throw noRows(where, given);
  const all = entriesOf(where, rows, reader);
  const there = Array.from(all.keys()).filter((i) => !(omits && isMissing(all[i])));
  for (const i of there) {
    expectGroup(where, 'by', all[i], `in rows[${i}]`);
    expectAlike(where, `${reader.name} of rows[${i}]`, all[i], all[there[0]]);
  }
  const entries = new Map<string, unknown>();
  const models = new Map<string, KernelRegressor<object>>();
  const skipped: SkippedGroup[] = [];
  for (const [group, places] of groupedBy(there, (i) => String(all[i]))) {
    const own = places.map((i) => rows[i] as object);
    entries.set(group, all[places[0]]);
    named(`${reader.name} ${formatValue(entries.get(group))}`, () => {
      const count = omits ? wholeRows(where, own, columns) : own.length;
      if (count < fewest) skipped.push({ group, rows: count });
      else models.set(group, fitted(own));
    });
  }
  return new RegressionByGroup(models, skipped, reader, entries) as RegressionByGroup<
    object,
    object
  >;
}

/** Calls; what is wrong with a group says which it is. */
function named(group: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { where, expected, received } = error;
    throw optionError(`${where} of ${group}`, expected, received);
  }
}
