import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import { type CellSums, countsOf, layoutOf } from './CellSums.js';

/** A binned sample as plain JSON: numbers print with the digits that read back the same. */
export interface BinnedSampleJSON {
  /** What it is. */
  readonly type: 'BinnedSample';
  /** Grows when the fields change; other versions are refused. */
  readonly version: 2;
  /** Columns of x. */
  readonly dimensions: 1;
  /** The smallest bandwidth it serves. */
  readonly bandwidth: number;
  /** Cells are 2^exponent wide. */
  readonly exponent: number;
  /** Whether observations have weights. */
  readonly weighted: boolean;
  /** What was taken from each output. */
  readonly shift: readonly number[];
  /** No observation lies outside. */
  readonly range: readonly number[];
  /** No observation weighs more. */
  readonly heaviest: number;
  /** Cells with observations, ascending: `[id, id + 1)·2^exponent`. */
  readonly cells: readonly number[];
  /** Sums over the observations of each cell, shape [cells, sums]. */
  readonly sums: readonly number[];
}

/** As plain JSON. */
export function toJSON(bandwidth: number, cells: CellSums): BinnedSampleJSON {
  const { exponent, weighted, shift, range, heaviest, ids, sums } = cells;
  return {
    type: 'BinnedSample',
    version: 2,
    dimensions: 1,
    bandwidth,
    exponent,
    weighted,
    shift: [...shift],
    range: [...range],
    heaviest,
    cells: [...ids],
    sums: [...sums],
  };
}

/**
 * Reads a binned sample.
 *
 * @throws {@link OptionError} when it is not one, of another version, or its parts do not fit
 */
export function fromJSON(
  where: string,
  json: BinnedSampleJSON,
): { readonly bandwidth: number; readonly cells: CellSums } {
  const isObject = typeof json === 'object' && json !== null;
  if (!isObject || json.type !== 'BinnedSample' || json.version !== 2 || json.dimensions !== 1) {
    const expected = `json must be a BinnedSample of version 2 in one dimension`;
    const received = isObject
      ? `type ${formatValue(json.type)}, version ${formatValue(json.version)}`
      : formatValue(json);
    throw new OptionError({ where, expected, received });
  }
  const { bandwidth, exponent, weighted, heaviest } = json;
  const lists = [json.shift, json.range, json.cells, json.sums];
  const isComplete =
    bandwidth > 0 &&
    heaviest > 0 &&
    typeof weighted === 'boolean' &&
    Number.isSafeInteger(exponent) &&
    lists.every((list) => Array.isArray(list) && list.length > 0 && list.every(Number.isFinite));
  if (!isComplete) {
    const expected = 'json must be complete, with finite numbers';
    const received = 'a BinnedSample without some of its parts';
    throw new OptionError({ where, expected, received });
  }
  const [shift, range, ids, sums] = lists.map((list) => Float64Array.from(list));
  const cells = { exponent, weighted, shift, range: [range[0], range[1]] as const, heaviest, ids };
  const { width } = layoutOf(shift.length, weighted);
  const areOrdered = ids.every((id, c) => Number.isSafeInteger(id) && (c === 0 || id > ids[c - 1]));
  const whole = { ...cells, sums };
  const fits =
    sums.length === ids.length * width &&
    areOrdered &&
    range.length === 2 &&
    range[0] <= range[1] &&
    countsOf(whole).every((count, c) => count > 0.5 && sums[c * width] > 0);
  if (fits) return { bandwidth, cells: whole };
  const expected = 'json must hold the sums of ascending cells with observations';
  const received = `${ids.length} cells with ${sums.length} sums`;
  throw new OptionError({ where, expected, received });
}
