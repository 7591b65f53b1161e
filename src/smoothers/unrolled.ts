import { insidePeriod } from '../arrays/insidePeriod.js';
import { sortedOrder } from '../loops/sortedOrder.js';

/**
 * Places on a circle as they lie on a line: from the end of the largest gap on, so that it does not matter
 * where the circle begins.
 */
export function unrolled(places: Float64Array, period: number): Float64Array {
  const inside = places.map((at) => insidePeriod(at, period));
  const { keys } = sortedOrder(inside);
  let [gap, first] = [keys[0] + period - keys[keys.length - 1], keys[0]];
  for (let i = 1; i < keys.length; i++)
    if (keys[i] - keys[i - 1] > gap) [gap, first] = [keys[i] - keys[i - 1], keys[i]];
  return inside.map((at) => (at < first ? at + period : at));
}
