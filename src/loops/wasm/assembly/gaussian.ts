// Gaussian kernel sums of one tile of keys, for one batch of queries, in AssemblyScript with SIMD.
//
//   t_i = Σ_j ((q_j − x_ij) s_j)²      distances
//   K_i = 2^(−t_i)                     weights, in place
//   S_k = Σ_i K_i c_ik                 one dot product a column
//
// Four rows at a time, which stay in the first cache: three short loops beat one long loop, which
// runs out of registers (3.3 against 4.2 ns a pair in f64). Rows are padded to 64 bytes. Pointers
// are bytes; the caller lays out the memory.

import { dot4 } from './dot';
import { distances } from './distances';
import { weights32, weights64 } from './weights';

export { weights64 };

// Larger than any t that leaves a weight: the skipped key gets the weight 0.
const OUT_OF_REACH = 1e30;

@inline function sums<T>(
  m: i32, end: usize, d: i32, c: i32,
  queries: usize, points: usize, columns: usize, scale: usize, skip: usize, rows: usize, out: usize,
): void {
  const step = <usize>c * 8;
  for (let b = 0; b < m; b += 4) {
    let row = rows;
    const last = rows + <usize>min(4, m - b) * end;
    for (; row < last; row += end) {
      distances<T>(row, end, d, queries, points, scale);
      const self = load<i32>(skip);
      if (self >= 0) store<T>(row + <usize>self * sizeof<T>(), <T>OUT_OF_REACH);
      queries += <usize>d * sizeof<T>();
      skip += 4;
    }
    if (sizeof<T>() == 8) weights64(rows, last - rows);
    else weights32(rows, last - rows);
    for (let k = 0; k < c; k++) {
      dot4<T>(rows, columns + <usize>k * end, end, out + <usize>k * 8, step);
    }
    out += 4 * step;
  }
}

/**
 * Writes S_k of `m` queries, [m, c] in f64, to `out`. `end` is the length of a row in bytes, a
 * multiple of 64; `skip` holds for each query a key to leave out, or −1; `rows` is space for four
 * rows. `out` has room for m rounded up to 4.
 */
export function sums64(
  m: i32, end: usize, d: i32, c: i32,
  queries: usize, points: usize, columns: usize, scale: usize, skip: usize, rows: usize, out: usize,
): void {
  sums<f64>(m, end, d, c, queries, points, columns, scale, skip, rows, out);
}

/** The same with queries, points, columns and scale in f32. */
export function sums32(
  m: i32, end: usize, d: i32, c: i32,
  queries: usize, points: usize, columns: usize, scale: usize, skip: usize, rows: usize, out: usize,
): void {
  sums<f32>(m, end, d, c, queries, points, columns, scale, skip, rows, out);
}
