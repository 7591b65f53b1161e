// Several bandwidths at once: Halton points in the box of log-bandwidths, a downhill simplex from the
// best of them and from the rule of thumb, then each dimension is tried without a bandwidth at all.

import { halton } from './halton.js';
import { nelderMead, type SimplexMinimum } from './nelderMead.js';

/** A vector of bandwidths that was tried. */
export interface SpaceTrial {
  /** In units of x, [d]. */
  readonly bandwidth: Float64Array;
  readonly value: number;
}

/** What a search in several dimensions found. */
export interface SpaceSearch {
  readonly best: SpaceTrial;
  readonly path: readonly SpaceTrial[];
  /** The minima that were descended to, the lowest first. */
  readonly basins: readonly SpaceTrial[];
}

/** Halton points for each dimension, and descents. */
const POINTS = 16;
const DESCENTS = 4;
const TOLERANCE = 1e-7;
/** Minima closer than this in log h are the same. */
const SAME = 1e-2;

/**
 * Searches d ≥ 1 dimensions; yields every trial.
 *
 * @param value - the criterion; ∞ where it is not defined
 * @param low - smallest bandwidths, [d]; 0 marks a dimension that has none but ∞
 * @param high - largest bandwidths; beyond them a dimension has none
 * @param start - a first guess
 * @param noise - differences below it are rounding
 */
export function* searchSpace(
  value: (bandwidth: Float64Array) => number,
  low: Float64Array,
  high: Float64Array,
  start: Float64Array,
  noise: number,
): Generator<SpaceTrial, SpaceSearch> {
  const d = low.length;
  const path: SpaceTrial[] = [];
  const free = Array.from({ length: d }, (_, j) => j).filter((j) => low[j] > 0);
  const attempt = (bandwidth: Float64Array): SpaceTrial => {
    const trial = { bandwidth, value: value(bandwidth) };
    path.push(trial);
    return trial;
  };
  const everywhere = attempt(new Float64Array(d).fill(Infinity));
  yield everywhere;
  if (free.length === 0) return { best: everywhere, path, basins: [everywhere] };

  const a = low.map(Math.log);
  const b = high.map(Math.log);
  const guesses = [start.map((h, j) => Math.log(Math.min(high[j], Math.max(low[j], h))))];
  for (let g = 0; g < POINTS * free.length; g++)
    guesses.push(halton(g, d).map((t, j) => a[j] + t * (b[j] - a[j])));
  const seen: { place: Float64Array; value: number }[] = [];
  for (const place of guesses) {
    const trial = attempt(bandwidthsAt(place, free, a, b, true));
    yield trial;
    seen.push({ place, value: trial.value });
  }
  const first = seen[0];
  const sorted = seen.slice(1).sort((s, t) => s.value - t.value);
  const basins: SpaceTrial[] = [everywhere];
  for (const { place } of [first, ...sorted.slice(0, DESCENTS)]) {
    let found = yield* descend(attempt, place, free, a, b, 0.5, 1e-3);
    if (basins.some(({ bandwidth }) => isSame(bandwidth, found.bandwidth))) continue;
    found = yield* descend(attempt, found.bandwidth.map(Math.log), free, a, b, 0.05, TOLERANCE);
    found = yield* withoutIdle(attempt, found, free, a, b, noise);
    if (!basins.some(({ bandwidth }) => isSame(bandwidth, found.bandwidth))) basins.push(found);
  }
  basins.sort((s, t) => s.value - t.value);
  // Of bandwidths that are as good the smoothest.
  let best = basins[0];
  for (const basin of basins)
    if (basin.value <= basins[0].value + noise && idle(basin) > idle(best)) best = basin;
  return { best, path, basins };
}

/** From log-bandwidths; at their upper end a dimension drops out. */
function bandwidthsAt(
  place: Float64Array,
  free: readonly number[],
  low: Float64Array,
  high: Float64Array,
  bounded: boolean,
): Float64Array {
  const bandwidth = new Float64Array(place.length).fill(Infinity);
  for (const j of free) {
    const t = Math.max(low[j], place[j]);
    if (!bounded && !(t < high[j])) continue;
    bandwidth[j] = Math.exp(Math.min(t, high[j]));
  }
  return bandwidth;
}

function* descend(
  attempt: (bandwidth: Float64Array) => SpaceTrial,
  place: Float64Array,
  free: readonly number[],
  low: Float64Array,
  high: Float64Array,
  step: number,
  tolerance: number,
): Generator<SpaceTrial, SpaceTrial> {
  const open = free.filter((j) => place[j] < Infinity);
  if (open.length === 0) {
    const trial = attempt(new Float64Array(low.length).fill(Infinity));
    yield trial;
    return trial;
  }
  let last: SpaceTrial | undefined;
  let best: SpaceTrial | undefined;
  const inner = (some: Float64Array): number => {
    const whole = new Float64Array(low.length).fill(Infinity);
    open.forEach((j, at) => {
      whole[j] = some[at];
    });
    last = attempt(bandwidthsAt(whole, open, low, high, false));
    if (!best || last.value < best.value) best = last;
    return last.value;
  };
  const from = Float64Array.from(open, (j) => place[j]);
  const steps: Generator<SimplexMinimum, SimplexMinimum> = nelderMead(
    inner,
    from,
    -step,
    tolerance,
    200 * open.length,
  );
  for (let next = steps.next(); !next.done; next = steps.next()) if (last) yield last;
  return best ?? attempt(new Float64Array(low.length).fill(Infinity));
}

/** Drops the bandwidths without which the criterion is no higher, and descends in the others again. */
function* withoutIdle(
  attempt: (bandwidth: Float64Array) => SpaceTrial,
  found: SpaceTrial,
  free: readonly number[],
  low: Float64Array,
  high: Float64Array,
  noise: number,
): Generator<SpaceTrial, SpaceTrial> {
  let best = found;
  for (const j of free) {
    if (best.bandwidth[j] === Infinity) continue;
    const bandwidth = best.bandwidth.slice();
    bandwidth[j] = Infinity;
    const without = attempt(bandwidth);
    yield without;
    if (without.value > best.value + noise) continue;
    const again = yield* descend(
      attempt,
      bandwidth.map(Math.log),
      free,
      low,
      high,
      0.05,
      TOLERANCE,
    );
    best = again.value <= without.value ? again : without;
  }
  return best;
}

function idle({ bandwidth }: SpaceTrial): number {
  return bandwidth.reduce((count, h) => count + (h === Infinity ? 1 : 0), 0);
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((h, j) => h === b[j] || Math.abs(Math.log(h / b[j])) < SAME);
}
