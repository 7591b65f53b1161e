import type { BandCoverage } from './bandCoverage.js';
import type { IntervalCoverage } from './intervalCoverage.js';

/** Coverage of other packages, by n and by package. */
type Others = Record<string, Record<string, Other>>;

interface Other {
  readonly reps: number;
  readonly mean_coverage: number;
  readonly coverage_at_points: number[];
  readonly median_width: number;
}

const share = (value: number): string => value.toFixed(3).replace('0.', '.');

/** Rows of bands, then those of other packages on the chapter's curve. */
export function bandTable(rows: readonly BandCoverage[], others: Others | readonly []): string {
  const lines = rows.map(({ problem, n, band, mean, worst, medianWidth, whole, replications }) => {
    const name = band === 'robust' ? '**nadaraya, robust**' : 'local line, nothing for bias';
    const simultaneous = whole === undefined ? '' : share(whole);
    return `| ${problem} | ${n} | ${name} | ${share(mean)} | ${share(worst)} | ${medianWidth.toFixed(2)} | ${simultaneous} | ${replications} |`;
  });
  for (const [size, packages] of Object.entries(others)) {
    for (const [name, other] of Object.entries(packages)) {
      const worst = Math.min(...other.coverage_at_points);
      lines.push(
        `| chapter | ${size.slice(1)} | ${name} | ${share(other.mean_coverage)} | ${share(worst)} | ${other.median_width.toFixed(2)} | | ${other.reps} |`,
      );
    }
  }
  return `${[
    '| problem | n | band | mean of seven points | worst point | median width | whole curve, simultaneous | replications |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')}\n`;
}

/** Rows of prediction intervals. */
export function intervalTable(rows: readonly IntervalCoverage[]): string {
  const lines = rows.map(
    ({ problem, n, interval, mean, medianWidth, replications }) =>
      `| ${problem} | ${n} | ${interval} | ${mean.toFixed(4).replace('0.', '.')} | ${medianWidth.toFixed(2)} | ${20 * replications} |`,
  );
  return `${[
    '| problem | n | interval | new observations inside | median width | new observations |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')}\n`;
}
