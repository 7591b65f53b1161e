import { describe, expect, it } from 'vitest';
import { predictionInterval } from '../../src/inference/predictionInterval.js';
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

  it('is wide where the noise is, and does not ask for the unit of weights', () => {
    const observations = noisySine(200, 3);
    const y = observations.y.map((value, i) => value * (observations.x[i] > 2.5 ? 10 : 1));
    const at = Float64Array.of(1, 4);
    const spec = smoother(0.5, 1);
    const loud = predictionInterval('test', { ...observations, y }, spec, at, 0.95);
    const width = loud.upper.map((u, i) => u - loud.lower[i]);
    expect(width[1] / width[0]).toBeGreaterThan(4);
    const weights = observations.x.map(() => 4);
    const heavy = predictionInterval('test', { ...observations, y, weights }, spec, at, 0.95);
    expectClose(heavy.upper, loud.upper, 1e-10);
  });

  it('is everything without residual degrees of freedom', () => {
    const one = { n: 1, d: 1, p: 1, x: Float64Array.of(1), y: Float64Array.of(2) };
    const found = predictionInterval('test', one, smoother(1, 0), Float64Array.of(1), 0.95);
    expect([found.fit[0], found.lower[0], found.upper[0]]).toEqual([2, -Infinity, Infinity]);
  });
});
