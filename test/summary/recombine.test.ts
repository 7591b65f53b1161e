import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/index.js';
import { recombine } from '../../src/summary/recombine.js';
import { expectClose } from '../expectClose.js';

const random = createRandom(2);

/** Weights that are left of the vectors, and both sums. */
function left(vectors: readonly (readonly number[])[], weights: Float64Array) {
  const terms = vectors[0]!.length;
  const sumOf = (of: Float64Array) =>
    Array.from({ length: terms }, (_, t) => vectors.reduce((sum, v, i) => sum + of[i]! * v[t]!, 0));
  const before = sumOf(weights);
  const after = weights.slice();
  recombine(
    vectors.length,
    terms,
    (i, w, sums, to) => {
      for (let t = 0; t < terms; t++) sums[to + t]! += w * vectors[i]![t]!;
    },
    after,
  );
  return { after, before, sums: sumOf(after), count: after.filter((w) => w !== 0).length };
}

const powers = (s: number, t: number) => [1, s, t, s * s, s * t, t * t];
const plane = (count: number, place: () => readonly [number, number]) =>
  Array.from({ length: count }, () => powers(...place()));
const uniform = () => [random.uniform(-1, 1), random.uniform(-1, 1)] as const;

describe('recombine', () => {
  it.each([
    ['a few more than needed', plane(9, uniform), 6],
    ['many', plane(5000, uniform), 6],
    ['some on a line', plane(300, () => [random.uniform(-1, 1), 0.5]), 3],
    [
      'all at four places',
      plane(300, () => [random.uniform() < 0.5 ? 0 : 1, random.uniform() < 0.5 ? 0 : 1]),
      4,
    ],
    ['all at one place', plane(300, () => [0.25, -0.5]), 1],
  ] as const)('keeps the sums of %s with as few as are independent', (_, vectors, rank) => {
    const weights = Float64Array.from(vectors, () => random.uniform(0.1, 4));
    const { after, before, sums, count } = left(vectors, weights);
    const total = before[0]!;
    expectClose(sums, before, 1e-14, total);
    expect(Math.min(...after)).toBe(0);
    expect(count).toBe(rank);
  });

  it('leaves weights as they are where there are no more than terms', () => {
    const weights = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect(left(plane(6, uniform), weights).after).toEqual(weights);
  });

  it('keeps sums of weights that are far apart', () => {
    const weights = Float64Array.from({ length: 400 }, (_, i) => 10 ** (-6 * (i % 3)));
    const { before, sums, count } = left(plane(400, uniform), weights);
    expectClose(sums, before, 1e-13, before[0]!);
    expect(count).toBeLessThanOrEqual(6);
  });
});
