// A text of rows into columns: the delimiter, whether there is a header, whether a comma is a decimal point, and what each
// column holds are read off its beginning; then one pass fills typed arrays. Cells are only ever texts, and no row becomes
// an object whose keys a file could choose.

import { dsvFormat } from 'd3-dsv';

/** What a column holds. */
export type ColumnKind = 'number' | 'date' | 'category' | 'text';

/** A column, read. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Numbers, and dates in milliseconds; NaN where there is none. Empty for others. */
  readonly numbers: Float64Array;
  /** Of a category the number of its level in each row, −1 where there is none; empty for others. */
  readonly codes: Int32Array;
  /** The levels of a category, or of a column of few different numbers. */
  readonly levels: readonly string[];
  /** How many cells are empty or say that nothing is there. */
  readonly missing: number;
  /** How many are something else than the column holds. */
  readonly unread: number;
  /** Whether some of its dates are written with a time. */
  readonly hasTimes: boolean;
}

/** How a text was read. */
export interface Dialect {
  readonly delimiter: string;
  readonly header: boolean;
  /** How many empty rows there are before the first. */
  readonly emptyBefore: number;
  readonly decimalComma: boolean;
}

/** How the bytes of a file are read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What a text holds. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly dialect: Dialect;
  readonly encoding: Encoding;
  /** Whether the first line is the header and its cells are the names of columns, fit for fields of an object. */
  readonly plainHeader: boolean;
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/** A text that is no table, in words for who gave it. */
export class UnreadableError extends Error {}

/** The longest file that is taken, in bytes. */
export const LARGEST_FILE = 256e6;

const DELIMITERS = ['\t', ';', '|', ','];
/** Rows that tell what columns hold. */
const GUESSED_FROM = 1000;
/** After so many rows without a number there is none. */
const GIVEN_UP_AFTER = 10_000;
const MOST_COLUMNS = 2000;
const MOST_CELLS = 6e7;
const MOST_LEVELS = 1000;
/** A column of no more different numbers may be one of groups. */
const FEW_NUMBERS = 24;
const LONGEST_NAME = 80;
/** How often progress is told, in rows. */
const STRIDE = 1 << 15;

const NOTHING = /^(|na|n\/a|nan|null|none|nil|-|\.|\?)$/i;
const ISO_DATE =
  /^\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?$/;

/**
 * The text of a file, however it is encoded.
 *
 * @throws {@link UnreadableError} for what is no text, or too long
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  if (bytes.length === 0) throw new UnreadableError('The file is empty.');
  if (bytes.length > LARGEST_FILE)
    throw new UnreadableError(
      `The file has ${Math.round(bytes.length / 1e6)} MB; this page takes up to ${LARGEST_FILE / 1e6} MB.`,
    );
  const decoded = (encoding: Encoding, fatal = false): { text: string; encoding: Encoding } => ({
    text: new TextDecoder(encoding, { fatal }).decode(bytes),
    encoding,
  });
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return decoded('utf-16le');
  if (a === 0xfe && b === 0xff) return decoded('utf-16be');
  const start = bytes.subarray(0, 1 << 16);
  const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32 && byte !== 27);
  const controls = start.reduce((sum, byte) => sum + (isControl(byte) ? 1 : 0), 0);
  if (start.includes(0) || controls > start.length / 100)
    throw new UnreadableError(
      'This is no text. Save a table as CSV first (a spreadsheet can: “Save as”, then “CSV”).',
    );
  try {
    return decoded('utf-8', true);
  } catch {
    return decoded('windows-1252');
  }
}

/** Whether a cell says that nothing is there. */
function isNothing(cell: string): boolean {
  return NOTHING.test(cell.trim());
}

/** The number of a cell; NaN for none, and for infinity. */
export function numberOf(cell: string, decimalComma: boolean): number {
  const value = +(decimalComma ? cell.replace(',', '.') : cell);
  if (value === 0) return cell.trim() === '' ? Number.NaN : value;
  return value - value === 0 ? value : Number.NaN;
}

