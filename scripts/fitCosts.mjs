// Fits the table of src/sums/costs.ts to this machine and prints it: times the methods on random
// problems, as test/bench/sumsProblems.mjs makes them, and fits what their plans expect to that.
//
//   node scripts/fitCosts.mjs [minutes, 8] [file of times] [seed, 1]
//
// Times are processor time, the least of several turns when warm. They are added to the file, and those
// that stand there already count too: without minutes (0) nothing is timed again. Methods that are
// expected to take far longer than another one are left out.
//
// A cost is a sum of entries of the table times what there is to do, or the least of several such sums:
// homogeneous, so that its slope along an entry tells how much of it is counted. Sums of squares of
// log(time / cost), those far off cut down (Huber) and what is far from the fastest counted less, are
// made small over the logarithms of the entries, which stay positive; an entry that the times do not
// tell stays where it was.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createRandom } from 'nadaraya';
import {
  COSTS,
  methods,
  planBy,
  plannedTimes,
  problemOf,
  randomProblem,
  timesOf,
} from '../test/bench/sumsProblems.mjs';

const [minutes = 8, file, seed = 1] = process.argv.slice(2);
/** Problems are left out where everything is expected to take longer, in ms. */
const TOO_LONG = 100;
const ROUNDS = 3;
/** Residuals beyond count linearly. */
const HUBER = 0.3;
/** How much an entry is held where it was: as a residual of so much for each factor of e. */
const HOLD = 0.3;

function measured() {
  const cases = file && existsSync(file) ? readLines(file) : [];
  const random = createRandom(Number(seed));
  const until = performance.now() + 60_000 * minutes;
  while (performance.now() < until) {
    const described = randomProblem(random);
    const problem = problemOf(described);
    if (Math.min(...plannedTimes(problem).values()) > TOO_LONG) continue;
    const found = { ...described, times: Object.fromEntries(timesOf(problem)) };
    cases.push(found);
    if (file) appendFileSync(file, `${JSON.stringify(found)}\n`);
  }
  return cases;
}

const readLines = (path) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The entries of the table, [row, name] each. */
const entries = Object.entries(COSTS).flatMap(([row, costs]) =>
  Object.keys(costs).map((name) => [row, name]),
);

/** What each method expects and how much of each entry is in it. */
function linearised(cases) {
  return cases.flatMap((found) => {
    const problem = problemOf(found);
    const best = Math.min(...Object.values(found.times));
    return Object.entries(methods)
      .filter(([name]) => found.times[name] !== undefined)
      .map(([name, method]) => {
        const { sample, queries, request } = problem;
        const read = new Set();
        const cost = () => planBy(method, sample, queries, request)?.cost ?? NaN;
        const whole = withReading(read, cost);
        const counts = entries.map(([row, entry]) => {
          if (!read.has(row)) return 0;
          const before = COSTS[row][entry];
          COSTS[row][entry] = before * (1 + 1e-4);
          const more = cost();
          COSTS[row][entry] = before;
          return Math.max(0, (more - whole) / (before * 1e-4));
        });
        const time = 1e6 * found.times[name];
        const weight = 1 / (1 + Math.log(found.times[name] / best) ** 2);
        return { name, time, whole, counts, weight, found };
      })
      .filter(({ whole }) => whole > 0);
  });
}

/** Notes the rows of the table that a call reads. */
function withReading(read, call) {
  const rows = { ...COSTS };
  for (const row of Object.keys(rows)) {
    COSTS[row] = new Proxy(rows[row], {
      get(target, name) {
        read.add(row);
        return target[name];
      },
      ownKeys(target) {
        read.add(row);
        return Reflect.ownKeys(target);
      },
    });
  }
  const result = call();
  Object.assign(COSTS, rows);
  return result;
}

/** Entries that suit the counts best, by Gauss–Newton steps on their logarithms. */
function fitted(rows, start) {
  let logs = start.map(Math.log);
  for (let step = 0; step < 60; step++) {
    const size = entries.length;
    const matrix = Array.from({ length: size }, () => new Float64Array(size));
    const right = new Float64Array(size);
    for (const { counts, time, weight } of rows) {
      const parts = counts.map((count, e) => (count > 0 ? count * Math.exp(logs[e]) : 0));
      const whole = parts.reduce((sum, part) => sum + part, 0);
      const residual = Math.log(time / whole);
      const w = weight * Math.min(1, HUBER / Math.abs(residual));
      for (let a = 0; a < size; a++) {
        if (parts[a] === 0) continue;
        right[a] += (w * residual * parts[a]) / whole;
        for (let b = 0; b < size; b++) matrix[a][b] += (w * parts[a] * parts[b]) / whole ** 2;
      }
    }
    for (let a = 0; a < size; a++) {
      matrix[a][a] += HOLD ** 2;
      right[a] += HOLD ** 2 * (Math.log(start[a]) - logs[a]);
    }
    const move = solved(matrix, right);
    logs = logs.map((log, e) => log + Math.max(-0.5, Math.min(0.5, move[e])));
  }
  return logs.map(Math.exp);
}

/** The solution of a positive definite system, by elimination. */
function solved(matrix, right) {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    for (let r = k + 1; r < n; r++) {
      const factor = matrix[r][k] / matrix[k][k];
      for (let s = k; s < n; s++) matrix[r][s] -= factor * matrix[k][s];
      right[r] -= factor * right[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let s = k + 1; s < n; s++) right[k] -= matrix[k][s] * right[s];
    right[k] /= matrix[k][k];
  }
  return right;
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

function report(rows) {
  console.log('log(time / cost): median, middle half, 5th and 95th percentile');
  for (const name of Object.keys(methods)) {
    const own = rows.filter((row) => row.name === name);
    const residuals = own.map(({ time, whole }) => Math.log(time / whole)).sort((a, b) => a - b);
    const at = (q) => quantile(residuals, q).toFixed(2);
    console.log(
      `${name.padEnd(9)} ${String(own.length).padStart(4)}  ${at(0.5)}  ${at(0.25)} … ${at(0.75)}  ${at(0.05)} … ${at(0.95)}`,
    );
  }
}

/** Two digits, as they would be written by hand. */
function written(x) {
  const digits = Number(x.toPrecision(2));
  return digits >= 1e4 ? digits.toLocaleString('en').replaceAll(',', '_') : String(digits);
}

const cases = measured();
const start = entries.map(([row, name]) => COSTS[row][name]);
report(linearised(cases));
for (let round = 0; round < ROUNDS; round++) {
  const values = fitted(linearised(cases), start);
  entries.forEach(([row, name], e) => {
    COSTS[row][name] = values[e];
  });
}
report(linearised(cases));
for (const [row, costs] of Object.entries(COSTS)) {
  const numbers = Object.entries(costs).map(([name, cost]) => `${name}: ${written(cost)}`);
  console.log(`  ${row}: { ${numbers.join(', ')} },`);
}
