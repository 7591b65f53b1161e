import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { zeros } from '../../src/tensor/create.js';
import type { ArrayInput } from '../../src/types.js';
import { expectError } from '../expectError.js';
import { messageFrom, wrongInputs } from './wrongInputs.js';

const resolve = (queries: ArrayInput, keys: ArrayInput, options = {}) =>
  resolveProblem('f', queries, keys, options);

describe('resolveProblem', () => {
  it.each([
    ['[m] and [n]', [2], [3], { m: 2, n: 3, d: 1, perQuery: false, keyStride: 0 }],
    ['[m, d] and [n, d]', [2, 4], [3, 4], { m: 2, n: 3, d: 4, perQuery: false, keyStride: 0 }],
    ['[m] and [m, n]', [2], [2, 3], { m: 2, n: 3, d: 1, perQuery: true, keyStride: 3 }],
    [
      '[m, d] and [m, n, d]',
      [2, 4],
      [2, 3, 4],
      { m: 2, n: 3, d: 4, perQuery: true, keyStride: 12 },
    ],
    ['no queries', [0], [3], { m: 0, n: 3, d: 1, perQuery: false, keyStride: 0 }],
    ['no keys', [2, 1], [0, 1], { m: 2, n: 0, d: 1, perQuery: false, keyStride: 0 }],
    ['no dimensions', [2, 0], [3, 0], { m: 2, n: 3, d: 0, perQuery: false, keyStride: 0 }],
  ])('%s', (_name, queries, keys, lengths) => {
    expect(resolve(zeros(queries), zeros(keys))).toMatchObject(lengths);
  });

  it('has defaults', () => {
    const { kernel, score, emptyWindow, excludeSelf, mask, bias, sampleWeights } = resolve(
      [1],
      [1],
    );
    expect({
      kernel: kernel.name,
      score,
      emptyWindow,
      excludeSelf,
      mask,
      bias,
      sampleWeights,
    }).toEqual({
      kernel: 'gaussian',
      score: 'distance',
      emptyWindow: 'nan',
      excludeSelf: false,
      mask: undefined,
      bias: undefined,
      sampleWeights: undefined,
    });
  });

  it('scales dot products by 1/√d unless told', () => {
    expect(resolve(zeros([1, 4]), zeros([1, 4]), { score: 'dot' }).scale).toBe(0.5);
    expect(resolve([1], [1], { score: 'dot', scale: 3 }).scale).toBe(3);
  });

  it('options given as undefined are options left out', () => {
    const { metric, kernel } = resolve([1], [1], { bandwidth: undefined, kernel: undefined });
    expect([metric.w[0], kernel.name]).toEqual([1, 'gaussian']);
  });

  it('entries for each key are shared (stride 0) or in rows (stride n)', () => {
    const mask = [true, false, true];
    expect(resolve([1, 2], [1, 2, 3], { mask }).mask).toEqual({
      data: Uint8Array.of(1, 0, 1),
      stride: 0,
      shape: [3],
    });
    const bias = [
      [1, 2, 3],
      [4, 5, -Infinity],
    ];
    expect(resolve([1, 2], [1, 2, 3], { bias }).bias).toMatchObject({ stride: 3, shape: [2, 3] });
  });

  it('flattens strided views', () => {
    const view = ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0);
    expect([...resolve(view, view).queries.data]).toEqual([1, 3, 2, 4]);
  });

  it.each(wrongInputs)('refuses $name', (wrong) => {
    expectError(
      () =>
        resolveProblem('f', wrong.queries as never, wrong.keys as never, wrong.options as never),
      wrong.type,
      messageFrom('f', wrong),
    );
  });

  it('excludeSelf needs shared keys', () => {
    expectError(
      () =>
        resolve(
          [1, 2],
          [
            [1, 2],
            [3, 4],
          ],
          { excludeSelf: true },
        ),
      ShapeError,
      'f: excludeSelf must have shared keys, one for each query, got [2] and [2, 2]',
    );
  });
});

describe('readValues', () => {
  const shared = resolve(zeros(2), zeros(3));
  const own = resolve(zeros(2), zeros([2, 3]));

  it.each([
    ['[n]', shared, [3], { p: 1, stride: 0, resultShape: [2] }],
    ['[n, p]', shared, [3, 4], { p: 4, stride: 0, resultShape: [2, 4] }],
    ['[n, 0]', shared, [3, 0], { p: 0, stride: 0, resultShape: [2, 0] }],
    ['[m, n]', own, [2, 3], { p: 1, stride: 3, resultShape: [2] }],
    ['[m, n, p]', own, [2, 3, 4], { p: 4, stride: 12, resultShape: [2, 4] }],
  ])('%s', (_name, problem, shape, result) => {
    expect(readValues(problem, zeros(shape))).toMatchObject(result);
  });

  it.each([
    [
      'other rows',
      shared,
      zeros(2),
      ShapeError,
      'f: keys and values must have the same number of rows, got 3 and 2',
    ],
    [
      'rank 3',
      shared,
      zeros([2, 3, 1]),
      ShapeError,
      'f: values must have rank 1 or 2, got rank 3, shape [2, 3, 1]',
    ],
    [
      'rank 1 for own keys',
      own,
      zeros(3),
      ShapeError,
      'f: values must have rank 2 or 3, got rank 1, shape [3]',
    ],
    [
      'other rows for own keys',
      own,
      zeros([2, 2]),
      ShapeError,
      'f: keys and values must have the same number of rows, got 3 and 2',
    ],
    [
      'other queries',
      own,
      zeros([1, 3]),
      ShapeError,
      'f: queries and rows of values must be equally many, got 2 and 1',
    ],
    ['NaN', shared, [0, NaN, 0], NumericalError, 'f: values must be finite, got NaN at index 1'],
    [
      'null',
      shared,
      null,
      OptionError,
      'f: values must be an array, a typed array or an ndarray, got null',
    ],
  ] as const)('refuses %s', (_name, problem, values, type, message) => {
    expectError(() => readValues(problem, values as never), type, message);
  });
});
