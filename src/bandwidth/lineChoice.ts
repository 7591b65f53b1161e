import { gaussian } from '../kernels/gaussian.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { Observations } from '../smoothers/Observations.js';
import type { BandwidthChoice, BandwidthTrial, BandwidthWish } from './BandwidthChoice.js';
import { bandwidthGrid } from './bandwidthGrid.js';
import { CompactLine } from './CompactLine.js';
import type { CriterionName } from './CriterionName.js';
import { GaussianLine } from './GaussianLine.js';
import { lineOf } from './Line.js';
import type { LineObjective, LineTrial } from './LineTrial.js';
import { SmootherLine } from './SmootherLine.js';
import { searchLine } from './searchLine.js';
import { spread } from './spread.js';
import { tallySource } from './tallySource.js';

/** With so few observations a compact kernel's criterion jumps where points enter windows. */
const JUMPING = 200;
/** Unless the search is over as many bandwidths as this, largest over smallest. */
const WIDE = 1e4;
/** More than this many observations make a criterion so smooth that fewer bandwidths show it. */
const MANY = 2000;
/** And very many. */
const VERY_MANY = 20_000;
/** Up to so many direct sums are as fast as sorted ones. */
const FEW = 256;

/** Searches a criterion of one predictor; yields each bandwidth that is tried. */
export function* lineChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { kernel } = wish;
  const { n, x } = positive(observations);
  const { spacing, gap, range } = spread(x, 1, 0);
  const reach = kernel.support < Infinity ? kernel.support : 1;
  const isEmpty = kernel.support < Infinity && criterion === 'loo' && !wish.groups;
  const low = isEmpty ? Math.max(spacing / 4, gap * (1 + 1e-9)) / reach : spacing / 4 / reach;
  const perOctave = bandwidthsPerOctave(n, kernel, range / low);
  const grid = bandwidthGrid(low, (4 * range) / reach, perOctave);
  const search = searchLine(objectiveOf(where, observations, wish, criterion), grid);
  let next = search.next();
  for (; !next.done; next = search.next()) yield shown(next.value);
  const { best, path, basins } = next.value;
  const edge = best.h === Infinity ? 'high' : best.h === grid[0] ? 'low' : undefined;
  return {
    criterion,
    bandwidth: Float64Array.of(best.h),
    value: best.value,
    path: path.map(shown),
    basins: basins.map(shown),
    winner: basins.indexOf(best),
    edge,
  };
}

function bandwidthsPerOctave(n: number, kernel: Kernel, width: number): number {
  if (n <= JUMPING && kernel.support < Infinity && width < WIDE) return 32;
  if (n <= MANY) return 8;
  if (n <= VERY_MANY) return 4;
  return kernel === gaussian ? 3 : 2;
}

function shown({ h, value, error }: LineTrial): BandwidthTrial {
  return { bandwidth: Float64Array.of(h), value, error };
}

/** Observations of weight 0 have no part in the range of the search. */
function positive({ n, x, weights }: Observations): { n: number; x: Float64Array } {
  if (!weights) return { n, x };
  const kept = x.filter((_, i) => weights[i] > 0);
  return { n: kept.length, x: kept };
}

function objectiveOf(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
): LineObjective {
  const { kernel, degree, method, tolerance, groups } = wish;
  const { n } = observations;
  const isOwn = kernel === gaussian && degree <= 1 && !groups;
  if (isOwn && (method === 'auto' || method === 'binned'))
    return new GaussianLine(lineOf(observations), degree, criterion, Math.max(tolerance, 1e-12));
  const isWindowed = method === 'auto' || method === 'windowed';
  if (isWindowed && degree === 0 && !groups && kernel.traits?.polynomial && n > FEW)
    return new CompactLine(lineOf(observations), kernel, criterion, Math.max(tolerance, 1e-12));
  const source = tallySource(where, observations, wish);
  const at = (h: number, sums: number) => source.at(Float64Array.of(h), sums);
  return new SmootherLine(criterion, at, source.size, kernel.support === Infinity, tolerance);
}
