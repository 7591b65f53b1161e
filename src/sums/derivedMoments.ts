// Moments made of other moments. They stand apart from the class so that a bundle of kernel sums
// alone does not carry them.

import { CellMoments, CellRuns } from './cells.js';

/** Moments of two samples with the same binning and columns: they add. */
export function mergedMoments(a: CellMoments, b: CellMoments): CellMoments {
  const runs = a.runs.union(b.runs);
  const { binning, c } = a;
  const stride = binning.order * c;
  const moments = new Float64Array(runs.cells * stride);
  const masses = new Float64Array(runs.cells * (c - 1));
  for (const part of [a, b])
    part.runs.intervals().forEach(([first, end], r) => {
      const to = runs.indexOf(first);
      const from = part.runs.offsets[r];
      addInto(part.moments, from * stride, (end - first) * stride, moments, to * stride);
      addInto(part.masses, from * (c - 1), (end - first) * (c - 1), masses, to * (c - 1));
    });
  return new CellMoments(binning, c, runs, moments, masses);
}

/** Moments of the first `count` columns alone. */
export function firstColumns(cells: CellMoments, count: number): CellMoments {
  const { binning, c, runs, moments, masses } = cells;
  if (count === c) return cells;
  const rows = runs.cells * binning.order;
  const some = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < count; j++) some[row * count + j] = moments[row * c + j];
  const sizes = new Float64Array(runs.cells * (count - 1));
  for (let cell = 0; cell < runs.cells; cell++)
    for (let j = 1; j < count; j++)
      sizes[cell * (count - 1) + j - 1] = masses[cell * (c - 1) + j - 1];
  return new CellMoments(binning, count, runs, some, sizes);
}

function addInto(
  values: Float64Array,
  start: number,
  count: number,
  out: Float64Array,
  outStart: number,
): void {
  for (let i = 0; i < count; i++) out[outStart + i] += values[start + i];
}

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
      addInto(fine.masses, cell * (c - 1), c - 1, masses, parent * (c - 1));
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
