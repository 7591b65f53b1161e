import type { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';
import { optionError } from './optionError.js';
import { type FlatArray, isNdArrayLike, isTypedArray, readArray } from './readArray.js';

/** A mask as the library computes with it: 1 where a key may be attended to, else 0. */
export interface FlatMask {
  readonly data: Uint8Array;
  readonly shape: readonly number[];
}

/**
 * Reads a mask.
 *
 * @param input - nested booleans, or 0 and 1 in a typed array or an ndarray
 * @param ranks - accepted ranks; any when not given
 * @returns flat bytes with their shape
 * @throws {@link OptionError} when an entry is neither true nor false
 * @throws {@link ShapeError} when it is ragged, or not of an accepted rank
 */
export function readMask(where: string, input: unknown, ranks?: readonly number[]): FlatMask {
  const numeric = isTypedArray(input) || isNdArrayLike(input);
  const array: FlatArray = readArray(where, 'mask', numeric ? input : asNumbers(where, input, 0), {
    ...(ranks && { ranks }),
    allowNonFinite: true,
  });
  for (const entry of array.data) if (entry !== 0 && entry !== 1) throw notBoolean(where, entry);
  return { data: Uint8Array.from(array.data), shape: array.shape };
}

function asNumbers(where: string, value: unknown, depth: number): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (Array.isArray(value) && depth < 16)
    return value.map((entry) => asNumbers(where, entry, depth + 1));
  if (value === 0 || value === 1 || isTypedArray(value)) return value;
  throw notBoolean(where, value);
}

function notBoolean(where: string, value: unknown): OptionError {
  const expected = 'mask must hold true or false (additive scores go into the option bias)';
  return optionError(where, expected, formatValue(value));
}
