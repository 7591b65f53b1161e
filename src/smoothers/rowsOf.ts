// Some of the observations: rows by number, those of each group, all but some.

import { copyRows } from '../sums/types.js';
import type { Observations } from './Observations.js';

/** What is left of so many observations, in all groups, is kept for a search, which asks again and again. */
const KEPT = 2 ** 21;

const WITHOUT = /* @__PURE__ */ new WeakMap<Int32Array, WeakMap<Observations, Observations>>();

/** All observations but some. */
export function withoutRows(observations: Observations, rows: Int32Array): Observations {
  const known = WITHOUT.get(rows)?.get(observations);
  if (known) return known;
  const inside = new Uint8Array(observations.n);
  for (const i of rows) inside[i] = 1;
  const others = Int32Array.from(inside.keys()).filter((i) => inside[i] === 0);
  const found = rowsAt(observations, others);
  // Of groups of this size there are so many.
  if (observations.n ** 2 / rows.length <= KEPT) {
    const kept = WITHOUT.get(rows) ?? new WeakMap();
    WITHOUT.set(rows, kept.set(observations, found));
  }
  return found;
}

/** Some of the observations. */
export function rowsAt(observations: Observations, rows: ArrayLike<number>): Observations {
  const { d, p, x, y, weights, groups, isSeries, predictors } = observations;
  return {
    n: rows.length,
    d,
    p,
    x: copyRows(x, d, rows),
    y: copyRows(y, p, rows),
    ...(weights && { weights: copyRows(weights, 1, rows) }),
    ...(groups && { groups: Int32Array.from(rows, (i) => groups[i]) }),
    ...(isSeries && { isSeries }),
    ...(predictors && { predictors }),
  };
}
