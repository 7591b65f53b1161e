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
}
