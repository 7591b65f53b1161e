// Observations by the places where they are: ties are merged, with their weights added up. A local
// polynomial of ties is that of their means.

import { sortedOrder } from '../loops/sortedOrder.js';
import { LineIndex } from '../sums/LineIndex.js';
import { copyRows, kept, type Sample } from '../sums/types.js';

/** So many points are looked at, each with its neighbour, to know whether many are tied. */
const PROBES = 512;
/** Points are merged where fewer of those looked at are distinct. */
const DISTINCT = 0.95;
/** Fewer points are worth no look. */
const FEW = 64;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Distinct points at which observations are. */
export interface Places {
  /** n is the number of places, ascending in one dimension; the one column holds their weights. */
  readonly sample: Sample;
  /** Which observations are at which place. */
  readonly index: LineIndex;
}

/** The order of points on a line, found once for the same points. */
export const orderOf = /* @__PURE__ */ kept(sortedOrder);

const keptIndexOf = /* @__PURE__ */ kept(indexOf);

/**
 * The places of observations, O(n·d) to O(n·d·log n), once for the same sample, sorted once for the same points.
 *
 * @param sample - column 0 holds the weights
 */
export const placesOf = /* @__PURE__ */ kept(({ d, points, columns }: Sample): Places => {
  const index = keptIndexOf(points, d);
  const { order, start, places } = index;
  const weights = new Float64Array(places);
  for (let t = 0; t < places; t++)
    for (let at = start[t]; at < start[t + 1]; at++) weights[t] += columns[order[at]];
  const firsts = firstsOf(points, d, index);
  return { sample: { n: places, d, c: 1, points: firsts, columns: weights }, index };
});

/** The places of an index of points [n, d], [places, d]. */
export function firstsOf(
  points: Float64Array,
  d: number,
  { order, start, places }: LineIndex,
): Float64Array {
  return copyRows(
    points,
    d,
    start.subarray(0, places).map((at) => order[at]),
  );
}

/**
 * Points [n, d] with ties merged. In several dimensions places are numbered dimension by dimension,
 * ties of the numbers merged.
 */
export function indexOf(points: Float64Array, d: number): LineIndex {
  const n = points.length / d;
  const along = (values: Float64Array) =>
    new LineIndex({ n, d: 1, c: 0, points: values, columns: new Float64Array(0) }, orderOf(values));
  if (d === 1) return along(points);
  let index = along(Float64Array.from({ length: n }, (_, i) => points[i * d]));
  for (let j = 1; j < d; j++) {
    const next = along(Float64Array.from({ length: n }, (_, i) => points[i * d + j]));
    const [before, own] = [index.place, next.place];
    index = along(Float64Array.from(before, (place, i) => place * next.places + own[i]));
  }
  return index;
}

/**
 * Means of numbers over the places, by weight; equal numbers stay equal to the last digit.
 *
 * @param values - [k, observations]
 * @param weights - [observations]
 * @returns [k, places], 0 where nothing has weight
 */
export function meansOf(places: Places, values: Float64Array, weights: Float64Array): Float64Array {
  const count = places.sample.n;
  const n = places.index.order.length;
  const means = new Float64Array((values.length / n) * count);
  if (count === n) {
    const { order } = places.index;
    for (let at = 0; at < means.length; at++) {
      const i = order[at % n];
      if (weights[i] !== 0) means[at] = values[at - (at % n) + i];
    }
    return means;
  }
  for (let row = 0, to = 0; to < means.length; row += n, to += count)
    for (let t = 0; t < count; t++) means[to + t] = meanAt(places, values, row, weights, t);
  return means;
}

/**
 * The same of one place.
 *
 * @param values - of the observations, from `first` on
 */
export function meanAt(
  { sample, index }: Places,
  values: Float64Array,
  first: number,
  weights: Float64Array,
  place: number,
): number {
  const mass = sample.columns[place];
  if (!(mass > 0)) return 0;
  const { order, start } = index;
  let mean = Number.NaN;
  let sum = 0;
  for (let o = start[place]; o < start[place + 1]; o++) {
    const i = order[o];
    if (weights[i] === 0) continue;
    if (Number.isNaN(mean)) mean = values[first + i];
    // A share of the weight first, since products may be no numbers.
    else sum += (weights[i] / mass) * (values[first + i] - mean);
  }
  return mean + sum;
}

/** Whether so many points [n, d] are tied that merging them pays, by a look at some. */
export function areTied(points: Float64Array, d: number): boolean {
  return points.length / d >= FEW && areManyTied(points, d);
}

const areManyTied = /* @__PURE__ */ kept((points: Float64Array, d: number): boolean => {
  const n = points.length / d;
  const seen = new Set<number | string>();
  const looks = Math.min(n, 2 * PROBES);
  for (let t = 0; t < looks; t++) {
    const spread = Math.floor((((t >> 1) * GOLDEN) % 1) * (n - 1)) + (t % 2);
    const i = n < 4 * PROBES ? t : spread;
    seen.add(d === 1 ? points[i] : points.subarray(i * d, (i + 1) * d).join());
  }
  return seen.size < DISTINCT * looks;
});
