import type { LineTrial } from './LineTrial.js';

/**
 * Bandwidths of a search, ascending: equally spaced in log h, then ∞.
 *
 * @param perOctave - how many for each doubling
 */
export function bandwidthGrid(low: number, high: number, perOctave: number): number[] {
  if (!(low > 0 && low < high && high < Infinity)) return [Infinity];
  const steps = Math.ceil(perOctave * Math.log2(high / low));
  const grid: number[] = [];
  for (let g = 0; g <= steps; g++) grid.push(low * (high / low) ** (g / steps));
  grid.push(Infinity);
  return grid;
}

/**
 * Tries a grid of bandwidths, from wide to narrow: of a dense one first only some, then twice as many
 * where the minimum may be, until all are tried there. Between two bandwidths a criterion lies near
 * the cubic through four of them; what is between is passed over when four times the cubic's depth
 * below the lower end does not reach the least value seen.
 *
 * @param grid - ascending, the last may be ∞
 * @param attempt - tries a bandwidth
 * @param widest - bandwidths that are passed over stand between two in no larger ratio; 1 tries all
 * @returns once all is tried; yields each trial
 */
export function* surveyGrid(
  grid: readonly number[],
  attempt: (h: number) => LineTrial,
  widest: number,
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
  let stride = 1;
  while (grid[2 * stride] / grid[0] <= widest * (1 + 1e-9)) stride *= 2;
  const isFirst = (g: number) => g >= last - 1 || g === 0 || (last - 1 - g) % stride === 0;
  for (let g = last; g >= 0; g--) if (isFirst(g)) yield take(g);
  for (let half = stride >> 1; half > 0; half >>= 1)
    for (let g = last - 1 - half; g >= 0; g -= 2 * half) {
      const [a, b, c, d] = [g - 3 * half, g - half, g + half, g + 3 * half].map((near) =>
        tried.get(near),
      );
      // What was passed over before stays so.
      const isOpen = g < half || (b && c);
      if (isOpen && !tried.has(g) && !(floorBetween(a, b, c, d) > least)) yield take(g);
    }
}

/** A value that the criterion between b and c does not go below, −∞ where that is not known. */
function floorBetween(
  a: LineTrial | undefined,
  b: LineTrial | undefined,
  c: LineTrial | undefined,
  d: LineTrial | undefined,
): number {
  if (!b || !c || !(a || d)) return -Infinity;
  const left = a ? a.value - 2 * b.value + c.value : 0;
  const right = d ? b.value - 2 * c.value + d.value : 0;
  const depth = (Math.abs(left) + Math.abs(right)) / (a && d ? 4 : 2);
  const floor = Math.min(b.value - b.error, c.value - c.error) - depth;
  return Number.isNaN(floor) ? -Infinity : floor;
}
