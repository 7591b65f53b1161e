import { expect, it } from 'vitest';
import { windowPairInto } from '../../src/loops/windowPair.js';
import { compactKernels } from '../sums/compactKernels.js';

// Keys −1.5 … 1.5 around the query 0 with bandwidth 1. The table holds 100 + 10s for the first
// column and 7 for the second, in place of keys 3 and 5; the own cell is key 4.
const keys = new Float64Array([-1.5, -1, -0.75, -0.5, 0.125, 0.25, 0.5, 1, 1.5]);
const columns = Float64Array.from({ length: 18 }, (_, i) => (i % 7) - 2);
const runs = new Int32Array([3, 6, 4, 5]);
const table = new Float64Array([100, 10, 7, 0]);

it.each([...compactKernels])(
  'windowPairInto adds the points of $name to the polynomial',
  (kernel) => {
    for (const squared of [false, true]) {
      for (const self of [-1, 4]) {
        for (const b of [9, 0]) {
          const out = new Float64Array(6);
          const one = new Float64Array(1);
          const row = { count: 1, q: one, cell: new Int32Array(1), place: new Int32Array([1]) };
          const queries = { ...row, self: new Int32Array([self]) };
          const shape = kernel.traits!.polynomial!;
          const cells = { table, stride: 4, runs };
          windowPairInto(
            ...([shape, squared, keys, 0, 9, columns, 0, b, -0.5, 1] as const),
            ...([cells, 0, 2, queries, out, 3, 0] as const),
          );
          const points = [1, 2, 4, 6, 7].filter((i) => i !== self);
          const sum = (column: number) =>
            points.reduce(
              (s, i) => s + kernel.value(keys[i]) ** (squared ? 2 : 1) * columns[column + i],
              0,
            );
          expect(out[3]).toBeCloseTo(105 + sum(0), 12);
          expect(out[4]).toBeCloseTo(b === 0 ? 0 : 7 + sum(9), 12);
          expect([out[0], out[1], out[2], out[5]]).toEqual([0, 0, 0, 0]);
        }
      }
    }
  },
);
