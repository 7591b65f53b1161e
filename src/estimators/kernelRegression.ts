import { formatValue } from '../arrays/formatValue.js';
import { expectFields } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import { KernelRegressor } from './KernelRegressor.js';
import { type KernelRegressorOptions, REGRESSOR_OPTION_NAMES } from './KernelRegressorOptions.js';

/** A column of rows: the name of a field, or a function of a row. */
export type Column<Row> = (keyof Row & string) | ((row: Row) => number | null | undefined);

/**
 * Options of {@link kernelRegression}: which columns, and everything that {@link KernelRegressor}
 * takes.
 */
export interface KernelRegressionOptions<Row> extends KernelRegressorOptions {
  /** The column to smooth over, or several for several dimensions. */
  readonly x: Column<Row> | readonly Column<Row>[];
  /** The column to smooth, or several for several outputs. */
  readonly y: Column<Row> | readonly Column<Row>[];
  /** How much each row counts. @defaultValue 1 */
  readonly weight?: Column<Row>;
}

/**
 * Kernel regression of tidy rows.
 *
 * @param rows - objects, one for each observation
 * @param options - the columns, and the options of {@link KernelRegressor}; `null` and `undefined`
 *   count as NaN
 * @returns the fitted model
 * @throws {@link OptionError} for rows without the columns, and unknown options
 * @throws as {@link KernelRegressor} and its `fit` do
 * @example
 * ```ts
 * import { kernelRegression } from 'nadaraya';
 *
 * const rows = [{ day: 1, price: 3 }, { day: 2, price: 5 }, { day: 3, price: 4 }, { day: 4, price: null }];
 * const model = kernelRegression(rows, { x: 'day', y: 'price', bandwidth: 0.8, missing: 'omit' });
 * console.log(model.curve({ points: 3 }).map(({ x, y }) => [x, y.toFixed(2)])); // → [ [ 1, '3.64' ], [ 2, '4.28' ], [ 3, '4.28' ] ]
 * ```
 */
export function kernelRegression<Row extends object>(
  rows: readonly Row[],
  options: KernelRegressionOptions<Row>,
): KernelRegressor {
  const where = 'kernelRegression';
  const known = ['x', 'y', 'weight', ...REGRESSOR_OPTION_NAMES] as const;
  const { x, y, weight, ...rest } = expectFields(where, 'options', options, known);
  if (!Array.isArray(rows)) {
    const expected = 'rows must be an array of objects';
    throw new OptionError({ where, expected, received: formatValue(rows) });
  }
  const model = new KernelRegressor(rest);
  const sampleWeights = weight === undefined ? undefined : columnOf(where, 'weight', rows, weight);
  return model.fit(
    columnsOf(where, 'x', rows, x),
    columnsOf(where, 'y', rows, y),
    sampleWeights ? { sampleWeights } : {},
  );
}

/** One column as [n], several as [n, columns]. */
function columnsOf<Row extends object>(
  where: string,
  name: string,
  rows: readonly Row[],
  columns: Column<Row> | readonly Column<Row>[],
): Float64Array | Float64Array[] {
  if (!Array.isArray(columns)) return columnOf(where, name, rows, columns as Column<Row>);
  const all = (columns as readonly Column<Row>[]).map((column, j) =>
    columnOf(where, `${name}[${j}]`, rows, column),
  );
  return rows.map((_, i) => Float64Array.from(all, (column) => column[i]));
}

function columnOf<Row extends object>(
  where: string,
  name: string,
  rows: readonly Row[],
  column: Column<Row>,
): Float64Array {
  const isFunction = typeof column === 'function' && !isClass(column);
  if (typeof column !== 'string' && !isFunction) {
    const expected = `${name} must be the name of a column or a function of a row`;
    throw new OptionError({
      where,
      expected,
      received: isClass(column) ? 'a class' : formatValue(column),
    });
  }
  return Float64Array.from(rows, (row, i) => {
    if (typeof row !== 'object' || row === null) {
      const expected = `rows[${i}] must be an object`;
      throw new OptionError({ where, expected, received: formatValue(row) });
    }
    if (typeof column === 'string' && !Object.hasOwn(row, column)) {
      const expected = `rows[${i}] must have the column ${formatValue(column)} of ${name}`;
      throw new OptionError({ where, expected, received: 'none' });
    }
    const value: unknown = typeof column === 'function' ? column(row) : row[column];
    if (typeof value === 'number') return value;
    if (value === null || value === undefined) return Number.NaN;
    const expected = `${name} of rows[${i}] must be a number`;
    throw new OptionError({ where, expected, received: formatValue(value) });
  });
}

/** Whether a function can only be called with `new`. */
function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
