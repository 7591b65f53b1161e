// A million points: fitted with a searched bandwidth, and once more from chunks of which none is kept.
import { BinnedSample, createRandom, KernelRegressor } from 'nadaraya';

const n = 1e6;
const random = createRandom(11);
const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
const y = x.map((t) => 2 * Math.sin(3 * t) + t ** 0.8 + random.normal(0, 0.5));
const timed = <T>(what: string, work: () => T): T => {
  const start = performance.now();
  const result = work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`);
  return result;
};

const model = timed('leave-one-out search and fit', () => new KernelRegressor().fit(x, y));
const [h] = model.bandwidth;
console.log(`bandwidth ${h.toFixed(4)}, ${model.bandwidthChoice?.path.length} bandwidths tried`);
timed('a million predictions', () => model.predict(x));

// A stream: each chunk is folded into sums, and a model comes from those alone, its bandwidth too.
function* chunks(size: number) {
  for (let i = 0; i < n; i += size)
    yield { x: x.subarray(i, i + size), y: y.subarray(i, i + size) };
}
const sample = timed('binning the stream', () =>
  BinnedSample.from(chunks(50_000), { bandwidth: h / 10 }),
);
const bytes = JSON.stringify(sample).length;
console.log(`${sample.count} points in ${(bytes / 1e6).toFixed(2)} MB of JSON`);
const streamed = timed('search and fit of the summary', () => new KernelRegressor().fit(sample));
console.log(`bandwidth ${streamed.bandwidth[0].toFixed(4)}`);
const queries = [0.5, 2.5, 4.5];
const difference = streamed.predict(queries).map((v, i) => v - model.predict(queries)[i]);
console.log(
  `largest difference of the two fits: ${Math.max(...difference.map(Math.abs)).toExponential(0)}`,
);
