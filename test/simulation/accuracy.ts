// Measures how close the default curve comes to the true one, and what its band covers, and writes the
// tables of docs/accuracy.md. Seeded: the same figures every time.
//
//   npm run simulate:accuracy             200 samples of each problem (100 of 500 observations)
//   npm run simulate:accuracy -- 20 quick   fewer, printed and not written

import { readFileSync } from 'node:fs';
import { createRandom } from '../../src/arrays/createRandom.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import {
  type AccuracyProblem,
  accuracySample,
  openProblems,
  ownProblems,
  thinProblems,
} from './accuracyProblems.js';
import { writeTable } from './writeTable.js';

/** What was found of one problem. */
interface Found {
  readonly name: string;
  readonly n: number;
  readonly samples: number;
  /** Mean squared error of the curve at the observations. */
  readonly ase: number;
  /** Effective degrees of freedom. */
  readonly trace: number;
  readonly mean: number;
  readonly worst: number;
  readonly width: number;
}

interface OtherFigures {
  readonly name: string;
  readonly n: number;
  readonly ase: Record<'gam' | 'gamk' | 'loess' | 'dpill', number>;
  readonly gamk: { readonly mean: number; readonly worst: number; readonly width: number };
}

/** Bands are looked at at these quantiles of the design. */
const SHARES = [0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];

function measure(problem: AccuracyProblem, n: number, samples: number): Found {
  const random = createRandom(99);
  const many = Float64Array.from({ length: 4000 }, () => problem.design(random)).sort();
  const queries = SHARES.map((share) => many[Math.floor(share * many.length)]!);
  const held = queries.map(() => 0);
  const widths: number[] = [];
  let [ase, trace] = [0, 0];
  for (let seed = 0; seed < samples; seed++) {
    const { x, y, truth } = accuracySample(problem, n, seed);
    const model = new KernelRegressor().fit(x, y);
    model.predict(x).forEach((fit, i) => {
      ase += (fit - truth[i]!) ** 2 / n / samples;
    });
    trace += model.effectiveDegreesOfFreedom / samples;
    const { lower, upper } = model.confidenceBand(queries);
    queries.forEach((at, k) => {
      widths.push(upper[k]! - lower[k]!);
      const value = problem.curve(at);
      if (lower[k]! <= value && value <= upper[k]!) held[k]! += 1 / samples;
    });
  }
  widths.sort((a, b) => a - b);
  const mean = held.reduce((sum, each) => sum + each, 0) / held.length;
  const width = widths[widths.length >> 1]!;
  return { name: problem.name, n, samples, ase, trace, mean, worst: Math.min(...held), width };
}

/** What was found of one problem with the same bandwidth everywhere, and where it grows. */
interface FoundThin {
  /** Mean squared errors at the observations. */
  readonly ase: number[];
  /** Median over the samples of the largest error between the least and the largest x, in deviations of the noise. */
  readonly largest: number[];
  /** How often the band holds the curve at an observation. */
  readonly held: number[];
}

function measureThin(problem: AccuracyProblem, n: number, samples: number): FoundThin {
  const ways = [{ minNeighbours: 0 }, {}];
  const ase = ways.map(() => 0);
  const held = ways.map(() => 0);
  const largest = ways.map((): number[] => []);
  for (let seed = 0; seed < samples; seed++) {
    const { x, y, truth } = accuracySample(problem, n, seed);
    const grid = Float64Array.from(
      { length: 401 },
      (_, i) => x[0]! + ((x[n - 1]! - x[0]!) * i) / 400,
    );
    ways.forEach((options, way) => {
      const model = new KernelRegressor(options).fit(x, y);
      const { fit, lower, upper } = model.confidenceBand(x);
      truth.forEach((value, i) => {
        ase[way]! += (fit[i]! - value) ** 2 / n / samples;
        if (lower[i]! <= value && value <= upper[i]!) held[way]! += 1 / n / samples;
      });
      const errors = model.predict(grid).map((each, i) => Math.abs(each - problem.curve(grid[i]!)));
      largest[way]!.push(Math.max(...errors) / problem.deviation(0));
    });
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { ase, held, largest: largest.map(median) };
}

const samples = Number(process.argv[2] ?? 200);
const isQuick = process.argv[3] === 'quick';
const file = new URL('../reference/sim_mgcv_loess_curves.json', import.meta.url);
const others: OtherFigures[] = JSON.parse(readFileSync(file, 'utf8')).cases;
const ratio = (a: number, b: number) => (a / b).toFixed(2);
const share = (value: number) => value.toFixed(3).replace(/^0/, '');

const open: string[] = [];
for (const n of [30, 50, 100, 200, 500]) {
  const ratios: number[][] = [];
  for (const problem of openProblems) {
    const other = others.find((each) => each.name === problem.name && each.n === n);
    if (!other) continue;
    const found = measure(problem, n, n === 500 ? samples / 2 : samples);
    const { gamk, gam, loess, dpill } = other.ase;
    ratios.push([gamk, gam, loess, dpill].map((ase) => found.ase / ase));
    open.push(
      `| ${problem.name} | ${n} | ${ratio(found.ase, gamk)} | ${ratio(found.ase, gam)} | ${ratio(found.ase, loess)} | ${ratio(found.ase, dpill)} | ${found.trace.toFixed(1)} | ${share(found.mean)} | ${share(found.worst)} | ${ratio(found.width, other.gamk.width)} | ${share(other.gamk.mean)} | ${share(other.gamk.worst)} |`,
    );
    console.log(open.at(-1));
  }
  const means = [0, 1, 2, 3].map((k) => {
    const logs = ratios.map((row) => Math.log(row[k]!));
    return Math.exp(logs.reduce((sum, each) => sum + each, 0) / logs.length).toFixed(2);
  });
  const largest = Math.max(...ratios.map(([first]) => first!)).toFixed(2);
  open.push(
    `| **geometric mean** (largest ${largest}) | ${n} | **${means.join('** | **')}** | | | | | | |`,
  );
  console.log(open.at(-1));
}
const own: string[] = [];
for (const n of [50, 200]) {
  for (const problem of ownProblems) {
    const found = measure(problem, n, samples / 2);
    own.push(
      `| ${problem.name} | ${n} | ${found.ase.toPrecision(3)} | ${found.trace.toFixed(1)} | ${share(found.mean)} | ${share(found.worst)} | ${found.width.toPrecision(3)} |`,
    );
    console.log(own.at(-1));
  }
}
const thin: string[] = [];
for (const n of [50, 200]) {
  for (const problem of thinProblems) {
    const { ase, largest, held } = measureThin(problem, n, samples / 2);
    thin.push(
      `| ${problem.name} | ${n} | ${ratio(ase[1]!, ase[0]!)} | ${largest[1]!.toPrecision(2)} | ${largest[0]!.toPrecision(2)} | ${share(held[1]!)} | ${share(held[0]!)} |`,
    );
    console.log(thin.at(-1));
  }
}
if (!isQuick) {
  writeTable('accuracy', 'open', open, true);
  writeTable('accuracy', 'own', own, true);
  writeTable('accuracy', 'thin', thin, true);
}
