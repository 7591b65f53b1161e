import ndarray from 'ndarray';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { type Loss, mseLoss } from '../../src/model/mseLoss.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

// ŷ − y = −1, 2, 3, 0: squares 1, 4, 9, 0
const [yHat, y] = [
  [1, 4, 3, 7],
  [2, 2, 0, 7],
];

describe('mseLoss', () => {
  it.each([
    ['mean', 14 / 4, [-0.5, 1, 1.5, 0]],
    ['sum', 14, [-2, 4, 6, 0]],
  ] as const)('%s', (reduction, value, grad) => {
    const loss = mseLoss(yHat, y, { reduction });
    expectClose(loss.value, value, 1e-15);
    expectClose(loss.grad, grad, 1e-15);
  });

  it('none: one by one', () => {
    const loss = mseLoss(yHat, y, { reduction: 'none' });
    expect([toNestedArray(loss.value), toNestedArray(loss.grad)]).toEqual([
      [1, 4, 9, 0],
      [-2, 4, 6, 0],
    ]);
  });

  it('is the mean unless told', () => {
    expect(mseLoss(yHat, y).value).toBe(3.5);
  });

  it('keeps the shape of the predictions', () => {
    const loss = mseLoss(
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 0],
        [0, 0],
      ],
      { reduction: 'none' },
    );
    expect(toNestedArray(loss.value)).toEqual([
      [1, 4],
      [9, 16],
    ]);
    expect(loss.grad.shape).toEqual([2, 2]);
  });

  it('follows strided views', () => {
    const view = ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0);
    expect(
      toNestedArray(
        mseLoss(
          view,
          [
            [0, 0],
            [0, 0],
          ],
          { reduction: 'sum' },
        ).grad,
      ),
    ).toEqual([
      [2, 6],
      [4, 8],
    ]);
  });

  it('is of 32 bits when both sides are', () => {
    const single = Float32Array.of(1);
    expect(mseLoss(single, single).grad.dtype).toBe('float32');
    expect(mseLoss(single, [1]).grad.dtype).toBe('float64');
  });

  it('leaves its inputs', () => {
    const [a, b] = [Float64Array.of(1), Float64Array.of(2)];
    mseLoss(a, b);
    expect([a[0], b[0]]).toEqual([1, 2]);
  });

  it('the sum of nothing is 0; nothing has no mean', () => {
    expect(mseLoss([], [], { reduction: 'sum' }).value).toBe(0);
    expect(mseLoss([], [], { reduction: 'none' }).grad.shape).toEqual([0]);
    expectError(
      () => mseLoss([], []),
      ShapeError,
      'mseLoss: yHat must have entries to average, got none',
    );
  });

  it('a loss too large for a number is an error, not infinity', () => {
    expectError(() => mseLoss([1e200], [0]), NumericalError, /^mseLoss: .* must .*, got Infinity/);
  });

  it('has a value by reduction', () => {
    expectTypeOf(mseLoss([1], [1])).toEqualTypeOf<Loss<number>>();
    expectTypeOf(mseLoss([1], [1], { reduction: 'none' })).toEqualTypeOf<Loss<Tensor>>();
  });

  it.each([
    [
      'other lengths',
      [1, 2],
      [1],
      ShapeError,
      'yHat and y must have the same shape, got [2] and [1]',
    ],
    [
      'other ranks',
      [1, 2],
      [[1], [2]],
      ShapeError,
      'yHat and y must have the same shape, got [2] and [2, 1]',
    ],
    [
      'ragged',
      [[1], [2, 3]],
      [1],
      ShapeError,
      'yHat must be rectangular, with rows of 1 at depth 1, got a row of 2',
    ],
    ['NaN', [NaN], [1], NumericalError, 'yHat must be finite, got NaN at index 0'],
    ['infinity', [1], [-Infinity], NumericalError, 'y must be finite, got -Infinity at index 0'],
    ['a number', 1, [1], OptionError, 'yHat must be an array, a typed array or an ndarray, got 1'],
    [
      'nothing',
      [1],
      undefined,
      OptionError,
      'y must be an array, a typed array or an ndarray, got undefined',
    ],
    ['strings', ['1'], [1], OptionError, 'yHat must hold numbers, got "1"'],
  ] as const)('refuses %s', (_name, a, b, type, message) => {
    expectError(() => mseLoss(a as never, b as never), type, `mseLoss: ${message}`);
  });

  it.each([
    [{ reduction: 'max' }, 'reduction must be one of mean, sum, none, got "max"'],
    [{ reduction: 'toString' }, 'reduction must be one of mean, sum, none, got "toString"'],
    [{ reduction: null }, 'reduction must be one of mean, sum, none, got null'],
    [{ size: 1 }, 'options must be among reduction, got "size"'],
    [{ ['__proto__']: 1 }, 'options must be among reduction, got "__proto__"'],
    [{ constructor: 1 }, 'options must be among reduction, got "constructor"'],
    [null, 'options must be an object, got null'],
    [[], 'options must be an object, got an array of length 0'],
    ['sum', 'options must be an object, got "sum"'],
  ])('refuses the options %o', (options, message) => {
    expectError(() => mseLoss([1], [1], options as never), OptionError, `mseLoss: ${message}`);
  });
});
