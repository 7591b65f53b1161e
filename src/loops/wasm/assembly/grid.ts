// The loops over a uniform grid in f64 with SIMD: see src/loops/plainGridLoops.ts for what
// each does. Widths are even. Pointers are bytes; lengths are numbers of f64, `size` is bytes.

const PIECES: f64 = 64;

function windowWeights(table: usize, width: i32, phase: f64, out: usize): void {
  const scaled = phase * PIECES;
  let piece = <i32>scaled;
  if (piece > 63) piece = 63;
  const z = f64x2.splat(scaled - <f64>piece - 0.5);
  const row = <usize>width << 3;
  let t = table + <usize>piece * row * 6;
  for (const end = t + row; t < end; t += 16, out += 16) {
    let v = v128.load(t + 5 * row);
    v = f64x2.add(f64x2.mul(v, z), v128.load(t + 4 * row));
    v = f64x2.add(f64x2.mul(v, z), v128.load(t + 3 * row));
    v = f64x2.add(f64x2.mul(v, z), v128.load(t + 2 * row));
    v = f64x2.add(f64x2.mul(v, z), v128.load(t + row));
    v = f64x2.add(f64x2.mul(v, z), v128.load(t));
    v128.store(out, v);
  }
}

/** Weights of the last axis, then room for one axis, then for each row the product of the others. */
function rowWeights(table: usize, width: i32, d: i32, phases: usize, out: usize): void {
  const row = <usize>width << 3;
  const one = out + row;
  const products = one + row;
  store<f64>(products, 1);
  for (let j = d - 1, count: usize = 8; j > 0; j--, phases += 8, count *= width) {
    windowWeights(table, width, load<f64>(phases), one);
    for (let l = count; l > 0; l -= 8) {
      const product = v128.load64_splat(products + l - 8);
      const to = products + (l - 8) * width;
      for (let k: usize = 0; k < row; k += 16) {
        v128.store(to + k, f64x2.mul(product, v128.load(one + k)));
      }
    }
  }
  windowWeights(table, width, load<f64>(phases), out);
}

export function carry(
  reading: bool,
  count: i32,
  d: i32,
  c: i32,
  base: usize,
  phases: usize,
  values: usize,
  table: usize,
  width: i32,
  offsets: usize,
  rows: i32,
  size: usize,
  scratch: usize,
  planes: usize,
): void {
  const row = <usize>width << 3;
  const weights = scratch + 2 * row;
  const end = weights + (<usize>rows << 3);
  for (let i = 0; i < count; i++) {
    rowWeights(table, width, d, phases, scratch);
    phases += <usize>d << 3;
    let plane = planes + (<usize>load<i32>(base) << 3);
    base += 4;
    for (let k = 0; k < c; k++, plane += size, values += 8) {
      const value = load<f64>(values);
      if (reading) {
        let total = f64x2.splat(0);
        for (let a = weights, o = offsets; a < end; a += 8, o += 4) {
          const p = plane + <usize>load<i32>(o);
          let sum = f64x2.mul(v128.load(p), v128.load(scratch));
          for (let e: usize = 16; e < row; e += 16) {
            sum = f64x2.add(sum, f64x2.mul(v128.load(p + e), v128.load(scratch + e)));
          }
          total = f64x2.add(total, f64x2.mul(sum, v128.load64_splat(a)));
        }
        store<f64>(values, f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
      } else if (value != 0) {
        for (let a = weights, o = offsets; a < end; a += 8, o += 4) {
          const p = plane + <usize>load<i32>(o);
          const s = f64x2.splat(value * load<f64>(a));
          for (let e: usize = 0; e < row; e += 16) {
            const at = p + e;
            v128.store(at, f64x2.add(v128.load(at), f64x2.mul(s, v128.load(scratch + e))));
          }
        }
      }
    }
  }
}

export function convolve(
  input: usize,
  rows: i32,
  length: i32,
  begin: i32,
  count: i32,
  taps: usize,
  reach: i32,
  scratch: usize,
  out: usize,
): void {
  const padded = <usize>(count + 2 * reach + 8) << 3;
  const shift = <usize>reach << 3;
  const span = <usize>(2 * reach + 1) << 3;
  const used = <usize>count << 3;
  const pitch = <usize>rows << 3;
  memory.fill(scratch, 0, 8 * padded);
  for (let row = 0; row < rows; row += 8) {
    const block = min(8, rows - row);
    let any = false;
    for (let r = 0; r < block; r++) {
      const from = input + (<usize>((row + r) * length + begin) << 3);
      const to = scratch + <usize>r * padded + shift;
      for (let l: usize = 0; l < used; l += 8) {
        const v = load<f64>(from + l);
        any = any || v != 0;
        store<f64>(to + l, v);
      }
    }
    let o = out + (<usize>(begin * rows + row) << 3);
    if (!any) {
      for (let l = 0; l < count; l++, o += pitch) memory.fill(o, 0, <usize>block << 3);
      continue;
    }
    for (let l = 0; l < count; l += 8) {
      for (let r = 0; r < block; r++) {
        let x = scratch + <usize>r * padded + (<usize>l << 3);
        let s0 = f64x2.splat(0);
        let s1 = f64x2.splat(0);
        let s2 = f64x2.splat(0);
        let s3 = f64x2.splat(0);
        for (let t = taps, end = taps + span; t < end; t += 8, x += 8) {
          const tap = v128.load64_splat(t);
          s0 = f64x2.add(s0, f64x2.mul(tap, v128.load(x)));
          s1 = f64x2.add(s1, f64x2.mul(tap, v128.load(x, 16)));
          s2 = f64x2.add(s2, f64x2.mul(tap, v128.load(x, 32)));
          s3 = f64x2.add(s3, f64x2.mul(tap, v128.load(x, 48)));
        }
        let at = o + (<usize>r << 3);
        const left = count - l;
        store<f64>(at, f64x2.extract_lane(s0, 0));
        if (left > 1) store<f64>((at += pitch), f64x2.extract_lane(s0, 1));
        if (left > 2) store<f64>((at += pitch), f64x2.extract_lane(s1, 0));
        if (left > 3) store<f64>((at += pitch), f64x2.extract_lane(s1, 1));
        if (left > 4) store<f64>((at += pitch), f64x2.extract_lane(s2, 0));
        if (left > 5) store<f64>((at += pitch), f64x2.extract_lane(s2, 1));
        if (left > 6) store<f64>((at += pitch), f64x2.extract_lane(s3, 0));
        if (left > 7) store<f64>((at += pitch), f64x2.extract_lane(s3, 1));
      }
      o += 8 * pitch;
    }
  }
}
