import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../src/index.js';
import { recombine } from '../../src/summary/recombine.js';
import { expectClose } from '../expectClose.js';

const random = createRandom(2);

/** Weights that are left of the vectors, and both sums. */
function left(vectors: readonly (readonly number[])[], weights: Float64Array, fewer = recombine) {
  const terms = vectors[0]!.length;
  const sumOf = (of: Float64Array) =>
    Array.from({ length: terms }, (_, t) => vectors.reduce((sum, v, i) => sum + of[i]! * v[t]!, 0));
  const before = sumOf(weights);
  const after = weights.slice();
  fewer(
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

  it.each([6, 4])('leaves %i weights as they are, which are no more than terms', (count) => {
    const weights = Float64Array.of(1, 2, 3, 4, 5, 6).subarray(0, count);
    expect(left(plane(count, uniform), weights).after).toEqual(weights.slice());
  });

  it('keeps sums of weights that are far apart', () => {
    const weights = Float64Array.from({ length: 400 }, (_, i) => 10 ** (-6 * (i % 3)));
    const { before, sums, count } = left(plane(400, uniform), weights);
    expectClose(sums, before, 1e-13, before[0]!);
    expect(count).toBeLessThanOrEqual(6);
  });

  it('keeps sums over hundreds of calls, each with what the one before left', () => {
    let vectors: number[][] = [];
    let weights: number[] = [];
    const sums = new Float64Array(6);
    for (let call = 0; call < 300; call++) {
      for (const vector of plane(10, uniform)) {
        vectors.push(vector);
        weights.push(1);
        for (let t = 0; t < 6; t++) sums[t]! += vector[t]!;
      }
      const { after } = left(vectors, Float64Array.from(weights));
      vectors = vectors.filter((_, i) => after[i]! > 0);
      weights = [...after.filter((w) => w > 0)];
    }
    const kept = Array.from(sums, (_, t) =>
      vectors.reduce((sum, v, i) => sum + weights[i]! * v[t]!, 0),
    );
    expectClose(kept, [...sums], 1e-14, sums[0]!);
  });

  describe('without WebAssembly', () => {
    afterEach(() => {
      vi.unstubAllGlobals();
      vi.resetModules();
    });

    it('leaves the same weights', async () => {
      const vectors = plane(500, uniform);
      const weights = Float64Array.from(vectors, () => random.uniform(0.1, 4));
      const { after } = left(vectors, weights);
      vi.stubGlobal('WebAssembly', undefined);
      vi.resetModules();
      const plain = await import('../../src/summary/recombine.js');
      expect(plain.recombine).not.toBe(recombine);
      expect(left(vectors, weights, plain.recombine).after).toEqual(after);
    });
  });
});
