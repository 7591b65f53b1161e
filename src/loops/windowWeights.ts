/** Pieces of the unit interval of phases, and coefficients of the polynomial kept for each. */
export const PIECES = 64;
export const COEFFICIENTS = 6;

/**
 * Window weights of one coordinate: a polynomial of degree 5 for each node and piece.
 *
 *   out[to + k] = ψ_k(phase),   k = 0 … width − 1
 *
 * @param table - coefficients, constant term first, shape [PIECES, COEFFICIENTS, width], starting
 *   at `from`
 */
export function windowWeightsInto(
  table: Float64Array,
  from: number,
  width: number,
  phase: number,
  out: Float64Array,
  to: number,
): void {
  const scaled = phase * PIECES;
  const piece = scaled >= PIECES ? PIECES - 1 : scaled | 0;
  const z = scaled - piece - 0.5;
  let t = from + piece * width * COEFFICIENTS;
  for (let k = 0; k < width; k++, t++) {
    let v = table[t + 5 * width];
    v = v * z + table[t + 4 * width];
    v = v * z + table[t + 3 * width];
    v = v * z + table[t + 2 * width];
    v = v * z + table[t + width];
    out[to + k] = v * z + table[t];
  }
}
