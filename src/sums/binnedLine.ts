// Spectral binning in one dimension: moments in cells → Gaussian grid → polynomials in cells, O(n +
// m). The error of every query is certified; those that are not (far from the data, in gaps, or
// where the own term dominates a leave-one-out sum) are summed again over the points near them.

import { gaussian } from '../kernels/gaussian.js';
import {
  CellMoments,
  CellRuns,
  CHUNK,
  cheapestBinning,
  type Occupancy,
  occupancy,
  occupiedCells,
} from './cells.js';
import { COSTS, nearCost, openCost, readyCost, treeCost } from './costs.js';
import type { CellField, Certificate } from './gaussianField.js';
import {
  type FieldRequest,
  fieldRequest,
  GAP,
  gaussianField,
  relevantPoints,
} from './gaussianField.js';
import { nearSumsInto } from './Near.js';
import { countOfSums, emptySums } from './powers.js';
import type { KernelSums, Sample, SumsPlanner, SumsRequest } from './types.js';
import { pointRange, pointsAt } from './types.js';

/** Sums of the Gaussian in one dimension. */
export const binnedLine: SumsPlanner = {
  plan(sample, queries, request, limit = Infinity) {
    const { n } = sample;
    const m = queries.length;
    const { degrees, excludeSelf } = request;
    const { start, point, query, ownTerm } = COSTS.line;
    if (!isServed(request) || start + n * point + m * query >= limit) return undefined;
    if (n === 0) return { cost: start, run: () => emptySums(1, degrees, m) };

    const wanted = fieldRequest(request);
    const crowd = crowdOf(sample, queries, wanted);
    const some = crowd?.sample ?? sample;
    const found = occupancyOf(some, wanted);
    const choice = binningOf(found, some, m, wanted);
    const work = choice
      ? choice.cost + (excludeSelf ? ownTerm * m : 0) + openCost(sample, queries, request)
      : treeCost(n, 1) + readyCost(sample, m) + m * nearCost(sample, request, 1);
    let moments: CellMoments | undefined;
    return {
      cost: start + work,
      inBlocks: !!choice && !excludeSelf,
      run(block = queries, memory) {
        const sums = memory ?? emptySums(1, degrees, block.length);
        memory?.logScale.fill(0);
        if (!choice) {
          const rows = withoutLeft(block, Array.from(block.keys()), request, sums);
          nearSumsInto(sample, block, rows, request, sums);
        } else if (block.length > 0) {
          const cells = occupiedCells(found, choice.binning.exponent);
          moments ??= CellMoments.of(some, choice.binning, cells, crowd?.beyond);
          fieldSumsInto(sample, block, request, wanted, moments, sums, undefined, crowd);
        }
        return sums;
      },
    };
  },
};

/**
 * Highest power that fields hold. Above 8 they may be 20 tolerances off where the kernel is as wide as the data:
 * only kernels of higher order ask for that, and weigh it by a hundredth and less.
 */
const HIGHEST = 12;

/** Whether fields hold the sums of a request on a line. */
export function isServed({ kernel, degrees, inverseBandwidth, tolerance }: SumsRequest): boolean {
  return (
    kernel === gaussian &&
    inverseBandwidth[0] > 1e-290 &&
    Math.max(...degrees) <= HIGHEST &&
    tolerance >= 5e-14
  );
}

/** Where the points of a line are. */
export function occupancyOf(sample: Sample, { bandwidth }: FieldRequest): Occupancy {
  const { low, high } = pointRange(sample);
  return occupancy(sample.points, low[0], high[0], GAP * bandwidth);
}

/**
 * Cells for their moments; `undefined` where fields cost too much, or cells are too narrow to be told apart.
 *
 * @param m - how many queries there are
 * @param fields - for so many fields, each of which answers its part of them
 */
export function binningOf(
  { low, high, length }: Occupancy,
  { n, c }: Sample,
  m: number,
  { bandwidth, degrees, tolerance }: FieldRequest,
  fields = 1,
): ReturnType<typeof cheapestBinning> {
  const choice = cheapestBinning({
    bandwidth,
    length,
    n: n / fields,
    m: m / fields,
    columns: c,
    fields: countOfSums(1, degrees),
    power: Math.max(...degrees),
    tolerance,
  });
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return choice && largest * 2 ** -choice.binning.exponent < 2 ** 52 ? choice : undefined;
}

/** The cells of a box cost more than so many queries that are summed with care. */
const FEW = 24;
/** Boxes with few are left out where they are this share of all. */
const MOSTLY = 0.5;

/** The crowded parts of a line whose other parts hold a point here and there. */
interface Crowd {
  /** The points there and next to it: what is further away is beyond a gap. */
  readonly sample: Sample;
  /** Σ|c_ij| of the others, [c]. */
  readonly beyond: Float64Array;
  /** Where some queries are in the crowded parts, −1 elsewhere. */
  placesOf(queries: Float64Array): Float64Array;
}

