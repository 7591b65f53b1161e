import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttentionOptions,
  attentionPooling,
  attentionWeights,
  sum,
  toNestedArray,
} from '../../src/index.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';
import { expectClose } from '../expectClose.js';
import { attentionCase, coordinate } from './attentionCase.js';

const ulps = 1e-13;

describe('laws of attention pooling', () => {
  it('weights lie in [0, 1] and sum to 1, whatever kernel, metric, mask or weights', () => {
    fc.assert(
      fc.property(attentionCase(), ({ queries, keys, options }) => {
        const weights = attentionWeights(queries, keys, { ...options, emptyWindow: 'nan' });
        for (const row of toNestedArray(weights) as number[][]) {
          if (row.every(Number.isNaN)) continue;
          for (const weight of row) expect(weight >= 0 && weight <= 1).toBe(true);
          expect(Math.abs(sum(row) - 1)).toBeLessThanOrEqual(1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the output lies between the smallest and the largest value', () => {
    fc.assert(
      fc.property(attentionCase(), ({ queries, keys, values, options }) => {
        const yHat = attentionPooling(queries, keys, values, options);
        const p = values[0]!.length;
        (toNestedArray(yHat) as number[][]).forEach((row) => {
          for (let c = 0; c < p; c++) {
            const column = values.map((value) => value[c]!);
            const slack = ulps * Math.max(...column.map(Math.abs));
            if (Number.isNaN(row[c])) continue;
            expect(row[c]!).toBeGreaterThanOrEqual(Math.min(...column) - slack);
            expect(row[c]!).toBeLessThanOrEqual(Math.max(...column) + slack);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('pooling is the product of weights and values', () => {
    fc.assert(
      fc.property(attentionCase(), ({ queries, keys, values, options }) => {
        const weights = toNestedArray(attentionWeights(queries, keys, options)) as number[][];
        const expected = weights.map((row) =>
          values[0]!.map((_, c) =>
            row.reduce((total, weight, k) => total + weight * values[k]![c]!, 0),
          ),
        );
        expectClose(attentionPooling(queries, keys, values, options), expected, 1e-12, 100);
      }),
      { numRuns: 200 },
    );
  });

  it('the order of the pairs does not matter', () => {
    fc.assert(
      fc.property(
        attentionCase({ priors: false }),
        fc.nat(),
        ({ queries, keys, values, options }, seed) => {
          const order = keys
            .map((_, k) => k)
            .sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
          const shuffled = attentionPooling(
            queries,
            order.map((k) => keys[k]!),
            order.map((k) => values[k]!),
            options,
          );
          expectClose(shuffled, attentionPooling(queries, keys, values, options), 1e-12, 100);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shifting queries and keys alike changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(...weightKernelNames),
        (queries, keys, shift, kernel) => {
          const options: AttentionOptions = { kernel, bandwidth: 3, emptyWindow: 'nearest' };
          const moved = (t: number[]) => t.map((x) => x + shift); // integers: exact
          const values = keys.map((k) => k * k);
          expect(attentionPooling(moved(queries), moved(keys), values, options).data).toEqual(
            attentionPooling(queries, keys, values, options).data,
          );
        },
      ),
    );
  });

  it('scaling x and h alike changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(coordinate, { minLength: 1, maxLength: 8 }),
        fc.array(coordinate, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: -40, max: 40 }),
        fc.constantFrom(...weightKernelNames),
        (queries, keys, power, kernel) => {
          const factor = 2 ** power; // exact
          const scaled = (t: number[]) => t.map((x) => x * factor);
          const values = keys.map((_, k) => k);
          const pooled = (q: number[], k: number[], bandwidth: number) =>
            attentionPooling(q, k, values, { kernel, bandwidth, emptyWindow: 'nearest' }).data;
          expect(pooled(scaled(queries), scaled(keys), factor)).toEqual(pooled(queries, keys, 1));
        },
      ),
    );
  });

  it('equal values stay equal to the last digit', () => {
    fc.assert(
      fc.property(
        attentionCase({ priors: false }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (c, constant) => {
          const { queries, keys, options } = c;
          const values = keys.map(() => constant);
          for (const y of attentionPooling(queries, keys, values, {
            ...options,
            emptyWindow: 'nearest',
          }).data) {
            expect(y === constant).toBe(true);
          }
        },
      ),
    );
  });

  it.each(['gaussian', 'logistic', 'laplace', 'epanechnikov', 'cauchy'] as const)(
    'a wide %s kernel averages, a narrow one picks the nearest key',
    (kernel) => {
      const keys = [-2, 0, 1, 5];
      const values = [3, -1, 4, 10];
      expectClose(attentionPooling([0.3], keys, values, { kernel, bandwidth: 1e9 }), [4], 1e-8);
      const narrow = { kernel, bandwidth: 1e-9, emptyWindow: 'nearest' } as const;
      if (kernel !== 'cauchy')
        expect(attentionPooling([0.3], keys, values, narrow).data).toEqual(Float64Array.of(-1));
    },
  );

  it.each(['gaussian', 'logistic', 'laplace'] as const)(
    'however far the query, a %s kernel gives the value of the nearest key',
    (kernel) => {
      for (const distance of [1e2, 1e6, 1e12, 1e150, 1e300]) {
        const pooled = attentionPooling([distance, -distance], [-40, 0, 40], [1, 2, 3], { kernel });
        expect([...pooled.data]).toEqual([3, 1]);
      }
    },
  );

  it('a heavy-tailed kernel averages far away, as its formula says', () => {
    const pooled = attentionPooling([1e9, 1e200], [-1, 0, 4], [1, 2, 6], { kernel: 'cauchy' });
    expectClose(pooled, [3, 3], 1e-7);
  });

  it('far in two dimensions, with every metric', () => {
    const keys = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    for (const w of [
      1,
      [1, 2],
      [
        [1, 0.5],
        [0, 1],
      ],
    ]) {
      const pooled = attentionPooling(
        [
          [1e150, 1],
          [1, 1e150],
        ],
        keys,
        [1, 2, 3],
        { w },
      );
      expect([...pooled.data]).toEqual([2, 3]);
    }
  });

  it('on the unit sphere the dot score is the Gaussian kernel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 6.2, noNaN: true }), { minLength: 2, maxLength: 12 }),
        (angles) => {
          const points = angles.map((angle) => [Math.cos(angle), Math.sin(angle)]);
          const dot = attentionWeights(points, points, { score: 'dot', scale: 4 });
          expectClose(dot, attentionWeights(points, points, { w: 2 }), 1e-12);
        },
      ),
    );
  });
});
