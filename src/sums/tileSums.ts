// Gaussian sums of degree 0 by tiles: a tile of keys is copied next to the loops once, then all
// queries pass over it in batches. O(n·m·d) time; memory is the result and one tile that stays in
// the first cache.

import type { GaussianLoops } from '../loops/gaussianRows.js';
import type { Sample } from './types.js';

/** Rows of weights the loops work on at once. */
const ROWS = 4;

/** Bytes of a tile: points, columns and rows of weights together. */
const TILE_BYTES = 24576;

/** Bytes of a line of memory: rows are padded to whole lines. */
const LINE = 64;

/** Queries of a batch, and the numbers they may take. */
const BATCH = 64;
const BATCH_NUMBERS = 4096;

/**
 * Adds S_k(q) = Σᵢ 2^(−Σⱼ((qⱼ − xᵢⱼ)·sⱼ)²)·cᵢₖ to `out`.
 *
 * @param loops - the loops over one tile
 * @param single - work in f32: sums of one tile keep 7 digits, tiles are added in f64
 * @param sample - keys and columns
 * @param queries - shape [m, d]
 * @param scale - sⱼ, shape [d]
 * @param skip - for each query the key to leave out, or −1, shape [m]
 * @param out - shape [m, c]
 */
export function tileSumsInto(
  loops: GaussianLoops,
  single: boolean,
  sample: Sample,
  queries: Float64Array,
  scale: Float64Array,
  skip: Int32Array,
  out: Float64Array,
): void {
  const { n, d, c } = sample;
  const m = skip.length;
  const width = single ? 4 : 8;
  const inner = (single && loops.sums32) || loops.sums64;
  const end = rowBytes(n, d + c + ROWS, width);
  const size = end / width;
  const batch = Math.max(ROWS, Math.min(BATCH, (BATCH_NUMBERS / Math.max(c, d)) & -ROWS));

  const at = { points: loops.base, columns: 0, rows: 0, queries: 0, scale: 0, skip: 0, out: 0 };
  at.columns = at.points + d * end;
  at.rows = at.columns + c * end;
  at.out = at.rows + ROWS * end;
  at.queries = at.out + batch * c * 8;
  at.scale = at.queries + batch * d * 8;
  at.skip = at.scale + d * 8;
  const buffer = loops.memory(at.skip + batch * 4);
  const Numbers = single ? Float32Array : Float64Array;
  const tilePoints = new Numbers(buffer, at.points, d * size);
  const tileColumns = new Numbers(buffer, at.columns, c * size);
  const batchQueries = new Numbers(buffer, at.queries, batch * d);
  const batchSkip = new Int32Array(buffer, at.skip, batch);
  const batchOut = new Float64Array(buffer, at.out, batch * c);
  new Numbers(buffer, at.scale, d).set(scale);
  const units = single ? columnUnits(sample) : new Float64Array(c).fill(1);

  for (let start = 0; start < n; start += size) {
    const count = Math.min(size, n - start);
    copyTile(sample, start, count, size, units, tilePoints, tileColumns);
    for (let first = 0; first < m; first += batch) {
      const rows = Math.min(batch, m - first);
      batchQueries.set(queries.subarray(first * d, (first + rows) * d));
      for (let b = 0; b < rows; b++) {
        const self = skip[first + b] - start;
        batchSkip[b] = self >= 0 && self < count ? self : -1;
      }
      inner(rows, end, d, c, at.queries, at.points, at.columns, at.scale, at.skip, at.rows, at.out);
      for (let b = 0, o = first * c; b < rows; b++) {
        for (let k = 0; k < c; k++, o++) out[o] += batchOut[b * c + k] * units[k];
      }
    }
  }
}

/** Length of a row in bytes: whole lines, so many that a tile of `rows` rows stays in the cache. */
function rowBytes(n: number, rows: number, width: number): number {
  const wanted = Math.ceil((n * width) / LINE);
  const fitting = Math.floor(TILE_BYTES / rows / LINE);
  return Math.max(1, Math.min(wanted, fitting)) * LINE;
}

/**
 * Powers of two near the largest number of each column: an f32 holds every column divided by its
 * own.
 */
function columnUnits({ n, c, columns }: Sample): Float64Array {
  const units = new Float64Array(c);
  for (let k = 0; k < c; k++) {
    let largest = 0;
    for (let i = k * n; i < (k + 1) * n; i++) largest = Math.max(largest, Math.abs(columns[i]));
    units[k] = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  }
  return units;
}

/** Copies keys by dimension and columns into a tile; what pads the tile has no weight. */
function copyTile(
  { n, d, c, points, columns }: Sample,
  start: number,
  count: number,
  size: number,
  units: Float64Array,
  tilePoints: Float64Array | Float32Array,
  tileColumns: Float64Array | Float32Array,
): void {
  if (count < size) {
    tilePoints.fill(0);
    tileColumns.fill(0);
  }
  for (let j = 0; j < d; j++) {
    for (let i = 0, p = start * d + j; i < count; i++, p += d) tilePoints[j * size + i] = points[p];
  }
  for (let k = 0; k < c; k++) {
    for (let i = 0, p = k * n + start; i < count; i++) {
      tileColumns[k * size + i] = columns[p + i] / units[k];
    }
  }
}
