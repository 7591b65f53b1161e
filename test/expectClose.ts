import { expect } from 'vitest';
import { type NestedArray, toNestedArray } from '../src/tensor/shape.js';
import type { TensorInput } from '../src/tensor/tensor.js';

type Comparable = TensorInput | NestedArray;

/**
 * Compares arrays of the same shape: |actual − expected| ≤ tolerance · max(floor, |expected|), NaN equal to NaN.
 *
 * @param floor - below it the tolerance is absolute
 */
export function expectClose(
  actual: Comparable,
  expected: Comparable,
  tolerance: number,
  floor = 1,
): void {
  compare(
    toNestedArray(actual as TensorInput),
    toNestedArray(expected as TensorInput),
    tolerance,
    floor,
    '',
  );
}

function compare(
  a: NestedArray,
  e: NestedArray,
  tolerance: number,
  floor: number,
  at: string,
): void {
  if (Array.isArray(e)) {
    expect(Array.isArray(a), `array expected at ${at}`).toBe(true);
    expect((a as NestedArray[]).length, `length at ${at}`).toBe(e.length);
    for (const [i, entry] of e.entries()) {
      compare((a as NestedArray[])[i]!, entry, tolerance, floor, `${at}[${i}]`);
    }
    return;
  }
  if (Number.isNaN(e)) {
    expect(a, `at ${at}`).toBeNaN();
    return;
  }
  const error = a === e ? 0 : Math.abs((a as number) - e);
  const allowed = tolerance * Math.max(floor, Math.abs(e));
  if (!(error <= allowed))
    expect.fail(`at ${at}: ${a} differs from ${e} by ${error}, allowed ${allowed}`);
}
