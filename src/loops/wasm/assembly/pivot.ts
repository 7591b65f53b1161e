// The loop of PivotLoops in f64 with SIMD: see src/loops/plainPivotLoops.ts for what it does. Two
// columns fill a vector.

export function pivot(rows: i32, width: i32, row: i32, at: i32, count: i32): void {
  const bytes = <usize>width << 3;
  const used = <usize>count << 3;
  const entries = <usize>at << 3;
  const pivots = <usize>row * bytes;
  const over = f64x2.splat(1 / load<f64>(pivots + entries));
  for (let c = pivots; c < pivots + used; c += 16) v128.store(c, f64x2.mul(v128.load(c), over));
  const end = <usize>rows * bytes;
  for (let first: usize = 0; first < end; first += bytes) {
    const entry = load<f64>(first + entries);
    if (first == pivots || entry == 0) continue;
    const times = f64x2.splat(entry);
    let from = pivots;
    for (let to = first; to < first + used; to += 16, from += 16)
      v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(times, v128.load(from))));
  }
}
