/**
 * The loops over a uniform grid, written twice: for WebAssembly and in plain TypeScript.
 *
 * Numbers are handed over in one block of memory. Pointers are bytes from its start and multiples
 * of 8; `size` is the bytes of one plane of the grid, all other lengths count numbers. Widths are
 * even. The grid is row-major: `stride` is the length of the last axis and `slab` that of the last
 * two (for d = 3).
 */
export interface GridLoops {
  /**
   * The block of memory, with at least `bytes` bytes. Views of an earlier block may be detached.
   */
  memory(bytes: number): ArrayBuffer;
  readonly spread: Spread;
  readonly interpolate: Interpolate;
  readonly convolve: Convolve;
}

/**
 * Adds every point to the nodes of its window, one plane for each column.
 *
 *   plane_k[node] += value_ik · Π_j ψ(node_j, phase_ij)
 *
 * @param count - points
 * @param base - flat first node of each window, 32-bit integers [count]
 * @param phases - [count, d], in [0, 1)
 * @param values - [count, c]
 * @param table - polynomials of ψ, [64 pieces, 6 coefficients, width]
 * @param scratch - 3 · width numbers
 * @param planes - [c, plane]
 */
export type Spread = (
  count: number,
  d: number,
  c: number,
  base: number,
  phases: number,
  values: number,
  table: number,
  width: number,
  stride: number,
  slab: number,
  size: number,
  scratch: number,
  planes: number,
) => void;

/**
 * Reads fields at the queries through the same window that spread the points.
 *
 *   out[q, f] = Σ_nodes field_f[node] · Π_j ψ(node_j, phase_qj)
 *
 * @param count - queries
 * @param fields - number of fields
 * @param planes - [fields, plane]
 * @param out - [count, fields]
 */
export type Interpolate = (
  count: number,
  d: number,
  fields: number,
  base: number,
  phases: number,
  table: number,
  width: number,
  stride: number,
  slab: number,
  size: number,
  scratch: number,
  planes: number,
  out: number,
) => void;

/**
 * Correlates one segment of the last axis with taps and puts that axis first, so that d calls treat
 * every axis and restore the order.
 *
 *   out[begin + l, row] = Σ_k taps[reach + k] · input[row, begin + l + k],   0 ≤ l, l + k < count,   |k| ≤ reach
 *
 * Eight rows are taken together, so that results go out by cache lines; rows without data are
 * skipped.
 *
 * @param input - [rows, length]
 * @param taps - [2 · reach + 1]
 * @param scratch - 8 · (count + 2 · reach + 8) numbers
 * @param out - [length, rows]
 */
export type Convolve = (
  input: number,
  rows: number,
  length: number,
  begin: number,
  count: number,
  taps: number,
  reach: number,
  scratch: number,
  out: number,
) => void;
