// Numbers as people hand them in, in arrays or rows: with gaps, dates and big integers among them, read into
// one flat table.

import { formatValue } from '../arrays/formatValue.js';
import { numericalError, optionError } from '../arrays/optionError.js';
import { isDate, isNdArrayLike, readArray } from '../arrays/readArray.js';
import type { DataInput } from '../types.js';

/** Numbers in rows and columns, NaN where one is missing. */
export interface Table {
  /** Row-major, [rows, width]. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** As it was given. */
  readonly shape: readonly number[];
  /** Whether columns hold times, [width]. */
  readonly times: readonly boolean[];
  /** Of columns of categories what their numbers stand for, [width]. */
  readonly levels?: readonly (readonly (string | number | boolean)[] | undefined)[];
  /** An entry in words, for messages: what it is called, and what and where it is. */
  readonly words: (i: number, j: number) => readonly [subject: string, received: string];
}

/**
 * An array as a table.
 *
 * @param name - what the array is called, for messages
 * @param ranks - accepted numbers of dimensions
 * @param mayBeTime - whether its columns may hold dates
 */
export function tableOfArray(
  where: string,
  name: string,
  input: DataInput<Date>,
  ranks: readonly number[],
  mayBeTime: boolean,
): Table {
  let hasDates = false;
  const entry = (given: unknown): number | undefined => {
    const isTime = isDate(given);
    if (typeof given !== 'string' && (mayBeTime || !isTime)) {
      hasDates ||= isTime;
      return numberOf(given);
    }
    const expected = `${name} must hold numbers${mayBeTime ? ' or Dates' : ''}${cureOf(given, 'value')}`;
    throw optionError(where, expected, formatValue(given));
  };
  const { data, shape } = readArray(where, name, input, { ranks, allowNonFinite: true, entry });
  const [rows, width = 1] = shape;
  const entryAt = (i: number, j: number): unknown => {
    const row = (input as readonly unknown[])[i];
    return shape.length > 1 ? (row as ArrayLike<unknown>)[j] : row;
  };
  const times = Array.from({ length: width }, (_, j) => {
    const column = (): unknown[] => Array.from({ length: rows }, (_, i) => entryAt(i, j));
    return hasDates && datesIn(where, name, column()) > 0;
  });
  const words = (i: number, j: number) => {
    const given = Array.isArray(input) ? entryAt(i, j) : data[i * width + j];
    return [name, `${formatValue(given)} at index ${i * width + j}`] as const;
  };
  return { data, rows, width, shape, times, words };
}

/** Whether a value is an object that is no array, no ndarray and no date. */
export function isObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !isNdArrayLike(value) &&
    !isDate(value)
  );
}

/** Whether a value has fields with names: an object that holds no rows either. */
export function isNamed(value: unknown): value is object {
  return isObject(value) && !(Symbol.iterator in value);
}

/** Rows as an array, from whatever holds them; `undefined` for what holds no rows. */
export function rowsIn(given: unknown): readonly unknown[] | undefined {
  const isFirst = (each: unknown) => each !== null && each !== undefined;
  if (Array.isArray(given)) return isObject(given.find(isFirst)) ? given : undefined;
  return isObject(given) && Symbol.iterator in given
    ? Array.from(given as Iterable<unknown>)
    : undefined;
}

/**
 * The number that an entry stands for: NaN for a missing one, milliseconds since 1970 for a date;
 * `undefined` where it stands for none.
 */
export function numberOf(entry: unknown): number | undefined {
  if (typeof entry === 'number') return entry;
  if (entry === null || entry === undefined) return Number.NaN;
  if (typeof entry === 'bigint') return Number(entry);
  return isDate(entry) ? entry.getTime() : undefined;
}

/** Texts for what is missing, none of which is a number. */
const GAP = /^(na|n\/a|nan|null|none|nil|missing|\?|\.|-)$/i;

/**
 * How a text becomes a number or a time, for a message; nothing for a text that holds neither.
 *
 * @param value - what the code calls the text
 * @param before - what stands before that code
 */
export function cureOf(entry: unknown, value: string, before = ''): string {
  const text = typeof entry === 'string' ? entry.trim() : '';
  if (text !== '' && Number.isFinite(Number(text))) return ` (${before}+${value} makes one)`;
  if (GAP.test(text))
    return ` (${before}+${value} makes it missing, which missing: 'omit' leaves out)`;
  const isTime = /\d{4}/.test(text) && Number.isFinite(Date.parse(text));
  return isTime ? ` (${before}new Date(${value}) makes one)` : '';
}

/** Whether an entry says that something is missing. */
export function isMissing(entry: unknown): boolean {
  return entry === null || entry === undefined || Number.isNaN(entry);
}

/** Counts the dates in a column, which then must hold nothing else but what is missing. */
export function datesIn(where: string, name: string, entries: ArrayLike<unknown>): number {
  let [dates, numbers] = [0, 0];
  for (let i = 0; i < entries.length; i++) {
    if (isDate(entries[i])) dates++;
    else if (!isMissing(entries[i])) numbers++;
  }
  if (dates === 0 || numbers === 0) return dates;
  const expected = `${name} must hold Dates or numbers, not both`;
  throw optionError(where, expected, `${dates} of the one and ${numbers} of the other`);
}

/** Checks that entries are finite, or NaN where that may be. */
export function expectEntries(
  where: string,
  table: Table,
  missing: 'throw' | 'omit',
  outcome: string,
): void {
  const { data, width, words } = table;
  for (let at = 0; at < data.length; at++) {
    // x − x is 0 for finite x alone.
    if (data[at] - data[at] === 0 || (missing === 'omit' && Number.isNaN(data[at]))) continue;
    const [subject, received] = words(Math.floor(at / width), at % width);
    const hint = Number.isNaN(data[at]) ? ` (missing: 'omit' ${outcome})` : '';
    const expected = `${subject} must be finite${missing === 'omit' ? ' or missing' : ''}${hint}`;
    throw numericalError(where, expected, received);
  }
}
