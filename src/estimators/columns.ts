// The columns of a model: what they are called, whether they hold times, and how they are read from rows.

import { formatValue } from '../arrays/formatValue.js';
import { expectFields } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import { cureOf, datesIn, isDate, isObject, numberOf, type Table } from './table.js';

/** A column of a fitted model. */
export interface ModelColumn {
  /** What it is called: its name in the rows, else `x` or `y`, numbered from 1 where there are several. */
  readonly name: string;
  /** Whether it came as `Date`s, which are milliseconds since 1970 to the model, or as numbers. */
  readonly type: 'number' | 'time';
}

/** The columns of a fitted model. */
export interface ModelColumns {
  /** The predictors, [d]. */
  readonly x: readonly ModelColumn[];
  /** The outputs, [p]. */
  readonly y: readonly ModelColumn[];
}

/** The fields that may hold something: those of other types are refused where rows are typed. */
type FieldOf<Row, Value> = {
  [Name in keyof Row & string]: unknown extends Row[Name]
    ? Name
    : Extract<Row[Name], Value> extends never
      ? never
      : Name;
}[keyof Row & string];

/** A column of rows: the name of a field, or a function of a row. */
export type Column<Row, Value = number | bigint> =
  | FieldOf<Row, Value>
  | ((row: Row) => Value | null | undefined);

/** One column, several in an array, or some under names of their own: `{ day: (row) => new Date(row.time) }`. */
export type ColumnsOf<Row, Value = number | bigint> =
  | Column<Row, Value>
  | readonly Column<Row, Value>[]
  | { readonly [name: string]: Column<Row, Value> };

type Held<Value> = [Extract<Value, Date>] extends [never] ? number : Date;
type ValueOf<Row, C> = C extends keyof Row ? Row[C] : C extends (row: never) => infer V ? V : never;

/** What a row of a curve holds of columns that were asked for. */
export type Named<Row, C, Role extends string> = C extends string
  ? { readonly [Name in C]: Held<ValueOf<Row, C>> }
  : C extends (row: never) => unknown
    ? { readonly [Name in Role]: Held<ValueOf<Row, C>> }
    : C extends readonly unknown[]
      ? { readonly [Name in Role]: number }
      : { readonly [Name in keyof C & string]: Held<ValueOf<Row, C[Name]>> };

/** What a row must hold to be predicted. */
export type QueryRow<Row, X> = X extends keyof Row
  ? Pick<Row, X>
  : X extends readonly (infer Each)[]
    ? [Each] extends [keyof Row]
      ? Pick<Row, Each>
      : Row
    : Row;

/** A column that is still to be read. */
export interface ColumnReader extends ModelColumn {
  /** The entry of a row; without it the field of that name. */
  readonly of?: ((row: object) => unknown) | undefined;
}

/** The columns of a model, with the way to read them. */
export interface ColumnReaders {
  readonly x: readonly ColumnReader[];
  readonly y: readonly ColumnReader[];
  /** Whether names were given, under which rows are written. */
  readonly named: boolean;
}

/** What a column holds. */
export function typeOf(isTime: boolean): 'number' | 'time' {
  return isTime ? 'time' : 'number';
}

/** What columns of arrays are called. */
export interface ColumnNames {
  /** A name for each column of x. @defaultValue 'x', or 'x1', 'x2' and so on */
  readonly x?: string | readonly string[];
  /** A name for each column of y. @defaultValue 'y', or 'y1', 'y2' and so on */
  readonly y?: string | readonly string[];
}

/** Columns of arrays, under the names that were given, else `x` and `y`, numbered where there are several. */
export function columnsOfArrays(
  where: string,
  x: readonly boolean[],
  y: readonly boolean[],
  names: ColumnNames | undefined,
): ColumnReaders {
  const given = names && expectFields(where, 'names', names, ['x', 'y']);
  const named = (role: 'x' | 'y', times: readonly boolean[]): ColumnReader[] => {
    const own = given && (typeof given[role] === 'string' ? [given[role]] : given[role]);
    const plain = times.map((_, j) => (times.length > 1 ? `${role}${j + 1}` : role));
    const fits =
      own === undefined ||
      (Array.isArray(own) &&
        own.length === times.length &&
        own.every((each) => typeof each === 'string'));
    if (fits) return (own ?? plain).map((name, j) => ({ name, type: typeOf(times[j]) }));
    const expected = `names.${role} must have a text for each of the ${times.length} columns of ${role}`;
    throw new OptionError({ where, expected, received: formatValue(own) });
  };
  const columns = { x: named('x', x), y: named('y', y), named: given !== undefined };
  expectDifferent(where, [...columns.x, ...columns.y]);
  return columns;
}

/** The names of columns, as they are given. */
export function namesOf({ x, y }: ModelColumns): ColumnNames {
  return { x: x.map(({ name }) => name), y: y.map(({ name }) => name) };
}

/** Columns as they are told: without the way to read them. */
export function columnsInWords({ x, y }: ModelColumns): ModelColumns {
  const told = (columns: readonly ModelColumn[]) =>
    columns.map(({ name, type }) => ({ name, type }));
  return { x: told(x), y: told(y) };
}

