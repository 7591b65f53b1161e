/**
 * The loops over a uniform grid, written twice: for WebAssembly and in plain TypeScript.
 *
 * Numbers are handed over in one block of memory. Pointers are bytes from its start and multiples
 * of 8; `size` is the bytes of one plane of the grid, all other lengths count numbers. Widths are
 * even. The grid is row-major, so that a window is width^(d − 1) rows of neighbours.
 */
export interface GridLoops {
  /**
   * The block of memory, with at least `bytes` bytes. Views of an earlier block may be detached.
   */
  memory(bytes: number): ArrayBuffer;
  readonly carry: Carry;
  readonly convolve: Convolve;
}

/**
 * Carries values to the nodes of the windows of their points, one plane for each column, or reads
 * them back through the same windows.
 *
 *   plane_k[node] += value_ik · Π_j ψ(node_j, phase_ij)      value_ik = Σ_nodes plane_k[node] · Π_j ψ(node_j, phase_ij)
 *
 * @param reading - from the nodes to the values
 * @param count - points
 * @param c - columns
 * @param base - flat first node of each window, 32-bit integers [count]
 * @param phases - [count, d], in [0, 1)
 * @param values - [count, c]
 * @param table - polynomials of ψ, [64 pieces, 6 coefficients, width]
 * @param offsets - bytes from the first node of a window to the first of each row, 32-bit integers [rows]
 * @param rows - width^(d − 1)
 * @param scratch - 2 · width + rows numbers
 * @param planes - [c, plane]
 */
export type Carry = (
  reading: boolean,
  count: number,
  d: number,
  c: number,
  base: number,
  phases: number,
  values: number,
  table: number,
  width: number,
  offsets: number,
  rows: number,
  size: number,
  scratch: number,
  planes: number,
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
