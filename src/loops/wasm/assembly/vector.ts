// The three vector operations whose form depends on the element type or on the instruction set.

/** a·b + c, fused in one instruction where relaxed SIMD is there. */
@inline export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** The number at `pointer` in every lane. */
@inline export function splatAt<T>(pointer: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_splat(pointer);
  return v128.load32_splat(pointer);
}

/** Sum of the lanes, in f64. */
@inline export function laneSum<T>(v: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
  return (
    <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  );
}
