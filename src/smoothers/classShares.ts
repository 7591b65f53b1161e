// The chance of a class is the Nadaraya–Watson estimate of its indicator,
//
//   P(c|q) = Σ_{i: y_i=c} K_i s_i / Σ_i K_i s_i,
//
// from kernel sums of each class over its own observations: together as many pairs as one sum over all, and
// a small chance keeps its digits, since every sum has a scale of its own. Where logarithms are too large for
// the digits of their differences, far from all data, observations are compared one by one.

import { Near } from '../sums/Near.js';
import { kept, logPeak, pointsAt, type Sample, type SumsRequest } from '../sums/types.js';
import type { Observations } from './Observations.js';
import { areTied, placesOf } from './placesOf.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { matesInto } from './selfFit.js';
import { LOST_LOGARITHM, smootherRequest, smootherSums, weightsSample } from './smootherSums.js';

/** Observations by class; y holds the number of the class of each. */
interface Classes {
  /** All of them, with their weights as the one column. */
  readonly all: Members;
  /** By class, up to the last that has observations. */
  readonly each: readonly Members[];
}

interface Members {
  readonly sample: Sample;
  /** Which of the observations they are, ascending. */
  readonly rows: Int32Array;
}

/** The observations of each class, sorted out once. */
const classesOf = /* @__PURE__ */ kept((observations: Observations): Classes => {
  const { n, y } = observations;
  const sample = weightsSample(observations);
  const all = { sample, rows: Int32Array.from({ length: n }, (_, i) => i) };
  const each = rowsOfClasses(y, classCount(y)).map((rows) => ({
    sample: pointsAt(sample, rows),
    rows,
  }));
  return { all, each };
});

/** How many classes numbers from 0 tell. */
export function classCount(y: Float64Array): number {
  let most = -1;
  for (let i = 0; i < y.length; i++) if (y[i] > most) most = y[i];
  return most + 1;
}

/** Which observations each class has, [classes]. */
export function rowsOfClasses(y: Float64Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count);
  for (let i = 0; i < y.length; i++) sizes[y[i]]++;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let i = 0; i < y.length; i++) rows[y[i]][sizes[y[i]]++] = i;
  return rows;
}

/**
 * Chances of classes at queries.
 *
 * @param where - the public function, for messages
 * @param observations - y holds the number of the class of each, from 0
 * @param count - how many classes there are
 * @param spec - kernel, bandwidth; the degree is 0
 * @param queries - [m, d]
 * @returns rows that sum to 1, NaN where nothing is in reach, [m, count]
 */
export function classShares(
  where: string,
  observations: Observations,
  count: number,
  spec: SmootherSpec,
  queries: Float64Array,
): Float64Array {
  const { all, each } = classesOf(observations);
  const request = smootherRequest(all.sample, spec, queries);
  const logs = new Float64Array((queries.length / observations.d) * count).fill(-Infinity);
  each.forEach(({ sample }, c) => {
    const own = logSums(where, sample, spec, queries, request);
    for (let q = 0; q < own.length; q++) logs[q * count + c] = own[q];
  });
  return sharesFrom(observations, all.sample, count, spec, queries, request, logs);
}

/**
 * The same at the observations, each of which is left out where its own chances are told.
 *
 * @returns [n, count]; NaN where nothing else is in reach
 */
export function leftOutShares(
  where: string,
  observations: Observations,
  count: number,
  spec: SmootherSpec,
): Float64Array {
  const { n, x: points } = observations;
  const { all, each } = classesOf(observations);
  const request = smootherRequest(all.sample, spec, points, true);
  const logs = new Float64Array(n * count).fill(-Infinity);
  each.forEach((members, c) => {
    const plain = { ...request, excludeSelf: false };
    const own = logSums(where, members.sample, spec, points, plain);
    for (let i = 0; i < n; i++) logs[i * count + c] = own[i];
    const others = logOfOthers(where, members, spec, request);
    members.rows.forEach((i, r) => {
      logs[i * count + c] = others[r];
    });
  });
  return sharesFrom(observations, all.sample, count, spec, points, request, logs);
}

/**
 * Logarithms of the chances that observations get for their own classes when they are left out, at the cost of
 * two sums, however many classes there are.
 *
 * @returns [n]; −∞ where none of its class is in reach, NaN where nothing is
 */
