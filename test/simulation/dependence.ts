// Measures what bands and intervals hold for groups and series, and writes the tables of docs/coverage.md.
// Seeded: the same figures every time.
//
//   npm run simulate:dependence                40 samples of each, some ten minutes
//   npm run simulate:dependence -- 10 quick    fewer, printed and not written

import { createRandom, type FitOptions, KernelRegressor } from '../../src/index.js';
import { writeTable } from './writeTable.js';

const replications = Number(process.argv[2] ?? 40);
const isQuick = process.argv[3] === 'quick';

/** Observations with a true curve, and a new observation at a place. */
interface Sample {
  readonly x: number[];
  readonly y: number[];
  readonly fit: FitOptions;
  readonly draw: (x: number) => number;
}

interface Design {
  readonly name: string;
  readonly curve: (x: number) => number;
  readonly sample: (seed: number) => Sample;
}

const noise = 0.5;
const mood = 0.5;

/** Groups that share a level: each over all of x, in a stretch of it, or at one place. */
function grouped(name: string, count: number, size: number, where: 'all' | 'stretch' | 'place') {
  const curve = (x: number) => Math.sin(2 * Math.PI * x);
  const sample = (seed: number): Sample => {
    const random = createRandom(seed);
    const [x, y, groups]: [number[], number[], number[]] = [[], [], []];
    for (let group = 0; group < count; group++) {
      const [level, middle] = [random.normal(0, mood), random.uniform()];
      for (let i = 0; i < size; i++) {
        const near = Math.min(1, Math.max(0, middle + random.normal(0, 0.03)));
        const place = where === 'all' ? random.uniform() : where === 'place' ? middle : near;
        x.push(place);
        y.push(curve(place) + level + random.normal(0, noise / 2));
        groups.push(group);
      }
    }
    const draw = (at: number) => curve(at) + random.normal(0, mood) + random.normal(0, noise / 2);
    return { x, y, fit: { groups }, draw };
  };
  return { name: `${name}, ${count} groups of ${size}`, curve, sample };
}

const curves: Record<string, (x: number) => number> = {
  'sin 2πx + x': (x) => Math.sin(2 * Math.PI * x) + x,
  '2 exp(−4x)': (x) => 2 * Math.exp(-4 * x),
  flat: () => 0,
  bump: (x) => x + Math.exp(-50 * (x - 0.5) ** 2),
  'sin 4πx': (x) => Math.sin(4 * Math.PI * x),
};

/** A curve with autoregressive errors of half its standard deviation. */
function series(name: string, n: number, rho: number): Design {
  const curve = curves[name]!;
  const x = Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  const values = x.map(curve);
  const mean = values.reduce((sum, each) => sum + each) / n;
  const spread = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n) || 1;
  const sample = (seed: number): Sample => {
    const random = createRandom(seed);
    let error = random.normal();
    const y = values.map((value) => {
      const now = value + noise * spread * error;
      error = rho * error + Math.sqrt(1 - rho * rho) * random.normal();
      return now;
    });
    const draw = (at: number) => curve(at) + noise * spread * random.normal();
    return { x, y, fit: { dependence: 'series' }, draw };
  };
  return { name, curve, sample };
}

const queries = [0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];

/** What a model holds: the curve at each query, new observations, its squared error and its width. */
interface Held {
  readonly at: number[];
  interval: number;
  error: number;
  width: number;
  marked: number;
}

function measured({ curve, sample }: Design): { whole: Held; plain: Held } {
  const none = (): Held => ({
    at: queries.map(() => 0),
    interval: 0,
    error: 0,
    width: 0,
    marked: 0,
  });
  const found = { whole: none(), plain: none() };
  for (let seed = 0; seed < replications; seed++) {
    const { x, y, fit, draw } = sample(7000 + seed);
    const added = queries.map(draw);
    for (const [held, options] of [
      [found.whole, fit],
      [found.plain, {}],
    ] as const) {
      const model = new KernelRegressor().fit(x, y, options);
      const band = model.confidenceBand(queries);
      const interval = model.predictionInterval(queries);
      const fits = model.predict(queries);
      queries.forEach((q, k) => {
        const inside = (each: typeof interval, value: number) =>
          each.lower[k]! <= value && value <= each.upper[k]!;
        if (inside(band, curve(q))) held.at[k]! += 1 / replications;
        if (inside(interval, added[k]!)) held.interval += 1 / replications / queries.length;
        held.error += (fits[k]! - curve(q)) ** 2;
        const width = band.upper[k]! - band.lower[k]!;
        if (Number.isNaN(width)) held.marked++;
        else held.width += width;
      });
    }
  }
  return found;
}

const share = (value: number) => value.toFixed(3).replace(/^0/, '');
const meanOf = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length;

function row(name: string, { whole, plain }: { whole: Held; plain: Held }): string {
  return `| ${[
    name,
    share(meanOf(whole.at)),
    share(Math.min(...whole.at)),
    share(whole.interval),
    (whole.error / plain.error).toFixed(2),
    share(meanOf(plain.at)),
    share(plain.interval),
  ].join(' | ')} |`;
}

const head = [
  'band: mean coverage',
  'worst point',
  'interval',
  'error / without the word',
  'band without',
  'interval without',
];

function table(of: string, designs: readonly Design[]): string {
  const columns = [of, ...head];
  const rows = designs.map((design) => {
    const found = row(design.name, measured(design));
    console.log(found);
    return found;
  });
  return [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...rows].join('\n');
}

const tables = {
  groups: table('groups', [
    grouped('over all of x', 10, 30, 'all'),
    grouped('over all of x', 6, 20, 'all'),
    grouped('over all of x', 30, 8, 'all'),
    grouped('in a stretch of x', 30, 8, 'stretch'),
    grouped('at one place', 25, 6, 'place'),
  ]),
  series: table(
    'series',
    [50, 100, 200, 500].flatMap((n) =>
      [0, 0.5, 0.8].flatMap((rho) =>
        Object.keys(curves).map((name) => {
          const design = series(name, n, rho);
          return { ...design, name: `${name}, n = ${n}, ρ = ${rho}` };
        }),
      ),
    ),
  ),
};
if (!isQuick) {
  for (const [name, rows] of Object.entries(tables)) writeTable('coverage', name, [rows]);
}
