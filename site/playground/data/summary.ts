// What is said beside a picture: the library's own summary, in rows of a table.

import { codeOf } from './code.js';
import type { Report } from './messages.js';
import type { Fitted, Found } from './models.js';
import type { Observed } from './observe.js';
import { MOST_DOTS } from './points.js';
import { count, type Table } from './readCsv.js';
import type { Settings } from './settings.js';

/** What an error says to somebody who sees no code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(
    /^KernelRegressor\.\w+(?: of [^:]*)?: |^KernelDensity(?:\.\w+)?: |^KernelRegressor: /,
    '',
  );
}

const UNITS = [
  [365.25 * 864e5, 'years'],
  [864e5, 'days'],
  [36e5, 'hours'],
  [6e4, 'minutes'],
  [1000, 'seconds'],
] as const;

/** A bandwidth over dates, which is milliseconds, in the largest unit that it fills. */
export function durationOf(width: number): string {
  const [unit, name] = UNITS.find(([each]) => width >= 2 * each) ?? [1, 'ms'];
  return `${Number((width / unit).toPrecision(4))} ${name}`;
}

/** The lines of a summary; warnings have no name. */
export function linesOf(
  summary: string,
  group: string,
  isOne: boolean,
  isTime: boolean,
  width: number,
): [string, string][] {
  const lines = summary
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '' && !line.startsWith('columns of x and y'))
    .map((line): [string, string] => {
      const cut = /^(\S.*?) {2,}(.*)$/.exec(line);
      if (!cut) return ['', line];
      if (isTime && cut[1] === 'bandwidth')
        return ['bandwidth', cut[2]!.replace(/^[\d.e+]+(?: ms)?/, () => durationOf(width))];
      return [cut[1]!, cut[2]!];
    });
  if (!isOne) return lines;
  const said = new Map(lines);
  const short = ['observations', 'bandwidth', 'degree', 'R squared']
    .filter((name) => said.has(name))
    .map((name) => `${name} ${said.get(name)!.replace(/ \(.*/, '')}`);
  return [[group, short.join(', ')]];
}

export function reportOf(
  table: Table,
  fitted: readonly Fitted[],
  observed: Observed,
  settings: Settings,
  found: Found | undefined,
  said: readonly string[],
): Report {
  const lines = fitted.flatMap(({ part, model }) => {
    const width = model.bandwidth[0]!;
    return linesOf(model.summary(), part.name, fitted.length > 1, observed.isTime, width);
  });
  const isThinned = observed.n > MOST_DOTS && settings.group !== '' && settings.use !== 'cluster';
  return {
    lines: lines.filter(([name]) => name !== ''),
    warnings: [
      ...said,
      ...lines.filter(([name]) => name === '').map(([, line]) => line),
      ...(isThinned
        ? [`${count(MOST_DOTS)} of ${count(observed.n)} points are drawn; curves are of all.`]
        : []),
    ],
    code: codeOf(table, observed, settings, found),
  };
}
