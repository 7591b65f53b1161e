import type { NdArray } from 'ndarray';
import { formatShape } from '../arrays/formatValue.js';
import { shapeError } from '../arrays/optionError.js';
import { ndarray } from './ndarray.js';

/**
 * The shape two shapes stretch to: aligned at the last axis, lengths equal or 1.
 *
 * @throws {@link ShapeError} when two lengths differ and neither is 1
 */
export function broadcastShape(
  where: string,
  a: readonly number[],
  b: readonly number[],
): number[] {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const la = a[axis - rank + a.length] ?? 1;
    const lb = b[axis - rank + b.length] ?? 1;
    if (la !== lb && la !== 1 && lb !== 1)
      throw shapeError(where, 'shapes must broadcast', `${formatShape(a)} and ${formatShape(b)}`);
    shape.push(la === 1 ? lb : la);
  }
  return shape;
}

/** The array seen with a larger shape: stretched axes have stride 0. */
export function broadcastTo(
  array: NdArray<Float64Array>,
  shape: readonly number[],
): NdArray<Float64Array> {
  const lead = shape.length - array.shape.length;
  const stride = shape.map((length, axis) =>
    axis < lead || array.shape[axis - lead] !== length ? 0 : array.stride[axis - lead],
  );
  return ndarray(array.data, [...shape], stride, array.offset);
}
