import { describe, expect, it } from 'vitest';
import { nearestKey, scaledDistance } from '../../src/attention/nearestKey.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';

const nearest = (
  queries: ArrayInput,
  keys: ArrayInput,
  options = {},
  allowed: (key: number) => boolean = () => true,
  i = 0,
): [number, number[]] => {
  const problem = resolveProblem('f', queries, keys, options);
  const differences = new Float64Array(problem.n);
  return [nearestKey(problem, i, allowed, differences), [...differences]];
};

describe('nearestKey', () => {
  it('finds it, with u² − u_r² for every key', () => {
    // u² = 25, 4, 9
    expect(nearest([0], [5, -2, 3])).toEqual([1, [21, 0, 5]]);
  });

  it('keys at the same distance both have difference 0; the first is it', () => {
    expect(nearest([0], [3, -1, 1])).toEqual([1, [8, 0, 0]]);
  });

  it('does not lose a small difference between large squares', () => {
    const [key, differences] = nearest([1e8], [0, 1e-8]);
    expect(key).toBe(1);
    expectClose(differences, [2, 0], 1e-15);
  });

  it('counts in bandwidths', () => {
    // (q − k)/h = (1, 0) and (0, ¾): squares 1 and 9/16
    expect(
      nearest(
        [[0, 0]],
        [
          [2, 0],
          [0, 3],
        ],
        { bandwidth: [2, 4] },
      ),
    ).toEqual([1, [7 / 16, 0]]);
  });

  it('counts in a matrix', () => {
    // W(q − k) = (−1, −3) and (−1, −1): squares 10 and 2
    expect(
      nearest(
        [[0, 0]],
        [
          [1, 1],
          [1, 0],
        ],
        {
          w: [
            [1, 0],
            [1, 2],
          ],
        },
      ),
    ).toEqual([1, [8, 0]]);
  });

  it('looks at the keys of its query', () => {
    expect(
      nearest(
        [0, 10],
        [
          [0, 1],
          [7, 9],
        ],
        {},
        () => true,
        1,
      ),
    ).toEqual([1, [8, 0]]);
  });

  it('passes over keys that are not allowed', () => {
    expect(nearest([0], [1, 2, 3], {}, (key) => key > 0)).toEqual([1, [Infinity, 0, 5]]);
  });

  it('without an allowed key is −1', () => {
    expect(nearest([0], [1, 2], {}, () => false)).toEqual([-1, [Infinity, Infinity]]);
    expect(nearest([0], [])).toEqual([-1, []]);
  });
});

describe('scaledDistance', () => {
  const distance = (queries: ArrayInput, keys: ArrayInput, options = {}, key = 0): number =>
    scaledDistance(resolveProblem('f', queries, keys, options), 0, key);

  it('is the Euclidean norm', () => {
    expect(distance([[1, 1]], [[4, 5]])).toBe(5);
    expect(distance([1], [9, -2], {}, 1)).toBe(3);
  });

  it('is scaled by bandwidths, or by a matrix', () => {
    expect(distance([[0, 0]], [[6, 16]], { bandwidth: [2, 4] })).toBe(5);
    expect(
      distance([[0, 0]], [[1, 1]], {
        w: [
          [3, 0],
          [2, 2],
        ],
      }),
    ).toBe(5);
  });

  it('does not overflow where its square would', () => {
    expectClose(distance([[0, 0]], [[3e200, 4e200]]), 5e200, 1e-15);
    expect(distance([1.7e308], [-1.7e308])).toBe(Number.MAX_VALUE);
  });
});
