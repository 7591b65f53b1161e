// In a column whose bandwidth is so wide that K cannot be told from K(0) there is nothing to be summed over:
// powers in it are columns of their own, in fewer dimensions. What of the wide ones is moved from their middle
// to a query stays of its own size, so that it keeps its digits however small u is:
//
//   Σ K c (x − q)^a w^a = Σ_b (a over b) (−z)^(a − b) Σ K c ((x − middle)w)^b,   z = (q − middle)w

import { choose, countOfPowers, emptySums, exponents, orders, placesAmong } from './powers.js';
import { type KernelSums, pointRange, type Sample, type Sums, type SumsRequest } from './types.js';

/** Within this of each other in bandwidths, K is K(0) to the last digit. */
const WIDE = 1e-9;

/** Sums in several dimensions without the wide ones; `undefined` where none is wide, or no power is asked for. */
export function sumsWithoutWide(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  plainly: Sums,
): KernelSums | undefined {
  const { n, d, c } = sample;
  const { degrees, inverseBandwidth: w, kernel, product } = request;
  const highest = Math.max(0, ...degrees);
  if (n === 0 || highest === 0) return undefined;
  const { low, high } = pointRange(sample);
  const wide: number[] = [];
  const narrow: number[] = [];
  for (let j = 0; j < d; j++)
    (isWide(low[j], high[j], queries, d, j, w[j]) ? wide : narrow).push(j);
  if (wide.length === 0) return undefined;

  const middle = wide.map((j) => low[j] / 2 + high[j] / 2);
  const centred = (places: Float64Array, i: number, v: number) =>
    (places[i * d + wide[v]] - middle[v]) * w[wide[v]];
  const width = Math.max(1, narrow.length);
  const inner = (places: Float64Array) => {
    const out = new Float64Array((places.length / d) * width);
    for (let i = 0; i * d < places.length; i++)
      for (let v = 0; v < narrow.length; v++) out[i * width + v] = places[i * d + narrow[v]];
    return out;
  };

  // Columns c·z^b for all powers b of the wide ones, with what is left of the degree for the others.
  const powersOfWide = exponents(wide.length, highest);
  const ordersOfWide = orders(wide.length, highest);
  const counts = degrees.map((degree) => countOfPowers(wide.length, degree));
  const left = degrees.flatMap((degree, k) =>
    Array.from({ length: counts[k] }, (_, b) => (narrow.length > 0 ? degree - ordersOfWide[b] : 0)),
  );
  const columns = new Float64Array(left.length * n);
  for (let k = 0, to = 0; k < c; k++) {
    for (let b = 0; b < counts[k]; b++) {
      for (let i = 0; i < n; i++, to++) {
        let value = sample.columns[k * n + i];
        for (let v = 0; v < wide.length; v++)
          value *= centred(sample.points, i, v) ** powersOfWide[b * wide.length + v];
        columns[to] = value;
      }
    }
  }
  const points = inner(sample.points);
  const places = queries === sample.points ? points : inner(queries);
  const { powerSums, mayLeave, ...rest } = request;
  const found = plainly({ n, d: width, c: left.length, points, columns }, places, {
    ...rest,
    degrees: left,
    inverseBandwidth: Float64Array.from(narrow.length > 0 ? narrow.map((j) => w[j]) : [1]),
  });

  const m = queries.length / d;
  const out = emptySums(d, degrees, m);
  const size = m > 0 ? out.sums.length / m : 0;
  const innerSize = m > 0 ? found.sums.length / m : 0;
  const moves = movesFor(d, degrees, wide, narrow, powersOfWide, left);
  const lost = product ? (d - width) * kernel.logValue(0) : 0;
  for (let q = 0; q < m; q++) {
    out.logScale[q] = found.logScale[q] + lost;
    const z = wide.map((_, v) => centred(queries, q, v));
    for (const { to, from, factor, powers } of moves) {
      let term = factor * found.sums[q * innerSize + from];
      for (let v = 0; v < z.length; v++) term *= (-z[v]) ** powers[v];
      out.sums[q * size + to] += term;
    }
  }
  return out;
}

function isWide(
  low: number,
  high: number,
  queries: Float64Array,
  d: number,
  j: number,
  w: number,
): boolean {
  if (!((high - low) * w < WIDE)) return false;
  for (let at = j; at < queries.length; at += d)
    if (!((high - queries[at]) * w < WIDE && (queries[at] - low) * w < WIDE)) return false;
  return true;
}

/** One term of a sum: where it goes, what it is made of, and which powers of −z it has. */
interface Move {
  readonly to: number;
  readonly from: number;
  readonly factor: number;
  readonly powers: readonly number[];
}

function movesFor(
  d: number,
  degrees: readonly number[],
  wide: readonly number[],
  narrow: readonly number[],
  powersOfWide: Int32Array,
  left: readonly number[],
): Move[] {
  const moves: Move[] = [];
  const width = narrow.length;
  let [to, column, from] = [0, 0, 0];
  for (const degree of degrees) {
    const all = exponents(d, degree);
    const count = countOfPowers(wide.length, degree);
    const starts: number[] = [];
    for (let b = 0; b < count; b++) {
      starts.push(from);
      from += width > 0 ? countOfPowers(width, left[column + b]) : 1;
    }
    const placeOf = placesAmong(exponents(Math.max(1, width), degree), Math.max(1, width));
    for (let a = 0; a * d < all.length; a++, to++) {
      const own = narrow.map((j) => all[a * d + j]);
      const place = width > 0 ? placeOf(own)! : 0;
      const target = wide.map((j) => all[a * d + j]);
      for (let b = 0; b < count; b++) {
        const powers = target.map((each, v) => each - powersOfWide[b * wide.length + v]);
        if (powers.some((each) => each < 0)) continue;
        const factor = target.reduce((all, each, v) => all * choose(each, powers[v]), 1);
        moves.push({ to, from: starts[b] + place, factor, powers });
      }
    }
    column += count;
  }
  return moves;
}
