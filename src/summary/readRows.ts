// Rows that a database answered, read into sums in cells. A driver may give numbers, big integers, decimal texts or null;
// everything is checked here, since between the query and its rows lies somebody else's code.

import { formatValue } from '../arrays/formatValue.js';
import { groupedBy } from '../arrays/groupedBy.js';
import { numericalError, optionError } from '../arrays/optionError.js';
import {
  asGiven,
  expectChoice,
  expectFields,
  expectNumber,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import { type CellSums, exponentFor, WEIGHT_TERMS } from './CellSums.js';
import {
  COLUMN,
  isCount,
  layoutName,
  NEGATIVE_WEIGHT,
  type RowLayout,
  type SumColumn,
  shiftName,
  sumBlocks,
} from './rowLayout.js';

/** A row of a driver: its columns by their names. */
export type SummaryRow = Readonly<Record<string, unknown>>;

/** The sums of the rows of one group. */
export interface GroupSums {
  /** As the driver gave it. */
  readonly group: unknown;
  readonly sums: CellSums;
}

/** What is known of the query: what `summaryQuery` returned, or as much of it as tells the columns. */
export interface RowsOf {
  /** That of the query. */
  readonly bandwidth: number;
  /** @defaultValue 1 */
  readonly outputs?: number;
  /** @defaultValue false */
  readonly weighted?: boolean;
  /** @defaultValue false */
  readonly grouped?: boolean;
  /** The statement, which is not read. */
  readonly text?: string;
}

const QUERY = {
  bandwidth: ['positive'],
  outputs: ['positiveCount', 1],
  weighted: [[true, false], false],
  grouped: [[true, false], false],
  text: [asGiven, ''],
} as const satisfies OptionTable<RowsOf>;

/** Cells up to here are next to each other by 1. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Reads the rows of a query without groups.
 *
 * @param where - the public function, for messages
 * @param rows - what the driver gave, in any order
 * @param query - what `summaryQuery` gave
 * @throws {@link OptionError} for no rows, a missing column, rows of another query, cells that are none or come twice
 * @throws {@link NumericalError} when the table held NaN, infinity, negative weights or x beyond 2^53 cells, and for sums that
 *   are not finite
 */
export function readRows(where: string, rows: Iterable<SummaryRow>, query: RowsOf): CellSums {
  const layout = readLayout(where, query, false);
  const all = rowsOf(where, rows, layout);
  if (all.length === 0) {
    const expected = 'rows must hold at least one cell (the query found no observation)';
    throw optionError(where, expected, 'none');
  }
  expectObservations(where, all);
  return sumsOf(where, all, layout);
}

/**
 * Reads the rows of a query with `groupBy`, in the order in which groups first come.
 *
 * @returns an entry for each group, none for no rows
 * @throws as {@link readRows} does
 */
export function readGroupedRows(
  where: string,
  rows: Iterable<SummaryRow>,
  query: RowsOf,
): GroupSums[] {
  const layout = readLayout(where, query, true);
  const all = rowsOf(where, rows, layout);
  expectObservations(where, all);
  const groups = groupedBy(all, (row) => groupKey(row[COLUMN.group])).values();
  return Array.from(groups, (own) => ({
    group: own[0][COLUMN.group],
    sums: sumsOf(where, own, layout),
  }));
}

function readLayout(where: string, query: RowsOf, grouped: boolean): RowLayout {
  const known = Object.keys(QUERY) as (keyof RowsOf)[];
  const layout = readOptions(where, expectFields(where, 'query', query, known), QUERY);
  expectChoice(where, 'grouped', layout.grouped, [grouped]);
  return layout;
}

/** Groups that print alike are one: drivers make an object of each date, decimal or big integer. */
function groupKey(group: unknown): string {
  if (typeof group !== 'object' || group === null) return `${typeof group} ${String(group)}`;
  const text = group instanceof Date ? group.toISOString() : String(group);
  return `object ${text.startsWith('[object') ? JSON.stringify(group) : text}`;
}

/** The rows as an array, each an object with all columns that the query has. */
function rowsOf(where: string, rows: Iterable<SummaryRow>, layout: RowLayout): SummaryRow[] {
  if (typeof Object(rows)[Symbol.iterator] !== 'function' || typeof rows === 'string') {
    const expected = 'rows must be an array of objects, one for each row of the result';
    throw optionError(where, expected, formatValue(rows));
  }
  const all = Array.from(rows);
  const name = layoutName(layout);
  const columns = columnNames(layout);
  for (const [i, row] of all.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      const expected = 'rows must be objects with columns by name';
      throw optionError(where, expected, `${formatValue(row)} at index ${i}`);
    }
    const isKnown = COLUMN.layout in row;
    if (isKnown && row[COLUMN.layout] !== name) {
      const expected = `rows must be of the query with ${JSON.stringify(name)}`;
      throw optionError(where, expected, `${formatLayout(row[COLUMN.layout])} in row ${i}`);
    }
    const missing = isKnown ? columns.filter((column) => !(column in row)) : [COLUMN.layout];
    if (missing.length > 0) {
      const received = `row ${i} without ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}`;
      throw optionError(where, `rows must have the columns of the query`, received);
    }
  }
  return all;
}

function formatLayout(layout: unknown): string {
  return typeof layout === 'string' ? JSON.stringify(layout.slice(0, 80)) : formatValue(layout);
}