/** `undefined` where parts are not worth looking at. */
function crowdOf(sample: Sample, queries: Float64Array, wanted: FieldRequest): Crowd | undefined {
  const { boxes, exponent } = occupancyOf(sample, wanted);
  if (boxes.length === 1) return undefined;
  const { n, c, points, columns } = sample;
  const placesIn = (runs: CellRuns, places: Float64Array) => {
    const found = new Float64Array(places.length);
    runs.compactInto(places, 0, places.length, 2 ** -exponent, found);
    return found;
  };
  const counts = new Int32Array(boxes.cells);
  for (const place of placesIn(boxes, queries)) if (place >= 0) counts[place | 0]++;
  const many: [number, number][] = [];
  for (const [first, end] of boxes.intervals())
    for (let id = first; id < end; id++)
      if (counts[boxes.indexOf(id)] > FEW) many.push([id, id + 1]);
  const crowded = CellRuns.from(many);
  const near = crowded.widened(3, 1, 1);
  if (near.cells > MOSTLY * boxes.cells) return undefined;
  const beyond = new Float64Array(c);
  const inside: number[] = [];
  placesIn(near, points).forEach((place, i) => {
    if (place >= 0) inside.push(i);
    else for (let k = 0; k < c; k++) beyond[k] += Math.abs(columns[k * n + i]);
  });
  const placesOf = (places: Float64Array) => placesIn(crowded, places);
  return { sample: pointsAt(sample, inside), beyond, placesOf };
}

/** All points that are summed, for queries that a field does not answer. */
export interface Summed {
  readonly points: Float64Array;
  /** Some of them with their columns; all where none are chosen. */
  sampleOf(chosen: Int32Array | undefined): Sample;
  /** Which of them each query is that leaves itself out. */
  readonly rows: Int32Array | undefined;
}

/**
 * Sums from moments.
 *
 * @param sample - the points that are the queries where these leave themselves out
 * @param out - receives them, zeros
 * @param all - what is summed, by default the sample
 * @param crowd - the part of it that the moments are of
 */
export function fieldSumsInto(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  wanted: FieldRequest,
  moments: CellMoments,
  out: KernelSums,
  all?: Summed,
  crowd?: Crowd,
): void {
  const { field, certificate } = gaussianField(moments, wanted, (runs, patch) =>
    runs.patchesOf(queries, moments.binning.exponent, patch),
  );
  const failed: number[] = [];
  field.sumsInto(queries, out.sums, failed);
  crowd?.placesOf(queries).forEach((place, q) => {
    if (place >= 0 || Number.isNaN(out.sums[q * field.size])) return;
    out.sums[q * field.size] = Number.NaN;
    failed.push(q);
  });
  if (request.excludeSelf) withoutSelf(sample, certificate, field, wanted, out.sums, failed);
  const rows = withoutLeft(queries, failed, request, out);
  if (rows.length === 0) return;
  const points = all?.points ?? sample.points;
  const chosen = crowd
    ? undefined
    : relevantPoints(points, queries, rows, certificate, field, request);
  const some = all ? all.sampleOf(chosen) : chosen ? pointsAt(sample, chosen) : sample;
  const skip = request.excludeSelf ? placesOf(chosen, points.length, all?.rows) : undefined;
  nearSumsInto(some, queries, rows, request, out, skip);
}

/** Queries that are to be summed with care; those that may be left are, with NaN. */
function withoutLeft(
  queries: Float64Array,
  failed: readonly number[],
  { mayLeave, degrees }: SumsRequest,
  { sums }: KernelSums,
): Int32Array {
  if (!mayLeave) return Int32Array.from(failed);
  const size = countOfSums(1, degrees);
  const isLeft = (q: number) => {
    if (!mayLeave(queries[q])) return false;
    sums.fill(Number.NaN, q * size, (q + 1) * size);
    return true;
  };
  return Int32Array.from(failed.filter((q) => !isLeft(q)));
}

/**
 * Takes K(0)c_i from the sums at the points, and adds to `failed` those where too little is left to
 * be certain.
 */
function withoutSelf(
  { n, c, points, columns }: Sample,
  { room, patch }: Certificate,
  { runs, binning, size }: CellField,
  { peak, degrees }: FieldRequest,
  sums: Float64Array,
  failed: number[],
): void {
  const fields = Int32Array.from(degrees, (_, j) => countOfSums(1, degrees.slice(0, j)));
  const positions = new Float64Array(CHUNK);
  for (let start = 0; start < n; start += CHUNK) {
    const end = Math.min(n, start + CHUNK);
    runs.compactInto(points, start, end - start, 2 ** -binning.exponent, positions);
    for (let i = start, sum = i * size; i < end; i++, sum += size) {
      if (Number.isNaN(sums[sum])) continue;
      const row = Math.floor(positions[i - start] / patch) * c;
      let safe = true;
      for (let j = 0, at = i; j < c; j++, at += n) {
        sums[sum + fields[j]] -= peak * columns[at];
        if (Math.abs(columns[at]) > room[row + j]) safe = false;
      }
      if (!safe) failed.push(i);
    }
  }
}

/**
 * Where each query stands among the chosen of n points, −1 for others; `undefined` where they are the same.
 *
 * @param rows - which of the points each query is
 */
function placesOf(
  chosen: Int32Array | undefined,
  n: number,
  rows: Int32Array | undefined,
): Int32Array | undefined {
  if (!chosen) return rows;
  const places = new Int32Array(n).fill(-1);
  for (let at = 0; at < chosen.length; at++) places[chosen[at]] = at;
  return rows ? rows.map((row) => places[row]) : places;
}
