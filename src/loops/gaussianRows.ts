// The plain twin of the WebAssembly loops: the same steps, a row at a time, the same digits to
// 1e-12.

import { negativePowersInto } from './exp.js';

/**
 * The Gaussian loops over one tile of keys, written twice: for WebAssembly and in plain TypeScript.
 *
 *   t_i = Σ_j ((q_j − x_ij) s_j)²     K_i = 2^(−t_i)     S_k = Σ_i K_i c_ik
 *
 * Numbers are handed over in one block of memory; pointers are bytes from its start. The loops keep
 * nothing between calls, so that whoever calls them copies in, calls, and copies out without
 * running anyone else's code in between.
 */
export interface GaussianLoops {
  /** The first byte free for tiles, a multiple of 64. */
  readonly base: number;
  /**
   * The block of memory, with at least `bytes` bytes. Views of an earlier block may be detached.
   */
  memory(bytes: number): ArrayBuffer;
  /** Sums of `m` queries over one tile in f64. */
  readonly sums64: TileSums;
  /** The same with queries, points, columns and scale in f32; only where it is faster. */
  readonly sums32?: TileSums;
  /** Replaces each t ≥ 0 of a row of `end` bytes by 2^(−t). */
  weights64(row: number, end: number): void;
}

/**
 * @param m - queries
 * @param end - bytes of a row of the tile, a multiple of 64
 * @param d - dimensions
 * @param c - columns
 * @param queries - [m, d]
 * @param points - [d, end], by dimension
 * @param columns - [c, end]
 * @param scale - s_j, [d]
 * @param skip - for each query the position of a key to leave out, or −1; 32-bit integers [m]
 * @param rows - space for four rows
 * @param out - S_k, f64, [m, c], with room for m rounded up to a multiple of four
 */
export type TileSums = (
  m: number,
  end: number,
  d: number,
  c: number,
  queries: number,
  points: number,
  columns: number,
  scale: number,
  skip: number,
  rows: number,
  out: number,
) => void;

/** Larger than any t that leaves a weight: the skipped key gets the weight 0. */
const OUT_OF_REACH = 1e30;

let numbers = new Float64Array(4096);
let integers = new Int32Array(numbers.buffer);

/** The Gaussian loops without WebAssembly, on a block of memory of their own. */
export const gaussianRows: GaussianLoops = {
  base: 0,
  memory(bytes) {
    if (numbers.byteLength < bytes) {
      numbers = new Float64Array(Math.ceil(bytes / 8));
      integers = new Int32Array(numbers.buffer);
    }
    return numbers.buffer;
  },
  sums64(m, end, d, c, queries, points, columns, scale, skip, row, out) {
    const count = end >> 3;
    const first = row >> 3;
    for (let b = 0; b < m; b++) {
      distancesInto(count, d, (queries >> 3) + b * d, points >> 3, scale >> 3, first);
      const self = integers[(skip >> 2) + b];
      if (self >= 0) numbers[first + self] = OUT_OF_REACH;
      negativePowersInto(numbers, first, first + count);
      for (let k = 0; k < c; k++) {
        numbers[(out >> 3) + b * c + k] = dot(first, (columns >> 3) + k * count, count);
      }
    }
  },
  weights64(row, end) {
    negativePowersInto(numbers, row >> 3, (row + end) >> 3);
  },
};

/** row_i = Σ_j ((q_j − x_ij) s_j)². */
function distancesInto(
  count: number,
  d: number,
  query: number,
  points: number,
  scale: number,
  row: number,
): void {
  const memory = numbers;
  for (let j = 0; j < d; j++) {
    const q = memory[query + j];
    const s = memory[scale + j];
    const x = points + j * count;
    for (let i = 0; i < count; i++) {
      const u = (q - memory[x + i]) * s;
      memory[row + i] = j === 0 ? u * u : memory[row + i] + u * u;
    }
  }
}

/** Σ_i a_i b_i in four chains, as in WebAssembly. */
function dot(a: number, b: number, count: number): number {
  const memory = numbers;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < count; i += 4) {
    s0 += memory[a + i] * memory[b + i];
    s1 += memory[a + i + 1] * memory[b + i + 1];
    s2 += memory[a + i + 2] * memory[b + i + 2];
    s3 += memory[a + i + 3] * memory[b + i + 3];
  }
  return s0 + s1 + (s2 + s3);
}
