// What is said beside a picture.

import { describe, expect, it } from 'vitest';
import { Drawing } from '../../site/playground/data/drawing.js';
import type { Picture, Report } from '../../site/playground/data/messages.js';
import { readCsv } from '../../site/playground/data/readCsv.js';
import { csvOf } from '../../site/playground/data/saving.js';
import { initialSettings, type Settings } from '../../site/playground/data/settings.js';

const minute = 6e4;
const start = Date.UTC(2024, 0, 1);
const iso = (time: number): string => new Date(time).toISOString();
/** Days, of which some are far apart, minutes, numbers, and two groups. */
const rows = Array.from({ length: 60 }, (_, i) => {
  const day = iso(start + 864e5 * (i < 50 ? i : 50 + (i - 50) * 40)).slice(0, 10);
  return `${day},${iso(start + minute * i)},${i},${Math.sin(i / 2) + ((i * i) % 23) / 100},${i % 2 ? 'a' : 'b'}`;
});
const table = readCsv(`day,time,x,y,kind\n${rows.join('\n')}\n`, 'dates.csv');

async function drawn(
  given: Partial<Settings>,
  of = table,
): Promise<{ picture: Picture; report: Report }> {
  const pictures: Picture[] = [];
  const reports: Report[] = [];
  await new Drawing(of).draw(
    { ...initialSettings, degree: '1', ...given },
    { have: '', havePaths: '' },
    {
      progress: () => {},
      paths: () => {},
      picture: (picture) => pictures.push(picture),
      report: (report) => reports.push(report),
    },
    new AbortController().signal,
  );
  return { picture: pictures.at(-1)!, report: reports.at(-1)! };
}

async function said(given: Partial<Settings>): Promise<Map<string, string>> {
  return new Map((await drawn(given)).report.lines);
}

describe('a summary over dates', () => {
  it('has bandwidths as lengths of time, the widest too', async () => {
    const lines = await said({ x: 'day', y: 'y', degree: 'auto' });
    expect(lines.get('bandwidth')).toMatch(
      /^[\d.]+ days, to [\d.]+ days where observations are few \(by auto\)$/,
    );
    expect((await said({ x: 'time', y: 'y' })).get('bandwidth')).toMatch(/^[\d.]+ seconds/);
    expect((await said({ x: 'day', y: 'y', window: 'span' })).get('bandwidth')).toMatch(
      /, typically [\d.]+ days$/,
    );
    const shared = await said({ x: 'day', y: 'y', group: 'kind', use: 'category' });
    expect(shared.get('bandwidth')).toMatch(/^[\d.]+ days \(day\), λ/);
    const each = await said({ x: 'day', y: 'y', group: 'kind', degree: 'auto' });
    expect(each.get('a')).toMatch(/bandwidth [\d.]+ days, to [\d.]+ days where/);
  });

  it('has errors of dates as lengths of time', async () => {
    const lines = await said({ x: 'x', y: 'time' });
    for (const name of ['residual standard deviation', 'leave-one-out error'])
      expect(lines.get(name)).toMatch(/^[\d.]+ (milli)?seconds|minutes$/);
    expect(lines.get('bandwidth')).toMatch(/^[\d.]+[ ,](to|\()/);
  });

  it('has quantiles of a density as dates', async () => {
    const days = await said({ x: 'day', view: 'density' });
    expect(days.get('5 %, 25 %, 50 %, 75 %, 95 %')).toMatch(/^(20\d\d-\d\d-\d\d(, |$)){5}$/);
    expect(days.get('bandwidth')).toMatch(/^[\d.]+ days \(by sj\)$/);
    const times = await said({ x: 'time', view: 'density' });
    const found = times.get('5 %, 25 %, 50 %, 75 %, 95 %')!.split(', ');
    expect(new Set(found).size).toBe(5);
    expect(found[2]).toMatch(/^2024-01-01 00:(29|30)/);
    const numbers = await said({ x: 'x', view: 'density' });
    expect(numbers.get('5 %, 25 %, 50 %, 75 %, 95 %')).toMatch(/^(-?[\d.]+(, |$)){5}$/);
  });
});

describe('notes', () => {
  const warnings = async (given: Partial<Settings>): Promise<string> =>
    (await drawn({ x: 'x', y: 'y', window: 'span', ...given })).report.warnings.join('\n');

  it.each([
    ['plugin', 'plug-in'],
    ['silverman', 'Silverman’s rule'],
    ['scott', 'Scott’s rule'],
  ] as const)('say that a share is not chosen by %s', async (choice, name) => {
    expect(await warnings({ choice })).toContain(`not chosen by ${name}: here it is by AICc`);
    expect(await warnings({ choice, width: 0.5 })).not.toMatch(/AICc/);
  });

  it.each([
    { kind: 'periodic', period: 60 },
    { group: 'kind', use: 'category' },
  ] as const)('say that windows have one width: %o', async (given) => {
    expect(await warnings(given)).toMatch(/windows have one width/);
    const { picture } = await drawn({ x: 'x', y: 'y', window: 'span', width: 5, ...given });
    expect(picture.slider!.of).toBe('bandwidth');
  });

  it('say nothing of what has an effect', async () => {
    for (const choice of ['aicc', 'loo', 'gcv'] as const)
      expect(await warnings({ choice })).not.toMatch(/share|width/);
    expect(await warnings({ choice: 'scott', window: 'fixed' })).not.toMatch(/share/);
    expect(await warnings({ choice: 'scott', view: 'density' })).not.toMatch(/share/);
  });
});

it('a category of many levels has the first curves, in the colors of its points', async () => {
  const levels = Array.from(
    { length: 90 },
    (_, i) => `${i},${i % 9 === 2 ? '' : i % 7},l${i % 11}`,
  );
  const without = Array.from({ length: 12 }, (_, i) => `${i},,${i ? 'l0' : 'none'}`); // no row of it is whole
  const many = readCsv(`x,y,g\n${[...without, ...levels].join('\n')}`, 'many.csv');
  const { picture, report } = await drawn({ x: 'x', y: 'y', group: 'g', use: 'category' }, many);
  expect(picture.curves.map(({ name }) => name)).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((k) => `l${k}`),
  );
  expect(report.warnings).toContain('The first 8 of 11 groups are drawn.');
  const { x, group } = picture.points!.dots!;
  for (let i = 0; i < x.length; i++)
    expect(group[i]).toBe(x[i]! % 11 < picture.curves.length ? x[i]! % 11 : -1);
});

it('dates of x and y are dates in the saved curve', async () => {
  const { picture } = await drawn({ x: 'x', y: 'day', interval: true });
  const [, first] = csvOf(picture.curves, { x: 'x', y: 'day', group: '' }, picture).split('\n');
  expect(first).toMatch(/^0(,2\d{3}-\d\d-\d\dT[\d:.]+Z){5}$/);
});
