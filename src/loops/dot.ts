/** Σ a_i b_(start + i) */
export function dot(a: Float64Array, b: Float64Array, count = a.length, start = 0): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[start + i];
  return sum;
}

export function lengthOf(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** Takes `times` another from a vector. */
export function subtract(from: Float64Array, times: number, other: Float64Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= times * other[i];
}
