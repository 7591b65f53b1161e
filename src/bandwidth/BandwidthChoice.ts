import type { Kernel } from '../kernels/Kernel.js';
import { goesRound } from '../kernels/Predictor.js';
import type { BandwidthFloor } from '../smoothers/BandwidthFloor.js';
import type { WindowRequest } from '../smoothers/NeighbourWindows.js';
import type { Observations } from '../smoothers/Observations.js';
import type { Ridge, SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { Partials } from '../smoothers/seriesErrors.js';
import type { SumsMethodChoice } from '../sums/kernelSums.js';
import type { AbortSignalLike } from '../types.js';
import type { LineObjective } from './searchLine.js';

/** The ways to choose a bandwidth. */
export const bandwidthChoices = [
  'auto',
  'loo',
  'gcv',
  'aicc',
  'plugin',
  'silverman',
  'scott',
] as const;

/**
 * How to choose a bandwidth: the mean of the plausible ones, a criterion that is searched, the direct
 * plug-in, or a rule of thumb.
 *
 * @useDeclaredType
 */
export type BandwidthChoiceName = (typeof bandwidthChoices)[number];

/** The ways to choose a bandwidth for classes. */
export const classChoices = ['likelihood', 'error'] as const;

/**
 * How to choose a bandwidth for classes, by the chances that each observation gets when it is left out: the log
 * loss, which is the likelihood with its sign changed, or the share of those whose class is not the likeliest.
 *
 * @useDeclaredType
 */
export type ClassCriterionName = (typeof classChoices)[number];

/** Any way to choose a bandwidth. */
export type AnyChoiceName = BandwidthChoiceName | ClassCriterionName;

/** Whether a choice is one for classes. */
export function isOfClasses(name: AnyChoiceName): name is ClassCriterionName {
  return name === 'likelihood' || name === 'error';
}

/** The degrees that options take. */
export const degreeChoices = ['auto', 0, 1, 2, 3] as const;

/** Degrees of local polynomials: those that are searched, and all that options take. */
export type Degree = 0 | 1 | 2 | 3;

/** Which bandwidth is wanted, for which smoother. */
export interface BandwidthWish {
  readonly criterion: AnyChoiceName;
  readonly kernel: Kernel;
  /** Rounds of a robust fit, after which the choice is made again with its weights. */
  readonly iterations?: number;
  /** When a share of the observations is wanted in place of a bandwidth. */
  readonly window?: WindowRequest & { readonly units: Float64Array };
  /** Of the local polynomial; `'auto'` when it is chosen together with the bandwidth. */
  readonly degree: number | 'auto';
  readonly ridge?: Ridge | undefined;
  /** What the bandwidth of the smoother is nowhere below; it is searched as if it were the same everywhere. */
  readonly floor?: BandwidthFloor | undefined;
  /** With several predictors: the product of K over them, or K of the length of u. */
  readonly product: boolean;
  readonly method: SumsMethodChoice;
  /** Relative error of the kernel sums at the bandwidth that is chosen. */
  readonly tolerance: number;
  /** What becomes of a place with nothing in reach. @defaultValue 'nan' */
  readonly emptyWindow?: 'nan' | 'nearest' | undefined;
  /** Makes the criterion of classes, where y holds their numbers: who wants it brings it, and nobody else loads it. */
  readonly classCriterion?: ClassCriterionOf | undefined;
  /** Of a series: the autoregression of each output by which residuals are whitened, once it is known. */
  readonly partials?: readonly Partials[];
  /** Called after each bandwidth that was tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends the search: its reason is thrown. */
  readonly signal?: AbortSignalLike;
}

/** A criterion of classes at any bandwidth. */
export interface ClassCriterion {
  at(width: Pick<SmootherSpec, 'bandwidth'>, tolerance: number): { readonly value: number };
  /** Along one predictor. */
  line(): LineObjective;
  /** Differences below it are rounding. */
  readonly noise: number;
}

/** What makes one. */
export type ClassCriterionOf = (
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: ClassCriterionName,
) => ClassCriterion;

/**
 * Which degrees are tried. With three predictors and more, and where one goes round, a search of degree 2
 * takes ten times as long as one of degree 1: there it must be asked for.
 */
export function degreesOf(
  { degree, kernel }: Pick<BandwidthWish, 'degree' | 'kernel'>,
  { d, predictors }: Pick<Observations, 'd' | 'predictors'>,
): number[] {
  if (degree !== 'auto') return [degree];
  // What a polynomial divides by, the second moment, is what a kernel of higher order has none of.
  if (kernel.isSigned) return [0];
  if (d === 1) return [0, 1, 2, 3];
  const isDear = d > 2 || predictors?.some(goesRound);
  return isDear ? [0, 1] : [0, 1, 2];
}

/** How it is chosen: by groups the default is `'loo'`. */
export function criterionOf(
  { criterion }: Pick<BandwidthWish, 'criterion'>,
  { groups }: Pick<Observations, 'groups'>,
): AnyChoiceName {
  return groups && criterion === 'auto' ? 'loo' : criterion;
}

/** How far a search is. */
export interface BandwidthProgress {
  /** Bandwidths tried so far. */
  readonly trials: number;
  /** The last one, [d]. */
  readonly bandwidth: Float64Array;
  /** The criterion there; of a series the first are not whitened yet. */
  readonly value: number;
}

/** A bandwidth that was tried. */
export interface BandwidthTrial {
  /** In units of x, [d]; of windows by neighbours the typical one. */
  readonly bandwidth: Float64Array;
  /** The share of the observations that windows hold, where that is searched. */
  readonly span?: number;
  /** The degree that gives the value: of several the best. */
  readonly degree: number;
  /** The criterion there; ∞ where it is not defined. */
  readonly value: number;
  /** About how far the value may be off; large values far from the minimum are estimates. */
  readonly error: number;
  /** The effective degrees of freedom of the fit, where they are known. */
  readonly trace?: number;
}

/** Each step of a search as a trial is shown. */
export function* shownSteps<Trial, Found>(
  search: Generator<Trial, Found>,
  show: (trial: Trial) => BandwidthTrial,
): Generator<BandwidthTrial, Found> {
  let next = search.next();
  for (; !next.done; next = search.next()) yield show(next.value);
  return next.value;
}

/** What a search finds, for who does not look on. */
export function foundBy<Found>(search: Generator<unknown, Found>): Found {
  let next = search.next();
  while (!next.done) next = search.next();
  return next.value;
}

/** A bandwidth that was chosen, and how. */
export interface BandwidthChoice {
  /** How it was chosen. */
  readonly criterion: AnyChoiceName;
  /** The degree of the local polynomial, chosen with the bandwidth for `degree: 'auto'`. */
  readonly degree: Degree;
  /**
   * In units of x, [d]; ∞ in a dimension that the smoother need not look at; of windows by neighbours the
   * typical one.
   */
  readonly bandwidth: Float64Array;
  /** The share of the observations that windows hold, where that was searched; ∞ for one polynomial. */
  readonly span?: number;
  /**
   * The criterion there, for `'loo'` the mean squared leave-one-out error, in the square of the units of y (∞ or 0 where 64 bits do not hold that), with
   * several outputs in units of their standard deviations; of classes for `'likelihood'` the log loss, for `'error'` the
   * share of errors (and less than 2e-11 by which equal shares differ); `undefined` for rules, which have none.
   */
  readonly value: number | undefined;
  /** All that was tried: with one predictor in ascending order of h, else as it came. */
  readonly path: readonly BandwidthTrial[];
  /** The local minima that were found, ascending in h, with several predictors ascending in value. */
  readonly basins: readonly BandwidthTrial[];
  /** Which of the basins won; −1 for rules. */
  readonly winner: number;
  /**
   * Whether the smallest bandwidth of the search won, or with one predictor h = ∞. By `'auto'` of a summary
   * `'low'` says that bandwidths below its own may be plausible, too: a finer summary tells.
   */
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
export function isCriterion(name: AnyChoiceName): name is CriterionName {
  return name === 'loo' || name === 'gcv' || name === 'aicc';
}

/** The criteria that judge a bandwidth by the data. */
export const criterionNames = ['loo', 'gcv', 'aicc'] as const;

/**
 * A criterion; lower is better:
 * - `'loo'`: mean squared leave-one-out error, Σ wᵢ(yᵢ − ŷ₋ᵢ)² / Σ wᵢ
 * - `'gcv'`: generalised cross-validation, σ̂² / (1 − tr H / n)², with σ̂² = Σ wᵢ(yᵢ − ŷᵢ)² / Σ wᵢ
 * - `'aicc'`: corrected AIC of Hurvich, Simonoff and Tsai (1998), log σ̂² + (1 + tr H / n) / (1 − (tr H + 2) / n)
 */
export type CriterionName = (typeof criterionNames)[number];

/**
 * When the fits go through nearly all observations, GCV and AICc are 0/0: not defined. Nor is AICc where its
 * own denominator is 0 but for rounding.
 */
const INTERPOLATED = 1e-6;
/** The logarithm of a variance of 0 stays finite. */
const SMALLEST = 1e-300;
/** Mean squares that are less of those of y are rounding. */
export const ROUNDING = 1e-24;

/**
 * What a criterion is made of, added up over the observations: place 0 holds Σ (1 − ℓᵢ), what the
 * leverages leave; then for each of the p outputs Σ wᵢ(yᵢ − ŷᵢ)², then for each Σ wᵢ(yᵢ − ŷ₋ᵢ)².
 * Shape [1 + 2p].
 */
export type Tally = Float64Array;

/** How long a tally of p outputs is. */
export function tallySize(p: number): number {
  return 1 + 2 * p;
}

/** Tallies of nothing yet, one after another. */
export function emptyTally(p: number, count = 1): Tally {
  return new Float64Array(count * tallySize(p));
}

/**
 * Value of a criterion; with several outputs the mean of their values.
 *
 * @param n - number of observations that were added up
 * @param total - the sum of their weights
 * @param size - the mean square of the centred outputs
 * @returns the value; ∞ where the criterion is not defined
 */
export function criterionValue(
  name: CriterionName,
  tally: Tally,
  n: number,
  total: number,
  size: number,
): number {
  const p = (tally.length - 1) / 2;
  const least = Math.max(SMALLEST, ROUNDING * size);
  const free = tally[0] / n;
  // Weights of both signs may leave more than there is: no degrees of freedom, or fewer.
  if (name !== 'loo' && !(free > INTERPOLATED && free < 1)) return Infinity;
  let sum = 0;
  for (let k = 0; k < p; k++) {
    const variance = tally[1 + k] / total;
    if (name === 'loo') sum += tally[1 + p + k] / total;
    else if (name === 'gcv') sum += variance / free ** 2;
    else {
      const room = free - 2 / n;
      if (!(room > INTERPOLATED)) return Infinity;
      sum += Math.log(Math.max(variance, least)) + (2 - free) / room;
    }
  }
  return Number.isNaN(sum) ? Infinity : sum / p;
}

/**
 * How far a value may be off when fits are off by `part` of the spread of y.
 *
 * @param value - the criterion
 * @param size - the mean square of the centred outputs
 * @param relative - how far mean squares are off for other reasons, relative
 */
export function criterionError(
  name: CriterionName,
  value: number,
  tally: Tally,
  total: number,
  size: number,
  relative: number,
  part: number,
): number {
  if (value === Infinity) return 0;
  const absolute = part * part * size;
  if (name !== 'aicc') return relative * value + absolute;
  const p = (tally.length - 1) / 2;
  let variance = 0;
  for (let k = 0; k < p; k++) variance += tally[1 + k] / total / p;
  return relative + Math.min(1, absolute / Math.max(variance, SMALLEST));
}
