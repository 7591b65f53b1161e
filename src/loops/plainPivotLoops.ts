// The loop of PivotLoops in plain TypeScript, with the digits of wasm/assembly/pivot.ts.

/** The loop of Gauss–Jordan elimination, written twice: for WebAssembly and in plain TypeScript. */
export interface PivotLoops {
  /**
   * The block of memory, with at least `bytes` bytes. Views of an earlier block may be detached.
   */
  memory(bytes: number): ArrayBuffer;
  readonly pivot: Pivot;
}

/**
 * Divides a row of the table at the start of the memory by its entry in a column and takes multiples
 * of it from all others, so that theirs would be 0. Only the first columns are written, and one more
 * of an odd number.
 *
 *   T[row, c] /= T[row, at],   T[r, c] −= T[r, at]·T[row, c],   c < count
 *
 * @param rows - of the table, [rows, width]
 * @param width - even
 * @param row - number of the row
 * @param at - number of the column, at least `count`
 * @param count - how many columns are written
 */
export type Pivot = (rows: number, width: number, row: number, at: number, count: number) => void;

/** The loop on a block of memory of its own. */
export function plainPivotLoops(): PivotLoops {
  let x = new Float64Array(0);
  return {
    memory(bytes) {
      if (bytes > x.byteLength) x = new Float64Array(Math.ceil(bytes / 8));
      return x.buffer;
    },

    pivot(rows, width, row, at, count) {
      const pivots = row * width;
      const over = 1 / x[pivots + at];
      for (let c = 0; c < count; c++) x[pivots + c] *= over;
      for (let r = 0; r < rows; r++) {
        const first = r * width;
        const entry = x[first + at];
        if (r === row || entry === 0) continue;
        for (let c = 0; c < count; c++) x[first + c] -= entry * x[pivots + c];
      }
    },
  };
}
