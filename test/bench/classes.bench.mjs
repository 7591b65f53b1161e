// How long does a classifier search its bandwidth? Processor time of `new KernelClassifier().fit(x, labels)` on
// 100,000 rows of 10 classes, least of three, on designs of x; and beside it a regression of the same rows.
//   node scripts/runBench.mjs classes [n, 100000]
import assert from 'node:assert/strict';
import { createRandom, KernelClassifier, KernelRegressor } from '../../dist/index.js';
import { report } from './medianTime.mjs';

const n = Number(process.argv[2] ?? 1e5);
const classes = 10;
const random = createRandom(1);
const designs = {
  'uniform x': () => random.uniform(0, 1),
  'lognormal x': () => Math.exp(1.5 * random.normal()),
  'Cauchy x': () => Math.tan(Math.PI * (random.uniform(0, 1) - 0.5)),
  'x of 170 values': () => Math.round(20 * random.normal()) / 20,
  'x rounded to 2e-4': () => Math.round(5000 * random.normal()) / 5000,
};

/** The class that wins, by waves along the ranks of x and Gumbel noise. */
function labelsOf(x) {
  const sorted = x.slice().sort();
  const [low, high] = [sorted[Math.floor(0.01 * n)], sorted[Math.floor(0.99 * n)]];
  return Array.from(x, (at) => {
    let [best, most] = [0, -Infinity];
    for (let c = 0; c < classes; c++) {
      const wave = Math.sin(2 * Math.PI * ((at - low) / (high - low)) * (1 + c / 4) + c);
      const merit = wave - Math.log(-Math.log(random.uniform(1e-12, 1)));
      if (merit > most) [best, most] = [c, merit];
    }
    return `class ${best}`;
  });
}

function leastSeconds(run) {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...times);
}

for (const [name, draw] of Object.entries(designs)) {
  const x = Float64Array.from({ length: n }, draw);
  const labels = labelsOf(x);
  let model;
  const seconds = leastSeconds(() => {
    model = new KernelClassifier().fit(x, labels);
  });
  const [h] = model.bandwidth;
  for (const factor of [0.5, 0.8, 1.25, 2]) {
    const other = new KernelClassifier({ bandwidth: factor * h }).fit(x, labels);
    assert(
      other.logLikelihood <= model.logLikelihood * (1 - 1e-9),
      `${name}: ${factor} h has a larger likelihood`,
    );
  }
  report(`${name}, n = ${n}, ${classes} classes: search and fit, s`, seconds, 2, false);
  const y = Float64Array.from(labels, (label) => (label === 'class 0' ? 1 : 0));
  const plain = leastSeconds(() => new KernelRegressor({ degree: 0, bandwidth: 'loo' }).fit(x, y));
  console.log(`  beside ${plain.toFixed(2)} s of a regression by leave-one-out, degree 0`);
}
