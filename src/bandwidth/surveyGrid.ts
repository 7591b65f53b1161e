import type { LineTrial } from './LineTrial.js';

/** Bandwidths that are passed over stand between two no further apart than this. */
const WIDEST = 2 ** 0.25 * (1 + 1e-9);

/**
 * Tries a grid of bandwidths, from wide to narrow: of a dense one first every other, then those
 * between where the minimum may be. Between two bandwidths a criterion lies near the cubic through four of them;
 * one is passed over when four times the cubic's depth below the lower end does not reach the least
 * value seen.
 *
 * @param grid - ascending, the last may be ∞
 * @param attempt - tries a bandwidth
 * @param smooth - whether the criterion is: without that all are tried
 * @returns once all is tried; yields each trial
 */
export function* surveyGrid(
  grid: readonly number[],
  attempt: (h: number) => LineTrial,
  smooth: boolean,
): Generator<LineTrial, void> {
  const last = grid.length - 1;
  const tried = new Map<number, LineTrial>();
  let least = Infinity;
  const take = (g: number): LineTrial => {
    const found = attempt(grid[g]);
    tried.set(g, found);
    least = Math.min(least, found.value + found.error);
    return found;
  };
  const isDense = smooth && grid[2] / grid[0] <= WIDEST;
  const isFirst = (g: number) => !isDense || g >= last - 1 || g === 0 || (last - 1 - g) % 2 === 0;
  for (let g = last; g >= 0; g--) if (isFirst(g)) yield take(g);
  for (let g = last; g >= 0; g--) {
    if (tried.has(g)) continue;
    const [a, b, c, d] = [g - 3, g - 1, g + 1, g + 3].map((near) => tried.get(near));
    if (!(floorBetween(a, b, c, d) > least)) yield take(g);
  }
}

/** A value that the criterion between b and c does not go below, −∞ where that is not known. */
function floorBetween(
  a: LineTrial | undefined,
  b: LineTrial | undefined,
  c: LineTrial | undefined,
  d: LineTrial | undefined,
): number {
  if (!a || !b || !c || !d) return -Infinity;
  const left = a.value - 2 * b.value + c.value;
  const right = b.value - 2 * c.value + d.value;
  const depth = (Math.abs(left) + Math.abs(right)) / 4;
  const floor = Math.min(b.value - b.error, c.value - c.error) - depth;
  return Number.isNaN(floor) ? -Infinity : floor;
}
