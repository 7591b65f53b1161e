// exp(−y) for a row of y >= 0 by a table of exp(−k/32) and seven Taylor terms of the rest, |rest| <= 1/64:
//   exp(−y) = exp(−k/32)·Σ_{a<=6} f^a / a! ,  f = k/32 − y,  error f⁷/5040 < 5e-17 relative.
// The table holds 20 KB, so it stays in the first cache next to the row.

/** From here on the decay is 0. */
export const DECAY_LIMIT = 80;

const TABLE = new Float64Array(32 * DECAY_LIMIT + 2);
for (let k = 0; k < TABLE.length; k++) TABLE[k] = k < 32 * DECAY_LIMIT ? Math.exp(-k / 32) : 0;

/** Replaces the first `count` numbers s >= 0 of a row by peak·exp(−g·s). */
export function decayInPlace(count: number, g: number, peak: number, row: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const s = g * row[i];
    const y = Math.min(s, DECAY_LIMIT);
    const k = (y * 32 + 0.5) | 0;
    const f = k * 0.03125 - y;
    const h = f * f;
    const odd = 1 + h * (1 / 6 + h * (1 / 120));
    const even = h * (0.5 + h * (1 / 24 + h * (1 / 720)));
    row[i] = peak * (TABLE[k] + TABLE[k] * (even + f * odd));
  }
}
