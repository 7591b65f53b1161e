import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import { max, mean, softmax, sum } from '../../src/tensor/reduce.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const cube = [
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  [
    [7, 8],
    [9, 10],
    [11, 12],
  ],
];
const empty = (...shape: number[]) => ndarray(new Float64Array(0), shape);
const reductions = [
  ['sum', sum],
  ['mean', mean],
  ['max', max],
] as const;

describe('all entries', () => {
  it('sum, mean and max', () => {
    expect([sum(cube), mean(cube), max(cube)]).toEqual([78, 6.5, 12]);
  });

  it.each(reductions)('%s of a number is that number', (_name, f) => {
    expect(f(5)).toBe(5);
    expect(f(ndarray(Float64Array.of(5), []))).toBe(5);
  });

  it('follow strided views', () => {
    const view = ndarray(Float64Array.of(1, 20, 3, 40), [2, 2]).pick(null, 0);
    expect([sum(view), mean(view), max(view)]).toEqual([4, 2, 3]);
  });

  it('NaN comes through', () => {
    expect([sum([1, NaN]), mean([NaN, 1]), max([NaN, 1]), max([1, NaN])]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('max of infinities', () => {
    expect([max([-Infinity, -Infinity]), max([1, Infinity])]).toEqual([-Infinity, Infinity]);
  });

  it('the sum of nothing is 0; nothing has neither mean nor maximum', () => {
    expect(sum([])).toBe(0);
    expectError(() => mean([]), ShapeError, 'mean: t must have entries to reduce, got none');
    expectError(() => max(empty(2, 0)), ShapeError, 'max: t must have entries to reduce, got none');
  });
});

describe('along an axis', () => {
  it.each([
    [
      'sum',
      sum,
      0,
      [
        [8, 10],
        [12, 14],
        [16, 18],
      ],
    ],
    [
      'sum',
      sum,
      1,
      [
        [9, 12],
        [27, 30],
      ],
    ],
    [
      'sum',
      sum,
      -1,
      [
        [3, 7, 11],
        [15, 19, 23],
      ],
    ],
    [
      'mean',
      mean,
      0,
      [
        [4, 5],
        [6, 7],
        [8, 9],
      ],
    ],
    [
      'mean',
      mean,
      -2,
      [
        [3, 4],
        [9, 10],
      ],
    ],
    [
      'max',
      max,
      -3,
      [
        [7, 8],
        [9, 10],
        [11, 12],
      ],
    ],
    [
      'max',
      max,
      2,
      [
        [2, 4, 6],
        [8, 10, 12],
      ],
    ],
  ])('%s, axis %3$i', (_name, f, axis, expected) => {
    expect(toNestedArray(f(cube, axis))).toEqual(expected);
  });

  it('a vector reduces to rank 0', () => {
    const t = sum([1, 2, 3], 0);
    expect([t.shape, toNestedArray(t)]).toEqual([[], 6]);
  });

  it('keepDims leaves a length of 1', () => {
    expect(
      toNestedArray(
        sum(
          [
            [1, 2],
            [3, 4],
          ],
          1,
          { keepDims: true },
        ),
      ),
    ).toEqual([[3], [7]]);
    expect(max(cube, 1, { keepDims: true }).shape).toEqual([2, 1, 2]);
    expect(mean([1, 2], 0, { keepDims: false }).shape).toEqual([]);
  });

  it('follow strided views', () => {
    const view = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])
      .transpose(1, 0)
      .lo(1, 0);
    // [[2, 5], [3, 6]]
    expect(toNestedArray(sum(view, 0))).toEqual([5, 11]);
    expect(toNestedArray(max(view, -1))).toEqual([5, 6]);
  });

  it('NaN comes through the maximum', () => {
    expect(
      toNestedArray(
        max(
          [
            [1, NaN],
            [NaN, 2],
            [3, 4],
          ],
          1,
        ),
      ),
    ).toEqual([NaN, NaN, 4]);
    expect(
      toNestedArray(
        max(
          [
            [1, NaN],
            [NaN, 2],
          ],
          0,
        ),
      ),
    ).toEqual([NaN, NaN]);
  });

  it('an empty axis sums to 0, another one stays empty', () => {
    expect(toNestedArray(sum(empty(2, 0), 1))).toEqual([0, 0]);
    expect(sum(empty(2, 0), 0).shape).toEqual([0]);
    expect(max(empty(2, 0), 0).shape).toEqual([0]);
    expectError(
      () => mean(empty(2, 0), 1),
      ShapeError,
      'mean: t must have entries to reduce, got none',
    );
  });

  it.each(reductions)('%s keeps 32 bits', (_name, f) => {
    expect([f([Float32Array.of(1, 2)], 0).dtype, f([[1, 2]], 0).dtype]).toEqual([
      'float32',
      'float64',
    ]);
  });

  it('a 32-bit mean is rounded once, at the end', () => {
    const thirds = mean([Float32Array.of(1, 0, 0)], 1);
    expect(thirds.get(0)).toBe(Math.fround(1 / 3));
  });

  it.each(reductions)('%s leaves its input', (_name, f) => {
    const mine = Float64Array.of(1, 2, 3);
    f(mine, 0);
    expect([...mine]).toEqual([1, 2, 3]);
  });
});

describe('softmax', () => {
  it('is proportional to exp, along the last axis', () => {
    const rows = [
      [0, Math.log(3)],
      [Math.log(4), 0],
    ];
    expectClose(
      softmax(rows),
      [
        [1 / 4, 3 / 4],
        [4 / 5, 1 / 5],
      ],
      1e-15,
    );
  });

  it('along another axis', () => {
    const rows = [
      [0, Math.log(3)],
      [Math.log(4), 0],
    ];
    expectClose(
      softmax(rows, 0),
      [
        [1 / 5, 3 / 4],
        [4 / 5, 1 / 4],
      ],
      1e-15,
    );
  });

  it('neither overflows nor underflows', () => {
    expectClose(softmax([1e300, 1e300]), [0.5, 0.5], 0);
    expectClose(softmax([-1e5, -1e5 - Math.LN2]), [2 / 3, 1 / 3], 1e-10); // 1e-16 of 1e5
  });

  it('−∞ has weight 0; a row of it alone is NaN, as in PyTorch', () => {
    expect(
      toNestedArray(
        softmax([
          [-Infinity, 0],
          [-Infinity, -Infinity],
        ]),
      ),
    ).toEqual([
      [0, 1],
      [NaN, NaN],
    ]);
  });

  it('of nothing is nothing, as in PyTorch', () => {
    expect(softmax(empty(2, 0)).shape).toEqual([2, 0]);
    expect(softmax(empty(0, 2)).shape).toEqual([0, 2]);
  });

  it('keeps 32 bits', () => {
    expect([softmax(Float32Array.of(1, 2)).dtype, softmax([1]).dtype]).toEqual([
      'float32',
      'float64',
    ]);
  });

  it('leaves its input', () => {
    const mine = Float64Array.of(1, 2, 3);
    softmax(mine);
    expect([...mine]).toEqual([1, 2, 3]);
  });
});

describe('bad input', () => {
  const all = [...reductions, ['softmax', softmax]] as const;

  it.each(all)('%s: an axis that is not there', (name, f) => {
    expectError(
      () => f([[1, 2]], 2),
      ShapeError,
      `${name}: axis must be at least -2 and below 2 for rank 2, got 2`,
    );
    expectError(
      () => f(5, 0),
      ShapeError,
      new RegExp(`^${name}: axis must be .* for rank 0, got 0`),
    );
  });

  it.each(all)('%s: an axis that is no integer', (name, f) => {
    for (const axis of [0.5, NaN, '0', null]) {
      expectError(
        () => f([1], axis as never),
        OptionError,
        new RegExp(`^${name}: axis must be an integer, got `),
      );
    }
  });

  it.each(all)('%s: no array', (name, f) => {
    for (const t of ['1', null, 1n, {}]) {
      expectError(() => f(t as never, 0), OptionError, new RegExp(`^${name}: t must be an array`));
    }
  });

  it.each(reductions)('%s: unknown options', (name, f) => {
    for (const key of ['dims', '__proto__', 'constructor', 'toString']) {
      expectError(
        () => f([1], 0, { [key]: true }),
        OptionError,
        `${name}: options must be among keepDims, got "${key}"`,
      );
    }
  });

  it.each(reductions)('%s: options that are none', (name, f) => {
    for (const options of [null, [], 'keepDims', true]) {
      expectError(
        () => f([1], 0, options as never),
        OptionError,
        new RegExp(`^${name}: options must be an object, got `),
      );
    }
  });

  it.each(reductions)('%s: keepDims is true or false, not what is truthy', (name, f) => {
    for (const keepDims of ['no', 1, null]) {
      expectError(
        () => f([1], 0, { keepDims } as never),
        OptionError,
        new RegExp(`^${name}: keepDims must be one of true, false, got `),
      );
    }
  });

  it.each(reductions)('%s: options without an axis are not passed over', (name, f) => {
    expectError(
      () => f([1], undefined as never, { keepdims: true } as never),
      OptionError,
      new RegExp(`^${name}: `),
    );
  });
});