/** Milliseconds of an ISO date, in UTC where it names no zone; NaN for anything else, and for days that no month has. */
export function dateOf(cell: string): number {
  const text = cell.trim();
  if (!ISO_DATE.test(text)) return Number.NaN;
  // of 30 February some engines make 1 March
  const day = new Date(text.slice(0, 10)).getUTCDate();
  if (day !== Number(text.slice(8, 10) || 1)) return Number.NaN;
  const hasTime = text.length > 10;
  const hasZone = /Z|[+-]\d\d:?\d\d$/.test(text.slice(10));
  return Date.parse(hasTime ? text.replace(' ', 'T') + (hasZone ? '' : 'Z') : text);
}

/** The beginning of a text, up to the end of a line. */
function headOf(text: string): string {
  const head = text.slice(0, 1 << 16);
  if (head.length === text.length) return head;
  const end = head.lastIndexOf('\n');
  return end < 0 ? head : head.slice(0, end);
}

/** The delimiter by which most rows have as many cells as the first, and more than one. */
function guessDelimiter(head: string): string {
  let best = ',';
  let bestShare = 0;
  for (const delimiter of DELIMITERS) {
    const rows = dsvFormat(delimiter)
      .parseRows(head)
      .filter(({ length, 0: first }) => length > 1 || first!.trim() !== '');
    const width = rows[0]?.length ?? 0;
    const share = rows.filter(({ length }) => length === width).length / Math.max(1, rows.length);
    if (width > 1 && share > bestShare + 0.05) {
      best = delimiter;
      bestShare = share;
    }
  }
  return best;
}

/** Whether cells write 1,5 for one and a half. */
function guessDecimalComma(rows: readonly (readonly string[])[], delimiter: string): boolean {
  if (delimiter === ',') return false;
  const cells = rows.flat();
  const commas = cells.filter((cell) => /^\s*[+-]?\d*,\d+\s*$/.test(cell)).length;
  const points = cells.filter((cell) => /^\s*[+-]?\d*\.\d+\s*$/.test(cell)).length;
  return commas > points;
}

/** What the cells of a column hold, for the most part. */
function guessKind(cells: readonly string[], decimalComma: boolean): ColumnKind {
  const there = cells.filter((cell) => !isNothing(cell));
  if (there.length === 0) return 'text';
  const share = (is: (cell: string) => boolean): number => there.filter(is).length / there.length;
  if (share((cell) => !Number.isNaN(dateOf(cell)) && cell.trim().length > 4) > 0.6) return 'date';
  if (share((cell) => !Number.isNaN(numberOf(cell, decimalComma))) > 0.6) return 'number';
  const distinct = new Set(there.map((cell) => cell.trim())).size;
  return distinct <= MOST_LEVELS && distinct <= Math.max(6, there.length / 2) ? 'category' : 'text';
}

/** Fills one column, cell after cell. */
class ColumnBuilder {
  #numbers: Float64Array;
  #codes: Int32Array;
  readonly #levels = new Map<string, number>();
  readonly #few = new Set<number>();
  #missing = 0;
  #unread = 0;
  #hasTimes = false;
  #kind: ColumnKind;

  constructor(
    readonly name: string,
    kind: ColumnKind,
    readonly decimalComma: boolean,
  ) {
    this.#kind = kind;
    this.#numbers = new Float64Array(kind === 'number' || kind === 'date' ? 1024 : 0);
    this.#codes = new Int32Array(kind === 'category' ? 1024 : 0);
  }

  get hasNumbers(): boolean {
    return this.#kind === 'number' || this.#kind === 'date';
  }

