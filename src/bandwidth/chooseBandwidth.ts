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
//   BandwidthChoice      what is chosen, by which criteria
//   Line                 one predictor: places with what lies there; coarserLine, fewer of them
//   LineCriterion        its criterion with more or less effort, from LineFits
//   searchLine           the survey of a grid and the minimum of each basin
//   searchSpace          several predictors: from many starts, with halton and descend; coordinates
//                        are what is searched
//   smootherCriterion    criteria of any smoother, and of groups
//   spanChoice           a share of the observations in place of a bandwidth
//   plugIn, ruleOfThumb  choices without a search

import { numericalError } from '../arrays/optionError.js';
import { gaussian } from '../kernels/gaussian.js';
import type { Kernel } from '../kernels/Kernel.js';
import { goesRound, isCategory, mostOf } from '../kernels/Predictor.js';
import { classCount, rowsOfClasses } from '../smoothers/classShares.js';
import { windowsOf } from '../smoothers/NeighbourWindows.js';
import { countOf, type Merged, type Observations } from '../smoothers/Observations.js';
import { reweighted, robustnessWeights, withoutExtremes } from '../smoothers/robustnessWeights.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { weightUnit } from '../smoothers/smootherSums.js';
import { momentSums } from '../sums/momentSums.js';
import { copyRows, type PowerSums } from '../sums/types.js';
import {
  type AnyChoiceName,
  type BandwidthChoice,
  type BandwidthTrial,
  type BandwidthWish,
  type ClassCriterionName,
  type CriterionName,
  criterionOf,
  type Degree,
  degreesOf,
  type IsolatedObservation,
  isCriterion,
  isOfClasses,
  shownSteps,
} from './BandwidthChoice.js';
import { haveMates } from './classCriterion.js';
import { coordinatesOf } from './coordinates.js';
import type { SpaceTrial } from './descend.js';
import { type Line, lineOf, nearestDistance } from './Line.js';
import { LineCriterion } from './LineCriterion.js';
import type { LineSmoother } from './LineFits.js';
import { likelyPartials } from './likelyPartials.js';
import { noiseWidth } from './noiseWidth.js';
import { noisyLine } from './noisyLine.js';
import { plausibleBandwidth } from './plausibleBandwidth.js';
import { plugIn } from './plugIn.js';
import { ruleOfThumb } from './ruleOfThumb.js';
import {
  bandwidthGrid,
  type Effort,
  type LineObjective,
  type LineSearch,
  type LineTrial,
  searchLine,
} from './searchLine.js';
import { NOTHING, type SpaceEffort, searchSpace, USUAL } from './searchSpace.js';
import { alongLine, type SmootherCriterion, smootherCriterion } from './smootherCriterion.js';
import { spanChoice } from './spanChoice.js';
import { smoothedDimensions, spacingOfDistinct } from './spread.js';

/**
 * Chooses a bandwidth.
 *
 * @param where - the public function, for messages
 * @param observations - checked and flat
 * @throws {@link NumericalError} when there are fewer than two observations, or the criterion is
 * nowhere defined
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
 * Chooses a bandwidth and gives way to others after one that took, with those before it, some milliseconds.
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

/** The search itself, for a robust fit twice; yields each bandwidth that is tried. */
export function* bandwidthSearch(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { iterations = 0 } = wish;
  if (iterations === 0) return yield* searchOnce(where, observations, wish);
  const some = withoutExtremes(observations);
  const spec = smootherOf(observations, wish, yield* searchOnce(where, some, wish));
  const robustness = robustnessWeights(where, observations, spec, iterations, wish.signal, some);
  return yield* searchOnce(where, reweighted(observations, robustness), wish);
}

/** The smoother of a choice. */
export function smootherOf(
  observations: Observations,
  wish: BandwidthWish,
  { bandwidth, span, degree }: BandwidthChoice,
): SmootherSpec {
  const { kernel, product, method, tolerance, window, emptyWindow, ridge, floor } = wish;
  const width =
    window && span !== undefined
      ? windowsOf(observations, { kernel, product }, { ...window, span }, window.units)
      : { bandwidth };
  const nearest = emptyWindow && { emptyWindow };
  const { predictors } = observations;
  const held = { ridge, floor };
  return { kernel, product, predictors, method, tolerance, degree, ...held, ...width, ...nearest };
}

