// The global minimum of a criterion over one bandwidth: a dense logarithmic grid with the limit
// h → ∞ at its end, every basin found on it refined, and all that was seen kept as a path.
//
// Weights are functions of distance/h and distances come in all sizes, so a criterion varies in
// log h on a scale of about half an octave whatever the data: a grid of four to eight points an
// octave shows every basin.

import type { Effort, LineObjective, LineTrial } from './LineTrial.js';
import { polishMinimum, refineBasin } from './placeMinimum.js';
import { surveyGrid } from './surveyGrid.js';

/** What a search along one dimension found. */
export interface LineSearch {
  readonly best: LineTrial;
  /** All trials in ascending order of h. */
  readonly path: readonly LineTrial[];
  /** The minimum of each basin, in ascending order of h. */
  readonly basins: readonly LineTrial[];
}

/** Half the interval, in log h, from which a minimum is read; of those that are narrower than that. */
const POLISH = [0.05, 0.0125];
const NARROW = [1e-3, 5e-5, 2e-6];
/** How closely, in log h, a minimum is placed at first, and how much closer where that is not enough. */
const ROUGH = 2e-3;
const CLOSER = 30;

/**
 * Searches one dimension; yields every trial.
 *
 * @param grid - bandwidths to begin with, ascending, the last may be ∞
 * @param widest - bandwidths that are passed over stand between two in no larger ratio
 */
export function* searchLine(
  objective: LineObjective,
  grid: readonly number[],
  widest: number,
): Generator<LineTrial, LineSearch> {
  const trials = new Map<number, LineTrial>();
  const attempt = (h: number, effort: Effort): LineTrial => {
    const found = objective.trial(h, effort);
    const known = trials.get(h);
    if (!known || found.error <= known.error) trials.set(h, found);
    return found;
  };
  const path = (): LineTrial[] => [...trials.values()].sort((a, b) => a.h - b.h);
  // From wide to narrow: estimates at narrow bandwidths are made beside what is known by then.
  yield* surveyGrid(grid, (h) => attempt(h, 'estimate'), widest);
  yield* settleEstimates(objective, path, attempt);

  const seen = path();
  const minima: LineTrial[] = [];
  for (const at of basinsOf(seen, objective.noise)) {
    const middle = seen[at];
    const isInside = at > 0 && middle.h < Infinity && at < seen.length - 1;
    // One that is certainly not the lowest stays as it is on the grid.
    if (!isInside || floorOf(seen, at) > leastOf(path())) {
      minima.push(middle);
      continue;
    }
    const low = Math.log(seen[at - 1].h);
    const high = seen[at + 1].h < Infinity ? Math.log(seen[at + 1].h) : Math.log(8 * middle.h);
    const draft = (t: number) => attempt(Math.exp(t), 'draft');
    minima.push(yield* descend(objective, path, draft, middle, low, high));
  }

  // What may be the lowest is taken to full tolerance, until nothing else may be.
  const basins = [...minima];
  const finished = new Set<number>();
  for (;;) {
    const least = leastOf(basins);
    const open = basins.findIndex(
      ({ value, error }, at) => !finished.has(at) && value - error <= least,
    );
    if (open < 0) break;
    finished.add(open);
    const rough = basins[open];
    if (rough.h === seen[0].h || rough.h === Infinity) {
      basins[open] = attempt(rough.h, 'full');
      yield basins[open];
    } else basins[open] = yield* finish(objective, attempt, rough);
  }
  // Nowhere defined.
  let best = basins[0] ?? seen[seen.length - 1];
  for (const basin of basins)
    if (basin.value <= best.value + (basin.h > best.h ? objective.noise : 0)) best = basin;
  return { best, path: path(), basins };
}

/** Values less certain than this part of themselves, and perhaps the lowest, are taken again. */
const CERTAIN = 1e-3;

/**
 * Replaces every estimate that may lie below all that is certain, or at the bottom of a basin that
 * may, first by a draft, then in full.
 */
function* settleEstimates(
  objective: LineObjective,
  path: () => LineTrial[],
  attempt: (h: number, effort: Effort) => LineTrial,
): Generator<LineTrial, void> {
  const tried = new Map<number, Effort>();
  for (;;) {
    const known = path();
    const least = leastOf(known);
    const bottoms = new Set(basinsOf(known, objective.noise));
    const open = known.filter(
      ({ h, value, error }, at) =>
        error > CERTAIN * Math.abs(value) &&
        tried.get(h) !== 'full' &&
        (value - error <= least || (bottoms.has(at) && floorOf(known, at) <= least)),
    );
    if (open.length === 0) return;
    const { h } = open.reduce((a, b) => (b.error > a.error ? b : a));
    const effort = tried.has(h) ? 'full' : 'draft';
    tried.set(h, effort);
    yield attempt(h, effort);
  }
}

