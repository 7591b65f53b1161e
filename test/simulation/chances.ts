// Measures what bands about a chance cover, of outcomes that are 0 or 1, and writes the table of docs/coverage.md.
//
//   npm run simulate:chances               500 replications, some minutes
//   npm run simulate:chances -- 50 quick skewed   fewer, of one problem, printed and not written

import {
  createRandom,
  KernelRegressor,
  type KernelRegressorOptions,
  type Random,
} from '../../src/index.js';
import { writeTable } from './writeTable.js';

interface Problem {
  readonly name: string;
  readonly x: (random: Random) => number;
  readonly chance: (x: number) => number;
}

const expit = (t: number) => 1 / (1 + Math.exp(-t));
const uniform = (random: Random) => random.uniform(0, 5);
const skewed = (random: Random) => -1.2 * Math.log(1 - random.uniform(0, 1));
const step = (x: number) => expit(2 * (x - 2.5));
const problems: Problem[] = [
  { name: 'step', x: uniform, chance: step },
  { name: 'wave', x: uniform, chance: (x) => 0.5 + 0.35 * Math.sin(2 * x) },
  { name: 'rare', x: uniform, chance: (x) => 0.02 + 0.1 * Math.exp(-((x - 3) ** 2)) },
  { name: 'step, x skewed', x: skewed, chance: step },
  { name: 'flat at 0.05', x: uniform, chance: () => 0.05 },
];
const models: [string, KernelRegressorOptions][] = [
  ['default', {}],
  ['local mean, loo', { degree: 0, bandwidth: 'loo' }],
];
const bands = [
  ['logit', { scale: 'logit' }],
  ['linear', {}],
  ['logit, robust', { scale: 'logit', method: 'robust' }],
] as const;
/** Shares of the design at which bands are looked at. */
const SHARES = [0.02, 0.15, 0.32, 0.5, 0.68, 0.85, 0.98];

function quantiles({ x }: Problem): number[] {
  const random = createRandom(99);
  const sorted = Float64Array.from({ length: 20_000 }, () => x(random)).sort();
  return SHARES.map((share) => sorted[Math.floor(share * sorted.length)]!);
}

const replications = Number(process.argv[2] ?? 500);
const lines: string[] = [];
for (const n of [100, 500])
  for (const problem of problems) {
    if (!problem.name.includes(process.argv[4] ?? '')) continue;
    const places = quantiles(problem);
    for (const [model, options] of models) {
      const held = bands.map(() => new Float64Array(SHARES.length));
      const widths: number[][] = bands.map(() => []);
      const beyond = bands.map(() => 0);
      let missing = 0;
      for (let r = 0; r < replications; r++) {
        const random = createRandom(1000 * n + r);
        const x = Array.from({ length: n }, () => problem.x(random));
        const y = x.map((at) => (random.uniform(0, 1) < problem.chance(at) ? 1 : 0));
        const fitted = new KernelRegressor(options).fit(x, y);
        bands.forEach(([, wish], b) => {
          const { lower, upper } = fitted.confidenceBand(places, wish);
          places.forEach((at, q) => {
            const chance = problem.chance(at);
            if (lower[q]! <= chance && chance <= upper[q]!) held[b]![q]!++;
            if (upper[q]! >= lower[q]!) widths[b]!.push(upper[q]! - lower[q]!);
            else missing++;
            if (lower[q]! < 0 || upper[q]! > 1) beyond[b]!++;
          });
        });
      }
      bands.forEach(([band], b) => {
        const shares = held[b]!.map((count) => count / replications);
        const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
        const width = widths[b]!.sort((s, t) => s - t)[widths[b]!.length >> 1]!;
        const part = beyond[b]! / (replications * SHARES.length);
        const cells = [mean, Math.min(...shares)].map((share) =>
          share.toFixed(3).replace(/^0/, ''),
        );
        lines.push(
          `| ${[problem.name, n, model, band, ...cells, width.toFixed(2), part.toFixed(2).replace(/^0/, '')].join(' | ')} |`,
        );
        console.log(lines.at(-1), missing > 0 ? `${missing} without a band` : '');
      });
    }
  }
if (process.argv[3] !== 'quick') {
  const head = `| chance | n | model | band | mean of seven points | worst point | median width | leaves [0, 1] |\n| --- | --- | --- | --- | --- | --- | --- | --- |`;
  writeTable('coverage', 'chances', [head, ...lines]);
}
