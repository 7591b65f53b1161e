// Moments of sorted points cell by cell, and their running sums inside each block of cells, from
// both ends.
//   M_j(cell) = Σ c t^j,  t = (x − centre of the block)·w
// Running sums only add (a difference of two of them would lose digits next to a heavy cell), and
// they are kept as (whole strides) + (cells of the open stride), so that 2·√G additions, not G,
// stand behind each.

const STRIDE = 32;

/**
 * Moments of every cell about the centre of its block.
 *
 * @param keys - sorted points, shape [≥ cellStart[cells]]
 * @param columns - shape [c, n]
 * @param cellStart - first point of each cell, shape [cells + 1]
 * @param perBlock - cells in a block; cells is a multiple of it
 * @param centres - centre of each block
 * @param momentStart - first moment of a column, shape [c + 1]
 * @param out - zeros on entry, shape [cells, momentStart[c]]
 */
export function cellMomentsInto(
  keys: Float64Array,
  columns: Float64Array,
  n: number,
  cellStart: Int32Array,
  perBlock: number,
  centres: Float64Array,
  w: number,
  momentStart: Int32Array,
  out: Float64Array,
): void {
  const c = momentStart.length - 1;
  const size = momentStart[c];
  const cells = cellStart.length - 1;
  for (let cell = 0; cell < cells; cell++) {
    const from = cellStart[cell];
    const to = cellStart[cell + 1];
    if (from === to) continue;
    const centre = centres[(cell / perBlock) | 0];
    const base = cell * size;
    for (let k = 0; k < c; k++) {
      const column = k * n;
      const end = base + momentStart[k + 1];
      let j = base + momentStart[k];
      for (let power = 0; j < end; j += 3, power++) {
        // Three moments at a time stay in registers over the points of a cell.
        let m0 = 0;
        let m1 = 0;
        let m2 = 0;
        for (let i = from; i < to; i++) {
          const t = (keys[i] - centre) * w;
          let term = columns[column + i];
          for (let p = 0; p < power; p++) term *= t * t * t;
          m0 += term;
          term *= t;
          m1 += term;
          m2 += term * t;
        }
        out[j] = m0;
        if (j + 1 < end) out[j + 1] = m1;
        if (j + 2 < end) out[j + 2] = m2;
      }
    }
  }
}

/**
 * Running sums over the cells of each block: those before a cell, and those after it.
 *
 * @param size - moments of a cell
 * @param moments - moments of the cells; replaced by the sums over the cells after each, shape
 *   [cells, size]
 * @param before - receives the sums over the cells before each, shape [cells, size]
 * @param totals - receives the sums of the blocks, shape [blocks, size]
 */
export function runningMomentsInto(
  size: number,
  perBlock: number,
  moments: Float64Array,
  before: Float64Array,
  totals: Float64Array,
): void {
  const blocks = totals.length / size;
  const whole = new Float64Array(size);
  const open = new Float64Array(size);
  for (let block = 0; block < blocks; block++) {
    const first = block * perBlock;
    whole.fill(0);
    open.fill(0);
    for (let g = 0; g < perBlock; g++) {
      const base = (first + g) * size;
      for (let j = 0; j < size; j++) {
        before[base + j] = whole[j] + open[j];
        open[j] += moments[base + j];
      }
      if (g % STRIDE === STRIDE - 1) close(whole, open);
    }
    for (let j = 0; j < size; j++) totals[block * size + j] = whole[j] + open[j];
    whole.fill(0);
    open.fill(0);
    for (let g = perBlock - 1; g >= 0; g--) {
      const base = (first + g) * size;
      for (let j = 0; j < size; j++) {
        const own = moments[base + j];
        moments[base + j] = whole[j] + open[j];
        open[j] += own;
      }
      if (g % STRIDE === 0) close(whole, open);
    }
  }
}

function close(whole: Float64Array, open: Float64Array): void {
  for (let j = 0; j < whole.length; j++) whole[j] += open[j];
  open.fill(0);
}
