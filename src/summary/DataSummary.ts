import type { Kernel } from '../kernels/Kernel.js';
import type { LocalFits } from '../smoothers/fitAt.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';

/** What a summary is asked to be fitted with. */
export interface SummarySpec {
  readonly kernel: Kernel;
  readonly degree: number;
  /** One for all dimensions, one for each, or the name of a way to choose it. */
  readonly bandwidth: number | Float64Array | string;
}

/**
 * What can stand for data: a model asks it for fits in place of observations, and so does not carry
 * the code of any.
 */
export interface DataSummary {
  /** Number of observations. */
  readonly count: number;
  /** Number of outputs. */
  readonly outputs: number;
  /** The smallest and the largest place that can hold an observation. */
  readonly range: readonly [number, number];
  /** Throws unless it can be fitted so; `where` is the public function, for messages. */
  expectServes(where: string, spec: SummarySpec): void;
  /** Local polynomials at queries [m]. */
  fits(spec: SmootherSpec, queries: Float64Array): LocalFits;
}

/** Whether something is a summary and not data. */
export function isDataSummary(input: unknown): input is DataSummary {
  const { fits, expectServes } = Object(input);
  return typeof fits === 'function' && typeof expectServes === 'function';
}
