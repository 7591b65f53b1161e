import { CellMoments, CellRuns } from './cells.js';

/**
 * Moments in cells twice as wide. A place t in a child is t/2 ∓ ¼ in its parent, so
 *
 *   M'_k = Σ_{l ≤ k} binomial(k, l) (½)^l (∓¼)^{k−l} M_l       exactly.
 */
export function coarserMoments(fine: CellMoments): CellMoments {
  const { c } = fine;
  const { exponent, order } = fine.binning;
  const halved = fine.runs.intervals().map(([first, end]) => {
    const run: [number, number] = [Math.floor(first / 2), Math.ceil(end / 2)];
    return run;
  });
  const runs = CellRuns.from([]).union(CellRuns.from(halved));
  const shifts = [shiftMatrix(order, -0.25), shiftMatrix(order, 0.25)];
  const moments = new Float64Array(runs.cells * order * c);
  const masses = new Float64Array(runs.cells * (c - 1));
  fine.runs.intervals().forEach(([first, end], r) => {
    for (let id = first, cell = fine.runs.offsets[r]; id < end; id++, cell++) {
      const parent = runs.indexOf(Math.floor(id / 2));
      const shift = shifts[id - 2 * Math.floor(id / 2)];
      for (let j = 0; j < c; j++)
        for (let k = 0; k < order; k++)
          for (let l = 0; l <= k; l++)
            moments[(parent * order + k) * c + j] +=
              shift[k * order + l] * fine.moments[(cell * order + l) * c + j];
      for (let j = 0; j < c - 1; j++)
        masses[parent * (c - 1) + j] += fine.masses[cell * (c - 1) + j];
    }
  });
  return new CellMoments({ exponent: exponent + 1, order }, c, runs, moments, masses);
}

/** S[k, l] = binomial(k, l) (½)^l shift^{k−l} */
function shiftMatrix(order: number, shift: number): Float64Array {
  const matrix = new Float64Array(order * order);
  matrix[0] = 1;
  for (let k = 1; k < order; k++)
    for (let l = 0; l <= k; l++)
      matrix[k * order + l] =
        (l > 0 ? 0.5 * matrix[(k - 1) * order + l - 1] : 0) + shift * matrix[(k - 1) * order + l];
  return matrix;
}
