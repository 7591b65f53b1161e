// What the direct method takes, from the nanoseconds a pair of each family of kernels: measured with
// WebAssembly for the Gaussian, in plain TypeScript for the rest.

import { gaussian } from '../kernels/gaussian.js';
import { powers } from './powers.js';
import type { Sample, SumsRequest } from './types.js';

/** Nanoseconds to begin, a query by tiles, a query by rows. */
const START = 3000;
const TILE_QUERY = 100;
const ROW_QUERY = 500;

/** Nanoseconds a value of a kernel that does not say. */
const OTHER_VALUE = 20;
/** Nanoseconds a square root or a difference, a dimension, a column, and a sum of higher power. */
const ROOT = 4;
const DIMENSION = 0.6;
const COLUMN = 0.9;
const POWER = 4;

/**
 * Expected time of the direct method in ns.
 *
 * @param m - number of queries
 */
export function directCost(sample: Sample, m: number, request: SumsRequest): number {
  const query = isTiled(request) ? TILE_QUERY : ROW_QUERY;
  return START + m * (query + sample.n * pairCost(sample, request));
}

/** Expected time of one point and query in ns. */
export function pairCost({ d, c }: Sample, request: SumsRequest): number {
  const { kernel, degrees, product } = request;
  if (isTiled(request)) return 3 + 0.4 * d + 0.4 * c;
  const { counts } = powers(d, Math.max(0, ...degrees));
  const size = degrees.reduce((sum, degree) => sum + counts[degree], 0);
  const sums = COLUMN * c + POWER * (size - c);
  const value = kernel.traits?.valueCost ?? OTHER_VALUE;
  if (kernel === gaussian) return value + DIMENSION * d + sums;
  if (product) return (value + (d > 1 ? ROOT : 0)) * d + sums;
  return value + (d > 1 ? ROOT + DIMENSION * d : 0) + sums;
}

/** Gaussian sums of degree 0 have loops of their own. */
function isTiled({ kernel, degrees }: SumsRequest): boolean {
  return kernel === gaussian && degrees.every((degree) => degree === 0);
}
