import { expectOptions } from '../arrays/expectOptions.js';
import { expectType } from '../arrays/expectType.js';
import { formatValue } from '../arrays/formatValue.js';
import { isTypedArray } from '../arrays/readArray.js';
import type { BandwidthProgress, BandwidthWish } from '../bandwidth/BandwidthChoice.js';
import { OptionError, ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /** How much each observation counts, at least 0, shape [n]: 2 is the same as giving the row twice. @defaultValue 1 */
  readonly sampleWeights?: ArrayInput;
  /** Which group each observation belongs to, [n]: with bandwidth `'loo'` whole groups are left out. */
  readonly groups?: ArrayLike<number | string>;
  /** Called after each bandwidth that a search has tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends a search; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Checks the options of a fit. */
export function resolveFitOptions(where: string, options: FitOptions | undefined): FitOptions {
  const known = ['sampleWeights', 'groups', 'onProgress', 'signal'] as const;
  const given = expectOptions(where, options, known);
  const { groups, onProgress, signal } = given;
  if (onProgress !== undefined) expectType(where, 'onProgress', onProgress, 'function');
  if (groups !== undefined && !Array.isArray(groups) && !isTypedArray(groups)) {
    const expected = 'groups must be an array';
    throw new OptionError({ where, expected, received: formatValue(groups) });
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    const expected = 'signal must be an AbortSignal';
    throw new OptionError({ where, expected, received: formatValue(signal) });
  }
  return given;
}

/** What of the options goes to a search: the groups of the rows that were read. */
export function searchOptions(
  where: string,
  { groups, onProgress, signal }: FitOptions,
  rows: number,
  kept: readonly number[],
): Pick<BandwidthWish, 'groups' | 'onProgress' | 'signal'> {
  if (groups && groups.length !== rows) {
    const expected = 'x and groups must have the same number of rows';
    throw new ShapeError({ where, expected, received: `${rows} and ${groups.length}` });
  }
  return {
    ...(groups && { groups: kept.map((i) => groups[i]) }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
}