function columnNames({ outputs, weighted, grouped }: RowLayout): string[] {
  const sums = sumBlocks(outputs, weighted)
    .flat()
    .filter((column) => !isCount(column, weighted));
  const shifts = Array.from({ length: outputs }, (_, k) => shiftName(k + 1));
  const { cell, count, low, high, heaviest, group } = COLUMN;
  const own = [cell, count, low, high, ...(weighted ? [heaviest] : [])];
  return [...own, ...(grouped ? [group] : []), ...shifts, ...sums.map(({ name }) => name)];
}

/** What a driver may call a number; NaN for null, and for what is none. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    return Number(value);
  return Number.NaN;
}

/** Rows of the table that cannot be summed up are counted in cells that are none. */
function expectObservations(where: string, rows: readonly SummaryRow[]): void {
  let [notFinite, negative] = [0, 0];
  for (const row of rows) {
    const cell = numberOf(row[COLUMN.cell]);
    if (cell === NEGATIVE_WEIGHT) negative += numberOf(row[COLUMN.count]);
    else if (!Number.isFinite(cell)) notFinite += numberOf(row[COLUMN.count]);
  }
  const cure = '(the option where of summaryQuery leaves rows out)';
  if (notFinite !== 0) {
    const expected = `x, y and weight must be finite numbers in every row of the table ${cure}`;
    throw numericalError(where, expected, `${notFinite} rows where they are not`);
  }
  if (negative !== 0) {
    const expected = `weight must be at least 0 in every row of the table ${cure}`;
    throw numericalError(where, expected, `${negative} rows where it is not`);
  }
}

/** The sums of one group, in the order of the cells. */
function sumsOf(where: string, rows: readonly SummaryRow[], layout: RowLayout): CellSums {
  const { outputs, weighted, bandwidth } = layout;
  const exponent = exponentFor(bandwidth);
  const names = Array.from({ length: outputs }, (_, k) => shiftName(k + 1));
  const shift = Float64Array.from(names, (name) => finite(where, rows[0], name));
  const cells = rows.map((row) => cellOf(where, row, exponent));
  const order = cells.map((_, i) => i).sort((i, j) => cells[i] - cells[j]);
  const ids = Float64Array.from(order, (i) => cells[i]);
  const blocks = sumBlocks(outputs, weighted);
  const width = blocks.flat().length;
  const sums = new Float64Array(ids.length * width);
  let [low, high, heaviest] = [Infinity, -Infinity, weighted ? 0 : 1];
  for (const [cell, i] of order.entries()) {
    const row = rows[i];
    if (cell > 0 && ids[cell] === ids[cell - 1]) {
      const expected =
        'rows must hold each cell once (those of several queries are merged as samples)';
      throw optionError(where, expected, `cell ${ids[cell]} twice`);
    }
    for (const [k, name] of names.entries())
      if (finite(where, row, name) !== shift[k])
        throw optionError(where, `rows must have the same ${name}`, `${shift[k]} and ${row[name]}`);
    low = Math.min(low, finite(where, row, COLUMN.low));
    high = Math.max(high, finite(where, row, COLUMN.high));
    if (weighted) heaviest = Math.max(heaviest, finite(where, row, COLUMN.heaviest));
    readInto(where, row, blocks, weighted, sums, cell * width);
  }
  return { exponent, weighted, shift, range: [low, high], heaviest, ids, sums };
}

function cellOf(where: string, row: SummaryRow, exponent: number): number {
  const cell = numberOf(row[COLUMN.cell]);
  if (!(Math.abs(cell) < LAST)) {
    const expected = `x must be within 2^53 cells of ${2 ** exponent} of 0, wide enough for the bandwidth`;
    throw numericalError(where, expected, formatValue(numberOf(row[COLUMN.high])));
  }
  return expectNumber(where, `column ${COLUMN.cell}`, cell, 'integer') + 0; // −0 is 0
}

/** The sums of one row, of Chebyshev polynomials in place of their products. */
function readInto(
  where: string,
  row: SummaryRow,
  blocks: readonly (readonly SumColumn[])[],
  weighted: boolean,
  sums: Float64Array,
  start: number,
): void {
  const count = expectNumber(
    where,
    `column ${COLUMN.count}`,
    numberOf(row[COLUMN.count]),
    'positiveCount',
  );
  let to = start;
  for (const block of blocks) {
    block.forEach((column, a) => {
      let sum = isCount(column, weighted) ? count : finite(where, row, column.name);
      const product = PRODUCTS[a];
      for (let b = 0; b < a; b++) sum -= product[b] * sums[to + b];
      sums[to + a] = sum / product[a];
    });
    to += block.length;
  }
}

/** What each product of polynomials is: P_a = Σ_b products[a][b]·T_b, b ≤ a. */
const PRODUCTS = /* @__PURE__ */ Array.from({ length: WEIGHT_TERMS }, (_, a) => {
  let product = [1];
  for (let digit = 1; digit <= a; digit *= 2) {
    if ((a & digit) === 0) continue;
    const next = new Array<number>(product.length + digit).fill(0);
    product.forEach((value, b) => {
      next[b + digit] += value / 2;
      next[Math.abs(b - digit)] += value / 2;
    });
    product = next;
  }
  return product;
});

function finite(where: string, row: SummaryRow, column: string): number {
  const value = numberOf(row[column]);
  if (Number.isFinite(value)) return value;
  const expected = `column ${column} must hold finite sums (y and weight may be too large to be squared)`;
  throw numericalError(where, expected, formatValue(row[column]));
}
