import type { Observations } from '../smoothers/Observations.js';

/**
 * What can stand for data: a model asks it for observations that are as good, and so does not carry
 * the code of any.
 */
export interface DataSummary {
  /** Number of observations. */
  readonly count: number;
  /** No observation lies outside, in each column. */
  readonly range: readonly [low: number, high: number] | readonly (readonly [number, number])[];
  /** Few observations in place of many, in units of the data. */
  readonly places: Observations;
}

/** Whether something is a summary and not data. */
export function isDataSummary(input: unknown): input is DataSummary {
  const { count, places } = Object(input);
  return typeof count === 'number' && Object(places).merged !== undefined;
}
