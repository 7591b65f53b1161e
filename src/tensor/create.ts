import type { Random } from '../arrays/createRandom.js';
import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectNumber } from '../arrays/readOptions.js';
import { readShape, type ShapeInput, sizeOf, type Tensor, wrapTensor } from './tensor.js';

/**
 * A tensor of one repeated number.
 *
 * @param shape - one length, or an array of lengths
 * @param value - the number in every place
 * @throws {@link OptionError} when the shape is not made of counts
 * @example
 * ```ts
 * import { full } from 'nadaraya';
 *
 * console.log(full(3, 7)); // → tensor([7., 7., 7.])
 * ```
 */
export function full(shape: ShapeInput, value: number): Tensor;
export function full(shape: ShapeInput, value: number, ...more: readonly unknown[]): Tensor {
  if (more.length > 0) readShape('full', 'shape', shape, [value, ...more.slice(0, -1)]);
  if (typeof value !== 'number')
    throw optionError('full', 'value must be a number', formatValue(value));
  return filled('full', shape, value, []);
}

/**
 * A tensor of zeros.
 *
 * @param shape - one length, or an array of lengths
 * @example
 * ```ts
 * import { zeros } from 'nadaraya';
 *
 * console.log(zeros(2), zeros([1, 2])); // → tensor([0., 0.]) tensor([[0., 0.]])
 * ```
 */
export function zeros(shape: ShapeInput): Tensor;
export function zeros(shape: ShapeInput, ...more: readonly unknown[]): Tensor {
  return filled('zeros', shape, 0, more);
}

/**
 * A tensor of ones.
 *
 * @param shape - one length, or an array of lengths
 * @example
 * ```ts
 * import { ones } from 'nadaraya';
 *
 * console.log(ones(2), ones([1, 2])); // → tensor([1., 1.]) tensor([[1., 1.]])
 * ```
 */
export function ones(shape: ShapeInput): Tensor;
export function ones(shape: ShapeInput, ...more: readonly unknown[]): Tensor {
  return filled('ones', shape, 1, more);
}

function filled(where: string, shape: ShapeInput, value: number, more: readonly unknown[]): Tensor {
  const lengths = readShape(where, 'shape', shape, more);
  return wrapTensor(new Float64Array(sizeOf(lengths)).fill(value), lengths, false);
}

/**
 * The matrix with ones on its diagonal.
 *
 * @param rows - number of rows
 * @param columns - number of columns; as many as rows when omitted
 * @example
 * ```ts
 * import { eye, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(eye(2))); // → [ [ 1, 0 ], [ 0, 1 ] ]
 * ```
 */
export function eye(rows: number, columns: number = rows): Tensor {
  const shape = readShape('eye', 'shape', [rows, columns]);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return wrapTensor(data, shape, false);
}

/**
 * Numbers from `start` up to but not including `stop`, `step` apart; `arange(stop)` starts at 0.
 *
 * @param start - the first number; with one argument it is `stop`
 * @param stop - where to end, itself not included
 * @param step - from one to the next, of either sign
 * @returns rank 1, of length ⌈(stop − start)/step⌉, each entry start + i·step
 * @throws {@link OptionError} when an argument is not finite, or step is 0
 * @example
 * ```ts
 * import { arange, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(arange(1, 3, 0.5))); // → [ 1, 1.5, 2, 2.5 ]
 * ```
 */
export function arange(start: number, stop?: number, step = 1): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  expectNumber('arange', 'start', from, 'finite');
  expectNumber('arange', 'stop', to, 'finite');
  if (expectNumber('arange', 'step', step, 'finite') === 0)
    throw optionError('arange', 'step must not be 0', '0');
  const count = Math.max(0, Math.ceil((to - from) / step));
  const [length] = readShape('arange', 'length', count);
  return wrapTensor(
    Float64Array.from({ length }, (_, i) => from + i * step),
    [length],
    false,
  );
}

/**
 * Evenly spaced numbers, both ends included.
 *
 * @param start - the first number
 * @param stop - the last number
 * @param count - how many; one number is `start`
 * @returns rank 1
 * @example
 * ```ts
 * import { linspace } from 'nadaraya';
 *
 * console.log(linspace(0, 1, 5)); // → tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
 * ```
 */
export function linspace(start: number, stop: number, count: number): Tensor {
  expectNumber('linspace', 'start', start, 'finite');
  expectNumber('linspace', 'stop', stop, 'finite');
  expectNumber('linspace', 'count', count, 'count');
  const [length] = readShape('linspace', 'count', count);
  const gaps = Math.max(length - 1, 1);
  const range = stop - start;
  const step = Number.isFinite(range) ? range / gaps : stop / gaps - start / gaps;
  const data = Float64Array.from({ length }, (_, i) => start + i * step);
  if (length > 1) data[length - 1] = stop;
  return wrapTensor(data, [length], false);
}

/**
 * Uniform random numbers on [0, 1).
 *
 * @param shape - one length, or an array of lengths
 * @param random - a source made by {@link createRandom}
 * @example
 * ```ts
 * import { createRandom, rand } from 'nadaraya';
 *
 * const x = rand([3, 2], createRandom(1));
 * console.log(x.shape); // → [ 3, 2 ]
 * ```
 */
export function rand(shape: ShapeInput, random: Random): Tensor;
export function rand(shape: ShapeInput, random: Random, ...more: readonly unknown[]): Tensor {
  return draw('rand', shape, random, more, (source) => source.uniform());
}

/**
 * Standard normal random numbers.
 *
 * @param shape - one length, or an array of lengths
 * @param random - a source made by {@link createRandom}
 * @example
 * ```ts
 * import { createRandom, randn } from 'nadaraya';
 *
 * console.log(randn([3, 2], createRandom(1)).shape); // → [ 3, 2 ]
 * ```
 */
export function randn(shape: ShapeInput, random: Random): Tensor;
export function randn(shape: ShapeInput, random: Random, ...more: readonly unknown[]): Tensor {
  return draw('randn', shape, random, more, (source) => source.normal());
}

function draw(
  where: string,
  shape: ShapeInput,
  random: Random,
  more: readonly unknown[],
  next: (source: Random) => number,
): Tensor {
  const isLength = typeof random === 'number' && more.length > 0; // as in rand(2, 10, source)
  const lengths = readShape(where, 'shape', shape, isLength ? [random] : more);
  if (typeof random?.uniform !== 'function' || typeof random.normal !== 'function') {
    const expected = 'random must be a source made by createRandom(seed)';
    throw optionError(where, expected, formatValue(random));
  }
  return wrapTensor(
    Float64Array.from({ length: sizeOf(lengths) }, () => next(random)),
    lengths,
    false,
  );
}
