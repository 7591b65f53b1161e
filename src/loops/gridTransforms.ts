// Between the moments of consecutive cells and the values on a grid, one column at a time.
// Cell number `place` sits between the grid points ⌊place/spacing⌋ + side and the next; the table
// of its phase = place mod spacing holds rows k < order of length taps. order and taps are even.

/**
 * grid[g + i] += Σ_k M[k]·table[k, i] for each cell, with M[k] = moments[k·step] from `first` on.
 */
export function spreadInto(
  moments: Float64Array,
  first: number,
  step: number,
  place: number,
  cells: number,
  spacing: number,
  tables: Float64Array,
  order: number,
  taps: number,
  grid: Float64Array,
): void {
  let phase = place % spacing;
  let g = (place - phase) / spacing;
  let o = first;
  for (let cell = 0; cell < cells; cell++) {
    let row = phase * order * taps;
    for (let k = 0; k < order; k += 2, o += 2 * step, row += 2 * taps) {
      const a = moments[o];
      const b = moments[o + step];
      if (a === 0 && b === 0) continue;
      for (let i = 0; i < taps; i++)
        grid[g + i] += a * tables[row + i] + b * tables[row + taps + i];
    }
    if (++phase === spacing) {
      phase = 0;
      g++;
    }
  }
}

/**
 * P[k] = Σ_i table[k, i]·grid[g + i] for each cell of a needed patch, P[k] = polynomials[k·step]
 * from `first` on.
 */
export function gatherInto(
  grid: Float64Array,
  cells: number,
  spacing: number,
  tables: Float64Array,
  order: number,
  taps: number,
  needed: Uint8Array,
  patchStart: number,
  patch: number,
  polynomials: Float64Array,
  first: number,
  step: number,
): void {
  let phase = 0;
  let g = 0;
  let o = first;
  for (let cell = 0; cell < cells; cell++) {
    if (needed[patchStart + ((cell / patch) | 0)] === 0) {
      o += order * step;
    } else {
      // Two rows at a time and two places: four sums that do not wait for each other.
      let row = phase * order * taps;
      for (let k = 0; k < order; k += 2, o += 2 * step, row += 2 * taps) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let i = 0; i < taps; i += 2) {
          const x = grid[g + i];
          const y = grid[g + i + 1];
          a += tables[row + i] * x;
          b += tables[row + i + 1] * y;
          c += tables[row + taps + i] * x;
          d += tables[row + taps + i + 1] * y;
        }
        polynomials[o] = a + b;
        polynomials[o + step] = c + d;
      }
    }
    if (++phase === spacing) {
      phase = 0;
      g++;
    }
  }
}
