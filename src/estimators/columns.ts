// The columns of a model: what they are called, whether they hold times, and how they are read from rows.

import { formatValue } from '../arrays/formatValue.js';
import { optionError, shapeError, unsupportedError } from '../arrays/optionError.js';
import { isDate, isTypedArray } from '../arrays/readArray.js';
import { expectFields } from '../arrays/readOptions.js';
import type { OptionError } from '../errors.js';
import type { DataInput } from '../types.js';
import {
  type CategoryKind,
  type EntryReading,
  expectDegrees,
  type GeographicKind,
  type KindOfColumn,
  kindOf,
  type Level,
  type NumberKind,
  type OrderedKind,
  type PeriodicKind,
  readCategories,
  readKind,
  tellsKind,
  type Unseen,
} from './kinds.js';
import { cureOf, datesIn, isObject, numberOf, type Table, tableOfArray } from './table.js';

/** A column of a fitted model; where it is no numbers, with what it holds. */
export interface ModelColumn extends KindOfColumn {
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

/** An observation under the names of its columns. */
export interface ObservedRow {
  /** A number, a `Date` in a column of times, or a level of a category. */
  readonly [column: string]: number | Date | Level;
}

/** The fields that may hold something; of rows of unknown type, whichever. */
type FieldOf<Row, Value> = [keyof Row] extends [never]
  ? string
  : {
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

/** A column of x that need not be numbers. */
export type KindColumn<Row> =
  | ((CategoryKind | OrderedKind) & {
      /** Which it is. */
      readonly column: Column<Row, Level | bigint>;
    })
  | ((NumberKind | PeriodicKind) & {
      /** Which it is. */
      readonly column: Column<Row, number | bigint | Date>;
    })
  | (GeographicKind & {
      /** Latitude and longitude. */
      readonly column: readonly [Column<Row>, Column<Row>];
    });

/** The columns to smooth over: as for {@link ColumnsOf}, each with its kind where it is no numbers. */
export type PredictorsOf<Row> =
  | Column<Row, number | bigint | Date>
  | KindColumn<Row>
  | readonly (Column<Row, number | bigint | Date> | KindColumn<Row>)[]
  | { readonly [name: string]: Column<Row, number | bigint | Date> | KindColumn<Row> };

/** What a column holds: y numbers, x numbers or dates, or either where that is not known. */
type Held<Row, C, Role> = Role extends 'y' ? number : Place<EntryOf<Row, C>>;
type Place<Entry> = unknown extends Entry
  ? number | Date
  : [Extract<Entry, Date>] extends [never]
    ? number
    : Date;
type EntryOf<Row, C> = C extends keyof Row
  ? Row[C]
  : C extends (row: never) => infer Entry
    ? Entry
    : unknown;

/** Whether several names are in a union. */
type AreSeveral<Name, All = Name> = Name extends unknown
  ? [All] extends [Name]
    ? false
    : true
  : never;

/**
 * What a row of a curve or a slice holds of columns that were asked for: each predictor under its name, where
 * it has one; of several outputs the value is `y`.
 */
export type Named<Row, C, Role extends string> =
  C extends ToldKind<infer Inside>
    ? NamedKind<Row, C, Inside>
    : C extends string
      ? { readonly [Name in C]: Held<Row, C, Role> }
      : C extends (row: never) => unknown
        ? { readonly [Name in Role]: Held<Row, C, Role> }
        : C extends readonly [infer Only]
          ? Named<Row, Only, Role>
          : Role extends 'x'
            ? C extends readonly (infer Each)[]
              ? { readonly [Name in Extract<Each, string>]: Held<Row, Name, Role> } & NamedKinds<
                  Row,
                  Each
                >
              : NamedFields<Row, C>
            : C extends readonly unknown[]
              ? { readonly [Name in Role]: number }
              : AreSeveral<keyof C> extends false
                ? { readonly [Name in keyof C & string]: Held<Row, C[Name], Role> }
                : { readonly [Name in Role]: number };

/** A column that tells its kind. */
interface ToldKind<Inside> {
  readonly kind: string;
  readonly column: Inside;
}
type Categorical = { readonly kind: 'category' | 'ordered' };
type LevelIn<Entry> = [Extract<Entry, Level>] extends [never] ? Level : Extract<Entry, Level>;

type NamedKind<Row, C, Inside> = {
  readonly [Name in Inside extends readonly (infer Each)[]
    ? Extract<Each, string>
    : Extract<Inside, string>]: C extends Categorical
    ? LevelIn<EntryOf<Row, Name>>
    : Held<Row, Name, 'x'>;
};
type NamedKinds<Row, Each> = [Extract<Each, ToldKind<unknown>>] extends [never]
  ? unknown
  : Together<Each extends ToldKind<infer Inside> ? NamedKind<Row, Each, Inside> : never>;

/** Columns of x under names of their own; the globe has two. */
type NamedFields<Row, C> = {
  readonly [Name in keyof C & string as C[Name] extends { readonly kind: 'geographic' }
    ? `${Name} ${'latitude' | 'longitude'}`
    : Name]: C[Name] extends ToldKind<infer Inside>
    ? C[Name] extends Categorical
      ? LevelIn<EntryOf<Row, Inside>>
      : Inside extends readonly unknown[]
        ? number
        : Held<Row, Inside, 'x'>
    : Held<Row, C[Name], 'x'>;
};
/** All of a union at once. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** What a row of a curve holds of arrays with names. */
export type NamedArrays<Names extends ColumnNames, X> = {
  readonly [Name in Names['x'] extends readonly (infer Each extends string)[]
    ? Each
    : NameIn<Names['x'], 'x'>]: X;
} & { readonly [Name in NameIn<Names['y'], 'y'>]: number };
type NameIn<Given, Role extends string> = Given extends string
  ? Given
  : Given extends readonly [infer Only extends string]
    ? Only
    : Role;

/** What a row must hold to be predicted; milliseconds may stand for a date. */
export type QueryRow<Row extends object, X> = [Asked<X>] extends [keyof Row]
  ? Queried<Row, Asked<X>>
  : Row;
/** The fields of columns; of one that is none, or has a name of its own, something else. */
type Asked<X> = X extends readonly (infer Each)[]
  ? Asked<Each>
  : X extends { readonly kind: string; readonly column: infer Inside }
    ? Asked<Inside>
    : X;
type Queried<Row, X extends keyof Row> = {
  readonly [Name in X]: Row[Name] extends Date ? Row[Name] | number : Row[Name];
};

/** A column with the way to read it from rows: a field, a function, or neither after JSON, which holds no function. */
export interface ColumnReader extends ModelColumn {
  /** The field of a row. */
  readonly field?: string | undefined;
  /** The entry of a row. */
  readonly of?: ((row: object) => unknown) | undefined;
}

/** The columns of a model, with the way to read them. */
export interface ColumnReaders {
  readonly x: readonly ColumnReader[];
  readonly y: readonly ColumnReader[];
  /** How much each row counts, when that is a column. */
  readonly weight?: ColumnReader | undefined;
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

/** Columns of arrays with what they hold, under the names that were given, else `x` and `y`, numbered where there are several. */
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
    if (fits)
      return (own ?? plain).map((name, j) => ({ name, field: name, type: typeOf(times[j]) }));
    const expected = `names.${role} must have a text for each of the ${times.length} columns of ${role}`;
    throw optionError(where, expected, formatValue(own));
  };
  const columns = { x: named('x', x), y: named('y', y), named: given !== undefined };
  expectDifferent(where, [...columns.x, ...columns.y]);
  return columns;
}

/** Columns without the way to read them. */
export function plainColumns({ x, y }: ModelColumns): ModelColumns {
  const plain = (columns: readonly ModelColumn[]) =>
    columns.map((column) => ({ name: column.name, type: column.type, ...kindOf(column) }));
  return { x: plain(x), y: plain(y) };
}

/** A number of the model as the column holds it. */
export function entryAt({ type, levels }: ModelColumn, value: number): number | Date | Level {
  if (levels) return levels[value];
  return type === 'time' ? new Date(value) : value;
}

/** Places as they are handed out, [m, d]: dates where the one column of x holds times. */
export function datesOrNumbers({ x }: ModelColumns, places: Float64Array): Float64Array | Date[] {
  const isTime = x.length === 1 && x[0].type === 'time';
  return isTime ? Array.from(places, (time) => new Date(time)) : places.slice();
}

/** Checks that no two columns have the same name. */
export function expectDifferent(where: string, columns: readonly ModelColumn[]): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return;
  throw optionError(where, 'columns must have different names', `${formatValue(twice)} twice`);
}

