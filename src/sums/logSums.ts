// Sums in log space, for the queries whose plain sums are lost to underflow: far from all keys, or
// next to keys of tiny weight. The largest contribution is found first; then those above e^−745 of
// it are summed relative to it. O(n) time a query, O(n) memory once.

import { logKernel } from './logKernel.js';
import { powers } from './powers.js';
import { sumError } from './squareDifference.js';
import type { KernelSums, Sample, SumsRequest } from './types.js';

/** exp(−745) is the smallest positive double: smaller contributions cannot be told from 0. */
const REACH = 745;

/**
 * The rounding of logScale goes into the sums while its factor is below e^32, that is to about 10⁸
 * bandwidths.
 */
const FOLDED = 32;

/**
 * Each round of the search for the largest contribution decides another 16 digits; more are needed
 * only for rounding cycles.
 */
const ROUNDS = 64;

/**
 * Writes the sums of the chosen queries to `out`, each with the logarithm of its largest
 * contribution as logScale.
 *
 * @param constant - what log K has besides the logarithm that the loops take
 * @param chosen - which queries
 * @param skip - for each query the key to leave out, or −1, shape [m]
 * @param out - logScale and sums of all queries; only those of the chosen are written
 */
export function logSumsInto(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  constant: number,
  chosen: readonly number[],
  skip: Int32Array,
  out: KernelSums,
): void {
  const { n, d, c, points, columns } = sample;
  const { degrees, inverseBandwidth: w } = request;
  const { counts, parent, variable } = powers(d, Math.max(0, ...degrees));
  const size = out.sums.length / skip.length;
  const kernel = logKernel(sample, queries, request);
  const largest = largestColumns(sample);
  const logLargest = largest.map(Math.log);
  const logs = new Float64Array(n);
  const power = new Float64Array(parent.length);

  for (const q of chosen) {
    const sums = out.sums.subarray(q * size, (q + 1) * size).fill(0);
    out.logScale[q] = 0;
    let r = -1;
    for (let i = 0; i < n; i++) {
      const log = largest[i] > 0 && i !== skip[q] ? kernel.value(q, i) + logLargest[i] : -Infinity;
      logs[i] = log;
      if (log > (r < 0 ? -Infinity : logs[r])) r = i;
    }
    if (r < 0) continue;

    r = leadsInto(logs, r, d, (i, than) => {
      return kernel.difference(q, i, than) + (logLargest[i] - logLargest[than]);
    });
    for (let i = 0; i < n; i++) {
      if (!(logs[i] >= -REACH)) continue;
      power[0] = Math.exp(Math.min(0, logs[i]));
      for (let p = 1; p < power.length; p++) {
        const j = variable[p];
        power[p] = power[parent[p]] * ((points[i * d + j] - queries[q * d + j]) * w[j]);
      }
      for (let k = 0, s = 0; k < c; k++) {
        const relative = columns[k * n + i] / largest[i];
        for (let p = 0; p < counts[degrees[k]]; p++, s++) sums[s] += power[p] * relative;
      }
    }
    const main = kernel.value(q, r);
    const rest = kernel.remainder(q, r) + logLargest[r] + constant;
    const log = main + (Number.isFinite(rest) ? rest : 0);
    const lost = sumError(main, rest, log);
    if (Math.abs(lost) < FOLDED) scaleInto(sums, Math.exp(lost));
    out.logScale[q] = log;
  }
}

/**
 * Replaces the logarithms of the contributions by what they are above that of the largest one,
 * exactly.
 *
 * @param logs - logarithms rounded to doubles; those of a far query differ by less than their
 *   rounding
 * @param r - where they are largest
 * @param difference - exact difference of two logarithms
 * @returns where the exact ones are largest
 */
function leadsInto(
  logs: Float64Array,
  r: number,
  d: number,
  difference: (i: number, than: number) => number,
): number {
  const lowest = logs[r] - REACH - 1e-14 * d * Math.abs(logs[r]);
  for (let i = 0; i < logs.length; i++) if (logs[i] < lowest) logs[i] = -Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    let best = r;
    logs[r] = 0;
    for (let i = 0; i < logs.length; i++) {
      if (logs[i] === -Infinity) continue;
      if (i !== r) logs[i] = difference(i, r);
      if (logs[i] > logs[best]) best = i;
    }
    // Keys that tie when they are measured from a distant one may differ when they are measured
    // from each other.
    if (best === r) return r;
    r = best;
  }
  return r;
}

/** maxₖ |cᵢₖ| of each key. */
function largestColumns({ n, c, columns }: Sample): Float64Array {
  const largest = new Float64Array(n);
  for (let k = 0; k < c; k++) {
    for (let i = 0; i < n; i++) largest[i] = Math.max(largest[i], Math.abs(columns[k * n + i]));
  }
  return largest;
}

function scaleInto(sums: Float64Array, factor: number): void {
  for (let s = 0; s < sums.length; s++) sums[s] *= factor;
}
