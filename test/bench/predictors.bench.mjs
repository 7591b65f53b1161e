// Several predictors, of any kind: what do the search of their bandwidths and the fit take? Seconds of
// new KernelRegressor({ predictors, … }).fit(x, y), the median of three, and of its processor time.
//   node scripts/runBench.mjs predictors [part of a name]
import { readFileSync } from 'node:fs';
import { KernelRegressor } from 'nadaraya';

const RUNS = 3;
const wanted = process.argv[2] ?? '';

/** Draws that do not depend on the library. */
function drawing(seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

function simulated(n, seed, draw) {
  const random = drawing(seed);
  const [x, y] = [[], []];
  for (let i = 0; i < n; i++) {
    const { row, mean, noise } = draw(random);
    x.push(row);
    y.push(mean + noise * random.normal());
  }
  return { x, y };
}

const level = ({ uniform }) => 'abcde'[Math.floor(5 * uniform())];

const twoCategories = (n) =>
  simulated(n, 1, (random) => {
    const [a, b, t] = [level(random), level(random), 10 * random.uniform()];
    const mean = Math.sin(t) + (a.charCodeAt(0) % 3) + 0.3 * (b.charCodeAt(0) % 2) * t;
    return { row: [a, b, t], mean, noise: 0.5 };
  });

/** Skewed, so that no one bandwidth suits all. */
const columns = (d, n) =>
  simulated(n, 2, ({ uniform, normal }) => {
    const row = Array.from({ length: d }, (_, j) => (j === 0 ? Math.exp(normal()) : uniform()));
    const mean = Math.log(row[0]) * Math.sin(6 * row[1]) + (row[2] ?? 0);
    return { row, mean, noise: 0.5 };
  });

/** Hours of the day beside a number, where distances go round. */
const clock = (n) =>
  simulated(n, 3, ({ uniform }) => {
    const [hour, t] = [24 * uniform(), uniform()];
    return { row: [hour, t], mean: t * Math.sin((hour * Math.PI) / 12), noise: 0.3 };
  });

/** Wages of 526 people by whether female and married, education, experience and tenure. */
function wage1() {
  const { cases } = JSON.parse(readFileSync('test/reference/R_np_wage1.json', 'utf8'));
  const { X_columns, vartypes, y } = cases[0].input;
  const row = (i) =>
    X_columns.map((column, j) => (vartypes[j] === 'c' ? +column[i] : String(column[i])));
  return { x: y.map((_, i) => row(i)), y };
}

/** Places in Europe. */
const globe = (n) =>
  simulated(n, 4, ({ uniform }) => {
    const row = [35 + 25 * uniform(), 30 * uniform()];
    return { row, mean: Math.sin(row[0] / 4) * Math.cos(row[1] / 5), noise: 0.3 };
  });

const categories = (count) => Array.from({ length: count }, () => 'category');
const wages = [...categories(2), 'number', 'number', 'number'];
const mixed = [...categories(2), 'number'];
const round = [{ kind: 'periodic', period: 24 }, 'number'];
const linear = { degree: 1 };

const CASES = [
  [
    'wage1, 526 rows, 2 categories and 3 numbers, degree 1',
    wage1,
    { predictors: wages, ...linear },
    2,
  ],
  [
    '2 categories of 5 levels and a number, n = 10⁴',
    () => twoCategories(1e4),
    { predictors: mixed },
  ],
  [
    '2 categories of 5 levels and a number, n = 10⁵',
    () => twoCategories(1e5),
    { predictors: mixed },
    2,
  ],
  ['3 numbers, degree 1, n = 500', () => columns(3, 500), linear, 2],
  ['3 numbers, degree 1, n = 2000', () => columns(3, 2000), linear, 15],
  ['3 numbers, n = 500', () => columns(3, 500), {}],
  ['2 numbers, degree 1, n = 10⁴', () => columns(2, 1e4), linear, 3],
  ['2 numbers, n = 10⁴', () => columns(2, 1e4), {}, 3],
  ['an hour and a number, n = 1000', () => clock(1000), { predictors: round }],
  ['an hour and a number, n = 8760', () => clock(8760), { predictors: round }],
  ['latitude and longitude, n = 1000', () => globe(1000), { predictors: ['geographic'] }],
];

for (const [name, make, options, target] of CASES) {
  if (!name.includes(wanted)) continue;
  const { x, y } = make();
  const times = [];
  let model;
  for (let run = 0; run < RUNS; run++) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    model = new KernelRegressor(options).fit(x, y);
    const { user, system } = process.cpuUsage(cpu);
    times.push([(performance.now() - start) / 1e3, (user + system) / 1e6]);
  }
  const [time, busy] = times.sort((a, b) => a[0] - b[0])[RUNS >> 1];
  if (!(model.score(x, y) > 0.2)) throw new Error(`${name}: the curve follows nothing`);
  const verdict = target ? ` (${target}: ${time <= target ? 'met' : 'missed'})` : '';
  const chosen = Array.from(model.bandwidth, (h) => h.toPrecision(3)).join(', ');
  console.log(
    `${name}: ${time.toFixed(2)} s, ${busy.toFixed(2)} s of processors${verdict}; ${chosen}`,
  );
}
