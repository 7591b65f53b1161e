// Measures how close the default surface of two predictors comes to the true one, and what its band
// covers, beside mgcv and loess of R, and writes the tables of docs/accuracy.md. Seeded: the same samples
// everywhere.
//
//   npm run simulate:surfaces              all samples
//   npm run simulate:surfaces -- 2 quick   two of each problem, printed and not written
//   npm run simulate:surfaces -- 10 csv    writes the samples for surfaces.R into .cache/surfaces

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRandom, type Random } from '../../src/arrays/createRandom.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import type { KernelRegressorOptions } from '../../src/estimators/KernelRegressorOptions.js';
import { writeTable } from './writeTable.js';

type Place = readonly [number, number];

// Surfaces and designs that the ridge was not chosen on.
const surfaces: Readonly<Record<string, (x: number, z: number) => number>> = {
  'two bumps': (x, z) =>
    1.5 * Math.exp(-12 * ((x - 0.25) ** 2 + (z - 0.3) ** 2)) -
    Math.exp(-20 * ((x - 0.7) ** 2 + (z - 0.65) ** 2)),
  ripples: (x, z) => Math.cos(2.5 * Math.PI * Math.hypot(x - 0.2, z - 0.2)),
  fold: (x, z) => 2 * Math.abs(x - z),
  'sum of waves': (x, z) => Math.sin(2 * Math.PI * x) + Math.cos(3 * z),
  'growth and decay': (x, z) => 2 * x * Math.exp(-2 * z),
  'one parabola': (_, z) => 3 * (z - 0.4) ** 2,
  'wave on a line': (x, z) => Math.sin(7 * x) + z,
  noise: () => 1,
};

const designs: Readonly<Record<string, (random: Random) => Place>> = {
  uniform: (random) => [random.uniform(), random.uniform()],
  normal: (random) => [random.normal(0.5, 0.2), random.normal(0.5, 0.2)],
  'correlated .8': (random) => {
    const [a, b] = [random.normal(), random.normal()];
    return [0.5 + 0.2 * a, 0.5 + 0.2 * (0.8 * a + 0.6 * b)];
  },
  'lognormal beside uniform': (random) => [
    0.25 * Math.exp(0.7 * random.normal()),
    random.uniform(),
  ],
  'L without a corner': (random) => {
    for (;;) {
      const place = [random.uniform(), random.uniform()] as const;
      if (place[0] < 0.5 || place[1] < 0.5) return place;
    }
  },
};

/** Sizes of samples, and fresh places at which surfaces are compared. */
const SIZES = [100, 300];
const FRESH = 200;

interface Sample {
  readonly key: string;
  readonly design: string;
  readonly n: number;
  readonly x: readonly Place[];
  readonly y: Float64Array;
  readonly fresh: readonly Place[];
  readonly truth: Float64Array;
}

function* samples(count: number): Generator<Sample> {
  for (const n of SIZES)
    for (const [name, surface] of Object.entries(surfaces))
      for (const [design, draw] of Object.entries(designs))
        for (let seed = 0; seed < count; seed++) {
          const random = createRandom(1000 + seed);
          const x = Array.from({ length: n }, () => draw(random));
          const noise = seed % 2 === 0 ? 0.2 : 0.5;
          const y = Float64Array.from(x, ([a, b]) => surface(a, b) + noise * random.normal());
          const fresh = Array.from({ length: FRESH }, () => draw(random));
          const truth = Float64Array.from(fresh, ([a, b]) => surface(a, b));
          yield { key: `${name}, ${design}, ${n}, ${seed}`, design, n, x, y, fresh, truth };
        }
}

/** Of one sample and smoother: the mean squared error, and what a band holds and how wide it is. */
interface Figures {
  readonly error: number;
  readonly held: number;
  readonly width: number;
}

/** An error this much smaller than the noise is none. */
const NONE = 1e-4;

const count = Number(process.argv[2] ?? 6);
const how = process.argv[3];
const file = new URL('../reference/sim_mgcv_surfaces.json', import.meta.url);
const cache = new URL('../../.cache/surfaces/', import.meta.url);

if (how === 'csv') {
  mkdirSync(cache, { recursive: true });
  let at = 0;
  for (const { key, x, y, fresh, truth } of samples(count)) {
    const rows = x.map(([a, b], i) => `1,${a},${b},${y[i]}`);
    const asked = fresh.map(([a, b], i) => `0,${a},${b},${truth[i]}`);
    const text = [`# ${key}`, 'observed,x,z,y', ...rows, ...asked, ''].join('\n');
    writeFileSync(new URL(`${String(at++).padStart(4, '0')}.csv`, cache), text);
  }
} else compare();

function figuresOf(sample: Sample, options?: KernelRegressorOptions): Figures {
  const { x, y, fresh, truth } = sample;
  const model = new KernelRegressor(options).fit(x, y);
  const { lower, upper } = model.confidenceBand(fresh);
  const fits = model.predict(fresh);
  let [error, held] = [0, 0];
  const widths: number[] = [];
  truth.forEach((value, i) => {
    error += (fits[i]! - value) ** 2 / FRESH;
    if (!(upper[i]! > lower[i]!)) return; // no band where too little is known
    widths.push(upper[i]! - lower[i]!);
    if (lower[i]! <= value && value <= upper[i]!) held++;
  });
  widths.sort((a, b) => a - b);
  return { error, held: held / widths.length, width: widths[widths.length >> 1]! };
}

function compare(): void {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    cases: Record<string, Record<'mgcv' | 'te' | 'loess', Figures>>;
  };
  const rows = new Map<string, { ratios: number[][]; held: number[][]; widths: number[] }>();
  for (const sample of samples(count)) {
    const other = cases[sample.key]!;
    const own = figuresOf(sample);
    const plain = figuresOf(sample, { ridge: 0 });
    const line = figuresOf(sample, { degree: 1 });
    const over = (a: Figures, b: Figures) => Math.log((a.error + NONE) / (b.error + NONE));
    const name = `${sample.design} | ${sample.n}`;
    const row = rows.get(name) ?? { ratios: [], held: [], widths: [] };
    rows.set(name, row);
    const { mgcv, te, loess } = other;
    row.ratios.push([mgcv, te, loess, plain, line].map((each) => over(own, each)));
    row.held.push([own.held, mgcv.held]);
    row.widths.push(own.width / mgcv.width);
  }
  const lines: string[] = [];
  for (const [name, { ratios, held, widths }] of rows) {
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const means = [0, 1, 2, 3, 4].map((k) => Math.exp(mean(ratios.map((row) => row[k]!))));
    const largest = Math.exp(Math.max(...ratios.map(([first]) => first!)));
    const share = (value: number) => value.toFixed(3).replace(/^0/, '');
    widths.sort((a, b) => a - b);
    const covers = [0, 1].map((k) => share(mean(held.map((row) => row[k]!))));
    const cells = [...means.map((each) => each.toFixed(2)), largest.toFixed(1), covers[0]];
    cells.push(widths[widths.length >> 1]!.toFixed(2), covers[1]);
    lines.push(`| ${name} | ${cells.join(' | ')} |`);
    console.log(lines.at(-1));
  }
  if (how === 'quick') return;
  writeTable('accuracy', 'surfaces', lines, true);
}
