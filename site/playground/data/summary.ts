// What is said beside a picture: the library's own summary, in rows of a table.

import type { KernelDensity } from 'nadaraya/regression';
import { codeOf } from './code.js';
import type { Report } from './messages.js';
import type { Fitted, Found } from './models.js';
import type { Observed } from './observe.js';
import { MOST_DOTS } from './points.js';
import { count, type Table } from './readCsv.js';
import { durationOf, placeText } from './scale.js';
import type { Settings } from './settings.js';

/** What an error says to somebody who sees no code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(
    /^KernelRegressor\.\w+(?: of [^:]*)?: |^KernelDensity(?:\.\w+)?: |^KernelRegressor: /,
    '',
  );
}

/** Which of the columns are dates, which are milliseconds to a model. */
type Times = Pick<Observed, 'isTime' | 'yIsTime'>;

/** A number of a summary as a length of time. */
function duration(number: string): string {
  return Number.isFinite(Number(number)) ? durationOf(Number(number)) : number;
}

/** A line of a summary in units of time. */
function inTime(name: string, value: string, { isTime, yIsTime }: Times): string {
  if (isTime && name === 'bandwidth')
    return value.replace(
      /(^|, to |, typically )(\d[\d.]*(?:e[+-]\d+)?)/g,
      (_, before, number) => before + duration(number),
    );
  const isError = name === 'residual standard deviation' || /^leave-one.*error$/.test(name);
  return yIsTime && isError ? duration(value) : value;
}

/** The lines of a summary; warnings have no name. */
export function linesOf(
  summary: string,
  group: string,
  isOne: boolean,
  times: Times,
): [string, string][] {
  const lines = summary
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '' && !line.startsWith('columns of x and y'))
    .map((line): [string, string] => {
      const cut = /^(\S.*?) {2,}(.*)$/.exec(line);
      if (!cut) return ['', line];
      return [cut[1]!, inTime(cut[1]!, cut[2]!, times)];
    });
  if (!isOne) return lines;
  const said = new Map(lines);
  const short = ['observations', 'bandwidth', 'degree', 'R squared']
    .filter((name) => said.has(name))
    .map((name) => `${name} ${said.get(name)!.replace(/ \(.*/, '')}`);
  return [[group, short.join(', ')]];
}

/** The lines of a density, whose quantiles of dates are dates: in a summary of numbers they are rounded. */
export function densityLines(
  model: KernelDensity,
  group: string,
  isOne: boolean,
  times: Times,
): [string, string][] {
  const lines = linesOf(model.summary(), group, isOne, times);
  if (isOne || !times.isTime) return lines;
  return lines.map(([name, value]) => {
    if (!/^\d+ %, /.test(name)) return [name, value];
    const levels = name.split(', ').map((level) => Number.parseFloat(level) / 100);
    const places = Array.from(model.quantile(levels) as Float64Array);
    const step = (places.at(-1)! - places[0]!) / 500;
    return [name, places.map((place) => placeText(place, true, step)).join(', ')];
  });
}

export function reportOf(
  table: Table,
  fitted: readonly Fitted[],
  observed: Observed,
  settings: Settings,
  found: Found | undefined,
  said: readonly string[],
): Report {
  const lines = fitted.flatMap(({ part, model }) =>
    linesOf(model.summary(), part.name, fitted.length > 1, observed),
  );
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
