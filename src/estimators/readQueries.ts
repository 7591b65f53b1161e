import { expectNumber } from '../arrays/expectNumber.js';
import { formatShape } from '../arrays/formatValue.js';
import { ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import type { FittedState } from './FittedState.js';
import { readFinite } from './readObservations.js';

/** Queries as read. */
export interface ReadQueries {
  /** [m, d]; rows with NaN stand in as zeros. */
  readonly queries: Float64Array;
  readonly m: number;
  /** The rows that hold NaN. */
  readonly missing: ReadonlySet<number>;
  /** Whether a single number was given, so that one comes back. */
  readonly single: boolean;
}

/**
 * Reads queries for a fitted model: a number or [m] in one dimension, [m, d] in any.
 *
 * @param where - the public function, for messages
 */
export function readQueries(
  where: string,
  input: number | ArrayInput,
  { observations: { d, p }, settings: { missing } }: FittedState,
): ReadQueries {
  const single = typeof input === 'number';
  if (single && !(missing === 'omit' && Number.isNaN(input))) {
    expectNumber(where, 'xq', input, 'finite');
  }
  const { data, shape } = readFinite(where, 'xq', single ? [input] : input, [1, 2], missing);
  if ((single && p > 1) || ((shape[1] ?? 1) !== d && shape[0] > 0)) {
    const expected =
      d > 1
        ? `xq must have shape [m, ${d}]`
        : `xq must have shape [m] or [m, 1]${p === 1 ? ', or be a number' : ''}`;
    throw new ShapeError({ where, expected, received: single ? 'a number' : formatShape(shape) });
  }
  const m = shape[0];
  const rows = new Set<number>();
  if (missing === 'omit') {
    for (let at = 0; at < m * d; at++) if (Number.isNaN(data[at])) rows.add(Math.floor(at / d));
  }
  if (rows.size === 0) return { queries: data, m, missing: rows, single };
  const queries = data.slice();
  for (const q of rows) queries.fill(0, q * d, (q + 1) * d);
  return { queries, m, missing: rows, single };
}
