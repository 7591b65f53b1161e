// The loops over the cells of a line in f64 with SIMD: see src/loops/plainLineLoops.ts for what
// each does. Two columns fill a vector. Pointers are bytes.

/** floor(v) + 2^52 has floor(v) in its low bits; a conversion to i32 would take twice as long. */
const SHIFT: f64 = 4503599627370496;

/** A cell is emptied into its total after so many points. */
const FULL: i32 = 4095;

export function addMoments(
  count: i32,
  points: usize,
  a: usize,
  b: usize,
  scale: f64,
  base: f64,
  order: i32,
  moments: usize,
  totals: usize,
  masses: usize,
  counts: usize,
): void {
  const stride = <usize>order << 4;
  for (const end = points + (<usize>count << 3); points < end; points += 8, a += 8, b += 8) {
    const v = load<f64>(points) * scale - base;
    const f = floor(v);
    const cell = <usize>reinterpret<i64>(f + SHIFT);
    const t = v - f - 0.5;
    const tt = f64x2.splat(t * t);
    let even = v128.load64_lane(b, v128.load64_zero(a), 1);
    let odd = f64x2.mul(even, f64x2.splat(t));
    const mass = masses + (cell << 4);
    v128.store(mass, f64x2.add(v128.load(mass), f64x2.abs(even)));
    const first = moments + cell * stride;
    const stop = first + stride;
    let o = first;
    while (true) {
      v128.store(o, f64x2.add(v128.load(o), even));
      v128.store(o, f64x2.add(v128.load(o, 16), odd), 16);
      o += 32;
      if (o >= stop) break;
      even = f64x2.mul(even, tt);
      odd = f64x2.mul(odd, tt);
    }
    const counter = counts + (cell << 2);
    const held = load<i32>(counter) + 1;
    store<i32>(counter, held);
    if ((held & FULL) == 0) {
      let total = totals + cell * stride;
      for (o = first; o < stop; o += 16, total += 16) {
        v128.store(total, f64x2.add(v128.load(total), v128.load(o)));
        v128.store(o, f64x2.splat(0));
      }
    }
  }
}

export function valuesInto(
  count: i32,
  queries: usize,
  scale: f64,
  base: f64,
  cells: i32,
  order: i32,
  polynomials: usize,
  out: usize,
): i32 {
  const stride = <usize>order << 4;
  const limit = <f64>cells;
  let failures = 0;
  for (const end = queries + (<usize>count << 3); queries < end; queries += 8, out += 16) {
    const v = load<f64>(queries) * scale - base;
    if (!(v >= 0 && v < limit)) {
      v128.store(out, f64x2.splat(NaN));
      failures++;
      continue;
    }
    const f = floor(v);
    const t = v - f - 0.5;
    const one = f64x2.splat(t);
    const two = f64x2.splat(t * t);
    const first = polynomials + <usize>reinterpret<i64>(f + SHIFT) * stride;
    let o = first + stride - 32;
    let s = f64x2.add(v128.load(o), f64x2.mul(one, v128.load(o, 16)));
    while (o > first) {
      o -= 32;
      const pair = f64x2.add(v128.load(o), f64x2.mul(one, v128.load(o, 16)));
      s = f64x2.add(pair, f64x2.mul(two, s));
    }
    v128.store(out, s);
    const x = f64x2.extract_lane(s, 0);
    failures += i32(x != x);
  }
  return failures;
}

export function spread(
  moments: usize,
  place: i32,
  cells: i32,
  spacing: i32,
  order: i32,
  taps: i32,
  tables: usize,
  grid: usize,
): void {
  const row = <usize>taps << 3;
  const table = <usize>order * row;
  let phase = place % spacing;
  let g = grid + (<usize>(place / spacing) << 4);
  for (let cell = 0; cell < cells; cell++) {
    const stop = tables + (<usize>phase + 1) * table;
    for (let w = stop - table; w < stop; w += 2 * row, moments += 32) {
      const a = v128.load(moments);
      const b = v128.load(moments, 16);
      if (!v128.any_true(v128.or(a, b))) continue;
      let to = g;
      for (let i = w; i < w + row; i += 8, to += 16) {
        const x = f64x2.mul(a, v128.load64_splat(i));
        const y = f64x2.mul(b, v128.load64_splat(i + row));
        v128.store(to, f64x2.add(v128.load(to), f64x2.add(x, y)));
      }
    }
    if (++phase == spacing) {
      phase = 0;
      g += 16;
    }
  }
}

export function gather(
  grid: usize,
  cells: i32,
  spacing: i32,
  order: i32,
  taps: i32,
  needed: usize,
  patch: i32,
  tables: usize,
  polynomials: usize,
): void {
  const row = <usize>taps << 3;
  const table = <usize>order * row;
  let phase = 0;
  for (let cell = 0, inside = 0; cell < cells; cell++) {
    if (load<u8>(needed) == 0) {
      polynomials += <usize>order << 4;
    } else {
      const stop = tables + (<usize>phase + 1) * table;
      for (let w = stop - table; w < stop; w += 2 * row, polynomials += 32) {
        // Two rows at a time and two places: four sums that do not wait for each other.
        let a = f64x2.splat(0);
        let b = a;
        let c = a;
        let d = a;
        let from = grid;
        for (let i = w; i < w + row; i += 16, from += 32) {
          const x = v128.load(from);
          const y = v128.load(from, 16);
          a = f64x2.add(a, f64x2.mul(v128.load64_splat(i), x));
          b = f64x2.add(b, f64x2.mul(v128.load64_splat(i, 8), y));
          c = f64x2.add(c, f64x2.mul(v128.load64_splat(i + row), x));
          d = f64x2.add(d, f64x2.mul(v128.load64_splat(i + row, 8), y));
        }
        v128.store(polynomials, f64x2.add(a, b));
        v128.store(polynomials, f64x2.add(c, d), 16);
      }
    }
    if (++inside == patch) {
      inside = 0;
      needed++;
    }
    if (++phase == spacing) {
      phase = 0;
      grid += 16;
    }
  }
}
