import { describe, expect, it } from 'vitest';
import { tubeLength } from '../../src/inference/tubeLength.js';
import { noisySine, smoother } from './samples.js';

const ones = (n: number) => new Float64Array(n).fill(1);

describe('tubeLength', () => {
  it('is the angle between the ends for a global line', () => {
    // weights of a line move in a plane, so the tube is an arc
    const observations = noisySine(30, 2);
    const { n, x } = observations;
    const mean = x.reduce((sum, at) => sum + at, 0) / n;
    const root = Math.sqrt(x.reduce((sum, at) => sum + (at - mean) ** 2, 0) / n);
    const angle = Math.atan((5 - mean) / root) - Math.atan((0 - mean) / root);
    const found = tubeLength(observations, smoother(Infinity, 1), ones(n), 0, 5);
    expect(found).toBeCloseTo(angle, 10);
  });

  it('is √(1/2)/h for a local mean on an even grid, away from the ends', () => {
    // T' has the length √(∫K'²/∫K²)/h, which is 1/(h√2) for the Gaussian
    const n = 2000;
    const x = Float64Array.from({ length: n }, (_, i) => (10 * (i + 0.5)) / n);
    const observations = { n, d: 1, p: 1, x, y: x };
    const found = tubeLength(observations, smoother(0.2, 0), ones(n), 2, 8);
    expect(found / (6 / (0.2 * Math.SQRT2))).toBeGreaterThan(0.999);
  });

  it('is the same from some of the observations as from all', () => {
    const grid = (n: number) => Float64Array.from({ length: n }, (_, i) => (5 * (i + 0.5)) / n);
    const [many, few] = [grid(30_000), grid(3000)].map((x) => {
      const observations = { n: x.length, d: 1, p: 1, x, y: x };
      return tubeLength(observations, smoother(0.1, 2), ones(x.length), 0, 5);
    });
    expect(many / few).toBeCloseTo(1, 2);
  });

  it('sees the ridge that the fit sees, whatever the unit of weights, from some of the observations too', () => {
    const lengthOf = (n: number, weight: number, unit = 1) => {
      const x = Float64Array.from({ length: n }, (_, i) => (5 * (i + 0.5)) / n);
      const weights = x.map(() => unit);
      const spec = { ...smoother(0.4, 3), ridge: { weight, reach: [1] } };
      return tubeLength({ n, d: 1, p: 1, x, y: x, weights }, spec, ones(n), 0, 5);
    };
    const free = lengthOf(40, 0);
    const held = lengthOf(40, 1);
    expect(held / free).toBeLessThan(0.99);
    for (const unit of [3, 1e3, 1e-3]) expect(lengthOf(40, unit, unit)).toBeCloseTo(held, 10);
    expect(lengthOf(30_000, 1000) / lengthOf(3000, 100)).toBeCloseTo(1, 3);
  });

  it('is 0 for one query and when nothing moves', () => {
    const observations = noisySine(30, 2);
    expect(tubeLength(observations, smoother(1, 1), ones(30), 2, 2)).toBe(0);
    expect(tubeLength(observations, smoother(Infinity, 0), ones(30), 0, 5)).toBeLessThan(1e-6);
  });

  it('is a number for weights over hundreds of decades, the same as with a common factor', () => {
    const observations = noisySine(30, 2);
    const lengthOf = (factor: number) => {
      const weights = ones(30).map((_, i) => factor * (i % 3 === 0 ? 1 : 1e-140));
      const variances = ones(30).map((_, i) => 1e200 * (1 + (i % 2)));
      return tubeLength({ ...observations, weights }, smoother(0.5, 1), variances, 0, 5);
    };
    expect(lengthOf(1)).toBeGreaterThan(0);
    expect(lengthOf(1e-150) / lengthOf(1)).toBeCloseTo(1, 10);
  });
});