export function leftOutLogs(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): Float64Array {
  const { n, x: points, y } = observations;
  const { all, each } = classesOf(observations);
  const request = smootherRequest(all.sample, spec, points, true);
  const whole = logOfOthers(where, all, spec, request);
  const logs = new Float64Array(n);
  for (const members of each) {
    const others = logOfOthers(where, members, spec, request);
    members.rows.forEach((i, r) => {
      logs[i] = Math.min(0, others[r] - whole[i]);
      if (Number.isNaN(others[r])) whole[i] = Number.NaN;
    });
  }
  eachLost(whole, all.sample, points, request, (near, i) => {
    near.findOr(spec.emptyWindow, i, i);
    const share = shareOf(near, y, y[i]);
    // One that is nothing beside others is told by logarithms.
    if (!(share === 0 && Number.isFinite(logs[i]))) logs[i] = Math.log(share);
  });
  return logs;
}

/** The part of the weights found that a class has. */
function shareOf({ indices, weights, count }: Near, y: Float64Array, own: number): number {
  let [sum, all] = [0, 0];
  for (let at = 0; at < count; at++) {
    all += weights[at];
    if (y[indices[at]] === own) sum += weights[at];
  }
  return sum / all;
}

/** What a request says of another sample of the same observations. */
function requestFor(
  sample: Sample,
  spec: SmootherSpec,
  queries: Float64Array,
  { inverseBandwidth, excludeSelf }: SumsRequest,
): SumsRequest {
  // The bandwidth is that of all: it is bounded by their range.
  return { ...smootherRequest(sample, spec, queries, excludeSelf), inverseBandwidth };
}

/** log Σ K s at queries, −∞ where nothing is in reach, NaN where squares of distances are no numbers, [m]. */
function logSums(
  where: string,
  sample: Sample,
  spec: SmootherSpec,
  queries: Float64Array,
  request: SumsRequest,
): Float64Array {
  if (sample.n === 0) return new Float64Array(queries.length / sample.d).fill(-Infinity);
  const own = requestFor(sample, spec, queries, request);
  const { sums, logScale } = smootherSums(where, sample, queries, own, spec.method);
  return logScale.map((scale, q) => scale + Math.log(sums[q]));
}

/** The same at members of a class, each of which is left out, [members]; ties are summed once. */
function logOfOthers(
  where: string,
  { sample, rows }: Members,
  spec: SmootherSpec,
  request: SumsRequest,
): Float64Array {
  const { d, points, columns: weights } = sample;
  const tied = areTied(points, d) ? placesOf(sample) : undefined;
  if (!tied) return logSums(where, sample, spec, points, request);
  const places = logSums(where, tied.sample, spec, tied.sample.points, request);
  const peak = logPeak(request, d);
  const none = new Float64Array(0);
  return Float64Array.from(rows, (_, r) => {
    const others = places[tied.index.place[r]];
    const mates = matesInto(tied, none, weights, none, r, none);
    return mates > 0 ? logOfSum(others, peak + Math.log(mates)) : others;
  });
}

/** log(eᵃ + eᵇ), where b is finite. */
function logOfSum(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

/** Chances from logarithms, [m, count], in their place. */
function sharesFrom(
  { y }: Observations,
  all: Sample,
  count: number,
  spec: SmootherSpec,
  queries: Float64Array,
  request: SumsRequest,
  logs: Float64Array,
): Float64Array {
  const largest = new Float64Array(logs.length / count);
  for (let q = 0; q < largest.length; q++) {
    const row = logs.subarray(q * count, (q + 1) * count);
    const top = row.reduce((a, b) => Math.max(a, b));
    largest[q] = top;
    let sum = 0;
    for (let c = 0; c < count; c++) {
      row[c] = Math.exp(row[c] - top);
      sum += row[c];
    }
    for (let c = 0; c < count; c++) row[c] /= sum;
  }
  eachLost(largest, all, queries, request, (near, q) => {
    near.findOr(spec.emptyWindow, q, request.excludeSelf ? q : -1);
    const row = logs.subarray(q * count, (q + 1) * count);
    row.fill(near.count > 0 ? 0 : Number.NaN);
    let sum = 0;
    for (let at = 0; at < near.count; at++) {
      row[y[near.indices[at]]] += near.weights[at];
      sum += near.weights[at];
    }
    for (let c = 0; c < count; c++) row[c] /= sum;
  });
  return logs;
}

/** Visits the queries at which logarithms have lost digits, or are of nothing. */
function eachLost(
  logs: Float64Array,
  all: Sample,
  queries: Float64Array,
  request: SumsRequest,
  visit: (near: Near, q: number) => void,
): void {
  const lost: number[] = [];
  for (let q = 0; q < logs.length; q++) if (!(Math.abs(logs[q]) <= LOST_LOGARITHM)) lost.push(q);
  if (lost.length === 0) return;
  const near = new Near(all, queries, request, { finds: lost.length });
  for (const q of lost) visit(near, q);
}