/** Columns as they are asked for of rows. */
export function readColumns(where: string, role: 'x' | 'y', given: unknown): ColumnReader[] {
  const isKind = role === 'x' && tellsKind(given);
  const isNamed = typeof given === 'object' && given !== null && !Array.isArray(given) && !isKind;
  const columns: [path: string, column: unknown, name?: string][] = isNamed
    ? Object.entries(given).map(([name, column]) => [`${role}.${name}`, column, name])
    : Array.isArray(given)
      ? given.map((column, j) => [`${role}[${j}]`, column])
      : [[role, given]];
  if (columns.length === 0)
    throw optionError(where, `${role} must name at least one column`, 'none');
  const numbered = (j: number) => (columns.length > 1 ? `${role}${j + 1}` : role);
  return columns.flatMap(([path, column, name], j) =>
    role === 'x' && tellsKind(column)
      ? readKindColumns(where, path, column, name, numbered(j))
      : readColumn(where, path, column, name, numbered(j)),
  );
}

/** A column with its kind; on the globe two, called by their fields. */
function readKindColumns(
  where: string,
  path: string,
  given: { readonly kind: unknown; readonly column?: unknown },
  name: string | undefined,
  otherwise: string,
): ColumnReader[] {
  const kinds = readKind(where, path, given, ['column']);
  const { column } = given;
  if (kinds.length === 1)
    return [{ ...readColumn(where, `${path}.column`, column, name, otherwise), ...kinds[0] }];
  if (!Array.isArray(column) || column.length !== 2) {
    const expected = `${path}.column must be an array of latitude and longitude`;
    throw optionError(where, expected, formatValue(column));
  }
  return kinds.map((kind, k) => {
    const own = name === undefined ? undefined : `${name} ${kind.kind}`;
    const usual = `${otherwise} ${kind.kind}`;
    return { ...readColumn(where, `${path}.column[${k}]`, column[k], own, usual), ...kind };
  });
}

