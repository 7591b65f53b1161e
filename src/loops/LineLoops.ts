/**
 * The loops over the cells of a line, written twice: for WebAssembly and in plain TypeScript.
 *
 * Numbers are handed over in one block of memory, two columns at a time: moments, polynomials and
 * the grid hold pairs. Pointers are bytes from its start and multiples of 8. A position is
 * v = x·scale − base ≥ 0, its cell ⌊v⌋, its place in the cell t = v − ⌊v⌋ − ½; with a power of two
 * for the scale and an integer base, t carries no rounding. `order` and `taps` are even.
 */
export interface LineLoops {
  /**
   * The block of memory, with at least `bytes` bytes. Views of an earlier block may be detached.
   */
  memory(bytes: number): ArrayBuffer;
  readonly addMoments: AddMoments;
  readonly valuesInto: ValuesInto;
  readonly spread: Spread;
  readonly gather: Gather;
}

/**
 * Adds points to the moments of their cells.
 *
 *   M[cell, k] += (aᵢ, bᵢ)·tᵏ,   A[cell] += (|aᵢ|, |bᵢ|)
 *
 * Every 4096 points a cell is emptied into its total, so that long sums keep their digits however
 * the points are spread.
 *
 * @param count - points, all inside the cells
 * @param a - one column, [count]
 * @param b - the other
 * @param moments - [cells, order] pairs
 * @param totals - what was emptied, [cells, order] pairs
 * @param masses - A, [cells] pairs
 * @param counts - points in each cell so far, 32-bit integers [cells]
 */
export type AddMoments = (
  count: number,
  points: number,
  a: number,
  b: number,
  scale: number,
  base: number,
  order: number,
  moments: number,
  totals: number,
  masses: number,
  counts: number,
) => void;

/**
 * A piecewise polynomial at the queries: out[i] = Σ_k P[cell, k]·tᵏ; NaN outside the cells.
 *
 * @param polynomials - [cells, order] pairs
 * @param out - [count] pairs
 * @returns how many have NaN in place of the first of the pair
 */
export type ValuesInto = (
  count: number,
  queries: number,
  scale: number,
  base: number,
  cells: number,
  order: number,
  polynomials: number,
  out: number,
) => number;

/**
 * Adds moments of consecutive cells to the values on a grid of one point every `spacing` cells.
 *
 *   grid[⌊cell/spacing⌋ + i] += Σ_k M[cell, k]·table[cell mod spacing, k, i]
 *
 * @param moments - [cells, order] pairs
 * @param place - number of the first cell, counted from the grid's
 * @param tables - [spacing, order, taps]
 * @param grid - pairs
 */
export type Spread = (
  moments: number,
  place: number,
  cells: number,
  spacing: number,
  order: number,
  taps: number,
  tables: number,
  grid: number,
) => void;

/**
 * Polynomials in the cells of the needed patches from the values on the grid.
 *
 *   P[cell, k] = Σ_i table[cell mod spacing, k, i]·grid[⌊cell/spacing⌋ + i]
 *
 * @param needed - a byte for each patch of cells
 * @param patch - cells in a patch
 * @param polynomials - [cells, order] pairs
 */
export type Gather = (
  grid: number,
  cells: number,
  spacing: number,
  order: number,
  taps: number,
  needed: number,
  patch: number,
  tables: number,
  polynomials: number,
) => void;
