// What columns of x hold when they are no numbers: how that is asked for, and how entries become the numbers
// of levels.

import { formatName, formatValue } from '../arrays/formatValue.js';
import { numericalError, optionError } from '../arrays/optionError.js';
import { isDate } from '../arrays/readArray.js';
import { expectChoice, expectFields, expectNumber } from '../arrays/readOptions.js';
import {
  type CategoryKernelName,
  isCategory,
  mostOf,
  type Predictor,
} from '../kernels/Predictor.js';
import { isMissing } from './table.js';

/** A level of a category. */
export type Level = string | number | boolean;

function isLevel(entry: unknown): entry is Level {
  return ['string', 'boolean'].includes(typeof entry) || Number.isFinite(entry);
}

/** A column of categories without an order. */
export interface CategoryKind {
  /** Which kind it is. */
  readonly kind: 'category';
  /** All there may be. @defaultValue those in the data */
  readonly levels?: readonly Level[];
  /** What others weigh. @defaultValue 'aitchisonAitken' */
  readonly kernel?: 'aitchisonAitken' | 'liRacine';
}

/** A column of categories in an order; steps between numbers are their differences. */
export interface OrderedKind {
  /** Which kind it is. */
  readonly kind: 'ordered';
  /** All there may be, in their order. @defaultValue those in the data, for numbers and booleans */
  readonly levels?: readonly Level[];
  /** What others weigh. @defaultValue 'liRacine' */
  readonly kernel?: 'liRacine' | 'wangVanRyzin';
}

/** A column of numbers, or of times in milliseconds, on a circle. */
export interface PeriodicKind {
  /** Which kind it is. */
  readonly kind: 'periodic';
  /** After how much it begins again, above 0, in units of the column: 24 for hours, 360 for degrees. */
  readonly period: number;
}

/** Two columns in degrees: latitude, longitude. */
export interface GeographicKind {
  /** Which kind it is. */
  readonly kind: 'geographic';
}

/** A column of numbers or dates. */
export interface NumberKind {
  /** Which kind it is. */
  readonly kind: 'number';
}

/** What a column of x holds. */
export type ColumnKind = CategoryKind | OrderedKind | PeriodicKind | GeographicKind | NumberKind;

/** What a column of x holds, by name where nothing else need be said. */
export type PredictorOption = ColumnKind | 'number' | 'category' | 'ordered' | 'geographic';

/** What a column of a model holds, where it is no numbers. */
export interface KindOfColumn {
  /** The two columns of the globe come one after the other. */
  readonly kind?: 'category' | 'ordered' | 'periodic' | 'latitude' | 'longitude' | undefined;
  /** Of categories, as they came. */
  readonly levels?: readonly Level[] | undefined;
  /** Of categories: what others weigh. */
  readonly kernel?: CategoryKernelName | undefined;
  /** Of a circle. */
  readonly period?: number | undefined;
}

/** A column by its name. */
interface NamedKind extends KindOfColumn {
  readonly name: string;
}

/**
 * The labels among entries: numbers ascending, texts by their code units, `false` before `true`. What is no label
 * is passed over here.
 *
 * @throws {@link OptionError} for fewer than two
 */
export function labelsIn(
  where: string,
  name: string,
  entries: readonly unknown[],
): readonly Level[] {
  const labels = new Set<Level>();
  let hasOthers = false;
  for (const entry of entries) {
    const label = plainOf(entry);
    if (isLevel(label)) labels.add(label);
    else if (!isMissing(label)) hasOthers = true;
  }
  const found = [...labels];
  if (found.length < 2 && !hasOthers) {
    const received = found.length === 0 ? 'none' : `only ${formatValue(found[0])}`;
    throw optionError(where, `${name} must hold at least 2 classes`, received);
  }
  return Object.freeze(
    found.sort(
      found.some((label) => typeof label === 'string')
        ? undefined
        : (a, b) => Number(a) - Number(b),
    ),
  );
}

/** What is kept of a kind, without what is not there. */
export function kindOf({ kind, levels, kernel, period }: KindOfColumn): KindOfColumn {
  return {
    ...(kind && { kind }),
    ...(levels && { levels }),
    ...(kernel && { kernel }),
    ...(period !== undefined && { period }),
  };
}

const KINDS = ['number', 'category', 'ordered', 'periodic', 'geographic'] as const;

