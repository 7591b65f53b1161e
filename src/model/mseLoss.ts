import { formatShape } from '../arrays/formatValue.js';
import { numericalError, shapeError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectChoice, expectOptions } from '../arrays/readOptions.js';
import { type Tensor, wrapFinite } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';

/** Options of {@link mseLoss}. */
export interface LossOptions {
  /** Whether squared errors are averaged, summed, or left one by one. @defaultValue 'mean' */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/** A loss and its derivative by the predictions. */
export interface Loss<Value = number> {
  /** The loss: a number, or a tensor of squared errors for `reduction: 'none'`. */
  readonly value: Value;
  /** ∂(sum of value)/∂yHat, in the shape of yHat. */
  readonly grad: Tensor;
}

/**
 * Squared error.
 *
 *   (ŷ − y)², its mean or its sum;  the gradient is 2(ŷ − y), divided by the count for the mean
 *
 * @param yHat - predictions, any shape
 * @param y - observations, the same shape
 * @param options - `reduction`
 * @returns `value`, a number (a tensor for `'none'`), and `grad` to hand to `backward`
 * @throws {@link ShapeError} when the shapes differ, or there is nothing to average
 * @throws {@link NumericalError} when a number, or the loss, is not finite
 * @example
 * ```ts
 * import { mseLoss } from 'nadaraya';
 *
 * console.log(mseLoss([1, 2], [1, 4]).value); // → 2
 * ```
 */
export function mseLoss(
  yHat: ArrayInput,
  y: ArrayInput,
  options?: LossOptions & { readonly reduction?: 'mean' | 'sum' },
): Loss;
export function mseLoss(
  yHat: ArrayInput,
  y: ArrayInput,
  options: LossOptions & { readonly reduction: 'none' },
): Loss<Tensor>;
export function mseLoss(
  yHat: ArrayInput,
  y: ArrayInput,
  options?: LossOptions,
): Loss<number | Tensor>;
export function mseLoss(
  yHat: ArrayInput,
  y: ArrayInput,
  options?: LossOptions,
): Loss<number | Tensor> {
  const where = 'mseLoss';
  const { reduction: given = 'mean' } = expectOptions(where, options, ['reduction']);
  const reduction = expectChoice(where, 'reduction', given, ['mean', 'sum', 'none']);
  const predicted = readArray(where, 'yHat', yHat);
  const observed = readArray(where, 'y', y);
  const { shape } = predicted;
  const count = predicted.data.length;
  const others = observed.shape;
  if (shape.length !== others.length || shape.some((length, axis) => length !== others[axis])) {
    const received = `${formatShape(shape)} and ${formatShape(others)}`;
    throw shapeError(where, 'yHat and y must have the same shape', received);
  }
  if (count === 0 && reduction === 'mean')
    throw shapeError(where, 'yHat must have entries to average', 'none');
  const float32 = predicted.float32 && observed.float32;
  const scale = reduction === 'mean' ? 1 / count : 1;
  const squares = new Float64Array(count);
  const slopes = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const error = predicted.data[i] - observed.data[i];
    squares[i] = error * error;
    slopes[i] = 2 * scale * error;
    total += squares[i];
  }
  const grad = wrapFinite(where, 'the gradient', slopes, shape, float32);
  if (reduction === 'none') {
    return { value: wrapFinite(where, 'loss', squares, shape, float32), grad };
  }
  const value = scale * total;
  if (!Number.isFinite(value)) throw numericalError(where, 'loss must stay finite', value);
  return { value, grad };
}