/** Places as they are handed out, [m, d]: dates where the one column of x holds times. */
export function placesOf({ x }: ModelColumns, places: Float64Array): Float64Array | Date[] {
  const isTime = x.length === 1 && x[0].type === 'time';
  return isTime ? Array.from(places, (time) => new Date(time)) : places.slice();
}

/** Checks that no two columns have the same name. */
export function expectDifferent(where: string, columns: readonly ModelColumn[]): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return;
  const expected = 'columns must have different names';
  throw new OptionError({ where, expected, received: `${formatValue(twice)} twice` });
}

/** Columns as they are asked for of rows. */
export function readColumns(where: string, role: 'x' | 'y', given: unknown): ColumnReader[] {
  const isNamed = typeof given === 'object' && given !== null && !Array.isArray(given);
  const columns = isNamed ? Object.values(given) : Array.isArray(given) ? given : [given];
  const ownNames = isNamed ? Object.keys(given) : undefined;
  if (columns.length === 0) {
    const expected = `${role} must name at least one column`;
    throw new OptionError({ where, expected, received: 'none' });
  }
  return columns.map((column, j) => {
    const place = Array.isArray(given)
      ? `${role}[${j}]`
      : ownNames
        ? `${role}.${ownNames[j]}`
        : role;
    const of = readAccessor(where, place, column);
    const numbered = columns.length > 1 ? `${role}${j + 1}` : role;
    const name = ownNames?.[j] ?? (typeof column === 'string' ? column : numbered);
    return { name, type: 'number', of: of ?? (ownNames && ((row: object) => field(row, column))) };
  });
}

/** A column's function of a row; `undefined` for the name of a field. */
export function readAccessor(
  where: string,
  name: string,
  column: unknown,
): ((row: object) => unknown) | undefined {
  if (typeof column === 'string') return undefined;
  if (typeof column === 'function' && !isClass(column)) return column as (row: object) => unknown;
  const expected = `${name} must be the name of a column or a function of a row`;
  throw new OptionError({
    where,
    expected,
    received: isClass(column) ? 'a class' : formatValue(column),
  });
}

/** Whether a function can only be called with `new`. */
function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a row has a field; those that every object has do not count. */
function has(row: object, name: string): boolean {
  return Object.hasOwn(row, name) || (name in row && !(name in Object.prototype));
}

function field(row: object, name: string): unknown {
  return has(row, name) ? (row as Record<string, unknown>)[name] : undefined;
}

/** Entries of one column, before they are numbers. */
export function entriesOf(
  where: string,
  rows: readonly unknown[],
  { name, of }: Pick<ColumnReader, 'name' | 'of'>,
): unknown[] {
  const entries = rows.map((row, i) => {
    if (isObject(row)) return of ? of(row) : field(row, name);
    const expected = `rows[${i}] must be an object`;
    throw new OptionError({ where, expected, received: formatValue(row) });
  });
  const isThere = (row: unknown, i: number) => entries[i] !== undefined || has(row as object, name);
  if (of || rows.length === 0 || rows.some(isThere)) return entries;
  const known = Object.keys(rows[0] as object);
  const expected = `rows must have a column ${formatValue(name)}`;
  const received = known.length > 0 ? known.slice(0, 20).join(', ') : 'none';
  throw new OptionError({ where, expected, received });
}

/** Columns of rows as a table. */
export function tableOfRows(
  where: string,
  role: 'x' | 'y' | 'weight',
  rows: readonly unknown[],
  columns: readonly ColumnReader[],
): Table {
  const width = columns.length;
  const data = new Float64Array(rows.length * width);
  const entries = columns.map((column) => entriesOf(where, rows, column));
  const times = columns.map(({ name }, j) => {
    let hasDates = false;
    entries[j].forEach((entry, i) => {
      const isTime = isDate(entry);
      const value = isTime && role !== 'x' ? undefined : numberOf(entry);
      if (value === undefined) throw noNumber(where, role, name, i, entry);
      data[i * width + j] = value;
      hasDates ||= isTime;
    });
    return hasDates && datesIn(where, `${name} of the rows`, entries[j]) > 0;
  });
  const words = (i: number, j: number) =>
    [columns[j].name, `${formatValue(entries[j][i])} in rows[${i}]`] as const;
  return { data, rows: rows.length, width, shape: [rows.length, width], times, words };
}

/** The error for an entry that is no number, with the cure for texts. */
function noNumber(
  where: string,
  role: string,
  name: string,
  i: number,
  entry: unknown,
): OptionError {
  const field = /^[A-Za-z_$][\w$]*$/.test(name) ? `row.${name}` : `row[${formatValue(name)}]`;
  const call = cureOf(entry);
  const cure = call
    ? ` (${role}: (row) => ${call === '+' ? `+${field}` : `new Date(${field})`})`
    : '';
  const expected = `${name} of rows[${i}] must be a number${role === 'x' ? ' or a Date' : ''}${cure}`;
  return new OptionError({ where, expected, received: formatValue(entry) });
}
