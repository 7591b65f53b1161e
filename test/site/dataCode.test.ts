// The program that the page shows draws the picture that the page shows: each is run, and its curve compared.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drawing } from '../../site/playground/data/drawing.js';
import type { Curve, Picture, Report } from '../../site/playground/data/messages.js';
import { decodeText, readCsv } from '../../site/playground/data/readCsv.js';
import {
  initialSettings,
  readHash,
  type Settings,
  writeHash,
} from '../../site/playground/data/settings.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/.snippets/dataCode`;

const awkward = Array.from({ length: 60 }, (_, i) => {
  const x = `${Math.floor(i / 4)},${(37 * i) % 100}`;
  return `2026-01-${String(1 + (i % 28)).padStart(2, '0')} 1${i % 10}:30;${x};${i % 7 === 0 ? 'NA' : i};${i % 2 ? 'it’s' : '"a;b"'};${1 + (i % 3)}`;
});
/** Rows of 40 numbers, of which each line makes its cells. */
const lines = (line: (i: number) => string): string =>
  Array.from({ length: 40 }, (_, i) => line(i)).join('\n');
const day = (i: number): string => new Date(864e5 * (20_000 + i)).toISOString().slice(0, 10);
const accents = `größe,prix,l’été\n${lines((i) => `${i},${(i * i) % 23},${i % 2 ? 'né' : 'à'}`)}`;
const taken =
  'lower,x,y,upper,output,density,group,__proto__,standardError,kind,few,extrapolation\n' +
  lines((i) => {
    const wave = (k: number): string => (i + ((k * i) % 7) / 3).toFixed(3);
    const few = i < 38 ? (i % 3 ? 'many' : 'NA') : `few ${i}`;
    return `${Array.from({ length: 9 }, (_, k) => wave(k)).join()},${i % 2 ? 'a' : 'b'},${few},${i % 2 ? 'p' : 'q'}`;
  });
/** Tables that are not the page's own. */
const own = new Map<string, string | Buffer>([
  ['awkward.csv', `when;the 'x';lower;it"s;weight\n${awkward.join('\n')}\n`],
  ['bare.csv', Array.from({ length: 30 }, (_, i) => `${i},${i * i}`).join('\n')],
  [
    'dates.csv',
    `x,day,time,midnight\n${lines((i) => `${i},${i === 7 ? '2024-02-30' : day((i * i) % 50)},${day(i)} 1${i % 10}:30,${day(i)}T00:00:00`)}\n40,2024-1-5,2024-06-31 12:00,2023-02-29 00:00`,
  ],
  ['utf16le.csv', Buffer.from(`\ufeff${accents}`, 'utf16le')],
  ['utf16be.csv', Buffer.from(`\ufeff${accents}`, 'utf16le').swap16()],
  ['windows.csv', Buffer.from(accents.replace('’', '-'), 'latin1')],
  ['late.csv', `\n  \n\r\na,b\n${lines((i) => `${i},${(i * i) % 19}${i === 9 ? '\n' : ''}`)}`],
  ['taken.csv', taken],
]);

