import type { Random } from '../arrays/createRandom.js';
import { firstWhere } from '../arrays/firstWhere.js';
import { gaussian } from '../kernels/gaussian.js';
import { type DensityEstimate, type DensityKernel, reachOf } from './DensityEstimate.js';

/** Halvings of where a number drawn from a kernel lies, down to the last bit. */
const HALVINGS = 60;

/**
 * Numbers drawn from a density: an observation by its weight, then its kernel, folded back at bounds.
 *
 * @returns [count, d]
 */
export function drawSample(
  { observations, spec, bounds }: DensityEstimate,
  count: number,
  random: Random,
): Float64Array {
  const { n, d, x, weights } = observations;
  const kernel = spec.kernel as DensityKernel;
  const draw =
    kernel === gaussian ? () => random.normal() : () => quantileOf(kernel, random.uniform());
  let total = 0;
  const ends = weights?.map((weight) => {
    total += weight;
    return total;
  });
  const firstAbove = (level: number) => firstWhere(0, n - 1, (i) => ends![i] > level);
  const out = new Float64Array(count * d);
  for (let k = 0; k < count; k++) {
    // the first whose end lies above: one of weight 0 is never drawn
    const i = ends ? firstAbove(random.uniform() * total) : random.integer(n);
    for (let j = 0; j < d; j++)
      out[k * d + j] = folded(
        x[i * d + j] + spec.bandwidth[j] * draw(),
        bounds.lower[j],
        bounds.upper[j],
      );
  }
  return out;
}

/** Where the distribution of a kernel reaches a level, from its lower half, which keeps its digits. */
function quantileOf(kernel: DensityKernel, level: number): number {
  const lower = Math.max(Math.min(level, 1 - level), Number.MIN_VALUE);
  let [low, high] = [-reachOf(kernel, lower, 2), 0];
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + high) / 2;
    if (kernel.distribution(middle) < lower) low = middle;
    else high = middle;
  }
  return level < 0.5 ? high : -high;
}

/** A number put back between bounds as a mirror at each does. */
function folded(value: number, low: number, high: number): number {
  if (low === -Infinity) return value > high ? 2 * high - value : value;
  const above = Math.abs(value - low);
  if (high === Infinity) return low + above;
  const width = high - low;
  const round = above % (2 * width);
  return low + Math.min(round, 2 * width - round);
}
