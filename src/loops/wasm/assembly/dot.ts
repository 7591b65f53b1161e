import { laneSum, multiplyAdd } from './vector';

/**
 * Σ_i a_ri b_i for four rows a_0…a_3 that follow each other, `end` bytes each, a multiple of 64;
 * written to out + r·step. Four rows share the loads of b, and eight chains hide the latency of the
 * addition.
 */
export function dot4<T>(a: usize, b: usize, end: usize, out: usize, step: usize): void {
  const a1 = a + end, a2 = a1 + end, a3 = a2 + end;
  let s0 = f64x2.splat(0), t0 = s0;
  let s1 = s0, t1 = s0;
  let s2 = s0, t2 = s0;
  let s3 = s0, t3 = s0;
  for (let i: usize = 0; i < end; i += 32) {
    const v = v128.load(b + i), w = v128.load(b + i, 16);
    s0 = multiplyAdd<T>(v128.load(a + i), v, s0);
    t0 = multiplyAdd<T>(v128.load(a + i, 16), w, t0);
    s1 = multiplyAdd<T>(v128.load(a1 + i), v, s1);
    t1 = multiplyAdd<T>(v128.load(a1 + i, 16), w, t1);
    s2 = multiplyAdd<T>(v128.load(a2 + i), v, s2);
    t2 = multiplyAdd<T>(v128.load(a2 + i, 16), w, t2);
    s3 = multiplyAdd<T>(v128.load(a3 + i), v, s3);
    t3 = multiplyAdd<T>(v128.load(a3 + i, 16), w, t3);
  }
  store<f64>(out, laneSum<T>(v128.add<T>(s0, t0)));
  store<f64>(out + step, laneSum<T>(v128.add<T>(s1, t1)));
  store<f64>(out + 2 * step, laneSum<T>(v128.add<T>(s2, t2)));
  store<f64>(out + 3 * step, laneSum<T>(v128.add<T>(s3, t3)));
}