function* searchOnce(
  where: string,
  observations: Observations,
  given: BandwidthWish,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { kernel } = given;
  const { n, d, weights, predictors, merged } = observations;
  const isLine = d === 1 && !predictors;
  given.signal?.throwIfAborted();
  const criterion = criterionOf(given, observations);
  const isWhitened = observations.isSeries && (criterion === 'auto' || criterion === 'aicc');
  const partials = isWhitened ? yield* likelyPartials(where, observations, given) : undefined;
  const wish = partials ? { ...given, partials } : given;
  if (criterion === 'auto') {
    const choice = yield* isLine
      ? plausibleChoice(where, observations, wish)
      : spaceChoice(where, observations, wish, 'aicc');
    return choice.value !== undefined && choice.value < Infinity
      ? { ...choice, criterion }
      : // Too few observations to choose by are fitted as smoothly as can be.
        withoutSearch(wish, criterion, 0, widest(observations), 'high');
  }
  if (!isCriterion(criterion) && !isOfClasses(criterion)) {
    const bandwidth =
      criterion === 'plugin'
        ? Float64Array.of(plugIn(where, observations, kernel))
        : ruleOfThumb(where, criterion, observations, kernel);
    return withoutSearch(wish, criterion, criterion === 'plugin' ? 1 : 0, bandwidth);
  }
  const counted = merged
    ? countOf(observations)
    : weights
      ? weights.reduce((sum, w) => sum + (w > 0 ? 1 : 0), 0)
      : n;
  const unmet = (what: string, received: string | number) =>
    numericalError(where, `bandwidth '${criterion}' must ${what}`, received);
  if (counted < 2) throw unmet('have at least 2 observations to choose by', counted);
  if (isOfClasses(criterion) && !haveMates(observations).includes(1))
    throw unmet('have a class of at least 2 observations', 'classes of one');
  const { window } = wish;
  const choose = isLine ? lineChoice : spaceChoice;
  const choice = yield* window && isCriterion(criterion)
    ? spanChoice(where, observations, { ...wish, window }, criterion)
    : choose(where, observations, wish, criterion);
  if (choice.value !== undefined && choice.value < Infinity) return choice;
  throw unmet('be defined for some bandwidth', `${counted} observations for which it is not`);
}

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
/** So many show which bandwidths are plausible: what lies between is as between them. */
const PER_OCTAVE = 4;

/** One predictor, a number. */
const LINE = { d: 1 };

/** Bandwidths with which no column has a say. */
export function widest({ d, predictors }: Pick<Observations, 'd' | 'predictors'>): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    const predictor = predictors?.[j];
    return isCategory(predictor) ? mostOf(predictor) : Infinity;
  });
}

/** A bandwidth for which none was tried; the degree is the one that goes with it, unless it is given. */
function withoutSearch(
  { degree }: BandwidthWish,
  criterion: AnyChoiceName,
  usual: number,
  bandwidth: Float64Array,
  edge?: 'high',
): BandwidthChoice {
  return {
    criterion,
    degree: (degree === 'auto' ? usual : degree) as Degree,
    bandwidth,
    value: undefined,
    path: [],
    basins: [],
    winner: -1,
    edge,
  };
}

/** The default choice for one predictor; yields each bandwidth that is tried. */
function* plausibleChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): Generator<BandwidthTrial, BandwidthChoice> {
  const line = lineOf(observations);
  const gap = observations.merged?.least[0] ?? 0;
  const { grid, widest } = gridFor(line, wish.kernel, gap, PER_OCTAVE);
  const noisy = hangsTogether(observations, wish, 'aicc')
    ? line
    : noisyLine(where, line, wish, noiseWidth(observations)[0]);
  const all = criterionOn(where, observations, noisy, wish, 'aicc', 1);
  const trials = (h: number, effort: Effort) => all.trials(h, effort);
  const search = plausibleBandwidth(line.n, grid, widest, trials);
  const { degree, h, path, isCut } = yield* shownSteps(search, shown);
  const best = shown(all.ofDegree(degree).trial(h, 'full'));
  yield best;
  // Of a summary bandwidths below its own are not seen, and not weighed.
  const isLow = h <= grid[0] || (observations.merged && isCut);
  return {
    criterion: 'auto',
    degree: degree as Degree,
    bandwidth: best.bandwidth,
    value: best.value,
    path: [...path.map(shown), best].sort((a, b) => a.bandwidth[0] - b.bandwidth[0]),
    basins: [best],
    winner: 0,
    edge: isLow ? 'low' : h === Infinity ? 'high' : undefined,
  };
}

