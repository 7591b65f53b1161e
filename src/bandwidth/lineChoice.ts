import { gaussian } from '../kernels/gaussian.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { Observations } from '../smoothers/Observations.js';
import type {
  BandwidthChoice,
  BandwidthTrial,
  BandwidthWish,
  IsolatedObservation,
} from './BandwidthChoice.js';
import type { CriterionName } from './criterionValue.js';
import { type Line, lineOf, nearestDistance, spacingOf } from './Line.js';
import { LineCriterion } from './LineCriterion.js';
import type { LineObjective, LineTrial } from './LineTrial.js';
import { searchLine } from './searchLine.js';
import { alongLine, smootherCriterion } from './smootherCriterion.js';
import { bandwidthGrid } from './surveyGrid.js';

/**
 * With so few observations a compact kernel's criterion jumps where points enter windows, and one
 * observation makes a basin.
 */
const SMALL = 200;
/** Unless the search is over as many bandwidths as this, largest over smallest. */
const WIDE = 1e4;
/**
 * Smooth criteria are looked at first at bandwidths in no larger ratio than this, of a small sample
 * and of others.
 */
const CLOSE = 2 ** 0.25;
const APART = 2 ** (2 / 3);
/** More than this many observations make a criterion so smooth that fewer bandwidths show it. */
const MANY = 2000;
/** And very many. */
const VERY_MANY = 20_000;

/** Searches a criterion of one predictor; yields each bandwidth that is tried. */
export function* lineChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { kernel } = wish;
  const line = lineOf(observations);
  const range = line.x[line.m - 1] - line.x[0];
  const spacing = spacingOf(line.x);
  const reach = kernel.support < Infinity ? kernel.support : 1;
  const isEmpty =
    kernel.support < Infinity &&
    criterion === 'loo' &&
    !wish.groups &&
    wish.emptyWindow !== 'nearest';
  const alone = isEmpty ? loneliest(line) : undefined;
  const gap = (alone?.distance ?? 0) * (1 + 1e-9);
  const low = Math.max(spacing / 4, gap) / reach;
  const perOctave = bandwidthsPerOctave(line.m, kernel, range / low);
  const grid = bandwidthGrid(low, (4 * range) / reach, perOctave);
  const widest = kernel.support < Infinity ? 1 : line.m <= SMALL ? CLOSE : APART;
  const search = searchLine(objectiveOf(where, observations, line, wish, criterion), grid, widest);
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
    ...(alone && edge === 'low' && gap > spacing / 4 && { ruledBy: alone }),
  };
}

function bandwidthsPerOctave(n: number, kernel: Kernel, width: number): number {
  if (n <= SMALL && kernel.support < Infinity && width < WIDE) return 32;
  if (n <= MANY) return 8;
  if (n <= VERY_MANY) return 4;
  return kernel === gaussian ? 3 : 2;
}

function shown({ h, value, error }: LineTrial): BandwidthTrial {
  return { bandwidth: Float64Array.of(h), value, error };
}

/** The observation that is furthest from its nearest other. */
function loneliest({ x, counts, m }: Line): IsolatedObservation | undefined {
  let alone: IsolatedObservation | undefined;
  for (let j = 0; j < m && m > 1; j++) {
    const distance = nearestDistance(x, j);
    if (counts[j] === 1 && distance > (alone?.distance ?? 0)) alone = { x: x[j], distance };
  }
  return alone;
}

function objectiveOf(
  where: string,
  observations: Observations,
  line: Line,
  wish: BandwidthWish,
  criterion: CriterionName,
): LineObjective {
  const { kernel, degree, method, tolerance, groups, emptyWindow } = wish;
  if (!groups) {
    const smoother = { kernel, degree, method, tolerance: Math.max(tolerance, 1e-12), emptyWindow };
    return new LineCriterion(where, line, smoother, criterion);
  }
  return alongLine(smootherCriterion(where, observations, wish, criterion), criterion, wish);
}
