// Sums on circles by way of sums on lines. In windows narrow beside the circle each point has an image, a period
// further on or back, so that what lies within half a period of a query stands where the way to it leads:
// O(n + m). Whatever is wider goes arc after arc of the queries: seen from an arc every point
// lies to one side, but for those across the circle, which are summed pair by pair: O(n^1.5) with √n arcs.

import { insidePeriod } from '../arrays/insidePeriod.js';
import { answerInto, directSums } from './direct.js';
import { addSums, countOfSums, emptySums, putSums } from './powers.js';
import {
  copyRows,
  type KernelSums,
  type Kinds,
  logPeak,
  pointsAt,
  type Sample,
  type Sums,
  type SumsRequest,
} from './types.js';

/** Fewer pairs than this are summed one by one. */
const FEW_PAIRS = 2 ** 18;
/** Images are of so many circles at most. */
const MOST_CIRCLES = 2;
/** Images do where a sum of so little beside K(0), in logarithms, is certain. */
const SURE = Math.log(1e-3);
/** From here on signed kernels fall all the way to 0. */
const FALLING = 5;
/** Arcs of a circle. */
const [FEWEST_ARCS, MOST_ARCS] = [8, 256];
/** What a point by other methods takes in several dimensions, beside a pair. */
const DEARER = 50;

/** Sums of a request whose columns are numbers and circles; `undefined` where pairs are better. */
export function sumsOnCircle(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  kinds: Kinds,
  plainly: Sums,
): KernelSums | undefined {
  const { n, d } = sample;
  const { inverseBandwidth: w, kernel } = request;
  const periods = kinds.predictors.map((each) => (each.kind === 'periodic' ? each.period : 0));
  const round = [...periods.keys()].filter((j) => periods[j] > 0);
  const isKnown = kinds.predictors.every(({ kind }) => kind === 'number' || kind === 'periodic');
  const isServed = isKnown && round.length > 0 && round.length <= MOST_CIRCLES;
  if (!isServed || (n * queries.length) / d < FEW_PAIRS) return undefined;
  // What lies across a circle weighs no more than this beside what is at a query.
  const nearest = Math.min(...round.map((j) => (periods[j] * w[j]) / 2));
  const beside =
    kernel.isSigned && nearest < FALLING ? 0 : kernel.logValue(nearest) - kernel.logValue(0);
  const across = (request.squared ? 2 : 1) * beside;
  const narrow = { periods, round, nearest, across };
  if (leastFor(sample, request, narrow) < SURE)
    return withImages(sample, queries, request, narrow, plainly);
  const [j] = round;
  const many = Math.round(Math.sqrt(d === 1 ? n : n / DEARER));
  const count = Math.min(MOST_ARCS, Math.max(FEWEST_ARCS, many));
  return byArcs(sample, queries, request, { j, period: periods[j], count }, plainly);
}

/** Circles whose windows are narrow. */
interface Narrow {
  /** Of each column, 0 for one that does not go round, [d]. */
  readonly periods: readonly number[];
  /** The columns that do. */
  readonly round: readonly number[];
  /** What lies further away than this in bandwidths is left out, or in twice, and weighs e^across at most. */
  readonly nearest: number;
  readonly across: number;
}

function withImages(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  narrow: Narrow,
  plainly: Sums,
): KernelSums {
  const { kinds: _, ...plain } = request;
  const points = brought(sample.points, narrow.periods);
  const places = queries === sample.points ? points : brought(queries, narrow.periods);
  const whole = { ...sample, points };
  const images = imagesOf(whole, narrow, request.inverseBandwidth);
  const out = plainly(whole, places, plain);
  if (images.n > 0) addSums(out, plainly(images, places, { ...plain, excludeSelf: false }));
  const open = uncertain(sample, request, narrow, out);
  if (open.length > 0) answerInto(sample, queries, request, open, out);
  return out;
}

const BROUGHT = /* @__PURE__ */ new WeakMap<Float64Array, Map<string, Float64Array>>();

/** Places with what goes round between 0 and its period, once for the same. */
function brought(places: Float64Array, periods: readonly number[]): Float64Array {
  const known = BROUGHT.get(places) ?? new Map<string, Float64Array>();
  BROUGHT.set(places, known);
  const key = periods.join();
  let out = known.get(key);
  if (!out) {
    out = places.slice();
    for (let at = 0; at < out.length; at++)
      out[at] = insidePeriod(out[at], periods[at % periods.length]);
    known.set(key, out);
  }
  return out;
}

