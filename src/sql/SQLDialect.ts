// What engines call differently. A statement is made of a dialect's functions and of words that all engines share.

import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectFields, expectType } from '../arrays/readOptions.js';

/** How an engine writes what others write otherwise; what is left out is as in standard SQL. */
export interface SQLDialect {
  /**
   * A quoted name of a column, a table, a schema.
   *
   * @defaultValue between double quotes, those within it doubled
   */
  readonly identifier?: (name: string) => string;
  /**
   * A quoted text.
   *
   * @defaultValue between single quotes, those within it doubled
   */
  readonly text?: (value: string) => string;
  /**
   * A number of any type in double precision, null for null. It must not make a number of what is none: infinity is
   * found and reported.
   *
   * @defaultValue `CAST(… AS DOUBLE PRECISION)`
   */
  readonly double?: (expression: string) => string;
  /**
   * The largest whole number that is not above a double; of NaN and infinity what is no finite number.
   *
   * @defaultValue `FLOOR(…)`
   */
  readonly floor?: (expression: string) => string;
  /** The sum of doubles: compensated where there is such a sum. It is taken where rounding counts. @defaultValue `SUM(…)` */
  readonly sum?: (expression: string) => string;
  /**
   * Milliseconds since 1970 of a date or a timestamp, as a double, null for null.
   *
   * @defaultValue none: `xType: 'timestamp'` is refused
   */
  readonly milliseconds?: (expression: string) => string;
  /**
   * What stands behind a subquery for the planner to compute its columns once, where it would copy their expressions to
   * every place that names them.
   *
   * @defaultValue nothing
   */
  readonly fence?: string;
  /**
   * Whether expressions of a `WITH` may name one another and the columns of the `SELECT` behind them, as in ClickHouse.
   *
   * @defaultValue false: they are nested subqueries
   */
  readonly aliases?: boolean;
}

/** An engine whose dialect is known. */
export type SQLDialectName = 'duckdb' | 'clickhouse' | 'postgresql' | 'sqlite';

const between = (mark: string, value: string): string =>
  mark + value.replaceAll(mark, mark + mark) + mark;
const escaped = (mark: string, value: string): string =>
  mark + value.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark;

const standard: Required<Omit<SQLDialect, 'milliseconds'>> = {
  identifier: (name) => between('"', name),
  text: (value) => between("'", value),
  double: (expression) => `CAST(${expression} AS DOUBLE PRECISION)`,
  floor: (expression) => `FLOOR(${expression})`,
  sum: (expression) => `SUM(${expression})`,
  fence: '',
  aliases: false,
};

const dialects: ReadonlyMap<SQLDialectName, SQLDialect> = new Map([
  [
    'duckdb',
    {
      double: (expression) => `CAST(${expression} AS DOUBLE)`,
      sum: (expression) => `FSUM(${expression})`, // Kahan's
      milliseconds: (expression) =>
        `CASE WHEN ISFINITE(${expression}) THEN CAST(EPOCH_US(${expression}) AS DOUBLE) / 1e3 WHEN ${expression} IS NOT NULL THEN CAST('infinity' AS DOUBLE) END`,
    },
  ],
  [
    'clickhouse',
    {
      identifier: (name) => escaped('`', name),
      text: (value) => escaped("'", value),
      double: (expression) => `toFloat64(${expression} * 1)`, // of dates it would make days: they cannot be multiplied
      floor: (expression) => `floor(${expression})`,
      sum: (expression) => `sumKahan(${expression})`,
      milliseconds: (expression) =>
        `toFloat64(toUnixTimestamp64Micro(toDateTime64(${expression}, 6, 'UTC'))) / 1e3`,
      aliases: true,
    },
  ],
  [
    'postgresql',
    {
      // a text with backslashes means the same whatever standard_conforming_strings says
      text: (value) => (value.includes('\\') ? `E${escaped("'", value)}` : between("'", value)),
      milliseconds: (expression) =>
        `CAST(EXTRACT(EPOCH FROM ${expression}) * 1000 AS DOUBLE PRECISION)`,
      fence: 'OFFSET 0',
    },
  ],
  [
    'sqlite',
    {
      identifier: (name) => between('`', name), // one in double quotes that is not there would be a text
      double: (expression) =>
        `CASE TYPEOF(${expression}) WHEN 'real' THEN ${expression} WHEN 'integer' THEN CAST(${expression} AS REAL) WHEN 'null' THEN NULL ELSE 9e999 END`,
      floor: (expression) =>
        `CAST(${expression} AS INTEGER) - (${expression} < CAST(${expression} AS INTEGER)) + (${expression} - ${expression})`,
      milliseconds: (expression) =>
        `CASE WHEN ${expression} IS NULL THEN NULL ELSE COALESCE(ROUND((JULIANDAY(${expression}) - 2440587.5) * 864e5), 9e999) END`,
      fence: 'LIMIT -1',
    },
  ],
]);

/** A dialect with everything that it may leave out. */
export type FullSQLDialect = typeof standard & Pick<SQLDialect, 'milliseconds'>;

/**
 * The dialect of a name, or one that a user made.
 *
 * @throws {@link OptionError} for an unknown name, and for an object whose parts are none of a dialect
 */
export function resolveDialect(
  where: string,
  dialect: SQLDialectName | SQLDialect,
): FullSQLDialect {
  if (typeof dialect === 'string') {
    const known = dialects.get(dialect);
    if (known) return { ...standard, ...known };
    const names = [...dialects.keys()];
    const expected = `dialect must be one of ${names.join(', ')}, or an object`;
    throw optionError(where, expected, formatName(dialect, names));
  }
  const functions = ['identifier', 'text', 'double', 'floor', 'sum', 'milliseconds'] as const;
  const fields = expectFields(where, 'dialect', dialect, [...functions, 'fence', 'aliases']);
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as SQLDialect;
  for (const name of functions)
    if (given[name] !== undefined) expectType(where, `dialect.${name}`, given[name], 'function');
  if (given.fence !== undefined) expectType(where, 'dialect.fence', given.fence, 'string');
  if (given.aliases !== undefined && typeof given.aliases !== 'boolean')
    throw optionError(where, 'dialect.aliases must be true or false', formatValue(given.aliases));
  return { ...standard, ...given };
}

/**
 * Checks a text before it is quoted: what engines cannot hold, or would read as another, is refused.
 *
 * @param subject - what the text is, for the message
 * @returns the text
 */
export function expectPlainText(where: string, subject: string, value: string): string {
  const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
  if (!value.includes('\0') && !lone.test(value)) return value;
  const expected = `${subject} must be Unicode without the character 0`;
  throw optionError(where, expected, formatValue(value));
}
