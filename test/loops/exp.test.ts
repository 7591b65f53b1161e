import { describe, expect, it } from 'vitest';
import { negativePowersInto } from '../../src/loops/exp.js';

/**
 * 2^(−t) for whole numbers of 2^−20, in integers of 200 bits: a product of square roots 2^(−1/2^j).
 */
function exactNegativePower(t: number): { leading: bigint; k: number } {
  const ONE = 1n << 200n;
  const k = Math.floor(t);
  let fraction = t - k;
  let result = ONE;
  let root = ONE >> 1n;
  for (let j = 1; j <= 20; j++) {
    root = squareRoot(root << 200n);
    fraction *= 2;
    if (fraction >= 1) {
      result = (result * root) >> 200n;
      fraction -= 1;
    }
  }
  return { leading: result, k };
}

function squareRoot(x: bigint): bigint {
  let r = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (r + x / r) >> 1n;
    if (next >= r) return r;
    r = next;
  }
}

describe('negativePowersInto', () => {
  it('errs by at most 2e-16 of the value', () => {
    const t = Float64Array.from(
      { length: 3000 },
      (_, i) => Math.floor(i * 0.32768 * 2 ** 20 + i) / 2 ** 20,
    );
    const row = t.slice();
    negativePowersInto(row, 0, row.length);
    for (let i = 0; i < t.length; i++) {
      const { leading, k } = exactNegativePower(t[i]);
      const found = BigInt(row[i] * 2 ** k * 2 ** 60) << 140n;
      expect(Math.abs(Number(found - leading)) / Number(leading)).toBeLessThanOrEqual(2e-16);
    }
  });

  it('ends in zero, never in a denormal', () => {
    const row = Float64Array.of(0, 1, 1021.99, 1022.6, 1023, 5000, Infinity);
    negativePowersInto(row, 0, row.length);
    expect(row[0]).toBe(1);
    expect(row[1]).toBe(0.5);
    expect(row[2]).toBeGreaterThan(2 ** -1022);
    expect([...row.subarray(3)]).toEqual([0, 0, 0, 0]);
  });
});
