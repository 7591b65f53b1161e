// What more than one method asks of a sample; its range is found once: a sample does not change.

import type { Sample } from './types.js';

/** The least and the largest coordinate of the points, shape [d] each. */
export interface PointRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const RANGES = /* @__PURE__ */ new WeakMap<Sample, PointRange>();

/** The range of the points in each dimension; from ∞ to −∞ when there are none. */
export function pointRange(sample: Sample): PointRange {
  const known = RANGES.get(sample);
  if (known) return known;
  const { n, d, points } = sample;
  const low = new Float64Array(d);
  const high = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = j; at < n * d; at += d) {
      least = Math.min(least, points[at]); // free of branches
      most = Math.max(most, points[at]);
    }
    low[j] = least;
    high[j] = most;
  }
  const range = { low, high };
  RANGES.set(sample, range);
  return range;
}

/** Sizes of the columns of a sample. */
export interface ColumnSizes {
  /** Σᵢ |cᵢₖ|, shape [c]. */
  readonly total: Float64Array;
  /** The least |cᵢₖ| that is not 0. */
  readonly smallest: number;
}

/** Σᵢ |cᵢₖ| of each column, and the least of |cᵢₖ| that is not 0. */
export function columnSizes({ n, c, columns }: Sample): ColumnSizes {
  const total = new Float64Array(c);
  let smallest = Infinity;
  for (let k = 0; k < c; k++) {
    let sum = 0;
    for (let i = k * n; i < (k + 1) * n; i++) {
      const size = Math.abs(columns[i]);
      sum += size;
      if (size > 0 && size < smallest) smallest = size;
    }
    total[k] = sum;
  }
  return { total, smallest };
}
