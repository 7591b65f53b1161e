// The loops of GridLoops in plain TypeScript, line for line those of wasm/assembly/grid.ts without
// its vectors.

import type { GridLoops } from './GridLoops.js';
import { windowWeightsInto } from './windowWeights.js';

/** The loops on a block of memory of their own. */
export function plainGridLoops(): GridLoops {
  let f = new Float64Array(1024);
  let ints = new Int32Array(f.buffer);
  return {
    memory(bytes) {
      if (bytes > f.byteLength) {
        const larger = new Float64Array(Math.ceil(bytes / 8));
        larger.set(f);
        f = larger;
        ints = new Int32Array(f.buffer);
      }
      return f.buffer;
    },
    spread: (
      count,
      d,
      c,
      base,
      phases,
      values,
      table,
      width,
      stride,
      slab,
      size,
      scratch,
      planes,
    ) => {
      const at = [phases / 8, values / 8, table / 8, size / 8, scratch / 8, planes / 8];
      spread(f, ints, count, d, c, base / 4, at, width, stride, slab);
    },
    interpolate: (
      count,
      d,
      fields,
      base,
      phases,
      table,
      width,
      stride,
      slab,
      size,
      scratch,
      planes,
      out,
    ) => {
      const at = [phases / 8, out / 8, table / 8, size / 8, scratch / 8, planes / 8];
      interpolate(f, ints, count, d, fields, base / 4, at, width, stride, slab);
    },
    convolve: (input, rows, length, begin, count, taps, reach, scratch, out) => {
      convolve(f, input / 8, rows, length, begin, count, taps / 8, reach, scratch / 8, out / 8);
    },
  };
}

/** Weights of all axes, the last axis first; one weight of 1 stands for the first axis of two. */
function allWeights(
  f: Float64Array,
  table: number,
  width: number,
  d: number,
  phases: number,
  out: number,
): void {
  let to = out;
  for (let j = d - 1; j >= 0; j--, to += width) {
    windowWeightsInto(f, table, width, f[phases + j], f, to);
  }
  if (d === 2) f[to] = 1;
}

function spread(
  f: Float64Array,
  ints: Int32Array,
  count: number,
  d: number,
  c: number,
  base: number,
  [phases, values, table, size, scratch, planes]: readonly number[],
  width: number,
  stride: number,
  slab: number,
): void {
  const middle = scratch + width;
  const outer = middle + width;
  const outerEnd = outer + (d === 2 ? 1 : width);
  for (let i = 0; i < count; i++) {
    allWeights(f, table, width, d, phases + i * d, scratch);
    for (let k = 0; k < c; k++) {
      const value = f[values + i * c + k];
      if (value === 0) continue;
      let top = planes + k * size + ints[base + i];
      for (let a = outer; a < outerEnd; a++, top += slab) {
        const v = value * f[a];
        let p = top;
        for (let b = middle; b < outer; b++, p += stride) {
          const s = v * f[b];
          for (let e = 0; e < width; e++) f[p + e] += s * f[scratch + e];
        }
      }
    }
  }
}

function interpolate(
  f: Float64Array,
  ints: Int32Array,
  count: number,
  d: number,
  fields: number,
  base: number,
  [phases, out, table, size, scratch, planes]: readonly number[],
  width: number,
  stride: number,
  slab: number,
): void {
  const middle = scratch + width;
  const outer = middle + width;
  const outerEnd = outer + (d === 2 ? 1 : width);
  for (let i = 0; i < count; i++) {
    allWeights(f, table, width, d, phases + i * d, scratch);
    for (let k = 0; k < fields; k++) {
      let top = planes + k * size + ints[base + i];
      let total = 0;
      for (let a = outer; a < outerEnd; a++, top += slab) {
        let p = top;
        let sheet = 0;
        for (let b = middle; b < outer; b++, p += stride) {
          let sum = 0;
          for (let e = 0; e < width; e++) sum += f[p + e] * f[scratch + e];
          sheet += sum * f[b];
        }
        total += sheet * f[a];
      }
      f[out + i * fields + k] = total;
    }
  }
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
