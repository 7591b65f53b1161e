// log K for the sums in log space. A logarithm as large as −5e11 (a query 1e6 bandwidths away)
// carries an error of 6e-5 when it is written as one double, so the kernels with an exponential
// tail give the difference of two logarithms directly.

import { gaussian } from '../kernels/gaussian.js';
import { signOf } from '../kernels/higherOrder.js';
import type { CategoryMatch, Kinds, Sample, SumsRequest } from './types.js';

/**
 * log K at key i for a query, and what two keys differ by. Offsets are rows of `queries` and of the
 * sample.
 */
export interface LogKernel {
  /** Of a signed kernel, whose log K is log |K|: 1 or −1. */
  readonly sign?: (query: number, i: number) => number;
  /** log K(q, i), rounded to a double. */
  value(query: number, i: number): number;
  /** log K(q, i) − log K(q, r) to 1e-13 where it is above −745. */
  difference(query: number, i: number, r: number): number;
  /** What `value` lost in rounding; 0 where it is not known. */
  remainder(query: number, i: number): number;
  /** out[at] = value(query, keys[at]) for at < count. */
  valuesInto(query: number, keys: Int32Array, count: number, out: Float64Array): void;
  /** out[at] = difference(query, keys[at], r) for at < count. */
  differencesInto(
    query: number,
    keys: Int32Array,
    count: number,
    r: number,
    out: Float64Array,
  ): void;
}

/** Differences of squares whose terms add up to less are as exact in doubles as in pairs. */
const PLAIN = 128;

/** log K for the kernel of a request; the Gaussian without its constant, as in the other loops. */
export function logKernel(sample: Sample, queries: Float64Array, request: SumsRequest): LogKernel {
  if (request.kinds) return ofKinds(sample, queries, request, request.kinds);
  const { kernel, product, squared, inverseBandwidth: w, queryScale, pointScale } = request;
  const { d, points } = sample;
  const times = squared ? 2 : 1;
  const pair = new Float64Array(2);

  const scale = (query: number, i: number) =>
    (queryScale ? queryScale[query] : 1) * (pointScale ? pointScale[i] : 1);
  const distance = (query: number, i: number, j: number) =>
    (points[i * d + j] - queries[query * d + j]) * w[j] * scale(query, i);

  const squaredNorm = (query: number, i: number) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += distance(query, i, j) ** 2;
    return sum;
  };

  /** ‖u_i‖² − ‖u_r‖² as a pair, over the dimensions from `first` to `last`. */
  const squares = (query: number, i: number, r: number, first: number, last: number) => {
    pair[0] = 0;
    pair[1] = 0;
    const [a, b] = [scale(query, i), scale(query, r)];
    for (let j = first; j < last; j++) {
      const q = queries[query * d + j];
      const [x, y] = [points[i * d + j], points[r * d + j]];
      if (a === b) {
        addSquareDifferenceInto(q, x, y, w[j] * a, pair);
        continue;
      }
      addSquareDifferenceInto(q, x, q, w[j] * a, pair);
      addSquareDifferenceInto(q, q, y, w[j] * b, pair);
    }
    return pair[0] + pair[1];
  };

  if (kernel === gaussian) {
    const half = -times / 2;
    const difference = (query: number, i: number, r: number) => half * squares(query, i, r, 0, d);
    return {
      value: (query, i) => Math.max(-Number.MAX_VALUE, half * squaredNorm(query, i)),
      difference,
      remainder(query, i) {
        pair.fill(0);
        for (let j = 0; j < d; j++) {
          const q = queries[query * d + j];
          addSquareDifferenceInto(q, points[i * d + j], q, w[j] * scale(query, i), pair);
        }
        return half * (pair[0] - squaredNorm(query, i) + pair[1]);
      },
      valuesInto(query, keys, count, out) {
        for (let at = 0; at < count; at++) {
          const own = scale(query, keys[at]);
          let sum = 0;
          for (let j = 0, p = keys[at] * d, q = query * d; j < d; j++, p++, q++) {
            const u = (points[p] - queries[q]) * w[j] * own;
            sum += u * u;
          }
          out[at] = Math.max(-Number.MAX_VALUE, half * sum);
        }
      },
      differencesInto(query, keys, count, r, out) {
        const own = scale(query, r);
        for (let at = 0; at < count; at++) {
          if (pointScale) {
            out[at] = difference(query, keys[at], r);
            continue;
          }
          let sum = 0;
          let size = 0;
          for (let j = 0, p = keys[at] * d, q = query * d; j < d; j++, p++, q++) {
            const from = (points[p] - points[r * d + j]) * w[j] * own;
            const u = (points[p] - queries[q]) * w[j] * own;
            const v = (points[r * d + j] - queries[q]) * w[j] * own;
            sum += from * (u + v);
            size += Math.abs(from) * (Math.abs(u) + Math.abs(v));
          }
          out[at] = size < PLAIN ? half * sum : difference(query, keys[at], r);
        }
      },
    };
  }

  const value = (query: number, i: number) => {
    if (!product) return times * kernel.logValue(Math.sqrt(squaredNorm(query, i)));
    let sum = 0;
    for (let j = 0; j < d; j++) sum += kernel.logValue(distance(query, i, j));
    return times * sum;
  };
  const ratio = kernel.logRatio;
  const difference = (query: number, i: number, r: number) => {
    if (!ratio) return value(query, i) - value(query, r);
    if (!product) {
      const [a, b] = [Math.sqrt(squaredNorm(query, i)), Math.sqrt(squaredNorm(query, r))];
      return times * ratio(a, b, squares(query, i, r, 0, d));
    }
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const [a, b] = [Math.abs(distance(query, i, j)), Math.abs(distance(query, r, j))];
      sum += ratio(a, b, squares(query, i, r, j, j + 1));
    }
    return times * sum;
  };
  const sign = (query: number, i: number) => {
    if (!product) return signOf(kernel, Math.sqrt(squaredNorm(query, i)));
    let of = 1;
    for (let j = 0; j < d; j++) of *= signOf(kernel, distance(query, i, j));
    return of;
  };
  return { ...oneByOne(value, difference), ...(kernel.isSigned && { sign }) };
}

