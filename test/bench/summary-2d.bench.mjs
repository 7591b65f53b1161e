// What does a summary of two predictors cost? Processor time of BinnedSample2D.from for n observations (10^6 by
// default) on four designs, of the search, curve and band of a model of it and of one of the data, and its size.
//   node scripts/runBench.mjs summary-2d [observations] [part of the name of a design]

import { BinnedSample2D, createRandom, KernelRegressor } from 'nadaraya';
import ndarray from 'ndarray';

const n = Number(process.argv[2] ?? 1e6);
const random = createRandom(1);
const designs = {
  uniform: () => [random.uniform(), random.uniform()],
  normal: () => [random.normal(0.5, 0.2), random.normal(0.5, 0.2)],
  lognormal: () => [0.3 * Math.exp(random.normal(0, 0.5)), 0.3 * Math.exp(random.normal(0, 0.5))],
  'on a grid of 0.01': () =>
    [random.uniform(), random.uniform()].map((t) => Math.round(100 * t) / 100),
};

/** Seconds that this process works on a call, and what it gives. */
function worked(call) {
  const before = process.cpuUsage();
  const result = call();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, result];
}

const places = Array.from({ length: 200 }, (_, q) => [
  0.2 + (q % 20) / 40,
  0.2 + Math.floor(q / 20) / 20,
]);
for (const [name, place] of Object.entries(designs)) {
  if (!name.includes(process.argv[3] ?? '')) continue;
  const x = ndarray(new Float64Array(2 * n), [n, 2]);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [s, t] = place();
    x.data.set([s, t], 2 * i);
    y[i] = Math.sin(6 * s) * Math.cos(5 * t) + random.normal(0, 0.3);
  }
  for (const bandwidth of [0.04, 0.16]) {
    const [binning, sample] = worked(() => BinnedSample2D.from({ x, y }, { bandwidth }));
    if (sample.count !== n) throw new Error(`${sample.count} of ${n} observations`);
    const [reading, json] = worked(() => JSON.stringify(sample));
    const h = 1.5 * bandwidth;
    const [given, few] = worked(() => {
      const model = new KernelRegressor({ bandwidth: h, degree: 1 }).fit(
        BinnedSample2D.fromJSON(JSON.parse(json)),
      );
      return model.confidenceBand(places, { variance: 'hc0' });
    });
    const [searching] = worked(() => new KernelRegressor().fit(sample).confidenceBand(places));
    const [whole, all] = worked(() =>
      new KernelRegressor({ bandwidth: h, degree: 1 })
        .fit(x, y)
        .confidenceBand(places, { variance: 'hc0' }),
    );
    const off = (field) =>
      few[field]
        .reduce((most, value, q) => Math.max(most, Math.abs(value - all[field][q])), 0)
        .toExponential(0);
    console.log(
      `${name}, bandwidth ${bandwidth}: ${sample.places.n} places, ${(json.length / 1e6).toFixed(1)} MB of JSON, made in ${binning.toFixed(2)} s (written in ${reading.toFixed(2)})`,
    );
    console.log(
      `  curve and band at a given bandwidth ${given.toFixed(2)} s, of the data ${whole.toFixed(2)} s, off by ${off('fit')} and ${off('standardError')}; with a search ${searching.toFixed(2)} s`,
    );
  }
}
