import { exponents } from '../../src/sums/powers.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';

/**
 * Sums of one query with the sums of |terms|, c₀ times the largest |c|/c₀ in place of |c|; both over
 * e^logScale.
 */
export interface NaiveSums {
  readonly logScale: number;
  readonly sums: number[];
  readonly absolute: number[];
}

/**
 * Kernel sums of a query in log space, term by term, exponents as differences from those of the
 * nearest point.
 */
export function naiveGaussianSums(
  { n, d, c, points, columns }: Sample,
  queries: Float64Array,
  row: number,
  request: SumsRequest,
): NaiveSums {
  const w = request.inverseBandwidth;
  const stretch = request.squared ? 2 : 1;
  const one = request.kernel.value(0) ** ((request.product ? d : 1) * stretch);
  const x = (i: number, j: number) => points[i * d + j];
  const q = (j: number) => queries[row * d + j];
  const difference = (i: number, r: number) => {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      sum += w[j] * (x(i, j) - x(r, j)) * (w[j] * (x(i, j) - q(j)) + w[j] * (x(r, j) - q(j)));
    }
    return sum;
  };
  const counts = (i: number) => {
    if (request.excludeSelf && i === row) return false;
    for (let k = 0; k < c; k++) if (columns[k * n + i] !== 0) return true;
    return false;
  };
  let nearest = -1;
  for (let i = 0; i < n; i++) {
    if (!counts(i)) continue;
    if (nearest < 0 || difference(i, nearest) < 0) nearest = i;
  }
  const lists = request.degrees.map((degree) => exponents(d, degree));
  const size = lists.reduce((sum, list) => sum + list.length / d, 0);
  const sums = new Array<number>(size).fill(0);
  const absolute = new Array<number>(size).fill(0);
  if (nearest < 0) return { logScale: 0, sums, absolute };
  let top = -Infinity;
  const depths = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    depths[i] = (-stretch * difference(i, nearest)) / 2;
    let largest = 0;
    for (let k = 0; k < c; k++) largest = Math.max(largest, Math.abs(columns[k * n + i]));
    if (!counts(i)) depths[i] = -Infinity;
    else top = Math.max(top, depths[i] + Math.max(-700, Math.log(largest)));
  }
  const ratios = new Float64Array(c);
  for (let i = 0; i < n; i++) {
    for (let k = 0; columns[i] > 0 && k < c; k++) {
      ratios[k] = Math.max(ratios[k], Math.abs(columns[k * n + i]) / columns[i]);
    }
  }
  for (let i = 0; i < n; i++) {
    const e = Math.exp(depths[i] - top) * one;
    let at = 0;
    lists.forEach((alpha, k) => {
      const term = e * columns[k * n + i];
      for (let a = 0; a < alpha.length / d; a++, at++) {
        let power = 1;
        for (let j = 0; j < d; j++) power *= (w[j] * (x(i, j) - q(j))) ** alpha[a * d + j];
        if (term === 0) continue;
        sums[at] += term * power;
        absolute[at] += e * columns[i] * ratios[k] * Math.max(1, Math.abs(power));
      }
    });
  }
  let square = 0;
  for (let j = 0; j < d; j++) square += (w[j] * (x(nearest, j) - q(j))) ** 2;
  return { logScale: top - (stretch * square) / 2, sums, absolute };
}

/** The largest error of a query's sums over the sums of its absolute terms. */
export function relativeError(
  found: { readonly logScale: Float64Array; readonly sums: Float64Array },
  naive: NaiveSums,
  row: number,
): number {
  const size = naive.sums.length;
  const shift = found.logScale[row] - naive.logScale;
  // far away |u|² itself is rounded: the sums are compared beside each other, and the size of the
  // first by its logarithm
  let scale = Math.abs(shift) <= 2e-15 * Math.abs(naive.logScale) ? 1 : Math.exp(shift);
  if (Math.abs(naive.logScale) > 1e3 && naive.sums[0] > 0) {
    scale = naive.sums[0] / found.sums[row * size];
    if (!(Math.abs(shift - Math.log(scale)) <= 1e-12 * Math.abs(naive.logScale))) return Infinity;
  }
  let worst = 0;
  for (let a = 0; a < size; a++) {
    const sum = found.sums[row * size + a] * scale;
    // less than the smallest normal number beside the largest column: not representable with one
    // scale a query
    if (naive.absolute[a] < 1e-300 && Math.abs(sum) < 1e-290) continue;
    const error = Math.abs(sum - naive.sums[a]) / naive.absolute[a];
    if (!(error <= worst)) worst = error;
  }
  return worst;
}
