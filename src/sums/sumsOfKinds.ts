// Sums where columns are no numbers, by way of sums where they are. Categories do not change K: the points
// of each combination that occurs are summed at all queries, and what a query gets is a weighted sum of that,
//
//   S(q) = Σ_b L[a(q), b] S_b(q)
//
// with the small matrix L of what combinations weigh for each other: O(n + m) for each of them, and with
// another L only this sum is made anew. Circles and the globe are for the direct method.

import { partsOf, rowsOf } from './categoryParts.js';
import { COSTS } from './costs.js';
import { direct } from './direct.js';
import { matchedLine } from './matchedLine.js';
import { addSums, emptySums, putSums } from './powers.js';
import { sumsOnCircle } from './sumsOnCircle.js';
import {
  type CategoryMatch,
  copyRows,
  type KernelSums,
  type Kinds,
  type Sample,
  type Sums,
  type SumsRequest,
} from './types.js';

/** With fewer points to a combination than this, on average, pairs are weighed one by one. */
const FEW = 24;
/** Sums of so many numbers are kept for another L, of so many bandwidths. */
const KEPT = 2 ** 22;
const MOST_KEPT = 16;
/** Nanoseconds that a query takes of each combination, on a line. */
const READING = 20;
/** From this part of all points on a combination is large. */
const LARGE = 8;
/** Sums of a request with kinds; `undefined` where they are for the direct method. */
export function sumsOfKinds(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  kinds: Kinds,
  plainly: Sums,
): KernelSums | undefined {
  const { match, variables, predictors, ...how } = kinds;
  const { d } = sample;
  if (variables.length === d && match) return undefined;
  if (variables.length === d && predictors.some(({ kind }) => kind !== 'number'))
    return sumsOnCircle(sample, queries, request, kinds, plainly);
  const points = packed(sample.points, d, variables);
  const places = queries === sample.points ? points : packed(queries, d, variables);
  const inner = { ...sample, d: Math.max(1, variables.length), points };
  const own = variables.map((j) => predictors[j]);
  const areNumbers = own.every(({ kind }) => kind === 'number');
  const { kinds: _, mayLeave, ...rest } = request;
  const plain: SumsRequest = {
    ...rest,
    degrees: variables.length > 0 ? request.degrees : request.degrees.map(() => 0),
    inverseBandwidth: Float64Array.from(
      variables.length > 0 ? variables.map((j) => request.inverseBandwidth[j]) : [1],
    ),
    ...(!areNumbers && { kinds: { ...how, predictors: own, variables: own.map((_, v) => v) } }),
  };
  if (!match) return plainly(inner, places, plain);
  const all = variables.length > 0 ? own : [{ kind: 'number' as const }];
  const weighed = { ...how, predictors: all, variables: all.map((_, v) => v), match };
  const pairs: SumsRequest = { ...plain, kinds: weighed };
  if (match.count * FEW > sample.n && match.count > 1) return plainly(inner, places, pairs);
  const line = areNumbers ? matchedLine(inner, places, plain, match) : undefined;
  const each = COSTS.line.start + (places.length / inner.d) * READING;
  if (!line || line.cost > match.count * each)
    return combined(inner, places, plain, match, plainly);
  const cost = direct.plan(inner, places, pairs)?.cost ?? Infinity;
  return cost < line.cost ? plainly(inner, places, pairs) : line.run();
}

const PACKED = /* @__PURE__ */ new WeakMap<Float64Array, Map<string, Float64Array>>();

/** Some of the columns, a column of zeros where there are none; once for the same places. */
function packed(places: Float64Array, d: number, variables: readonly number[]): Float64Array {
  if (variables.length === d) return places;
  const known = PACKED.get(places) ?? new Map<string, Float64Array>();
  PACKED.set(places, known);
  const key = variables.join();
  let out = known.get(key);
  if (!out) {
    const width = Math.max(1, variables.length);
    out = new Float64Array((places.length / d) * width);
    for (let i = 0, from = 0; from < places.length; i++, from += d)
      for (let v = 0; v < variables.length; v++) out[i * width + v] = places[from + variables[v]];
    known.set(key, out);
  }
  return out;
}

function combined(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  match: CategoryMatch,
  plainly: Sums,
): KernelSums {
  const { d } = sample;
  const m = queries.length / d;
  const parts = partsOf(sample, match);
  const out = emptySums(d, request.degrees, m);
  const { kernel, product, inverseBandwidth, degrees, squared, excludeSelf, tolerance } = request;
  const room = Math.min(MOST_KEPT, Math.floor(KEPT / (out.sums.length * match.count)));
  const isMoved = request.powerSums !== undefined;
  const key = [product, inverseBandwidth, degrees, squared, excludeSelf, tolerance, isMoved].join(
    ' ',
  );
  if (parts.queries !== queries || parts.kernel !== kernel) parts.sums.clear();
  Object.assign(parts, { queries, kernel });
  const known = parts.sums.get(key);
  const all: KernelSums[] = [];
  for (let b = 0; b < match.count; b++) {
    const sums = known
      ? known[b]
      : sumsOfPart(parts.samples[b], parts.rows[b], queries, request, match, b, room > 0, plainly);
    if (room > 0) all.push(sums);
    addSums(out, sums, (q) => {
      const weight = match.weights[match.queries[q] * match.count + b];
      return squared ? weight * weight : weight;
    });
  }
  if (room > 0) parts.sums.set(key, all, room);
  return out;
}

/**
 * The sums of one combination at the queries.
 *
 * @param rows - which points these are
 * @param isWhole - whether queries for which they weigh nothing are answered too
 */
function sumsOfPart(
  part: Sample,
  rows: Int32Array,
  queries: Float64Array,
  request: SumsRequest,
  match: CategoryMatch,
  b: number,
  isWhole: boolean,
  plainly: Sums,
): KernelSums {
  const { d } = part;
  const { excludeSelf } = request;
  const others = { ...request, excludeSelf: false };
  const { count, weights } = match;
  const groups = rowsOf(match.queries);
  // A few that are answered once more below cost less than the others by themselves.
  const isLarge = rows.length * LARGE > match.points.length;
  const isOwn = (at: Int32Array) => excludeSelf && isLarge && match.points[at[0]] === b;
  const asking = groups.filter((at, a) => !isOwn(at) && (isWhole || weights[a * count + b] > 0));
  const isAsked = asking.length === groups.length;
  const out = isAsked
    ? plainly(part, queries, others)
    : emptySums(d, request.degrees, queries.length / d);
  if (!isAsked && asking.length > 0) {
    const at = new Int32Array(asking.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const each of asking) {
      at.set(each, filled);
      filled += each.length;
    }
    putSums(out, at, plainly(part, copyRows(queries, d, at), others));
  }
  if (excludeSelf) putSums(out, rows, plainly(part, part.points, request));
  return out;
}
