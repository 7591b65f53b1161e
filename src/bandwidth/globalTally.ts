import type { Tally } from './criterionValue.js';
import type { Line } from './Line.js';

/** A line is carried when the deviation of x is at least this part of its range. */
const CARRIED = 1e-7;

/**
 * Leave-one-out fits at h → ∞: the mean, or the straight line, of all observations but one, O(n·p).
 *
 * @param degree - 0 or 1
 * @param tally - is added to
 */
export function globalTally(
  { n, p, x, columns, y, total }: Line,
  degree: number,
  tally: Tally,
): void {
  const range = x[n - 1] - x[0];
  const w = columns.subarray(0, n);
  const t = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (w[i] * (x[i] - x[0])) / total;
  for (let i = 0; i < n; i++) t[i] = range > 0 ? (x[i] - x[0] - mean) / range : 0;
  let second = 0;
  for (let i = 0; i < n; i++) second += w[i] * t[i] * t[i];
  const carriesAll = degree > 0 && second >= CARRIED ** 2 * total && range > 0;
  const cross = new Float64Array(p);
  for (let k = 0; k < p; k++)
    for (let i = 0; i < n; i++) cross[k] += columns[(k + 1) * n + i] * t[i];
  for (let i = 0; i < n; i++) {
    // Sums without i; those of all are 0 for t and for y.
    const rest = total - w[i];
    const m = (-w[i] * t[i]) / rest;
    const variance = (second - w[i] * t[i] * t[i]) / rest - m * m;
    const carries = carriesAll && variance >= CARRIED ** 2;
    const off = t[i] - m;
    const corner = (1 + (carries ? (off * off) / variance : 0)) / rest;
    const free = 1 / (1 + w[i] * corner);
    const kept = carries || !carriesAll ? free : 1 - w[i] / total - (w[i] * t[i] * t[i]) / second;
    tally[0] += kept;
    for (let k = 0; k < p; k++) {
      const own = y[k * n + i];
      const level = (-w[i] * own) / rest;
      const slope = carries ? ((cross[k] - w[i] * own * t[i]) / rest - m * level) / variance : 0;
      const residual = own - level - slope * off;
      const error = carries || !carriesAll ? free * residual : own - (cross[k] / second) * t[i];
      tally[1 + k] += w[i] * error ** 2;
      tally[1 + p + k] += w[i] * residual ** 2;
    }
  }
}
