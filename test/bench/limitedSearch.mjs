// One search in a process of its own, so that it can be ended when it takes too long: `onProgress`
// looks at the processor time after each bandwidth, and a thread beside it ends the process within a
// single trial that takes too long.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const self = fileURLToPath(import.meta.url);
/** Short searches are timed up to so many times, within so many seconds; with a band three times at least. */
const RUNS = 7;
const ENOUGH = 2;
const LEAST_RUNS = 3;

/**
 * Processor time of a search, of the median run; with a band after it, of the least.
 *
 * @param design - a name of designs.mjs
 * @param options - of KernelRegressor
 * @param limit - seconds of processor time
 * @param points - of a band from the least to the largest x, the first of the model
 * @returns seconds, h, the criterion, seconds of the band and of the longest step, which is the time
 *   from one call of `onProgress` to the next; undefined where it takes longer
 */
export function limitedSearch({ design, n, options, limit, isVerified = false, points = 0 }) {
  const request = JSON.stringify({ design, n, options, limit, isVerified, points });
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

async function searchHere({ design, n, options, limit, isVerified, points }) {
  const { KernelRegressor } = await import('nadaraya');
  const { sampleOf } = await import('./designs.mjs');
  const { x, y } = sampleOf(design, n);
  const search = () => timedSearch(KernelRegressor, { x, y }, options, points, limit);
  try {
    const few = sampleOf('uniform', 300);
    const small = new KernelRegressor(options).fit(few.x, few.y); // compiles the loops
    if (points > 0) bandSeconds(small, few.x, points);
    const watch = new Worker(WATCH, { eval: true, workerData: spent() + 1.1 * limit + 1 });
    const first = search();
    await watch.terminate();
    const { bandwidth, value, path } = first.model.bandwidthChoice;
    if (options.bandwidth) expectLeast(value, path);
    if (isVerified)
      expectLower(new KernelRegressor(options).fit(x, y), KernelRegressor, options, x, y);
    const runs = [];
    const isShort = () => runs.reduce((sum, { seconds }) => sum + seconds, first.seconds) < ENOUGH;
    const fewest = points > 0 ? LEAST_RUNS - 1 : 0;
    while (runs.length < fewest || (runs.length < RUNS && isShort())) runs.push(search());
    const sorted = (part) => runs.map((run) => run[part]).sort((a, b) => a - b);
    const chosen = { h: bandwidth[0] ?? null, value };
    if (points === 0)
      return { seconds: sorted('seconds')[runs.length >> 1] ?? first.seconds, ...chosen };
    const least = (part) => Math.min(first[part], ...sorted(part));
    return { seconds: least('seconds'), step: least('step'), band: least('band'), ...chosen };
  } catch (error) {
    // The watching thread may still run: the process is ended once the answer is sent.
    return error === LATE ? {} : { message: error.message };
  }
}

const LATE = new Error('late');

/** Seconds of processor time. */
function spent(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** One search, here: processor time of it, of its longest step, and of a band; the limit is looked at after each step. */
export function timedSearch(KernelRegressor, { x, y }, options, points = 0, limit = Infinity) {
  const start = process.cpuUsage();
  let [last, step] = [0, 0];
  const onProgress = () => {
    const now = spent(start);
    if (now > limit) throw LATE;
    [last, step] = [now, Math.max(step, now - last)];
  };
  const model = new KernelRegressor(options).fit(x, y, { onProgress });
  const seconds = spent(start);
  const band = points > 0 ? bandSeconds(model, x, points) : 0;
  return { seconds, step: Math.max(step, seconds - last), band, model };
}

/** Processor time of a band at so many places, which must hold the curve where there is a band. */
function bandSeconds(model, x, points) {
  const low = x.reduce((least, xi) => Math.min(least, xi));
  const high = x.reduce((largest, xi) => Math.max(largest, xi));
  const grid = Float64Array.from({ length: points }, (_, q) => {
    return low + ((high - low) * q) / (points - 1);
  });
  const start = process.cpuUsage();
  const { lower, upper } = model.confidenceBand(grid);
  const seconds = spent(start);
  const fit = model.predict(grid);
  const has = [...lower.keys()].filter((q) => !Number.isNaN(lower[q]));
  if (has.length === 0 || has.some((q) => !(lower[q] <= fit[q] && fit[q] <= upper[q])))
    throw new Error('the curve leaves its band');
  return seconds;
}

/** The value is not above what was seen on the way. */
function expectLeast(value, path) {
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
