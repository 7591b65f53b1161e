// How much faster than two plain loops with Math.exp? Ten thousand keys and queries, one thread, one run.
import { attentionPooling, createRandom } from 'nadaraya';
import { expectAgreement, medianTime, report } from './medianTime.mjs';

const random = createRandom(2026);
const n = 1e4;
const draw = (count) => Float64Array.from({ length: count }, () => random.uniform());

/** What one writes without a library; `share` of the queries, scaled up. */
function plain(queries, keys, values, d, w) {
  const out = new Float64Array(queries.length / d);
  for (let q = 0; q < out.length; q++) {
    let [sum, total] = [0, 0];
    for (let k = 0; k < values.length; k++) {
      let squared = 0;
      for (let j = 0; j < d; j++) squared += ((queries[q * d + j] - keys[k * d + j]) * w) ** 2;
      const weight = Math.exp(-squared / 2);
      total += weight;
      sum += weight * values[k];
    }
    out[q] = sum / total;
  }
  return out;
}

function bench(work, d, bandwidth, options, target, make = (t) => t) {
  const [keys, queries, values] = [make(draw(n * d)), make(draw(n * d)), make(draw(n))];
  const rows = (t) =>
    d === 1 ? t : { data: t, shape: [t.length / d, d], stride: [d, 1], offset: 0 };
  const pooled = () =>
    attentionPooling(rows(queries), rows(keys), values, { bandwidth, ...options });
  const share = 500;
  const some = Float64Array.from(queries.slice(0, share * d));
  const [k, v] = [Float64Array.from(keys), Float64Array.from(values)];
  const tolerance = make(new Float64Array(1)) instanceof Float32Array ? 1e-5 : 1e-11;
  expectAgreement(pooled().data, plain(some, k, v, d, 1 / bandwidth), tolerance, work);
  // Small work is for those who do it often: let the engine compile it first.
  for (let warm = 0; warm < 40 && options.method === undefined; warm++) pooled();
  const plainTime = (medianTime(() => plain(some, k, v, d, 1 / bandwidth)) * n) / share;
  report(work, plainTime / medianTime(pooled), target, true);
}

const node = Number(process.versions.node.split('.')[0]);
console.log('times faster than plain loops (500 queries of them, scaled up)');
bench('auto, 1-D, h = 0.2', 1, 0.2, {}, 2000);
bench('auto, 1-D, h = 0.01', 1, 0.01, {}, 400);
bench('direct 64-bit, 1-D', 1, 0.2, { method: 'direct' }, node >= 22 ? 9 : 5);
bench('direct 32-bit, 1-D', 1, 0.2, { method: 'direct' }, node >= 22 ? 33 : 22, (t) =>
  Float32Array.from(t),
);
bench('direct 32-bit, 10-D', 10, 0.8, { method: 'direct' }, 12, (t) => Float32Array.from(t));

const small = [draw(50), draw(50), draw(50)];
for (let warm = 0; warm < 3000; warm++) attentionPooling(...small, { bandwidth: 0.2 });
const micro = medianTime(() => {
  for (let run = 0; run < 200; run++) attentionPooling(...small, { bandwidth: 0.2 });
});
console.log(`n = m = 50: ${((micro * 1000) / 200).toFixed(1)} µs a call (target 20)`);
