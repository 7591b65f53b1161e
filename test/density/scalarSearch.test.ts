import { describe, expect, it } from 'vitest';
import { leastIn, rootIn } from '../../src/density/scalarSearch.js';

describe('scalarSearch', () => {
  it('finds a minimum inside, and one at an end', () => {
    expect(leastIn((t) => (t - 0.3) ** 2, -1, 2).at).toBeCloseTo(0.3, 8);
    expect(leastIn((t) => Math.cosh(t - 1) + 0.1 * t, -3, 4).at).toBeCloseTo(
      1 - Math.asinh(0.1),
      7,
    );
    expect(leastIn((t) => t, -1, 2).at).toBeCloseTo(-1, 7);
  });

  it('finds a root', () => {
    expect(rootIn((t) => Math.exp(t) - 5, -3, 4)).toBeCloseTo(Math.log(5), 12);
    expect(rootIn((t) => t ** 3, -1, 2)).toBeCloseTo(0, 3);
  });
});
