// Critical values from the data: residuals with random signs instead of the noise (the wild
// bootstrap). A smoother is linear,
//
//   T*(q) = Σ ℓ_i(q) r_i ξ_i / √Σ ℓ_i(q)² r_i²,   r_i = e_i/√c_i,   ξ_i = ±1
//
// so nothing is refitted: the draws are columns of one set of kernel sums. The quantile of |T*|
// stands in for that of the normal distribution; what Student's adds to the latter for an estimated
// variance multiplies it. (Wu 1986; Liu 1988)

import { fitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { BandRequest } from './BandRequest.js';
import { linearEstimates } from './linearEstimates.js';
import type { SmootherResiduals } from './SmootherResiduals.js';
import { signedDraws } from './signedDraws.js';
import { studentQuantile, studentQuantiles } from './studentQuantile.js';

/** Critical values, [m], for one output. */
export function bootstrapCriticals(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  request: BandRequest,
  { residuals, shares, weights }: SmootherResiduals,
  freedom: Float64Array,
  output: number,
): Float64Array {
  const { n, d, p } = observations;
  const { level, draws, simultaneous } = request;
  const m = queries.length / d;
  const scaled = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (shares[i] > 0) scaled[i] = residuals[i * p + output] / Math.sqrt(shares[i]);
    squares[i] = weights[i] * scaled[i] ** 2;
  }
  const plain = { ...observations, p: 0, y: new Float64Array(0) };
  const { variance } = linearEstimates(where, plain, smoother, queries, squares);
  const largest = new Float64Array(draws);
  const all = simultaneous ? undefined : new Float64Array(draws * m);
  signedDraws(scaled, request, (y, batch, first) => {
    const drawn = { ...observations, p: batch, y };
    const { coefficients, terms } = fitAt(where, drawn, smoother, queries);
    for (let q = 0; q < m; q++) {
      const scale = Math.sqrt(variance[q]);
      for (let b = 0; b < batch; b++) {
        const t = scale > 0 ? Math.abs(coefficients[q * terms * batch + b]) / scale : 0;
        if (all) all[q * draws + first + b] = t;
        else largest[first + b] = Math.max(largest[first + b], t);
      }
    }
  });
  const rank = Math.min(draws, Math.ceil(level * (draws + 1))) - 1;
  const whole = all ? 0 : largest.sort()[rank];
  const student = studentQuantiles(1 - level, freedom);
  const normal = studentQuantile(1 - level, Infinity);
  return student.map((t, q) => {
    const drawn = all ? all.subarray(q * draws, (q + 1) * draws).sort()[rank] : whole;
    return (drawn * t) / normal;
  });
}
