// Observations by the places where they are: ties are merged, with their weights added up. A local
// polynomial of ties is that of their means.

import { LineIndex } from '../sums/LineIndex.js';
import type { Sample } from '../sums/types.js';

/** So many points are looked at, each with its neighbour, to know whether many are tied. */
const PROBES = 512;
/** Points are merged where fewer of those looked at are distinct. */
const DISTINCT = 0.95;
/** Fewer points are worth no look. */
const FEW = 64;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Distinct points at which observations of weight above 0 are. */
export interface Places {
  /** n is the number of places, ascending in one dimension; the one column holds their weights. */
  readonly sample: Sample;
  /** Which place each observation belongs to, −1 for those of weight 0, [observations]. */
  readonly place: Int32Array;
  /** Observations by place, [observations]; those of place P are from `start[P]` to `end[P]`. */
  readonly order: Uint32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const INDEX_OF = /* @__PURE__ */ new WeakMap<Float64Array, LineIndex>();

/**
 * The places of observations, O(n·d) to O(n·d·log n), sorted once for the same points.
 *
 * @param sample - column 0 holds the weights
 */
export function placesOf({ n, d, points, columns }: Sample): Places {
  let index = INDEX_OF.get(points);
  if (!index) {
    index = indexOf(points, d);
    INDEX_OF.set(points, index);
  }
  const { order, places: most } = index;
  const all = new Float64Array(d * most);
  const weights = new Float64Array(most);
  const start = new Int32Array(most);
  const end = new Int32Array(most);
  const place = new Int32Array(n).fill(-1);
  let count = 0;
  for (let t = 0; t < most; t++) {
    let weight = 0;
    for (let at = index.start[t]; at < index.start[t + 1]; at++) {
      const i = order[at];
      weight += columns[i];
      if (columns[i] > 0) place[i] = count;
    }
    if (weight === 0) continue;
    const first = order[index.start[t]];
    for (let j = 0; j < d; j++) all[count * d + j] = points[first * d + j];
    weights[count] = weight;
    start[count] = index.start[t];
    end[count++] = index.start[t + 1];
  }
  const merged = all.subarray(0, d * count);
  const sample = { n: count, d, c: 1, points: merged, columns: weights.subarray(0, count) };
  return { sample, place, order, start, end };
}

/**
 * Points [n, d] with ties merged. In several dimensions places are numbered dimension by dimension,
 * ties of the numbers merged.
 */
export function indexOf(points: Float64Array, d: number): LineIndex {
  const n = points.length / d;
  const along = (values: Float64Array) =>
    new LineIndex({ n, d: 1, c: 0, points: values, columns: new Float64Array(0) });
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
 * @returns [k, places]
 */
export function meansOf(
  { sample, order, start, end }: Places,
  values: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { n: count, columns } = sample;
  const n = order.length;
  const k = n === 0 ? 0 : values.length / n;
  const means = new Float64Array(k * count);
  for (let row = 0; row < k; row++) {
    for (let t = 0; t < count; t++) {
      let at = start[t];
      while (weights[order[at]] === 0) at++;
      const first = values[row * n + order[at]];
      let sum = 0;
      for (at++; at < end[t]; at++) {
        const i = order[at];
        if (weights[i] > 0) sum += weights[i] * (values[row * n + i] - first);
      }
      means[row * count + t] = first + sum / columns[t];
    }
  }
  return means;
}

const TIED = /* @__PURE__ */ new WeakMap<Float64Array, boolean>();

/** Whether so many points [n, d] are tied that merging them pays, by a look at some. */
export function areTied(points: Float64Array, d: number): boolean {
  const n = points.length / d;
  if (n < FEW) return false;
  let tied = TIED.get(points);
  if (tied === undefined) {
    const seen = new Set<number | string>();
    const look = (i: number) =>
      seen.add(d === 1 ? points[i] : points.subarray(i * d, (i + 1) * d).join());
    const looks = Math.min(n, 2 * PROBES);
    if (n < 4 * PROBES) for (let i = 0; i < looks; i++) look(i);
    for (let t = 0; t < PROBES && n >= 4 * PROBES; t++) {
      const i = Math.floor(((t * GOLDEN) % 1) * (n - 1));
      look(i);
      look(i + 1);
    }
    tied = seen.size < DISTINCT * looks;
    TIED.set(points, tied);
  }
  return tied;
}
