// One dimension, a million keys and queries, unsorted: how long does pooling take, beside sorting the keys alone?
// All that a user waits for is timed: reading and checking the input, the sums, the result.
import { attentionPooling, createRandom } from 'nadaraya';
import { expectAgreement, medianTime, report } from './medianTime.mjs';

const random = createRandom(2026);
const n = 1e6;
const x = Float64Array.from({ length: n }, () => random.uniform());
const y = x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3));
const xq = Float64Array.from({ length: n }, () => random.uniform());
const few = xq.slice(0, 20);
const sorting = medianTime(() => x.slice().sort());
console.log(`sorting ${n} keys: ${sorting.toFixed(0)} ms; below as multiples of it`);

function bench(kernel, bandwidth, tolerance, target) {
  const options = { kernel, bandwidth, tolerance };
  const exact = attentionPooling(few, x, y, { kernel, bandwidth, method: 'direct' }).data;
  expectAgreement(
    attentionPooling(xq, x, y, options).data,
    exact,
    4 * Math.max(tolerance, 1e-12),
    kernel,
  );
  const time = medianTime(() => attentionPooling(xq, x, y, options));
  report(
    `${kernel}, h = ${bandwidth} of the range, tolerance ${tolerance}`,
    time / sorting,
    target,
    false,
  );
}

const widths = [0.2, 0.01, 0.001];
for (const [i, target] of [0.35, 0.6, 1].entries()) bench('gaussian', widths[i], 1e-12, target);
for (const [i, target] of [0.25, 0.4, 0.8].entries()) bench('gaussian', widths[i], 1e-6, target);
for (const kernel of [
  'uniform',
  'triangular',
  'epanechnikov',
  'biweight',
  'triweight',
  'tricube',
]) {
  for (const bandwidth of widths) bench(kernel, bandwidth, 1e-11, 3);
}
