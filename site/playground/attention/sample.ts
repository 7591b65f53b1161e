// Training points: drawn from a curve with noise, as the code that is shown draws them.

import { createRandom } from 'nadaraya/attention';

/** A training point: its x is a key, its y the value. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve, what it is called, and how code says it. */
interface Curve {
  readonly name: string;
  readonly code: string;
  readonly at: (t: number) => number;
}

/** Curves that points can come from. */
export const curves = {
  chapter: {
    name: 'the chapter’s curve',
    code: '2 * Math.sin(t) + t ** 0.8',
    at: (t) => 2 * Math.sin(t) + t ** 0.8,
  },
  step: {
    name: 'a step',
    code: 't < 2.5 ? 1 : 3',
    at: (t) => (t < 2.5 ? 1 : 3),
  },
  wave: {
    name: 'a wave that quickens',
    code: '2 + 1.5 * Math.sin(t * t)',
    at: (t) => 2 + 1.5 * Math.sin(t * t),
  },
} as const satisfies Record<string, Curve>;

export type CurveName = keyof typeof curves;

/** Points of a curve, in the order of x. */
export function sampleOf(curve: CurveName, n: number, noise: number, seed: number): Point[] {
  const random = createRandom(seed);
  const keys = Float64Array.from({ length: n }, () => random.uniform(0, 5)).sort();
  const values = keys.map((t) => curves[curve].at(t) + random.normal(0, noise));
  return Array.from(keys, (x, i) => ({ x, y: values[i]! }));
}
