import type { Predictor } from '../kernels/Predictor.js';

/** What a smoother is fitted to, checked and flat. */
export interface Observations {
  /** How many. */
  readonly n: number;
  /** Dimensions of x. */
  readonly d: number;
  /** Outputs. */
  readonly p: number;
  /** [n, d], finite; of categories the number of the level. */
  readonly x: Float64Array;
  /** What each column of x holds, [d], where not all are numbers. */
  readonly predictors?: readonly Predictor[] | undefined;
  /** [n, p], finite. */
  readonly y: Float64Array;
  /** [n], at least 0, at least one above; ones when left out. */
  readonly weights?: Float64Array;
  /** Which group each belongs to, [n]: errors within a group may depend on each other. */
  readonly groups?: Int32Array;
  /** Whether they are in order of time, with errors that may depend on those before. */
  readonly isSeries?: boolean;
  /** Whether weights hold what a robust fit left of them (robustnessWeights.ts). */
  readonly isReweighted?: boolean;
  /** Where each stands for several: y holds their means, weights the sums of theirs (summary/cellPlaces.ts). */
  readonly merged?: Merged;
}

/** What is known of observations that stand for several each, beside their means. */
export interface Merged {
  /** How many each stands for; need not be whole, [n]. */
  readonly counts: Float64Array;
  /** Σ w(y − ȳ)², [n, p]; below 0 by as much as it is too large elsewhere near by. */
  readonly scatter: Float64Array;
  /** Σ w², [n]. */
  readonly squaredWeights: Float64Array;
  /** Σ w²(y − ȳ), [n, p]. */
  readonly squaredFirsts: Float64Array;
  /** Σ w²(y − ȳ)², [n, p]. */
  readonly squaredSeconds: Float64Array;
  /** Whether the observations have weights of their own. */
  readonly weighted: boolean;
  /** No observation weighs more. */
  readonly heaviest: number;
  /** A smaller bandwidth can tell them from those they stand for, [d]. */
  readonly least: Float64Array;
  /** From where x is counted, so that places keep their digits, [d]. */
  readonly origin: Float64Array;
  /** None of those lies outside, counted so, [d]. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** How many observations there are: those that each stands for. */
export function countOf({ n, merged }: Pick<Observations, 'n' | 'merged'>): number {
  return merged ? Math.round(merged.counts.reduce((sum, count) => sum + count, 0)) : n;
}
