// One predictor: what does it cost to let the data choose the bandwidth, with the whole path of the
// criterion, and what does a local line cost beside a local mean?
// CPU time of the process, medians; 'ms' are milliseconds on this machine, ratios are taken within
// one run, their parts in turn.
import { createRandom, KernelRegressor } from 'nadaraya';
import { limitedSearch } from './limitedSearch.mjs';
import { report } from './medianTime.mjs';

/** Which sizes: node test/bench/bandwidth.bench.mjs 1e3 1e4 */
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1e3, 1e4, 1e5, 1e6];

function data(n) {
  const random = createRandom(2026);
  const x = Float64Array.from({ length: n }, () => random.uniform());
  return { x, y: x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3)) };
}

/** CPU milliseconds of each call, taken in turn; medians after a round that does not count. */
function medianCpu(calls, runs) {
  const times = calls.map(() => []);
  for (let run = 0; run <= runs; run++) {
    calls.forEach((call, c) => {
      const start = process.cpuUsage();
      call();
      const { user, system } = process.cpuUsage(start);
      if (run > 0) times[c].push((user + system) / 1000);
    });
  }
  return times.map((all) => all.sort((a, b) => a - b)[runs >> 1]);
}

function expectLeast({ value, bandwidth, path }, what) {
  const least = Math.min(...path.map((trial) => trial.value + trial.error));
  if (!(value <= least + 1e-12 && bandwidth[0] > 0 && path.length > 10))
    throw new Error(`${what}: ${value} at ${bandwidth}, but ${least} is on the path`);
}

function search({ x, y }, { kernel = 'gaussian', bandwidth = 'loo', degree = 0 }) {
  const what = `${kernel} ${bandwidth}, degree ${degree}, n = ${x.length}`;
  const model = new KernelRegressor({ kernel, bandwidth, degree });
  expectLeast(model.fit(x, y).bandwidthChoice, what);
  return { what, call: () => model.fit(x, y) };
}

function time(sample, options, target, runs) {
  if (!SIZES.includes(sample.x.length)) return;
  const { what, call } = search(sample, options);
  report(`${what}, ms`, medianCpu([call], runs)[0], target, false);
}

/** Seconds after which a search is ended: such a row says so. */
const LIMIT = 30;

async function timeDegrees() {
  if (!SIZES.includes(1e4)) return;
  const limited = (degree) => {
    const options = { degree, bandwidth: 'loo' };
    return limitedSearch({ design: 'uniform', n: 1e4, limit: LIMIT, options });
  };
  const linear = await limited(1);
  for (const degree of [2, 3]) {
    const what = `gaussian loo, degree ${degree}, n = 10000: × degree 1`;
    const ratio = ((await limited(degree))?.seconds ?? Infinity) / linear.seconds;
    report(what, ratio, 3, false);
  }
}

async function timeCompact() {
  if (!SIZES.includes(1e5)) return;
  for (const [degree, target] of [700, 1500].entries()) {
    const options = { kernel: 'epanechnikov', degree, bandwidth: 'loo' };
    const found = await limitedSearch({ design: 'uniform', n: 1e5, limit: LIMIT, options });
    const what = `epanechnikov loo, degree ${degree}, n = 100000, ms`;
    report(what, 1000 * (found?.seconds ?? Infinity), target, false);
  }
}

const thousand = data(1e3);
time(thousand, {}, 25, 21);
for (const bandwidth of ['gcv', 'aicc']) time(thousand, { bandwidth }, 25, 21);
time(thousand, { degree: 1 }, 50, 21);
const tenThousand = data(1e4);
time(tenThousand, {}, 60, 11);
for (const bandwidth of ['gcv', 'aicc']) time(tenThousand, { bandwidth }, 60, 11);
time(tenThousand, { degree: 1 }, 120, 11);
await timeDegrees();
const hundredThousand = data(1e5);
for (const kernel of ['epanechnikov', 'tricube'])
  for (const bandwidth of ['loo', 'gcv', 'aicc'])
    time(hundredThousand, { kernel, bandwidth }, 1000, 3);
await timeCompact();

if (SIZES.includes(1e6)) {
  const { x, y } = data(1e6);
  const xq = data(1e6).x.reverse();
  const given = (degree) => () =>
    new KernelRegressor({ bandwidth: 0.01, degree }).fit(x, y).predict(xq);
  for (const bandwidth of ['loo', 'gcv', 'aicc']) {
    const { what, call } = search({ x, y }, { bandwidth });
    const [once, chosen] = medianCpu([given(0), call], 5);
    report(`${what}: × fit and predict (${once.toFixed(0)} ms)`, chosen / once, 6, false);
  }
  const [constant, linear] = medianCpu([given(0), given(1)], 5);
  report('n = m = 1e6, h = 0.01: degree 1 × degree 0', linear / constant, 3, false);
}