/**
 * One column of rows.
 *
 * @param path - where it stands, for messages
 * @param name - what it is called; else its field, or for a function `otherwise`
 */
export function readColumn(
  where: string,
  path: string,
  column: unknown,
  name?: string,
  otherwise = path,
): ColumnReader {
  if (typeof column === 'string') return { name: name ?? column, type: 'number', field: column };
  if (typeof column === 'function' && !isClass(column)) {
    return { name: name ?? otherwise, type: 'number', of: column as (row: object) => unknown };
  }
  const expected = `${path} must be the name of a column or a function of a row`;
  throw optionError(where, expected, isClass(column) ? 'a class' : formatValue(column));
}

/** Whether a function can only be called with `new`. */
function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a row has a field; those that every object has do not count. */
function has(row: object, name: string): boolean {
  return Object.hasOwn(row, name) || (name in row && !(name in Object.prototype));
}

function entryOf(row: object, name: string): unknown {
  return has(row, name) ? (row as Record<string, unknown>)[name] : undefined;
}

/**
 * Entries of one column, before they are numbers. A row that has not the field may have the column under its
 * own name, as rows of a curve do.
 *
 * @param mustBeKnown - whether some row must have the field
 */
export function entriesOf(
  where: string,
  rows: readonly unknown[],
  { name, field, of }: ColumnReader,
  mustBeKnown = true,
): unknown[] {
  if (field === undefined && !of) {
    const expected =
      'xq must be numbers: columns were functions of a row, which JSON does not hold';
    throw unsupportedError(where, expected, 'rows');
  }
  const own = field ?? name;
  const entries = Array.from(rows, (row, i) => {
    if (isObject(row)) return of ? of(row) : entryOf(row, has(row, own) ? own : name);
    throw optionError(where, `rows[${i}] must be an object`, formatValue(row));
  });
  const isThere = (row: unknown, i: number) =>
    entries[i] !== undefined || has(row as object, own) || has(row as object, name);
  if (of || !mustBeKnown || rows.length === 0 || rows.some(isThere)) return entries;
  const known = Object.keys(rows[0] as object);
  const expected = `rows must have a column ${formatValue(own)}`;
  const received = known.length > 0 ? known.slice(0, 20).join(', ') : 'none';
  throw optionError(where, expected, received);
}

/** Columns of rows as a table. */
export function tableOfRows(
  where: string,
  role: 'x' | 'y' | 'weight',
  rows: readonly unknown[],
  columns: readonly ColumnReader[],
  mustBeKnown = true,
  unseen?: Unseen,
): Table {
  const entries = columns.map((column) => entriesOf(where, rows, column, mustBeKnown));
  return tableOfEntries(where, columns, entries, {
    rows: rows.length,
    unseen,
    place: (i) => `of rows[${i}]`,
    isTime: (entry) => role === 'x' && isDate(entry),
    noNumber: (j, i) => noNumber(where, role, columns[j], i, entries[j][i]),
    words: (j, i) => [columns[j].name, `${formatValue(entries[j][i])} in rows[${i}]`],
  });
}

