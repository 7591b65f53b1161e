// A density of a sample: kernel sums over its sum of weights. At bounds, beyond which nothing lies, what
// the kernel puts there is folded back: the sample is joined by its images in the bounds, and the same sums
// then integrate to 1 within them (Schuster 1985).

import { unsupportedError } from '../arrays/optionError.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample, smootherRequest, smootherSums } from '../smoothers/smootherSums.js';
import type { Sample } from '../sums/types.js';

/** Where a column begins and ends; infinite where it does not. */
export interface Bounds {
  /** [d] */
  readonly lower: Float64Array;
  /** [d] */
  readonly upper: Float64Array;
}

/** A density estimate: everything but queries. */
export interface DensityEstimate {
  readonly observations: Observations;
  /** The same with their images in the bounds, one column. */
  readonly sample: Sample;
  /** Σ s of the observations alone, in the units of the sample. */
  readonly total: number;
  readonly spec: SmootherSpec;
  readonly bounds: Bounds;
}

/** A kernel that densities can be made of. */
export type DensityKernel = Kernel & { readonly distribution: (u: number) => number };

/** Beyond so many bandwidths a kernel holds no more than a part of 1, found in steps of a ratio; without these nothing. */
export function reachOf(
  { support, distribution }: DensityKernel,
  part = 1e-17,
  ratio = 1.25,
): number {
  let reach = 1;
  while (reach < support && Math.abs(distribution(-reach)) > part) reach *= ratio;
  return Math.min(reach, support);
}

/** A kernel with a longer reach is not folded at two bounds of a column, nor a bandwidth so many times their distance. */
const LONGEST = 1000;

/** A density of observations. */
export function densityEstimate(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  bounds: Bounds,
): DensityEstimate {
  let all = observations;
  for (let j = 0; j < observations.d; j++) all = withImages(where, all, spec, bounds, j);
  const { sample } = centredSample(all);
  const { columns } = sample;
  const total = columns.subarray(0, observations.n).reduce((sum, s) => sum + s, 0);
  return { observations, sample, total, spec, bounds };
}

/** Observations with their images in the bounds of a column that anything within them can be in reach of. */
function withImages(
  where: string,
  observations: Observations,
  { kernel, bandwidth }: SmootherSpec,
  { lower, upper }: Bounds,
  j: number,
): Observations {
  const { n, d, x } = observations;
  const [low, high] = [lower[j], upper[j]];
  if (low === -Infinity && high === Infinity) return observations;
  const width = high - low;
  const reach = reachOf(kernel as DensityKernel) * bandwidth[j];
  // Under a compact kernel what is farther counts nothing; else next to what is near it may count at a far query.
  const from = low - (kernel.support < Infinity ? reach : width + reach);
  const to = high + (kernel.support < Infinity ? reach : width + reach);
  const rounds = width < Infinity ? Math.ceil(reach / (2 * width)) + 1 : 0;
  if (rounds > LONGEST) {
    const expected = `two bounds must be at least a ${2 * LONGEST}th apart of how far the kernel reaches`;
    throw unsupportedError(where, expected, `${width} and ${reach}, ${kernel.name}`);
  }
  const rows: number[] = Array.from({ length: n }, (_, i) => i);
  const places: number[] = Array.from({ length: n }, (_, i) => x[i * d + j]);
  const add = (i: number, place: number) => {
    if (!(place >= from && place <= to)) return;
    rows.push(i);
    places.push(place);
  };
  for (let i = 0; i < n; i++) {
    const own = x[i * d + j];
    if (width === Infinity) add(i, low > -Infinity ? 2 * low - own : 2 * high - own);
    else
      for (let round = -rounds; round <= rounds; round++) {
        if (round !== 0) add(i, own + 2 * round * width);
        add(i, 2 * low - own + 2 * round * width);
      }
  }
  const all = rowsAt(observations, rows);
  places.forEach((place, r) => {
    all.x[r * d + j] = place;
  });
  return all;
}

/**
 * Observations on a line with their images in the one bound that there is: for who looks at the shape of a
 * density, which else would be one that jumps. `undefined` where there is none, or two.
 */
