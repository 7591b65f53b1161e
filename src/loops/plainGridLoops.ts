// The loops of GridLoops in plain TypeScript, line for line those of wasm/assembly/grid.ts without
// its vectors.

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
 *   plane_k[node] += value_ik · Π_j ψ(node_j, phase_ij)
 *   value_ik       = Σ_nodes plane_k[node] · Π_j ψ(node_j, phase_ij)
 *
 * @param reading - from the nodes to the values
 * @param count - points
 * @param c - columns
 * @param base - flat first node of each window, 32-bit integers [count]
 * @param phases - [count, d], in [0, 1)
 * @param values - [count, c]
 * @param table - polynomials of ψ, [64 pieces, 6 coefficients, width]
 * @param offsets - bytes from the first node of a window to the first of each row, 32-bit integers
 *   [rows]
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
 *   out[begin + l, row] = Σ_k taps[reach + k] · input[row, begin + l + k],
 *   0 ≤ l, l + k < count,   |k| ≤ reach
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

/** The loops on a block of memory of their own. */
export function plainGridLoops(): GridLoops {
  let block = new Float64Array(1024);
  return {
    memory(bytes) {
      if (bytes > block.byteLength) {
        const larger = new Float64Array(Math.ceil(bytes / 8));
        larger.set(block);
        block = larger;
      }
      return block.buffer;
    },
    carry(
      reading,
      count,
      d,
      c,
      base,
      phases,
      values,
      table,
      width,
      offsets,
      rows,
      size,
      scratch,
      planes,
    ) {
      const f = block;
      const integers = new Int32Array(f.buffer);
      const last = scratch / 8;
      const weights = last + 2 * width;
      let at = values / 8;
      for (let i = 0; i < count; i++) {
        rowWeightsInto(f, table / 8, width, d, phases / 8 + i * d, last);
        for (let k = 0; k < c; k++, at++) {
          const value = f[at];
          const plane = (planes + k * size) / 8 + integers[base / 4 + i];
          if (reading) {
            let total = 0;
            for (let r = 0; r < rows; r++) {
              const p = plane + integers[offsets / 4 + r] / 8;
              let sum = 0;
              for (let e = 0; e < width; e++) sum += f[p + e] * f[last + e];
              total += sum * f[weights + r];
            }
            f[at] = total;
          } else if (value !== 0) {
            for (let r = 0; r < rows; r++) {
              const p = plane + integers[offsets / 4 + r] / 8;
              const s = value * f[weights + r];
              for (let e = 0; e < width; e++) f[p + e] += s * f[last + e];
            }
          }
        }
      }
    },
    convolve(input, rows, length, begin, count, taps, reach, scratch, out) {
      convolve(block, input / 8, rows, length, begin, count, taps / 8, reach, scratch / 8, out / 8);
    },
  };
}

/**
 * Weights of the last axis, then room for one axis, then for each row of the window the product of
 * the others.
 */
function rowWeightsInto(
  f: Float64Array,
  table: number,
  width: number,
  d: number,
  phases: number,
  out: number,
): void {
  const one = out + width;
  const products = one + width;
  f[products] = 1;
  for (let j = 0, count = 1; j < d - 1; j++, count *= width) {
    windowWeightsInto(f, table, width, f[phases + j], f, one);
    for (let l = count - 1; l >= 0; l--) {
      const product = f[products + l];
      for (let k = width - 1; k >= 0; k--) f[products + l * width + k] = product * f[one + k];
    }
  }
  windowWeightsInto(f, table, width, f[phases + d - 1], f, out);
}

function convolve(
  f: Float64Array,
  input: number,
  rows: number,
  length: number,
  begin: number,
  count: number,
  taps: number,
  reach: number,
  scratch: number,
  out: number,
): void {
  const span = 2 * reach + 1;
  f.fill(0, scratch, scratch + count + 2 * reach + 8);
  for (let row = 0; row < rows; row++) {
    const from = input + row * length + begin;
    let any = false;
    for (let l = 0; l < count; l++) {
      const v = f[from + l];
      any = any || v !== 0;
      f[scratch + reach + l] = v;
    }
    let o = out + begin * rows + row;
    if (!any) {
      for (let l = 0; l < count; l++, o += rows) f[o] = 0;
      continue;
    }
    for (let l = 0; l < count; l += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let x = scratch + l;
      for (let t = taps; t < taps + span; t++, x++) {
        const tap = f[t];
        s0 += tap * f[x];
        s1 += tap * f[x + 1];
        s2 += tap * f[x + 2];
        s3 += tap * f[x + 3];
      }
      f[o] = s0;
      if (l + 1 < count) f[o + rows] = s1;
      if (l + 2 < count) f[o + 2 * rows] = s2;
      if (l + 3 < count) f[o + 3 * rows] = s3;
      o += 4 * rows;
    }
  }
}

/** Pieces of the unit interval of phases, and coefficients of the polynomial kept for each. */
export const PIECES = 64;
export const COEFFICIENTS = 6;

/**
 * Window weights of one coordinate: a polynomial of degree 5 for each node and piece.
 *
 *   out[to + k] = ψ_k(phase),   k = 0 … width − 1
 *
 * @param table - coefficients, constant term first, shape [PIECES, COEFFICIENTS, width], starting
 *   at `from`
 */
export function windowWeightsInto(
  table: Float64Array,
  from: number,
  width: number,
  phase: number,
  out: Float64Array,
  to: number,
): void {
  const scaled = phase * PIECES;
  const piece = scaled >= PIECES ? PIECES - 1 : scaled | 0;
  const z = scaled - piece - 0.5;
  let t = from + piece * width * COEFFICIENTS;
  for (let k = 0; k < width; k++, t++) {
    let v = table[t + 5 * width];
    v = v * z + table[t + 4 * width];
    v = v * z + table[t + 3 * width];
    v = v * z + table[t + 2 * width];
    v = v * z + table[t + width];
    out[to + k] = v * z + table[t];
  }
}
