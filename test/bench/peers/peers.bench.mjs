// One-dimensional Nadaraya–Watson: how do other packages do beside this one? The same numbers, processor time
// of one thread, runs interleaved, medians of five. A peer that sums pair by pair is timed on some of the queries and scaled up, which favours
// nobody: each query takes it the same time. Errors are distances from our direct sums, whose own digits
// kernel-smooth and numpy, which share nothing with it, confirm.
import { attentionPooling, createRandom } from '../../../dist/index.js';
import { d3LoessPeer } from './d3Loess.mjs';
import { fastKdePeer } from './fastKdeRatio.mjs';
import { jaxPeer } from './jaxWasm.mjs';
import { kernelSmoothPeer } from './kernelSmooth.mjs';
import { openOtherLanguages } from './otherLanguages.mjs';
import { tensorflowPeer } from './tensorflowWasm.mjs';

const RUNS = 5;
const CHECKED = 200;
const FAR = 20;

const linear = { largest: 1e6, queries: (n) => n };
const pairwise = { largest: 1e5, queries: (n) => Math.min(n, 2e7 / n) };
const ours = (name, within, options, { largest, queries } = linear, Floats = Float64Array) => ({
  name: `nadaraya, ${name}`,
  arithmetic: `${8 * Floats.BYTES_PER_ELEMENT}-bit`,
  within,
  largest,
  queries,
  prepare(...given) {
    const h = given.pop();
    const [xq, x, y] = given.map((t) => Floats.from(t));
    return () => attentionPooling(xq, x, y, { bandwidth: h, ...options }).data;
  },
});
const { peers: others, skipped } = openOtherLanguages();
const peers = [
  ours('auto', 1e-11, {}),
  ours('auto, 1e-6', 1e-5, { tolerance: 1e-6 }),
  ours('direct', 1e-11, { method: 'direct' }, pairwise),
  ours('direct', 1e-4, { method: 'direct' }, pairwise, Float32Array),
  kernelSmoothPeer,
  tensorflowPeer,
  jaxPeer,
  fastKdePeer(512),
  fastKdePeer(8192),
  d3LoessPeer,
  ...others,
];

/** Processor time of a call in milliseconds, the mean of as many as fit into 30; a call may time itself. */
async function meanTime(call) {
  let [total, count] = [0, 0];
  while (total < 30 && count < 1000) {
    const before = process.cpuUsage();
    const answer = await call();
    const { user, system } = process.cpuUsage(before);
    total += answer.milliseconds ?? (user + system) / 1000;
    count++;
  }
  return total / count;
}

/** Median times of calls, taken in turns, after one turn that does not count. */
async function interleavedMedians(calls) {
  const times = calls.map(() => []);
  for (let run = 0; run <= RUNS; run++) {
    for (const [i, call] of calls.entries()) times[i].push(await meanTime(call));
  }
  return times.map((some) => some.slice(1).sort((a, b) => a - b)[RUNS >> 1]);
}

/** The largest distance from the exact values, over the queries that both have. */
function largestError(found, exact) {
  let error = 0;
  for (let i = 0; i < Math.min(found.length, exact.length); i++) {
    const distance = Math.abs(found[i] - exact[i]);
    if (!(distance <= error)) error = distance; // NaN stays
  }
  return error;
}

async function compare(n, h) {
  const random = createRandom(2026);
  const x = Float64Array.from({ length: n }, () => random.uniform());
  const y = x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3));
  const xq = Float64Array.from({ length: n }, () => random.uniform());
  const exact = attentionPooling(xq.slice(0, CHECKED), x, y, {
    bandwidth: h,
    method: 'direct',
  }).data;
  const rows = [];
  for (const peer of peers) {
    if (n > peer.largest) continue;
    const share = peer.queries(n);
    const call = peer.prepare(xq.slice(0, share), x, y, h);
    const result = await call();
    const error = largestError(result.out ?? result, exact);
    if (!(error <= peer.within))
      throw new Error(`${peer.name}, n = ${n}, h = ${h}: error ${error}`);
    const far = await peer.prepare(Float64Array.of(FAR), x, y, h)();
    rows.push({ peer, call, error, scale: n / share, far: (far.out ?? far)[0] });
  }
  const medians = await interleavedMedians(rows.map(({ call }) => call));
  console.log(`\nn = m = ${n}, h = ${h} of the range`);
  const line = (name, ...cells) =>
    console.log(name.padEnd(42), ...cells.map((c) => c.padStart(13)));
  line('', 'ms', 'of auto', 'error', 'at x = 20', 'arithmetic');
  for (const [i, { peer, error, scale, far }] of rows.entries()) {
    const time = medians[i] * scale;
    const times = (time / (medians[0] * rows[0].scale)).toPrecision(3);
    const note = scale > 1 ? ', scaled' : '';
    line(
      peer.name,
      time.toPrecision(3),
      times,
      error.toExponential(1),
      far.toFixed(3),
      peer.arithmetic + note,
    );
  }
}

const largest = Number(process.argv[2] ?? 1e6);
for (const n of [1e3, 1e4, 1e5, 1e6]) {
  if (n > largest) break;
  for (const h of [0.2, 0.01]) await compare(n, h);
}
for (const line of skipped) console.log(`skipped ${line}`);
for (const { close } of others) close();
