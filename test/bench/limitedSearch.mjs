// One search in a process of its own, so that it can be ended when it takes too long: `onProgress`
// looks at the processor time after each bandwidth, and a thread beside it ends the process within a
// single trial that takes too long.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const self = fileURLToPath(import.meta.url);
/** Short searches are timed up to so many times, within so many seconds. */
const RUNS = 7;
const ENOUGH = 2;

/**
 * Processor time of a search, of the median run.
 *
 * @param design - a name of designs.mjs
 * @param options - of KernelRegressor
 * @param limit - seconds of processor time
 * @returns seconds, h, the criterion; undefined where it takes longer
 */
export function limitedSearch({ design, n, options, limit, isVerified = false }) {
  const request = JSON.stringify({ design, n, options, limit, isVerified });
  return new Promise((resolve, reject) => {
    const child = fork(self, [request]);
    let found;
    child.on('message', (message) => {
      found = message;
    });
    child.on('exit', (code, signal) => {
      if (found?.message)
        reject(new Error(`${design}, ${JSON.stringify(options)}: ${found.message}`));
      else if (code === 0 || signal) resolve(found?.seconds === undefined ? undefined : found);
      else reject(new Error(`${design} ended with ${code}`));
    });
  });
}

/** Ends this process once it has used so many seconds. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    if ((user + system) / 1e6 > workerData) process.kill(process.pid, 'SIGKILL');
  }, 200);`;

async function searchHere({ design, n, options, limit, isVerified }) {
  const { KernelRegressor } = await import('nadaraya');
  const { sampleOf } = await import('./designs.mjs');
  const { x, y } = sampleOf(design, n);
  const spent = (since) => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1e6;
  };
  const late = new Error('late');
  const search = () => {
    const start = process.cpuUsage();
    const onProgress = () => {
      if (spent(start) > limit) throw late;
    };
    const model = new KernelRegressor(options).fit(x, y, { onProgress });
    return { seconds: spent(start), model };
  };
  try {
    const few = sampleOf('uniform', 300);
    new KernelRegressor(options).fit(few.x, few.y); // compiles the loops
    const watch = new Worker(WATCH, { eval: true, workerData: spent() + 1.1 * limit + 1 });
    const first = search();
    await watch.terminate();
    expectLeast(first.model.bandwidthChoice);
    if (isVerified)
      expectLower(new KernelRegressor(options).fit(x, y), KernelRegressor, options, x, y);
    const times = [];
    while (times.length < RUNS && times.reduce((sum, t) => sum + t, first.seconds) < ENOUGH)
      times.push(search().seconds);
    times.sort((a, b) => a - b);
    const { bandwidth, value } = first.model.bandwidthChoice;
    return { seconds: times[times.length >> 1] ?? first.seconds, h: bandwidth[0] ?? null, value };
  } catch (error) {
    // The watching thread may still run: the process is ended once the answer is sent.
    return error === late ? {} : { message: error.message };
  }
}

/** The value is not above what was seen on the way. */
function expectLeast({ value, path }) {
  const least = Math.min(...path.map((trial) => trial.value + trial.error));
  if (!(value <= least + 1e-9 * Math.abs(least)) || path.length <= 10)
    throw new Error(`${value} was chosen, but ${least} is on the path of ${path.length}`);
}

/** Nor above the leave-one-out error of fits at other bandwidths of the path, by their residuals. */
function expectLower(model, KernelRegressor, options, x, y) {
  const { value, path } = model.bandwidthChoice;
  const every = Math.max(1, Math.floor(path.length / 8));
  for (let at = 0; at < path.length; at += every) {
    const bandwidth = [...path[at].bandwidth];
    const { looResiduals } = new KernelRegressor({ ...options, bandwidth }).fit(x, y);
    const other = looResiduals.reduce((sum, e) => sum + e * e, 0) / x.length;
    if (value > other * (1 + 1e-9))
      throw new Error(`${value} was chosen, but h = ${bandwidth} gives ${other}`);
  }
}

if (process.send && process.argv[1] === self) {
  process.send(await searchHere(JSON.parse(process.argv[2])), () => process.exit());
}
