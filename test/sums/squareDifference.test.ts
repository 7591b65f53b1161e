import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSquareDifferenceInto } from '../../src/sums/logKernel.js';

describe('addSquareDifferenceInto', () => {
  it('keeps 30 digits of the product', () => {
    // Whole numbers: exact in BigInt.
    const whole = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(whole, whole, whole, fc.constantFrom(1, 4, 0.25), (q, a, b, w) => {
        const pair = new Float64Array(2);
        addSquareDifferenceInto(q, a, b, w, pair);
        const exact = BigInt(q - a) ** 2n - BigInt(q - b) ** 2n;
        const found = BigInt(pair[0] / w / w) + BigInt(pair[1] / w / w);
        expect(found).toBe(exact);
      }),
    );
  });

  it('sees which of two keys is nearer from 1e150 away', () => {
    const pair = new Float64Array(2);
    addSquareDifferenceInto(1e150, 1, 0, 1, pair);
    expect(pair[0]).toBeLessThan(0);
  });

  it('sees the middle of a gap', () => {
    const pair = new Float64Array(2);
    addSquareDifferenceInto(1 / 3, -1, 5 / 3, 1, pair);
    // Exact rational arithmetic on the three doubles (Python's fractions).
    expect(pair[0] + pair[1]).toBeCloseTo(-2.960594732333751e-16, 30);
  });
});
