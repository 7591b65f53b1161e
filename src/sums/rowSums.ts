// Sums of any kernel and any powers, a row at a time: distances, the kernel once for the whole row,
// then each power is an earlier power times one variable, and each sum a dot product with a column.
// O(n·m·(d + sums)) time.

import type { GaussianLoops } from '../loops/gaussianRows.js';
import { dotPairInto, squaresInto } from '../loops/packedRows.js';
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
  { n, d, c, points, columns }: Sample,
  queries: Float64Array,
  request: SumsRequest,
  skip: Int32Array,
  out: Float64Array,
): void {
  const { degrees, inverseBandwidth: w } = request;
  const { counts, parent, variable } = powers(d, Math.max(0, ...degrees));
  const total = parent.length;
  const tile = Math.min(512, Math.max(64, (TILE_NUMBERS / (d + total)) & ~7));
  const size = Math.min(tile, (n + 7) & ~7);
  const kernel = kernelRow(request, d, size, loops);
  const { row, byDimension } = kernel;
  const x = new Float64Array(d * size);
  const u = new Float64Array(byDimension || total > 1 ? d * size : 0);
  const product = new Float64Array(byDimension ? size : 0);
  const rows = [row];
  for (let p = 1; p < total; p++) rows.push(new Float64Array(size));
  const first = [0];
  for (const degree of degrees) first.push(first[first.length - 1] + counts[degree]);
  const sums = first[c];

  for (let start = 0; start < n; start += size) {
    const count = Math.min(size, n - start);
    for (let j = 0; j < d; j++) {
      for (let i = 0, p = start * d + j; i < count; i++, p += d) x[j * size + i] = points[p];
    }
    for (let q = 0, o = 0; q < skip.length; q++, o += sums) {
      // Subtract first, so that a common offset cancels exactly.
      if (byDimension || total > 1) {
        for (let j = 0; j < d; j++)
          differencesInto(x, j * size, count, queries[q * d + j], w[j], u);
      }
      if (!byDimension) {
        squaresInto(d, x, size, count, queries, q * d, w, row);
        kernel.fill(count);
      } else {
        for (let j = d - 1; j >= 0; j--) {
          for (let i = 0; i < count; i++) row[i] = u[j * size + i];
          kernel.fill(count);
          if (j < d - 1) multiplyInto(product, row, 0, count, row);
          if (j > 0) for (let i = 0; i < count; i++) product[i] = row[i];
        }
      }
      const self = skip[q] - start;
      if (self >= 0 && self < count) row[self] = 0;
      for (let p = 1; p < total; p++) {
        multiplyInto(rows[parent[p]], u, variable[p] * size, count, rows[p]);
      }
      for (let p = 0; p < total; p++) {
        let waiting = -1;
        for (let k = 0; k < c; k++) {
          if (p >= counts[degrees[k]]) continue;
          if (waiting < 0) {
            waiting = k;
            continue;
          }
          const [a, b] = [waiting * n + start, k * n + start];
          dotPairInto(count, rows[p], columns, a, b, out, o + first[waiting] + p, o + first[k] + p);
          waiting = -1;
        }
        if (waiting < 0) continue;
        const [a, to] = [waiting * n + start, o + first[waiting] + p];
        dotPairInto(count, rows[p], columns, a, a, out, to, to);
      }
    }
  }
}

function differencesInto(
  x: Float64Array,
  first: number,
  count: number,
  q: number,
  w: number,
  u: Float64Array,
): void {
  for (let i = first; i < first + count; i++) u[i] = (x[i] - q) * w;
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
