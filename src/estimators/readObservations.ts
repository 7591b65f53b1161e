// What people hand in, read and checked: observations with their weights and groups, and later queries,
// become flat arrays, without the rows that are left out.

import { formatName, formatShape, formatValue } from '../arrays/formatValue.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { isBigArray, isDate, isTypedArray } from '../arrays/readArray.js';
import {
  asGiven,
  expectFields,
  expectOptions,
  type OptionsOf,
  type OptionTable,
  readOptions,
  readProgress,
  readSignal,
} from '../arrays/readOptions.js';
import type { BandwidthProgress } from '../bandwidth/BandwidthChoice.js';
import type { OptionError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import { columnBounds, copyRows } from '../sums/types.js';
import type { AbortSignalLike, DataInput, MixedInput } from '../types.js';
import {
  type Column,
  type ColumnNames,
  type ColumnReader,
  type ColumnReaders,
  type ColumnsOf,
  columnsOfArrays,
  entriesOf,
  expectDifferent,
  type PredictorsOf,
  readColumn,
  readColumns,
  tableOfKinds,
  tableOfRows,
  typeOf,
} from './columns.js';
import { type KindOfColumn, kindOf, type Level, labelsIn, type Unseen } from './kinds.js';
import { expectEntries, isMissing, isNamed, rowsIn, type Table, tableOfArray } from './table.js';
import { queriesInUnits, type Units } from './units.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /**
   * How much each observation counts, at least 0, shape [n]. To the curve 2 is the same as giving the
   * row twice, but that robust fits take the median of the residuals of rows; a row of weight 0
   * changes nothing, it only has a residual. To standard errors, intervals and the residual standard
   * deviation weights are precisions and no counts of rows: an observation of weight w has the
   * variance σ²/w, as the mean of w measurements has. For weights that say how many units of a
   * population a row stands for, `confidenceBand` with `variance: 'hc3'` takes each row's own
   * residual in place of that, and `bandwidth: 'loo'` is the criterion: `'auto'`, `'aicc'` and
   * `'gcv'` take weights for precisions, too.
   *
   * @defaultValue 1
   */
  readonly sampleWeights?: DataInput;
  /**
   * Which group each observation belongs to, [n], as days do to a patient. Within a group errors may
   * depend on each other in any way: `'auto'` and `'loo'` leave out whole groups, and bands, intervals
   * and tests count groups, not observations.
   */
  readonly groups?: ArrayLike<number | bigint | string | boolean | null | undefined>;
  /**
   * `'series'` when rows are in order of time and errors depend on those before them, as an
   * autoregression does: `'auto'` and `'aicc'` choose by whitened residuals, bands and intervals count
   * what such observations say. Steps of time are rows, so a row that is left out closes up. Cycles of
   * fewer than some 25 rows, and levels of bursts of fewer than 18 with long gaps between them, may be
   * taken for errors.
   *
   * @defaultValue 'independent'
   */
  readonly dependence?: 'independent' | 'series';
  /**
   * What the columns of x and y are called, in curves, summaries and pictures.
   *
   * @defaultValue `x` and `y`, numbered from 1 where there are several
   */
  readonly names?: ColumnNames;
  /** Called after each bandwidth that a search has tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends a search; its reason is thrown. */
  readonly signal?: AbortSignalLike;
}

