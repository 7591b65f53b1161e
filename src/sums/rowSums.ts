// Sums of any kernel and any powers, a row at a time: differences, the kernel once for the whole
// row, then each power is an earlier power times one variable, and each sum a dot product with a
// column. O(n·m·(d + sums)) time.

import type { GaussianLoops } from '../loops/GaussianLoops.js';
import { kernelRow } from './kernelRow.js';
import { powers } from './powers.js';
import type { Sample, SumsRequest } from './types.js';

/**
 * Numbers in the rows of one tile, so that they stay in the cache; a row has between 64 and 512
 * keys.
 */
const TILE_NUMBERS = 8192;

/**
 * Adds S[α,k](q) = Σᵢ K((xᵢ−q)·w) · ((xᵢ−q)·w)^α · cᵢₖ to `out`; the Gaussian without its constant.
 *
 * @param loops - the Gaussian loops
 * @param skip - for each query the key to leave out, or −1, shape [m]
 * @param out - shape [m, size], column after column
 */
export function rowSumsInto(
  loops: GaussianLoops,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  skip: Int32Array,
  out: Float64Array,
): void {
  const { n, d, c, columns } = sample;
  const { degrees } = request;
  const { counts, parent, variable } = powers(d, Math.max(0, ...degrees));
  const total = parent.length;
  const size = Math.min(512, Math.max(64, (TILE_NUMBERS / (d + total)) & ~7));
  const kernel = kernelRow(request, d, size, loops);
  const u = new Float64Array(d * size);
  const rows = [kernel.row];
  for (let p = 1; p < total; p++) rows.push(new Float64Array(size));

  for (let q = 0, o = 0; q < skip.length; q++) {
    const next = o + degrees.reduce((sum, degree) => sum + counts[degree], 0);
    for (let start = 0; start < n; start += size) {
      const count = Math.min(size, n - start);
      differencesInto(sample, start, count, queries, q, request.inverseBandwidth, size, u);
      kernel.fill(u, count);
      const self = skip[q] - start;
      if (self >= 0 && self < count) kernel.row[self] = 0;
      for (let p = 1; p < total; p++) {
        multiplyInto(rows[parent[p]], u, variable[p] * size, count, rows[p]);
      }
      for (let k = 0, s = o; k < c; k++) {
        for (let p = 0; p < counts[degrees[k]]; p++, s++) {
          out[s] += dot(rows[p], columns, k * n + start, count);
        }
      }
    }
    o = next;
  }
}

/**
 * u_ij = (x_ij − q_j)·w_j, by dimension: subtract first, so that a common offset cancels exactly.
 */
function differencesInto(
  { d, points }: Sample,
  start: number,
  count: number,
  queries: Float64Array,
  query: number,
  inverseBandwidth: Float64Array,
  size: number,
  u: Float64Array,
): void {
  for (let j = 0; j < d; j++) {
    const q = queries[query * d + j];
    const w = inverseBandwidth[j];
    for (let i = 0, p = start * d + j; i < count; i++, p += d)
      u[j * size + i] = (points[p] - q) * w;
  }
}

function multiplyInto(
  a: Float64Array,
  u: Float64Array,
  first: number,
  count: number,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) out[i] = a[i] * u[first + i];
}

function dot(row: Float64Array, column: Float64Array, first: number, count: number): number {
  let even = 0;
  let odd = 0;
  const last = count & ~1;
  for (let i = 0; i < last; i += 2) {
    even += row[i] * column[first + i];
    odd += row[i + 1] * column[first + i + 1];
  }
  if (last < count) even += row[last] * column[first + last];
  return even + odd;
}
