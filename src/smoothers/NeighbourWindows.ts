// Windows that hold a number of observations: about every place h is the distance to the k-th nearest
// of them, over the support of a compact kernel. Observations are counted, whatever they weigh; one at
// the place itself counts.
//
// Where k and more are at the place itself the window holds them alone. Where the k nearest are all
// equally far a compact kernel would leave nothing inside: the window then ends at the next distance.
//
// Cleveland and Devlin (1988); the generalised and the adaptive bandwidths of R's np.

import type { Kernel } from '../kernels/Kernel.js';
import { selectInto } from '../loops/selectInto.js';
import { countBelow } from '../loops/sortedOrder.js';
import { NeighbourSearch } from '../sums/NeighbourSearch.js';
import type { Observations } from './Observations.js';
import { orderOf } from './placesOf.js';

/** How windows follow the observations. */
export interface NeighbourRule {
  /** k, at least 1 and at most the number of observations. */
  readonly neighbours: number;
  /** What the distance to the k-th is multiplied by, at least 1. */
  readonly stretch: number;
  /** Distances that differ are counted in place of observations, from 0 for the nearest. */
  readonly distinct: boolean;
  /** Every observation has a width, in place of every query. */
  readonly adaptive: boolean;
}

/** What distances are measured by. */
export interface NeighbourMetric {
  readonly kernel: Kernel;
  /** The largest of the dimensions counts, in place of the length. */
  readonly product: boolean;
  /** Units of the dimensions, [d]. */
  readonly unit: Float64Array;
}

/** The typical width is the median over so many observations. */
const MEDIAN_OF = 4096;
/** From this share of the points on all are looked at. */
const MOST = 1 / 8;
/** Of the distance to the next place, where a window holds those at a place alone. */
const NARROW = 2 ** -10;
/** Distances in no larger ratio are equal but for rounding. */
const ALIKE = 1 + 2 ** -40;

/** The widths of the windows of one rule. */
export class NeighbourWindows {
  readonly rule: NeighbourRule;
  readonly metric: NeighbourMetric;
  /** The bandwidth of a window of typical width, [d]. */
  readonly bandwidth: Float64Array;
  readonly #points: Float64Array;
  /** One over the units, [d]. */
  readonly #w: Float64Array;
  readonly #n: number;
  /** The typical distance, in units. */
  readonly #typical: number;
  readonly #known = new WeakMap<Float64Array, Float64Array>();
  /** Finds the distance to the k-th nearest; `#nearest` is then that to the nearest, or another below the k-th. */
  #search: ((queries: Float64Array, q: number) => number) | undefined;
  #nearest = 0;

