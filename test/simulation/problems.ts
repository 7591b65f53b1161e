// Curves with noise to try bands on. The first three are reported and were not looked at when the default was chosen; the
// others are those it was chosen on.

import type { Random } from '../../src/index.js';

/** A regression problem on [0, 5]. */
export interface Problem {
  readonly name: string;
  readonly curve: (x: number) => number;
  /** Standard deviation of the noise at x. */
  readonly deviation: (x: number) => number;
  /** x/5 from a uniform number. */
  readonly design?: (u: number) => number;
  /** Noise with mean 0 and variance 1. */
  readonly noise?: (random: Random) => number;
}

const chapter = (x: number): number => 2 * Math.sin(x) + x ** 0.8;
const always = (s: number) => (): number => s;
const bump = (x: number, at: number, sharp: number): number => Math.exp(-sharp * (x / 5 - at) ** 2);

export const reported: readonly Problem[] = [
  { name: 'chapter', curve: chapter, deviation: always(0.5) },
  { name: 'step-like', curve: (x) => 2 / (1 + Math.exp(-8 * (x - 2.5))), deviation: always(0.35) },
  { name: 'heteroscedastic', curve: chapter, deviation: (x) => 0.15 + 0.7 * (x / 5) ** 2 },
];

export const tuning: readonly Problem[] = [
  { name: 'sine', curve: (x) => Math.sin(0.4 * Math.PI * x), deviation: always(0.3) },
  { name: 'two waves', curve: (x) => Math.sin(0.8 * Math.PI * x), deviation: always(0.4) },
  { name: 'bump', curve: (x) => x / 5 + 2 * bump(x, 0.4, 60), deviation: always(0.4) },
  { name: 'line', curve: (x) => 1 + 0.4 * x, deviation: always(0.5) },
  { name: 'flat', curve: () => 0, deviation: always(1) },
  { name: 'kink', curve: (x) => 4 * Math.abs(x / 5 - 0.6), deviation: always(0.3) },
  {
    name: 'parabola, crowded middle',
    curve: (x) => 8 * (x / 5 - 0.5) ** 2 + x / 5,
    deviation: always(0.4),
    design: (u) => 0.5 - Math.sin(Math.asin(1 - 2 * u) / 3), // beta(2, 2)
  },
  {
    name: 'sine, thin end',
    curve: (x) => Math.sin(0.4 * Math.PI * x) + x / 5,
    deviation: always(0.3),
    design: (u) => 1 - Math.sqrt(1 - u), // beta(1, 2)
  },
  {
    name: 'bump, exponential noise',
    curve: (x) => 1.5 * bump(x, 0.7, 30),
    deviation: always(0.3),
    noise: (random) => -Math.log(1 - random.uniform()) - 1,
  },
  {
    name: 'sine, quiet middle',
    curve: (x) => Math.sin(0.4 * Math.PI * x),
    deviation: (x) => 0.1 + Math.abs(x / 5 - 0.5),
  },
  { name: 'line, dying noise', curve: (x) => x / 5, deviation: (x) => 0.1 + 0.6 * (1 - x / 5) },
  {
    name: 'cosine, jump of noise',
    curve: (x) => Math.cos(0.4 * Math.PI * x),
    deviation: (x) => (x < 2.5 ? 0.15 : 0.5),
  },
];

/** Beside normal noise one observation in twenty that is 10 to 20 standard deviations off. */
const outliers =
  (isAbove: (random: Random) => boolean) =>
  (random: Random): number => {
    if (random.uniform() >= 0.05) return random.normal();
    return random.uniform(10, 20) * (isAbove(random) ? 1 : -1);
  };

const exponential = (u: number): number => -Math.log(1 - u) / 5;
const usual: Problem = { name: 'chapter', curve: chapter, deviation: always(0.5) };

/** Problems for windows by neighbours and robust fits; none was looked at when their rules were made. */
export const windowed: readonly Problem[] = [
  usual,
  { ...usual, name: 'chapter, thin end', design: exponential },
  {
    ...usual,
    name: 'chapter, thin end, noise grows',
    design: exponential,
    deviation: (x) => 0.2 + 0.3 * x,
  },
  { ...usual, name: 'chapter, 5 % outliers', noise: outliers((random) => random.uniform() < 0.5) },
  { ...usual, name: 'chapter, 5 % outliers above', noise: outliers(() => true) },
];

/** A sample, x ascending. */
export function sampleOf(
  { curve, deviation, design = (u) => u, noise = (random) => random.normal() }: Problem,
  n: number,
  random: Random,
): { x: Float64Array; y: Float64Array } {
  const x = Float64Array.from({ length: n }, () => 5 * design(random.uniform())).sort();
  return { x, y: x.map((at) => curve(at) + deviation(at) * noise(random)) };
}
