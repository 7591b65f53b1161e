// K = 2^(−t) in place, t ≥ 0, for a row of `end` bytes.
//
//   t = k − f, k whole, |f| ≤ 1/2     K = 2^(−k) · p(f)     p ≈ 2^f, degree 11 (f64) or 6 (f32)
//
// Adding SHIFT = 1.5·2^52 + 1023 rounds t to a whole number and leaves the exponent of 2^(−k) in
// the low bits; at t = LIMIT these bits are 0, so every smaller weight becomes 0 and no denormal
// slows the loop. In f64 p = 1 + f·(odd + f·even), odd and even in f² are two chains side by side;
// the short polynomial of f32 is faster by Horner's rule. Near-minimax coefficients; relative error
// ≤ 2e-16 (f64), ≤ 1e-7 (f32).
// ≤ 2e-16 (f64), ≤ 1.1e-7 (f32). Constants come from memory because V8 builds a v128 constant again
// at each use.

import { multiplyAdd, splatAt } from './vector';

const F64 = memory.data<f64>([
  6755399441056767, 1023,
  1, 0.6931471805599453, 0.24022650695910097, 0.0555041086648216, 0.009618129107606888,
  0.0013333558146416936, 0.0001540353044173605, 1.525273382983612e-5, 1.321544258792169e-6,
  1.0178062445845774e-7, 7.072585949269223e-9, 4.4549605981865186e-10,
]);

const F32 = memory.data<f32>([
  12583039, 127,
  1, 0.6931471880262288, 0.24022650760568126, 0.05550357114219078, 0.009618082557277852,
  0.0013390863364671234, 0.0001545316294512069,
]);

@inline function mad64(a: v128, b: v128, c: v128): v128 { return multiplyAdd<f64>(a, b, c); }
@inline function mad32(a: v128, b: v128, c: v128): v128 { return multiplyAdd<f32>(a, b, c); }

export function weights64(row: usize, end: usize): void {
  const SHIFT = splatAt<f64>(F64), LIMIT = splatAt<f64>(F64 + 8);
  const p0 = splatAt<f64>(F64 + 16), p1 = splatAt<f64>(F64 + 24), p2 = splatAt<f64>(F64 + 32);
  const p3 = splatAt<f64>(F64 + 40), p4 = splatAt<f64>(F64 + 48), p5 = splatAt<f64>(F64 + 56);
  const p6 = splatAt<f64>(F64 + 64), p7 = splatAt<f64>(F64 + 72), p8 = splatAt<f64>(F64 + 80);
  const p9 = splatAt<f64>(F64 + 88), p10 = splatAt<f64>(F64 + 96), p11 = splatAt<f64>(F64 + 104);
  for (let i = row; i < row + end; i += 32) {
    const ta = f64x2.pmin(v128.load(i), LIMIT), tb = f64x2.pmin(v128.load(i, 16), LIMIT);
    const ka = f64x2.sub(SHIFT, ta), kb = f64x2.sub(SHIFT, tb);
    const fa = f64x2.sub(f64x2.sub(SHIFT, ka), ta), fb = f64x2.sub(f64x2.sub(SHIFT, kb), tb);
    const ga = f64x2.mul(fa, fa), gb = f64x2.mul(fb, fb);
    let oddA = mad64(p11, ga, p9), oddB = mad64(p11, gb, p9);
    let evenA = mad64(p10, ga, p8), evenB = mad64(p10, gb, p8);
    oddA = mad64(oddA, ga, p7); oddB = mad64(oddB, gb, p7);
    evenA = mad64(evenA, ga, p6); evenB = mad64(evenB, gb, p6);
    oddA = mad64(oddA, ga, p5); oddB = mad64(oddB, gb, p5);
    evenA = mad64(evenA, ga, p4); evenB = mad64(evenB, gb, p4);
    oddA = mad64(oddA, ga, p3); oddB = mad64(oddB, gb, p3);
    evenA = mad64(evenA, ga, p2); evenB = mad64(evenB, gb, p2);
    oddA = mad64(oddA, ga, p1); oddB = mad64(oddB, gb, p1);
    const ha = mad64(evenA, fa, oddA), hb = mad64(evenB, fb, oddB);
    v128.store(i, f64x2.mul(mad64(ha, fa, p0), i64x2.shl(ka, 52)));
    v128.store(i, f64x2.mul(mad64(hb, fb, p0), i64x2.shl(kb, 52)), 16);
  }
}

export function weights32(row: usize, end: usize): void {
  const SHIFT = splatAt<f32>(F32), LIMIT = splatAt<f32>(F32 + 4);
  const p0 = splatAt<f32>(F32 + 8), p1 = splatAt<f32>(F32 + 12), p2 = splatAt<f32>(F32 + 16);
  const p3 = splatAt<f32>(F32 + 20), p4 = splatAt<f32>(F32 + 24), p5 = splatAt<f32>(F32 + 28);
  const p6 = splatAt<f32>(F32 + 32);
  for (let i = row; i < row + end; i += 32) {
    const ta = f32x4.pmin(v128.load(i), LIMIT), tb = f32x4.pmin(v128.load(i, 16), LIMIT);
    const ka = f32x4.sub(SHIFT, ta), kb = f32x4.sub(SHIFT, tb);
    const fa = f32x4.sub(f32x4.sub(SHIFT, ka), ta), fb = f32x4.sub(f32x4.sub(SHIFT, kb), tb);
    let ya = mad32(p6, fa, p5), yb = mad32(p6, fb, p5);
    ya = mad32(ya, fa, p4); yb = mad32(yb, fb, p4);
    ya = mad32(ya, fa, p3); yb = mad32(yb, fb, p3);
    ya = mad32(ya, fa, p2); yb = mad32(yb, fb, p2);
    ya = mad32(ya, fa, p1); yb = mad32(yb, fb, p1);
    ya = mad32(ya, fa, p0); yb = mad32(yb, fb, p0);
    v128.store(i, f32x4.mul(ya, i32x4.shl(ka, 23)));
    v128.store(i, f32x4.mul(yb, i32x4.shl(kb, 23)), 16);
  }
}
