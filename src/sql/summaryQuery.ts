import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { asGiven, expectFields, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { exponentFor } from '../summary/CellSums.js';
import type { RowLayout } from '../summary/rowLayout.js';
import { cellStatement } from './cellStatement.js';
import {
  type FullSQLDialect,
  resolveDialect,
  type SQLDialect,
  type SQLDialectName,
} from './SQLDialect.js';
import { expectName, TrustedSQL } from './TrustedSQL.js';

/** What is summed up, and how finely. */
export interface SummaryQueryOptions {
  /** A table, `['schema', 'table']`, or SQL such as `` sql`read_parquet('sales.parquet')` ``. */
  readonly table: string | readonly string[] | TrustedSQL;
  /** The column of x, or SQL such as `` sql`ln(income)` ``. */
  readonly x: string | TrustedSQL;
  /** The column of y, or several. */
  readonly y: string | TrustedSQL | readonly (string | TrustedSQL)[];
  /** The column of weights, at least 0. @defaultValue all 1 */
  readonly weight?: string | TrustedSQL | undefined;
  /** Which rows, as `` sql`price > 0` ``. @defaultValue all */
  readonly where?: TrustedSQL | undefined;
  /** A column each of whose values gets a summary of its own. @defaultValue one summary of all rows */
  readonly groupBy?: string | TrustedSQL | undefined;
  /** The smallest bandwidth that will be asked for, in units of x. */
  readonly bandwidth: number;
  /** The engine, or an object that tells how it writes. */
  readonly dialect: SQLDialectName | SQLDialect;
  /** `'timestamp'` takes dates and timestamps as milliseconds since 1970, as the library takes a `Date`. @defaultValue 'number' */
  readonly xType?: 'number' | 'timestamp' | undefined;
}

const OPTIONS = {
  table: [asGiven],
  x: [asGiven],
  y: [asGiven],
  weight: [asGiven, undefined],
  where: [asGiven, undefined],
  groupBy: [asGiven, undefined],
  bandwidth: ['positive'],
  dialect: [asGiven],
  xType: [['number', 'timestamp'], 'number'],
} as const satisfies OptionTable<SummaryQueryOptions>;

/** A statement, and what its rows are. */
export interface SummaryQuery extends RowLayout {
  /** One SELECT, without parameters and without a semicolon. */
  readonly text: string;
}

/**
 * The statement that sums up a table for kernel regression inside a database: cells of at most an eighth of the bandwidth, and in
 * each the sums that are all a summary needs. `BinnedSample.fromRows` takes its rows.
 *
 *   cell = ⌊x / 2^e⌋, t = 2·(x / 2^e − cell) − 1, v = y − mean: Σ w·P_a(t), Σ w·v·P_a(t), Σ w·v²·P_a(t)
 *
 * with products P_a of Chebyshev polynomials.
 *
 * @param options - the table, its columns, the bandwidth, the dialect
 * @returns the text, to hand to any driver, and what its rows are, to hand to `fromRows`
 * @throws {@link OptionError} for what is no name, SQL as a plain text, a bandwidth not above 0
 * @throws {@link UnsupportedError} for timestamps in a dialect that does not tell how they become numbers
 * @remarks One scan for the mean of y and one for the sums; the rows of the result are the cells with observations, 37 numbers
 *   each (one output, no weights), whatever the size of the table. Rows where x, y, the weight or the group is null, and rows of
 *   weight 0, are left out. NaN, infinity and negative weights are counted, and `fromRows` reports them. Names and texts are
 *   quoted: nothing but what the tag `sql` makes is taken for SQL.
 * @example
 * ```ts
 * import { sql, summaryQuery } from 'nadaraya/sql';
 *
 * const query = summaryQuery({
 *   table: 'rides',
 *   x: 'distance',
 *   y: 'fare',
 *   where: sql`fare > ${0}`,
 *   bandwidth: 0.5,
 *   dialect: 'duckdb',
 * });
 * console.log(query.text.includes('FSUM('), query.outputs); // → true 1
 * ```
 * @see `BinnedSample.fromRows`, `BinnedSample.fromRowsByGroup`
 */
export function summaryQuery(options: SummaryQueryOptions): SummaryQuery {
  const where = 'summaryQuery';
  const known = Object.keys(OPTIONS) as (keyof SummaryQueryOptions)[];
  const read = readOptions(where, expectFields(where, 'options', options, known), OPTIONS);
  const dialect = resolveDialect(where, options.dialect);
  const { bandwidth } = read;
  if (!(bandwidth > 1e-290 && bandwidth < 1e290))
    throw optionError(where, 'bandwidth must be above 1e-290 and below 1e290', bandwidth);
  const expression = (name: string, given: unknown) => expressionOf(where, name, given, dialect);
  const outputs = Array.isArray(options.y) ? options.y : [options.y];
  if (outputs.length === 0)
    throw optionError(where, 'y must name at least one column', formatValue(options.y));
  const optional = (name: 'weight' | 'groupBy') =>
    options[name] === undefined ? undefined : expression(name, options[name]);
  const [weight, group] = [optional('weight'), optional('groupBy')];
  const layout: RowLayout = {
    bandwidth,
    outputs: outputs.length,
    weighted: weight !== undefined,
    grouped: group !== undefined,
  };
  const text = cellStatement({
    dialect,
    table: tableOf(where, options.table, dialect),
    x: numberOfX(where, expression('x', options.x), read.xType, dialect),
    outputs: outputs.map((y) => dialect.double(expression('y', y))),
    weight: weight === undefined ? undefined : dialect.double(weight),
    condition: conditionOf(where, options.where, dialect),
    group,
    exponent: exponentFor(bandwidth),
    layout,
  });
  return { text, ...layout };
}

/** A column, or SQL in parentheses: what stands in it stays together. */
function expressionOf(
  where: string,
  name: string,
  given: unknown,
  dialect: FullSQLDialect,
): string {
  if (TrustedSQL.isOne(given)) return `(${given.render(dialect)}\n)`;
  return dialect.identifier(expectName(where, name, given));
}

function tableOf(where: string, given: unknown, dialect: FullSQLDialect): string {
  if (TrustedSQL.isOne(given)) return given.render(dialect);
  const names = Array.isArray(given) && given.length > 0 ? given : [given];
  return names.map((name) => dialect.identifier(expectName(where, 'table', name))).join('.');
}

function conditionOf(where: string, given: unknown, dialect: FullSQLDialect): string | undefined {
  if (given === undefined) return undefined;
  if (TrustedSQL.isOne(given)) return given.render(dialect);
  const expected = 'where must be made by the tag sql, as in sql`price > 0`';
  throw optionError(where, expected, formatValue(given));
}

function numberOfX(
  where: string,
  x: string,
  type: 'number' | 'timestamp',
  dialect: FullSQLDialect,
): string {
  if (type === 'number') return dialect.double(x);
  if (dialect.milliseconds) return dialect.milliseconds(x);
  const expected = "xType 'timestamp' needs dialect.milliseconds";
  throw unsupportedError(where, expected, 'a dialect without it');
}