/** What the minimum is certainly not above. */
function leastOf(trials: readonly LineTrial[]): number {
  return Math.min(...trials.map(({ value, error }) => value + error));
}

/** What the criterion about a trial is hardly below: four times the depth of a parabola. */
function floorOf(path: readonly LineTrial[], at: number): number {
  const { h, value, error } = path[at];
  const [before, after] = [path[at - 1]?.h ?? h, path[at + 1]?.h ?? h];
  const step = Math.log(Math.max(h / before, after < Infinity ? after / h : 1));
  return value - error - depthWithin(path, h, step);
}

/** The minimum of a basin in draft, as closely as it takes to know whether it may be the lowest. */
function* descend(
  objective: LineObjective,
  path: () => LineTrial[],
  draft: (t: number) => LineTrial,
  middle: LineTrial,
  from: number,
  to: number,
): Generator<LineTrial, LineTrial> {
  let step = Math.max(ROUGH, objective.resolution);
  let best = yield* refineBasin(draft, middle, from, to, step);
  if (!objective.smooth) return best;
  for (;;) {
    const known = path();
    const depth = depthWithin(known, best.h, step);
    const least = leastOf(known);
    const isOpen = best.value - best.error - depth <= least && depth > best.error;
    if (!isOpen || step <= objective.resolution) return { ...best, error: best.error + depth };
    const place = Math.log(best.h);
    best = yield* refineBasin(draft, best, place - 2 * step, place + 2 * step, step / CLOSER);
    step /= CLOSER;
  }
}

/** How far below the value at h, by the curvature there, a minimum may lie that is this near in log h. */
function depthWithin(path: readonly LineTrial[], h: number, step: number): number {
  const at = path.findIndex((trial) => trial.h === h);
  const [a, b, c] = [path[at - 1], path[at], path[at + 1]];
  if (!a || !c || !(c.h < Infinity)) return 0;
  const [left, right] = [Math.log(b.h / a.h), Math.log(c.h / b.h)];
  const bend = ((a.value - b.value) / left + (c.value - b.value) / right) / (left + right);
  return bend < Infinity ? Math.max(0, bend) * step * step : 0;
}

/** The minimum of a basin to full tolerance. */
function* finish(
  objective: LineObjective,
  attempt: (h: number, effort: Effort) => LineTrial,
  rough: LineTrial,
): Generator<LineTrial, LineTrial> {
  const place = Math.log(rough.h);
  const fine = (t: number) => attempt(Math.exp(t), 'fine');
  const full = (t: number) => attempt(Math.exp(t), 'full');
  for (const half of objective.smooth ? POLISH : []) {
    const found = yield* polishMinimum(fine, place, half);
    if (found === undefined) continue;
    const last = full(found);
    yield last;
    return last;
  }
  const first = full(place);
  yield first;
  const [low, high] = [place - 3 * ROUGH, place + 3 * ROUGH];
  let best = yield* refineBasin(full, first, low, high, objective.resolution);
  for (const half of objective.smooth ? NARROW : []) {
    const found = yield* polishMinimum(fine, Math.log(best.h), half);
    if (found === undefined) continue;
    const last = full(found);
    yield last;
    if (last.value < best.value) best = last;
  }
  return best;
}

/**
 * The places of the local minima of a path: from one to the next the values rise by more than their
 * errors and the noise. On a flat stretch the widest bandwidth stands for all.
 *
 * @param path - trials in ascending order of h
 * @returns positions in `path`, ascending
 */
export function basinsOf(path: readonly LineTrial[], noise: number): number[] {
  const found: number[] = [];
  let low = -1;
  let high = -1;
  let least = Infinity;
  path.forEach(({ value }, at) => {
    if (value === Infinity) return;
    const isBeyond =
      high >= 0 && isBelow(path[at], path[high], noise) && isBelow(path[low], path[high], noise);
    // A step down from a hill may end below the basin before it: that one counts all the same.
    if (isBeyond) found.push(low);
    if (isBeyond || low < 0 || value <= least + noise) {
      least = isBeyond ? value : Math.min(least, value);
      low = at;
      high = -1;
    } else if (high < 0 || value > path[high].value) high = at;
  });
  if (low >= 0) found.push(low);
  return found;
}

function isBelow(a: LineTrial, b: LineTrial, noise: number): boolean {
  return a.value + a.error + noise < b.value - b.error;
}
