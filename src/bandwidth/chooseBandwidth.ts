// The door to this folder. `chooseBandwidth(where, observations, wish)` returns the bandwidth that a
// criterion, the direct plug-in or a rule of thumb chooses, with all that was seen on the way;
// `selectBandwidth` does the same in pieces and lets others run in between.
//
// With one predictor a criterion is searched on a dense logarithmic grid from a quarter of the median
// distance to the next point up to four times the range and ∞, and every basin is refined; with
// several from many starts. A compact kernel has no leave-one-out error where a window is empty
// without its own point: such bandwidths are passed over, so the search begins at the largest
// distance from a point to its neighbour.
//
// To read this folder:
//   BandwidthChoice, criterionValue    what is chosen, by which criteria
//   lineChoice     one predictor: Line (places), LineCriterion (efforts), LineFits (the fits),
//                  coarserLine (few places for wide bandwidths), estimateFrom (some places)
//   searchLine     surveyGrid, placeMinimum
//   spaceChoice    several predictors: searchSpace, halton, nelderMead
//   smootherCriterion                  criteria of any smoother, and of groups
//   plugIn, ruleOfThumb, spread        choices without a search

import { NumericalError, OptionError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import {
  type BandwidthChoice,
  type BandwidthTrial,
  type BandwidthWish,
  isCriterion,
} from './BandwidthChoice.js';
import { lineChoice } from './lineChoice.js';
import { plugIn } from './plugIn.js';
import { ruleOfThumb } from './ruleOfThumb.js';
import { spaceChoice } from './spaceChoice.js';

/**
 * Chooses a bandwidth.
 *
 * @param where - the public function, for messages
 * @param observations - checked and flat
 * @throws {@link NumericalError} when there are fewer than two observations, or the criterion is
 * nowhere defined
 * @throws {@link OptionError} for groups with another criterion than `'loo'`, or fewer than two groups
 * @throws {@link UnsupportedError} when the plug-in or a rule does not serve the smoother
 */
export function chooseBandwidth(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): BandwidthChoice {
  const search = bandwidthSearch(where, observations, wish);
  for (let trials = 1, next = search.next(); ; trials++, next = search.next()) {
    if (next.done) return next.value;
    report(next.value, trials, wish);
  }
}

/**
 * Chooses a bandwidth and gives way to others every few milliseconds.
 *
 * @see {@link chooseBandwidth}
 */
export async function selectBandwidth(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): Promise<BandwidthChoice> {
  const search = bandwidthSearch(where, observations, wish);
  let since = performance.now();
  for (let trials = 1, next = search.next(); ; trials++, next = search.next()) {
    if (next.done) return next.value;
    report(next.value, trials, wish);
    if (performance.now() - since < SLICE) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = performance.now();
    wish.signal?.throwIfAborted();
  }
}

/** Milliseconds until others may run. */
const SLICE = 12;

function report(
  { bandwidth, value }: BandwidthTrial,
  trials: number,
  { onProgress, signal }: BandwidthWish,
): void {
  onProgress?.({ trials, bandwidth: bandwidth.slice(), value });
  signal?.throwIfAborted();
}

/** The search itself; yields each bandwidth that is tried. */
export function* bandwidthSearch(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { criterion, kernel, groups } = wish;
  wish.signal?.throwIfAborted();
  if (groups && criterion !== 'loo')
    throw new OptionError({
      where,
      expected: `groups must go with bandwidth 'loo'`,
      received: `bandwidth '${criterion}'`,
    });
  if (!isCriterion(criterion)) {
    const { x, d, weights } = observations;
    const bandwidth =
      criterion === 'plugin'
        ? Float64Array.of(plugIn(where, observations, kernel))
        : ruleOfThumb(where, criterion, x, d, kernel, weights);
    return {
      criterion,
      bandwidth,
      value: undefined,
      path: [],
      basins: [],
      winner: -1,
      edge: undefined,
    };
  }
  const { n, d, weights } = observations;
  const counted = weights ? weights.reduce((sum, w) => sum + (w > 0 ? 1 : 0), 0) : n;
  if (counted < 2)
    throw new NumericalError({
      where,
      expected: `bandwidth '${criterion}' must have at least 2 observations to choose by`,
      received: String(counted),
    });
  const choose = d === 1 ? lineChoice : spaceChoice;
  const choice = yield* choose(where, observations, wish, criterion);
  if (choice.value !== undefined && choice.value < Infinity) return choice;
  throw new NumericalError({
    where,
    expected: `bandwidth '${criterion}' must be defined for some bandwidth`,
    received: `${counted} observations for which it is not`,
  });
}
