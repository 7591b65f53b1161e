import { NumericalError } from '../errors.js';
import type { FittedState } from './FittedState.js';

/**
 * Checks what was predicted: nothing in reach only where a compact kernel ends and NaN is wanted, and else numbers.
 *
 * @param values - [m, width]
 * @param degree - [m], −1 where nothing is in reach
 * @param except - rows that are NaN for another reason
 */
export function expectPredictions(
  where: string,
  { settings, spec }: FittedState,
  values: Float64Array,
  width: number,
  degree: Int8Array,
  except: ReadonlySet<number> = new Set(),
): void {
  if (areFinite(values)) return;
  const mayBeEmpty = settings.emptyWindow !== 'throw' && spec.kernel.support < Infinity;
  for (let q = 0; q < degree.length; q++) {
    if (except.has(q) || (degree[q] < 0 && mayBeEmpty)) continue;
    if (degree[q] < 0 && spec.kernel.support < Infinity) {
      const expected = 'every query must have an observation in reach';
      throw new NumericalError({ where, expected, received: `none for query ${q}` });
    }
    for (let at = q * width; at < (q + 1) * width; at++) {
      if (Number.isFinite(values[at])) continue;
      const expected = 'results must be numbers that 64 bits can hold';
      throw new NumericalError({ where, expected, received: `${values[at]} for query ${q}` });
    }
  }
}

function areFinite(values: Float64Array): boolean {
  // x − x is 0 for finite x alone.
  for (let at = 0; at < values.length; at++) if (values[at] - values[at] !== 0) return false;
  return true;
}