/** log K of one key after another. */
function oneByOne(value: LogKernel['value'], difference: LogKernel['difference']): LogKernel {
  return {
    value,
    difference,
    remainder: () => 0,
    valuesInto(query, keys, count, out) {
      for (let at = 0; at < count; at++) out[at] = value(query, keys[at]);
    },
    differencesInto(query, keys, count, r, out) {
      for (let at = 0; at < count; at++) out[at] = difference(query, keys[at], r);
    },
  };
}

/** The same where columns are no numbers; on circles and the globe nothing is far. */
function ofKinds(
  { points }: Sample,
  queries: Float64Array,
  { kernel, product, squared, inverseBandwidth: w }: SumsRequest,
  kinds: Kinds,
): LogKernel {
  const { predictors, variables, match } = kinds;
  const differences = kinds.differences(points, queries, kinds);
  const u = new Float64Array(variables.length);
  const times = squared ? 2 : 1;
  const byFactor = product && kernel !== gaussian;
  /** |u| of each factor of K, the first `count` of `lengths`. */
  const lengths = new Float64Array(u.length + 1);
  const lengthsOf = (query: number, i: number): number => {
    differences.into(query, i, u);
    let [count, squares] = [0, 0];
    for (let v = 0; v < u.length; v++) {
      squares += (u[v] * w[variables[v]]) ** 2;
      if (!byFactor || predictors[variables[v]].kind === 'latitude') continue;
      lengths[count++] = Math.sqrt(squares);
      squares = 0;
    }
    if (!byFactor || u.length === 0) lengths[count++] = Math.sqrt(squares);
    return count;
  };
  const numbers = (query: number, i: number): number => {
    const count = lengthsOf(query, i);
    if (kernel === gaussian) return Math.max(-Number.MAX_VALUE, -(lengths[0] ** 2) / 2);
    let sum = 0;
    for (let f = 0; f < count; f++) sum += kernel.logValue(lengths[f]);
    return sum;
  };
  const sign = (query: number, i: number): number => {
    const count = lengthsOf(query, i);
    let of = 1;
    for (let f = 0; f < count; f++) of *= signOf(kernel, lengths[f]);
    return of;
  };
  const value = (query: number, i: number): number => {
    const own = match ? weightOf(match, query, i) : 1;
    return own > 0 ? times * (numbers(query, i) + Math.log(own)) : -Infinity;
  };
  const difference = (query: number, i: number, r: number) => value(query, i) - value(query, r);
  return { ...oneByOne(value, difference), ...(kernel.isSigned && { sign }) };
}

/** What the categories of a point weigh for those of a query. */
export function weightOf({ points, queries, count, weights }: CategoryMatch, q: number, i: number) {
  return weights[queries[q] * count + points[i]];
}

// Differences of squared distances to 30 digits. Far from all keys (q − a)² and (q − b)² agree in
// their leading digits, and in the middle of a gap q − a and b − q do; what is left decides which
// key is nearer. Pairs of doubles, high + low, as in Dekker (1971) and Knuth's two-sum.

const SPLITTER = 134217729;
/** A few of these can be added. */
const LARGEST = Number.MAX_VALUE / 8;

/** Rounding error of the sum s = a + b. */
export function sumError(a: number, b: number, s: number): number {
  const part = s - a;
  return a - (s - part) + (b - part);
}

/** Rounding error of the product p = a·b; 0 where it would overflow. */
function productError(a: number, b: number, p: number): number {
  const as = SPLITTER * a;
  const ah = as - (as - a);
  const al = a - ah;
  const bs = SPLITTER * b;
  const bh = bs - (bs - b);
  const bl = b - bh;
  const error = ah * bh - p + ah * bl + al * bh + al * bl;
  return Number.isFinite(error) ? error : 0;
}

/**
 * Adds ((q − a)·w)² − ((q − b)·w)² to the pair `out`.
 *
 *   (q−a)² − (q−b)² = (b − a)·((q − a) + (q − b))
 *
 * @param out - high and low part of a running sum, shape [2]
 */
export function addSquareDifferenceInto(
  q: number,
  a: number,
  b: number,
  w: number,
  out: Float64Array,
): void {
  const x = q - a;
  const y = q - b;
  const s = x + y;
  const sLow = sumError(x, y, s) + sumError(q, -a, x) + sumError(q, -b, y);
  const t = b - a;
  const tLow = sumError(b, -a, t);
  const ws = w * s;
  const wsLow = productError(w, s, ws) + w * sLow;
  const wt = w * t;
  const wtLow = productError(w, t, wt) + w * tLow;
  const product = ws * wt;
  // Beyond numbers only the sign is known.
  const isKnown = Math.abs(product) < LARGEST;
  const p = isKnown ? product : Math.sign(product) * LARGEST;
  const pLow = isKnown ? productError(ws, wt, p) + (ws * wtLow + wsLow * wt) : 0;
  const high = out[0] + p;
  out[1] += sumError(out[0], p, high) + pLow;
  out[0] = high;
}
