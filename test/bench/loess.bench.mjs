// What do windows that hold a share of the observations cost, beside windows of one width, and how do
// robust rounds and a searched span add to it? Processor time, the calls of a row in turns, medians.
//   node scripts/runBench.mjs loess [n, 100000] [--only=part of a row]
// Results are checked before they are timed: against a plain weighted fit at some of the places.
import { createRandom, KernelRegressor, loess, lowess } from 'nadaraya';

const option = (name, otherwise) =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const N = Number(process.argv.slice(2).find((text) => !text.startsWith('--')) ?? 1e5);
const ONLY = option('only', '');
const RUNS = 3;
const SPAN = 0.3;

/** Name → (random, i, n) → x_i. */
const DESIGNS = {
  uniform: (random) => random.uniform(),
  exponential: (random) => -Math.log1p(-random.uniform()),
  'ages, 80 distinct': (random) => Math.floor(random.uniform(18, 98)),
  'four tight clusters': (random, i) => [0, 1, 2.5, 6][i % 4] + 1e-4 * random.normal(),
  'one outlier at 1,000 ranges': (random, i) => (i === 0 ? 1000 : random.uniform()),
};

function sampleOf(design, n) {
  const random = createRandom(2026);
  const x = Float64Array.from({ length: n }, (_, i) => DESIGNS[design](random, i, n));
  const y = x.map((xi) => Math.sin(xi) + random.normal(0, 0.3));
  const xq = Float64Array.from({ length: n }, (_, i) => DESIGNS[design](random, i, n));
  return { x, y, xq };
}

/** A local line of the tricube in the k nearest, point by point. */
function plainLoess(x, y, at, span) {
  const n = x.length;
  const distances = x.map((xi) => Math.abs(xi - at)).sort();
  const h = distances[Math.floor(n * span + 1e-5) - 1];
  const sums = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const u = (x[i] - at) / h;
    if (!(Math.abs(u) < 1)) continue;
    const w = (1 - Math.abs(u) ** 3) ** 3;
    for (const [s, term] of [1, u, u * u, y[i], u * y[i]].entries()) sums[s] += w * term;
  }
  const [s0, s1, s2, t0, t1] = sums;
  return (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
}

/** Throws unless a curve is that of plain loops at some places. */
function expectLoess(fitted, { x, y, xq }) {
  for (let q = 0; q < 5; q++) {
    const plain = plainLoess(x, y, xq[q], SPAN);
    if (!(Math.abs(fitted[q] - plain) <= 1e-9)) throw new Error(`${fitted[q]} is not ${plain}`);
  }
}

/** Medians of processor time in milliseconds, the calls in turns. */
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

function row(name, make) {
  if (!name.includes(ONLY)) return;
  console.log(name.padEnd(56), make());
}
const verdict = (value, target) => `(target ${target}: ${value <= target ? 'met' : 'missed'})`;
const tricube = (bandwidth, degree) =>
  new KernelRegressor({ kernel: 'tricube', bandwidth, degree });

for (const design of Object.keys(DESIGNS))
  for (const degree of design === 'uniform' ? [0, 1, 2] : [1])
    row(`predict, n = m = ${N}, degree ${degree}, ${design}`, () => {
      const sample = sampleOf(design, N);
      const { x, y, xq } = sample;
      const span = tricube({ span: SPAN }, degree).fit(x, y);
      const fixed = tricube(span.bandwidth[0], degree).fit(x, y);
      if (degree === 1) expectLoess(span.predict(xq), sample);
      const [a, b] = times(
        () => span.predict(xq.slice()),
        () => fixed.predict(xq.slice()),
      );
      const target = degree === 1 && design === 'uniform' ? ` ${verdict(a / b, 5)}` : '';
      return `${a.toFixed(0)} ms, of one width ${b.toFixed(0)} ms: ${(a / b).toFixed(2)}${target}`;
    });

for (const design of Object.keys(DESIGNS))
  row(`lowess, three rounds, n = ${N}, ${design}`, () => {
    const { x, y } = sampleOf(design, N);
    const of = (iterations) => () => lowess(x, y, { iterations }).predict(x);
    const [a, b] = times(of(3), of(0));
    return `${a.toFixed(0)} ms, without ${b.toFixed(0)} ms: ${(a / b).toFixed(2)} ${verdict(a / b, 4.5)}`;
  });

row('loess, n = m = 1000000, degree 1', () => {
  const { x, y, xq } = sampleOf('uniform', 1e6);
  const start = performance.now();
  loess(x, y, { span: SPAN, degree: 1 }).predict(xq);
  const seconds = (performance.now() - start) / 1000;
  return `${seconds.toFixed(1)} s ${verdict(seconds, 10)}`;
});

for (const [criterion, degree, target] of [
  ['aicc', 1, 1],
  ['loo', 1],
  ['aicc', 'auto'],
])
  row(`span by ${criterion}, n = 10000, degree ${degree}`, () => {
    const { x, y } = sampleOf('uniform', 1e4);
    const search = () => tricube({ span: criterion }, degree).fit(x, y);
    const { span, value, path } = search().bandwidthChoice;
    for (const trial of path)
      if (trial.value < value - 1e-9 * Math.abs(value)) throw new Error(`${trial.span} is better`);
    const seconds = times(search)[0] / 1000;
    const end = target ? ` ${verdict(seconds, target)}` : '';
    return `${seconds.toFixed(2)} s, span ${span}, ${path.length} trials${end}`;
  });

for (const [width, degree] of [
  [{ span: SPAN }, 1],
  [{ span: SPAN }, 2],
  [0.15, 1],
  [0.15, 2],
])
  for (const m of [200, N])
    row(`band, n = ${N}, m = ${m}, degree ${degree}, ${JSON.stringify(width)}`, () => {
      const { x, y, xq } = sampleOf('uniform', N);
      const [time] = times(() => tricube(width, degree).fit(x, y).confidenceBand(xq.slice(0, m)));
      return `${time.toFixed(0)} ms with the fit`;
    });

for (const n of [2e3, 2e4])
  for (const bandwidth of [{ span: SPAN }, { neighbours: 50 }])
    row(`two dimensions, n = m = ${n}, ${JSON.stringify(bandwidth)}`, () => {
      const random = createRandom(7);
      const points = () => ({
        data: Float64Array.from({ length: 2 * n }, () => random.uniform()),
        shape: [n, 2],
        stride: [2, 1],
        offset: 0,
      });
      const [x, xq] = [points(), points()];
      const y = Float64Array.from({ length: n }, (_, i) => Math.sin(9 * x.data[2 * i]));
      const start = process.cpuUsage();
      new KernelRegressor({ kernel: 'tricube', bandwidth, degree: 1, multivariate: 'spherical' })
        .fit(x, y)
        .predict(xq);
      const { user, system } = process.cpuUsage(start);
      return `${((user + system) / 1000).toFixed(0)} ms`;
    });

for (const n of [1e4, 1e5])
  row(`gaussian, n = m = ${n}, degree 1, span ${SPAN}`, () => {
    const { x, y, xq } = sampleOf('uniform', n);
    const start = process.cpuUsage();
    new KernelRegressor({ bandwidth: { span: SPAN }, degree: 1 }).fit(x, y).predict(xq);
    const { user, system } = process.cpuUsage(start);
    return `${((user + system) / 1000).toFixed(0)} ms`;
  });
