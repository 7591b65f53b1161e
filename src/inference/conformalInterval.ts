// Prediction intervals that assume nothing of the noise but that observations are exchangeable:
// jackknife+,
//
//   lower: the α-quantile of ŷ₋ᵢ(q) − |rᵢ|·σ₋ᵢ(q)/σᵢ,   upper: the (1 − α)-quantile of ŷ₋ᵢ(q) + |rᵢ|·σ₋ᵢ(q)/σᵢ
//
// with rᵢ and ŷ₋ᵢ residual and fit without observation i, and σ a local size of the residuals, or
// 1. A new observation falls inside with probability at least 1 − 2α whatever the distribution, and
// about 1 − α in practice. In a linear smoother leaving one out is a change of rank one, so nothing
// is refitted. O(m·n). (Barber, Candès, Ramdas, Tibshirani 2021, Predictive inference with the
// jackknife+)

import { LocalDesign } from '../smoothers/LocalDesign.js';
import type { Observations } from '../smoothers/Observations.js';
import { PlacesInReach } from '../smoothers/PlacesInReach.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { smootherRequest } from '../smoothers/smootherRequest.js';
import { powers } from '../sums/powers.js';
import { orderStatistic } from './orderStatistic.js';
import type { PredictionInterval } from './predictionInterval.js';
import { residualScales } from './residualScales.js';

/**
 * Jackknife+ intervals for new observations.
 *
 * @param looResiduals - leave-one-out residuals, [n, p]; NaN counts as infinite
 * @param level - 1 − α
 * @param scaled - whether the interval is wide where residuals are large
 */
export function conformalInterval(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  looResiduals: Float64Array,
  queries: Float64Array,
  level: number,
  scaled: boolean,
): PredictionInterval {
  const { n, d, p, x, y, weights } = observations;
  const m = queries.length / d;
  const columns = weights?.slice() ?? new Float64Array(n).fill(1);
  const sample = { n, d, c: 1, points: x, columns };
  const terms = powers(d, smoother.degree).parent.length;
  const request = smootherRequest(sample, queries, smoother);
  const reach = new PlacesInReach(sample, queries, request, terms);
  const design = new LocalDesign(d, smoother.degree);
  const counts = columns.reduce((sum, s) => sum + (s > 0 ? 1 : 0), 0);
  const first = Math.floor((1 - level) * (counts + 1)) - 1;
  const last = Math.ceil(level * (counts + 1)) - 1;
  const beta = new Float64Array(terms);
  const change = new Float64Array(n);
  const without = new Float64Array(n);
  const ends = new Float64Array(counts);
  const [fit, lower, upper] = [0, 0, 0].map(() => new Float64Array(m * p)) as Float64Array[];
  const degree = new Int8Array(m);
  for (let k = 0; k < p; k++) {
    const values = Float64Array.from({ length: n }, (_, i) => y[i * p + k]);
    const sizes = Float64Array.from({ length: n }, (_, i) => {
      const size = Math.abs(looResiduals[i * p + k]);
      return Number.isNaN(size) ? Infinity : size;
    });
    const scales = scaled
      ? residualScales(where, observations, smoother, sizes, queries)
      : undefined;
    for (let q = 0; q < m; q++) {
      const at = q * p + k;
      reach.findOr(smoother.emptyWindow, q, -1);
      if (reach.count === 0) {
        degree[q] = -1;
        fit[at] = lower[at] = upper[at] = Number.NaN;
        continue;
      }
      design.factor(x, queries, q * d, reach);
      design.solveInto(values, 0, reach, beta, 0, 1);
      design.leaveOutInto(reach, change);
      fit[at] = beta[0];
      degree[q] = design.degree;
      without.fill(beta[0]);
      for (let r = 0; r < reach.count; r++) without[reach.indices[r]] += change[r];
      const widths = scales ? scales.widthsAt(q) : sizes;
      const end = (side: -1 | 1, rank: number): number => {
        let count = 0;
        for (let i = 0; i < n; i++) {
          if (columns[i] === 0) continue;
          const place = without[i] + side * widths[i];
          ends[count++] = Number.isNaN(place) ? side * Infinity : place;
        }
        return orderStatistic(ends, rank);
      };
      lower[at] = first < 0 ? -Infinity : end(-1, first);
      upper[at] = last >= counts ? Infinity : end(1, last);
    }
  }
  return { fit, lower, upper, degree };
}
