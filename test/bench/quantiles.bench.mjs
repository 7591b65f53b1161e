// Whole distributions: what do the search of their bandwidths and quantiles take? Nine levels at 200 places, median
// of five in milliseconds; the search once, in seconds; processor time, after the fit of the curve. Target: 500 ms at 1e5.
//   node scripts/runBench.mjs quantiles [sizes, 1e3 1e4 1e5]
import { createRandom, KernelRegressor } from 'nadaraya';

const given = process.argv.slice(2);
const SIZES = given.length > 0 ? given.map(Number) : [1e3, 1e4, 1e5];
const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const PLACES = Array.from({ length: 200 }, (_, q) => (5 * q) / 199);

console.log('kernel        form           n        search s   quantiles ms   steps ms');
for (const kernel of ['gaussian', 'epanechnikov'])
  for (const n of SIZES) {
    const random = createRandom(1);
    const x = Array.from({ length: n }, () => random.uniform(0, 5));
    const y = x.map((t) => 2 * Math.sin(t) + t ** 0.8 + random.normal(0, 0.2 + 0.1 * t));
    const model = new KernelRegressor({ kernel, bandwidth: 'aicc', degree: 2 }).fit(x, y);
    expectQuantiles(model);
    for (const centred of [true, false]) {
      const search = processorTime(() => model.distributionBandwidths({ centred })) / 1e3;
      const smooth = medianOf(() => model.quantile(PLACES, LEVELS, { centred }));
      const steps = { centred, outputBandwidth: 0 };
      const stepped = medianOf(() => model.quantile(PLACES, LEVELS, steps));
      const form = centred ? 'centred' : 'not centred';
      const times = [search.toFixed(1), smooth.toFixed(0), stepped.toFixed(0)];
      const [a, b, c] = times.map((time, at) => time.padStart([10, 15, 11][at]));
      console.log(`${kernel.padEnd(14)}${form.padEnd(13)}${String(n).padStart(7)}${a}${b}${c}`);
    }
  }

/** Processor time of a call in milliseconds. */
function processorTime(call) {
  const start = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

/** The median of five, after a call that does not count. */
function medianOf(call) {
  call();
  const times = Array.from({ length: 5 }, () => processorTime(call));
  return times.sort((a, b) => a - b)[2];
}

/** Quantiles must reach their levels. */
function expectQuantiles(model) {
  const options = { bandwidth: 0.3, outputBandwidth: 0.1 };
  const quantiles = Array.from(model.quantile(2, LEVELS, options));
  model.distribution(2, quantiles, options).forEach((reached, k) => {
    if (!(Math.abs(reached - LEVELS[k]) < 1e-12)) throw new Error(`${reached} at ${LEVELS[k]}`);
  });
}
