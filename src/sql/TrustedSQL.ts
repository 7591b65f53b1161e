// SQL that a program wrote, apart from texts that a user gave: only the tag of a template makes one, and what stands in its
// `${…}` becomes a literal.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectPlainText, type FullSQLDialect } from './SQLDialect.js';

/** What becomes a literal, in a list for several: `sql\`shop IN (${['east', 'west']})\``. */
export type SQLValue = string | number | bigint | boolean | TrustedSQL | readonly SQLValue[];

type Part =
  | { readonly code: string }
  | { readonly value: Exclude<SQLValue, TrustedSQL> }
  | { readonly names: readonly string[] };

/**
 * SQL that is taken as it stands; {@link sql} and {@link sqlIdentifier} make it.
 *
 * @example
 * ```ts
 * import { sql, TrustedSQL } from 'nadaraya/sql';
 *
 * console.log(sql`price > ${0}` instanceof TrustedSQL); // → true
 * ```
 */
export class TrustedSQL {
  readonly #parts: readonly Part[];

  /** @internal */
  constructor(key: symbol, parts: readonly Part[]) {
    if (key !== ownKey) {
      const expected = 'SQL must be made by the tag sql, as in sql`price > 0`';
      throw optionError('TrustedSQL', expected, formatValue(key));
    }
    this.#parts = Object.freeze([...parts]);
  }

  /** Whether a value is one: nothing that came as JSON is. @internal */
  static isOne(value: unknown): value is TrustedSQL {
    return typeof value === 'object' && value !== null && #parts in value;
  }

  /** Its parts, those of SQL within it too. @internal */
  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** The text in a dialect. @internal */
  render(dialect: FullSQLDialect): string {
    return this.#parts
      .map((part) => {
        if ('code' in part) return part.code;
        if ('names' in part) return part.names.map(dialect.identifier).join('.');
        return literal(part.value, dialect);
      })
      .join('');
  }
}

/** Only this file has it. */
const ownKey = Symbol('sql');

/**
 * The tag of templates of SQL: the template is code, and every `${value}` in it becomes a literal of the dialect, quoted, so
 * that no text of a user becomes SQL. An array becomes a list, and SQL stays SQL.
 *
 * @param strings - of the template
 * @param values - texts, finite numbers, big integers, booleans, arrays of these, SQL
 * @returns what `summaryQuery` takes for a condition, an expression or a table
 * @throws {@link OptionError} for anything else in `${…}`, and when it is not called as a tag
 * @example
 * ```ts
 * import { sql, summaryQuery } from 'nadaraya/sql';
 *
 * const shop = `o'clock`;
 * const query = { table: 'sales', x: 'day', y: 'price', bandwidth: 2, where: sql`shop = ${shop} AND price > ${0}` };
 * console.log(summaryQuery({ ...query, dialect: 'duckdb' }).text.includes(`shop = 'o''clock' AND price > 0`)); // → true
 * ```
 */
export function sql(strings: TemplateStringsArray, ...values: readonly SQLValue[]): TrustedSQL {
  const where = 'sql';
  const { raw } = Object(strings);
  if (!Array.isArray(strings) || !Array.isArray(raw) || raw.length !== values.length + 1) {
    const expected = 'sql must be the tag of a template, as in sql`price > 0`';
    throw optionError(where, expected, formatValue(strings));
  }
  const parts = strings.flatMap((code: string | undefined, i): Part[] => {
    if (code === undefined)
      throw optionError(where, 'a template must have no broken escapes', formatValue(raw[i]));
    const before: Part = { code: expectPlainText(where, 'SQL', code) };
    if (i === values.length) return [before];
    const value = values[i];
    if (TrustedSQL.isOne(value)) return [before, ...value.parts];
    return [before, { value: expectValue(where, value) }];
  });
  return new TrustedSQL(ownKey, parts);
}

/**
 * The name of a column, quoted, for a template of SQL where the name is not known to the program.
 *
 * @param names - of the column, or of a table and its column, not empty
 * @throws {@link OptionError} for what is no name
 * @example
 * ```ts
 * import { sql, sqlIdentifier, summaryQuery } from 'nadaraya/sql';
 *
 * const where = sql`${sqlIdentifier('unit price')} > ${0}`;
 * const query = summaryQuery({ table: 'sales', x: 'day', y: 'unit price', bandwidth: 2, where, dialect: 'duckdb' });
 * console.log(query.text.includes('"unit price" > 0')); // → true
 * ```
 */
export function sqlIdentifier(...names: readonly string[]): TrustedSQL {
  const checked = names.map((name) => expectName('sqlIdentifier', 'a name', name));
  if (checked.length > 0) return new TrustedSQL(ownKey, [{ names: checked }]);
  throw optionError('sqlIdentifier', 'names must hold at least one', 'none');
}

/** Checks a name that will be quoted: any text that engines can hold, but the empty one. */
export function expectName(where: string, subject: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return expectPlainText(where, subject, name);
  throw optionError(where, `${subject} must be a name`, formatValue(name));
}

/** Checks what becomes a literal. */
function expectValue(where: string, value: SQLValue): SQLValue & Exclude<SQLValue, TrustedSQL> {
  if (typeof value === 'string') return expectPlainText(where, 'a text', value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value) && value.length > 0)
    return value.map((each) => (TrustedSQL.isOne(each) ? each : expectValue(where, each)));
  const expected = 'a value in SQL must be a text, a finite number, a boolean, or a list of some';
  throw optionError(where, expected, formatValue(value));
}

function literal(value: SQLValue, dialect: FullSQLDialect): string {
  if (typeof value === 'string') return dialect.text(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (TrustedSQL.isOne(value)) return value.render(dialect);
  if (typeof value === 'object') return value.map((each) => literal(each, dialect)).join(', ');
  const digits = String(value);
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  const text = isWhole || digits.includes('e') ? digits : `${digits}e0`; // a double, not a decimal
  return value < 0 ? `(${text})` : text; // behind a minus it would begin a comment
}
