import { describe, expect, it } from 'vitest';
import { doubleCertainty, singleCertainty, uncertainQueries } from '../../src/sums/direct.js';
import type { Sample } from '../../src/sums/types.js';
import { epanechnikov, gaussian } from './kernels.js';

const sample = (weights: number[], values: number[]): Sample => ({
  n: weights.length,
  d: 1,
  c: 2,
  points: new Float64Array(weights.length),
  columns: Float64Array.from([...weights, ...values]),
});

describe('certainty', () => {
  it('asks of a Gaussian sum that lost weights below the smallest double cannot be seen', () => {
    const { least } = doubleCertainty(sample([1, 3], [2, -2]), gaussian);
    // Σ|c| = 4 times the smallest normal number may be lost; that is 1e-13 of what is asked for.
    expect(least[0] * 1e-13).toBeGreaterThanOrEqual(4 * 2 ** -1022);
    expect(least[0] * 1e-13).toBeLessThan(8 * 2 ** -1022);
    expect(
      uncertainQueries(
        Float64Array.of(1, 1, 1e-300, 1),
        2,
        [0, 1],
        doubleCertainty(sample([1, 3], [2, -2]), gaussian),
      ),
    ).toEqual([1]);
  });

  it('believes an empty window of a compact kernel', () => {
    const certainty = doubleCertainty(sample([1, 1], [1, 1]), epanechnikov);
    expect(uncertainQueries(Float64Array.of(0, 0), 2, [0, 1], certainty)).toEqual([]);
  });

  it('doubts a compact kernel when weights themselves are at the end of the doubles', () => {
    const certainty = doubleCertainty(sample([1, 1e-250], [1, 1]), epanechnikov);
    expect(uncertainQueries(Float64Array.of(0, 0), 2, [0, 1], certainty)).toEqual([0]);
  });

  it('accepts a value column that cancels beside a large first column', () => {
    const certainty = doubleCertainty(sample([1, 1], [1, -1]), gaussian);
    expect(uncertainQueries(Float64Array.of(1, 0), 2, [0, 1], certainty)).toEqual([]);
  });

  it('never accepts a sum that overflowed', () => {
    const certainty = doubleCertainty(sample([1, 1], [1, 1]), gaussian);
    expect(uncertainQueries(Float64Array.of(1, Infinity), 2, [0, 1], certainty)).toEqual([0]);
    expect(uncertainQueries(Float64Array.of(1, NaN), 2, [0, 1], certainty)).toEqual([0]);
  });

  it('asks more of 32-bit sums the tighter the tolerance', () => {
    const wide = singleCertainty(sample([1, 1], [1, 1]), 1e-4).least[0];
    const tight = singleCertainty(sample([1, 1], [1, 1]), 2e-6).least[0];
    expect(tight).toBeGreaterThan(wide);
    expect(tight).toBeLessThan(2);
  });
});
