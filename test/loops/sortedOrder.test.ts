import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedOrder } from '../../src/loops/sortedOrder.js';

describe('sortedOrder', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, min: 0, max: 1 }),
    fc.integer({ min: 0, max: 5 }),
  );

  it('sorts, remembers places and keeps the order of equal numbers', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 400 }), (list) => {
        const x = Float64Array.from(list, (v) => v + 0);
        const { keys, order } = sortedOrder(x);
        const expected = Array.from(x.keys()).sort((i, j) => x[i] - x[j] || i - j);
        expect(Array.from(order)).toEqual(expected);
        expect(Array.from(keys)).toEqual(expected.map((i) => x[i]));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('sorts outliers, clusters and powers of two', () => {
    const shapes: ((i: number) => number)[] = [
      (i) => (i % 1000 === 0 ? 1e9 + i : ((i * 7919) % 10007) / 10007),
      (i) => ((i * 7919) % 3) + ((i * 104729) % 10007) * 1e-12,
      (i) => 2 ** -((i * 7919) % 1000),
      (i) => ((i * 7919) % 2 === 0 ? -1 : 1) * 1.5e308 * (((i * 31) % 997) / 997 + 1e-3),
    ];
    for (const shape of shapes) {
      const x = Float64Array.from({ length: 20000 }, (_, i) => shape(i));
      const { keys, order } = sortedOrder(x);
      expect(keys).toEqual(x.slice().sort());
      expect(Array.from(order, (i) => x[i])).toEqual(Array.from(keys));
    }
  });
});
