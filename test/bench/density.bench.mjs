// What do densities cost, beside kernel regression of the same numbers, and how long does a choice of the bandwidth take
// on numbers of every shape? Processor time, medians; calls that are compared take turns. Results are checked first.
//   node scripts/runBench.mjs density [n of the bandwidths, 100000]
import { createRandom, KernelDensity, KernelRegressor } from 'nadaraya';

const N = Number(process.argv[2] ?? 1e5);
const RUNS = 5;

/** Name → (random, i) → x_i. */
const DESIGNS = {
  uniform: (random) => random.uniform(),
  normal: (random) => random.normal(),
  lognormal: (random) => Math.exp(random.normal()),
  'lognormal, σ = 2': (random) => Math.exp(2 * random.normal()),
  Cauchy: (random) => Math.tan(Math.PI * (random.uniform() - 0.5)),
  'rounded to integers': (random) => Math.round(20 * random.normal()),
  'ten clusters': (random) => 100 * random.integer(10) + 0.1 * random.normal(),
};

function drawn(design, n) {
  const random = createRandom(2026);
  return Float64Array.from({ length: n }, (_, i) => DESIGNS[design](random, i));
}

/** Medians of processor time in milliseconds, the calls in turns, after one turn that does not count. */
function times(...calls) {
  const all = calls.map(() => []);
  for (let run = 0; run <= RUNS; run++)
    for (const [i, call] of calls.entries()) {
      const start = process.cpuUsage();
      call();
      const { user, system } = process.cpuUsage(start);
      if (run > 0) all[i].push((user + system) / 1000);
    }
  return all.map((some) => some.sort((a, b) => a - b)[RUNS >> 1]);
}

/** Throws unless the density at some places is the sum of its formula. */
function expectDensity(model, x, queries, h) {
  for (let q = 0; q < 5; q++) {
    let sum = 0;
    for (const xi of x) sum += Math.exp(-(((queries[q] - xi) / h) ** 2) / 2);
    const plain = sum / (x.length * h * Math.sqrt(2 * Math.PI));
    const ours = model.density(queries[q]);
    if (!(Math.abs(ours - plain) <= 1e-11 * plain)) throw new Error(`${ours} is not ${plain}`);
  }
}

console.log(`Choices of the bandwidth of ${N} numbers, milliseconds (the bandwidth)`);
for (const design of Object.keys(DESIGNS)) {
  const x = drawn(design, N);
  const names = ['nrd0', 'sj', 'ucv', 'bcv'];
  const models = names.map((bandwidth) => new KernelDensity({ bandwidth }));
  const found = times(...models.map((model) => () => model.fit(x)));
  const cells = names.map(
    (name, k) => `${name} ${found[k].toFixed()} (${models[k].bandwidth[0].toPrecision(3)})`,
  );
  console.log(design.padEnd(22), cells.join('  '));
}

const n = 1e6;
const x = drawn('normal', n);
const xq = drawn('normal', n).map((at) => -at);
const y = x.map(Math.sin);
for (const bandwidth of [1, 0.05]) {
  const density = new KernelDensity({ bandwidth }).fit(x);
  const regressor = new KernelRegressor({ bandwidth, degree: 0 }).fit(x, y);
  expectDensity(density, x, xq, bandwidth);
  const [one, other, below] = times(
    () => density.density(xq),
    () => regressor.predict(xq),
    () => density.distribution(xq),
  );
  console.log(
    `10⁶ numbers and queries, h = ${bandwidth}: density ${one.toFixed()} ms, ${(one / other).toFixed(2)} of predict; distribution ${below.toFixed()} ms`,
  );
}
