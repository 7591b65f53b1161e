// A band about the chance of an outcome between 0 and 1, on the logit scale, so that it stays there. The
// variance of an outcome is that of one that is 0 or 1, p(1 − p), and needs no residuals; an estimate is
// pulled in by half an observation of n = 1/Σ ℓ_i²/s_i, so that there is one at 0 and 1 too:
//
//   p̃ = (n p̂ + 1/2)/(n + 1),   logit p ∈ logit p̃ ± c √(v/((1 + 1/n) p̃(1 − p̃)))
//
// with v = Σ ℓ_i²/s_i, for `'bayesian'` at least what counts the bias (curveBand.ts): of a share of n outcomes
// the empirical logit with its variance 1/((n + 1) p̃(1 − p̃)). An estimate of higher degree that
// leaves [0, 1] counts as its end. (Anscombe 1956; Gart, Zweifel 1967)

import { numericalError, optionError, unsupportedError } from '../arrays/optionError.js';
import { valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample } from '../smoothers/smootherSums.js';
import { type BandRequest, CHOSEN, type CurveBand, MOST, studentCriticals } from './curveBand.js';

/** What an outcome and a weight of 1 are in what is smoothed. */
interface OutcomeUnits {
  /** [p] */
  readonly y: Float64Array;
  readonly weight: number;
}

/**
 * A confidence band within [0, 1].
 *
 * @param where - the public function, for messages
 * @param observations - outcomes within [0, 1], in units
 * @param smoother - about whose fit the band is drawn
 * @param queries - [m, d]
 * @param request - level, method, simultaneous or not
 * @returns the band in the same units of the outcomes
 * @throws {@link NumericalError} for outcomes beyond 0 and 1
 * @throws {@link OptionError} for a variance that is asked for
 * @throws {@link UnsupportedError} for observations that hang together, a robust fit, and the bootstrap
 */
export function logitBand(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  request: BandRequest,
  units: OutcomeUnits,
): CurveBand {
  const { n, d, p } = observations;
  expectOutcomes(where, observations, request, units);
  const m = queries.length / d;
  const { weight } = centredSample(observations);
  const unit = weight * units.weight;
  const found = variedFitAt(where, observations, smoother, queries, 'ones');
  const fit = valuesOf(found, p);
  const isBayesian = request.method === 'bayesian';
  const freedom = new Float64Array(m).fill(Infinity);
  const variances = new Float64Array(n).fill(1);
  const task = { where, observations, smoother, queries, variances };
  const criticals = m > 0 ? studentCriticals(task, request, freedom, 0) : freedom;
  const [standardError, lower, upper] = [0, 1, 2].map(() => new Float64Array(m * p));
  for (let q = 0; q < m; q++) {
    // Of an observation of weight 1 as it was given.
    const [spread, own] = [found.variance[q] / unit, found.own[q] / unit];
    const bias = isBayesian ? CHOSEN * (Math.min(1, own) + found.astray[q]) : 0;
    const counted = Math.max(spread, bias) / (1 + spread);
    const isLost = found.far[q] === 1 && found.degree[q] < smoother.degree;
    const isUnknown = isLost || (isBayesian && Math.max(spread, bias) > MOST);
    for (let k = 0; k < p; k++) {
      const at = q * p + k;
      const share = Math.min(1, Math.max(0, fit[at] * units.y[k]));
      const pulled = (share + spread / 2) / (1 + spread);
      const single = pulled * (1 - pulled);
      const half = criticals[q] * Math.sqrt(counted / single);
      const logit = Math.log(pulled / (1 - pulled));
      const ends = [Math.min(share, expit(logit - half)), Math.max(share, expit(logit + half))];
      standardError[at] = Math.sqrt(counted * single) / units.y[k];
      [lower[at], upper[at]] = ends.map((end) => end / units.y[k]);
      if (!isUnknown || found.degree[q] < 0) continue;
      [standardError[at], lower[at], upper[at]] = isBayesian
        ? [Number.NaN, Number.NaN, Number.NaN]
        : [Infinity, 0, 1 / units.y[k]];
    }
  }
  return { fit, standardError, lower, upper, freedom, degree: found.degree };
}

function expit(t: number): number {
  return 1 / (1 + Math.exp(-t));
}

function expectOutcomes(
  where: string,
  { p, y, groups, isSeries, isReweighted }: Observations,
  { method, variance }: BandRequest,
  units: OutcomeUnits,
): void {
  const unfit = [
    method === 'bootstrap' && "method 'bootstrap'",
    groups && 'groups',
    isSeries && 'a series',
    isReweighted && 'a robust fit',
  ].find(Boolean);
  if (unfit) {
    const expected =
      "scale 'logit' must go with independent observations, not robust, and no bootstrap";
    throw unsupportedError(where, expected, unfit);
  }
  if (variance !== 'local') {
    const expected = "variance must be left out with scale 'logit', where it is p(1 − p)";
    throw optionError(where, expected, variance);
  }
  const wrong = y.findIndex((value, at) => !(value >= 0 && value * units.y[at % p] <= 1));
  if (wrong < 0) return;
  const expected = "y must lie within 0 and 1 for scale 'logit'";
  throw numericalError(where, expected, y[wrong] * units.y[wrong % p]);
}
