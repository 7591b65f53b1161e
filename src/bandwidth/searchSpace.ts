// Several numbers at once: points of a Halton sequence in the box, descents from the best of them and
// from a first guess, then each number is tried without a say at all. Where cheaper drafts of the
// criterion are at hand, the first is searched so, and the minima of each are guesses for the next.

import {
  type Attempt,
  type Coordinate,
  type Descent,
  descend,
  type SpaceTrial,
} from './descend.js';
import { halton } from './halton.js';

/** What a search in several dimensions found. */
export interface SpaceSearch {
  readonly best: SpaceTrial;
  /** All that was tried, but for drafts. */
  readonly path: readonly SpaceTrial[];
  /** The minima that were descended to, the lowest first. */
  readonly basins: readonly SpaceTrial[];
}

/** What is searched, lower is better; ∞ where it is not defined. */
export interface SpaceObjective {
  readonly value: (place: Float64Array) => number;
  /** At little cost something with minima near those of the value, the cheapest first. */
  readonly drafts?: readonly ((place: Float64Array) => number)[];
  /** Differences below it are rounding. */
  readonly noise: number;
}

/** How much is looked at. */
export interface SpaceEffort {
  /** Halton points for each coordinate; 0: only the lowest minimum of drafts is looked at. */
  readonly points: number;
  /** Descents from the best of them. */
  readonly descents: number;
  /** Edge of the last stencil. */
  readonly end: number;
}

/** What mostly finds the minimum. */
export const USUAL: SpaceEffort = { points: 16, descents: 5, end: 6e-4 };

/** Nothing but minima that are known from drafts. */
export const NOTHING: SpaceEffort = { points: 0, descents: 0, end: 2.5e-3 };

// Lengths are parts of the box.
/** Edges of the first stencils: far from a minimum, and near that of a draft. */
const [FAR, NEAR] = [1 / 16, 1 / 32];
/** Edges of the last of a draft, and of the last look. */
const [COARSE, LAST] = [1e-2, 1e-5];
/** Minima of a draft that are descended from in the next, and of many points along one coordinate. */
const FEW = 2;
/** So often, while one gains more than rounding. */
const LOOKS = 4;
/** The part of a value that is rounding. */
const LITTLE = 1e-10;
/** Minima closer than this are the same. */
const SAME = 1.5e-3;

/**
 * Searches a box; yields every trial, drafts too.
 *
 * @param effort - for the value; drafts are looked at as usual
 * @param box - what is searched. Of places that differ in one coordinate those of the last come first:
 *   it should be the one in which the least is worked out anew
 * @param rival - the minimum of a criterion much like it: where only minima of drafts are looked at, drafts
 *   begin there, and nothing is looked at that is higher at first
 */
export function* searchSpace(
  { value, drafts = [], noise }: SpaceObjective,
  box: readonly Coordinate[],
  effort: SpaceEffort = USUAL,
  rival?: SpaceTrial,
): Generator<SpaceTrial, SpaceSearch> {
  const path: SpaceTrial[] = [];
  const attempt = trying(value, path);
  const everywhere = new Float64Array(box.length).fill(Infinity);
  const basins: SpaceTrial[] = [];
  const isFixed = box.every(({ low, high }) => !(low < high));
  const isLittle = effort.points === 0;
  if (isFixed || !isLittle) basins.push(yield* attempt(everywhere));
  if (isFixed) return { best: basins[0], path, basins };

  let guesses: readonly Float64Array[] = isLittle && rival ? [rival.place] : [];
  for (const [index, draft] of drafts.entries()) {
    if (index === 0 && guesses.length > 0) continue;
    const descents = drafts.length > 1 ? FEW : USUAL.descents;
    const look = index === 0 ? { ...USUAL, descents, end: COARSE } : { ...NOTHING, end: COARSE };
    const rough = yield* minima(trying(draft, []), box, guesses, noise, [], look);
    rough.sort((s, t) => s.value - t.value);
    // What is looked at beside them costs more than those that are left out.
    const isLast = index === drafts.length - 1;
    const most = !isLast ? FEW : isLittle ? 1 : Infinity;
    guesses = rough.slice(0, most).map(({ place }) => place);
  }
  if (isLittle && rival) {
    const first = yield* withIdle(attempt, yield* attempt(guesses[0]), box);
    if (first.value > rival.value) return { best: first, path, basins: [first] };
  }
  const found = yield* minima(attempt, box, guesses, noise, basins, effort);
  basins.push(...found);
  if (basins.every((basin) => basin.value === Infinity)) basins.push(yield* attempt(everywhere));
  basins.sort((s, t) => s.value - t.value);
  // What the lowest was descended to from afar is looked at once more from nearby.
  const last = { begin: NEAR / 2, end: LAST, noise, same: SAME, known: [] };
  for (let look = 0; look < LOOKS && !isLittle; look++) {
    const polished = yield* descend(attempt, basins[0], box, last);
    const gained = polished ? basins[0].value - polished.value : 0;
    if (polished && gained > 0) basins[0] = polished;
    if (!(gained > slack(basins[0], noise))) break;
  }
  // Of places that are as good the one at which the fewest have a say.
  let best = basins[0];
  for (const basin of basins)
    if (basin.value <= basins[0].value + slack(basins[0], noise) && idle(basin) > idle(best))
      best = basin;
  return { best, path, basins };
}

