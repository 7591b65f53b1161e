// What a summary is made of, wherever it was added up: power sums of the observations of each cell, about the middle of the
// cell. Cells are [id, id + 1)·2^exponent for every sample, so sums made apart add.

/** Powers of t = 2·(x/2^exponent − id) − 1, which is in [−1, 1], of Σw; enough for eight places a cell. */
export const WEIGHT_POWERS = 16;
/** Powers of t of every other sum. */
export const OUTPUT_POWERS = 8;

/** Sums over the observations of each cell. With v = y − shift, each output has sums of v and of v². */
export interface CellSums {
  /** The width of the cells is 2^exponent, in units of x. */
  readonly exponent: number;
  /** Whether observations have weights: then each has sums of squared weights beside it. */
  readonly weighted: boolean;
  /** What was taken from each output, [p]. */
  readonly shift: Float64Array;
  /** Cells with observations, increasing integers, [cells]. */
  readonly ids: Float64Array;
  /**
   * [cells, columns], columns in this order: the number of observations; Σw·t^a for a < 16; for each output Σw·v·t^a and
   * Σw·v²·t^a for a < 8 each; when weighted Σw²·t^a for a < 8 and for each output Σw²·v·t^a and Σw²·v²·t^a for a < 8 each.
   */
  readonly sums: Float64Array;
}

/** Number of columns of {@link CellSums}. */
export function columnsOf(outputs: number, weighted: boolean): number {
  const own = 1 + WEIGHT_POWERS + 2 * OUTPUT_POWERS * outputs;
  return weighted ? own + OUTPUT_POWERS * (1 + 2 * outputs) : own;
}

/** The exponent of the width of cells for bandwidths from one on: the width is in (h/8, h/4]. */
export function exponentFor(bandwidth: number): number {
  const near = Math.floor(Math.log2(bandwidth)) - 2; // the logarithm may be rounded up to a whole number
  return 2 ** near * 4 > bandwidth ? near - 1 : near;
}
