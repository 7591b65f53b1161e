/**
 * Partial sort of places by one coordinate: afterwards order[middle] is in its sorted position,
 * nothing larger stands before it and nothing smaller behind it.
 *
 * @param values - coordinate of place i at offset + i · stride
 * @param order - places in `values`; rearranged between from and to
 * @param from - first position
 * @param to - one past the last position
 * @param middle - the position to settle, from <= middle < to
 * @remarks O(to − from) on average (Hoare's selection with the median of three).
 */
export function selectInto(
  values: Float64Array,
  offset: number,
  stride: number,
  order: Uint32Array | Int32Array,
  from: number,
  to: number,
  middle: number,
): void {
  let left = from;
  let right = to - 1;
  while (left < right) {
    // Not of both ends and the middle: values that fall and rise again would be cut badly.
    const quarter = (right - left) >> 2;
    const a = values[offset + order[left + quarter] * stride];
    const b = values[offset + order[(left + right) >> 1] * stride];
    const c = values[offset + order[right - quarter] * stride];
    const pivot = a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[offset + order[i] * stride] < pivot) i++;
      while (values[offset + order[j] * stride] > pivot) j--;
      if (i > j) break;
      const swap = order[i];
      order[i++] = order[j];
      order[j--] = swap;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}
