import type { Stretch } from './BlockLattice.js';
import type { WindowTask } from './WindowTask.js';

/**
 * Sums the sorted queries [from, to) over one stretch of keys, window by window: both ends of the
 * window only move right.
 */
export function sumRuns(task: WindowTask, stretch: Stretch, from: number, to: number): void {
  const { w, queries } = task;
  const keys = task.sample.keys;
  let low = stretch.from;
  let high = stretch.from;
  for (let j = from; j < to; j++) {
    const q = queries[j];
    while (low < stretch.to && (keys[low] - q) * w < -1) low++;
    if (high < low) high = low;
    while (high < stretch.to && (keys[high] - q) * w <= 1) high++;
    task.sumWindow(j, low, high);
  }
}
