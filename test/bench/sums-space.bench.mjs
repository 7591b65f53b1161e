// Two and three dimensions, a hundred thousand keys and queries: how much faster than the direct method?
import { attentionPooling, createRandom } from 'nadaraya';
import { expectAgreement, medianTime, report } from './medianTime.mjs';

const random = createRandom(2026);
const n = 1e5;

function bench(d, bandwidth, tolerance, target) {
  const draw = () => Float64Array.from({ length: n * d }, () => random.uniform());
  const rows = (data, m = n) => ({ data, shape: [m, d], stride: [d, 1], offset: 0 });
  const [keys, queries] = [draw(), draw()];
  const values = Float64Array.from({ length: n }, () => random.normal());
  const share = 200;
  const some = rows(queries.slice(0, share * d), share);
  const direct = () => attentionPooling(some, rows(keys), values, { bandwidth, method: 'direct' });
  const pooled = () =>
    attentionPooling(rows(queries), rows(keys), values, { bandwidth, tolerance });
  expectAgreement(pooled().data, direct().data, 10 * tolerance, `${d}-D`);
  const directTime = (medianTime(direct) * n) / share;
  const time = medianTime(pooled);
  report(
    `${d}-D, h = ${bandwidth} of the range, tolerance ${tolerance}, ${time.toFixed(0)} ms`,
    directTime / time,
    target,
    true,
  );
}

console.log('times faster than the direct method (200 queries of it, scaled up)');
bench(2, 0.2, 1e-12, 300);
bench(2, 0.05, 1e-10, 100);
bench(2, 0.01, 1e-12, 40);
bench(3, 0.1, 1e-8, 50);
