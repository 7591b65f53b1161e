import { fitAt, valuesOf } from './fitAt.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';

/** The observations of each group, in their order. */
export function rowsOfGroups(groups: Int32Array): readonly Int32Array[] {
  const rows = new Map<number, number[]>();
  groups.forEach((group, i) => {
    const known = rows.get(group);
    if (known) known.push(i);
    else rows.set(group, [i]);
  });
  return Array.from(rows.values(), (each) => Int32Array.from(each));
}

/**
 * Fits to all groups but one at the observations of that one, [n, p]; NaN where nothing else is in
 * reach. O(n · groups), and a search does it for each of its trials.
 */
export function leaveGroupsOut(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  groups: readonly Int32Array[],
): Float64Array {
  const { n, d, p, x } = observations;
  const out = new Float64Array(n * p);
  for (const rows of groups) {
    const queries = rowsOf(x, d, rows);
    const values = valuesOf(fitAt(where, withoutRows(observations, rows), spec, queries), p);
    rows.forEach((i, at) => {
      out.set(values.subarray(at * p, (at + 1) * p), i * p);
    });
  }
  return out;
}

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
  const { d, p, x, y, weights, groups, isSeries } = observations;
  return {
    n: rows.length,
    d,
    p,
    x: rowsOf(x, d, rows),
    y: rowsOf(y, p, rows),
    ...(weights && { weights: rowsOf(weights, 1, rows) }),
    ...(groups && { groups: Int32Array.from(rows, (i) => groups[i]) }),
    ...(isSeries && { isSeries }),
  };
}

/** A copy of some rows. */
export function rowsOf(data: Float64Array, width: number, rows: ArrayLike<number>): Float64Array {
  if (rows.length * width === data.length) return data.slice();
  const out = new Float64Array(rows.length * width);
  for (let r = 0; r < rows.length; r++)
    for (let j = 0; j < width; j++) out[r * width + j] = data[rows[r] * width + j];
  return out;
}