/** Whether a criterion is made of fits to all observations: these are not independent, or weights may cancel. */
function hangsTogether(
  { groups, isSeries }: Observations,
  { kernel }: BandwidthWish,
  criterion: CriterionName,
): boolean {
  if (kernel.isSigned) return true;
  return (criterion === 'loo' && groups !== undefined) || (criterion === 'aicc' && !!isSeries);
}

/** A criterion of one predictor, tried with all degrees at once or with one. */
interface DegreesOnLine {
  trials(h: number, effort: Effort): readonly LineTrial[];
  ofDegree(degree: number): LineObjective;
  /** Which of some bandwidths to begin with. */
  promising?(some: readonly number[]): Generator<LineTrial, number | undefined>;
}

/** What is searched: a criterion of fits, or of classes. */
type SearchedName = CriterionName | ClassCriterionName;

/**
 * The criterion from the places of a line, or from fits to all observations where these hang together.
 *
 * @param errors - standard errors that estimates are said to be off
 */
function criterionOn(
  where: string,
  observations: Observations,
  line: Line,
  wish: BandwidthWish,
  criterion: SearchedName,
  errors?: number,
): DegreesOnLine {
  if (isOfClasses(criterion)) {
    const only = wish.classCriterion!(where, observations, wish, criterion).line();
    return { ofDegree: () => only, trials: (h, effort) => [only.trial(h, effort)] };
  }
  if (!hangsTogether(observations, wish, criterion))
    return new LineCriterion(where, line, lineSmoother(observations, wish), criterion, errors);
  const of = smootherCriterion(where, observations, wish, criterion);
  const ofDegree = (degree: number) => alongLine(of, criterion, wish, degree);
  const each = degreesOf(wish, LINE).map(ofDegree);
  return { ofDegree, trials: (h, effort) => each.map((objective) => objective.trial(h, effort)) };
}

/** Searches a criterion of one predictor; yields each bandwidth that is tried. */
export function* lineChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: SearchedName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const { kernel } = wish;
  const line = lineOf(observations);
  const mustReach = kernel.support < Infinity && wish.emptyWindow !== 'nearest';
  const alone = !mustReach
    ? undefined
    : criterion === 'likelihood'
      ? loneliestOfClass(observations)
      : criterion === 'loo' && !observations.groups
        ? loneliest(line)
        : undefined;
  const gap = Math.max((alone?.distance ?? 0) * (1 + 1e-9), observations.merged?.least[0] ?? 0);
  // A share of errors is no curve: nothing is told by what lies beside.
  const isShare = criterion === 'error';
  const { grid, widest: usual, spacing } = gridFor(line, kernel, gap);
  const widest = isShare ? 1 : usual;
  const search = searchOf(where, observations, line, wish, criterion, grid, widest);
  const { best, path, basins } = yield* shownSteps(search, shown);
  const edge = best.h === Infinity ? 'high' : best.h === grid[0] ? 'low' : undefined;
  return {
    criterion,
    degree: (best.degree ?? 0) as Degree,
    bandwidth: Float64Array.of(best.h),
    value: best.value,
    path: path.map(shown),
    basins: basins.map(shown),
    winner: basins.indexOf(best),
    edge,
    ...(alone && edge === 'low' && gap > spacing / 4 && { ruledBy: alone }),
  };
}

/** The bandwidths that are looked at for a line, the widest of which leave out none, and its spacing. */
function gridFor(line: Line, kernel: Kernel, gap: number, most = Infinity) {
  const range = line.x[line.m - 1] - line.x[0];
  const spacing = spacingOfDistinct(line.x);
  const reach = kernel.support < Infinity ? kernel.support : 1;
  const low = Math.max(spacing / 4, gap) / reach;
  const perOctave = Math.min(most, bandwidthsPerOctave(line.m, kernel, range / low));
  const grid = bandwidthGrid(low, (4 * range) / reach, perOctave);
  const widest = kernel.support < Infinity ? 1 : line.m <= SMALL ? CLOSE : APART;
  return { grid, widest, spacing };
}

function bandwidthsPerOctave(n: number, kernel: Kernel, width: number): number {
  if (n <= SMALL && kernel.support < Infinity && width < WIDE) return 32;
  if (kernel.isSigned && width >= WIDE) return 2;
  if (n <= MANY) return 8;
  if (n <= VERY_MANY) return 4;
  return kernel === gaussian ? 3 : 2;
}