/** Whether something tells the kind of a column of rows. */
export function tellsKind(given: unknown): given is { readonly kind: unknown } {
  return (
    typeof given === 'object' &&
    given !== null &&
    'kind' in given &&
    'column' in given &&
    typeof given.kind === 'string'
  );
}

/**
 * The columns that a kind is: one, or two on the globe.
 *
 * @param path - where it stands, for messages
 * @param beside - what else may stand there
 */
export function readKind(
  where: string,
  path: string,
  given: unknown,
  beside: readonly 'column'[] = [],
): KindOfColumn[] {
  const whole = typeof given === 'string' ? { kind: given } : given;
  const fields = ['kind', 'levels', 'kernel', 'period', ...beside] as const;
  const { kind, levels, kernel, period } = expectFields(
    where,
    path,
    whole as Partial<Record<(typeof fields)[number], unknown>>,
    fields,
    formatName,
  );
  const name = expectChoice(where, `${path}.kind`, kind, KINDS);
  const hasLevels = name === 'category' || name === 'ordered';
  const unused = { levels: !hasLevels && levels, kernel: !hasLevels && kernel };
  const wrong = Object.entries({ ...unused, period: name !== 'periodic' && period }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (wrong) {
    const expected = `${path}.${wrong[0]} must be left out for kind '${name}'`;
    throw optionError(where, expected, formatValue(wrong[1]));
  }
  if (name === 'number') return [{}];
  if (name === 'geographic') return [{ kind: 'latitude' }, { kind: 'longitude' }];
  if (name === 'periodic') {
    return [{ kind: name, period: expectNumber(where, `${path}.period`, period, 'positive') }];
  }
  const kernels = (
    name === 'category' ? ['aitchisonAitken', 'liRacine'] : ['liRacine', 'wangVanRyzin']
  ) as readonly CategoryKernelName[];
  const own = expectChoice(where, `${path}.kernel`, kernel ?? kernels[0], kernels);
  const all = levels === undefined ? undefined : readLevels(where, path, name, levels);
  return [{ kind: name, kernel: own, ...(all && { levels: all }) }];
}

function readLevels(
  where: string,
  path: string,
  kind: 'category' | 'ordered',
  levels: unknown,
): readonly Level[] {
  if (!Array.isArray(levels) || levels.length < 2) {
    const expected = `${path}.levels must be an array of at least 2 levels`;
    throw optionError(where, expected, formatValue(levels));
  }
  const known = new Map<unknown, number>();
  // holes are entries too
  Array.from(levels as readonly unknown[]).forEach((level, i) => {
    const isMixed = i > 0 && typeof level !== typeof levels[0];
    const isBack = kind === 'ordered' && typeof level === 'number' && level <= levels[i - 1];
    if (isLevel(level) && !isMixed && !known.has(level) && !isBack) {
      known.set(level, i);
      return;
    }
    const order = kind === 'ordered' ? ', numbers ascending' : '';
    const expected = `${path}.levels must be different strings, finite numbers or booleans, all of one type${order}`;
    throw optionError(where, expected, `${formatValue(level)} at index ${i}`);
  });
  return Object.freeze([...levels]);
}

/** What becomes of a category that the model does not know: an error, or all levels weigh the same. */
export type Unseen = 'throw' | 'marginal';

/** How entries of a column are read. */
export interface EntryReading {
  /** Where an entry stands, for messages. */
  readonly place: (i: number) => string;
  /** `undefined` while the levels are found. */
  readonly unseen?: Unseen | undefined;
}

/** Entries of a column of categories as the numbers of its levels, NaN where one is missing. */
export function readCategories(
  where: string,
  column: NamedKind,
  entries: readonly unknown[],
  { place, unseen }: EntryReading,
): { readonly codes: Float64Array; readonly levels: readonly Level[] } {
  const { name } = column;
  let first: Level | undefined = column.levels?.[0];
  const plain = entries.map((entry, i): Level | undefined => {
    if (isMissing(entry)) return undefined;
    const level = plainOf(entry);
    // different big integers may be the same number
    const isExact = typeof entry !== 'bigint' || Number.isSafeInteger(level);
    if (!isLevel(level) || !isExact) {
      const large = isExact ? '' : ', and a big integer no larger than numbers hold, 2^53 − 1';
      const expected = `${name} ${place(i)} must be a string, a finite number or a boolean${large}`;
      throw optionError(where, expected, formatValue(entry));
    }
    first ??= level;
    expectAlike(where, `${name} ${place(i)}`, entry, first);
    return level;
  });
  const levels = column.levels ?? foundLevels(where, column, plain);
  const numbers = new Map(levels.map((level, code) => [level, code]));
  const codes = Float64Array.from(plain, (level, i) => {
    if (level === undefined) return Number.NaN;
    const code = numbers.get(level);
    if (code !== undefined) return code;
    if (unseen === 'marginal') return -1;
    const cure = unseen ? " (unseen: 'marginal' takes all of them alike)" : '';
    const shown = levels.slice(0, 20).map((each) => formatValue(each));
    const expected = `${name} ${place(i)} must be one of ${shown.join(', ')}${cure}`;
    throw optionError(where, expected, formatValue(level));
  });
  return { codes, levels };
}

function plainOf(entry: unknown): unknown {
  return typeof entry === 'bigint' ? Number(entry) : entry;
}

/** Checks that an entry is of the type of another; big integers are numbers. */
export function expectAlike(where: string, name: string, entry: unknown, other: unknown): void {
  const type = typeof plainOf(other);
  if (typeof plainOf(entry) === type) return;
  const expected = `${name} must be a ${type}, as other entries of the column are`;
  throw optionError(where, expected, formatValue(entry));
}

/** The levels in the data, in the order of an ordered column. */
function foundLevels(
  where: string,
  { name, kind }: NamedKind,
  entries: readonly (Level | undefined)[],
): readonly Level[] {
  const levels = [...new Set(entries.filter((level) => level !== undefined))];
  if (levels.length === 1) {
    const expected = `${name} must have at least 2 levels (a column with one says nothing: leave it out, or tell its levels)`;
    const gaps = entries.includes(undefined) ? ' and what is missing' : '';
    throw optionError(where, expected, `only ${formatValue(levels[0])}${gaps}`);
  }
  if (kind === 'category') return Object.freeze(levels);
  if (typeof levels[0] === 'string') {
    const expected = `${name} must come with levels, which tell the order of texts`;
    throw optionError(where, expected, 'none');
  }
  return Object.freeze(levels.sort((a, b) => Number(a) - Number(b)));
}

/** What a column on the globe must hold, when a value is something else; `undefined` for other columns. */
export function degreesWanted({ kind }: KindOfColumn, value: unknown): string | undefined {
  if (kind !== 'latitude' && kind !== 'longitude') return undefined;
  const most = kind === 'latitude' ? 90 : 360;
  const isOther = isDate(value) || Math.abs(Number(value)) > most;
  return isOther ? `a ${kind} from -${most} to ${most} degrees` : undefined;
}

/** Checks entries of a column on the globe. */
export function expectDegrees(
  where: string,
  column: NamedKind,
  entries: readonly unknown[],
  place: (i: number) => string,
): void {
  entries.forEach((entry, i) => {
    const wanted = degreesWanted(column, entry);
    if (wanted === undefined) return;
    throw numericalError(where, `${column.name} ${place(i)} must be ${wanted}`, formatValue(entry));
  });
}

/** Columns as a smoother takes them; `undefined` where all are numbers. */
export function predictorsOf(columns: readonly KindOfColumn[]): Predictor[] | undefined {
  if (columns.every(({ kind }) => kind === undefined)) return undefined;
  return columns.map(({ kind, levels, kernel, period }): Predictor => {
    switch (kind) {
      case undefined:
        return { kind: 'number' };
      case 'periodic':
        return { kind, period: period! };
      case 'latitude':
      case 'longitude':
        return { kind };
      default: {
        const plain = { kind, kernel: kernel!, levels: levels!.length };
        if (kind === 'category') return plain;
        const areNumbers = typeof levels![0] === 'number';
        return { ...plain, positions: levels!.map((level, i) => (areNumbers ? Number(level) : i)) };
      }
    }
  });
}

/** Whether a column of categories has no say with this λ, or any other with this bandwidth. */
export function doesNotMatter(predictor: Predictor, h: number): boolean {
  return isCategory(predictor) ? h >= mostOf(predictor) : h === Infinity;
}