/** The file, what is chosen, and what the program calls y. */
const cases: Record<string, readonly [file: string, settings: Partial<Settings>, name?: string]> = {
  'the default': ['mcycle.csv', { x: 'times', y: 'accel' }],
  'a width by hand': ['mcycle.csv', { x: 'times', y: 'accel', width: 2.5, widthDegree: '1' }],
  'dates and gaps': ['airquality.csv', { x: 'day', y: 'ozone', interval: true }],
  'curves by group': ['auto.csv', { x: 'weight', y: 'mpg', group: 'origin' }],
  'a category on a circle': [
    'seatbelts.csv',
    { x: 'month', y: 'drivers', kind: 'periodic', period: 12, group: 'belts', use: 'category' },
  ],
  'a span, robust': [
    'cps71.csv',
    {
      x: 'age',
      y: 'logwage',
      window: 'span',
      kernel: 'tricube',
      degree: '2',
      robust: true,
      level: '0.9',
    },
  ],
  'rows that hang together': [
    'auto.csv',
    { x: 'weight', y: 'mpg', group: 'year', use: 'cluster', degree: '1' },
  ],
  'a density': ['faithful.csv', { x: 'eruptions', view: 'density' }],
  'densities by group': [
    'auto.csv',
    { x: 'mpg', view: 'density', group: 'origin', kernel: 'epanechnikov' },
  ],
  'awkward names, decimal commas, weights': [
    'awkward.csv',
    { x: "the 'x'", y: 'lower', weight: 'weight', group: 'it"s', choice: 'loo' },
  ],
  'times of day': ['awkward.csv', { x: 'when', y: 'lower', degree: '1' }],
  'dates as y, one of them impossible': ['dates.csv', { x: 'x', y: 'day', degree: '1' }],
  'times as y': ['dates.csv', { x: 'x', y: 'time', degree: '1' }],
  'impossible dates': ['dates.csv', { x: 'day', y: 'x', degree: '1' }],
  'impossible times': ['dates.csv', { x: 'time', y: 'x', degree: '1' }],
  'times at midnight': ['dates.csv', { x: 'midnight', y: 'x', degree: '1' }],
  'UTF-16': ['utf16le.csv', { x: 'größe', y: 'prix', group: 'l’été', degree: '1' }],
  'UTF-16 in the other order': ['utf16be.csv', { x: 'größe', y: 'prix', degree: '1' }],
  'Windows-1252': ['windows.csv', { x: 'größe', y: 'prix', group: 'l-été', degree: '1' }],
  'empty lines before the header': ['late.csv', { x: 'a', y: 'b', degree: '1' }],
  'x called __proto__': ['taken.csv', { x: '__proto__', y: 'x', degree: '1' }, 'x'],
  'y called __proto__': ['taken.csv', { x: 'y', y: '__proto__', degree: '1' }, 'y_'],
  'x called lower, y called x': ['taken.csv', { x: 'lower', y: 'x', degree: '1' }, 'x'],
  'x called y, y called lower': ['taken.csv', { x: 'y', y: 'lower', degree: '1' }, 'y_'],
  'x called upper, y called output': [
    'taken.csv',
    { x: 'upper', y: 'output', weight: 'standardError', degree: '1' },
    'y',
  ],
  'a category called extrapolation': [
    'taken.csv',
    { x: 'density', y: 'lower', group: 'extrapolation', degree: '1', use: 'category' },
    'y',
  ],
  'a density of density': ['taken.csv', { x: 'density', view: 'density' }],
  'a density of group by another': ['taken.csv', { x: 'group', group: 'kind', view: 'density' }],
  'densities of groups, some small, some without name': [
    'taken.csv',
    { x: 'x', group: 'few', view: 'density', weight: 'y' },
  ],
  'no header': ['bare.csv', { x: 'column 1', y: 'column 2', degree: '1' }],
};

interface Shown {
  readonly curves: readonly Curve[];
  readonly code: string;
}

async function shown(file: string, given: Partial<Settings>): Promise<Shown> {
  const content = own.get(file) ?? readFileSync(`${root}examples/data/${file}`);
  const { text, encoding } = decodeText(Buffer.from(content));
  const drawing = new Drawing(readCsv(text, file, () => {}, encoding));
  const pictures: Picture[] = [];
  const reports: Report[] = [];
  const listener = {
    progress: () => {},
    paths: () => {},
    picture: (picture: Picture) => pictures.push(picture),
    report: (report: Report) => reports.push(report),
  };
  await drawing.draw(
    { ...initialSettings, ...given },
    { have: '', havePaths: '' },
    listener,
    new AbortController().signal,
  );
  return { curves: pictures.at(-1)!.curves, code: reports.at(-1)!.code };
}

/** A row of what a program drew. */
type Row = Readonly<Record<string, string | number>>;

