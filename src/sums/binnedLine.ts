// Spectral binning in one dimension: moments in cells → Gaussian grid → polynomials in cells, O(n +
// m). The error of every query is certified; those that are not (far from the data, in gaps, or
// where the own term dominates a leave-one-out sum) are summed again over the points near them.

import { gaussian } from '../kernels/gaussian.js';
import {
  CellMoments,
  CHUNK,
  cheapestBinning,
  LineBoxes,
  type Occupancy,
  occupancy,
  occupiedCells,
} from './cells.js';
import { COSTS, nearCost, openCost, readyCost, treeCost, windowCost } from './costs.js';
import type { CellField, Certificate } from './gaussianField.js';
import {
  CERTAIN,
  type FieldRequest,
  fieldRequest,
  GAP,
  gaussianField,
  relevantPoints,
} from './gaussianField.js';
import { windowSumsInto } from './lineWindows.js';
import { nearSumsInto } from './Near.js';
import { countOfSums, emptySums, sumStarts } from './powers.js';
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
    const crowd = crowdOf(sample, queries, wanted, limit);
    const some = crowd?.sample ?? sample;
    const found = some.n > 0 ? occupancyOf(some, wanted) : undefined;
    const choice = found && binningOf(found, some, crowd?.asked ?? m, wanted);
    const asCells = choice ? choice.cost + (excludeSelf ? ownTerm * m : 0) : 0;
    const careful = choice
      ? openCost(sample, queries, request, CERTAIN)
      : treeCost(n, 1) + readyCost(sample, m) + m * nearCost(sample, request, 1);
    const work =
      asCells + (crowd ? windowCost(sample, m - crowd.asked, crowd.pairs, request) : careful);
    let moments: CellMoments | undefined;
    return {
      cost: start + work,
      inBlocks: !!choice && !excludeSelf,
      run(block = queries, memory) {
        const sums = memory ?? emptySums(1, degrees, block.length);
        memory?.logScale.fill(0);
        if (!choice) {
          const all = Array.from({ length: block.length }, (_, q) => q);
          const open = windowSumsInto(sample, block, all, request, sums);
          nearSumsInto(sample, block, withoutLeft(block, open, request, sums), request, sums);
        } else if (block.length > 0) {
          const cells = occupiedCells(found, choice.binning.exponent);
          moments ??= CellMoments.of(some, choice.binning, cells, crowd?.beyond, wanted.first);
          fieldSumsInto(sample, block, request, wanted, moments, sums, undefined, crowd);
          sums.isAbsolute = true;
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
  { bandwidth, degrees, tolerance, first }: FieldRequest,
  fields = 1,
): ReturnType<typeof cheapestBinning> {
  const choice = cheapestBinning({
    bandwidth,
    length,
    n: n / fields,
    m: m / fields,
    columns: c - first,
    fields: countOfSums(1, degrees.slice(first)),
    power: Math.max(...degrees),
    tolerance,
  });
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return choice && largest * 2 ** -choice.binning.exponent < 2 ** 52 ? choice : undefined;
}

/** Bandwidths of a box, and about a query in a window. */
const BOX = 3;
const WINDOW = 12;
/** There may be so many boxes, of more points twice as many as these. */
const BOXES = 2 ** 15;
/** The cells of a bandwidth cost more than so many pairs of a query and a point in its window. */
const FEW = 300;
/** Where this share of the boxes is crowded all are served by cells. */
const MOSTLY = 0.75;
/** A line of fewer bandwidths has no sparse parts worth a look. */
const SHORT = 64;
/** Nanoseconds to look at a point, and those of the cells of a bandwidth, for each sum. */
const LOOK = 40;
const CELLS = 2000;

/** The crowded parts of a line whose other parts hold a point here and there. */
interface Crowd {
  /** The points there and next to it: what is further away is beyond a gap. */
  readonly sample: Sample;
  /** Σ|c_ij| of the others, [c]. */
  readonly beyond: Float64Array;
  /** How many queries are there. */
  readonly asked: number;
  /** How many points are in the windows of the other queries, together. */
  readonly pairs: number;
  /** The queries with NaN for those that are elsewhere. */
  among(queries: Float64Array): Float64Array;
}

/**
 * `undefined` where parts are not worth looking at.
 *
 * @param limit - what sums cost by another method
 */
function crowdOf(
  sample: Sample,
  queries: Float64Array,
  wanted: FieldRequest,
  limit: number,
): Crowd | undefined {
  const { n, c, points, columns } = sample;
  const { bandwidth, degrees } = wanted;
  const [low, high] = [pointRange(sample).low[0], pointRange(sample).high[0]];
  const length = (high - low) / bandwidth;
  const saved = length * CELLS * countOfSums(1, degrees);
  if (length < SHORT || !(Math.min(saved, limit) > LOOK * (n + queries.length))) return undefined;
  const boxes = new LineBoxes(low, high, BOX * bandwidth, Math.max(2 * n, BOXES));
  const { count, width } = boxes;
  const inBoxes = boxes.countsOf(points);
  const inQueries = queries === points ? inBoxes : boxes.countsOf(queries);
  const isCrowded = new Uint8Array(count);
  const reach = Math.ceil((WINDOW * bandwidth) / width);
  const few = (FEW * width) / bandwidth;
  const part = (2 * WINDOW * bandwidth) / ((2 * reach + 1) * width);
  let [asked, crowded, pairs, near] = [0, 0, 0, 0];
  for (let b = -reach; b < count; b++) {
    if (b + reach < count) near += inBoxes[b + reach];
    if (b > reach) near -= inBoxes[b - reach - 1];
    if (b < 0 || inQueries[b] === 0) continue;
    const own = inQueries[b] * near * part;
    if (!(own > few)) {
      pairs += own;
      continue;
    }
    isCrowded[b] = 1;
    crowded++;
    asked += inQueries[b];
  }
  if (crowded > MOSTLY * count) return undefined;
  const isNear = boxes.near(isCrowded, Math.ceil((GAP * bandwidth) / width));
  const beyond = new Float64Array(c);
  const inside = new Int32Array(n);
  let held = 0;
  for (let i = 0; i < n; i++) {
    if (isNear[boxes.of(points[i])] === 1) inside[held++] = i;
    else for (let k = 0; k < c; k++) beyond[k] += Math.abs(columns[k * n + i]);
  }
  const among = (some: Float64Array) =>
    some.map((place) => (isCrowded[boxes.of(place)] === 1 ? place : Number.NaN));
  return { sample: pointsAt(sample, inside.subarray(0, held)), beyond, asked, pairs, among };
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
  const crowded = crowd ? crowd.among(queries) : queries;
  const { field, certificate } = gaussianField(moments, wanted, (runs, patch) =>
    runs.patchesOf(crowded, moments.binning.exponent, patch),
  );
  const failed: number[] = [];
  field.sumsInto(crowded, out.sums, failed);
  if (request.excludeSelf) withoutSelf(sample, certificate, field, wanted, out.sums, failed);
  if (failed.length === 0) return;
  const open = all ? failed : windowSumsInto(sample, queries, failed, request, out);
  const rows = withoutLeft(queries, open, request, out);
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
  { peak, degrees, first }: FieldRequest,
  sums: Float64Array,
  failed: number[],
): void {
  const fields = sumStarts(1, degrees);
  const positions = new Float64Array(CHUNK);
  for (let start = 0; start < n; start += CHUNK) {
    const end = Math.min(n, start + CHUNK);
    runs.compactInto(points, start, end - start, 2 ** -binning.exponent, positions);
    for (let i = start, sum = i * size; i < end; i++, sum += size) {
      if (Number.isNaN(sums[sum])) continue;
      const row = Math.floor(positions[i - start] / patch) * c;
      let safe = true;
      for (let j: number = first, at = i + first * n; j < c; j++, at += n) {
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
