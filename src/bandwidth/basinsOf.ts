import type { LineTrial } from './LineTrial.js';

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
