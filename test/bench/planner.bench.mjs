// Does `auto` take the fastest method? Problems of a grid in shuffled order, as many as there is time for, each by `auto`
// and by every method that serves it, in turns.
//   node scripts/runBench.mjs planner [minutes, 5] [file for all cases as JSON lines]
// Times are processor time, medians of up to nine for what comes near the fastest. A method that takes long is timed on part
// of the queries and scaled up, which is exact for `direct` and, for the others, too much rather than too little, as
// their work on the keys is counted more than once.
import { writeFileSync } from 'node:fs';
import { attentionPooling, createRandom } from 'nadaraya';
import { expectAgreement } from './medianTime.mjs';
import { plannedCosts } from './plannedCosts.mjs';

const SIZES = [50, 500, 5e3, 5e4, 5e5];
const BANDWIDTHS = [0.001, 0.02, 0.3, 3];
const KERNELS = ['gaussian', 'epanechnikov', 'tricube', 'cauchy', 'laplace'];
const TOLERANCES = [1e-12, 1e-6];
/** Milliseconds for a problem that is left out, and for a method before it is timed on part of the queries. */
const TOO_LONG = 1000;
const LONG = 150;
/** As many problems, if there is time. */
const ENOUGH = 359;
const minutes = Number(process.argv[2] ?? 5);
const random = createRandom(2026);

function* grid() {
  for (const d of [1, 2, 3])
    for (const n of SIZES)
      for (const m of SIZES)
        for (const bandwidth of BANDWIDTHS)
          for (const kernel of KERNELS)
            for (const tolerance of TOLERANCES) yield { d, n, m, bandwidth, kernel, tolerance };
}

const drawn = new Map();
/** Numbers in [0, 1), the same for all problems of a shape. */
function numbers(what, count) {
  const key = `${what} ${count}`;
  if (!drawn.has(key)) {
    drawn.set(
      key,
      Float64Array.from({ length: count }, () => random.uniform()),
    );
  }
  return drawn.get(key);
}

/** Milliseconds of processor time that a call takes: other programs on the machine do not count. */
function time(call) {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return Math.max(0.001, (user + system) / 1000);
}

/** Medians of calls taken in turns, in about so many milliseconds; those far from the fastest keep the time known, the first never. */
function medians(calls, known, scales, budget) {
  const least = Math.min(...known.map((t, i) => t * scales[i]));
  const near = calls.map((_, i) => i).filter((i) => i === 0 || known[i] * scales[i] < 4 * least);
  const total = near.reduce((sum, i) => sum + known[i], 0);
  const runs = Math.max(1, Math.min(9, Math.floor(budget / total)));
  const times = calls.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const i of near) {
      const repeats = Math.max(1, Math.min(50, Math.floor(2 / known[i])));
      const whole = time(() => {
        for (let r = 0; r < repeats; r++) calls[i]();
      });
      times[i].push(whole / repeats);
    }
  }
  return times.map((some, i) => some.sort((a, b) => a - b)[some.length >> 1] ?? known[i]);
}

function measure(problem) {
  const { d, n, m, kernel, bandwidth, tolerance } = problem;
  const points = numbers('keys', n * d);
  const planned = plannedCosts({ ...problem, points });
  if (planned.size < 2) return undefined;
  if (Math.min(...planned.values()) > TOO_LONG) {
    leftOut.push(problem);
    return undefined;
  }
  const rows = (data, count) => ({ data, shape: [count, d], stride: [d, 1], offset: 0 });
  const [keys, values] = [rows(points, n), numbers('values', n)];
  const pool = (method, count) => {
    const queries = rows(numbers('queries', m * d).subarray(0, count * d), count);
    return attentionPooling(queries, keys, values, { kernel, bandwidth, tolerance, method }).data;
  };
  const names = ['auto', ...planned.keys()];
  const few = Math.min(m, Math.max(8, Math.min(200, Math.floor(5e6 / n))));
  const exact = finite(pool('direct', few));
  const counts = names.map((name) => {
    const expected = time(() => pool(name, few)) * (m / few);
    const part = Math.max(few, Math.floor((m * LONG) / expected));
    return expected <= LONG || name === 'auto' ? m : Math.min(m, part);
  });
  const calls = names.map((name, i) => () => pool(name, counts[i]));
  const scales = counts.map((count) => m / count);
  let found = calls.map((call) => {
    let result;
    const once = time(() => {
      result = call();
    });
    expectAgreement(
      finite(result.subarray(0, few)),
      exact,
      10 * tolerance,
      JSON.stringify(problem),
    );
    return once;
  });
  const scaled = () => found.map((t, i) => t * scales[i]);
  const ratio = () => scaled()[0] / Math.min(...scaled().slice(1));
  found = calls.map((call, i) => (found[i] < 200 ? time(call) : found[i])); // the first time compiles
  if (found[0] < 500) found = medians(calls, found, scales, 200);
  if (ratio() > 1.3) found = medians(calls, found, scales, 2000);
  const measured = Object.fromEntries(names.map((name, i) => [name, scaled()[i]]));
  return { ...problem, ratio: ratio(), measured, planned: Object.fromEntries(planned) };
}

/** Empty windows are NaN by every method: 0 for the comparison. */
function finite(values) {
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}

const cases = [];
const leftOut = [];
const problems = [...grid()];
for (let i = problems.length - 1; i > 0; i--) {
  const k = Math.floor(random.uniform() * (i + 1));
  [problems[i], problems[k]] = [problems[k], problems[i]];
}
for (const problem of problems) {
  if (cases.length === ENOUGH || performance.now() > minutes * 60_000) break;
  const found = measure(problem);
  if (found === undefined) continue;
  cases.push(found);
  if (process.argv[3]) {
    writeFileSync(process.argv[3], `${JSON.stringify(found)}\n`, { flag: 'a' });
  }
}
cases.sort((a, b) => b.ratio - a.ratio);
console.log(
  `${cases.length} problems that two methods or more serve; time of auto over the best of them:`,
);
const share = (limit) =>
  `${((100 * cases.filter(({ ratio }) => ratio > limit).length) / cases.length).toFixed(1)} %`;
const at = (quantile) => cases[Math.floor((1 - quantile) * cases.length)]?.ratio.toFixed(2);
console.log(
  `median ${at(0.5)}, 95th percentile ${at(0.95)}, worst ${at(1)}; above 1.15: ${share(1.15)}, above 1.5: ${share(1.5)}`,
);
const milliseconds = (times) =>
  Object.entries(times)
    .map(([name, t]) => `${name} ${t.toPrecision(3)}`)
    .join(', ');
for (const { ratio, d, n, m, bandwidth, kernel, tolerance, measured, planned } of cases.slice(
  0,
  25,
)) {
  const what = `${d}-D ${kernel}, n = ${n}, m = ${m}, h = ${bandwidth}, ${tolerance}`;
  console.log(`${ratio.toFixed(2).padStart(6)}  ${what}`);
  console.log(`        ms: ${milliseconds(measured)}; expected: ${milliseconds(planned)}`);
}
