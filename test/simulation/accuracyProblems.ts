// Curves with noise to measure the mean squared error on: the eight open problems, for which
// test/reference/sim_mgcv_loess_curves.json holds the figures of other packages, and twenty of our own with other curves,
// designs, noises and shares of noise. Seeded: the same sample everywhere for the same problem, n and seed.

import { createRandom, type Random } from '../../src/arrays/createRandom.js';

/** A curve, where it is observed, and with what noise. */
export interface AccuracyProblem {
  readonly name: string;
  readonly curve: (x: number) => number;
  /** Draws one x. */
  readonly design: (random: Random) => number;
  /** Draws noise with mean 0 and variance 1. */
  readonly noise: (random: Random) => number;
  /** Standard deviation of the noise at x. */
  readonly deviation: (x: number) => number;
}

const always = (s: number) => (): number => s;
const within = (x: number): number => Math.min(1, Math.max(0, x));

const uniform = (random: Random): number => random.uniform();
/** Beta(a, b) for integers a and b: the a-th smallest of a + b − 1 uniform numbers. */
const beta =
  (a: number, b: number) =>
  (random: Random): number =>
    Float64Array.from({ length: a + b - 1 }, () => random.uniform()).sort()[a - 1]!;
const clusters =
  (centres: readonly number[], width: number) =>
  (random: Random): number =>
    within(random.normal(centres[random.integer(centres.length)], width));
const exponential = (random: Random): number => -Math.log(1 - random.uniform());
const normal = (random: Random): number => random.normal();
/** Student's t: a normal number over the root of a mean of squares. */
const student =
  (freedom: number) =>
  (random: Random): number => {
    let squares = 0;
    for (let k = 0; k < freedom; k++) squares += random.normal() ** 2;
    return random.normal() / Math.sqrt(squares / freedom);
  };
const studentNoise = (freedom: number) => {
  const draw = student(freedom);
  const scale = Math.sqrt((freedom - 2) / freedom);
  return (random: Random): number => scale * draw(random);
};
const skewNoise = (random: Random): number => exponential(random) - 1;

const blocks = (x: number): number =>
  (x < 0.25 ? 0 : x < 0.45 ? 1.2 : x < 0.7 ? -0.4 : 0.8) + 0.3 * x;
const wave = (periods: number) => (x: number) => Math.sin(2 * Math.PI * periods * x);
const waveOnLine = (x: number): number => wave(1)(x) + x;
const growth = (x: number): number => Math.exp(3 * x) / 8;

const plain = (
  name: string,
  curve: AccuracyProblem['curve'],
  deviation: number,
  design = uniform,
  noise = normal,
): AccuracyProblem => ({ name, curve, design, noise, deviation: always(deviation) });

/** The problems of the reference file, under its names. */
export const openProblems: readonly AccuracyProblem[] = [
  plain('blocks-g', blocks, 0.3),
  plain('kink-g', (x) => (x < 0.4 ? 2 * x : 0.8 - (x - 0.4)), 0.2),
  plain('sinlin-unif-g', waveOnLine, 0.4),
  plain('sinlin-beta-g', waveOnLine, 0.4, beta(2, 5)),
  plain('exp-g', growth, 0.3),
  { ...plain('exp-het', growth, 0), deviation: (x) => 0.3 * (0.3 + 1.4 * x) },
  plain('linear-hi', (x) => 1 + 2 * x, 1.5),
  plain('sinlin-skew', waveOnLine, 0.4, uniform, skewNoise),
];

/** The problems that the default was chosen on, apart from those above. */
export const ownProblems: readonly AccuracyProblem[] = [
  plain('two waves', wave(2), 0.4),
  plain('bump on a line', (x) => x + 2 * Math.exp(-60 * (x - 0.4) ** 2), 0.4),
  plain(
    'waves ever longer',
    (x) => Math.sqrt(x * (1 - x)) * Math.sin((2.1 * Math.PI) / (x + 0.25)),
    0.1,
  ),
  plain('steep step', (x) => 2 / (1 + Math.exp(-40 * (x - 0.5))), 0.35),
  plain('flat', () => 0, 1),
  plain('parabola, crowded middle', (x) => 4 * (x - 0.5) ** 2, 0.3, beta(2, 2)),
  plain('cubic, normal x', (x) => (x ** 3 - 3 * x) / 3, 0.5, normal),
  plain('logarithm, exponential x', (x) => Math.log(1 + 5 * x), 0.4, exponential),
  plain('arctangent, t3 x', Math.atan, 0.3, student(3)),
  plain('wave with a gap', wave(1), 0.3, (random) => {
    const u = random.uniform();
    return u < 0.5 ? 0.7 * u : 0.3 + 0.7 * u;
  }),
  plain('wave, rounded x', wave(1.5), 0.4, (random) => Math.round(20 * random.uniform()) / 20),
  plain('wave, little noise', waveOnLine, 0.05),
  plain('wave, much noise', wave(1), 1.2),
  plain('cosine, t3 noise', (x) => Math.cos(2 * Math.PI * x), 0.4, uniform, studentNoise(3)),
  plain('cusp', (x) => 1.5 * Math.sqrt(Math.abs(x - 0.5)), 0.15),
  plain('wave, clusters', waveOnLine, 0.3, clusters([0.12, 0.3, 0.62, 0.85], 0.05)),
  { ...plain('wave, quiet middle', wave(1), 0), deviation: (x) => 0.1 + 0.8 * Math.abs(x - 0.5) },
  plain('bent line, thin end', (x) => 2 * Math.max(0, x - 0.3), 0.2, beta(2, 5), studentNoise(5)),
  plain('decay', (x) => Math.exp(-8 * x), 0.1),
  plain('root, lognormal x', Math.sqrt, 0.3, (random) => Math.exp(0.7 * random.normal())),
];

/** Designs with tails, gaps and outliers. */
export const thinProblems: readonly AccuracyProblem[] = [
  plain('arctangent, Cauchy x', Math.atan, 0.3, student(1)),
  plain('arctangent, t2 x', Math.atan, 0.3, student(2)),
  plain('logarithm, lognormal x', Math.log, 0.4, (random) => Math.exp(1.2 * random.normal())),
  plain(
    'wave, one x in 50 far away',
    (x) => Math.sin(6 * Math.min(1, x)),
    0.2,
    (random) => (random.uniform() < 0.02 ? 30 : random.uniform()),
  ),
  plain('wave, one y in 50 far away', wave(1), 0.2, uniform, (random) =>
    random.uniform() < 0.02 ? 100 * random.normal() : random.normal(),
  ),
  plain(
    'wave of log x, x even in log',
    (x) => Math.sin(Math.log(x)),
    0.2,
    (random) => Math.exp(-6 * random.uniform()),
  ),
];

/**
 * A sample, x ascending.
 *
 * @param seed - one sample for each seed, the same for every smoother that is compared
 */
export function accuracySample(
  { curve, design, noise, deviation }: AccuracyProblem,
  n: number,
  seed: number,
): { x: Float64Array; y: Float64Array; truth: Float64Array } {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => design(random)).sort();
  const truth = x.map(curve);
  return { x, y: truth.map((value, i) => value + deviation(x[i]) * noise(random)), truth };
}
