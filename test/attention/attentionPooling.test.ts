import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { attentionPooling, pool } from '../../src/attention/attentionPooling.js';
import { attentionWeights } from '../../src/attention/attentionWeights.js';
import { readSumsChoice, readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError, ShapeError, UnsupportedError } from '../../src/errors.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { messageFrom, wrongInputs } from './wrongInputs.js';

const a = Math.exp(-1 / 2); // the Gaussian at distance 1, relative to 0
const b = Math.exp(-2); // and at distance 2

describe('attentionPooling', () => {
  it('is the mean of the values by Gaussian weights', () => {
    const expected = [(10 + 20 * a + 40 * b) / (1 + a + b), (10 * a + 20 + 40 * a) / (1 + 2 * a)];
    expectClose(attentionPooling([0, 1], [0, 1, 2], [10, 20, 40]), expected, 1e-15);
  });

  it('pools several outputs at once', () => {
    const pooled = attentionPooling(
      [0],
      [0, 1],
      [
        [1, 10],
        [2, 30],
      ],
    );
    expectClose(pooled, [[(1 + 2 * a) / (1 + a), (10 + 30 * a) / (1 + a)]], 1e-15);
  });

  it('keys and values for each query', () => {
    const pooled = attentionPooling(
      [0, 5],
      [
        [0, 1],
        [5, 7],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    );
    expectClose(pooled, [(1 + 2 * a) / (1 + a), (3 + 4 * b) / (1 + b)], 1e-15);
  });

  it('keys and several outputs for each query', () => {
    const pooled = attentionPooling(
      [0, 5],
      [
        [0, 1],
        [5, 7],
      ],
      [
        [
          [1, 0],
          [2, 0],
        ],
        [
          [0, 3],
          [0, 4],
        ],
      ],
    );
    const expected = [
      [(1 + 2 * a) / (1 + a), 0],
      [0, (3 + 4 * b) / (1 + b)],
    ];
    expectClose(pooled, expected, 1e-15);
  });

  it('takes the options of attentionWeights', () => {
    const options = { kernel: 'triangular', bandwidth: 4, mask: [true, true, false] } as const;
    const pooled = attentionPooling([0], [1, 2, 0], [1, 2, 99], options);
    expectClose(pooled, [(0.75 * 1 + 0.5 * 2) / 1.25], 1e-15);
  });

  it('leaves out the query itself', () => {
    const pooled = attentionPooling([0, 1, 2], [0, 1, 2], [1, 5, 9], { excludeSelf: true });
    expectClose(pooled, [(5 * a + 9 * b) / (a + b), 5, (1 * b + 5 * a) / (a + b)], 1e-15);
  });

  it('far from all keys gives the value of the nearest', () => {
    expect(toNestedArray(attentionPooling([1e9, -1e300], [0, 1], [10, 20]))).toEqual([20, 10]);
  });

  it('equal values stay equal to the last digit', () => {
    expect(attentionPooling([0.3], [0, 0.7, 1.1], [0.1, 0.1, 0.1]).get(0)).toBe(0.1);
  });
});

describe('attentionPooling with nothing to attend to', () => {
  const options = { kernel: 'uniform', bandwidth: 1 } as const;

  it('is NaN by default, for that query alone', () => {
    expectClose(attentionPooling([0, 9], [0, 3], [5, 7], options), [5, NaN], 0);
  });

  it('is the value of the nearest key, or of the nearest ones by sample weight', () => {
    const nearest = { ...options, emptyWindow: 'nearest', sampleWeights: [1, 3, 1] } as const;
    expectClose(attentionPooling([9, 5], [3, 7, 0], [4, 8, 99], nearest), [8, (4 + 3 * 8) / 4], 0);
  });

  it('many keys are searched for the nearest as a single row is, ties and weights included', () => {
    const keys = Array.from({ length: 900 }, (_, k) => [k % 30, Math.floor(k / 30)]);
    const values = keys.map(([a, b]) => Math.sin(a * b));
    const sampleWeights = keys.map((_, k) => 1 + (k % 5));
    const queries = [...keys.slice(0, 40), ...keys.slice(0, 40)].map(([a, b], i) =>
      i < 40 ? [a + 0.5, b + 0.5] : [40 - a, b - 9.3],
    );
    const nearest = { kernel: 'epanechnikov', bandwidth: 0.1, emptyWindow: 'nearest' } as const;
    const pooled = attentionPooling(queries, keys, values, { ...nearest, sampleWeights });
    const rows = attentionWeights(queries, keys, { ...nearest, sampleWeights });
    const expected = queries.map((_, i) =>
      values.reduce((sum, v, k) => sum + rows.get(i, k) * v, 0),
    );
    expectClose(pooled, expected, 1e-13);
  });

  it('the nearest key is never a masked one', () => {
    const nearest = { ...options, emptyWindow: 'nearest', mask: [true, false] } as const;
    expectClose(attentionPooling([9], [0, 5], [5, 7], nearest), [5], 0);
  });

  it('is an error when asked, and when not one key is left', () => {
    const message =
      'attentionPooling: every query must have a key to attend to, got none for query 0';
    const pool = (extra: object) => () => attentionPooling([9], [0], [1], { ...options, ...extra });
    expectError(pool({ emptyWindow: 'throw' }), NumericalError, message);
    expectError(pool({ emptyWindow: 'nearest', mask: [false] }), NumericalError, message);
  });

  it('without keys there is nothing to attend to', () => {
    expectClose(attentionPooling([1, 2], [], []), [NaN, NaN], 0);
  });
});

describe('attentionPooling and its arrays', () => {
  it('no queries give an empty result', () => {
    expect(attentionPooling([], [1], [2]).shape).toEqual([0]);
    expect(attentionPooling([], [1], [[2, 3]]).shape).toEqual([0, 2]);
    expect(attentionPooling([1, 2], [1], ndarray(new Float64Array(0), [1, 0])).shape).toEqual([
      2, 0,
    ]);
  });

  it('follows strided views', () => {
    const table = ndarray(Float64Array.of(0, 10, 1, 20, 2, 40), [3, 2]);
    const [x, y] = [table.pick(null, 0), table.pick(null, 1)];
    expectClose(
      attentionPooling(x.hi(2), x.step(-1), y.step(-1)),
      attentionPooling([0, 1], [2, 1, 0], [40, 20, 10]),
      0,
    );
  });

  it('is of 32 bits when everything is', () => {
    const single = Float32Array.of(0, 1);
    expect(attentionPooling(single, single, single).dtype).toBe('float32');
    expect(attentionPooling(single, single, [0, 1]).dtype).toBe('float64');
  });

  it('leaves every input as it is', () => {
    const inputs = [Float64Array.of(0, 1), Float64Array.of(1, 2), Float64Array.of(3, 4)] as const;
    const before = structuredClone(inputs);
    attentionPooling(...inputs, { excludeSelf: true });
    expect(inputs).toEqual(before);
    const frozen = Object.freeze([0, 1]);
    expect(() => attentionPooling(frozen, frozen, frozen)).not.toThrow();
  });

  it.each(wrongInputs)('refuses $name', (wrong) => {
    expectError(
      () =>
        attentionPooling(
          wrong.queries as never,
          wrong.keys as never,
          [1, 2, 3],
          wrong.options as never,
        ),
      wrong.type,
      messageFrom('attentionPooling', wrong),
    );
  });

  it.each([
    [
      'other rows',
      [1, 2],
      ShapeError,
      'keys and values must have the same number of rows, got 3 and 2',
    ],
    ['rank 3', [[[1]]], ShapeError, 'values must have rank 1 or 2, got rank 3, shape [1, 1, 1]'],
    [
      'ragged',
      [[1], [2, 3], [4]],
      ShapeError,
      'values must be rectangular, with rows of 1 at depth 1, got a row of 2',
    ],
    ['NaN', [1, NaN, 3], NumericalError, 'values must be finite, got NaN at index 1'],
    ['strings', ['1', '2', '3'], OptionError, 'values must hold numbers, got "1"'],
    [
      'nothing',
      undefined,
      OptionError,
      'values must be an array, a typed array or an ndarray, got undefined',
    ],
  ] as const)('refuses values: %s', (_name, values, type, message) => {
    expectError(
      () => attentionPooling([0, 1], [0, 1, 2], values as never),
      type,
      `attentionPooling: ${message}`,
    );
  });

  it('values too far apart to subtract are an error, not infinity', () => {
    expectError(
      () => attentionPooling([0], [0, 1], [1.5e308, -1.5e308]),
      NumericalError,
      /^attentionPooling: values must differ by less than the largest number, got /,
    );
  });
});

describe('pool', () => {
  const keys = Array.from({ length: 200 }, (_, i) => Math.sin(i) * 3);
  const values = keys.map((k) => k * k);
  const queries = Array.from({ length: 100 }, (_, i) => (i - 50) / 12);

  it('gives the same by sums and by rows', () => {
    const problem = resolveProblem('f', queries, keys, { bandwidth: 0.3 });
    const read = readValues(problem, values);
    const bySums = pool(problem, read, { method: 'direct', tolerance: 1e-12 }).pooled;
    const oneByOne = queries.map(
      (q) => attentionPooling([q], keys, values, { bandwidth: 0.3 }).get(0) as number,
    );
    expectClose(bySums, oneByOne, 1e-12);
  });

  it('is NaN for queries outside a compact kernel', () => {
    const n = 2000;
    const far = Float64Array.from({ length: n }, (_, i) => 10 + i);
    const near = Float64Array.from({ length: n }, (_, i) => i / n);
    const pooled = attentionPooling(far, near, near, { kernel: 'epanechnikov', method: 'direct' });
    expect(pooled.data.every(Number.isNaN)).toBe(true);
  });

  it('does not take a method that sums for a mask of each query', () => {
    const mask = queries.map(() => keys.map(() => true));
    expectError(
      () => attentionPooling(queries, keys, values, { mask, method: 'binned' }),
      UnsupportedError,
      'attentionPooling: method binned must have keys, mask and weights that all queries share, got others',
    );
  });
});

describe('readSumsChoice', () => {
  const problem = (make: (x: number[]) => number[] | Float32Array) =>
    resolveProblem('f', make([1]), make([1]), {});

  it('is exact for 64-bit and six digits for 32-bit input', () => {
    expect(readSumsChoice(problem((x) => x))).toEqual({ method: 'auto', tolerance: 1e-12 });
    expect(readSumsChoice(problem((x) => Float32Array.from(x))).tolerance).toBe(5e-6);
  });

  it.each([
    [{ method: 'fast' }, 'method must be one of auto, direct, windowed, binned, tree, got "fast"'],
    [{ method: null }, 'method must be one of auto, direct, windowed, binned, tree, got null'],
    [{ tolerance: 0 }, 'tolerance must be a finite number above 0, got 0'],
    [{ tolerance: Number.NaN }, 'tolerance must be a finite number above 0, got NaN'],
  ])('refuses %o', (options, message) => {
    expectError(
      () => attentionPooling([1], [1], [1], options as never),
      OptionError,
      `attentionPooling: ${message}`,
    );
  });

  it('keeps its digits in the middle between two keys far away', () => {
    const x = [0.6038, 0.2639000001, -0.1, 1.3];
    const q = (x[0]! + x[1]!) / 2;
    // Both differences are exact; of logarithms that differ by δ the second key has 1/(1 + e^−δ).
    const delta = x[0]! - q - (q - x[1]!);
    for (const kernel of ['laplace', 'logistic'] as const)
      for (const h of [1e-5, 1e-6, 1e-9, 5e-12])
        for (const method of ['auto', 'direct'] as const) {
          const options = { kernel, bandwidth: h, method };
          const found = attentionPooling([q], x, [0, 1, 2, 3], options).get(0);
          expect(Math.abs(found - 1 / (1 + Math.exp(-delta / h)))).toBeLessThan(2e-16);
        }
  });
});
