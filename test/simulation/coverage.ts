// Measures what bands and intervals cover and writes the tables of docs/coverage.md. Seeded: the same figures every time.
//
//   npm run simulate                1,000 replications, some minutes
//   npm run simulate -- 100 quick   fewer, printed and not written

import { readFileSync } from 'node:fs';
import { bandCoverage } from './bandCoverage.js';
import { bandTable, intervalTable } from './coverageTables.js';
import { intervalCoverage } from './intervalCoverage.js';
import { reported } from './problems.js';
import { writeTable } from './writeTable.js';

const replications = Number(process.argv[2] ?? 1000);
const isQuick = process.argv[3] === 'quick';
const bands = [];
const intervals = [];
for (const n of [50, 200]) {
  for (const problem of reported) {
    const found = bandCoverage(problem, n, replications, true);
    bands.push(...found);
    console.log(bandTable(found, []));
  }
}
for (const n of [50, 200, 1000]) {
  for (const problem of reported) {
    const found = intervalCoverage(problem, n, Math.ceil(replications / (n > 500 ? 5 : 2)));
    intervals.push(...found);
    console.log(intervalTable(found));
  }
}
if (!isQuick) {
  const others = new URL('../reference/sim_coverage_of_other_packages.json', import.meta.url);
  const { results } = JSON.parse(readFileSync(others, 'utf8'));
  writeTable('coverage', 'bands', [bandTable(bands, results)]);
  writeTable('coverage', 'intervals', [intervalTable(intervals)]);
}
