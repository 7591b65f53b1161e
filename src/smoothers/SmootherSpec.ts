import type { Kernel } from '../kernels/Kernel.js';
import type { Predictor } from '../kernels/Predictor.js';
import type { SumsMethodChoice } from '../sums/kernelSums.js';
import type { PowerSums } from '../sums/types.js';
import type { BandwidthFloor } from './BandwidthFloor.js';
import type { NeighbourWindows } from './NeighbourWindows.js';

/** How strongly the terms of the second degree and above, and in several columns slopes, are pulled to 0 (ridge.ts). */
export interface Ridge {
  /** s, in the units of the weights of observations. */
  readonly weight: number;
  /** r, in units of x, [d]; ∞ for columns that are no numbers. */
  readonly reach: readonly number[];
}

/** A local polynomial smoother: everything but the observations. */
export interface SmootherSpec {
  readonly kernel: Kernel;
  /** With d > 1: the product of K over dimensions, or K of the length of u. */
  readonly product: boolean;
  /** What the columns of x hold, [d], where not all are numbers. */
  readonly predictors?: readonly Predictor[] | undefined;
  /**
   * [d], above 0, in units of x; kilometres on the globe; of categories λ, at least 0. `Infinity` is the limit in which the kernel no longer looks at a dimension; the terms of
   * the polynomial in it stay.
   */
  readonly bandwidth: Float64Array;
  /** Where the width of windows follows the observations: then the bandwidth is a typical one. */
  readonly windows?: NeighbourWindows;
  /** What the bandwidth on a line is nowhere below. */
  readonly floor?: BandwidthFloor | undefined;
  /** Of the local polynomial: 0 is Nadaraya–Watson. */
  readonly degree: number;
  /** What keeps higher terms small where few observations are in reach. */
  readonly ridge?: Ridge | undefined;
  readonly method: SumsMethodChoice;
  /** Relative error allowed in the kernel sums. */
  readonly tolerance: number;
  /** What becomes of a query with nothing in reach. @defaultValue 'nan' */
  readonly emptyWindow?: 'nan' | 'nearest';
  /** A faster way to powers, for who is content with errors beside all weight in reach. */
  readonly powerSums?: PowerSums;
}