describe('the program that a page shows', () => {
  const pages = new Map<string, Shown>();
  const programs = new Map<string, { curve: Row[]; interval?: { lower: number[] } }>();

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of own) writeFileSync(`${folder}/${name}`, text);
    const names = Object.keys(cases);
    for (const [k, name] of names.entries()) {
      const [file, settings] = cases[name]!;
      const page = await shown(file, settings);
      pages.set(name, page);
      const at = `${own.has(file) ? folder : `${root}examples/data`}/${file}`;
      const there = page.code.replaceAll(`readFileSync('${file}'`, `readFileSync('${at}'`);
      const interval = settings.interval ? ', interval: { lower: [...interval.lower] }' : '';
      writeFileSync(
        `${folder}/${k}.mjs`,
        `${there}\nglobalThis.results.push([${JSON.stringify(name)}, { curve${interval} }]);\n`,
      );
    }
    const all = names.map((_, k) => `await import('./${k}.mjs');`).join('\n');
    writeFileSync(
      `${folder}/all.mjs`,
      `globalThis.results = [];\nconsole.log = console.table = () => {};\n${all}\nprocess.stdout.write(JSON.stringify(globalThis.results));\n`,
    );
    const { stdout, stderr, status } = spawnSync(process.execPath, [`${folder}/all.mjs`], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const [name, result] of JSON.parse(stdout)) programs.set(name, result);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.keys(cases))('draws the same: %s', (name) => {
    const { curves } = pages.get(name)!;
    const { curve, interval } = programs.get(name)!;
    const [, settings, called] = cases[name]!;
    const of = (key: 'y' | 'lower' | 'upper'): number[] =>
      byGroup(curves, curve).flatMap(([each]) => Array.from(each[key] ?? []));
    const field = (key: string): number[] =>
      byGroup(curves, curve).flatMap(([, rows]) => rows.map((row) => Number(row[key])));
    const [first] = curve;
    const keys = Object.keys(first!);
    const value = settings.view === 'density' ? 'density' : (settings.y ?? '');
    const y = called ?? (keys.includes(value) && value !== 'lower' ? value : 'y');
    expect(keys).toContain(y);
    // the page sums rows in another order: digits beyond the tolerance of 1e-12 may differ, times the spread of y
    close(field(y), of('y'));
    if (keys.includes('lower')) {
      close(field('lower'), of('lower'));
      close(field('upper'), of('upper'));
    }
    if (interval) close(interval.lower, Array.from(curves[0]!.low!));
    expect(keys.includes('lower')).toBe(settings.view !== 'density');
  });
});

/** Each curve with the rows of its group; the order of groups is the page's own. */
function byGroup(curves: readonly Curve[], rows: readonly Row[]): [Curve, readonly Row[]][] {
  if (curves.length === 1) return [[curves[0]!, rows]];
  return curves.map((curve) => [
    curve,
    rows.filter((row) => Object.values(row).some((each) => String(each) === curve.name)),
  ]);
}

function close(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expect(actual.length).toBeGreaterThan(0);
  const size = Math.max(...expected.filter(Number.isFinite).map(Math.abs));
  const error = Math.max(
    ...expected.map((value, i) =>
      Number.isNaN(value) && (Number.isNaN(actual[i]) || actual[i] === 0)
        ? 0
        : Math.abs(value - actual[i]!),
    ),
  );
  expect(error / size).toBeLessThan(1e-8);
}

describe('settings in an address', () => {
  it('come back as they went', () => {
    const settings: Settings = {
      ...initialSettings,
      x: 'a&b=c#',
      y: '%',
      width: 0.25,
      widthDegree: '2',
      band: false,
      kernel: 'tricube',
    };
    const read = readHash(`#${writeHash(settings, 'mcycle')}`);
    expect(read.sample).toBe('mcycle');
    expect({ ...initialSettings, ...read.settings }).toEqual(settings);
  });

  it('leave out the columns of a file of the user', () => {
    expect(writeHash({ ...initialSettings, x: 'secret', y: 'y', degree: '2' }, '')).toBe(
      'degree=2',
    );
  });

  it.each([
    'kernel=evil',
    'degree=9',
    'width=-1',
    'width=NaN',
    'period=0',
    'level=2',
    'band=yes',
    '__proto__=x',
    'constructor=1',
    `x=${'name '.repeat(50)}`,
  ])('are checked: %s', (hash) => {
    expect(readHash(`#${hash}`).settings).toEqual({});
  });
});
