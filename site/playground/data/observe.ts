// The rows of a table that a model can take: those in which nothing is missing, in typed arrays.

import { type Column, count, type Table, UnreadableError } from './readCsv.js';
import type { Settings } from './settings.js';

/** Observations of the chosen columns. */
export interface Observed {
  /** Tells apart what was chosen. */
  readonly key: string;
  readonly n: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  /** Of each row its group, from 0. */
  readonly groups: Int32Array | undefined;
  /** What groups are called. */
  readonly levels: readonly string[];
  readonly isTime: boolean;
  readonly yIsTime: boolean;
  readonly notes: readonly string[];
}

/** From so many rows on they are put in order, about, so that neighbours in x are neighbours in memory. */
const ORDERED_FROM = 20_000;

/** Fewer rows are hardly data. */
const FEW_ROWS = 5;

function columnNamed(table: Table, name: string, role: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (!column) throw new UnreadableError(`Choose a column for ${role}.`);
  return column;
}

function measured(table: Table, name: string, role: string): Column {
  const column = columnNamed(table, name, role);
  if (column.kind === 'number' || column.kind === 'date') return column;
  throw new UnreadableError(`${role} must be a column of numbers or dates: “${name}” is text.`);
}

/** The group of each row, and what groups are called; −1 where it is missing. */
function groupsOf(column: Column, rows: number): { codes: Int32Array; levels: readonly string[] } {
  if (column.kind === 'category') return { codes: column.codes, levels: column.levels };
  if (column.levels.length === 0)
    throw new UnreadableError(`“${column.name}” has too many different values for groups.`);
  const codeOf = new Map(column.levels.map((level, code) => [Number(level), code]));
  const codes = Int32Array.from({ length: rows }, (_, i) => codeOf.get(column.numbers[i]!) ?? -1);
  return { codes, levels: column.levels };
}

/** Tells apart what would be read. */
export function observedKey(table: Table, settings: Settings): string {
  const { view, x, y, weight, group } = settings;
  return JSON.stringify([table.name, table.rows, x, view === 'density' ? 0 : y, weight, group]);
}

/**
 * Reads the chosen columns.
 *
 * @throws {@link UnreadableError} when a column is not there or cannot be what it is chosen for, or no row is whole
 */
export function observe(table: Table, settings: Settings): Observed {
  const isDensity = settings.view === 'density';
  const xColumn = measured(table, settings.x, 'x');
  const yColumn = isDensity ? undefined : measured(table, settings.y, 'y');
  if (yColumn === xColumn) throw new UnreadableError('Choose different columns for x and y.');
  const weightColumn = settings.weight ? measured(table, settings.weight, 'weights') : undefined;
  const grouped = settings.group
    ? groupsOf(columnNamed(table, settings.group, 'groups'), table.rows)
    : undefined;
  const whole = new Uint32Array(table.rows);
  let n = 0;
  for (let i = 0; i < table.rows; i++) {
    const isWhole =
      !Number.isNaN(xColumn.numbers[i]!) &&
      !(yColumn && Number.isNaN(yColumn.numbers[i]!)) &&
      !(weightColumn && Number.isNaN(weightColumn.numbers[i]!)) &&
      !(grouped && grouped.codes[i]! < 0);
    if (isWhole) whole[n++] = i;
  }
  const used = [xColumn, yColumn, weightColumn].filter((each) => each !== undefined);
  if (n === 0) {
    const names = used.map(({ name }) => `“${name}”`).join(' and ');
    throw new UnreadableError(`No row has numbers in ${names}.`);
  }
  const rows =
    n >= ORDERED_FROM ? inOrder(whole.subarray(0, n), xColumn.numbers) : whole.subarray(0, n);
  const pick = (from: Float64Array): Float64Array => {
    const out = new Float64Array(n);
    for (let r = 0; r < n; r++) out[r] = from[rows[r]!]!;
    return out;
  };
  const notes: string[] = [];
  if (n < table.rows)
    notes.push(
      `${count(table.rows - n)} of ${count(table.rows)} rows are left out: something is missing in them.`,
    );
  if (n < FEW_ROWS)
    notes.push(
      `${n === 1 ? 'One row says' : `${n} rows say`} next to nothing: a curve needs more.`,
    );
  for (const { name, unread, kind } of used)
    if (unread > 0) {
      const what = kind === 'date' ? 'date' : 'number';
      const example = kind === 'date' ? ' such as 2026-01-31' : '';
      notes.push(
        unread === 1
          ? `One cell of “${name}” is no ${what}${example}.`
          : `${count(unread)} cells of “${name}” are no ${what}s${example}.`,
      );
    }
  return {
    key: observedKey(table, settings),
    n,
    x: pick(xColumn.numbers),
    y: yColumn ? pick(yColumn.numbers) : new Float64Array(0),
    weights: weightColumn && pick(weightColumn.numbers),
    groups: grouped && Int32Array.from(rows, (i) => grouped.codes[i]!),
    levels: grouped?.levels ?? [],
    isTime: xColumn.kind === 'date',
    yIsTime: yColumn?.kind === 'date',
    notes,
  };
}

/** Rows by the cell of x that they lie in, 65,536 from the least to the largest: O(n), and nearly sorted. */
function inOrder(rows: Uint32Array, x: Float64Array): Uint32Array {
  let low = Infinity;
  let high = -Infinity;
  for (const i of rows) {
    const value = x[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = 65_535 / (high - low);
  if (!(scale > 0 && scale < Infinity)) return rows;
  const starts = new Uint32Array(65_537);
  for (const i of rows) starts[Math.floor((x[i]! - low) * scale) + 1]!++;
  for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
  const out = new Uint32Array(rows.length);
  for (const i of rows) {
    const cell = Math.floor((x[i]! - low) * scale);
    out[starts[cell]!++] = i;
  }
  return out;
}
