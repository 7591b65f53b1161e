import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import {
  abs,
  add,
  divide,
  exp,
  multiply,
  power,
  sin,
  subtract,
} from '../../src/tensor/elementwise.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const binary = [
  ['add', add],
  ['subtract', subtract],
  ['multiply', multiply],
  ['divide', divide],
  ['power', power],
] as const;
const unary = [
  ['exp', exp],
  ['sin', sin],
  ['abs', abs],
] as const;

describe('two operands', () => {
  it.each([
    ['add', add, [8, 10, 12]],
    ['subtract', subtract, [-4, -6, -8]],
    ['multiply', multiply, [12, 16, 20]],
    ['divide', divide, [2 / 6, 2 / 8, 2 / 10]],
    ['power', power, [64, 256, 1024]],
  ])('%s', (_name, f, expected) => {
    expectClose(f(2, [6, 8, 10]), expected, 1e-15);
  });

  it('broadcast: a column and a row make a table', () => {
    expect(toNestedArray(multiply([[1], [2], [3]], [10, 20]))).toEqual([
      [10, 20],
      [20, 40],
      [30, 60],
    ]);
  });

  it('broadcast: two numbers make rank 0', () => {
    const t = subtract(5, 3);
    expect([t.shape, toNestedArray(t)]).toEqual([[], 2]);
  });

  it('follow strided views', () => {
    const matrix = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const sum = add(matrix.transpose(1, 0).hi(2, 2), matrix.lo(0, 1).step(-1, 1));
    // [[1, 4], [2, 5]] + [[5, 6], [2, 3]]
    expect(toNestedArray(sum)).toEqual([
      [6, 10],
      [4, 8],
    ]);
  });

  it('of nothing are nothing', () => {
    expect(add([], 1).shape).toEqual([0]);
    expect(add(ndarray(new Float64Array(0), [2, 0]), [[1], [2]]).shape).toEqual([2, 0]);
  });

  it('divide as IEEE 754 does', () => {
    expect(toNestedArray(divide([1, -1, 0], 0))).toEqual([Infinity, -Infinity, NaN]);
  });

  it.each(binary)('%s: 32 bits only when both sides are of 32 bits or bare numbers', (_name, f) => {
    const [single, double] = [Float32Array.of(0.1), Float64Array.of(0.1)];
    expect(f(single, single).dtype).toBe('float32');
    expect(f(single, 0.1).dtype).toBe('float32');
    expect(f(0.1, single).dtype).toBe('float32');
    expect(f(single, double).dtype).toBe('float64');
    expect(f(0.1, 0.1).dtype).toBe('float64');
    expect(f(Int32Array.of(1), single).dtype).toBe('float64');
  });

  it('leave their inputs and share no memory with them', () => {
    const mine = Float64Array.of(1, 2);
    const t = add(mine, 0);
    t.set(0, 9);
    expect([...mine]).toEqual([1, 2]);
  });

  it.each(binary)('%s refuses shapes that do not broadcast', (name, f) => {
    expectError(
      () => f([1, 2, 3], [[1, 2]]),
      ShapeError,
      `${name}: shapes must broadcast, got [3] and [1, 2]`,
    );
  });

  it.each(binary)('%s names the side that is no array', (name, f) => {
    expectError(
      () => f('1' as never, 1),
      OptionError,
      `${name}: a must be an array, a typed array or an ndarray, got "1"`,
    );
    expectError(
      () => f(1, 1n as never),
      OptionError,
      `${name}: b must be an array, a typed array or an ndarray, got 1n`,
    );
  });
});

describe('one operand', () => {
  it('exp, sin and abs', () => {
    expectClose(exp([0, 1, -Infinity]), [1, Math.E, 0], 1e-15);
    expectClose(sin([0, Math.PI / 6, -Math.PI / 2]), [0, 0.5, -1], 1e-15);
    expect(
      toNestedArray(
        abs([
          [-1, 2],
          [-0, NaN],
        ]),
      ),
    ).toEqual([
      [1, 2],
      [0, NaN],
    ]);
  });

  it.each(unary)('%s of rank 0 has rank 0', (_name, f) => {
    expect(f(0).shape).toEqual([]);
    expect(f(0).size).toBe(1);
  });

  it.each(unary)('%s of nothing is nothing', (_name, f) => {
    expect(f(ndarray(new Float64Array(0), [0, 2])).shape).toEqual([0, 2]);
  });

  it.each(unary)('%s keeps 32 bits', (_name, f) => {
    expect([f(Float32Array.of(0.5)).dtype, f([0.5]).dtype]).toEqual(['float32', 'float64']);
  });

  it('follow strided views', () => {
    const view = ndarray(Float64Array.of(-1, -2, -3, -4), [4]).step(-2);
    expect(toNestedArray(abs(view))).toEqual([4, 2]);
  });

  it('leave their input', () => {
    const frozen = Object.freeze([-1, -2]);
    expect(toNestedArray(abs(frozen))).toEqual([1, 2]);
    const mine = Float64Array.of(-1);
    abs(mine);
    expect(mine[0]).toBe(-1);
  });

  it.each(unary)('%s refuses what is no array of numbers', (name, f) => {
    expectError(
      () => f([[1], [2, 3]]),
      ShapeError,
      `${name}: t must be rectangular, with rows of 1 at depth 1, got a row of 2`,
    );
    expectError(() => f({} as never), OptionError, new RegExp(`^${name}: t must be an array`));
  });
});