  /** @param observations - whose places are counted, whatever they weigh */
  constructor({ n, d, x }: Observations, rule: NeighbourRule, metric: NeighbourMetric) {
    this.rule = rule;
    this.metric = metric;
    this.#points = x;
    this.#w = metric.unit.map((unit) => 1 / unit);
    this.#n = n;
    const every = Math.ceil(n / MEDIAN_OF);
    const some = new Float64Array(Math.ceil(n / every) * d);
    for (let at = 0; at < some.length; at++)
      some[at] = x[Math.floor(at / d) * every * d + (at % d)];
    const distances = this.#distances(some).sort();
    this.#typical = distances[distances.length >> 1];
    this.bandwidth = metric.unit.map((unit) => unit * this.#typical);
  }

  /** The same in some of the dimensions. */
  among(
    observations: Observations,
    keep: (unit: number, j: number) => boolean,
  ): { readonly bandwidth: Float64Array; readonly windows: NeighbourWindows } {
    const metric = { ...this.metric, unit: this.metric.unit.filter(keep) };
    const windows = new NeighbourWindows(observations, this.rule, metric);
    return { bandwidth: windows.bandwidth, windows };
  }

  /** What 1/h is multiplied by at queries [m, d], [m]; found once for the same array. */
  scaleAt(queries: Float64Array): Float64Array {
    let scale = this.#known.get(queries);
    if (!scale) {
      scale = this.#distances(queries).map((distance) => this.#typical / distance);
      this.#known.set(queries, scale);
    }
    return scale;
  }

  /** Bandwidths at queries, in units, [m]. */
  #distances(queries: Float64Array): Float64Array {
    const { kernel, unit } = this.metric;
    const { neighbours, stretch, distinct } = this.rule;
    const isCompact = kernel.support < Infinity;
    const vanishes = isCompact && kernel.value(kernel.support) === 0;
    const d = unit.length;
    this.#search ??= distinct
      ? (all, q) => this.#distinct(all, q, neighbours)
      : d === 1
        ? this.#onLine()
        : this.#inSpace();
    const out = new Float64Array(queries.length / d);
    // On a line windows follow each other.
    const { order } = d === 1 ? orderOf(queries) : { order: undefined };
    for (let r = 0; r < out.length; r++) {
      const q = order ? order[r] : r;
      let distance = this.#search(queries, q);
      if (distance === 0) {
        const next = this.#beyond(queries, q, 0);
        distance = next < Infinity ? next * NARROW : 1;
      } else if (vanishes && distance <= this.#nearest * ALIKE)
        distance = Math.min(this.#beyond(queries, q, distance * ALIKE), 2 * distance);
      out[q] = (distance * stretch) / (isCompact ? kernel.support : 1);
    }
    return out;
  }

  /** To the k-th nearest on a line: the k nearest stand side by side. */
  #onLine(): (queries: Float64Array, q: number) => number {
    const { keys } = orderOf(this.#points);
    const { neighbours: k } = this.rule;
    const [w] = this.#w;
    const last = keys.length - k;
    let before = Infinity;
    let first = 0;
    return (queries, q) => {
      const at = queries[q];
      // The first place from which the k-th after it is no nearer, from that of the query before on.
      const isLeft = (from: number) => at - keys[from] > keys[from + k] - at;
      let low = at >= before ? first : 0;
      let high = low;
      for (let step = 1; high < last && isLeft(high); step *= 2) {
        low = high + 1;
        high = Math.min(last, low + step);
      }
      while (low < high) {
        const middle = (low + high) >> 1;
        if (isLeft(middle)) low = middle + 1;
        else high = middle;
      }
      [before, first] = [at, low];
      const distance = Math.max(Math.abs(at - keys[low]), Math.abs(keys[low + k - 1] - at));
      const inside = Math.abs(at - keys[low + (k >> 1)]);
      this.#nearest = (inside * ALIKE < distance ? inside : nearestOf(keys, at, low, low + k)) * w;
      return distance * w;
    };
  }

  #inSpace(): (queries: Float64Array, q: number) => number {
    const { neighbours: k } = this.rule;
    if (k < MOST * this.#n) {
      const search = new NeighbourSearch(this.#points, this.#w, this.metric.product, k);
      return (queries, q) => {
        const distance = search.distance(queries, q);
        this.#nearest = search.nearest;
        return distance;
      };
    }
    const all = new Float64Array(this.#n);
    const order = Int32Array.from(all.keys());
    return (queries, q) => {
      this.#nearest = Infinity;
      for (let i = 0; i < this.#n; i++) {
        all[i] = this.#between(queries, q, i);
        this.#nearest = Math.min(this.#nearest, all[i]);
      }
      selectInto(all, 0, 1, order, 0, this.#n, k - 1);
      return all[order[k - 1]];
    };
  }

  /** From a query to an observation, in units. */
  #between(queries: Float64Array, q: number, i: number): number {
    const { product } = this.metric;
    const w = this.#w;
    const d = w.length;
    let distance = 0;
    for (let j = 0; j < d; j++) {
      const u = Math.abs(this.#points[i * d + j] - queries[q * d + j]) * w[j];
      distance = product ? Math.max(distance, u) : distance + u * u;
    }
    return product ? distance : Math.sqrt(distance);
  }

  /** The same among distances that differ. */
  #distinct(queries: Float64Array, q: number, rank: number): number {
    this.#nearest = this.#distanceAmong(queries, q, 0);
    return this.#distanceAmong(queries, q, rank);
  }

  /** The least distance above another, on a line by more than rounding; ∞ where there is none. */
  #beyond(queries: Float64Array, q: number, distance: number): number {
    const [w] = this.#w;
    let next = Infinity;
    if (this.#w.length > 1) {
      for (let i = 0; i < this.#n; i++) {
        const each = this.#between(queries, q, i);
        if (each > distance && each < next) next = each;
      }
      return next;
    }
    const { keys } = orderOf(this.#points);
    const at = queries[q];
    const reach = Math.max(distance / w, Math.abs(at) * Number.EPSILON, Number.MIN_VALUE);
    const left = countBelow(keys, at - reach) - 1;
    const right = countBelow(keys, at + reach);
    if (left >= 0) next = at - keys[left];
    if (right < keys.length) next = Math.min(next, keys[right] - at);
    return next * w;
  }

  /** The distance of a rank, 0 for the nearest, among those that differ; the last where there are not so many. */
  #distanceAmong(queries: Float64Array, q: number, rank: number): number {
    if (this.#w.length === 1) return this.#outwards(queries[q], rank);
    const all = new Float64Array(this.#n);
    for (let i = 0; i < this.#n; i++) all[i] = this.#between(queries, q, i);
    all.sort();
    let found = 0;
    for (let i = 1; i < all.length && rank > 0; i++)
      if (all[i] > all[found]) {
        found = i;
        rank--;
      }
    return all[found];
  }

  #outwards(at: number, rank: number): number {
    const { keys } = orderOf(this.#points);
    let right = countBelow(keys, at);
    let left = right - 1;
    let last = -1;
    for (let found = -1; found < rank; ) {
      const below = left >= 0 ? at - keys[left] : Infinity;
      const above = right < keys.length ? keys[right] - at : Infinity;
      const next = Math.min(below, above);
      if (next === Infinity) break;
      if (below <= above) left--;
      else right++;
      if (next > last) {
        last = next;
        found++;
      }
    }
    return last * this.#w[0];
  }
}

/** The distance from a place to the nearest of the keys [from, to). */
function nearestOf(keys: Float64Array, at: number, from: number, to: number): number {
  const above = countBelow(keys, at, from);
  const [left, right] = [keys[Math.max(from, above - 1)], keys[Math.min(above, to - 1)]];
  return Math.min(Math.abs(at - left), Math.abs(right - at));
}

/** How a share of the observations, or a number of them, is asked for. */
export interface WindowRequest {
  /** k; the other is `undefined`. */
  readonly neighbours?: number | undefined;
  /** A share of the observations, above 0; `Infinity` is the limit of one polynomial for all. */
  readonly span?: number | undefined;
  readonly distinct: boolean;
  readonly adaptive: boolean;
  /** Whether each of several dimensions is measured by its own spread. */
  readonly normalize: boolean;
}

/**
 * The windows of a request, as a smoother takes them.
 *
 * @param units - what 1 of each dimension is in the units of the data, [d]
 */
export function windowsOf(
  observations: Observations,
  { kernel, product }: Pick<NeighbourMetric, 'kernel' | 'product'>,
  { neighbours, span = 1, distinct, adaptive, normalize }: WindowRequest,
  units: Float64Array,
): { readonly bandwidth: Float64Array; readonly windows?: NeighbourWindows } {
  const { n, d } = observations;
  if (span === Infinity) return { bandwidth: new Float64Array(d).fill(Infinity) };
  // A factor of all does not matter, but squares must be numbers.
  const widest = units.reduce((a, b) => Math.max(a, b));
  const unit = units.map((each, j) =>
    d === 1 ? 1 : normalize ? trimmedDeviation(observations, j) : widest / each,
  );
  const rule = {
    neighbours: neighbours ?? neighboursOf(n, span),
    stretch: Math.max(1, span) ** (1 / d),
    distinct,
    adaptive,
  };
  const windows = new NeighbourWindows(observations, rule, { kernel, product, unit });
  return { bandwidth: windows.bandwidth, windows };
}

/** Shares are given as decimals: what is less than a whole number by this is one. */
const DECIMAL = 1e-5;

/** How many observations a share of them is; two where there are so many. */
export function neighboursOf(n: number, span: number): number {
  return Math.min(n, Math.max(2, Math.floor(n * span + DECIMAL)));
}

/** What is cut off at each end before the spread is measured. */
const TRIMMED = 0.1;

/**
 * The standard deviation of a dimension without the lowest and highest tenth of its values, as loess
 * takes it; where that is 0 without trimming, and 1 where all are equal.
 */
function trimmedDeviation({ n, d, x }: Observations, j: number): number {
  const values = Float64Array.from({ length: n }, (_, i) => x[i * d + j]).sort();
  const cut = Math.ceil(TRIMMED * n);
  return deviationOf(values.subarray(cut, n - cut)) || deviationOf(values) || 1;
}

function deviationOf(values: Float64Array): number {
  const n = values.length;
  if (n < 2) return 0;
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return values[0] === values[n - 1] ? 0 : Math.sqrt(squares / (n - 1));
}
