// Differences of squared distances to 30 digits. Far from all keys (q − a)² and (q − b)² agree in
// their leading digits, and in the middle of a gap q − a and b − q do; what is left decides which
// key is nearer. Pairs of doubles, high + low, as in Dekker (1971) and Knuth's two-sum.

const SPLITTER = 134217729;
/** A few of these can be added. */
const LARGEST = Number.MAX_VALUE / 8;

/** Rounding error of the sum s = a + b. */
export function sumError(a: number, b: number, s: number): number {
  const part = s - a;
  return a - (s - part) + (b - part);
}

/** Rounding error of the product p = a·b; 0 where it would overflow. */
function productError(a: number, b: number, p: number): number {
  const as = SPLITTER * a;
  const ah = as - (as - a);
  const al = a - ah;
  const bs = SPLITTER * b;
  const bh = bs - (bs - b);
  const bl = b - bh;
  const error = ah * bh - p + ah * bl + al * bh + al * bl;
  return Number.isFinite(error) ? error : 0;
}

/**
 * Adds ((q − a)·w)² − ((q − b)·w)² to the pair `out`.
 *
 *   (q−a)² − (q−b)² = (b − a)·((q − a) + (q − b))
 *
 * @param out - high and low part of a running sum, shape [2]
 */
export function addSquareDifferenceInto(
  q: number,
  a: number,
  b: number,
  w: number,
  out: Float64Array,
): void {
  const x = q - a;
  const y = q - b;
  const s = x + y;
  const sLow = sumError(x, y, s) + sumError(q, -a, x) + sumError(q, -b, y);
  const t = b - a;
  const tLow = sumError(b, -a, t);
  const ws = w * s;
  const wsLow = productError(w, s, ws) + w * sLow;
  const wt = w * t;
  const wtLow = productError(w, t, wt) + w * tLow;
  const product = ws * wt;
  // Beyond numbers only the sign is known.
  const isKnown = Math.abs(product) < LARGEST;
  const p = isKnown ? product : Math.sign(product) * LARGEST;
  const pLow = isKnown ? productError(ws, wt, p) + (ws * wtLow + wsLow * wt) : 0;
  const high = out[0] + p;
  out[1] += sumError(out[0], p, high) + pLow;
  out[0] = high;
}
