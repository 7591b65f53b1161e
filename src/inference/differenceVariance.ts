import { sortedOrder } from '../loops/sortedOrder.js';

/** How neighbours are compared. */
export type DifferenceRule = 'rice' | 'gasser-sroka-jennen';

/**
 * Residual variance from differences of neighbours along x, without any smoothing:
 *
 *   rice:                 Σ (y_(i+1) − y_i)² / 2(n − 1)
 *   gasser-sroka-jennen:  mean of (a y_(i−1) + b y_(i+1) − y_i)² / (a² + b² + 1), the line through the outer two at the middle
 *
 * @param x - [n], one dimension
 * @param y - [n]
 * @returns the variance; NaN with fewer than two, or three, observations
 * @remarks O(n log n). Nearly unbiased for smooth curves whatever their shape; triples whose outer x are equal are left out.
 * @see Gasser, Sroka, Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear regression
 */
export function differenceVariance(
  x: Float64Array,
  y: Float64Array,
  rule: DifferenceRule = 'gasser-sroka-jennen',
): number {
  const { keys, order } = sortedOrder(x);
  const n = x.length;
  const at = (i: number): number => y[order[i]];
  let sum = 0;
  let terms = 0;
  if (rule === 'rice') {
    for (let i = 1; i < n; i++) sum += (at(i) - at(i - 1)) ** 2 / 2;
    return n > 1 ? sum / (n - 1) : Number.NaN;
  }
  for (let i = 1; i < n - 1; i++) {
    const width = keys[i + 1] - keys[i - 1];
    if (!(width > 0)) continue;
    const a = (keys[i + 1] - keys[i]) / width;
    const b = (keys[i] - keys[i - 1]) / width;
    sum += (a * at(i - 1) + b * at(i + 1) - at(i)) ** 2 / (a * a + b * b + 1);
    terms++;
  }
  return terms > 0 ? sum / terms : Number.NaN;
}
