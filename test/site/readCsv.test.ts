import { describe, expect, it } from 'vitest';
import {
  dateOf,
  decodeText,
  type Encoding,
  readCsv,
  UnreadableError,
} from '../../site/playground/data/readCsv.js';

const numbers = (text: string, name: string): number[] =>
  Array.from(readCsv(text, 'a.csv').columns.find((column) => column.name === name)!.numbers);

describe('a text as a table', () => {
  it.each([
    ['commas', 'a,b\n1,2.5\n3,4\n', ','],
    ['semicolons', 'a;b\n1;2.5\n3;4\n', ';'],
    ['tabs', 'a\tb\n1\t2.5\n3\t4\n', '\t'],
    ['bars', 'a|b\n1|2.5\n3|4\n', '|'],
    ['semicolons, with decimal commas', 'a;b\n1,0;2,5\n3,0;4,0\n', ';'],
    ['line ends of Windows, and a mark of the byte order', '\ufeffa,b\r\n1,2.5\r\n3,4\r\n', ','],
    ['lines of spaces before the header', ' \n\na;b\n1;2.5\n3;4\n', ';'],
    ['empty lines, and none at the end', 'a,b\n\n1,2.5\n\n3,4', ','],
  ])('reads %s', (_, text, delimiter) => {
    const table = readCsv(text, 'a.csv');
    expect(table.dialect.delimiter).toBe(delimiter);
    expect(table.rows).toBe(2);
    expect(numbers(text, 'a')).toEqual([1, 3]);
    expect(numbers(text, 'b')).toEqual([2.5, 4]);
  });

  it('takes quoted cells with delimiters, quotation marks and line ends', () => {
    const { columns, rows } = readCsv('"a, b",c\n1,"x ""y""\nz"\n2,"x ""y""\nz"\n', 'a.csv');
    expect(rows).toBe(2);
    expect(columns.map(({ name }) => name)).toEqual(['a, b', 'c']);
    expect(columns[1]!.levels).toEqual(['x "y"\nz']);
  });

  it('tells what is missing from what is no number', () => {
    const text = 'a,b\n1,NA\n2,\n3,7\n4,n/a\n5,8\nx,9\n6,Infinity\n7,1e5\n8,3\n9,4\n';
    const [a, b] = readCsv(text, 'a.csv').columns;
    expect([a!.missing, a!.unread]).toEqual([0, 1]);
    expect([b!.missing, b!.unread]).toEqual([3, 1]);
    expect(b!.numbers[6]).toBeNaN();
    expect(b!.numbers[7]).toBe(1e5);
  });

  it('reads ISO dates in UTC, and categories', () => {
    const text = 'day,shop,price\n2026-01-31,east,1\n2026-02-01,west,2\n2026-02-02,east,3\n';
    const [day, shop] = readCsv(text, 'a.csv').columns;
    expect(day!.kind).toBe('date');
    expect(day!.numbers[0]).toBe(Date.UTC(2026, 0, 31));
    expect(shop!.kind).toBe('category');
    expect(Array.from(shop!.codes)).toEqual([0, 1, 0]);
    expect(dateOf('2026-01-31 12:30')).toBe(Date.UTC(2026, 0, 31, 12, 30));
    expect(dateOf('2026-01-31T12:30:00+02:00')).toBe(Date.UTC(2026, 0, 31, 10, 30));
    expect(dateOf('31.1.2026')).toBeNaN();
  });

  it.each(['2024-02-30', '2023-02-29', '2024-04-31T10:00Z', '2024-06-31 24:00', '2024-13-01'])(
    'takes %s for no date',
    (cell) => {
      expect(dateOf(cell)).toBeNaN();
      const rows = ['2024-02-29', '2023-02-28', cell, '2024-12-31T24:00', '2024-02'];
      const [day] = readCsv(
        `day,y\n${rows.map((each, i) => `${each},${i}`).join('\n')}`,
        'a',
      ).columns;
      expect(day!.kind).toBe('date');
      expect([day!.missing, day!.unread]).toEqual([0, 1]);
      expect(day!.numbers[3]).toBe(Date.UTC(2025, 0, 1));
    },
  );

  it('names columns without a header, twice the same, or without a name', () => {
    expect(readCsv('1,2\n3,4\n', 'a.csv').columns.map(({ name }) => name)).toEqual([
      'column 1',
      'column 2',
    ]);
    const { columns, plainHeader } = readCsv('a,a,,__proto__\n1,2,3,4\n5,6,7,8\n', 'a.csv');
    expect(columns.map(({ name }) => name)).toEqual(['a', 'a (2)', 'column 3', '__proto__']);
    expect(plainHeader).toBe(false);
  });

  it('tells headers whose cells are no names for fields of rows', () => {
    const isPlain = (text: string, encoding: Encoding = 'utf-8'): boolean =>
      readCsv(text, 'a.csv', () => {}, encoding).plainHeader;
    expect(isPlain('a,l’été\n1,2\n')).toBe(true);
    expect(isPlain('a,été\n1,2\n', 'windows-1252')).toBe(true);
    expect(isPlain('a,l’été\n1,2\n', 'windows-1252')).toBe(false);
    expect(isPlain('a,__proto__\n1,2\n')).toBe(false);
    expect(isPlain('\na,b\n1,2\n')).toBe(false);
  });

  it('says so when rows are uneven, or a quotation mark stays open', () => {
    expect(readCsv('a,b\n1,2\n3\n4,5,6\n', 'a.csv').notes.join()).toMatch(
      /2 of 3 rows have more or fewer/,
    );
    expect(readCsv('a,b\n1,2\n3,"4\n5,6\n', 'a.csv').notes.join()).toMatch(/never closed/);
  });

  it('tells columns of few numbers, which may be groups', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${i % 3}`).join('\n');
    const [a, b] = readCsv(`a,b\n${rows}`, 'a.csv').columns;
    expect(a!.levels).toEqual([]);
    expect(b!.levels).toEqual(['0', '1', '2']);
  });

  it.each([
    ['nothing', '  \n', /no text/],
    ['a header alone', 'a,b,c\n', /no row of data/],
    ['texts alone', 'a,b\nx,y\nz,w\n', /No column holds numbers/],
    ['prose', 'It was a dark night, and the rain fell.\n'.repeat(3000), /No column holds numbers/],
    ['a line without end', 'x'.repeat(5e6), /no row of data/],
    ['too many columns', `${'1,'.repeat(3000)}1\n`.repeat(3), /3001 columns/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readCsv(text, 'a.csv')).toThrow(UnreadableError);
    expect(() => readCsv(text, 'a.csv')).toThrow(message);
  });
});

describe('a file as a text', () => {
  it('knows encodings', () => {
    const read = (...bytes: number[]): unknown => decodeText(Uint8Array.of(...bytes));
    expect(read(0xc3, 0xa9)).toEqual({ text: 'é', encoding: 'utf-8' });
    expect(read(0xe9, 0x2c, 0x31)).toEqual({ text: 'é,1', encoding: 'windows-1252' });
    expect(read(0xff, 0xfe, 0xe9, 0x00)).toEqual({ text: 'é', encoding: 'utf-16le' });
    expect(read(0xfe, 0xff, 0x00, 0xe9)).toEqual({ text: 'é', encoding: 'utf-16be' });
  });

  it('refuses what is no text', () => {
    expect(() => decodeText(new Uint8Array(0))).toThrow(/empty/);
    expect(() => decodeText(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 8, 0))).toThrow(/no text/);
  });
});
