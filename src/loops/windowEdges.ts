// Kernel sums of two columns over the keys that the edges of a window cut off, for a row of
// queries:
//   out += Σ K(u)·a, Σ K(u)·b,  u = (x − q)·w,  over the keys [low, head) and [tail, high), all with |u| <= 1
// A query has a handful of such keys, so the row is the inner call and the two runs are one loop
// that jumps from head to tail.

/** Runs of keys for a row of queries, each [row length]. */
export interface EdgeRuns {
  readonly low: Int32Array;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly high: Int32Array;
}

const FACTORS = [1 / 2, 1, 3 / 4, 15 / 16, 35 / 32, 70 / 81];

type EdgeLoop = (
  keys: Float64Array,
  columns: Float64Array,
  a: number,
  b: number,
  w: number,
  queries: Float64Array,
  from: number,
  count: number,
  runs: EdgeRuns,
  pairs: Float64Array,
) => void;

const uniform: EdgeLoop = (_keys, columns, a, b, _w, _queries, _from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      sumA += columns[a + i];
      sumB += columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const triangular: EdgeLoop = (keys, columns, a, b, w, queries, from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const q = queries[from + r];
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      const k = 1 - Math.abs((keys[i] - q) * w);
      sumA += k * columns[a + i];
      sumB += k * columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const epanechnikov: EdgeLoop = (keys, columns, a, b, w, queries, from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const q = queries[from + r];
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      const u = (keys[i] - q) * w;
      const k = (1 - u) * (1 + u);
      sumA += k * columns[a + i];
      sumB += k * columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const biweight: EdgeLoop = (keys, columns, a, b, w, queries, from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const q = queries[from + r];
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      const u = (keys[i] - q) * w;
      const t = (1 - u) * (1 + u);
      const k = t * t;
      sumA += k * columns[a + i];
      sumB += k * columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const triweight: EdgeLoop = (keys, columns, a, b, w, queries, from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const q = queries[from + r];
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      const u = (keys[i] - q) * w;
      const t = (1 - u) * (1 + u);
      const k = t * t * t;
      sumA += k * columns[a + i];
      sumB += k * columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const tricube: EdgeLoop = (keys, columns, a, b, w, queries, from, count, runs, pairs) => {
  const { low, head, tail, high } = runs;
  for (let r = 0; r < count; r++) {
    const q = queries[from + r];
    const last = head[r] - 1;
    const next = tail[r];
    const end = high[r];
    let sumA = 0;
    let sumB = 0;
    for (let i = low[r] <= last ? low[r] : next; i < end; i = i === last ? next : i + 1) {
      const v = Math.abs((keys[i] - q) * w);
      const t = (1 - v) * (1 + v + v * v);
      const k = t * t * t;
      sumA += k * columns[a + i];
      sumB += k * columns[b + i];
    }
    pairs[2 * r] = sumA;
    pairs[2 * r + 1] = sumB;
  }
};

const LOOPS: readonly EdgeLoop[] = [
  uniform,
  triangular,
  epanechnikov,
  biweight,
  triweight,
  tricube,
];

/**
 * Adds the sums of two columns for the queries from … from + count − 1.
 *
 * @param kernel - number of the kernel in `compactRow.ts`
 * @param a - place of the first column in `columns`
 * @param b - place of the second column in `columns`
 * @param pairs - scratch, shape [count, 2]
 * @param out - rows of sums, shape [count, size]
 * @param size - length of a row of sums
 * @param column - place of the sum of `a` in its row; that of `b`, where b differs from a, follows
 */
export function windowEdgesInto(
  kernel: number,
  keys: Float64Array,
  columns: Float64Array,
  a: number,
  b: number,
  w: number,
  queries: Float64Array,
  from: number,
  count: number,
  runs: EdgeRuns,
  pairs: Float64Array,
  out: Float64Array,
  size: number,
  column: number,
): void {
  LOOPS[kernel](keys, columns, a, b, w, queries, from, count, runs, pairs);
  const factor = FACTORS[kernel];
  for (let r = 0; r < count; r++) {
    const at = r * size + column;
    out[at] += factor * pairs[2 * r];
    if (a !== b) out[at + 1] += factor * pairs[2 * r + 1];
  }
}