/** Images of the points in each set of circles, as far as the window of a query may reach. */
function imagesOf(sample: Sample, { periods, round, nearest }: Narrow, w: Float64Array): Sample {
  const { n, d, points } = sample;
  const rows: number[] = [];
  const places: number[] = [];
  for (let set = 1; set < 2 ** round.length; set++)
    for (let i = 0; i < n; i++) {
      const place = Array.from(points.subarray(i * d, (i + 1) * d));
      const isNear = round.every((j, r) => {
        if (!(set & (2 ** r))) return true;
        const isLate = place[j] >= periods[j] / 2;
        const far = isLate ? periods[j] - place[j] : place[j];
        place[j] += isLate ? -periods[j] : periods[j];
        return far * w[j] <= nearest;
      });
      if (!isNear) continue;
      rows.push(i);
      places.push(...place);
    }
  return { ...pointsAt(sample, rows), points: Float64Array.from(places) };
}

/** From this sum on, beside K(0), in logarithms, nothing that is left out has a say. */
function leastFor({ n, columns }: Sample, request: SumsRequest, narrow: Narrow): number {
  const { tolerance, degrees, inverseBandwidth } = request;
  const { periods, across } = narrow;
  let total = 0;
  for (let i = 0; i < n; i++) total += columns[i];
  const farthest = Math.max(1, ...periods.map((period, j) => period * inverseBandwidth[j]));
  const power = Math.max(...degrees) * Math.log(farthest);
  return across + power + Math.log(total) - Math.log(tolerance);
}

/** The queries for which that is not certain. */
function uncertain(
  sample: Sample,
  request: SumsRequest,
  narrow: Narrow,
  { logScale, sums }: KernelSums,
): number[] {
  const { d } = sample;
  const least = logPeak(request, d) + leastFor(sample, request, narrow);
  const size = countOfSums(d, request.degrees);
  const open: number[] = [];
  for (let q = 0; q < logScale.length && least > -Infinity; q++)
    if (!(logScale[q] + Math.log(Math.abs(sums[q * size])) > least)) open.push(q);
  return open;
}

/** A circle as arcs. */
interface Arcs {
  /** Its column. */
  readonly j: number;
  readonly period: number;
  readonly count: number;
}

function byArcs(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  arcs: Arcs,
  plainly: Sums,
): KernelSums {
  const { d } = sample;
  const out = emptySums(d, request.degrees, queries.length / d);
  for (const [arc, rows] of rowsOnArcs(queries, d, arcs).entries()) {
    if (rows.length === 0) continue;
    const found = sumsOfArc(sample, queries, rows, request, arcs, arc, plainly);
    putSums(out, rows, found);
  }
  return out;
}

/** Which queries lie on each arc. */
function rowsOnArcs(queries: Float64Array, d: number, { j, period, count }: Arcs): number[][] {
  const rows = Array.from({ length: count }, (): number[] => []);
  for (let q = 0, at = j; at < queries.length; q++, at += d) {
    const turns = queries[at] / period;
    rows[Math.min(count - 1, Math.floor((turns - Math.floor(turns)) * count))].push(q);
  }
  return rows;
}

function sumsOfArc(
  sample: Sample,
  queries: Float64Array,
  rows: readonly number[],
  request: SumsRequest,
  { j, period, count }: Arcs,
  arc: number,
  plainly: Sums,
): KernelSums {
  const { n, d, points } = sample;
  const { kinds, excludeSelf, ...wanted } = request;
  // Seen from the middle of the arc.
  const turn = (arc + 0.5) / count;
  const from = (x: number) => x - period * (turn + Math.round(x / period - turn));
  const moved = (places: Float64Array) => {
    for (let at = j; at < places.length; at += d) places[at] = from(places[at]);
    return places;
  };
  const isOwn = new Uint8Array(n);
  if (excludeSelf) for (const row of rows) isOwn[row] = 1;
  const [beside, across] = [new Int32Array(n), new Int32Array(n)];
  let [near, far] = [0, 0];
  for (let i = 0, at = j; i < n; i++, at += d) {
    if (isOwn[i]) continue;
    if (Math.abs(from(points[at])) <= (0.5 - 0.5 / count) * period) beside[near++] = i;
    else across[far++] = i;
  }
  const seen = (chosen: ArrayLike<number>) => {
    const some = pointsAt(sample, chosen);
    return { ...some, points: moved(some.points) };
  };
  const asked = copyRows(queries, d, rows);
  const plain = { ...wanted, ...(kinds && asLine(kinds, j)), excludeSelf: false };
  const out = plainly(seen(beside.subarray(0, near)), moved(asked.slice()), plain);
  if (excludeSelf) {
    const own = seen(rows);
    addSums(out, plainly(own, own.points, { ...plain, excludeSelf }));
  }
  if (far > 0) {
    const some = pointsAt(sample, across.subarray(0, far));
    addSums(out, directSums(some, asked, { ...request, excludeSelf: false }));
  }
  return out;
}

/** The kinds of columns when one is a line. */
function asLine(kinds: Kinds, j: number): { readonly kinds?: Kinds } {
  const predictors = kinds.predictors.map((each, l) =>
    l === j ? { kind: 'number' as const } : each,
  );
  return predictors.every(({ kind }) => kind === 'number')
    ? {}
    : { kinds: { ...kinds, predictors } };
}
