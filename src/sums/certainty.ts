// Which queries a pass in plain space has answered: those whose sums are large beside all that the
// pass may have lost, to the underflow of weights or to the rounding of exponents. The others go to
// a more careful pass.

import type { Kernel } from '../kernels/Kernel.js';
import { columnSizes } from './sampleFacts.js';
import type { Sample } from './types.js';

/** The smallest weight the loops keep, and the spacing of the smallest doubles. */
const SMALLEST = 2 ** -1022;
const SPACING = 2 ** -1074;

/**
 * What is lost must be below 1e-13 of a sum; in a column that is almost zero beside column 0, below
 * 1e-290 of that.
 */
const LOST = 1e-13;
const NOTHING = 1e-290;

/** The relative error of a sum in f32 is below this times (1 + mean exponent of its terms). */
const SINGLE_ERROR = 4.5e-7;

/** Smallest sums that can be trusted, for each column. */
export interface Certainty {
  /** |S_k| at least this is certain, shape [c]. */
  readonly least: Float64Array;
  /** S_0 above this makes column k certain whatever S_k is, shape [c]. */
  readonly leastOfFirst: Float64Array;
}

/** What f64 loses: weights below the smallest double, products with a column below it. */
export function doubleCertainty(sample: Sample, kernel: Kernel): Certainty {
  const { n, c } = sample;
  const { total, smallest } = columnSizes(sample);
  const least = new Float64Array(c);
  const leastOfFirst = new Float64Array(c).fill(Infinity);
  // A compact kernel is never tiny inside its window: a sum of 0 is an empty window.
  if (Number.isFinite(kernel.support) && smallest > 1e-200) return { least, leastOfFirst };
  for (let k = 0; k < c; k++) {
    const lost = total[k] * SMALLEST + (total[k] > 0 ? n * SPACING : 0);
    least[k] = lost / LOST;
    if (k > 0) leastOfFirst[k] = lost / NOTHING;
  }
  return { least, leastOfFirst };
}

/** The least part of Σ|c| that a sum in f32 can be. */
export const leastOfAll = (tolerance: number): number => Math.exp(1 - tolerance / SINGLE_ERROR);

/**
 * What f32 loses. The exponents t err by a few units of their last digit, so a sum errs by their
 * mean over its terms, and that is at most log(Σ|c| / S), since Σ p log(p/π) ≥ 0 for the shares p
 * of the terms and π of the columns.
 */
export function singleCertainty(sample: Sample, tolerance: number): Certainty {
  const least = leastOfAll(tolerance);
  return {
    least: columnSizes(sample).total.map((total) => total * least),
    leastOfFirst: new Float64Array(sample.c).fill(Infinity),
  };
}

/**
 * The queries whose sums are not certain.
 *
 * @param sums - shape [m, size]
 * @param positions - where each column begins in the sums of a query, shape [c]
 */
export function uncertainQueries(
  sums: Float64Array,
  size: number,
  positions: readonly number[],
  { least, leastOfFirst }: Certainty,
): number[] {
  const uncertain: number[] = [];
  const m = sums.length / size;
  for (let q = 0; q < m; q++) {
    for (let k = 0; k < positions.length; k++) {
      const sum = Math.abs(sums[q * size + positions[k]]);
      if (sum < Infinity && (sum >= least[k] || sums[q * size] > leastOfFirst[k])) continue;
      uncertain.push(q);
      break;
    }
  }
  return uncertain;
}
