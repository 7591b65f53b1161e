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