function trying(value: SpaceObjective['value'], path: SpaceTrial[]): Attempt {
  const known = new Map<string, SpaceTrial>();
  return function* (place) {
    const key = place.join();
    const before = known.get(key);
    if (before) return before;
    const trial = { place, value: value(place) };
    known.set(key, trial);
    path.push(trial);
    yield trial;
    return trial;
  };
}

/**
 * Minima that are descended to from a first guess, further ones, and the lowest of many points.
 *
 * @param known - need not be found again
 */
function* minima(
  attempt: Attempt,
  box: readonly Coordinate[],
  guesses: readonly Float64Array[],
  noise: number,
  known: readonly SpaceTrial[],
  { points, descents, end }: SpaceEffort,
): Generator<SpaceTrial, SpaceTrial[]> {
  const from: SpaceTrial[] = [];
  if (points > 0) from.push(yield* attempt(placeIn(box, ({ start }) => start)));
  for (const place of guesses) from.push(yield* withIdle(attempt, yield* attempt(place), box));
  const free = box.filter(({ low, high }) => low < high).length;
  const seen: SpaceTrial[] = [];
  for (let g = 0; g < points * free; g++) {
    const point = halton(g, box.length);
    const trial = yield* attempt(placeIn(box, ({ low, high }, j) => low + point[j] * (high - low)));
    seen.push(trial);
  }
  seen.sort((s, t) => s.value - t.value);
  // Along one coordinate there are fewer minima.
  from.push(...seen.slice(0, free > 1 ? descents : Math.min(FEW, descents)));
  const found: SpaceTrial[] = [];
  for (const [index, first] of from.entries()) {
    const isGuess = index > 0 && index <= guesses.length;
    // A minimum of many observations is near that of the rest of them.
    const begin = points === 0 ? NEAR / 2 : isGuess ? NEAR : FAR;
    const descent = { begin, end, noise, same: Math.max(SAME, end), known: [...known, ...found] };
    let minimum = yield* descend(attempt, first, box, descent);
    // What has a say in a draft has one among more observations.
    if (minimum && points > 0) minimum = yield* withoutIdle(attempt, minimum, box, descent);
    if (minimum) found.push(minimum);
  }
  return found;
}

/** A place within the box; a coordinate that cannot be searched has no say. */
function placeIn(
  box: readonly Coordinate[],
  at: (coordinate: Coordinate, j: number) => number,
): Float64Array {
  return Float64Array.from(box, (each, j) =>
    each.low < each.high ? Math.min(each.high, Math.max(each.low, at(each, j))) : Infinity,
  );
}

/** Takes their say from coordinates without which the value is no higher, and descends in the others again. */
function* withoutIdle(
  attempt: Attempt,
  found: SpaceTrial,
  box: readonly Coordinate[],
  descent: Descent,
): Generator<SpaceTrial, SpaceTrial | undefined> {
  let best = found;
  for (let j = 0; j < box.length; j++) {
    if (best.place[j] === Infinity) continue;
    const place = best.place.slice();
    place[j] = Infinity;
    const without = yield* attempt(place);
    if (without.value > best.value + slack(best, descent.noise)) continue;
    const again = yield* descend(attempt, without, box, { ...descent, begin: NEAR });
    if (!again) return undefined;
    best = again;
  }
  return best;
}

/** Gives their say back to coordinates that had none in a draft, where that is better already. */
function* withIdle(
  attempt: Attempt,
  guess: SpaceTrial,
  box: readonly Coordinate[],
): Generator<SpaceTrial, SpaceTrial> {
  let best = guess;
  for (const [j, { low, high, start }] of box.entries()) {
    if (guess.place[j] < Infinity || !(low < high)) continue;
    const { place } = best;
    for (const t of [start, (start + high) / 2]) {
      const other = place.slice();
      other[j] = Math.min(t, high);
      const trial = yield* attempt(other);
      if (trial.value < best.value) best = trial;
    }
  }
  return best;
}

/** Differences from a value that count for nothing. */
function slack({ value }: SpaceTrial, noise: number): number {
  return Math.max(noise, LITTLE * Math.abs(value));
}

function idle({ place }: SpaceTrial): number {
  return place.reduce((count, t) => count + (t === Infinity ? 1 : 0), 0);
}
