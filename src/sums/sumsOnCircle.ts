// Sums on circles by way of sums on lines. In windows narrow beside the circle each point has an image, a period
// further on or back, so that what lies within half a period of a query stands where the way to it leads:
// O(n + m). Whatever is wider, on one circle, goes arc after arc of the queries: seen from an arc every point
// lies to one side, but for those across the circle, which are summed pair by pair: O(n^1.5) with √n arcs.

import { gaussian } from '../kernels/gaussian.js';
import { answerInto, direct, queriesAt } from './direct.js';
import { factorsOf } from './factorsOf.js';
import { addSums, countOfSums, emptySums } from './powers.js';
import type { KernelSums, Kinds, Sample, SumsRequest } from './types.js';

/** Fewer pairs than this are summed one by one. */
const FEW_PAIRS = 2 ** 18;
/** Images are of so many circles at most. */
const MOST_CIRCLES = 2;
/** Arcs of a circle, at least and at most. */
const ARCS = [8, 256];

type Sums = (sample: Sample, queries: Float64Array, request: SumsRequest) => KernelSums;

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
  const across = (request.squared ? 2 : 1) * (kernel.logValue(nearest) - kernel.logValue(0));
  if (across < Math.log(request.tolerance))
    return withImages(sample, queries, request, { periods, round, nearest, across }, plainly);
  return d === 1 ? byArcs(sample, queries, request, periods[0], plainly) : undefined;
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
    for (let at = 0; at < out.length; at++) {
      const period = periods[at % periods.length];
      if (period > 0) out[at] -= period * Math.floor(out[at] / period);
    }
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

/** The queries for which what is left out, or in twice, may have a say. */
function uncertain(
  { n, d, columns }: Sample,
  request: SumsRequest,
  { periods, across }: Narrow,
  { logScale, sums }: KernelSums,
): number[] {
  const { kernel, squared, product, tolerance, degrees, inverseBandwidth } = request;
  if (across === -Infinity) return [];
  let total = 0;
  for (let i = 0; i < n; i++) total += columns[i];
  const farthest = Math.max(1, ...periods.map((period, j) => period * inverseBandwidth[j]));
  const factors = kernel === gaussian ? factorsOf(d, product, request.kinds) : product ? d : 1;
  const one = (squared ? 2 : 1) * factors * kernel.logValue(0);
  const most = across + one + Math.max(...degrees) * Math.log(farthest) + Math.log(total);
  const size = countOfSums(d, degrees);
  const open: number[] = [];
  for (let q = 0; q < logScale.length; q++)
    if (!(logScale[q] + Math.log(sums[q * size]) > most - Math.log(tolerance))) open.push(q);
  return open;
}

function byArcs(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  period: number,
  plainly: Sums,
): KernelSums {
  const arcs = Math.min(ARCS[1], Math.max(ARCS[0], Math.round(Math.sqrt(sample.n))));
  const out = emptySums(1, request.degrees, queries.length);
  const size = countOfSums(1, request.degrees);
  for (const [arc, rows] of arcsOf(queries, period, arcs).entries()) {
    if (rows.length === 0) continue;
    const found = sumsOfArc(
      sample,
      queries,
      rows,
      request,
      period,
      (arc + 0.5) / arcs,
      arcs,
      plainly,
    );
    for (let r = 0; r < rows.length; r++) {
      out.logScale[rows[r]] = found.logScale[r];
      for (let s = 0; s < size; s++) out.sums[rows[r] * size + s] = found.sums[r * size + s];
    }
  }
  return out;
}

/** Which queries lie on each arc. */
function arcsOf(queries: Float64Array, period: number, arcs: number): number[][] {
  const rows = Array.from({ length: arcs }, (): number[] => []);
  for (let q = 0; q < queries.length; q++) {
    const turns = queries[q] / period;
    rows[Math.min(arcs - 1, Math.floor((turns - Math.floor(turns)) * arcs))].push(q);
  }
  return rows;
}

/** @param turn - where the middle of the arc is, in turns */
function sumsOfArc(
  sample: Sample,
  queries: Float64Array,
  rows: readonly number[],
  request: SumsRequest,
  period: number,
  turn: number,
  arcs: number,
  plainly: Sums,
): KernelSums {
  const { n, points } = sample;
  const { kinds: _, excludeSelf, ...wanted } = request;
  // Seen from the middle of the arc.
  const from = (x: number) => x - period * (turn + Math.round(x / period - turn));
  const isOwn = new Uint8Array(n);
  if (excludeSelf) for (const row of rows) isOwn[row] = 1;
  const [beside, across] = [new Int32Array(n), new Int32Array(n)];
  let [count, opposite] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (isOwn[i]) continue;
    if (Math.abs(from(points[i])) <= (0.5 - 0.5 / arcs) * period) beside[count++] = i;
    else across[opposite++] = i;
  }
  const seen = (chosen: ArrayLike<number>) => {
    const some = pointsAt(sample, chosen);
    return { ...some, points: some.points.map(from) };
  };
  const asked = queriesAt(queries, rows, 1);
  const plain = { ...wanted, excludeSelf: false };
  const out = plainly(seen(beside.subarray(0, count)), asked.map(from), plain);
  if (excludeSelf) {
    const own = seen(rows);
    addSums(out, plainly(own, own.points, { ...plain, excludeSelf }));
  }
  if (opposite > 0) {
    const some = pointsAt(sample, across.subarray(0, opposite));
    addSums(out, direct.plan(some, asked, { ...request, excludeSelf: false })!.run());
  }
  return out;
}

/** Some of the points with their columns. */
function pointsAt({ n, d, c, points, columns }: Sample, chosen: ArrayLike<number>): Sample {
  const count = chosen.length;
  const some = new Float64Array(c * count);
  for (let k = 0; k < c; k++)
    for (let r = 0; r < count; r++) some[k * count + r] = columns[k * n + chosen[r]];
  return { n: count, d, c, points: queriesAt(points, chosen, d), columns: some };
}
