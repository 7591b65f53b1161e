import { NumericalError } from '../errors.js';

/** Numbers up to here are next to each other by 1. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Checks that values have cells 2^exponent wide. */
export function expectCells(where: string, ends: readonly number[], exponent: number): void {
  const wrong = ends.find((end) => !(Math.abs(end * 2 ** -exponent) < LAST));
  if (wrong === undefined) return;
  const expected = `x must be within 2^53 cells of ${2 ** exponent} of 0, wide enough for the bandwidth`;
  throw new NumericalError({ where, expected, received: String(wrong) });
}
