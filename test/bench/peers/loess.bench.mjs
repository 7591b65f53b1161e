// Loess and lowess: how do other programs do beside this one? Fitted values at the n observations, processor
// time of one thread. What does the same must give the same numbers; d3-regression, whose rounds are its own, and
// loess are asked for a straight line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { regressionLoess } from 'd3-regression';
import { createRandom, loess, lowess } from '../../../dist/index.js';

const require = createRequire(import.meta.url);
const stdlib = require('@stdlib/stats-lowess');
const { default: Loess } = require('loess');

const F = 0.3;
const ROUNDS = 3;
const RUNS = 3;

const robust = (x, y) => lowess(x, y, { f: F, iterations: ROUNDS }).predict(x);
const plain = (x, y) => loess(x, y, { span: F, degree: 1 }).predict(x);

/** Name, the sizes it can do, what of ours it is compared to, what it gives, and how near to ours. */
const peers = [
  {
    name: `R lowess, ${ROUNDS} rounds, delta 0`,
    sizes: [1e3, 1e4, 3e4],
    target: [1e4, 100],
    ours: robust,
    prepare: throughR,
    within: 1e-9,
  },
  {
    name: `@stdlib/stats-lowess, ${ROUNDS} rounds, delta 0`,
    sizes: [1e3, 1e4],
    target: [1e4, 50],
    ours: robust,
    prepare: (x, y) => () => ({
      out: stdlib(x, y, { f: F, nsteps: ROUNDS, delta: 0, sorted: true }).y,
    }),
    within: 1e-9,
  },
  {
    name: 'd3-regression loess, its rounds',
    sizes: [1e3, 1e4, 3e4],
    target: [1e4, 50],
    ours: robust,
    prepare: (x, y) => () => ({
      out: regressionLoess()
        .bandwidth(F)(Array.from(x, (xi, i) => [xi, y[i]]))
        .map(([, yi]) => yi),
    }),
    within: Infinity,
  },
  {
    name: 'loess, degree 1, no rounds',
    sizes: [1e3],
    target: [1e3, 50],
    ours: plain,
    prepare: (x, y) => () => ({
      out: new Loess(
        { x: Array.from(x), y: Array.from(y) },
        { span: F, degree: 1, robust: false, band: 0 },
      ).predict().fitted,
    }),
    within: Infinity,
  },
];

function throughR(x, y) {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'lowess-'));
    for (const [name, t] of Object.entries({ x, y })) writeFileSync(join(folder, name), t);
    const script = fileURLToPath(new URL('lowess.R', import.meta.url));
    const { stdout } = spawnSync('Rscript', [script, folder, F, ROUNDS], { encoding: 'utf8' });
    const bytes = readFileSync(join(folder, 'out'));
    rmSync(folder, { recursive: true });
    const out = new Float64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 8 * x.length),
    );
    return { out, milliseconds: 1000 * Number(stdout) };
  };
}

function sampleOf(n) {
  const random = createRandom(2026);
  const x = Float64Array.from({ length: n }, () => random.uniform()).sort();
  return { x, y: x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3)) };
}

/** Processor time in milliseconds, the least of some calls; one may time itself. */
function leastTime(call, runs) {
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    const { milliseconds } = call() ?? {};
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, milliseconds ?? (user + system) / 1000);
  }
  return least;
}

function largestDistance(a, b) {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    const distance = Math.abs(a[i] - b[i]);
    if (!(distance <= largest)) largest = distance; // NaN stays
  }
  return largest;
}

const hasR = spawnSync('Rscript', ['--version']).status === 0;
const version = (name) => require(`${name}/package.json`).version;
console.log(['@stdlib/stats-lowess', 'loess'].map((name) => `${name} ${version(name)}`).join(', '));
if (!hasR) console.log('skipped R: `Rscript` does not run here');
for (const { name, sizes, target, ours, prepare, within } of peers)
  for (const n of sizes) {
    if (name.startsWith('R ') && !hasR) continue;
    const { x, y } = sampleOf(n);
    const line = x.map((xi) => 2 + 3 * xi);
    const bend = largestDistance(prepare(x, line)().out, line);
    if (!(bend < 1e-6)) throw new Error(`${name} bends a line by ${bend}`);
    const call = prepare(x, y);
    const apart = largestDistance(call().out, ours(x, y));
    if (!(apart <= within)) throw new Error(`${name}, n = ${n}: ${apart} from ours`);
    for (let warm = 0; warm < 3; warm++) ours(x, y);
    const own = leastTime(() => void ours(x, y), 2 * RUNS);
    const other = leastTime(call, n > 5e3 ? 1 : RUNS);
    const ratio = other / own;
    const verdict =
      n === target[0] ? ` (target ${target[1]}: ${ratio >= target[1] ? 'met' : 'missed'})` : '';
    console.log(
      `${name}, n = ${n}`.padEnd(48),
      `${other.toFixed(1)} ms, ours ${own.toFixed(1)} ms: ${ratio.toFixed(0)} times${verdict}; apart ${apart.toExponential(0)}`,
    );
  }
