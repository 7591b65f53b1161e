import type { Sample } from '../types.js';
import { CellMoments } from './CellMoments.js';
import { CellRuns } from './CellRuns.js';

/** A binned sample as plain JSON: numbers print with the digits that read back the same. */
export interface BinnedSampleJSON {
  readonly type: 'BinnedSample';
  readonly version: 1;
  readonly dimensions: 1;
  readonly bandwidth: number;
  readonly exponent: number;
  readonly order: number;
  readonly columns: number;
  /** `[first, end)` of each run of cells. */
  readonly runs: readonly (readonly [number, number])[];
  /** Shape [cells, order, columns]. */
  readonly moments: readonly number[];
  /** Shape [cells, columns − 1]. */
  readonly masses: readonly number[];
  readonly counts: readonly number[];
  readonly isolated: { readonly points: readonly number[]; readonly columns: readonly number[] };
}

/** What a binned sample is made of. */
export interface BinnedParts {
  readonly bandwidth: number;
  readonly cells: CellMoments;
  readonly counts: Float64Array;
  readonly isolated: Sample;
}

export function toJSON({ bandwidth, cells, counts, isolated }: BinnedParts): BinnedSampleJSON {
  return {
    type: 'BinnedSample',
    version: 1,
    dimensions: 1,
    bandwidth,
    ...cells.binning,
    columns: cells.c,
    runs: cells.runs.intervals(),
    moments: [...cells.moments],
    masses: [...cells.masses],
    counts: [...counts],
    isolated: { points: [...isolated.points], columns: [...isolated.columns] },
  };
}

export function fromJSON(json: BinnedSampleJSON): BinnedParts {
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
  return { bandwidth, cells, counts: Float64Array.from(json.counts), isolated };
}
