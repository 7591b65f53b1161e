import { orders } from './powers.js';
import type { SumsRequest } from './types.js';

/**
 * What leads from sums of e^(−u²/2) u^α to sums of K u^α, or of K² u^α when they were taken at u√2;
 * one for each sum of a query, [size].
 */
export function gaussianFactors(
  { kernel, product, squared, degrees }: SumsRequest,
  d: number,
): number[] {
  const one = kernel.value(0) ** ((product ? d : 1) * (squared ? 2 : 1));
  return degrees.flatMap((degree) =>
    orders(d, degree).map((order) => (squared ? one * 2 ** (-order / 2) : one)),
  );
}
