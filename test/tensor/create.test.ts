import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { OptionError } from '../../src/errors.js';
import { arange, eye, full, linspace, ones, rand, randn, zeros } from '../../src/tensor/create.js';
import { repeat, reshape, toNestedArray } from '../../src/tensor/shape.js';
import { tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

describe('full, zeros, ones', () => {
  it('repeat a number', () => {
    expect(toNestedArray(full([2, 2], 7))).toEqual([
      [7, 7],
      [7, 7],
    ]);
    expect(toNestedArray(zeros([1, 2]))).toEqual([[0, 0]]);
    expect(toNestedArray(ones(3))).toEqual([1, 1, 1]);
  });

  it('have any rank, and any length down to 0', () => {
    expect(toNestedArray(full([], 4))).toBe(4);
    expect(toNestedArray(zeros(0))).toEqual([]);
    expect(zeros([2, 0, 3]).shape).toEqual([2, 0, 3]);
  });

  it('take NaN, as in NumPy', () => {
    expect(toNestedArray(full(1, NaN))).toEqual([NaN]);
  });

  it.each([
    [-1, 'full: shape must be an integer of at least 0, got -1'],
    [1.5, 'full: shape must be an integer of at least 0, got 1.5'],
    [[2, NaN], 'full: shape[1] must be an integer of at least 0, got NaN'],
    ['2', 'full: shape must be a length or an array of lengths, got "2"'],
    [null, 'full: shape must be a length or an array of lengths, got null'],
    [undefined, 'full: shape must be a length or an array of lengths, got undefined'],
    [2n, 'full: shape must be a length or an array of lengths, got 2n'],
  ])('full refuses the shape %o', (shape, message) => {
    expectError(() => full(shape as never, 1), OptionError, message);
  });

  it('zeros and ones speak in their own name', () => {
    expectError(() => zeros(-1), OptionError, /^zeros: shape must be /);
    expectError(() => ones(-1), OptionError, /^ones: shape must be /);
  });

  it.each([
    ['1', '"1"'],
    [1n, '1n'],
    [undefined, 'undefined'],
    [[1], 'an array of length 1'],
  ])('full refuses the value %o', (value, shown) => {
    expectError(
      () => full(1, value as never),
      OptionError,
      `full: value must be a number, got ${shown}`,
    );
  });
});

describe('eye', () => {
  it.each([
    [
      2,
      2,
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      2,
      3,
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      3,
      2,
      [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ],
    [0, 0, []],
  ])('%i by %i', (rows, columns, nested) => {
    expect(toNestedArray(eye(rows, columns))).toEqual(nested);
  });

  it('is square by itself', () => {
    expect(eye(3).shape).toEqual([3, 3]);
  });

  it.each([
    [-1, 1],
    [1, 0.5],
    ['2', 2],
    [NaN, 2],
  ])('refuses %o by %o', (rows, columns) => {
    expectError(
      () => eye(rows as never, columns),
      OptionError,
      /^eye: shape\[[01]\] must be an integer of at least 0, got /,
    );
  });
});

describe('arange', () => {
  it.each([
    [[3], [0, 1, 2]],
    [[0], []],
    [[-2], []],
    [
      [1, 4],
      [1, 2, 3],
    ],
    [
      [1, 3, 0.5],
      [1, 1.5, 2, 2.5],
    ],
    [
      [3, 0, -1],
      [3, 2, 1],
    ],
    [[0, 3, -1], []],
    [
      [0, 2.5],
      [0, 1, 2],
    ],
  ])('of %o', (args, entries) => {
    expect(toNestedArray(arange(...(args as [number])))).toEqual(entries);
  });

  it('does not add up rounding', () => {
    expect(arange(0, 1000, 0.1).get(9999)).toBe(9999 * 0.1);
  });

  it.each([
    [[NaN], 'start|stop'],
    [['3'], 'start|stop'],
    [[0, Infinity], 'stop'],
    [[0, 1, NaN], 'step'],
    [[0, 1, 0], 'step'],
    [[0, 1e300], 'length'],
  ])('refuses %o', (args, name) => {
    expectError(
      () => arange(...(args as [number])),
      OptionError,
      new RegExp(`^arange: (${name}) must `),
    );
  });
});

describe('linspace', () => {
  it.each([
    [
      [0, 1, 5],
      [0, 0.25, 0.5, 0.75, 1],
    ],
    [
      [3, 1, 3],
      [3, 2, 1],
    ],
    [[2, 9, 1], [2]],
    [[2, 9, 0], []],
  ])('of %o', ([start, stop, count], entries) => {
    expect(toNestedArray(linspace(start!, stop!, count!))).toEqual(entries);
  });

  it('ends on stop itself, whatever the rounding', () => {
    for (const count of [4, 7, 50, 1001]) {
      expect(linspace(0, 0.1, count).get(count - 1)).toBe(0.1);
    }
  });

  it('spans the whole range of numbers', () => {
    expectClose(linspace(-1.5e308, 1.5e308, 3), [-1.5e308, 0, 1.5e308], 1e-15, 0);
  });

  it.each([
    [[NaN, 1, 2], 'linspace: start must be a finite number, got NaN'],
    [[0, '1', 2], 'linspace: stop must be a finite number, got "1"'],
    [[0, 1, -1], 'linspace: count must be an integer of at least 0, got -1'],
    [[0, 1, 2.5], 'linspace: count must be an integer of at least 0, got 2.5'],
    [[0, 1], 'linspace: count must be an integer of at least 0, got undefined'],
  ])('refuses %o', (args, message) => {
    expectError(() => linspace(...(args as [number, number, number])), OptionError, message);
  });
});

describe('rand and randn', () => {
  it('fill a shape in row-major order from their source', () => {
    const source = createRandom(1);
    const uniform = [source.uniform(), source.uniform(), source.uniform(), source.uniform()];
    expect(toNestedArray(rand([2, 2], createRandom(1)))).toEqual([
      uniform.slice(0, 2),
      uniform.slice(2),
    ]);
    expect(randn(1, createRandom(1)).get(0)).toBe(createRandom(1).normal());
  });

  it('move the source on', () => {
    const source = createRandom(2);
    expect(rand(3, source).data).not.toEqual(rand(3, source).data);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [42, '42'],
    [Math.random, 'a function'],
    [{ uniform: 1 }, 'an object'],
  ])('refuse the source %o', (source, shown) => {
    for (const [name, draw] of [
      ['rand', rand],
      ['randn', randn],
    ] as const) {
      expectError(
        () => draw(2, source as never),
        OptionError,
        `${name}: random must be a source made by createRandom(seed), got ${shown}`,
      );
    }
  });

  it('refuse a wrong shape', () => {
    expectError(
      () => rand([-1], createRandom(1)),
      OptionError,
      'rand: shape[0] must be an integer of at least 0, got -1',
    );
  });
});

describe('lengths as arguments of their own', () => {
  // what NumPy's zeros refuses, and PyTorch's takes
  const loose = (make: unknown, ...given: unknown[]) =>
    (make as (...all: unknown[]) => unknown)(...given);
  const source = createRandom(1);

  it.each([
    ['ones', ones, [2, 10], 'ones: shape must be one array, here [2, 10], got 10 behind it'],
    ['zeros', zeros, [2, 3, 4], 'zeros: shape must be one array, here [2, 3, 4], got 3 behind it'],
    ['full', full, [2, 3, 1.5], 'full: shape must be one array, here [2, 3], got 3 behind it'],
    [
      'rand',
      rand,
      [2, 10, source],
      'rand: shape must be one array, here [2, 10], got 10 behind it',
    ],
    [
      'randn',
      randn,
      [2, source, 1],
      'randn: shape must be one array, here [2, 1], got 1 behind it',
    ],
    [
      'tensor',
      tensor,
      [[1, 2], 2, 1],
      'tensor: shape must be one array, here [2, 1], got 1 behind it',
    ],
    [
      'reshape',
      reshape,
      [[1, 2], 2, 1],
      'reshape: shape must be one array, here [2, 1], got 1 behind it',
    ],
    [
      'repeat',
      repeat,
      [[1, 2], 2, 2],
      'repeat: counts must be one array, here [2, 2], got 2 behind it',
    ],
    [
      'ones',
      ones,
      [2, { dtype: 'float32' }],
      'ones: shape must be the last argument, got an object behind it',
    ],
  ])('are refused by %s, with the cure', (_, make, given, message) => {
    expectError(() => loose(make, ...given), OptionError, message);
  });
});
