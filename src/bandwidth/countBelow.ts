/**
 * How many of ascending numbers are below a value.
 *
 * @param from - so many are known to be
 */
export function countBelow(x: Float64Array, value: number, from = 0): number {
  let low = from;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
