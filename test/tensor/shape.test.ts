import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { KernelRegressionError, OptionError, ShapeError } from '../../src/errors.js';
import {
  maskedSelect,
  repeat,
  repeatInterleave,
  reshape,
  sort,
  toNestedArray,
  transpose,
} from '../../src/tensor/shape.js';
import { expectError } from '../expectError.js';

const empty = (...shape: number[]) => ndarray(new Float64Array(0), shape);
// 1 2 3
// 4 5 6
const matrix = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);

describe('reshape', () => {
  it.each([
    [
      [3, 2],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [[6], [1, 2, 3, 4, 5, 6]],
    [[-1], [1, 2, 3, 4, 5, 6]],
    [
      [-1, 2],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      [1, -1, 3],
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    ],
    [
      [6, -1],
      [[1], [2], [3], [4], [5], [6]],
    ],
  ])('to %o', (shape, nested) => {
    expect(toNestedArray(reshape(matrix, shape))).toEqual(nested);
  });

  it('reads a strided view in row-major order', () => {
    expect(toNestedArray(reshape(matrix.transpose(1, 0), [6]))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('to and from rank 0', () => {
    expect(reshape([5], []).shape).toEqual([]);
    expect(toNestedArray(reshape(5, [1, 1]))).toEqual([[5]]);
    expect(reshape(5, [-1]).shape).toEqual([1]);
  });

  it('nothing has many shapes', () => {
    expect(reshape([], [3, 0]).shape).toEqual([3, 0]);
    expect(reshape([], [-1]).shape).toEqual([0]);
    expect(reshape(empty(2, 0), [-1, 2]).shape).toEqual([0, 2]);
  });

  it('has memory of its own, and keeps 32 bits', () => {
    const mine = Float32Array.of(1, 2);
    const t = reshape(mine, [2, 1]);
    t.set(0, 0, 9);
    expect([mine[0], t.dtype]).toEqual([1, 'float32']);
  });

  it.each([
    [[4], '[4]'],
    [[], '[]'],
    [[4, -1], '[4, -1]'],
    [[0, -1], '[0, -1]'],
    [[5, 2], '[5, 2]'],
  ])('six entries do not fill %o', (shape, shown) => {
    expectError(
      () => reshape(matrix, shape),
      ShapeError,
      `reshape: shape must hold 6 entries of [2, 3], got ${shown}`,
    );
  });

  it('an unknown length beside 0 stays unknown', () => {
    expectError(() => reshape([], [0, -1]), ShapeError, /^reshape: shape must hold 0 entries/);
  });

  it.each([[[-1, -1]], [[-2]], [[1.5]], [[NaN]], [['6']], ['6'], [null], [undefined]])(
    'refuses %o',
    (shape) => {
      expectError(
        () => reshape(matrix, shape as never),
        OptionError,
        /^reshape: shape(\[\d\])? must be /,
      );
    },
  );

  it('refuses a bare length that does not fit', () => {
    expectError(() => reshape(matrix, 5 as never), KernelRegressionError, /^reshape: shape must /);
  });
});

describe('transpose', () => {
  it('turns rows into columns', () => {
    expect(toNestedArray(transpose(matrix))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('reverses all axes when none are named', () => {
    expect(transpose(empty(2, 0, 3)).shape).toEqual([3, 0, 2]);
  });

  it('entry (k, i, j) of the result is entry (i, j, k) for axes 2, 0, 1', () => {
    const t = ndarray(
      Float64Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    const turned = transpose(t, [2, 0, -2]);
    expect(turned.shape).toEqual([4, 2, 3]);
    expect(turned.get(3, 1, 2)).toBe(t.get(1, 2, 3));
    expect(turned.get(1, 0, 2)).toBe(t.get(0, 2, 1));
  });

  it('of a vector or a number changes nothing', () => {
    expect(toNestedArray(transpose([1, 2]))).toEqual([1, 2]);
    expect(toNestedArray(transpose(5))).toBe(5);
  });

  it('of a transposed view gives the rows back, in memory of its own', () => {
    const back = transpose(matrix.transpose(1, 0));
    expect(toNestedArray(back)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(back.data).not.toBe(matrix.data);
  });

  it('keeps 32 bits', () => {
    expect(transpose([Float32Array.of(1, 2)]).dtype).toBe('float32');
  });

  it.each([[[0]], [[0, 0]], [[1, -1]], [[0, 1, 0]], [[]]])(
    '%o is no permutation of two axes',
    (axes) => {
      expectError(
        () => transpose(matrix, axes),
        ShapeError,
        `transpose: axes must be a permutation of 2 axes, got [${axes.join(', ')}]`,
      );
    },
  );

  it('refuses an axis that is not there', () => {
    expectError(
      () => transpose(matrix, [0, 2]),
      ShapeError,
      'transpose: axis must be at least -2 and below 2 for rank 2, got 2',
    );
  });

  it.each(['01', 1, {}, null])('refuses the axes %o', (axes) => {
    expectError(() => transpose(matrix, axes as never), OptionError, /^transpose: axes must be /);
  });
});

describe('repeat', () => {
  it.each([
    [[1, 2], [2], [1, 2, 1, 2]],
    [
      [1, 2],
      [2, 1],
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      [1, 2],
      [2, 2],
      [
        [1, 2, 1, 2],
        [1, 2, 1, 2],
      ],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [2, 1],
      [
        [1, 2],
        [3, 4],
        [1, 2],
        [3, 4],
      ],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2],
      [
        [1, 2, 1, 2],
        [3, 4, 3, 4],
      ],
    ],
    [5, [3], [5, 5, 5]],
    [5, [], 5],
    [[1, 2], [0], []],
  ])('%o, counts %o', (t, counts, nested) => {
    expect(toNestedArray(repeat(t, counts))).toEqual(nested);
  });

  it('of nothing, and no copies', () => {
    expect(repeat(empty(2, 0), [3, 1, 4]).shape).toEqual([3, 2, 0]);
    expect(repeat(matrix, [2, 0]).shape).toEqual([4, 0]);
  });

  it('follows a strided view, and keeps 32 bits', () => {
    const view = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0);
    const t = repeat(view, [1, 2]);
    expect([toNestedArray(t), t.dtype]).toEqual([
      [
        [1, 3, 1, 3],
        [2, 4, 2, 4],
      ],
      'float32',
    ]);
  });

  it('refuses fewer counts than axes', () => {
    expectError(
      () => repeat(matrix, [2]),
      ShapeError,
      'repeat: counts must have at least 2 entries, got [2]',
    );
  });

  it.each([
    [[1, -1], 'counts[1] must be an integer of at least 0, got -1'],
    [[1, 0.5], 'counts[1] must be an integer of at least 0, got 0.5'],
    ['2', 'counts must be a length or an array of lengths, got "2"'],
    [null, 'counts must be a length or an array of lengths, got null'],
  ])('refuses the counts %o', (counts, message) => {
    expectError(() => repeat(matrix, counts as never), OptionError, `repeat: ${message}`);
  });
});

describe('repeatInterleave', () => {
  it.each([
    [[1, 2], 2, undefined, [1, 1, 2, 2]],
    [
      [
        [1, 2],
        [3, 4],
      ],
      2,
      undefined,
      [1, 1, 2, 2, 3, 3, 4, 4],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      2,
      0,
      [
        [1, 2],
        [1, 2],
        [3, 4],
        [3, 4],
      ],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      2,
      -1,
      [
        [1, 1, 2, 2],
        [3, 3, 4, 4],
      ],
    ],
    [5, 3, undefined, [5, 5, 5]],
    [[1, 2], 0, undefined, []],
    [[], 3, undefined, []],
  ])('%o, %i copies, axis %o', (t, count, axis, nested) => {
    expect(toNestedArray(repeatInterleave(t, count, axis))).toEqual(nested);
  });

  it('in the middle of three axes', () => {
    const t = repeatInterleave([[[1, 2]], [[3, 4]]], 2, 1);
    expect(toNestedArray(t)).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
  });

  it('keeps 32 bits, and copies no axis away', () => {
    expect(repeatInterleave(Float32Array.of(1), 2).dtype).toBe('float32');
    expect(repeatInterleave(matrix, 0, 1).shape).toEqual([2, 0]);
  });

  it.each([
    [-1, 0, 'count must be an integer of at least 0, got -1'],
    [1.5, 0, 'count must be an integer of at least 0, got 1.5'],
    ['2', 0, 'count must be an integer of at least 0, got "2"'],
    [[1, 2], 0, 'count must be an integer of at least 0, got an array of length 2'],
    [2, '0', 'axis must be an integer, got "0"'],
  ])('refuses count %o, axis %o', (count, axis, message) => {
    expectError(
      () => repeatInterleave([1], count as never, axis as never),
      OptionError,
      `repeatInterleave: ${message}`,
    );
  });

  it('refuses an axis that is not there', () => {
    expectError(
      () => repeatInterleave(matrix, 2, 2),
      ShapeError,
      'repeatInterleave: axis must be at least -2 and below 2 for rank 2, got 2',
    );
  });
});

describe('maskedSelect', () => {
  it('takes entries in row-major order', () => {
    const mask = [
      [true, false, true],
      [false, true, false],
    ];
    expect(toNestedArray(maskedSelect(matrix, mask))).toEqual([1, 3, 5]);
    expect(
      toNestedArray(
        maskedSelect(matrix.transpose(1, 0), [
          [true, true],
          [false, true],
          [true, false],
        ]),
      ),
    ).toEqual([1, 4, 5, 3]);
  });

  it('stretches the mask, or the array', () => {
    expect(toNestedArray(maskedSelect(matrix, [false, true, true]))).toEqual([2, 3, 5, 6]);
    expect(
      toNestedArray(
        maskedSelect(
          [1, 2],
          [
            [true, false],
            [true, true],
          ],
        ),
      ),
    ).toEqual([1, 1, 2]);
  });

  it('takes bytes, and an ndarray of them', () => {
    expect(toNestedArray(maskedSelect([1, 2, 3], Uint8Array.of(0, 1, 1)))).toEqual([2, 3]);
    const mask = ndarray(Uint8Array.of(1, 0, 0, 1), [2, 2]).step(1, -1);
    expect(
      toNestedArray(
        maskedSelect(
          [
            [1, 2],
            [3, 4],
          ],
          mask,
        ),
      ),
    ).toEqual([2, 3]);
  });

  it('of nothing, or nothing of it', () => {
    expect(maskedSelect([], []).shape).toEqual([0]);
    expect(maskedSelect([1, 2], [false, false]).shape).toEqual([0]);
  });

  it('keeps NaN, and 32 bits', () => {
    const t = maskedSelect(Float32Array.of(NaN, 1), [true, false]);
    expect([toNestedArray(t), t.dtype]).toEqual([[NaN], 'float32']);
  });

  it('refuses shapes that do not broadcast', () => {
    expectError(
      () => maskedSelect([1, 2, 3], [true, false]),
      ShapeError,
      'maskedSelect: shapes must broadcast, got [3] and [2]',
    );
  });

  it.each([[[1, 2]], ['ab'], [null], [Uint8Array.of(2, 0)]])('refuses the mask %o', (mask) => {
    expectError(
      () => maskedSelect([1, 2], mask as never),
      OptionError,
      /^maskedSelect: mask must hold true or false/,
    );
  });
});

describe('sort', () => {
  const nested = ({ values, indices }: ReturnType<typeof sort>): unknown[] => [
    toNestedArray(values),
    toNestedArray(indices),
  ];

  it('sorts numbers as numbers, and says where they came from', () => {
    expect(nested(sort([10, 9, -1, 100]))).toEqual([
      [-1, 9, 10, 100],
      [2, 1, 0, 3],
    ]);
  });

  it('along the last axis, or another', () => {
    const t = [
      [3, 1],
      [2, 4],
    ];
    expect(nested(sort(t))).toEqual([
      [
        [1, 3],
        [2, 4],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ]);
    expect(nested(sort(t, 0))).toEqual([
      [
        [2, 1],
        [3, 4],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ]);
  });

  it('in the middle of three axes', () => {
    const { values } = sort(
      [
        [
          [4, 1],
          [3, 2],
        ],
        [
          [5, 8],
          [6, 7],
        ],
      ],
      1,
    );
    expect(toNestedArray(values)).toEqual([
      [
        [3, 1],
        [4, 2],
      ],
      [
        [5, 7],
        [6, 8],
      ],
    ]);
  });

  it('equal entries keep their order, upwards and downwards', () => {
    expect(nested(sort([2, 1, 2, 1, 2]))).toEqual([
      [1, 1, 2, 2, 2],
      [1, 3, 0, 2, 4],
    ]);
    expect(nested(sort([2, 1, 2, 1], -1, { descending: true }))).toEqual([
      [2, 2, 1, 1],
      [0, 2, 1, 3],
    ]);
  });

  it('−0 and 0 are equal', () => {
    expect(toNestedArray(sort([0, -0, 0]).indices)).toEqual([0, 1, 2]);
  });

  it.each([true, false])('NaN comes last, in its order (descending: %s)', (descending) => {
    const { values, indices } = sort([NaN, 1, NaN, 2], 0, { descending });
    expect(toNestedArray(values)).toEqual([...(descending ? [2, 1] : [1, 2]), NaN, NaN]);
    expect(toNestedArray(indices)).toEqual([...(descending ? [3, 1] : [1, 3]), 0, 2]);
  });

  it('infinities are the ends', () => {
    expect(toNestedArray(sort([0, Infinity, -Infinity]).values)).toEqual([-Infinity, 0, Infinity]);
  });

  it('of nothing is nothing', () => {
    expect(sort([]).values.shape).toEqual([0]);
    expect(sort(empty(2, 0)).indices.shape).toEqual([2, 0]);
    expect(sort(empty(0, 2)).values.shape).toEqual([0, 2]);
  });

  it('values keep 32 bits; positions are of 64', () => {
    const { values, indices } = sort(Float32Array.of(2, 1));
    expect([values.dtype, indices.dtype]).toEqual(['float32', 'float64']);
  });

  it('leaves its input', () => {
    const mine = Float64Array.of(2, 1);
    sort(mine);
    expect([...mine]).toEqual([2, 1]);
    expect(toNestedArray(sort(Object.freeze([2, 1])).values)).toEqual([1, 2]);
  });

  it('refuses a number: it has no axis', () => {
    expectError(() => sort(5), ShapeError, /^sort: axis must be .* for rank 0, got -1$/);
  });

  it.each([
    [{ descending: 'yes' }, 'descending must be one of true, false, got "yes"'],
    [{ descending: 1 }, 'descending must be one of true, false, got 1'],
    [{ stable: true }, 'options must be among descending, got "stable"'],
    [{ ['__proto__']: 1 }, 'options must be among descending, got "__proto__"'],
    [{ constructor: 1 }, 'options must be among descending, got "constructor"'],
    [null, 'options must be an object, got null'],
    [[], 'options must be an object, got an array of length 0'],
    ['descending', 'options must be an object, got "descending"'],
  ])('refuses the options %o', (options, message) => {
    expectError(() => sort([1], -1, options as never), OptionError, `sort: ${message}`);
  });
});

describe('toNestedArray', () => {
  it.each([
    [5, 5],
    [
      [1, 2],
      [1, 2],
    ],
    [
      matrix.transpose(1, 0),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [Float32Array.of(0.5), [0.5]],
    [[], []],
    [empty(2, 0), [[], []]],
    [empty(0, 2), []],
    [[NaN], [NaN]],
  ])('%o', (t, nested) => {
    expect(toNestedArray(t)).toEqual(nested);
  });

  it('gives plain arrays, new ones', () => {
    const rows = [[1, 2]];
    const nested = toNestedArray(rows);
    expect(nested).not.toBe(rows);
    expect(Array.isArray((nested as number[][])[0])).toBe(true);
  });
});

describe('what is no array', () => {
  it.each([
    ['reshape', (t: never) => reshape(t, [1])],
    ['transpose', (t: never) => transpose(t)],
    ['repeat', (t: never) => repeat(t, [1])],
    ['repeatInterleave', (t: never) => repeatInterleave(t, 1)],
    ['maskedSelect', (t: never) => maskedSelect(t, [true])],
    ['sort', (t: never) => sort(t)],
    ['toNestedArray', (t: never) => toNestedArray(t)],
  ])('%s refuses it', (name, call) => {
    for (const t of ['1', null, undefined, 1n, {}, true]) {
      expectError(
        () => call(t as never),
        OptionError,
        new RegExp(`^${name}: t must be an array, a typed array or an ndarray, got `),
      );
    }
  });
});
