import { describe, expect, it } from 'vitest';
import { shiftedPowers } from '../../src/sums/binned.js';

describe('shiftedPowers', () => {
  it('are binomial', () => {
    const cubes = shiftedPowers(1, 3).filter(({ from }) => from === 3);
    expect(cubes.map(({ into, lead, binomial }) => [into, lead, binomial])).toEqual([
      [0, 3, 1],
      [1, 2, 3],
      [2, 1, 3],
      [3, 0, 1],
    ]);
  });

  it('write xy about (a, b) as ab + b(x − a) + a(y − b) + (x − a)(y − b)', () => {
    // Powers in order: 1, x, y, x², xy, y².
    const mixed = shiftedPowers(2, 2).filter(({ from }) => from === 4);
    expect(mixed.map(({ into, lead, binomial }) => [into, lead, binomial])).toEqual([
      [0, 4, 1],
      [1, 2, 1],
      [2, 1, 1],
      [4, 0, 1],
    ]);
  });
});
