import { describe, expect, it } from 'vitest';
import { negativePowersInto } from '../../src/loops/exp.js';
import { expectClose } from '../expectClose.js';

describe('negativePowersInto', () => {
  it('agrees with 2 ** −t to a few units of the last digit', () => {
    const ts = Array.from({ length: 4000 }, (_, i) => i * 0.2551 + 0.0001);
    const row = Float64Array.from(ts);
    negativePowersInto(row, 0, row.length);
    const exact = ts.map((t) => 2 ** -t);
    expectClose(row, exact, 5e-16, 0);
  });

  it.each([0, 1, 2, 52, 1022])('whole powers are exact: 2^−%i', (k) => {
    const row = Float64Array.of(k);
    negativePowersInto(row, 0, 1);
    expect(row[0]).toBe(2 ** -k);
  });

  it('both sides of a half, where the nearest whole number changes', () => {
    const ts = [0.5 - 2 ** -50, 0.5, 0.5 + 2 ** -50, 1.5, 2.5, 1021.5];
    const row = Float64Array.from(ts);
    negativePowersInto(row, 0, row.length);
    expectClose(
      row,
      ts.map((t) => 2 ** -t),
      5e-16,
      0,
    );
  });

  it.each([1023, 1e4, 1e308, Infinity])('%s gives 0', (t) => {
    const row = Float64Array.of(t);
    negativePowersInto(row, 0, 1);
    expect(row[0]).toBe(0);
  });

  it('writes from start up to, not including, end', () => {
    const row = Float64Array.of(1, 1, 1, 1);
    negativePowersInto(row, 1, 3);
    expect([...row]).toEqual([1, 0.5, 0.5, 1]);
  });
});
