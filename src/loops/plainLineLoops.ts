// The loops of LineLoops in plain TypeScript, line for line those of wasm/assembly/line.ts, the two
// lanes of a vector one after the other.

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

/** A cell is emptied into its total after so many points. */
const FULL = 4096;

/** The loops on a block of memory of their own. */
export function plainLineLoops(): LineLoops {
  let x = new Float64Array(1024);
  return {
    memory(bytes) {
      if (bytes > x.byteLength) {
        const larger = new Float64Array(Math.ceil(bytes / 8));
        larger.set(x);
        x = larger;
      }
      return x.buffer;
    },

    addMoments(count, points, a, b, scale, base, order, moments, totals, masses, counts) {
      const held = new Int32Array(x.buffer, counts);
      const stride = 2 * order;
      for (let i = 0; i < count; i++) {
        const v = x[points / 8 + i] * scale - base;
        const cell = v | 0;
        const t = v - cell - 0.5;
        const t2 = t * t;
        let p = x[a / 8 + i];
        let q = x[b / 8 + i];
        x[masses / 8 + 2 * cell] += Math.abs(p);
        x[masses / 8 + 2 * cell + 1] += Math.abs(q);
        let r = p * t;
        let s = q * t;
        const first = moments / 8 + cell * stride;
        const stop = first + stride;
        for (let o = first; o < stop; o += 4) {
          x[o] += p;
          x[o + 1] += q;
          x[o + 2] += r;
          x[o + 3] += s;
          p *= t2;
          q *= t2;
          r *= t2;
          s *= t2;
        }
        if (++held[cell] % FULL !== 0) continue;
        const shift = (totals - moments) / 8;
        for (let o = first; o < stop; o++) {
          x[o + shift] += x[o];
          x[o] = 0;
        }
      }
    },

    valuesInto(count, queries, scale, base, cells, order, polynomials, out) {
      const stride = 2 * order;
      let failures = 0;
      for (let i = 0, at = out / 8; i < count; i++, at += 2) {
        const v = x[queries / 8 + i] * scale - base;
        if (!(v >= 0 && v < cells)) {
          x[at] = x[at + 1] = Number.NaN;
          failures++;
          continue;
        }
        const cell = v | 0;
        const t = v - cell - 0.5;
        const t2 = t * t;
        const first = polynomials / 8 + cell * stride;
        let o = first + stride - 4;
        let r = x[o] + t * x[o + 2];
        let s = x[o + 1] + t * x[o + 3];
        for (o -= 4; o >= first; o -= 4) {
          r = x[o] + t * x[o + 2] + t2 * r;
          s = x[o + 1] + t * x[o + 3] + t2 * s;
        }
        x[at] = r;
        x[at + 1] = s;
        if (Number.isNaN(r)) failures++;
      }
      return failures;
    },

    spread(moments, place, cells, spacing, order, taps, tables, grid) {
      let m = moments / 8;
      for (let cell = place; cell < place + cells; cell++) {
        const g = grid / 8 + 2 * Math.floor(cell / spacing);
        let row = tables / 8 + (cell % spacing) * order * taps;
        for (let k = 0; k < order; k += 2, m += 4, row += 2 * taps) {
          const [a, b, c, d] = [x[m], x[m + 1], x[m + 2], x[m + 3]];
          if (a === 0 && b === 0 && c === 0 && d === 0) continue;
          for (let i = 0; i < taps; i++) {
            x[g + 2 * i] += a * x[row + i] + c * x[row + taps + i];
            x[g + 2 * i + 1] += b * x[row + i] + d * x[row + taps + i];
          }
        }
      }
    },

    gather(grid, cells, spacing, order, taps, needed, patch, tables, polynomials) {
      const wanted = new Uint8Array(x.buffer, needed);
      for (let cell = 0; cell < cells; cell++) {
        if (wanted[Math.floor(cell / patch)] === 0) continue;
        const g = grid / 8 + 2 * Math.floor(cell / spacing);
        for (let k = 0; k < order; k++) {
          const row = tables / 8 + ((cell % spacing) * order + k) * taps;
          let [a, b, c, d] = [0, 0, 0, 0];
          for (let i = 0; i < taps; i += 2) {
            a += x[row + i] * x[g + 2 * i];
            b += x[row + i] * x[g + 2 * i + 1];
            c += x[row + i + 1] * x[g + 2 * i + 2];
            d += x[row + i + 1] * x[g + 2 * i + 3];
          }
          const o = polynomials / 8 + 2 * (cell * order + k);
          x[o] = a + c;
          x[o + 1] = b + d;
        }
      }
    },
  };
}
