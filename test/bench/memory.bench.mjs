// How much memory does a pooling add at its peak? A process for each measurement, the median of five (one where a call takes
// most of a minute): the highest resident memory (`maxRSS`) after the call less that before it. What stands before is Node,
// the library, the input as Float64Arrays, and a small call of the same kind, which has compiled the loops. So the
// result, everything on the way to it and garbage not yet collected count; the input does not.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const CASES = [
  { method: 'direct', n: 1e5, d: 1, bandwidth: 0.2, target: 32, runs: 1 },
  { method: 'direct', n: 1e5, d: 3, bandwidth: 0.2, target: 32, share: 0.05 },
  { method: 'direct', n: 1e5, d: 1, bandwidth: 0.2, target: 32, kernel: 'laplace', share: 0.05 },
  { method: 'binned', n: 1e6, d: 1, bandwidth: 0.2, target: 64 },
  { method: 'binned', n: 1e6, d: 1, bandwidth: 0.001, target: 64 },
  { method: 'binned', n: 1e6, d: 2, bandwidth: 0.05, target: 64 },
  { method: 'binned', n: 1e6, d: 3, bandwidth: 0.1, target: 64, tolerance: 1e-6, runs: 1 },
  { method: 'windowed', n: 1e6, d: 1, bandwidth: 0.01, kernel: 'epanechnikov' },
  { method: 'tree', n: 1e5, d: 2, bandwidth: 0.01, kernel: 'epanechnikov' },
];

/** In a process of its own: megabytes added by one call, and by five. */
async function measureHere({ method, n, d, bandwidth, kernel, tolerance, share = 1 }) {
  const { attentionPooling, createRandom } = await import('nadaraya');
  const random = createRandom(2026);
  const draw = (count) => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = random.uniform();
    return out;
  };
  const rows = (data, from, to) => ({
    data: data.subarray(from * d, to * d),
    shape: [to - from, d],
    stride: [d, 1],
    offset: 0,
  });
  const [keys, queries, values] = [draw(n * d), draw(n * share * d), draw(n)];
  const options = { method, bandwidth, ...(kernel && { kernel }), ...(tolerance && { tolerance }) };
  const pool = (count) =>
    attentionPooling(
      rows(queries, 0, Math.min(count, n * share)),
      rows(keys, 0, count),
      values.subarray(0, count),
      options,
    );
  pool(1000);
  globalThis.gc();
  const highest = () => process.resourceUsage().maxRSS / 1024;
  const before = highest();
  const result = pool(n).data; // kept to the end
  const once = highest() - before;
  for (let call = 0; call < (method === 'direct' ? 0 : 4); call++) pool(n);
  return { once, often: highest() - before, size: (result.length * 8) / 2 ** 20 };
}

if (process.send) {
  process.send(await measureHere(JSON.parse(process.argv[2])));
} else {
  const measure = (options) =>
    new Promise((resolve, reject) => {
      const child = fork(self, [JSON.stringify(options)], { execArgv: ['--expose-gc'] });
      child.on('message', resolve);
      child.on('exit', (code) => code && reject(new Error(`${options.method} ended with ${code}`)));
    });
  console.log('MB added at the peak: by one call, by five calls; of it the result');
  for (const options of CASES) {
    const found = [];
    const { runs = 5 } = options;
    for (let run = 0; run < runs; run++) found.push(await measure(options));
    const median = (field) => found.map((one) => one[field]).sort((a, b) => a - b)[runs >> 1];
    const { method, n, d, bandwidth, kernel = 'gaussian', target, tolerance, share } = options;
    const note = `${tolerance ? `, ${tolerance}` : ''}${share ? `, m = ${n * share}` : ''}`;
    const what = `${method}, ${d}-D ${kernel}, n = ${n}, h = ${bandwidth}${note}`;
    const verdict = target
      ? `(target ${target}: ${median('once') < target ? 'met' : 'missed'})`
      : '';
    const numbers = ['once', 'often', 'size'].map((field) => median(field).toFixed(1).padStart(7));
    console.log(`${what.padEnd(58)} ${numbers.join('')}  ${verdict}`);
  }
}
