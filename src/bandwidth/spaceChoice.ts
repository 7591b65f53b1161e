import type { Observations } from '../smoothers/Observations.js';
import type { BandwidthChoice, BandwidthTrial, BandwidthWish } from './BandwidthChoice.js';
import type { CriterionName } from './criterionValue.js';
import { type SpaceTrial, searchSpace } from './searchSpace.js';
import { smootherCriterion } from './smootherCriterion.js';
import { spread } from './spread.js';

/** Largest bandwidth in ranges of x. */
const WIDEST = 8;

/** Searches a criterion of several predictors; yields each vector of bandwidths that is tried. */
export function* spaceChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { d, x, weights } = observations;
  const { tolerance, kernel } = wish;
  const { at, size } = smootherCriterion(where, observations, wish, criterion);
  const value = (bandwidth: Float64Array): number => at(bandwidth, tolerance).value;
  const [low, high, start] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
  const reach = kernel.support < Infinity ? 0.5 * kernel.support : 1;
  for (let j = 0; j < d; j++) {
    const { range, deviation, spacing, count } = spread(x, d, j, weights);
    const normal = (deviation * count ** (-1 / (d + 4))) / reach;
    low[j] = Math.min(Math.max(normal / 32, spacing / 4), normal);
    high[j] = (WIDEST * range) / reach;
    start[j] = normal;
  }
  const noise = criterion === 'aicc' ? 1e-12 : 1e-12 * size;
  const search = searchSpace(value, low, high, start, noise);
  let next = search.next();
  for (; !next.done; next = search.next()) yield shown(next.value);
  const { best, path, basins } = next.value;
  const edge = best.bandwidth.some((h, j) => h <= low[j] * (1 + 1e-9)) ? 'low' : undefined;
  return {
    criterion,
    bandwidth: best.bandwidth,
    value: best.value,
    path: path.map(shown),
    basins: basins.map(shown),
    winner: basins.indexOf(best),
    edge,
  };
}

function shown({ bandwidth, value }: SpaceTrial): BandwidthTrial {
  return { bandwidth, value, error: 0 };
}
