import { formatName } from '../arrays/formatName.js';
import { expectFields } from '../arrays/readOptions.js';
import type { ColumnsOf } from './columns.js';
import { KernelRegressor, type RowsRegressor } from './KernelRegressor.js';
import { type KernelRegressorOptions, REGRESSOR_OPTION_NAMES } from './KernelRegressorOptions.js';
import { ROWS_OPTION_NAMES, type RowsOptions } from './readObservations.js';

/**
 * Options of {@link kernelRegression}: which columns, and everything that {@link KernelRegressor} and
 * its `fit` take.
 */
export type KernelRegressionOptions<
  Row extends object,
  X extends ColumnsOf<Row, number | bigint | Date> = ColumnsOf<Row, number | bigint | Date>,
  Y extends ColumnsOf<Row> = ColumnsOf<Row>,
> = KernelRegressorOptions & RowsOptions<Row, X, Y>;

/**
 * Kernel regression of rows: `new KernelRegressor(options).fit(rows, columns)` in one call.
 *
 * @typeParam Row - a row
 * @typeParam X - the columns to smooth over
 * @typeParam Y - the columns to smooth
 * @param rows - objects, one for each observation, in an array or in what iterates over them
 * @param options - the columns, and the options of {@link KernelRegressor} and its `fit`; `null`,
 *   `undefined` and fields that are not there count as missing
 * @returns the fitted model, which knows the names of its columns: it predicts rows, and writes rows
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
  const X extends ColumnsOf<Row, number | bigint | Date>,
  const Y extends ColumnsOf<Row>,
>(rows: Iterable<Row>, options: KernelRegressionOptions<Row, X, Y>): RowsRegressor<Row, X, Y> {
  const known = [...ROWS_OPTION_NAMES, ...REGRESSOR_OPTION_NAMES] as const;
  const given = expectFields('kernelRegression', 'options', options, known, formatName);
  const { x, y, weight, groups, dependence, onProgress, signal, ...rest } = given;
  const columns = { x, y, weight, groups, dependence, onProgress, signal };
  return new KernelRegressor(rest).fit(rows, columns as RowsOptions<Row, X, Y>);
}
