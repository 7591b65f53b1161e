// Measures how often new observations lie between the conditional quantiles at 10 % and 90 %, and writes a
// table of docs/coverage.md. Seeded: the same figures every time.
//
//   npm run simulate:quantiles               25 replications, a quarter of an hour
//   npm run simulate:quantiles -- 5 quick    fewer, printed and not written

import type { Random } from '../../src/index.js';
import { createRandom, KernelRegressor } from '../../src/index.js';
import { type Problem, sampleOf } from './problems.js';
import { writeTable } from './writeTable.js';

const chapter = (x: number): number => 2 * Math.sin(x) + x ** 0.8;
const usual: Problem = { name: 'chapter', curve: chapter, deviation: () => 0.5 };

/** Student's t with three degrees of freedom, of variance 1. */
const heavy = (random: Random): number => {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares);
};

const problems: readonly Problem[] = [
  usual,
  { ...usual, name: 'skewed noise', noise: (random) => -Math.log(1 - random.uniform()) - 1 },
  { ...usual, name: 'noise grows', deviation: (x) => 0.15 + 0.25 * x },
  { ...usual, name: 'x crowded at one end', design: (u) => u ** 2.5 },
  { ...usual, name: 'heavy tails', noise: heavy },
  { ...usual, name: 'noise jumps', deviation: (x) => (x < 2.5 ? 0.15 : 0.5) },
];

const forms = {
  'centred (default)': {},
  'centred, steps': { outputBandwidth: 0 },
  'not centred, as np': { centred: false },
  'not centred, steps': { centred: false, outputBandwidth: 0 },
} as const;

const LEVELS = [0.1, 0.5, 0.9];
/** New observations for each replication. */
const NEW = 500;

interface Tally {
  inside: number;
  below: number;
  above: number;
  width: number;
  loss: number;
}

/** The noise between its quantiles at 10 % and 90 %, by draws. */
function spreadOf({ noise = (random: Random) => random.normal() }: Problem): number {
  const random = createRandom(3);
  const draws = Float64Array.from({ length: 200_000 }, () => noise(random)).sort();
  return draws[180_000]! - draws[20_000]!;
}

function tallied(problem: Problem, n: number, replications: number): Map<string, Tally> {
  const random = createRandom(11 * n);
  const found = new Map<string, Tally>();
  const spread = spreadOf(problem);
  for (let r = 0; r < replications; r++) {
    const { x, y } = sampleOf(problem, n, random);
    const fresh = sampleOf(problem, NEW, random);
    const model = new KernelRegressor().fit(x, y);
    const ideal = fresh.x.reduce((sum, at) => sum + spread * problem.deviation(at), 0);
    for (const [form, options] of Object.entries(forms)) {
      const quantiles = model.quantile(fresh.x, LEVELS, options);
      const tally = found.get(form) ?? { inside: 0, below: 0, above: 0, width: 0, loss: 0 };
      found.set(form, tally);
      const share = 1 / (NEW * replications);
      fresh.y.forEach((value, q) => {
        const [low, , high] = quantiles.subarray(q * 3, q * 3 + 3) as unknown as number[];
        if (value < low!) tally.below += share;
        else if (value > high!) tally.above += share;
        else tally.inside += share;
        tally.width += (high! - low!) / ideal / replications;
        LEVELS.forEach((level, k) => {
          const over = value - quantiles[q * 3 + k]!;
          tally.loss += (over * (over > 0 ? level : level - 1) * share) / LEVELS.length;
        });
      });
    }
  }
  return found;
}

const replications = Number(process.argv[2] ?? 25);
const rows: string[] = [];
const three = (share: number): string => share.toFixed(3).replace(/^0/, '');
for (const n of [500, 100]) {
  for (const problem of problems) {
    for (const [form, tally] of tallied(problem, n, replications)) {
      const cells = [
        problem.name,
        n,
        form === 'centred (default)' ? `**${form}**` : form,
        three(tally.inside),
        three(tally.below),
        three(tally.above),
        tally.width.toFixed(2),
        tally.loss.toFixed(4),
      ];
      rows.push(`| ${cells.join(' | ')} |`);
      console.log(rows[rows.length - 1]);
    }
  }
}
if (process.argv[3] !== 'quick') {
  const head = ['problem', 'n', 'form', 'inside', 'below', 'above', 'width', 'loss'];
  const begin = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`];
  writeTable('coverage', 'quantiles', [...begin, ...rows]);
}
