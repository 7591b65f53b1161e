import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/attention/AttentionProblem.js';
import { readMetric, readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { attentionPooling, attentionWeights } from '../../src/index.js';
import { ones, zeros } from '../../src/tensor/create.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';
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

describe('an axis for a batch', () => {
  const [q, k] = [zeros([4, 2, 1]), zeros([4, 3, 1])];

  it.each([
    ['[b, n, d]', [4, 3, 5], false, 5],
    ['[n, d]', [3, 5], false, 5],
    ['[b, m, n, d]', [4, 2, 3, 5], true, 5],
  ])('keys %s', (_name, shape, perQuery, d) => {
    const problem = resolve(zeros([4, 2, d]), zeros(shape));
    expect(problem).toMatchObject({ batch: 4, m: 2, n: 3, d, perQuery });
    expect(problem.keyStride).toBe(perQuery ? 3 * d : 0);
  });

  it.each([
    [{ mask: ones([3]) }, [3], 0],
    [{ mask: ones([2, 3]) }, [2, 3], 3],
    [{ mask: ones([4, 2, 3]) }, [4, 2, 3], 3],
    [{ mask: ones([4, 1, 3]) }, [4, 1, 3], 0],
    [{ bias: ones([4, 1, 3]) }, [4, 1, 3], 0],
    [{ sampleWeights: ones([4, 3]) }, [4, 3], 0],
    [{ sampleWeights: ones([4, 2, 3]) }, [4, 2, 3], 3],
  ])('%o', (options, shape, stride) => {
    const [name] = Object.keys(options) as ('mask' | 'bias' | 'sampleWeights')[];
    expect(resolve(q, k, options)[name!]).toMatchObject({ shape, stride });
  });

  it.each([
    [
      { mask: ones([4, 3]) },
      'mask must have shape [3] or [4, 1, 3] or [2, 3] or [4, 2, 3], got [4, 3]',
    ],
    [
      { bias: ones([4, 3, 2]) },
      'bias must have shape [3] or [4, 1, 3] or [2, 3] or [4, 2, 3], got [4, 3, 2]',
    ],
    [
      { sampleWeights: ones([2, 3]) },
      'sampleWeights must have shape [3] or [4, 3] or [4, 2, 3], got [2, 3]',
    ],
    [
      { excludeSelf: true },
      'excludeSelf must have shared keys, one for each query, got [4, 2, 1] and [4, 3, 1]',
    ],
    [{ excludeSelf: ones([3]) }, 'excludeSelf must have shape [2] or [4, 2], got [3]'],
    [{ excludeSelf: ones([2, 4]) }, 'excludeSelf must have shape [2] or [4, 2], got [2, 4]'],
  ])('refuses %o', (options, message) => {
    expectError(() => resolve(q, k, options), ShapeError, `f: ${message}`);
  });

  it('values go with the keys', () => {
    const read = (keys: number[], values: number[]) =>
      readValues(resolve(q, zeros(keys)), zeros(values)).resultShape;
    expect(read([4, 3, 1], [4, 3])).toEqual([4, 2]);
    expect(read([4, 3, 1], [4, 3, 5])).toEqual([4, 2, 5]);
    expect(read([4, 2, 3, 1], [4, 2, 3])).toEqual([4, 2]);
    expect(read([3, 1], [3, 5])).toEqual([4, 2, 5]);
    const refused: [number[], number[], string][] = [
      [[4, 3, 1], [3], 'f: values must have rank 2 or 3, got rank 1, shape [3]'],
      [[3, 1], [4, 2, 3], 'f: values must have rank 1 or 2, got rank 3, shape [4, 2, 3]'],
      [[4, 3, 1], [4, 2], 'f: keys and values must have the same number of rows, got 3 and 2'],
      [[4, 3, 1], [5, 3], 'f: keys and values must have batches of the same length, got 4 and 5'],
    ];
    for (const [keys, values, message] of refused) {
      expectError(() => read(keys, values), ShapeError, message);
    }
  });

  it('an entry is a view, and what all share is one problem', () => {
    const own = entriesOf(resolve(q, k));
    expect(own.map(({ batch, m, n }) => [batch, m, n])).toEqual(Array(4).fill([undefined, 2, 3]));
    expect(own[1]!.keys.shape).toEqual([3, 1]);
    const shared = zeros([3, 1]);
    expect(entriesOf(resolve(q, shared)).map(({ m }) => m)).toEqual([8]);
    expect(entriesOf(resolve(q, shared, { mask: ones([2, 3]) })).map(({ m }) => m)).toEqual(
      Array(4).fill(2),
    );
    const alone = resolve([1, 2], [3]);
    expect(entriesOf(alone)).toEqual([alone]);
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

const f64 = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

describe('readMetric', () => {
  it.each([
    ['nothing: w = 1', {}, 'scalar', f64(1, 1), [1], false],
    ['one w', { w: 3 }, 'scalar', f64(3, 3), [1], false],
    ['w of 0: no distance matters', { w: 0 }, 'scalar', f64(0, 0), [1], false],
    ['one bandwidth', { bandwidth: 4 }, 'scalar', f64(0.25, 0.25), [1], true],
    ['w for each dimension', { w: [2, -3] }, 'diagonal', f64(2, -3), [2], false],
    [
      'a bandwidth for each dimension',
      { bandwidth: [2, 4] },
      'diagonal',
      f64(0.5, 0.25),
      [2],
      true,
    ],
    [
      'a matrix',
      {
        w: [
          [1, 2],
          [3, 4],
        ],
      },
      'matrix',
      f64(1, 2, 3, 4),
      [2, 2],
      false,
    ],
  ] as const)('%s', (_name, options, kind, w, shape, fromBandwidth) => {
    expect(readMetric('f', options, 2)).toEqual({ kind, w, shape, fromBandwidth });
  });

  it('does not keep the memory of the caller', () => {
    const mine = f64(1, 2);
    const { w } = readMetric('f', { w: mine }, 2);
    mine[0] = 9;
    expect([...w]).toEqual([1, 2]);
  });

  it.each([
    [
      'both',
      { w: 1, bandwidth: 1 },
      OptionError,
      'options must give bandwidth or w, not both, got both',
    ],
    [
      'a bandwidth of 0',
      { bandwidth: [1, 0] },
      OptionError,
      'bandwidth[1] must be a finite number above 0, got 0',
    ],
    [
      'a matrix of bandwidths',
      {
        bandwidth: [
          [1, 0],
          [0, 1],
        ],
      },
      ShapeError,
      'bandwidth must have rank 1, got rank 2, shape [2, 2]',
    ],
    [
      'three of two',
      { w: [1, 2, 3] },
      ShapeError,
      'w must have 2 entries or be a square matrix of them, got shape [3]',
    ],
    [
      'no square',
      { w: [[1, 2]] },
      ShapeError,
      'w must have 2 entries or be a square matrix of them, got shape [1, 2]',
    ],
    [
      'three bandwidths',
      { bandwidth: [1, 2, 3] },
      ShapeError,
      'bandwidth must have 2 entries, got shape [3]',
    ],
    ['infinity', { w: [1, Infinity] }, NumericalError, 'w must be finite, got Infinity at index 1'],
    ['null', { bandwidth: null }, OptionError, /^f: bandwidth must be .*, got null$/],
  ] as const)('refuses %s', (_name, options, type, message) => {
    expectError(
      () => readMetric('f', options as never, 2),
      type,
      typeof message === 'string' ? `f: ${message}` : message,
    );
  });
});

describe('excludeSelf by index', () => {
  it('leaves out the key of each query, or none', () => {
    const x = [0, 1, 2, 4];
    const whole = attentionWeights(x, x, { excludeSelf: true });
    const some = attentionWeights([2, 0, 9], x, { excludeSelf: [2, 0, -1] });
    for (const k of [0, 1, 2, 3]) {
      expect(some.get(0, k)).toBe(whole.get(2, k));
      expect(some.get(1, k)).toBe(whole.get(0, k));
    }
    expect(some.get(2, 3)).toBeGreaterThan(0);
    const same = attentionWeights(x, x, { excludeSelf: [0, 1, 2, 3] });
    expectClose(same, whole, 0);
  });

  it('a compact kernel too, and queries that are as many as the keys but others', () => {
    const x = Array.from({ length: 300 }, (_, i) => i / 10);
    const q = x.map((v) => v + 0.37);
    const options = { kernel: 'epanechnikov', bandwidth: 0.5, excludeSelf: true } as const;
    const y = x.map(Math.sin);
    // a mask [m, n] that says the same is no matter of kernel sums
    const mask = x.map((_, i) => x.map((_, k) => k !== i));
    const masked = { kernel: 'epanechnikov', bandwidth: 0.5, mask } as const;
    expectClose(attentionPooling(q, x, y, options), attentionPooling(q, x, y, masked), 1e-12);
  });

  it.each([
    [[0, 1], ShapeError, /excludeSelf must have shape \[1\], got \[2\]$/],
    [[7], OptionError, /excludeSelf must hold indices of keys from 0 to 2, or -1, got 7$/],
    [[0.5], OptionError, /excludeSelf must hold indices .* got 0.5$/],
    [[-2], OptionError, /excludeSelf must hold indices .* got -2$/],
  ] as const)('refuses %o', (excludeSelf, type, message) => {
    expectError(() => attentionWeights([1], [1, 2, 3], { excludeSelf }), type, message);
  });
});