export function mirrored(
  observations: Observations,
  { lower, upper }: Bounds,
): Observations | undefined {
  const { n, d, x } = observations;
  const bound = [lower[0], upper[0]].filter(Number.isFinite);
  if (d > 1 || bound.length !== 1) return undefined;
  const both = rowsAt(
    observations,
    Array.from({ length: 2 * n }, (_, i) => i % n),
  );
  for (let i = 0; i < n; i++) both.x[n + i] = 2 * bound[0] - x[i];
  return both;
}

/** Whether a query lies outside the bounds. */
function isOutside(queries: Float64Array, q: number, { lower, upper }: Bounds): boolean {
  const d = lower.length;
  for (let j = 0; j < d; j++) {
    const at = queries[q * d + j];
    if (at < lower[j] || at > upper[j]) return true;
  }
  return false;
}

/**
 * The density at queries [m, d], or its logarithm, which holds however far they are:
 *
 *   f(q) = Σ_i s_i Π_j K((q_j − x_ij)/h_j)/h_j / Σ_i s_i
 *
 * @returns [m]; 0 outside the bounds, with logarithm −∞
 */
export function densityAt(
  where: string,
  estimate: DensityEstimate,
  queries: Float64Array,
  isLog: boolean,
): Float64Array {
  const { sample, total, spec, bounds } = estimate;
  // as they are: a smoother takes one far wider than the data for one that is not
  const inverseBandwidth = spec.bandwidth.map((h) => 1 / h);
  const request = { ...smootherRequest(sample, spec, queries), inverseBandwidth };
  const { sums, logScale } = smootherSums(where, sample, queries, request, spec.method);
  const volume = spec.bandwidth.reduce((product, h) => product * h, total);
  const logVolume = spec.bandwidth.reduce((sum, h) => sum + Math.log(h), Math.log(total));
  const areBounded = [...bounds.lower, ...bounds.upper].some(Number.isFinite);
  // what cancels or is far may be negative too
  const isNegative =
    isLog && sums.some((sum) => sum < 0 || (spec.kernel.isSigned && Number.isNaN(sum)));
  if (isNegative) {
    const expected = 'kernel must be nowhere below 0 for logarithms of densities';
    throw unsupportedError(where, expected, spec.kernel.name);
  }
  for (let q = 0; q < sums.length; q++) {
    const sum = sums[q];
    if (areBounded && isOutside(queries, q, bounds)) sums[q] = isLog ? -Infinity : 0;
    else if (Number.isNaN(sum) && spec.kernel.isSigned)
      sums[q] = plainSum(estimate, queries, q) / volume;
    else if (Number.isNaN(sum)) {
      const log = farLog(estimate, queries, q) - logVolume;
      sums[q] = isLog ? log : Math.exp(log);
    } else if (isLog) sums[q] = Math.log(sum) + logScale[q] - logVolume;
    else sums[q] = logScale[q] === 0 ? sum / volume : (sum / volume) * Math.exp(logScale[q]);
  }
  return sums;
}

/** Σ_i s_i Π_j K(u_ij) where weights cancel. */
function plainSum({ sample, spec }: DensityEstimate, queries: Float64Array, q: number): number {
  const { n, d, points, columns } = sample;
  const { kernel, bandwidth } = spec;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let product = columns[i];
    for (let j = 0; j < d; j++)
      product *= kernel.value((queries[q * d + j] - points[i * d + j]) / bandwidth[j]);
    sum += product;
  }
  return sum;
}

/** log Σ_i s_i Π_j K(u_ij) where squares of u are no numbers. */
function farLog({ sample, spec }: DensityEstimate, queries: Float64Array, q: number): number {
  const { n, d, points, columns } = sample;
  const { kernel, bandwidth } = spec;
  const logs = Float64Array.from({ length: n }, (_, i) => {
    let log = Math.log(columns[i]);
    for (let j = 0; j < d; j++)
      log += kernel.logValue((queries[q * d + j] - points[i * d + j]) / bandwidth[j]);
    return log;
  });
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (largest === -Infinity) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
