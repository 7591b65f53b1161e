import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { type CellSums, countsOf, exponentFor, layoutOf } from './CellSums.js';
import { layoutOfParts } from './mergedPlaces.js';
import {
  byPlace,
  type PlaneCell,
  type PlaneCells,
  planeExponent,
  SUM_TERMS,
} from './PlaneCells.js';

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
    const received = isObject
      ? `type ${formatValue(json.type)}, version ${formatValue(json.version)}`
      : formatValue(json);
    throw optionError(where, `json must be a BinnedSample of version 2 in one dimension`, received);
  }
  const { bandwidth, exponent, weighted, heaviest } = json;
  const lists = [json.shift, json.range, json.cells, json.sums];
  const isComplete =
    areNumbers([bandwidth, heaviest]) &&
    bandwidth > 0 &&
    heaviest > 0 &&
    typeof weighted === 'boolean' &&
    exponent === exponentFor(bandwidth) &&
    lists.every((list) => areNumbers(list) && list.length > 0);
  if (!isComplete) {
    const expected = 'json must be complete, with finite numbers';
    throw optionError(where, expected, 'a BinnedSample without some of its parts');
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
    Math.floor(range[0] * 2 ** -exponent) <= ids[0] &&
    range[1] * 2 ** -exponent >= ids[ids.length - 1] &&
    countsOf(whole).every((count, c) => count > 0.5 && sums[c * width] > 0);
  if (fits) return { bandwidth, cells: whole };
  const expected = 'json must hold the sums of ascending cells with observations';
  const received = `${ids.length} cells with ${sums.length} sums`;
  throw optionError(where, expected, received);
}

/** A cell of a `BinnedSample2D` as plain JSON. */
export interface BinnedCellJSON {
  /** It is `[id, id + 1)·2^exponent` along each axis. */
  readonly id: readonly number[];
  /** Number of observations. */
  readonly count: number;
  /** Where they are, or those that stand for them, shape [places, 2]. */
  readonly x: readonly number[];
  /** What they weigh there. */
  readonly weights: readonly number[];
  /** Outputs, shape [places, p], of a cell with few observations. */
  readonly y?: readonly number[];
  /** Sums over the observations, of a cell with many. */
  readonly sums?: readonly number[];
}

/** A binned sample of two predictors as plain JSON: numbers print with the digits that read back the same. */
export interface BinnedSample2DJSON {
  /** What it is. */
  readonly type: 'BinnedSample2D';
  /** Grows when the fields change; other versions are refused. */
  readonly version: 1;
  /** The smallest bandwidths it serves. */
  readonly bandwidth: readonly number[];
  /** Cells are 2^exponent wide along each axis. */
  readonly exponents: readonly number[];
  /** Whether observations have weights. */
  readonly weighted: boolean;
  /** What was taken from each output in sums. */
  readonly shift: readonly number[];
  /** No observation lies below. */
  readonly low: readonly number[];
  /** Or above. */
  readonly high: readonly number[];
  /** No observation weighs more. */
  readonly heaviest: number;
  /** In the order of their numbers. */
  readonly cells: readonly BinnedCellJSON[];
}

/** As plain JSON. */
export function planeToJSON(bandwidth: readonly number[], plane: PlaneCells): BinnedSample2DJSON {
  const { exponents, weighted, shift, low, high, heaviest, cells } = plane;
  return {
    type: 'BinnedSample2D',
    version: 1,
    bandwidth: [...bandwidth],
    exponents: [...exponents],
    weighted,
    shift: [...shift],
    low: [...low],
    high: [...high],
    heaviest,
    cells: cells.map(({ id, count, x, weights, y, sums }) => ({
      id: [...id],
      count,
      x: [...x],
      weights: [...weights],
      ...(y && { y: [...y] }),
      ...(sums && { sums: [...sums] }),
    })),
  };
}

/**
 * Reads a binned sample of two predictors.
 *
 * @throws {@link OptionError} when it is not one, of another version, or its parts do not fit
 */
export function planeFromJSON(
  where: string,
  json: BinnedSample2DJSON,
): { readonly bandwidth: readonly [number, number]; readonly plane: PlaneCells } {
  const { type, version, ...rest } = Object(json) as BinnedSample2DJSON;
  if (type !== 'BinnedSample2D' || version !== 1) {
    const expected = 'json must be a BinnedSample2D of version 1';
    const isObject = typeof json === 'object' && json !== null;
    const received = isObject
      ? `type ${formatValue(type)}, version ${formatValue(version)}`
      : formatValue(json);
    throw optionError(where, expected, received);
  }
  const { bandwidth, exponents, weighted, shift, low, high, heaviest, cells } = rest;
  const isComplete =
    [bandwidth, exponents, low, high].every((pair) => areNumbers(pair) && pair.length === 2) &&
    bandwidth.every((h) => h > 0) &&
    exponents.every((exponent, j) => exponent === planeExponent(bandwidth[j])) &&
    low.every((end, j) => end <= high[j]) &&
    areNumbers(shift) &&
    shift.length > 0 &&
    heaviest > 0 &&
    heaviest < Infinity &&
    typeof weighted === 'boolean' &&
    Array.isArray(cells) &&
    cells.length > 0;
  if (!isComplete) {
    const expected = 'json must be complete, with finite numbers';
    throw optionError(where, expected, 'a BinnedSample2D without some of its parts');
  }
  const [p, sums] = [shift.length, layoutOfParts(shift.length, weighted).width * SUM_TERMS];
  const read = cells.map((cell): PlaneCell | undefined => {
    const { id, count, x, weights, y, sums: own } = Object(cell) as BinnedCellJSON;
    const fits =
      [id, x, weights].every((list) => areNumbers(list) && list.length > 0) &&
      id.length === 2 &&
      x.length === 2 * weights.length &&
      weights.every((w) => w > 0) &&
      x.every((at, a) => Math.floor(at * 2 ** -exponents[a % 2]) === id[a % 2]) &&
      Number.isSafeInteger(count) &&
      count > 0 &&
      (own === undefined
        ? areNumbers(y) && y.length === p * weights.length && count === weights.length
        : areNumbers(own) && own.length === sums && y === undefined);
    if (!fits) return undefined;
    return {
      id: [id[0], id[1]],
      count,
      x: Float64Array.from(x),
      weights: Float64Array.from(weights),
      ...(own === undefined ? { y: Float64Array.from(y!) } : { sums: Float64Array.from(own) }),
    };
  });
  const wrong = read.findIndex((cell, c) => !cell || (c > 0 && byPlace(read[c - 1]!, cell) >= 0));
  if (wrong >= 0) {
    const expected = 'json must hold ascending cells with observations';
    throw optionError(where, expected, `another cell at index ${wrong}`);
  }
  const pair = (list: readonly number[]) => [list[0], list[1]] as const;
  const plane = {
    exponents: pair(exponents),
    weighted,
    shift: Float64Array.from(shift),
    low: pair(low),
    high: pair(high),
    heaviest,
    cells: read as PlaneCell[],
  };
  return { bandwidth: pair(bandwidth), plane };
}

function areNumbers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.every(Number.isFinite);
}
