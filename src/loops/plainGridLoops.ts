// The loops of GridLoops in plain TypeScript, line for line those of wasm/assembly/grid.ts without
// its vectors.

import type { GridLoops } from './GridLoops.js';
import { windowWeightsInto } from './windowWeights.js';

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