  add(cell: string, row: number): void {
    if (this.#kind === 'text') return;
    if (this.#kind === 'category') {
      this.#addLevel(cell, row);
      return;
    }
    const value = this.#kind === 'date' ? dateOf(cell) : numberOf(cell, this.decimalComma);
    if (row >= this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
    this.#numbers[row] = value;
    if (Number.isNaN(value)) {
      if (isNothing(cell)) this.#missing++;
      else this.#unread++;
      return;
    }
    if (this.#few.size <= FEW_NUMBERS) this.#few.add(value);
    if (this.#kind === 'date' && cell.trim().length > 10) this.#hasTimes = true;
  }

  #addLevel(cell: string, row: number): void {
    const text = cell.trim();
    let code = this.#levels.get(text) ?? -1;
    if (code < 0 && isNothing(text)) this.#missing++;
    else if (code < 0) {
      code = this.#levels.size;
      this.#levels.set(text, code);
      if (code >= MOST_LEVELS) {
        this.#kind = 'text';
        this.#codes = new Int32Array(0);
        return;
      }
    }
    if (row >= this.#codes.length) this.#codes = grown(this.#codes, Int32Array);
    this.#codes[row] = code;
  }

  column(rows: number): Column {
    const isFew = this.#kind === 'number' && this.#few.size <= FEW_NUMBERS;
    const sorted = [...this.#few].sort((a, b) => a - b);
    // texts of a parser may hold on to the whole file: these are their own
    const levels = isFew
      ? sorted.map(String)
      : this.#kind === 'category'
        ? (JSON.parse(JSON.stringify([...this.#levels.keys()])) as string[])
        : [];
    return {
      name: this.name,
      kind: this.#kind,
      numbers: this.#numbers.subarray(0, this.hasNumbers ? rows : 0),
      codes: this.#codes.subarray(0, this.#kind === 'category' ? rows : 0),
      levels,
      missing: this.#missing,
      unread: this.#unread,
      hasTimes: this.#hasTimes,
    };
  }
}

function grown<A extends Float64Array | Int32Array>(array: A, Kind: new (length: number) => A): A {
  const larger = new Kind(Math.max(1024, 2 * array.length));
  larger.set(array);
  return larger;
}

/** Thrown to end a pass over rows. */
const ENOUGH = Symbol('enough');

/**
 * Reads a table.
 *
 * @param text - rows of cells, quoted as in CSV where needed
 * @param name - of the file
 * @param onProgress - told now and then which share is done, about
 * @param encoding - of the file that it was read from
 * @throws {@link UnreadableError} for a text without rows, or without a column of numbers
 */
export function readCsv(
  given: string,
  name: string,
  onProgress: (share: number) => void = () => {},
  encoding: Encoding = 'utf-8',
): Table {
  const text = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given;
  if (text.trim() === '') throw new UnreadableError('There is no text in it.');
  const head = headOf(text);
  const delimiter = guessDelimiter(head);
  const format = dsvFormat(delimiter);
  const isEmpty = (cells: readonly string[]): boolean =>
    cells.length === 1 && cells[0]!.trim() === '';
  const { rows: start, emptyBefore } = firstRows(format, text, isEmpty);
  const decimalComma = guessDecimalComma(start.slice(0, 100), delimiter);
  const first = start[0] ?? [];
  const isNumber = (cell: string): boolean =>
    !Number.isNaN(numberOf(cell, decimalComma)) || !Number.isNaN(dateOf(cell));
  const header = !first.some(isNumber);
  if (first.length > MOST_COLUMNS)
    throw new UnreadableError(
      `The first row has ${first.length} columns; this page takes up to ${MOST_COLUMNS}.`,
    );
  const body = header ? start.slice(1) : start;
  if (body.length === 0)
    throw new UnreadableError('There is a row of names, but no row of data below it.');

  const names = columnNames(header ? first : first.map(() => ''));
  const builders = names.map((each, j) => {
    const cells = body.map((row) => row[j] ?? '');
    return new ColumnBuilder(each, guessKind(cells, decimalComma), decimalComma);
  });
  if (!builders.some(({ hasNumbers }) => hasNumbers) && body.length >= GUESSED_FROM / 2)
    expectNumbers(builders, body.length);

  let rows = 0;
  let uneven = 0;
  let isHeader = header;
  const width = builders.length;
  let seen = 0;
  const add = (cells: readonly string[]): undefined => {
    if (isEmpty(cells)) return;
    if (isHeader) {
      isHeader = false;
      return;
    }
    for (let j = 0; j < width; j++) builders[j]!.add(cells[j] ?? '', rows);
    if (cells.length !== width) uneven++;
    rows++;
    if (rows * width > MOST_CELLS) throw ENOUGH;
    if (rows === GIVEN_UP_AFTER) expectNumbers(builders, rows);
    if (++seen === STRIDE) {
      seen = 0;
      onProgress(rows);
    }
  };
  const notes: string[] = [];
  try {
    format.parseRows(text, add);
  } catch (error) {
    if (error !== ENOUGH) throw error;
    notes.push(
      `Only the first ${count(rows)} rows were read: the table has too many cells for a page.`,
    );
  }
  expectNumbers(builders, rows);
  const columns = builders.map((builder) => builder.column(rows));
  if (!header) notes.push('The first row holds numbers, so columns are named by their place.');
  if (uneven > 0)
    notes.push(
      `${count(uneven)} of ${count(rows)} rows have more or fewer cells than the first: what is not there counts as missing.`,
    );
  if (isOpen(text, delimiter))
    notes.push('A quotation mark is opened and never closed: what follows it is one cell.');
  const isPlain = (cell: string, j: number): boolean =>
    cell === names[j] &&
    cell !== '__proto__' &&
    // some versions of Node read windows-1252 as Latin-1
    !(encoding === 'windows-1252' && /[^\0-\xff]/.test(cell));
  const plainHeader = header && emptyBefore === 0 && first.every(isPlain);
  const dialect = { delimiter, header, emptyBefore, decimalComma };
  return { name, rows, columns, dialect, encoding, plainHeader, notes };
}

/** Whether the last quotation mark is still open. */
function isOpen(text: string, delimiter: string): boolean {
  let marks = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) marks++;
  if (marks % 2 === 0) return false;
  // one inside of an unquoted cell, as in 5", opens nothing
  const opening = new RegExp(`(^|[\\n\\r${delimiter === '|' ? '\\|' : delimiter}])"`);
  return opening.test(text.slice(0, 1 << 20)) || opening.test(text.slice(-(1 << 20)));
}

function expectNumbers(builders: readonly ColumnBuilder[], rows: number): void {
  if (builders.some(({ hasNumbers }) => hasNumbers)) return;
  const what =
    builders.length === 1 ? 'its one column is text' : `all ${builders.length} columns are text`;
  throw new UnreadableError(
    `No column holds numbers or dates: of the first ${count(rows)} rows ${what}. Columns are told apart by commas, semicolons, tabs or bars.`,
  );
}

/** The rows that kinds are guessed from, and the header before them; and how many empty ones are before it. */
function firstRows(
  format: ReturnType<typeof dsvFormat>,
  text: string,
  isEmpty: (cells: readonly string[]) => boolean,
): { rows: string[][]; emptyBefore: number } {
  const rows: string[][] = [];
  let emptyBefore = 0;
  try {
    format.parseRows(text, (cells) => {
      if (!isEmpty(cells)) rows.push(cells);
      else if (rows.length === 0) emptyBefore++;
      if (rows.length > GUESSED_FROM) throw ENOUGH;
      return null;
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return { rows, emptyBefore };
}

/** Names that differ, none of them empty or long. */
function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, j) => {
    const short = cell.trim().slice(0, LONGEST_NAME) || `column ${j + 1}`;
    let name = short;
    for (let k = 2; used.has(name); k++) name = `${short} (${k})`;
    used.add(name);
    return name;
  });
}

/** A number of rows, for people. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}
