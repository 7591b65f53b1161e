import { describe, expect, it } from 'vitest';
import { exponents, powers } from '../../src/sums/powers.js';

/** Every power spelled out, variables by letter. */
function names(d: number, degree: number): string[] {
  const { parent, variable } = powers(d, degree);
  const name = (p: number): string => (p === 0 ? '' : 'xyz'[variable[p]] + name(parent[p]));
  return parent.map((_, p) => name(p));
}

describe('powers', () => {
  it('come by degree, then lexicographically', () => {
    expect(names(1, 3)).toEqual(['', 'x', 'xx', 'xxx']);
    expect(names(2, 2)).toEqual(['', 'x', 'y', 'xx', 'xy', 'yy']);
    expect(names(3, 3).slice(10).join(' ')).toBe('xxx xxy xxz xyy xyz xzz yyy yyz yzz zzz');
  });

  it('are counted for each degree', () => {
    expect(powers(3, 4).counts).toEqual([1, 4, 10, 20, 35]);
    expect(powers(10, 2).counts).toEqual([1, 11, 66]);
  });

  it('are spelled out by exponents', () => {
    expect([...exponents(2, 2)]).toEqual([0, 0, 1, 0, 0, 1, 2, 0, 1, 1, 0, 2]);
    expect(exponents(3, 4).length).toBe(3 * 35);
  });
});
