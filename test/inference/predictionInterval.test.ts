import { describe, expect, it } from 'vitest';
import { predictionInterval } from '../../src/inference/conformalInterval.js';
import { studentQuantile } from '../../src/inference/studentQuantile.js';
import { expectClose } from '../expectClose.js';
import { noisySine, smoother } from './samples.js';

describe('predictionInterval', () => {
  it('is that of a mean, when the kernel no longer looks', () => {
    const observations = noisySine(25, 3);
    const { n, y } = observations;
    const mean = y.reduce((sum, each) => sum + each, 0) / n;
    const variance = y.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
    const half = studentQuantile(0.1, n - 1) * Math.sqrt(variance * (1 + 1 / n));
    const at = Float64Array.of(2);
    const found = predictionInterval(
      'test',
      observations,
      smoother(Infinity, 0),
      at,
      0.9,
      'constant',
    );
    expectClose([found.lower[0], found.upper[0]], [mean - half, mean + half], 1e-11);
  });

  it('is wide where the noise is, and that of a weight on the scale of the weights', () => {
    const observations = noisySine(200, 3);
    const y = observations.y.map((value, i) => value * (observations.x[i] > 2.5 ? 10 : 1));
    const at = Float64Array.of(1, 4);
    const spec = smoother(0.5, 1);
    const loud = predictionInterval('test', { ...observations, y }, spec, at, 0.95);
    const width = loud.upper.map((u, i) => u - loud.lower[i]);
    expect(width[1] / width[0]).toBeGreaterThan(4);
    const weights = observations.x.map(() => 4);
    const weighted = { ...observations, y, weights };
    const heavy = predictionInterval('test', weighted, spec, at, 0.95, 'local', undefined, 4);
    expectClose(heavy.upper, loud.upper, 1e-10);
  });

  it('is that of weighted least squares for an observation of weight 1', () => {
    // A line of weighted least squares, h = ∞: fit ± t·√(s²(1 + 1/Σw + (q − x̄)²/Σw(x − x̄)²)).
    const { n, x, y } = noisySine(30, 7);
    const weights = x.map((_, i) => (i === 0 ? 1e4 : 1 + (i % 3)));
    const sum = (term: (i: number) => number) =>
      x.reduce((total, _, i) => total + weights[i]! * term(i), 0);
    const mass = sum(() => 1);
    const [xm, ym] = [sum((i) => x[i]!) / mass, sum((i) => y[i]!) / mass];
    const sxx = sum((i) => (x[i]! - xm) ** 2);
    const slope = sum((i) => (x[i]! - xm) * (y[i]! - ym)) / sxx;
    const variance = sum((i) => (y[i]! - ym - slope * (x[i]! - xm)) ** 2) / (n - 2);
    const t = studentQuantile(0.05, n - 2);
    const half = t * Math.sqrt(variance * (1 + 1 / mass + (4 - xm) ** 2 / sxx));
    const at = ym + slope * (4 - xm);
    const spec = smoother(Infinity, 1);
    const observations = { n, d: 1, p: 1, x, y, weights };
    const q = Float64Array.of(4);
    const found = predictionInterval('test', observations, spec, q, 0.95, 'constant');
    expectClose([found.lower[0], found.upper[0]], [at - half, at + half], 1e-9);
  });

  it('is everything without residual degrees of freedom', () => {
    const one = { n: 1, d: 1, p: 1, x: Float64Array.of(1), y: Float64Array.of(2) };
    const found = predictionInterval('test', one, smoother(1, 0), Float64Array.of(1), 0.95);
    expect([found.fit[0], found.lower[0], found.upper[0]]).toEqual([2, -Infinity, Infinity]);
  });
});
