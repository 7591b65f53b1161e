// Order of an array of numbers: two counting passes over equal-width buckets, then one insertion
// pass. When that takes too many moves (clusters, outliers), the crowded buckets are sorted the
// same way over their own span. O(n) for spread data; a bucket that does not thin out is given to a
// comparison sort, so O(n log n) at worst.

const CROWDED = 24;
const MAX_DEPTH = 6;

/** Sorted numbers and where each came from: keys[r] = x[order[r]]. */
export interface SortedOrder {
  readonly keys: Float64Array;
  readonly order: Uint32Array;
}

/**
 * Sorts numbers and remembers their places; equal numbers keep their order.
 *
 * @param x - finite numbers, shape [n]; not changed
 * @returns sorted copies and their indices in x, both of shape [n]
 */
export function sortedOrder(x: Float64Array): SortedOrder {
  return distribute(x, 0);
}

/**
 * How many of ascending numbers are below a value.
 *
 * @param from - so many are known to be
 */
export function countBelow(x: Float64Array | Int32Array, value: number, from = 0): number {
  let low = from;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function distribute(x: Float64Array, depth: number): SortedOrder {
  const n = x.length;
  let low = Infinity;
  let high = -Infinity;
  let ascending = true;
  for (let i = 0; i < n; i++) {
    const v = x[i];
    if (v < high) ascending = false;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const order = new Uint32Array(n);
  if (ascending) {
    for (let i = 0; i < n; i++) order[i] = i;
    return { keys: x.slice(), order };
  }
  // 2^(2·bits) buckets, one to four for each point.
  const bits = Math.max(2, Math.min(11, Math.ceil(Math.log2(n) / 2)));
  const radix = 1 << bits;
  const mask = radix - 1;
  const scale = (radix * radix - 1) / (high - low);
  if (depth > MAX_DEPTH || !(scale > 0) || !Number.isFinite(scale)) return compared(x);
  const lowDigit = new Uint32Array(radix);
  const highDigit = new Uint32Array(radix);
  for (let i = 0; i < n; i++) {
    const b = ((x[i] - low) * scale) | 0;
    lowDigit[b & mask]++;
    highDigit[b >> bits]++;
  }
  startsInto(lowDigit);
  startsInto(highDigit);
  const passOrder = new Uint32Array(n);
  const passKeys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const key = x[i];
    const to = lowDigit[(((key - low) * scale) | 0) & mask]++;
    passOrder[to] = i;
    passKeys[to] = key;
  }
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const key = passKeys[i];
    const to = highDigit[(((key - low) * scale) | 0) >> bits]++;
    order[to] = passOrder[i];
    keys[to] = key;
  }
  if (insertionSort(keys, order)) return { keys, order };
  for (let from = 0; from < n; ) {
    const b = ((keys[from] - low) * scale) | 0;
    let to = from + 1;
    while (to < n && (((keys[to] - low) * scale) | 0) === b) to++;
    if (to - from > CROWDED) refine(keys, order, from, to, depth);
    from = to;
  }
  insertionSort(keys, order, Number.POSITIVE_INFINITY);
  return { keys, order };
}

/** Counts to starting places. */
function startsInto(counts: Uint32Array): void {
  let sum = 0;
  for (let b = 0; b < counts.length; b++) {
    const count = counts[b];
    counts[b] = sum;
    sum += count;
  }
}

function refine(
  keys: Float64Array,
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
): void {
  const inner = distribute(keys.slice(from, to), depth + 1);
  const places = order.slice(from, to);
  keys.set(inner.keys, from);
  for (let i = from; i < to; i++) order[i] = places[inner.order[i - from]];
}

function compared(x: Float64Array): SortedOrder {
  const order = new Uint32Array(x.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((i, j) => x[i] - x[j] || i - j);
  const keys = new Float64Array(x.length);
  for (let i = 0; i < keys.length; i++) keys[i] = x[order[i]];
  return { keys, order };
}

/**
 * Sorts in place, equal keys in place order; gives up, and says so by false, after too many moves.
 */
function insertionSort(keys: Float64Array, order: Uint32Array, limit = 8 * keys.length): boolean {
  let moves = 0;
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i];
    let j = i - 1;
    if (keys[j] <= key) continue;
    if (moves > limit) return false;
    const place = order[i];
    do {
      keys[j + 1] = keys[j];
      order[j + 1] = order[j];
      j--;
    } while (j >= 0 && keys[j] > key);
    keys[j + 1] = key;
    order[j + 1] = place;
    moves += i - j;
  }
  return true;
}

/** The median of ascending values. */
export function medianOf(sorted: Float64Array): number {
  const n = sorted.length;
  return sorted[n >> 1] / 2 + sorted[(n - 1) >> 1] / 2;
}
