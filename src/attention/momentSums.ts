// Gaussian sums of powers up to 2 from sums of degree 0, which the loops take fastest: the columns are multiplied by
// powers of x about a centre, and the sums are moved to each query afterwards. With z = (q − centre)w:
//
//   Σ K c u_j = M_j − z_j M,   Σ K c u_j u_l = M_jl − z_j M_l − z_l M_j + z_j z_l M
//
// Digits are lost as far as |z| exceeds 1, so this is for bandwidths that are not small beside the range.

import { gaussian } from '../kernels/gaussian.js';
import { chosenMethod, kernelSums } from '../sums/kernelSums.js';
import type { KernelSums, Sample, SumsMethodChoice, SumsRequest } from '../sums/types.js';

/** Columns are worth multiplying only while the moved sums keep this share of the tolerance. */
const rounding = 4e-16;

/**
 * Kernel sums of degrees up to 2 by the faster of two ways.
 *
 * @param where - the public function, for messages
 * @param sample - points and columns
 * @param queries - [m, d]
 * @param request - with degrees 0, 1 or 2
 * @param choice - the method
 */
export function momentSums(
  where: string,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  choice: SumsMethodChoice,
): KernelSums {
  const { n, d, c } = sample;
  const degree = Math.max(...request.degrees);
  const plainly = (): KernelSums => kernelSums(where, sample, queries, request, choice);
  if (degree === 0 || request.kernel !== gaussian || n === 0 || d > 3) return plainly();
  const method = chosenMethod(where, sample, queries.length / d, request, choice);
  if (method.name !== 'direct') return method.sums(sample, queries, request);
  const frame = centred(sample, queries, request.inverseBandwidth);
  if (!(rounding * frame.reach ** degree <= request.tolerance)) return plainly();
  const pairsOf = request.degrees.map((each) => exponentPairs(d, each));
  const size = pairsOf.reduce((sum, pairs) => sum + pairs.length, 0);
  const columns = new Float64Array(n * size);
  for (let k = 0, at = 0; k < c; k++) {
    for (const [j, l] of pairsOf[k]) {
      for (let i = 0; i < n; i++, at++) {
        let x = sample.columns[k * n + i];
        if (j >= 0) x *= frame.points[i * d + j];
        if (l >= 0) x *= frame.points[i * d + l];
        columns[at] = x;
      }
    }
  }
  const wide: Sample = { n, d, c: size, points: sample.points, columns };
  const zero = { ...request, degrees: Array<number>(wide.c).fill(0) };
  const out = kernelSums(where, wide, queries, zero, 'direct');
  const moved = new Float64Array(size);
  for (let q = 0, at = 0; q < queries.length / d; q++) {
    for (const pairs of pairsOf) {
      for (let s = 0; s < pairs.length; s++) {
        const [j, l] = pairs[s];
        const zj = j < 0 ? 0 : frame.queries[q * d + j];
        const zl = l < 0 ? 0 : frame.queries[q * d + l];
        const sum = out.sums[at + s];
        if (j < 0) moved[s] = sum;
        else if (l < 0) moved[s] = sum - zj * out.sums[at];
        else {
          const [first, second] = [out.sums[at + 1 + j], out.sums[at + 1 + l]];
          moved[s] = sum - zj * second - zl * first + zj * zl * out.sums[at];
        }
      }
      for (let s = 0; s < pairs.length; s++) out.sums[at++] = moved[s];
    }
  }
  return out;
}

/** The powers up to a degree in graded lexicographic order: [−1, −1], [j, −1], [j, l] with j ≤ l. */
function exponentPairs(d: number, degree: number): [number, number][] {
  const pairs: [number, number][] = [[-1, -1]];
  if (degree === 0) return pairs;
  for (let j = 0; j < d; j++) pairs.push([j, -1]);
  if (degree === 1) return pairs;
  for (let j = 0; j < d; j++) for (let l = j; l < d; l++) pairs.push([j, l]);
  return pairs;
}

/** Points and queries in bandwidths from the middle of the points, and how far the farthest lies. */
function centred(
  { n, d, points }: Sample,
  queries: Float64Array,
  w: Float64Array,
): { points: Float64Array; queries: Float64Array; reach: number } {
  const moved = [points, queries].map((data) => new Float64Array(data.length));
  let reach = 1;
  for (let j = 0; j < d; j++) {
    let [low, high] = [points[j], points[j]];
    for (let i = 1; i < n; i++) {
      low = Math.min(low, points[i * d + j]);
      high = Math.max(high, points[i * d + j]);
    }
    const centre = low + (high - low) / 2;
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
