// A band about a curve: an estimate, its standard error, and as many standard errors to each side
// as the level asks for. docs/coverage.md has what it was measured to cover.

import { formatName } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import {
  expectNumber,
  type OptionsOf,
  type OptionTable,
  readOptions,
  readProgress,
  readSignal,
} from '../arrays/readOptions.js';
import { chooseBandwidth } from '../bandwidth/chooseBandwidth.js';
import { NumericalError } from '../errors.js';
import { isCategory } from '../kernels/Predictor.js';
import { fitAt, type VariedFits, valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import { countOf, type Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { bounds } from '../sums/types.js';
import type { AbortSignalLike } from '../types.js';
import { blockVariances, type ExtraVariance, extraVarianceAt } from './dependentVariance.js';
import {
  noiseOf,
  type SmootherResiduals,
  smootherResiduals,
  VARIANCE_NAMES,
  type VarianceName,
  withoutOutputs,
} from './SmootherResiduals.js';
import { signedDraws } from './signedDraws.js';
import { studentQuantile, studentQuantiles } from './studentQuantile.js';
import { tubeLength } from './tubeLength.js';

/** How a band is made. */
export type BandMethod = 'bayesian' | 'robust' | 'standard' | 'bootstrap';

/** What is asked of a confidence band. */
export interface BandOptions {
  /** Probability with which it holds the curve. @defaultValue 0.95 */
  readonly level?: number;
  /**
   * `'bayesian'` is drawn about the fit itself, wide enough to count its bias on average over the
   * curve; where too little is known for a band its ends are NaN. `'robust'` holds the true curve at
   * each place: it is drawn about a fit of higher degree, whose bias is small beside its standard
   * error, and may leave the curve that is drawn. `'standard'` is drawn about the fit itself and holds
   * the smoothed curve, the true one only where smoothing does not bend it. `'bootstrap'` is
   * `'robust'` with critical values from residuals drawn with random signs, one for each group or
   * block of a series.
   *
   * @defaultValue 'bayesian'
   */
  readonly method?: BandMethod;
  /**
   * How the variance of the observations is estimated; with `groups` and of a series it matters little.
   *
   * @defaultValue 'local'
   */
  readonly variance?: VarianceName;
  /**
   * Whether the level is that of the whole curve over the range of the queries, and not of each
   * query.
   *
   * @defaultValue false
   */
  readonly simultaneous?: boolean;
  /**
   * `'logit'` for chances: outcomes that are 0 and 1, or shares between. Ends are then taken on the logit scale, so that
   * the band stays within 0 and 1, and the variance is p(1 − p): a weight is the number of outcomes that a row is the
   * mean of. An estimate of higher degree beyond 0 or 1 counts as that end.
   *
   * @defaultValue 'linear'
   */
  readonly scale?: 'linear' | 'logit';
  /** Of the bootstrap. @defaultValue 0 */
  readonly seed?: number;
  /** How often the bootstrap draws. @defaultValue 1000 */
  readonly draws?: number;
  /** Called by the bootstrap now and then with the share that is done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the bootstrap: the band then throws the reason of the signal. */
  readonly signal?: AbortSignalLike;
}

const OPTIONS = {
  level: [expectLevel, 0.95],
  method: [['bayesian', 'robust', 'standard', 'bootstrap'], 'bayesian'],
  variance: [VARIANCE_NAMES, 'local'],
  simultaneous: [[true, false], false],
  scale: [['linear', 'logit'], 'linear'],
  seed: ['integer', 0],
  draws: ['positiveCount', 1000],
  onProgress: [readProgress<BandOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<BandOptions>;

/** Options, checked and complete. */
export type BandRequest = OptionsOf<typeof OPTIONS>;

/** Checks the options of a band. */
export function resolveBand(where: string, options: BandOptions | undefined): BandRequest {
  return readOptions(where, options, OPTIONS, formatName);
}

/** A probability strictly between 0 and 1. */
export function expectLevel(where: string, level: unknown): number {
  expectNumber(where, 'level', level, 'finite');
  if ((level as number) > 0 && (level as number) < 1) return level as number;
  throw optionError(where, 'level must be above 0 and below 1', String(level));
}

/** Times the range of x: a kernel as wide as this is as good as constant. */
const WIDEST = 8;

/** Up to so many observations the bandwidth that is best for the curve serves the band as it is. */
const FEW = 50;

/**
 * The smoother about which a band is drawn.
 *
 * A data-chosen bandwidth lets the bias be about as large as the standard error, and intervals that
 * leave it out miss the curve. A fit of higher degree at such a bandwidth has a bias of higher
 * order, and its own standard error counts in full what correcting costs. With one column of x:
 *
 * - bandwidth given: the degree raised by two, at that bandwidth
 * - bandwidth chosen by the data: a local cubic (for degrees above 1 the degree raised by two) at
 *   the bandwidth that the corrected AIC chooses for the local line (for that degree), times
 *   (50/n)^(1/20) from n = 50 on: what is best for coverage falls as n^(−1/4), what is best for the
 *   curve as n^(−1/5). By groups in place of the corrected AIC what leaving them out chooses
 *
 * With several columns the degree is raised by one at the bandwidth of the smoother.
 *
 * @param where - the public function, for messages
 * @param spec - the smoother as it was fitted
 * @param isChosen - whether the data chose its bandwidth
 * @param isDegreeChosen - whether they chose its degree too
 * @see Calonico, Cattaneo, Farrell (2018), On the effect of bias estimation on coverage accuracy in
 *   nonparametric inference
 */
export function bandSmoother(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  method: BandMethod,
  isChosen: boolean,
  isDegreeChosen = false,
): SmootherSpec {
  if (method === 'standard' || method === 'bayesian') return spec;
  if (spec.kernel.isSigned) {
    const expected = `method must be 'bayesian' or 'standard' with a kernel of higher order, whose polynomials of a higher degree are wild`;
    throw unsupportedError(where, expected, `'${method}' and ${spec.kernel.name}`);
  }
  if (observations.d > 1 || observations.predictors) return { ...spec, degree: spec.degree + 1 };
  const degree = isDegreeChosen ? 1 : isChosen ? Math.max(1, spec.degree) : spec.degree;
  const bandwidth = isChosen
    ? coverageBandwidth(where, observations, { ...spec, degree })
    : undefined;
  return { ...spec, degree: degree + 2, bandwidth: bandwidth ?? spec.bandwidth };
}

function coverageBandwidth(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): Float64Array | undefined {
  try {
    const wish = { ...spec, criterion: observations.groups ? ('loo' as const) : ('aicc' as const) };
    const { bandwidth } = chooseBandwidth(where, observations, wish);
    const [low, high] = bounds(observations.x, observations.n);
    const widest = high > low ? WIDEST * (high - low) : Infinity;
    const shrunk = Math.min(1, FEW / countOf(observations)) ** (1 / 20);
    return bandwidth.map((h) => Math.min(h, widest) * shrunk);
  } catch (error) {
    // With a handful of observations the criterion is defined nowhere.
    if (error instanceof NumericalError) return undefined;
    throw error;
  }
}

/** A band at m queries, each [m, p]. */
export interface CurveBand {
  /** Where the band is centred; NaN where nothing is in reach. */
  readonly fit: Float64Array;
  /** ∞ where the data say nothing: no residual degrees of freedom, or far from all observations. */
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Degrees of freedom of the standard error, [m, p]. */
  readonly freedom: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
}

/** What a band is drawn for, and what critical values need to know besides. */
interface BandTask {
  readonly where: string;
  readonly observations: Observations;
  readonly smoother: SmootherSpec;
  readonly queries: Float64Array;
  readonly left: SmootherResiduals;
  /** Variances of the observations, [p, n]. */
  readonly variances: Float64Array;
}

/** What critical values without draws need of it. */
type CriticalTask = Omit<BandTask, 'left'>;

/**
 * A confidence band.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param smoother - about whose fit the band is drawn
 * @param queries - [m, d]
 * @param request - level, variance, simultaneous or not
 * @param left - residuals of the smoother, when they are known already
 */
export function curveBand(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  request: BandRequest,
  left: SmootherResiduals = smootherResiduals(where, observations, smoother),
): CurveBand {
  const { d, p } = observations;
  const m = queries.length / d;
  const noise = noiseOf(where, observations, smoother, left, queries, request.variance);
  const variances = noise.own;
  const found = variedFitAt(where, observations, smoother, queries, variances);
  const task = { where, observations, smoother, queries, left, variances };
  const fit = valuesOf(found, p);
  const isBayesian = request.method === 'bayesian';
  const dependent = extraVarianceAt(
    observations,
    smoother,
    queries,
    left,
    variances,
    noise.freedom,
  );
  const { extra, freedom } = dependent;
  const standardError = isBayesian
    ? withBias(found, noise.variance, dependent, p)
    : found.variance.map((variance, at) => Math.sqrt(variance + extra[at]));
  for (let at = 0; at < m * p; at++) {
    const q = Math.floor(at / p);
    const degree = found.degree[q];
    const isLost = found.far[q] === 1 && degree < smoother.degree;
    const isUnknown = isLost || !(freedom[at] > 0) || Number.isNaN(standardError[at]);
    if (degree >= 0 && isUnknown) standardError[at] = isBayesian ? Number.NaN : Infinity;
  }
  const lower = new Float64Array(m * p);
  const upper = new Float64Array(m * p);
  for (let k = 0; k < p && m > 0; k++) {
    const own = freedom.filter((_, at) => at % p === k);
    const criticals =
      request.method === 'bootstrap'
        ? bootstrapCriticals(task, request, own, k)
        : studentCriticals(task, request, own, k);
    for (let q = 0; q < m; q++) {
      const at = q * p + k;
      const half = standardError[at] === 0 ? 0 : criticals[q] * standardError[at];
      lower[at] = fit[at] - half;
      upper[at] = fit[at] + half;
    }
  }
  return { fit, standardError, lower, upper, freedom, degree: found.degree };
}

/** What the choice of degree and bandwidth adds to the variance, measured (docs/accuracy.md). */
export const CHOSEN = 1.3;

/** A fit with this many times the variance of an observation says nothing, and has no band. */
export const MOST = 100;

/**
 * Standard errors of the curve that count its bias: an observation's weight in its own fit times the
 * noise, as for smoothing splines (Wahba 1983; Nychka 1988), which is what variance and squared bias are
 * together on average over x where the bandwidth balances them. Away from the data, where that weight
 * says no more, at least the variance of the fit. Of what dependence adds, bias is balanced with the part
 * that a wider window would save.
 */
function withBias(
  { own, astray, variance }: VariedFits,
  noise: Float64Array,
  { extra, local }: ExtraVariance,
  p: number,
): Float64Array {
  return variance.map((each, at) => {
    const q = Math.floor(at / p);
    const counted = Math.max(each, CHOSEN * noise[at] * (Math.min(1, own[q]) + astray[q]));
    if (counted > MOST * noise[at]) return Number.NaN;
    const bias = local[at] > 0 ? (counted / each - 1) * local[at] : 0;
    return Math.sqrt(counted + extra[at] + bias);
  });
}

/** Whether queries lie along a line: between categories there is nothing. */
function hasTube({ d, predictors }: Observations): boolean {
  return d === 1 && !isCategory(predictors?.[0]);
}

/** Student's quantiles for output k, for a whole curve those of the tube formula, [m]. */
export function studentCriticals(
  { where, observations, smoother, queries, variances }: CriticalTask,
  { level, simultaneous }: Pick<BandRequest, 'level' | 'simultaneous'>,
  freedom: Float64Array,
  k: number,
): Float64Array {
  if (!simultaneous) return studentQuantiles(1 - level, freedom);
  const { n, d } = observations;
  if (!hasTube(observations)) {
    const expected =
      "method must be 'bootstrap' for a simultaneous band over several columns of x, or over categories";
    throw unsupportedError(where, expected, d > 1 ? `${d} columns` : 'categories');
  }
  const [from, to] = bounds(queries, queries.length);
  const own = variances.subarray(k * n, (k + 1) * n);
  const kappa = tubeLength(observations, smoother, own, from, to);
  return studentQuantiles(1 - level, freedom, kappa);
}

/**
 * Critical values from the data, for output k, [m]: residuals with random signs instead of the noise
 * (the wild bootstrap). A smoother is linear,
 *
 *   T*(q) = Σ ℓ_i(q) r_i ξ_i / √Σ ℓ_i(q)² r_i²,   r_i = e_i/√c_i,   ξ_i = ±1
 *
 * so nothing is refitted: the draws are columns of one set of kernel sums. The quantile of |T*|
 * stands in for that of the normal distribution; what Student's adds to the latter for an estimated
 * variance multiplies it. Signs of k residuals have tails that end at √k, and no tails where the
 * observations in reach make their own fit: the quantile without draws is the least. (Wu 1986; Liu
 * 1988)
 */
function bootstrapCriticals(
  task: BandTask,
  request: BandRequest,
  freedom: Float64Array,
  k: number,
): Float64Array {
  const { where, observations, smoother, queries, left } = task;
  const { n, d, p } = observations;
  const { level, draws, simultaneous } = request;
  const m = queries.length / d;
  const scaled = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (left.shares[i] > 0) scaled[i] = left.residuals[i * p + k] / Math.sqrt(left.shares[i]);
    squares[i] = left.weights[i] * scaled[i] ** 2;
  }
  const plain = withoutOutputs(observations);
  const blocks = left.correlations?.[k].blocks;
  const variance = blocks
    ? blockVariances(observations, smoother, queries, scaled, blocks)
    : variedFitAt(where, plain, smoother, queries, squares).variance;
  const largest = new Float64Array(draws);
  const all = simultaneous ? undefined : new Float64Array(draws * m);
  signedDraws(scaled, blocks, request, (y, batch, first) => {
    const fits = valuesOf(fitAt(where, { ...observations, p: batch, y }, smoother, queries), batch);
    for (let q = 0; q < m; q++) {
      const scale = Math.sqrt(variance[q]);
      for (let b = 0; b < batch; b++) {
        const t = scale > 0 ? Math.abs(fits[q * batch + b]) / scale : 0;
        if (all) all[q * draws + first + b] = t;
        else largest[first + b] = Math.max(largest[first + b], t);
      }
    }
  });
  const rank = Math.min(draws, Math.ceil(level * (draws + 1))) - 1;
  const whole = all ? 0 : largest.sort()[rank];
  const student = studentQuantiles(1 - level, freedom);
  const normal = studentQuantile(1 - level, Infinity);
  const isTube = simultaneous && hasTube(observations);
  const least = studentCriticals(task, { level, simultaneous: isTube }, freedom, k);
  return student.map((t, q) => {
    const own = all ? all.subarray(q * draws, (q + 1) * draws).sort()[rank] : whole;
    return own > normal ? Math.max((own * t) / normal, least[q]) : least[q];
  });
}