/**
 * Arrays whose columns need not be numbers as a table: [n] for one column, else [n, d].
 *
 * @param name - what the array is called, for messages
 */
export function tableOfKinds(
  where: string,
  name: string,
  input: DataInput<Date | Level>,
  columns: readonly ColumnReader[],
  unseen?: Unseen,
): Table {
  const width = columns.length;
  const plain = Array.isArray(input)
    ? undefined
    : tableOfArray(where, name, input as DataInput<Date>, [1, 2], true);
  const rows = plain ? plain.rows : (input as readonly unknown[]).length;
  const rowAt = (i: number): ArrayLike<unknown> => {
    if (plain) return plain.data.subarray(i * plain.width, (i + 1) * plain.width);
    const row = (input as readonly unknown[])[i];
    return Array.isArray(row) || isTypedArray(row) ? row : [row];
  };
  for (let i = 0; i < rows; i++) {
    const { length } = rowAt(i);
    if (length === width) continue;
    const expected = `${name} must have ${width} columns, as predictors tell`;
    throw shapeError(where, expected, `${length} in row ${i}`);
  }
  const entries = columns.map((_, j) => Array.from({ length: rows }, (_, i) => rowAt(i)[j]));
  return tableOfEntries(where, columns, entries, {
    rows,
    unseen,
    place: (i) => `of row ${i}`,
    isTime: isDate,
    noNumber(j, i) {
      const entry = entries[j][i];
      const expected = `${columns[j].name} of row ${i} must be a number or a Date${cureOf(entry, 'value')}`;
      return optionError(where, expected, formatValue(entry));
    },
    words: (j, i) => [columns[j].name, `${formatValue(entries[j][i])} in row ${i}`],
  });
}

/** How entries become a table. */
interface TableReading extends EntryReading {
  readonly rows: number;
  readonly isTime: (entry: unknown) => boolean;
  readonly noNumber: (j: number, i: number) => OptionError;
  readonly words: (j: number, i: number) => readonly [subject: string, received: string];
}

/** Entries of columns, [d, n], as a table of what they hold. */
function tableOfEntries(
  where: string,
  columns: readonly ColumnReader[],
  entries: readonly (readonly unknown[])[],
  reading: TableReading,
): Table {
  const width = columns.length;
  const { rows, isTime, noNumber: fault, words } = reading;
  const data = new Float64Array(rows * width);
  const levels: (readonly Level[] | undefined)[] = [];
  const times = columns.map((column, j) => {
    const { name, kind } = column;
    if (kind === 'category' || kind === 'ordered') {
      const found = readCategories(where, column, entries[j], reading);
      found.codes.forEach((code, i) => {
        data[i * width + j] = code;
      });
      levels[j] = found.levels;
      return false;
    }
    let hasDates = false;
    entries[j].forEach((entry, i) => {
      const isDated = isTime(entry);
      const value = isDate(entry) && !isDated ? undefined : numberOf(entry);
      if (value === undefined) throw fault(j, i);
      data[i * width + j] = value;
      hasDates ||= isDated;
    });
    if (kind === 'latitude' || kind === 'longitude')
      expectDegrees(where, column, entries[j], reading.place);
    return hasDates && datesIn(where, `${name} of the rows`, entries[j]) > 0;
  });
  return {
    data,
    rows,
    width,
    shape: [rows, width],
    times,
    levels,
    words: (i, j) => words(j, i),
  };
}

/** The error for an entry that is no number, with the cure for texts. */
function noNumber(
  where: string,
  role: string,
  { name, field }: ColumnReader,
  i: number,
  entry: unknown,
): OptionError {
  const path = /^[A-Za-z_$][\w$]*$/.test(field ?? '')
    ? `row.${field}`
    : `row[${formatValue(field)}]`;
  const isLevel = role === 'x' && ['string', 'boolean'].includes(typeof entry);
  const kind = isLevel
    ? ` ({ column: ${formatValue(field ?? name)}, kind: 'category' } takes texts and booleans)`
    : '';
  const cure =
    (field === undefined ? cureOf(entry, 'value') : cureOf(entry, path, `${role}: (row) => `)) ||
    kind;
  const expected = `${name} of rows[${i}] must be a number${role === 'x' ? ' or a Date' : ''}${cure}`;
  return optionError(where, expected, formatValue(entry));
}
