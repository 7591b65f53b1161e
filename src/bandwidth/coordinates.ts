// What is searched in several columns of x: logarithms of bandwidths, one for each column of numbers or for
// all that share one; one for the two columns of the globe; λ of categories last, since a change of it alone
// leaves the sums as they are.

import { isCategory, mostOf } from '../kernels/Predictor.js';
import type { Observations } from '../smoothers/Observations.js';
import type { BandwidthWish } from './BandwidthChoice.js';
import type { Coordinate } from './descend.js';
import { columnSpread, smoothedDimensions, usualLambda } from './spread.js';

/** Largest bandwidth in ranges of x, and on a circle in periods. */
const WIDEST = 8;
const WIDEST_ROUND = 1 / 4;

/** What is searched, and the bandwidths of a place. */
export interface Coordinates {
  readonly box: readonly Coordinate[];
  /** How many of them, from the first, are logarithms of bandwidths. */
  readonly widths: number;
  /**
   * Bandwidths of all columns, [d].
   *
   * @param share - so much of the observations is smoothed: of fewer bandwidths are wider
   */
  bandwidthAt(place: Float64Array, share?: number): Float64Array;
}

/** The coordinates of a search. */
export function coordinatesOf(
  observations: Observations,
  { kernel, product }: Pick<BandwidthWish, 'kernel' | 'product'>,
): Coordinates {
  const { d, predictors } = observations;
  const dimensions = smoothedDimensions(observations);
  const reach = kernel.support < Infinity ? 0.5 * kernel.support : 1;
  const kinds = Array.from({ length: d }, (_, j) => predictors?.[j] ?? { kind: 'number' as const });
  // A smaller one would see what a summary does not hold.
  const least = (j: number) => observations.merged?.least[j] ?? 0;
  const widthOf = (j: number): Coordinate => {
    const kind = kinds[j];
    const { range, deviation, spacing, count } = columnSpread(observations, j);
    if (deviation === 0) return { low: Infinity, high: Infinity, start: Infinity };
    const normal = (deviation * count ** (-1 / (dimensions + 4))) / reach;
    const low = Math.max(least(j), Math.min(Math.max(normal / 32, spacing / 4), normal));
    const high = (kind.kind === 'periodic' ? WIDEST_ROUND * kind.period : WIDEST * range) / reach;
    return {
      low: Math.log(low),
      high: Math.log(Math.max(low, high)),
      start: Math.log(Math.max(low, normal)),
    };
  };
  const isShared = (j: number) => !product && ['number', 'periodic'].includes(kinds[j].kind);
  const columns = kinds.map((_, j) => j).filter((j) => !isCategory(kinds[j]));
  const groups: number[][] = [];
  const shared = columns.filter(isShared);
  if (shared.length > 0) groups.push(shared);
  for (const j of columns) {
    if (kinds[j].kind === 'longitude') groups[groups.length - 1].push(j);
    else if (!isShared(j)) groups.push([j]);
  }
  const widths = groups.map((group) => together(group.map(widthOf)));
  const categories = kinds.flatMap((kind, j) => (isCategory(kind) ? [{ kind, j }] : []));
  const lambdas = categories.map(({ kind, j }): Coordinate => {
    const { count } = columnSpread(observations, j);
    return { low: 0, high: mostOf(kind), start: usualLambda(kind, count, dimensions) };
  });
  return {
    box: [...widths, ...lambdas],
    widths: widths.length,
    bandwidthAt(place, share = 1) {
      const bandwidth = new Float64Array(d);
      const wider = share ** (-1 / (dimensions + 4));
      groups.forEach((group, g) => {
        for (const j of group) bandwidth[j] = Math.max(least(j), wider * Math.exp(place[g]));
      });
      categories.forEach(({ kind, j }, c) => {
        bandwidth[j] = Math.min(mostOf(kind), wider ** 2 * place[groups.length + c]);
      });
      return bandwidth;
    },
  };
}

/** One coordinate for several columns. */
function together(each: readonly Coordinate[]): Coordinate {
  const some = each.filter(({ low }) => low < Infinity);
  if (some.length === 0) return each[0];
  return {
    low: Math.min(...some.map(({ low }) => low)),
    high: Math.max(...some.map(({ high }) => high)),
    start: some.reduce((sum, { start }) => sum + start, 0) / some.length,
  };
}
