// Gaussian sums of powers up to 2 from sums of degree 0, which the loops take fastest: the columns
// are multiplied by powers of x about a centre, and the sums are moved to each query afterwards.
// With z = (q − centre)w:
//
//   Σ K c u_j = M_j − z_j M,   Σ K c u_j u_l = M_jl − z_j M_l − z_l M_j + z_j z_l M
//
// Digits are lost as far as |z| exceeds 1, and beside |u| below 1: this is for bandwidths that are not
// small beside the range, with errors relative to Σ K|c|.

import { gaussian } from '../kernels/gaussian.js';
import { powers } from './powers.js';
import { type PowerSums, pointRange, type Sample, type SumsRequest } from './types.js';

/** Columns are worth multiplying only while the moved sums keep this share of the tolerance. */
const ROUNDING = 4e-16;

/** From more dimensions on there are more products than are worth it. */
const MOST_DIMENSIONS = 3;

/**
 * Whether sums of powers up to a degree are moved without losing too many digits.
 *
 * @param reach - how far points and queries lie from the centre, in bandwidths
 */
export function isMovable(d: number, request: SumsRequest, reach: number): boolean {
  const { kernel, degrees, tolerance } = request;
  const degree = Math.max(...degrees);
  if (kernel !== gaussian || degree < 1 || degree > 2 || d > MOST_DIMENSIONS) return false;
  return ROUNDING * Math.max(1, reach) ** degree <= tolerance;
}

/** Sums of powers up to 2 of a Gaussian, unless too many digits would be lost. */
export const momentSums: PowerSums = (sample, queries, request, plainly) => {
  const { n, d, c } = sample;
  const { degrees, inverseBandwidth } = request;
  const degree = Math.max(...degrees);
  if (n === 0 || !isMovable(d, request, 1)) return undefined;
  const centred = centredOn(sample, queries, inverseBandwidth);
  if (!isMovable(d, request, centred.reach)) return undefined;
  const { counts, parent, variable } = powers(d, degree);
  const size = degrees.reduce((sum, each) => sum + counts[each], 0);
  const columns = new Float64Array(n * size);
  for (let k = 0, first = 0; k < c; first += counts[degrees[k++]] * n) {
    columns.set(sample.columns.subarray(k * n, (k + 1) * n), first);
    for (let p = 1, at = first + n; p < counts[degrees[k]]; p++) {
      const from = first + parent[p] * n;
      for (let i = 0, x = variable[p]; i < n; i++, at++, x += d) {
        columns[at] = columns[from + i] * centred.points[x];
      }
    }
  }
  const wide = { n, d, c: size, points: sample.points, columns };
  const out = plainly(wide, { ...request, degrees: Array<number>(size).fill(0) });
  const m = queries.length / d;
  for (let q = 0, at = 0; q < m; q++) {
    const z = q * d;
    for (const each of degrees) {
      moveInto(out.sums, at, d, each, centred.queries, z);
      at += counts[each];
    }
  }
  return out;
};

/** Moves the sums of one column from the centre to z. */
function moveInto(
  sums: Float64Array,
  at: number,
  d: number,
  degree: number,
  queries: Float64Array,
  z: number,
): void {
  if (degree === 0) return;
  const total = sums[at];
  if (degree === 2) {
    for (let j = 0, s = at + 1 + d; j < d; j++) {
      const [zj, first] = [queries[z + j], sums[at + 1 + j]];
      for (let l = j; l < d; l++, s++) {
        sums[s] += zj * (queries[z + l] * total - sums[at + 1 + l]) - queries[z + l] * first;
      }
    }
  }
  for (let j = 0; j < d; j++) sums[at + 1 + j] -= queries[z + j] * total;
}

/**
 * Points and queries in bandwidths from the middle of the points, and how far the farthest lies.
 */
function centredOn(
  sample: Sample,
  queries: Float64Array,
  w: Float64Array,
): { points: Float64Array; queries: Float64Array; reach: number } {
  const { d, points } = sample;
  const { low, high } = pointRange(sample);
  const moved = [points, queries].map((data) => new Float64Array(data.length));
  let reach = 1;
  for (let j = 0; j < d; j++) {
    const centre = low[j] + (high[j] - low[j]) / 2;
    for (const [t, data] of [points, queries].entries()) {
      const out = moved[t];
      for (let at = j; at < data.length; at += d) {
        out[at] = (data[at] - centre) * w[j];
        const size = Math.abs(out[at]);
        if (!(size <= reach)) reach = size;
      }
    }
  }
  return { points: moved[0], queries: moved[1], reach };
}
