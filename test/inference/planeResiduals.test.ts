import { describe, expect, it } from 'vitest';
import { planeResiduals } from '../../src/inference/planeResiduals.js';
import { expectClose } from '../expectClose.js';
import { noisySine } from './samples.js';

describe('planeResiduals', () => {
  it('leaves nothing of a plane, in every column of values', () => {
    const x = Float64Array.of(0, 3, 1, 1, 4, 2, 2, 2, 7, 0, 3, 5);
    const observations = { n: 6, d: 2, p: 1, x, y: new Float64Array(6) };
    const values = Float64Array.from({ length: 12 }, (_, at) => {
      const i = at >> 1;
      return at % 2 === 0 ? 1 + 2 * x[2 * i] - x[2 * i + 1] : x[2 * i];
    });
    const { rest, leverage } = planeResiduals(observations, values, 2, true);
    expectClose(rest, new Float64Array(12), 1e-13);
    expect(leverage.reduce((sum, each) => sum + each, 0)).toBeCloseTo(3, 12);
  });

  it('leaves what does not go along with the columns, weighted', () => {
    const observations = noisySine(40, 3, true);
    const { n, x, y, weights = new Float64Array(0) } = observations;
    const { rest } = planeResiduals(observations, y, 1, true);
    const against = (z: (i: number) => number) =>
      Array.from({ length: n }, (_, i) => weights[i] * rest[i] * z(i)).reduce((a, b) => a + b);
    expect(against(() => 1)).toBeCloseTo(0, 12);
    expect(against((i) => x[i])).toBeCloseTo(0, 12);
  });

  it('passes over columns that say nothing new', () => {
    const x = Float64Array.of(1, 5, 2, 2, 5, 4, 3, 5, 6, 4, 5, 8);
    const y = Float64Array.of(1, 5, 2, 7);
    const { leverage } = planeResiduals({ n: 4, d: 3, p: 1, x, y }, y, 1, true);
    expect(leverage.reduce((sum, each) => sum + each, 0)).toBeCloseTo(2, 12);
  });
});