const FIT_OPTIONS = {
  sampleWeights: [asGiven<DataInput | undefined>, undefined],
  groups: [readGroups, undefined],
  dependence: [['independent', 'series'], 'independent'],
  names: [asGiven<ColumnNames | undefined>, undefined],
  onProgress: [readProgress<FitOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<FitOptions>;

/** The names of {@link FitOptions}. */
export const FIT_OPTION_NAMES = /* @__PURE__ */ Object.keys(
  FIT_OPTIONS,
) as (keyof typeof FIT_OPTIONS)[];

/** Labels in place of numbers y: those that are known, or those in the data. */
export type ClassLabels = readonly Level[] | 'found';

/** What a classifier does not take. */
const NOT_OF_CLASSES: readonly string[] = ['groups', 'dependence'];
const ofClasses = <Name extends string>(names: readonly Name[]): Name[] =>
  names.filter((name) => !NOT_OF_CLASSES.includes(name));

type Group = number | bigint | string | boolean | null | undefined;
type Groups = ArrayLike<Group>;

function readGroups(where: string, groups: Groups): Groups {
  if (Array.isArray(groups) || isTypedArray(groups) || isBigArray(groups)) return groups;
  throw optionError(where, 'groups must be an array', formatValue(groups));
}

/** Options of {@link KernelRegressor.fit} for rows: which columns, and what does not depend on rows. */
export interface RowsOptions<
  Row extends object,
  X extends PredictorsOf<Row> = PredictorsOf<Row>,
  Y extends ColumnsOf<Row> = ColumnsOf<Row>,
> extends Omit<FitOptions, 'sampleWeights' | 'groups' | 'names'> {
  /** The column to smooth over, numbers or `Date`s, or several for several dimensions. */
  readonly x: X;
  /** The column to smooth, or several for several outputs. */
  readonly y: Y;
  /** How much each row counts, as `sampleWeights` of {@link FitOptions}. @defaultValue 1 */
  readonly weight?: Column<Row>;
  /** Which group each row belongs to, as `groups` of {@link FitOptions}. */
  readonly groups?: Column<Row, number | bigint | string | boolean>;
}

/** The names of {@link RowsOptions}. */
export const ROWS_OPTION_NAMES = [
  'x',
  'y',
  'weight',
  'groups',
  'dependence',
  'onProgress',
  'signal',
] as const;

/** Observations as read. */
export interface ReadObservations {
  readonly observations: Observations;
  /** Which rows were read, in order. */
  readonly kept: Int32Array;
  /** Which of the observations have a weight above 0; `undefined` when all have. */
  readonly counted: Int32Array | undefined;
  /** How many there were. */
  readonly rows: number;
}

/** Data as read, in arrays or rows, with the names of their columns. */
export interface ReadData {
  readonly x: Table;
  /** Nothing where there are points alone. */
  readonly y?: Table | undefined;
  readonly weights: Table | undefined;
  readonly groups: Groups | undefined;
  readonly columns: ColumnReaders;
}

/** Reads what is handed to a fit: arrays x and y with options, or rows with options that name columns. */
export function readFit(
  where: string,
  x: unknown,
  y: unknown,
  options: FitOptions | undefined,
  kinds?: readonly KindOfColumn[],
  classes?: ClassLabels,
): OptionsOf<typeof FIT_OPTIONS> & { readonly data: ReadData } {
  const rows = rowsIn(x);
  if (!isNamed(y)) {
    if (rows) {
      const expected = "y must tell the columns of rows, { x: 'name', y: 'name' }";
      throw optionError(where, expected, formatValue(y));
    }
    if (classes) expectOptions(where, options, ofClasses(FIT_OPTION_NAMES), 'options', formatName);
    const given = readOptions(where, options, FIT_OPTIONS, formatName);
    const outputs = readOutputs(where, y, classes);
    const data = readArrays(where, x as DataInput<Date>, outputs, given, { kinds, classes });
    return { ...given, data };
  }
  if (options !== undefined)
    throw optionError(where, 'options must stand beside the columns of rows', formatValue(options));
  const given = expectFields(
    where,
    'columns',
    y as RowsOptions<object>,
    classes ? ofClasses(ROWS_OPTION_NAMES) : ROWS_OPTION_NAMES,
    formatName,
  );
  const { dependence, onProgress, signal } = given;
  const rest = readOptions(where, { dependence, onProgress, signal } as FitOptions, FIT_OPTIONS);
  if (rows && kinds) {
    const expected =
      "predictors must be left out for rows (x: { column: 'name', kind: 'category' })";
    throw optionError(where, expected, formatValue(kinds));
  }
  // y must be told here
  if (rows) return { ...rest, data: readRows(where, rows, { ...given, y: given.y }, classes) };
  throw noRows(where, x);
}

function readWeights(where: string, weights: DataInput | undefined): Table | undefined {
  if (weights === undefined) return undefined;
  return tableOfArray(where, 'sampleWeights', weights, [1], false);
}

/** Reads the outputs of arrays: numbers, or labels. */
function readOutputs(
  where: string,
  y: unknown,
  classes: ClassLabels | undefined,
  unseen?: Unseen,
): Table {
  return classes
    ? tableOfLabels(where, y as readonly unknown[], classes, unseen && 'marginal')
    : tableOfArray(where, 'y', y as DataInput, [1, 2], false);
}

/** Reads arrays of observations. */
function readArrays(
  where: string,
  xInput: DataInput<Date>,
  y: Table | undefined,
  options: Pick<OptionsOf<typeof FIT_OPTIONS>, 'sampleWeights' | 'groups' | 'names'>,
  { kinds, classes, unseen }: ArrayReading,
): ReadData {
  const { sampleWeights, groups, names } = options;
  const outputs = y ? y.times : [];
  const named = (times: readonly boolean[]) => columnsOfArrays(where, times, outputs, names);
  const plain = kinds && named(kinds.map(() => false)).x;
  const x = plain
    ? tableOfKinds(where, 'x', xInput, withKinds(plain, kinds), unseen)
    : tableOfArray(where, 'x', xInput, [1, 2], true);
  const weights = readWeights(where, sampleWeights);
  const columns = named(x.times);
  return {
    x,
    y,
    weights,
    groups,
    columns: {
      ...columns,
      ...(kinds && { x: withKinds(columns.x, kinds, x.levels) }),
      ...(classes && { y: withKinds(columns.y, [LABELS], y?.levels) }),
    },
  };
}

/** How arrays are read: what columns of x hold, whether y holds labels, and what becomes of unknown categories. */
interface ArrayReading {
  readonly kinds?: readonly KindOfColumn[] | undefined;
  readonly classes?: ClassLabels | undefined;
  readonly unseen?: Unseen | undefined;
}

/** What the column of labels holds. */
const LABELS: KindOfColumn = { kind: 'category' };

/** Labels in an array as the numbers of their classes, [n, 1]; one that is not known is −1 where that may be. */
function tableOfLabels(
  where: string,
  given: readonly unknown[],
  classes: ClassLabels,
  unseen?: Unseen,
): Table {
  const entries = Array.isArray(given)
    ? given.map((entry) => (Array.isArray(entry) && entry.length === 1 ? entry[0] : entry))
    : Array.from(tableOfArray(where, 'y', given as DataInput, [1], false).data);
  const levels = classes === 'found' ? labelsIn(where, 'y', entries) : classes;
  const column = { name: 'y', type: 'number' as const, ...LABELS, levels };
  return tableOfKinds(where, 'y', entries as MixedInput, [column], unseen);
}

/** Columns with what they hold. */
function withKinds(
  columns: readonly ColumnReader[],
  kinds: readonly KindOfColumn[],
  levels?: Table['levels'],
): readonly ColumnReader[] {
  return columns.map((column, j) => ({
    ...column,
    ...kinds[j],
    ...(levels?.[j] && { levels: levels[j] }),
  }));
}

/** Reads what a fitted model is scored on: arrays x and y, or rows with its columns. */
export function readLike(
  where: string,
  { columns, settings }: Queried,
  x: unknown,
  y: unknown,
  sampleWeights: DataInput | undefined,
): ReadData {
  const rows = rowsIn(x);
  if (!rows) {
    const plain = { sampleWeights, groups: undefined, names: undefined };
    const kinds = kindsIn(columns);
    const { unseen } = settings;
    const classes = columns.y[0].levels;
    const outputs = readOutputs(where, y, classes, unseen);
    const data = readArrays(where, x as DataInput<Date>, outputs, plain, {
      kinds,
      classes,
      unseen,
    });
    expectTypes(where, 'x', data.x, columns);
    return data;
  }
  if (y !== undefined)
    throw optionError(where, 'y must be left out for rows, which hold it', formatValue(y));
  const { weight } = columns;
  const weights =
    weight && sampleWeights === undefined
      ? tableOfRows(where, 'weight', rows, [weight])
      : readWeights(where, sampleWeights);
  return {
    x: tableOfRows(where, 'x', rows, columns.x, true, settings.unseen),
    y: tableOfRows(where, 'y', rows, columns.y, true, 'marginal'),
    weights,
    groups: undefined,
    columns,
  };
}

/** Reads rows of observations by their columns. */
function readRows(
  where: string,
  rows: readonly unknown[],
  columns: Omit<RowsOptions<object>, 'y'> & { readonly y?: unknown },
  classes?: ClassLabels,
): ReadData {
  const { x: xNames, weight: weightName, groups } = columns;
  const readers = {
    x: readColumns(where, 'x', xNames),
    y: 'y' in columns ? readColumns(where, 'y', columns.y) : [],
  };
  if (classes) readers.y = [readerOfLabels(where, rows, readers.y, classes)];
  expectDifferent(where, [...readers.x, ...readers.y]);
  const x = tableOfRows(where, 'x', rows, readers.x);
  const y = 'y' in columns ? tableOfRows(where, 'y', rows, readers.y) : undefined;
  const weight = weightName === undefined ? undefined : readColumn(where, 'weight', weightName);
  const weights = weight && tableOfRows(where, 'weight', rows, [weight]);
  const found = {
    x: withKinds(readers.x, readers.x.map(kindOf), x.levels).map((each, j) => ({
      ...each,
      type: typeOf(x.times[j]),
    })),
    y: readers.y,
    weight,
    named: true,
  };
  const named =
    groups === undefined ? undefined : entriesOf(where, rows, readColumn(where, 'groups', groups));
  return { x, y, weights, groups: named as Groups | undefined, columns: found };
}

/** Options of {@link KernelDensity.fit}. */
export interface PointsOptions {
  /**
   * How much each observation counts, at least 0, shape [n]: 2 is the same as giving the row twice.
   *
   * @defaultValue 1
   */
  readonly sampleWeights?: DataInput;
  /** What the columns of x are called, in curves, summaries and pictures. @defaultValue `x`, or `x1`, `x2` and so on */
  readonly names?: Pick<ColumnNames, 'x'>;
}

/** Options of {@link KernelDensity.fit} for rows: which columns. */
export interface PointRowsOptions<
  Row extends object,
  X extends ColumnsOf<Row, number | bigint | Date> = ColumnsOf<Row, number | bigint | Date>,
> {
  /** The column whose density is wanted, numbers or `Date`s, or several for several dimensions. */
  readonly x: X;
  /** How much each row counts, as `sampleWeights` of {@link PointsOptions}. @defaultValue 1 */
  readonly weight?: Column<Row>;
}

const POINTS_OPTIONS = {
  sampleWeights: [asGiven<DataInput | undefined>, undefined],
  names: [asGiven<PointsOptions['names']>, undefined],
} as const satisfies OptionTable<PointsOptions>;

/** Reads points without outputs: an array with options, or rows with options that name columns. */
export function readPoints(where: string, x: unknown, options: unknown): ReadData {
  const rows = rowsIn(x);
  if (rows) {
    const known = ['x', 'weight'] as const;
    const columns = options as PointRowsOptions<object>;
    return readRows(where, rows, expectFields(where, 'columns', columns, known, formatName));
  }
  if (isNamed(options) && 'x' in options) throw noRows(where, x);
  const given = readOptions(where, options as PointsOptions, POINTS_OPTIONS, formatName);
  if (given.names) expectFields(where, 'names', given.names, ['x']);
  return readArrays(where, x as DataInput<Date>, undefined, { ...given, groups: undefined }, {});
}

/** The column of labels with its classes. */
function readerOfLabels(
  where: string,
  rows: readonly unknown[],
  [column, ...others]: readonly ColumnReader[],
  classes: ClassLabels,
): ColumnReader {
  if (others.length > 0) throw optionError(where, 'y must name one column', 1 + others.length);
  const levels =
    classes === 'found' ? labelsIn(where, column.name, entriesOf(where, rows, column)) : classes;
  return { ...column, ...LABELS, levels };
}

/** In how many rows nothing is missing. */
export function wholeRows(
  where: string,
  rows: readonly object[],
  columns: RowsOptions<object>,
): number {
  const { x, y, weights, groups } = readRows(where, rows, columns);
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (isKept(i, x, y, weights, groups)) count++;
  return count;
}

/** Whether nothing is missing in a row. */
function isKept(i: number, x: Table, y?: Table, weights?: Table, groups?: Groups): boolean {
  return (
    isWhole(x.data, i, x.width) &&
    (!y || isWhole(y.data, i, y.width)) &&
    !Number.isNaN(weights?.data[i]) &&
    !(groups && isMissing(groups[i]))
  );
}

/**
 * What a regressor is fitted to, without the rows that are left out.
 *
 * @param missing - whether rows with something missing are an error or left out
 */
export function readObservations(
  where: string,
  { x, y, weights, groups }: ReadData,
  missing: 'throw' | 'omit',
): ReadObservations {
  for (const table of [x, y, weights]) {
    if (table) expectEntries(where, table, missing, 'leaves such rows out');
  }
  const { rows } = x;
  const lengths = { y: y?.rows, sampleWeights: weights?.rows, groups: groups?.length };
  for (const [name, length] of Object.entries(lengths)) {
    if (length === undefined || length === rows) continue;
    const expected = `x and ${name} must have the same number of rows`;
    throw shapeError(where, expected, `${rows} and ${length}`);
  }
  const { width: d } = x;
  const p = y?.width ?? 0;
  if (d === 0 || y?.width === 0) {
    const received = `${formatShape(x.shape)}${y ? ` and ${formatShape(y.shape)}` : ''}`;
    throw shapeError(where, `x${y ? ' and y' : ''} must have at least one column`, received);
  }
  const whole = new Int32Array(rows);
  let n = 0;
  for (let i = 0; i < rows; i++) {
    if (missing === 'throw' || isKept(i, x, y, weights, groups)) whole[n++] = i;
  }
  const kept = whole.subarray(0, n);
  if (n === 0)
    throw shapeError(
      where,
      `x must have at least one row${rows > 0 ? ' without NaN' : ''}`,
      `none of ${rows}`,
    );
  const observations = {
    n,
    d,
    p,
    x: copyRows(x.data, d, kept),
    y: y ? copyRows(y.data, p, kept) : new Float64Array(0),
    ...(weights && { weights: expectWeights(where, copyRows(weights.data, 1, kept)) }),
  };
  const own = observations.weights;
  const counted = own?.includes(0)
    ? Int32Array.from(own.keys()).filter((i) => own[i] !== 0)
    : undefined;
  return { observations, kept, counted, rows };
}

/** Queries as read. */
export interface ReadQueries {
  /** In the units of the model, [m, d]; rows with NaN stand in as zeros. */
  readonly queries: Float64Array;
  /** As they were given, times in milliseconds, [m, d]; the caller's memory may be in it. */
  readonly given: Float64Array;
  /** The rows that hold NaN. */
  readonly missing: ReadonlySet<number>;
  /** Whether a single number was given, so that one comes back. */
  readonly single: boolean;
}

/** What queries must know of a fitted model. */
interface Queried {
  readonly observations: Pick<Observations, 'd'>;
  readonly settings: { readonly missing: 'throw' | 'omit'; readonly unseen: Unseen };
  readonly units: Units;
  readonly spec: { readonly degree: number };
  readonly columns: ColumnReaders;
}

/** Where a model is asked: a number, a date or a row, or an array of such. */
export type QueryInput<Row = object> =
  | number
  | Date
  | Row
  | DataInput<Date>
  | MixedInput
  | Level
  | Iterable<Row>;

/**
 * Reads queries for a fitted model: a number or [m] in one dimension, [m, d] in any; rows in both.
 *
 * @param where - the public function, for messages
 * @param p - outputs, if they matter
 */
export function readQueries(
  where: string,
  input: QueryInput,
  { observations: { d }, settings, units, spec, columns }: Queried,
  p: number,
): ReadQueries {
  const { missing } = settings;
  const table = queryTable(where, input, columns, settings);
  const single = isOne(input) || isNamed(input);
  if (single && p > 1)
    throw shapeError(where, 'xq must be an array, since a place has several outputs', 'one place');
  expectEntries(where, table, missing, 'predicts NaN there');
  const { data, width, rows: m, shape } = table;
  if (width !== d && m > 0) {
    const expected =
      d > 1
        ? `xq must have shape [m, ${d}]`
        : `xq must have shape [m] or [m, 1]${p === 1 ? ', or be a number' : ''}`;
    throw shapeError(where, expected, single ? 'a number' : formatShape(shape));
  }
  expectTypes(where, 'xq', table, columns);
  const empty = new Set<number>();
  if (missing === 'omit') {
    for (let at = 0; at < m * d; at++) if (Number.isNaN(data[at])) empty.add(Math.floor(at / d));
  }
  const whole = empty.size === 0 ? data : data.slice();
  for (const q of empty) whole.fill(0, q * d, (q + 1) * d);
  const queries = queriesInUnits(where, whole, units, spec.degree);
  return { queries, given: data, missing: empty, single };
}

function queryTable(
  where: string,
  input: QueryInput,
  columns: ColumnReaders,
  { missing, unseen }: Queried['settings'],
): Table {
  const rows = isNamed(input) ? [input] : rowsIn(input);
  if (rows) return tableOfRows(where, 'x', rows, columns.x, missing === 'throw', unseen);
  const array = (isOne(input) ? [input] : input) as DataInput<Date>;
  if (kindsIn(columns)) return tableOfKinds(where, 'xq', array, columns.x, unseen);
  return tableOfArray(where, 'xq', array, [1, 2], true);
}

/** What columns hold, where not all are numbers. */
function kindsIn({ x }: ColumnReaders): readonly KindOfColumn[] | undefined {
  return x.some(({ kind }) => kind !== undefined) ? x.map(kindOf) : undefined;
}

/** Whether one place was given, or a text, which gets its error as one in an array does. */
function isOne(input: unknown): boolean {
  return ['number', 'bigint', 'string', 'boolean'].includes(typeof input) || isDate(input);
}

/** Checks that dates come only where the model had some; numbers may stand for times. */
function expectTypes(where: string, name: string, { times }: Table, { x }: ColumnReaders): void {
  const isWrong = times.some((isTime, j) => isTime && x[j]?.type !== 'time');
  if (!isWrong) return;
  throw optionError(where, `${name} must hold numbers, as x of the model did`, 'Dates');
}

function isWhole(data: Float64Array, i: number, width: number): boolean {
  for (let at = i * width; at < (i + 1) * width; at++) if (Number.isNaN(data[at])) return false;
  return true;
}

/** Weights further apart are not held by numbers with one factor. */
const WIDEST_SPAN = 2000;

function expectWeights(where: string, weights: Float64Array): Float64Array {
  const wrong = weights.find((s) => s < 0);
  const some = weights.some((s) => s > 0);
  if (wrong === undefined && some) {
    let [least, most] = [Infinity, 0];
    for (const s of weights) {
      if (s > 0 && s < least) least = s;
      if (s > most) most = s;
    }
    if (Math.log2(most) - Math.log2(least) <= WIDEST_SPAN) return weights;
    const expected = 'sampleWeights above 0 must span at most 600 decades';
    throw numericalError(where, expected, `${least} to ${most}`);
  }
  const expected = 'sampleWeights must be at least 0, and one above it';
  throw optionError(where, expected, wrong === undefined ? 'all 0' : String(wrong));
}

/** Differences of x must be numbers. */
export function expectExtent(where: string, { d, x }: Observations): void {
  for (let j = 0; j < d; j++) {
    const [low, high] = columnBounds(x, d, j);
    if (high - low < Infinity) continue;
    throw numericalError(where, 'x must span a finite range', `${low} to ${high}`);
  }
}

/** Checks what names a group. */
export function expectGroup(where: string, name: string, group: unknown, place: string): void {
  if (Number.isFinite(group) || ['string', 'bigint', 'boolean'].includes(typeof group)) return;
  const hint = isMissing(group) ? " (missing: 'omit' leaves such rows out)" : '';
  const expected = `${name} must hold strings, finite numbers or booleans${hint}`;
  throw optionError(where, expected, `${formatValue(group)} ${place}`);
}

/** The error for what holds no rows. */
export function noRows(where: string, given: unknown): OptionError {
  const expected = 'rows must be objects, at least one, in an array or in what iterates over them';
  return optionError(where, expected, formatValue(given));
}

/** Numbers 0, 1, … for the groups of the rows that were read. */
export function groupNumbers(
  where: string,
  groups: Groups,
  kept: Int32Array,
  counted: Int32Array | undefined,
): Int32Array {
  const known = new Map<Group, number>();
  const numberOf = (group: Group, i: number): number => {
    expectGroup(where, 'groups', group, `at index ${i}`);
    const found = known.get(group) ?? known.size;
    known.set(group, found);
    return found;
  };
  const numbers = Int32Array.from(kept, (i) => numberOf(groups[i], i));
  const different = new Set(counted ? Array.from(counted, (i) => numbers[i]) : numbers).size;
  if (different >= 2) return numbers;
  throw optionError(where, 'groups must hold at least 2 different groups', different);
}
