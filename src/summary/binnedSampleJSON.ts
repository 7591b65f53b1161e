import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import { CellMoments, CellRuns } from '../sums/cells.js';
import type { Sample } from '../sums/types.js';

/** A binned sample as plain JSON: numbers print with the digits that read back the same. */
export interface BinnedSampleJSON {
  /** What it is. */
  readonly type: 'BinnedSample';
  /** Grows when the fields change; other versions are refused. */
  readonly version: 1;
  /** Columns of x. */
  readonly dimensions: 1;
  /** The smallest bandwidth it serves. */
  readonly bandwidth: number;
  /** Cells are 2^exponent wide. */
  readonly exponent: number;
  /** Moments of each cell. */
  readonly order: number;
  /** One for the weights, two for each output. */
  readonly columns: number;
  /** What was taken from each output. */
  readonly shift: readonly number[];
  /** `[first, end)` of each run of cells. */
  readonly runs: readonly (readonly [number, number])[];
  /** Shape [cells, order, columns]. */
  readonly moments: readonly number[];
  /** Shape [cells, columns − 1]. */
  readonly masses: readonly number[];
  /** Observations in each cell, shape [cells]. */
  readonly counts: readonly number[];
  /** The observations of cells with few. */
  readonly isolated: {
    /** Their places, shape [count]. */
    readonly points: readonly number[];
    /** Their columns, shape [columns, count]. */
    readonly columns: readonly number[];
  };
}

/** What a binned sample is made of. */
export interface BinnedParts {
  readonly bandwidth: number;
  readonly cells: CellMoments;
  readonly counts: Float64Array;
  readonly isolated: Sample;
  readonly shift: Float64Array;
}

export function toJSON({
  bandwidth,
  cells,
  counts,
  isolated,
  shift,
}: BinnedParts): BinnedSampleJSON {
  return {
    type: 'BinnedSample',
    version: 1,
    dimensions: 1,
    bandwidth,
    ...cells.binning,
    columns: cells.c,
    shift: [...shift],
    runs: cells.runs.intervals(),
    moments: [...cells.moments],
    masses: [...cells.masses],
    counts: [...counts],
    isolated: { points: [...isolated.points], columns: [...isolated.columns] },
  };
}

/**
 * Reads a binned sample.
 *
 * @throws {@link OptionError} when it is not one, of another version, or its parts do not fit
 */
export function fromJSON(where: string, json: BinnedSampleJSON): BinnedParts {
  expectJSON(where, json);
  const { bandwidth, exponent, order, columns: c } = json;
  const runs = CellRuns.from(json.runs);
  const moments = Float64Array.from(json.moments);
  const cells = new CellMoments(
    { exponent, order },
    c,
    runs,
    moments,
    Float64Array.from(json.masses),
  );
  const points = Float64Array.from(json.isolated.points);
  const columns = Float64Array.from(json.isolated.columns);
  const isolated = { n: points.length, d: 1, c, points, columns };
  const counts = Float64Array.from(json.counts);
  const fits =
    moments.length === runs.cells * order * c &&
    json.masses.length === runs.cells * (c - 1) &&
    counts.length === runs.cells &&
    columns.length === c * points.length &&
    [moments, cells.masses, counts, points, columns].every((part) => part.every(Number.isFinite));
  if (!fits) {
    const expected = 'json must hold finite numbers for each of its cells';
    const received = `${runs.cells} cells with ${moments.length} moments`;
    throw new OptionError({ where, expected, received });
  }
  return { bandwidth, cells, counts, isolated, shift: Float64Array.from(json.shift) };
}

function expectJSON(where: string, json: BinnedSampleJSON): void {
  const isObject = typeof json === 'object' && json !== null;
  if (!isObject || json.type !== 'BinnedSample' || json.version !== 1 || json.dimensions !== 1) {
    const expected = `json must be a BinnedSample of version 1 in one dimension`;
    const received = isObject
      ? `type ${formatValue(json.type)}, version ${formatValue(json.version)}`
      : formatValue(json);
    throw new OptionError({ where, expected, received });
  }
  const { bandwidth, exponent, order, columns, isolated } = json;
  const arrays = [json.runs, json.moments, json.masses, json.counts, json.shift, isolated?.points];
  const numbers = [exponent, order, columns].every(Number.isSafeInteger) && bandwidth > 0;
  const runs = Array.isArray(json.runs) && json.runs.every(isRun);
  if (numbers && runs && order > 0 && columns > 0 && arrays.every(Array.isArray)) return;
  const expected = 'json must be complete';
  const received = 'a BinnedSample without some of its parts';
  throw new OptionError({ where, expected, received });
}

function isRun(run: unknown): boolean {
  return Array.isArray(run) && run.every(Number.isSafeInteger) && run[1] > run[0];
}
