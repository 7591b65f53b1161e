// The share of the observations that windows hold, searched by a criterion as a bandwidth is: on a
// logarithmic grid from the fewest observations that carry a fit up to windows so wide that one
// polynomial serves all, and from there in each basin. A criterion moves only where a window takes in
// one more observation.

import { neighboursOf, windowsOf } from '../smoothers/NeighbourWindows.js';
import type { Observations } from '../smoothers/Observations.js';
import {
  type BandwidthChoice,
  type BandwidthTrial,
  type BandwidthWish,
  type CriterionName,
  type Degree,
  degreesOf,
  shownSteps,
} from './BandwidthChoice.js';
import { bandwidthGrid, type LineObjective, type LineTrial, searchLine } from './searchLine.js';
import { alongLine, smootherCriterion, type Width } from './smootherCriterion.js';

/**
 * Windows of the fewest observations, beyond the degree of a polynomial: as many as it has terms, and
 * the one that is left out; where the kernel is 0 at the edge, the one there too.
 */
const FEWEST = 2;
/** Largest distances are stretched up to so much. */
const WIDEST = 4;
/** Spans for each doubling, of samples up to so many and larger ones. */
const MANY = 2000;
const [CLOSE, APART] = [8, 3];
/** Of a large sample spans in no larger ratio than this are looked at first. */
const SPARSE = 2 ** (2 / 3);
/** A share is told to this part of itself, but to no less than one observation. */
const RESOLUTION = 1e-3;

/** Searches a criterion of the share; yields each that is tried. */
export function* spanChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish & { readonly window: NonNullable<BandwidthWish['window']> },
  criterion: CriterionName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { window, kernel, product } = wish;
  const { n } = observations;
  const bandwidths = new Map<number, Float64Array>();
  /** The last windows: the others know a width for each observation, and are let go. */
  let last: { readonly share: number; readonly width: Width } | undefined;
  const widthOf = (span: number): Width => {
    const share = shareOf(n, span);
    if (last?.share === share) return last.width;
    const wanted = { ...window, span: share };
    const width = windowsOf(observations, { kernel, product }, wanted, window.units);
    last = { share, width };
    bandwidths.set(share, width.bandwidth);
    return width;
  };
  const bandwidthOf = (span: number): Float64Array =>
    bandwidths.get(shareOf(n, span)) ?? widthOf(span).bandwidth;
  const of = smootherCriterion(where, observations, wish, criterion);
  const objectives = degreesOf(wish, observations).map((degree) =>
    onceForWindows(n, {
      ...alongLine(of, criterion, wish, degree, widthOf),
      smooth: false,
      resolution: RESOLUTION,
    }),
  );
  const { support } = kernel;
  const fewest = FEWEST + (support < Infinity && kernel.value(support) === 0 ? 1 : 0);
  const least = Math.min(1, (Math.min(...degreesOf(wish, observations)) + fewest) / n);
  const grid = bandwidthGrid(least, WIDEST, n > MANY ? APART : CLOSE);
  const search = searchLine(objectives, grid, n > MANY ? SPARSE : 1);
  const shown = ({ h, degree = 0, ...rest }: LineTrial): BandwidthTrial => ({
    bandwidth: bandwidthOf(h),
    span: shareOf(n, h),
    degree,
    ...rest,
  });
  const { best, path, basins } = yield* shownSteps(search, shown);
  const winner = shown(best);
  return {
    criterion,
    degree: winner.degree as Degree,
    bandwidth: winner.bandwidth,
    span: winner.span!,
    value: best.value,
    path: path.map(shown),
    basins: basins.map(shown),
    winner: basins.indexOf(best),
    edge: best.h === Infinity ? 'high' : best.h === grid[0] ? 'low' : undefined,
  };
}

/** The share that a span is: up to 1 a whole number of observations. */
function shareOf(n: number, span: number): number {
  return span > 1 ? span : neighboursOf(n, span) / n;
}

/** Spans of the same number of observations have one value. */
function onceForWindows(n: number, objective: LineObjective): LineObjective {
  const known = new Map<number, LineTrial>();
  return {
    ...objective,
    trial(h, effort) {
      const key = shareOf(n, h);
      const before = known.get(key);
      if (before && (before.error === 0 || effort === 'estimate' || effort === 'draft'))
        return { ...before, h };
      const found = objective.trial(h, effort);
      known.set(key, found);
      return found;
    },
  };
}
