// Measures what bands and intervals of windows by neighbours and of robust fits hold, and how wide they are
// on real data, and writes their tables of docs/coverage.md. Seeded, and every row by itself: the same
// figures every time, whichever rows are asked for.
//
//   npm run simulate:windows -- 1000 write ' (50|200) auto'  what the page shows: 20 minutes on two idle cores
//   npm run simulate:windows                                 every row, 1,000 samples (200 of 1,000 observations): hours
//   npm run simulate:windows -- 50 quick ' 200 .*true'       fewer samples, printed and not written
//
// The text is a pattern for the rows, "problem n degree robust".

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createRandom, KernelRegressor, type KernelRegressorOptions } from '../../src/index.js';
import { realData, widthsBesideMgcv } from '../reference/realData.js';
import { points } from './bandCoverage.js';
import { sampleOf, windowed } from './problems.js';
import { writeTable } from './writeTable.js';

/** New observations for each sample, none of them an outlier. */
const NEW = 20;
/** Ends of a 95 % interval of a normal distribution, in standard deviations from one to the other. */
const NORMAL = 2 * 1.959964;

const windows: KernelRegressorOptions = { kernel: 'tricube', bandwidth: { span: 'aicc' } };
const models: Record<string, KernelRegressorOptions> = {
  auto: windows,
  '1': { ...windows, degree: 1 },
  '2': { ...windows, degree: 2 },
};

interface Job {
  readonly problem: string;
  readonly n: number;
  readonly model: string;
  readonly robust: boolean;
  readonly samples: number;
}

interface Found {
  readonly mean: number;
  readonly worst: number;
  /** At the least and at the largest x of the sample. */
  readonly ends: readonly number[];
  /** Mean width of the band at the points over that of the normal interval with the error of the fit there. */
  readonly wider: number;
  readonly median: number;
  /** Mean squared error at the points. */
  readonly error: number;
  /** Share of new observations inside the interval, and how wide it is beside the best, in the median. */
  readonly interval: number;
  readonly intervalWider: number;
}

function measure({ problem: name, n, model, robust, samples }: Job): Found {
  const problem = windowed.find((each) => each.name === name)!;
  const { design = (u: number) => u, curve, deviation } = problem;
  const { noise: _, ...clean } = problem;
  const queries = Float64Array.from(points, (at) => 5 * design(at / 5));
  const held = points.map(() => 0);
  const ends = [0, 0];
  const widths: number[][] = points.map(() => []);
  const squares = points.map(() => 0);
  const intervals: number[] = [];
  let inside = 0;
  for (let seed = 0; seed < samples; seed++) {
    const random = createRandom(seed);
    const { x, y } = sampleOf(problem, n, random);
    const fresh = sampleOf(clean, NEW, random);
    const fitted = new KernelRegressor({ ...models[model], robust }).fit(x, y);
    const { fit, lower, upper } = fitted.confidenceBand([...queries, x[0]!, x[n - 1]!]);
    const holds = (q: number, value: number) => lower[q]! <= value && value <= upper[q]!;
    queries.forEach((at, q) => {
      if (holds(q, curve(at))) held[q]! += 1 / samples;
      widths[q]!.push(upper[q]! - lower[q]!);
      squares[q]! += (fit[q]! - curve(at)) ** 2 / samples;
    });
    [x[0]!, x[n - 1]!].forEach((at, end) => {
      if (holds(points.length + end, curve(at))) ends[end]! += 1 / samples;
    });
    const interval = fitted.predictionInterval(fresh.x);
    fresh.y.forEach((value, i) => {
      const [low, high] = [interval.lower[i]!, interval.upper[i]!];
      if (low <= value && value <= high) inside++;
      intervals.push((high - low) / (NORMAL * deviation(fresh.x[i]!)));
    });
  }
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const median = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[values.length >> 1]!;
  return {
    mean: mean(held),
    worst: Math.min(...held),
    ends,
    wider: mean(widths.map((each, q) => median(each) / (NORMAL * Math.sqrt(squares[q]!)))),
    median: median(widths.flat()),
    error: mean(squares),
    interval: inside / (NEW * samples),
    intervalWider: median(intervals),
  };
}

const share = (value: number) => value.toFixed(3).replace(/^0/, '');

function row({ problem, n, model, robust, samples }: Job, found: Found): string {
  const { mean, worst, ends, wider, median, error, interval, intervalWider } = found;
  return `| ${[
    problem,
    n,
    `${model}${robust ? ', robust' : ''}`,
    share(mean),
    share(worst),
    ends.map(share).join(', '),
    median.toFixed(2),
    wider.toFixed(2),
    error.toPrecision(3),
    share(interval),
    intervalWider.toFixed(2),
    samples,
  ].join(' | ')} |`;
}

const [samples, mode = ''] = [Number(process.argv[2] ?? 1000), process.argv[3]];
if (process.send) {
  process.on('message', (job: Job) => process.send!(measure(job)));
} else {
  const only = new RegExp(process.argv[4] ?? '');
  const most = (n: number) => Math.ceil(samples / (n > 500 ? 5 : 1));
  const sizes = [50, 200, 1000];
  const jobs: Job[] = sizes
    .flatMap((n) =>
      windowed.flatMap(({ name: problem, noise }) =>
        Object.keys(models).flatMap((model) =>
          [false, true]
            .filter((robust) => robust || !noise)
            .map((robust) => ({ problem, n, model, robust, samples: most(n) })),
        ),
      ),
    )
    .filter(({ problem, n, model, robust }) => only.test(`${problem} ${n} ${model} ${robust}`));
  const rows: string[] = new Array(jobs.length);
  let next = 0;
  /** Hands one job after another to a process. */
  const serve = (child: ChildProcess) =>
    new Promise<void>((done) => {
      const hand = () => {
        if (next === jobs.length) return done(void child.kill());
        const at = next++;
        child.once('message', (found: Found) => {
          rows[at] = row(jobs[at]!, found);
          console.log(rows[at]);
          hand();
        });
        child.send(jobs[at]!);
      };
      hand();
    });
  const self = fileURLToPath(import.meta.url);
  await Promise.all(Array.from({ length: availableParallelism() }, () => serve(fork(self))));
  const real = onRealData();
  console.log(real.join('\n'));
  if (mode !== 'quick') {
    writeTable('coverage', 'windows', rows, true);
    writeTable('coverage', 'windows on data', real, true);
  }
}

/** How wide bands are on real data beside mgcv's. */
function onRealData(): string[] {
  return realData.flatMap((data) =>
    [false, true].map((robust) => {
      const model = new KernelRegressor({ ...windows, robust }).fit(data.x, data.y);
      const ratios = widthsBesideMgcv(data, model).sort((a, b) => a - b);
      const { degree, span } = model.bandwidthChoice!;
      return `| ${[
        data.name,
        data.x.length,
        robust ? 'robust' : '',
        degree,
        span === Infinity ? '∞' : span!.toFixed(2),
        model.effectiveDegreesOfFreedom.toFixed(1),
        data.mgcv.edf.toFixed(1),
        ratios[ratios.length >> 1]!.toFixed(2),
        ratios.at(-1)!.toFixed(2),
        ratios.filter((ratio) => ratio > 3).length,
      ].join(' | ')} |`;
    }),
  );
}
