import { gaussian } from '../../src/kernels/gaussian.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';

/**
 * Sums of one query by the definition, with compensated addition, and Σ K·max(1, |u^α|)·c₀·R of
 * each, R the largest |c|/c₀.
 */
export interface NaiveSums {
  readonly sums: number[];
  readonly scales: number[];
  /** log of the factor left out of both. */
  readonly logScale: number;
}

/**
 * Kernel sums of one query in log space. Gaussian exponents are taken relative to the nearest point
 * in the form that keeps their differences, so that this is a reference for far queries too.
 *
 * @param powers - exponents of the powers in their order, for the largest degree
 */
export function naiveSums(
  sample: Sample,
  q: readonly number[],
  request: SumsRequest,
  powers: readonly (readonly number[])[],
  skip: number,
): NaiveSums {
  const { n, d, c, points, columns } = sample;
  const { kernel, product, squared, degrees, inverseBandwidth: w } = request;
  const isGaussian = kernel === gaussian;
  const logs = new Float64Array(n);
  const x = (i: number, j: number): number => points[i * d + j];
  const u = (i: number, j: number): number => (x(i, j) - q[j]) * w[j];
  const difference = (i: number, r: number): number => {
    let e = 0;
    for (let j = 0; j < d; j++) e += 0.5 * ((x(r, j) - x(i, j)) * w[j]) * -(u(i, j) + u(r, j));
    return e;
  };
  let nearest = skip === 0 ? 1 : 0;
  for (let i = 0; isGaussian && i < n; i++) {
    if (i !== skip && difference(i, nearest) < 0) nearest = i;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    if (isGaussian) logs[i] = -difference(i, nearest);
    else if (product) for (let j = 0; j < d; j++) logs[i] += kernel.logValue(u(i, j));
    else logs[i] = kernel.logValue(Math.hypot(...Array.from({ length: d }, (_, j) => u(i, j))));
    if (squared) logs[i] *= 2;
    if (i === skip) logs[i] = Number.NEGATIVE_INFINITY;
    top = Math.max(top, logs[i] + Math.log(columns[i]));
  }
  let reference = 0;
  if (isGaussian && n > (skip < 0 ? 0 : 1)) {
    for (let j = 0; j < d; j++) reference -= u(nearest, j) ** 2 / 2;
    reference += kernel.logValue(0) * (product ? d : 1);
    if (squared) reference *= 2;
  }
  const sums: number[] = [];
  const scales: number[] = [];
  for (let k = 0; k < c; k++) {
    let ratio = 0;
    for (let i = 0; i < n; i++) {
      if (columns[i] > 0) ratio = Math.max(ratio, Math.abs(columns[k * n + i]) / columns[i]);
    }
    for (const power of powers) {
      if (power.reduce((a, b) => a + b, 0) > degrees[k]) continue;
      let sum = 0;
      let rest = 0;
      let scale = 0;
      for (let i = 0; i < n; i++) {
        if (logs[i] === Number.NEGATIVE_INFINITY) continue;
        let term = Math.exp(logs[i] - top) * columns[k * n + i];
        const size = Math.exp(logs[i] - top) * columns[i] * ratio;
        let factor = 1;
        for (let j = 0; j < d; j++) factor *= u(i, j) ** power[j];
        term *= factor;
        scale += size * Math.max(1, Math.abs(factor));
        const next = sum + term;
        rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      sums.push(sum + rest);
      scales.push(scale);
    }
  }
  return { sums, scales, logScale: top + reference };
}
