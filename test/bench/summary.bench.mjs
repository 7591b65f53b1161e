// What does a summary cost? Processor time of BinnedSample.from for n observations (10^7 by default) as typed arrays,
// of the search, curve and band of a model of it, and its size, for bandwidths that are a share of the range.
//   node scripts/runBench.mjs summary [observations]
// Targets are for 10^7 observations on one core.
import { BinnedSample, createRandom, KernelRegressor } from 'nadaraya';
import { report } from './medianTime.mjs';

const n = Number(process.argv[2] ?? 1e7);
const SHARES = [0.01, 0.001];
const RUNS = 3;

/** Seconds that this process works on a call, the least of some. */
function seconds(call) {
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

const random = createRandom(1);
const x = Float64Array.from({ length: n }, () => random.uniform());
const y = x.map((t) => Math.sin(9 * t) + random.normal(0, 0.3));
const sampleWeights = x.map(() => random.uniform(0.5, 2));
const places = Float64Array.from({ length: 200 }, (_, q) => q / 199);
for (const h of SHARES) {
  const bandwidth = h;
  let sample = BinnedSample.from({ x, y }, { bandwidth });
  if (sample.count !== n) throw new Error(`${sample.count} of ${n} observations`);
  console.log(
    `h = ${h} of the range: ${(JSON.stringify(sample).length / 1e6).toFixed(2)} MB of JSON`,
  );
  const binning = seconds(() => {
    sample = BinnedSample.from({ x, y }, { bandwidth });
  });
  report(`summary of ${n}, s`, binning, 1.5, false);
  const weighted = seconds(() => BinnedSample.from({ x, y, sampleWeights }, { bandwidth }));
  report('the same with weights, s', weighted, 3, false);
  const json = JSON.stringify(sample);
  const after = seconds(() => {
    const model = new KernelRegressor().fit(BinnedSample.fromJSON(JSON.parse(json)));
    const { fit, standardError } = model.confidenceBand(places);
    fit.forEach((value, q) => {
      const off = Math.abs(value - Math.sin(9 * places[q]));
      if (!(off < 6 * standardError[q])) throw new Error(`${value} at ${places[q]}`);
    });
  });
  report('search, curve and band from its JSON, s', after, 0.5, false);
}