function shown({ h, degree = 0, isHigh, ...rest }: LineTrial): BandwidthTrial {
  return { bandwidth: Float64Array.of(h), degree, ...rest };
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

/** The observation that is furthest from its nearest other of its class. */
function loneliestOfClass(observations: Observations): IsolatedObservation | undefined {
  return rowsOfClasses(observations.y, classCount(observations.y))
    .flatMap((rows) => loneliest(lineOf(rowsAt(observations, rows))) ?? [])
    .reduce<IsolatedObservation | undefined>(
      (a, b) => (a && a.distance >= b.distance ? a : b),
      undefined,
    );
}

function searchOf(
  where: string,
  observations: Observations,
  line: Line,
  wish: BandwidthWish,
  criterion: SearchedName,
  grid: readonly number[],
  widest: number,
): Generator<LineTrial, LineSearch> {
  const all = criterionOn(where, observations, line, wish, criterion);
  const each = degreesOf(wish, LINE).map((degree) => all.ofDegree(degree));
  const survey = (h: number) => all.trials(h, 'estimate');
  return searchLine(each, grid, widest, survey, (some) => all.promising?.(some));
}

function lineSmoother(observations: Observations, wish: BandwidthWish): LineSmoother {
  const { kernel, method, emptyWindow, ridge } = wish;
  const tolerance = Math.max(wish.tolerance, 1e-12);
  return {
    kernel,
    degrees: degreesOf(wish, LINE),
    ridge: ridge && { ...ridge, weight: ridge.weight / weightUnit(observations) },
    method,
    tolerance,
    emptyWindow,
  };
}

/** Relative error of the sums in a search of several predictors; the minimum is told as exactly as asked for. */
const SEARCH_TOLERANCE = 1e-9;
/** And of its values, about. */
const SEARCH_ERROR = 1e-10;
/** So many observations make a draft of samples that are more times as large; of many a second one is made of MANY. */
const DRAFTED = 300;
const MUCH_LARGER = 2;
/** Criteria of few observations have many minima, and cost little. */
const THOROUGH = { ...USUAL, points: 32, descents: 10 };
/** Where drafts have shown minima less is looked at, and the less the more it costs. */
const LESS = { ...USUAL, points: 8, descents: 4 };
const LEAST = { ...NOTHING, end: 1e-2 };
/** By default a value some 1e-5 of itself above the least, of 10⁴ observations a tenth of a unit of log likelihood, will do. */
const ENOUGH = { ...NOTHING, end: 5e-2 };

/** By default that is enough for lower degrees, which mostly are no rivals: the same models were chosen for a third of the time. */
const RIVAL = { ...USUAL, points: 2, descents: 1 };

/**
 * How much is looked at of so many observations, of which drafts are made or not.
 *
 * @param isUsual - whether it is the default, of which nobody expects the global minimum
 */
function effortFor(
  { n, predictors }: Observations,
  isDrafted: boolean,
  isUsual: boolean,
): SpaceEffort {
  if (n <= SMALL && !isUsual) return THOROUGH;
  if (!isDrafted) return USUAL;
  if (isUsual) return n <= MANY ? NOTHING : ENOUGH;
  // What goes round takes ten times as long.
  const isDear = predictors?.some(goesRound);
  if (isDear && n <= VERY_MANY) return NOTHING;
  if (n <= MANY / 2) return USUAL;
  if (n <= MANY) return LESS;
  return n <= VERY_MANY ? NOTHING : LEAST;
}

/** Searches a criterion of several predictors; yields each vector of bandwidths that is tried. */
export function* spaceChoice(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: SearchedName,
): Generator<BandwidthTrial, BandwidthChoice> {
  const exact = criterionIn(where, observations, wish, criterion);
  const quick = criterionIn(where, observations, wish, criterion, momentSums);
  const { n } = observations;
  const larger = n > MANY ? [Math.min(MANY, n / MUCH_LARGER)] : [];
  const rough = [DRAFTED, ...larger].flatMap((size) => {
    const some = draftRows(observations, size);
    if (!some) return [];
    const { at } = criterionIn(where, some, wish, criterion, momentSums);
    return { at, share: some.n / countOf(observations) };
  });
  const { box, widths, bandwidthAt } = coordinatesOf(observations, wish);
  const isUsual = wish.criterion === 'auto';
  const effort = effortFor(observations, rough.length > 0, isUsual);
  const tolerance = Math.max(wish.tolerance, SEARCH_TOLERANCE);
  const { noise } = exact;
  const path: BandwidthTrial[] = [];
  const basins: BandwidthTrial[] = [];
  let best: BandwidthTrial | undefined;
  let lowest: SpaceTrial | undefined;
  // Without a number there is nothing to be a polynomial in.
  const degrees = smoothedDimensions(observations) > 0 ? degreesOf(wish, observations) : [0];
  // The highest first: mostly it is the one, and what begins above it ends there.
  for (const degree of [...degrees].reverse()) {
    const value = (place: Float64Array) =>
      quick.at({ bandwidth: bandwidthAt(place) }, tolerance, degree).value;
    const drafts = rough.map(
      ({ at, share }) =>
        (place: Float64Array) =>
          at({ bandwidth: bandwidthAt(place, share) }, tolerance, degree).value,
    );
    const shownOf = (trial: SpaceTrial): BandwidthTrial => ({
      bandwidth: bandwidthAt(trial.place),
      degree,
      value: trial.value,
      error: SEARCH_ERROR * (criterion === 'aicc' ? 1 : trial.value),
    });
    const seen = yield* shownSteps(
      searchSpace(
        { value, drafts, noise },
        box,
        best && isUsual && n <= MANY ? RIVAL : effort,
        lowest,
      ),
      shownOf,
    );
    path.push(...seen.path.map(shownOf));
    const found = seen.basins.map(shownOf);
    basins.push(...found);
    const winner = found[seen.basins.indexOf(seen.best)];
    if (!best || winner.value <= best.value) [best, lowest] = [winner, seen.best];
  }
  const { bandwidth } = best!;
  const degree = best!.degree as Degree;
  const { value } = exact.at({ bandwidth }, wish.tolerance, degree);
  const sure = { bandwidth, degree, value, error: 0 };
  yield sure;
  path.push(sure);
  basins[basins.indexOf(best!)] = sure;
  basins.sort((a, b) => a.value - b.value);
  const isLow = box.slice(0, widths).some(({ low }, c) => lowest!.place[c] <= low + 1e-9);
  const edge = isLow ? 'low' : undefined;
  return { criterion, degree, bandwidth, value, path, basins, winner: basins.indexOf(sure), edge };
}

/** A criterion in several dimensions, and the differences of its values that are rounding. */
function criterionIn(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: SearchedName,
  powerSums?: PowerSums,
): {
  at(...wanted: Parameters<SmootherCriterion['at']>): { readonly value: number };
  readonly noise: number;
} {
  if (isOfClasses(criterion)) return wish.classCriterion!(where, observations, wish, criterion);
  const { at, size } = smootherCriterion(where, observations, wish, criterion, powerSums);
  return { at, noise: criterion === 'aicc' ? SEARCH_ERROR : 1e-12 * size };
}

/**
 * Some of many observations, spread evenly over their order without its periods; `undefined` where
 * there are few, or each says something of others.
 */
export function draftRows(observations: Observations, size: number): Observations | undefined {
  const { n, weights, groups, isSeries, merged } = observations;
  if (n < MUCH_LARGER * size || groups || isSeries) return undefined;
  if (merged) return drawnFrom(observations, merged, size);
  const share = size / n;
  const rows = Array.from({ length: n }, (_, i) => i).filter(
    (i) => (i * GOLDEN) % 1 < share && !(weights && weights[i] === 0),
  );
  return rowsAt(observations, rows);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** As many of those that the places of a summary stand for, each as far from their mean as they are, to either side. */
function drawnFrom(
  { n, d, p, x, y, weights }: Observations,
  { counts, scatter, weighted }: Merged,
  size: number,
): Observations {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let [place, below] = [0, 0];
  const rows = Array.from({ length: Math.floor(size) }, (_, i) => {
    while (place < n - 1 && below + counts[place] <= ((i + 0.5) * total) / size)
      below += counts[place++];
    return place;
  });
  const outputs = rows.flatMap((i, draw) =>
    Array.from({ length: p }, (_, k) => {
      const about = Math.sqrt(Math.max(0, scatter[i * p + k] / (weights?.[i] ?? 1)));
      return y[i * p + k] + ((draw * GOLDEN + k / 4) % 1 < 0.5 ? about : -about);
    }),
  );
  return {
    n: rows.length,
    d,
    p,
    x: copyRows(x, d, rows),
    y: Float64Array.from(outputs),
    ...(weighted && { weights: Float64Array.from(rows, (i) => weights![i] / counts[i]) }),
  };
}
