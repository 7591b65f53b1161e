// Random problems of kernel sums, made the same again from their description, and the methods behind
// the waist to solve them: these are no public names, so they are bundled from the sources.
import { setFlagsFromString } from 'node:v8';
import { build } from 'esbuild';
import { createRandom } from 'nadaraya';

// On a busy machine a compiler in a thread of its own would come late, and slow code would be timed.
setFlagsFromString('--no-concurrent-recompilation');

const { outputFiles } = await build({
  stdin: {
    contents: `
      export { chosenPlan, kernelSums, methods, planBy } from './src/sums/kernelSums.ts';
      export { COSTS } from './src/sums/costs.ts';
      export { momentSums } from './src/sums/momentSums.ts';
      export { createKernel } from './src/kernels/createKernel.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const encoded = Buffer.from(outputFiles[0].contents).toString('base64');
const { createKernel, momentSums, ...sums } = await import(
  `data:text/javascript;base64,${encoded}`
);
export const { kernelSums, methods, planBy, COSTS } = sums;

const COMPACT = ['epanechnikov', 'uniform', 'triangular', 'biweight', 'triweight', 'tricube'];
const OTHERS = ['cauchy', 'laplace', 'logistic', 'cosine'];
const TOLERANCES = [1e-12, 1e-12, 1e-12, 1e-10, 1e-8, 1e-6, 1e-3];
const CENTRES = [0, 1, 2.5, 6];

/** Student's t with three degrees of freedom. */
function t3(random) {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 3);
}

/** Name → (random, what the coordinates of a point have in common in [0, 1)) → a coordinate. */
const designs = new Map([
  ['uniform', (random) => random.uniform()],
  ['normal', (random) => random.normal()],
  ['32-bit normal', (random) => Math.fround(random.normal())],
  ['t3', t3],
  ['lognormal', (random) => Math.exp(random.normal())],
  ['clusters', (random, common) => CENTRES[Math.floor(4 * common)] + 0.02 * random.normal()],
  ['ties', (random) => Math.floor(random.uniform(18, 91))],
  ['gaps', (random, common) => random.uniform() + (common < 0.5 ? 0 : 100)],
]);

/** One of several. */
const pick = (random, values) => values[Math.floor(random.uniform() * values.length)];

/**
 * The description of a random problem: sizes from 10 to 10⁶ in one to five dimensions, bandwidths
 * from far below the spacing of the points to many ranges, and sums as pooling, its gradients and
 * estimators of degree 0 to 3 want them.
 */
export function randomProblem(random) {
  const d = pick(random, [1, 1, 1, 1, 2, 2, 3, 3, 4, 5]);
  const n = Math.round(10 ** random.uniform(1, 6));
  const kind = pick(random, ['gaussian', 'gaussian', 'gaussian', 'compact', 'compact', 'other']);
  const kernel = kind === 'gaussian' ? kind : pick(random, kind === 'compact' ? COMPACT : OTHERS);
  const design = pick(random, [...designs.keys()]);
  const single = design.startsWith('32-bit');
  const outputs = pick(random, [1, 1, 1, 2, 3]);
  const degree = pick(random, [0, 0, 0, 0, 1, 1, 2, 3]);
  const gradient = kernel === 'gaussian' && random.uniform() < 0.1;
  const squared = !gradient && random.uniform() < 0.15;
  const power = squared ? 2 * degree : degree;
  const degrees = gradient
    ? Array(outputs + 1).fill(pick(random, [1, 2]))
    : [2 * degree, ...Array(outputs).fill(power)];
  const queries = pick(random, ['points', 'like the points', 'like the points', 'even']);
  return {
    d,
    n,
    m: queries === 'points' ? n : Math.round(10 ** random.uniform(1, 6)),
    kernel,
    product: d > 1 && random.uniform() < 0.3,
    design,
    // In standard deviations of the points.
    bandwidth: 10 ** random.uniform(Math.log10(0.3) - Math.log10(n) / d, 1),
    queries,
    excludeSelf: queries === 'points' && random.uniform() < 0.7,
    degrees: degree === 0 && !gradient && random.uniform() < 0.2 ? [0] : degrees,
    squared,
    gradient,
    tolerance: single ? 5e-6 : pick(random, TOLERANCES),
    seed: Math.floor(random.uniform() * 2 ** 31),
  };
}

/** Sample, queries and request of a description. */
export function problemOf(described) {
  const { d, n, m, design, degrees, gradient, bandwidth } = described;
  const random = createRandom(described.seed);
  const single = design.startsWith('32-bit');
  const draw = designs.get(design);
  const drawn = (count) => {
    const out = new Float64Array(count * d);
    for (let i = 0, at = 0; i < count; i++) {
      const common = random.uniform();
      for (let j = 0; j < d; j++) out[at++] = draw(random, common);
    }
    return out;
  };
  const points = drawn(n);
  const { low, high, deviation } = spread(points, d);
  let queries = points;
  if (described.queries === 'like the points') queries = drawn(m);
  else if (described.queries === 'even') {
    const even = (_, at) => low[at % d] + random.uniform() * (high[at % d] - low[at % d]);
    queries = Float64Array.from(
      { length: m * d },
      single ? (x, at) => Math.fround(even(x, at)) : even,
    );
  }
  const c = degrees.length;
  const columns = new Float64Array(c * n).fill(1, 0, n);
  for (let at = n; at < c * n; at++) columns[at] = random.normal();
  const request = {
    kernel: createKernel(described.kernel),
    product: described.product,
    inverseBandwidth: deviation.map((each) => 1 / (bandwidth * each)),
    degrees,
    squared: described.squared,
    excludeSelf: described.excludeSelf,
    tolerance: described.tolerance,
    ...(gradient && { powerSums: momentSums }),
  };
  return { sample: { n, d, c, points, columns }, queries, request };
}

/** The range and the standard deviation of points in each dimension. */
function spread(points, d) {
  const low = new Float64Array(d).fill(Infinity);
  const high = new Float64Array(d).fill(-Infinity);
  const [sum, squares] = [new Float64Array(d), new Float64Array(d)];
  for (let at = 0; at < points.length; at++) {
    const j = at % d;
    low[j] = Math.min(low[j], points[at]);
    high[j] = Math.max(high[j], points[at]);
    sum[j] += points[at];
    squares[j] += points[at] ** 2;
  }
  const n = points.length / d;
  const deviation = sum.map(
    (each, j) => Math.sqrt(Math.max(0, squares[j] / n - (each / n) ** 2)) || 1,
  );
  return { low, high, deviation };
}

/** What the methods expect a problem to take in ms, by name: those that serve it, the plainest first. */
export function plannedTimes({ sample, queries, request }) {
  const planned = Object.entries(methods).map(([name, method]) => [
    name,
    planBy(method, sample, queries, request),
  ]);
  return new Map(planned.filter(([, plan]) => plan).map(([name, { cost }]) => [name, cost / 1e6]));
}

/** The method that 'auto' takes. */
export const chosenName = ({ sample, queries, request }) =>
  sums.chosenPlan('bench', { ...sample }, queries, { ...request }, 'auto').name;

/** A method, or 'auto', on a problem, as if sample and request were new. */
export const solve = ({ sample, queries, request }, method) =>
  kernelSums('bench', { ...sample }, queries, { ...request }, method);

/** Milliseconds of processor time of a call, repeated so often as to take a few: others do not count. */
export function processorTime(call, repeats = 1) {
  const before = process.cpuUsage();
  for (let r = 0; r < repeats; r++) call();
  const { user, system } = process.cpuUsage(before);
  return Math.max(1e-3, (user + system) / 1000) / repeats;
}

/**
 * Methods expected to take so many times the fastest known are not timed, and none that takes so many
 * ms; one that took so many times the fastest after two calls is not timed more closely.
 */
const FAR = 10;
const LONGEST = 1000;
const SLOW = 8;
/** Milliseconds of calls that let the engine compile, and of a turn, at least; of turns, at most. */
const WARM = 40;
const TURN = 3;
const ALL_TURNS = 40;
const TURNS = 5;

/** The least processor time of a call in ms, warm unless it takes longer than of use. */
export function leastTime(call, useful = Infinity) {
  processorTime(call);
  let once = processorTime(call);
  if (once > useful) return once;
  for (let spent = 2 * once; spent < WARM; spent += once) once = processorTime(call);
  let least = once;
  const repeats = Math.max(1, Math.ceil(TURN / once));
  for (let t = 0; t < TURNS && (t < 2 || t * once * repeats < ALL_TURNS); t++) {
    least = Math.min(least, processorTime(call, repeats));
  }
  return least;
}

/** What methods take on a problem in ms, by name, those that come near the fastest. */
export function timesOf(problem) {
  const times = new Map();
  const planned = [...plannedTimes(problem)].sort((a, b) => a[1] - b[1]);
  for (const [name, expected] of planned) {
    const best = Math.min(...times.values());
    if (expected > Math.min(LONGEST, FAR * best)) continue;
    times.set(
      name,
      leastTime(() => solve(problem, name), SLOW * best),
    );
  }
  return times;
}
