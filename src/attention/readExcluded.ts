import { expectChoice } from '../arrays/expectChoice.js';
import { formatShape } from '../arrays/formatValue.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { OptionError, ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';

/** What `excludeSelf` comes to: query i leaves out key i, or a key of its own, or none. */
export interface Excluded {
  readonly excludeSelf: boolean;
  /** For each query the key it leaves out, −1 for none, [m]; `undefined` unless indices were given. */
  readonly excluded: Int32Array | undefined;
}

/**
 * Reads `excludeSelf`.
 *
 * @param where - the public function, for messages
 * @param input - true, false, or indices of keys
 * @param queries - [m] or [m, d]
 * @param keys - shared by the queries unless `perQuery`
 */
export function readExcluded(
  where: string,
  input: boolean | ArrayInput,
  queries: FlatArray,
  keys: FlatArray,
  perQuery: boolean,
): Excluded {
  const m = queries.shape[0];
  const n = keys.shape[perQuery ? 1 : 0];
  if (typeof input !== 'object' || input === null) {
    const excludeSelf = expectChoice(where, 'excludeSelf', input, [true, false]);
    if (excludeSelf && (perQuery || m !== n)) {
      const expected = 'excludeSelf must have shared keys, one for each query';
      const received = `${formatShape(queries.shape)} and ${formatShape(keys.shape)}`;
      throw new ShapeError({ where, expected, received });
    }
    return { excludeSelf, excluded: undefined };
  }
  const { data, shape } = readArray(where, 'excludeSelf', input, { ranks: [1] });
  if (shape[0] !== m) {
    const expected = `excludeSelf must have shape ${formatShape([m])}`;
    throw new ShapeError({ where, expected, received: formatShape(shape) });
  }
  const wrong = data.find((key) => !(Number.isInteger(key) && key >= -1 && key < n));
  if (wrong !== undefined) {
    const expected = `excludeSelf must hold indices of keys from 0 to ${n - 1}, or -1`;
    throw new OptionError({ where, expected, received: String(wrong) });
  }
  const isSelf = !perQuery && m === n && data.every((key, i) => key === i);
  return { excludeSelf: isSelf, excluded: isSelf ? undefined : Int32Array.from(data) };
}

/** Whether the queries are the keys, number for number, so that query i lies on key i. */
export function queriesAreKeys(queries: FlatArray, keys: FlatArray): boolean {
  const [a, b] = [queries.data, keys.data];
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
