// One-dimensional densities: how do other packages do beside this one? The same numbers, the density at 512 places from a
// given bandwidth, and the choice of a bandwidth; processor time of one thread, runs in turns, medians. Errors are distances
// from plain sums, over the largest density.
//   node scripts/runBench.mjs peers/density
import { density1d } from 'fast-kde';
import pdfast from 'pdfast';
import { createRandom, KernelDensity } from '../../../dist/index.js';
import { openPeers } from './otherLanguages.mjs';

const RUNS = 5;
const PLACES = 512;

const python = process.env.PEERS_PYTHON ?? 'python3';
const { peers: others, skipped } = openPeers([
  ...['density', 'sj', 'ucv'].map((name) => ({
    name: name === 'density' ? 'R density' : `R bw.${name}`,
    what: name,
    command: ['Rscript', 'density.R', name],
    probe: ['Rscript', '-e', 'cat(as.character(getRversion()))'],
  })),
  ...['statsmodels', 'sklearn'].map((name) => ({
    name,
    what: 'density',
    command: [python, 'density.py', name],
    probe: [python, '-c', `import ${name}; print(${name}.__version__)`],
  })),
]);

/** A grid that is read by linear interpolation. */
function readGrid(xq, from, to, values) {
  return xq.map((at) => {
    const place = ((at - from) / (to - from)) * (values.length - 1);
    const b = Math.min(values.length - 2, Math.max(0, Math.floor(place)));
    return values[b] + (place - b) * (values[b + 1] - values[b]);
  });
}

const peers = [
  {
    name: 'nadaraya',
    what: 'density',
    prepare: (xq, x, _, h) => () => new KernelDensity({ bandwidth: h }).fit(x).density(xq),
  },
  ...['sj', 'ucv'].map((bandwidth) => ({
    name: `nadaraya, '${bandwidth}'`,
    what: bandwidth,
    prepare: (_q, x) => () => Float64Array.from(new KernelDensity({ bandwidth }).fit(x).bandwidth),
  })),
  {
    name: 'fast-kde',
    what: 'density',
    prepare: (xq, x, _, h) => () => {
      const density = density1d(x, { bandwidth: h, bins: PLACES });
      const cell = (density.extent()[1] - density.extent()[0]) / (PLACES - 1);
      return readGrid(
        xq,
        ...density.extent(),
        density.grid().map((mass) => mass / cell),
      );
    },
  },
  {
    // its kernel is triangular: the variance of one of half-width √6·h is that of the Gaussian
    name: 'pdfast (triangular)',
    what: 'density',
    prepare(xq, x, _, h) {
      const values = Array.from(x);
      let [low, high] = [Infinity, -Infinity];
      for (const each of values) [low, high] = [Math.min(low, each), Math.max(high, each)];
      const [min, max] = [low - 4 * h, high + 4 * h];
      const cell = (max - min) / (PLACES - 1);
      const width = Math.max(1, Math.round((Math.sqrt(6) * h) / cell));
      return () => {
        const grid = pdfast.create(values, { min, max, size: PLACES, width });
        return readGrid(
          xq,
          min,
          max,
          grid.map(({ y }) => y / cell),
        );
      };
    },
  },
  ...others,
];

async function timesOf(calls) {
  const all = calls.map(() => []);
  for (let run = 0; run <= RUNS; run++)
    for (const [k, call] of calls.entries()) {
      const start = process.cpuUsage();
      const answer = await call();
      const { user, system } = process.cpuUsage(start);
      if (run > 0) all[k].push(answer.milliseconds ?? (user + system) / 1000);
    }
  return all.map((times) => times.sort((a, b) => a - b)[RUNS >> 1]);
}

for (const n of [1e3, 1e5]) {
  const random = createRandom(1);
  const x = Float64Array.from({ length: n }, (_, i) => random.normal(i % 3 === 0 ? 3 : 0));
  const h = 0.9 * n ** -0.2;
  // within the numbers: grids of peers end not far beyond
  const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))];
  const xq = Float64Array.from({ length: PLACES }, (_, q) => low + ((high - low) * q) / PLACES);
  const plain = xq.map((at) => {
    let sum = 0;
    for (const xi of x) sum += Math.exp(-(((at - xi) / h) ** 2) / 2);
    return sum / (n * h * Math.sqrt(2 * Math.PI));
  });
  const largest = plain.reduce((a, b) => Math.max(a, b));
  for (const what of ['density', 'sj', 'ucv']) {
    const some = peers.filter((peer) => peer.what === what);
    const calls = some.map((peer) => peer.prepare(xq, x, x, h));
    const times = await timesOf(calls);
    console.log(`\n${n} numbers, ${what === 'density' ? `the density at ${PLACES} places` : what}`);
    for (const [k, { name }] of some.entries()) {
      const answer = await calls[k]();
      const out = answer.out ?? answer;
      const told =
        what === 'density'
          ? `error ${(out.reduce((most, f, q) => Math.max(most, Math.abs(f - plain[q])), 0) / largest).toExponential(0)}`
          : `h = ${out[0].toPrecision(6)}`;
      console.log(name.padEnd(28), `${times[k].toFixed(2)} ms`.padStart(12), told.padStart(16));
    }
  }
}
for (const line of skipped) console.log(`not timed: ${line}`);
for (const { close } of others) close();
