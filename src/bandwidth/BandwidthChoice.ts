import type { Kernel } from '../kernels/Kernel.js';
import type { SumsMethodChoice } from '../sums/kernelSums.js';
import type { CriterionName } from './criterionValue.js';

/** The ways to choose a bandwidth. */
export const bandwidthChoices: readonly BandwidthChoiceName[] = [
  'loo',
  'gcv',
  'aicc',
  'plugin',
  'silverman',
  'scott',
];

/** How to choose a bandwidth: a criterion that is searched, the direct plug-in, or a rule of thumb. */
export type BandwidthChoiceName = 'loo' | 'gcv' | 'aicc' | 'plugin' | 'silverman' | 'scott';

/** Which bandwidth is wanted, for which smoother. */
export interface BandwidthWish {
  readonly criterion: BandwidthChoiceName;
  readonly kernel: Kernel;
  /** Of the local polynomial. */
  readonly degree: number;
  /** With several predictors: the product of K over them, or K of the length of u. */
  readonly product: boolean;
  readonly method: SumsMethodChoice;
  /** Relative error of the kernel sums at the bandwidth that is chosen. */
  readonly tolerance: number;
  /** What becomes of a place with nothing in reach. @defaultValue 'nan' */
  readonly emptyWindow?: 'nan' | 'nearest' | undefined;
  /** Which group each observation belongs to, [n]: `'loo'` then leaves out whole groups. */
  readonly groups?: ArrayLike<number | string>;
  /** Called after each bandwidth that was tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends the search: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** How far a search is. */
export interface BandwidthProgress {
  /** Bandwidths tried so far. */
  readonly trials: number;
  /** The last one, [d]. */
  readonly bandwidth: Float64Array;
  /** The criterion there. */
  readonly value: number;
}

/** A bandwidth that was tried. */
export interface BandwidthTrial {
  /** In units of x, [d]. */
  readonly bandwidth: Float64Array;
  /** The criterion there; ∞ where it is not defined. */
  readonly value: number;
  /** About how far the value may be off; large values far from the minimum are estimates. */
  readonly error: number;
}

/** A bandwidth that was chosen, and how. */
export interface BandwidthChoice {
  /** How it was chosen. */
  readonly criterion: BandwidthChoiceName;
  /** In units of x, [d]; ∞ in a dimension that the smoother need not look at. */
  readonly bandwidth: Float64Array;
  /**
   * The criterion there, in the square of the units of y (∞ or 0 where 64 bits do not hold that), with
   * several outputs in units of their standard deviations; `undefined` for rules, which have none.
   */
  readonly value: number | undefined;
  /** All that was tried: with one predictor in ascending order of h, else as it came. */
  readonly path: readonly BandwidthTrial[];
  /** The local minima that were found, ascending in h, with several predictors ascending in value. */
  readonly basins: readonly BandwidthTrial[];
  /** Which of the basins won; −1 for rules. */
  readonly winner: number;
  /** Whether the smallest bandwidth of the search won, or with one predictor h = ∞. */
  readonly edge: 'low' | 'high' | undefined;
  /**
   * The observation that keeps a compact kernel from smaller bandwidths, when it rules the choice:
   * without its own point its window would be empty. With `emptyWindow: 'nearest'` none does.
   */
  readonly ruledBy?: IsolatedObservation;
}

/** An observation with a wide gap about it. */
export interface IsolatedObservation {
  /** Where it is. */
  readonly x: number;
  /** To the nearest other observation. */
  readonly distance: number;
}

/** Whether a choice is a criterion to search. */
export function isCriterion(name: BandwidthChoiceName): name is CriterionName {
  return name === 'loo' || name === 'gcv' || name === 'aicc';
}
