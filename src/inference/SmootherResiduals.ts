// What a smoother leaves of the observations, and what that says of the noise. Without bias and with
// equal variances
//
//   E e_i² = σ² c_i,   c_i = 1 − 2L_ii + s_i Σ_j L_ij²/s_j = (1 − L_ii)² (1 + s_i Σ_j ℓ_j²/s_j)
//
//   δ₁ = Σ c_i = n − 2 tr H + tr HHᵀ
//
// with the weights ℓ of the fit without observation i, since e_i is 1 − L_ii times what that leaves,
// so that e_i²/c_i estimates the variance at x_i, and Σ e_i²/δ₁ one that is the same everywhere.

import { rowsOfGroups } from '../arrays/groupedBy.js';
import { noiseSmoother, noiseWidth } from '../bandwidth/noiseWidth.js';
import { countBelow } from '../loops/sortedOrder.js';
import { variedFitAt } from '../smoothers/fitAt.js';
import { leaveGroupsOut } from '../smoothers/leaveGroupsOut.js';
import type { Merged, Observations } from '../smoothers/Observations.js';
import { orderOf } from '../smoothers/placesOf.js';
import { eachPull } from '../smoothers/QueryDesigns.js';
import { SQUARES_LEFT } from '../smoothers/robustnessWeights.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { type SelfFit, selfFit } from '../smoothers/selfFit.js';
import { seriesErrors } from '../smoothers/seriesErrors.js';
import { centredSample } from '../smoothers/smootherSums.js';
import { kept } from '../sums/types.js';
import { type Correlation, groupCorrelation, seriesCorrelation } from './Correlation.js';
import { betweenEndsInto, type NeighbourRuns, neighbourRuns, sumsAtEnds } from './neighbourRuns.js';

/** Shares below this are rounding: the observation alone makes its own fit. */
const NOTHING_LEFT = 1e-12;

/** Residuals of a smoother. */
export interface SmootherResiduals {
  /** The fit itself. */
  readonly own: SelfFit;
  /** y − ŷ, [n, p]; of groups as `looResiduals`, of a series as large as its errors. */
  readonly residuals: Float64Array;
  /**
   * y − ŷ with the observation left out of its own fit, or its group, [n, p]; NaN where nothing else is
   * in reach.
   */
  readonly looResiduals: Float64Array;
  /** c_i, of groups 1, [n]; 0 where the observation alone makes its fit, and for weight 0. */
  readonly shares: Float64Array;
  /**
   * What squares of residuals count: the weights as the smoother takes them, mostly with largest 1, of a
   * robust fit so much more as it takes from the squares of normal errors, [n].
   */
  readonly weights: Float64Array;
  /** Σ w(y − ȳ)² of observations that stand for several, [n, p]. */
  readonly within?: Float64Array;
  /** Of an observation of weight 1 if it is the same for all, [p]; 0 where nothing is left. */
  readonly variance: Float64Array;
  /** Degrees of freedom that the residuals have: δ₁ for independent errors. */
  readonly freedom: number;
  /** How the errors of each output hang together, [p]; `undefined` when they are independent. */
  readonly correlations?: readonly Correlation[];
}

/** Residuals of a smoother at its own observations, O(n) where kernel sums are. */
export function smootherResiduals(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): SmootherResiduals {
  const { n, p, y, groups } = observations;
  const own = selfFit(where, observations, spec, !groups);
  const { fitted, looFitted, leverage, looNorms } = own;
  if (groups) return groupResiduals(where, observations, spec, groups, own);
  if (observations.merged) return mergedResiduals(observations, observations.merged, own);
  const plain = centredSample(observations).sample.columns.subarray(0, n);
  const weights = observations.isReweighted ? plain.map((s) => s / SQUARES_LEFT) : plain;
  const shares = new Float64Array(n);
  const residuals = new Float64Array(n * p);
  const squares = new Float64Array(p);
  let freedom = 0;
  for (let i = 0; i < n; i++) {
    for (let at = i * p; at < (i + 1) * p; at++) residuals[at] = y[at] - fitted[at];
    if (weights[i] === 0) continue;
    const share = (1 - leverage[i]) ** 2 * (1 + plain[i] * (looNorms?.[i] ?? 0));
    shares[i] = share > NOTHING_LEFT ? share : 0;
    freedom += shares[i];
    for (let k = 0; k < p; k++) squares[k] += weights[i] * residuals[i * p + k] ** 2;
  }
  const variance = squares.map((sum) => (freedom > 0 ? sum / freedom : 0));
  const independent = {
    own,
    residuals,
    get looResiduals() {
      return y.map((value, at) => value - looFitted[at]);
    },
    shares,
    weights,
    variance,
    freedom,
  };
  return observations.isSeries ? seriesResiduals(observations, independent) : independent;
}

/**
 * Residuals of the means of several. Their shares add up: with S the sum of their weights and ΣL of their leverages,
 * and ℓ the weights of the fit without all of them, Σ c_i = count − 1 + (1 − ΣL)² (1 + S Σ ℓ_j²/s_j).
 */
function mergedResiduals(
  observations: Observations,
  { counts, scatter }: Merged,
  own: SelfFit,
): SmootherResiduals {
  const { n, p, y } = observations;
  const { weight, sample } = centredSample(observations);
  const weights = sample.columns.subarray(0, n);
  const { leverage, looNorms } = own;
  const residuals = y.map((value, at) => value - own.fitted[at]);
  const within = scatter.map((each) => each / weight);
  const squares = new Float64Array(p);
  let freedom = 0;
  const shares = counts.map((count, i) => {
    const free = (1 - leverage[i]) ** 2;
    const share = count - 1 + (free > 0 ? free * (1 + weights[i] * (looNorms?.[i] ?? 0)) : 0);
    freedom += share;
    for (let k = 0, at = i * p; k < p; k++, at++)
      squares[k] += weights[i] * residuals[at] ** 2 + within[at];
    return share > NOTHING_LEFT ? share : 0;
  });
  const variance = squares.map((sum) => (freedom > 0 ? Math.max(0, sum / freedom) : 0));
  const looResiduals = y.map((value, at) => value - own.looFitted[at]);
  return { own, residuals, looResiduals, shares, weights, within, variance, freedom };
}

/** Residuals as large as errors of a series are, of which a smoother takes up more than of independent ones. */
function seriesResiduals(observations: Observations, left: SmootherResiduals): SmootherResiduals {
  const { n, p } = observations;
  const errors = seriesErrors(observations);
  if (errors.some(([{ freedom }]) => freedom === 0)) return left;
  const correlations = errors.map((grid) => seriesCorrelation(n, grid, left.freedom));
  const variance = Float64Array.from(correlations, (each) => each.variance);
  const sizes = variance.map((own, k) =>
    left.variance[k] > 0 ? Math.sqrt(own / left.variance[k]) : 1,
  );
  const residuals = left.residuals.map((r, at) => r * sizes[at % p]);
  return { ...left, residuals, variance, correlations };
}

function groupResiduals(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  groups: Int32Array,
  own: SelfFit,
): SmootherResiduals {
  const { n, p, y } = observations;
  const fits = leaveGroupsOut(where, observations, spec, rowsOfGroups(groups));
  const residuals = y.map((value, at) => value - fits[at]);
  const weights = centredSample(observations).sample.columns.subarray(0, n);
  const isKnown = (_: unknown, i: number) => weights[i] > 0 && !Number.isNaN(residuals[i * p]);
  const shares = Float64Array.from(weights, (s, i) => (isKnown(s, i) ? 1 : 0));
  const known = Int32Array.from(weights.keys()).filter((i) => shares[i] > 0);
  const correlations: Correlation[] = [];
  const variance = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    const ofOutput = residuals.filter((_, at) => at % p === k);
    const sized = ofOutput.map((r, i) => Math.sqrt(weights[i]) * r);
    correlations.push(groupCorrelation(groups, ofOutput, sized));
    for (const i of known) variance[k] += sized[i] ** 2 / known.length;
  }
  const freedom = Math.max(...correlations.map((each) => each.freedom));
  const looResiduals = residuals;
  return { own, residuals, looResiduals, shares, weights, variance, freedom, correlations };
}

/** The same places and weights, where no output matters. */
export function withoutOutputs(observations: Observations): Observations {
  return { ...observations, p: 0, y: new Float64Array(0) };
}

/**
 * How the variance of the observations is estimated from residuals e with leverages L:
 * - `'local'`: a function of x, by smoothing e²; for noise whose size changes with x
 * - `'constant'`: the same everywhere, Σe²/δ₁
 * - `'hc0'`, `'hc2'`, `'hc3'`: each observation by its own e², e²/(1 − L), e²/(1 − L)² (White 1980;
 *   MacKinnon, White 1985)
 */
export type VarianceName = 'local' | 'constant' | 'hc0' | 'hc2' | 'hc3';

/** The names of {@link VarianceName}. */
export const VARIANCE_NAMES = ['local', 'constant', 'hc0', 'hc2', 'hc3'] as const;

/** Variances at queries, and what stands behind them. */
export interface NoiseAt {
  /** Of an observation of weight 1 among `weights`, [m, p]. */
  readonly variance: Float64Array;
  /** Degrees of freedom, at most those of all residuals, [m, p]. */
  readonly freedom: Float64Array;
}

/** The same with those of the observations. */
export interface Noise extends NoiseAt {
  /** Of an observation of weight 1 if it were as noisy as each, [p, n]; 0 without degrees of freedom. */
  readonly own: Float64Array;
}

/** A local variance has at least so many degrees of freedom. */
const LEAST_FREEDOM = 4;

/** Of more observations neighbours are taken together, as far apart as this part of the bandwidth. */
const LONG = 4096;
const TOGETHER = 1 / 64;

/**
 * Variances of the observations and at queries.
 *
 * @param queries - [m, d]
 * @remarks On a line of more than 4096 independent observations a local variance is that of runs of
 * neighbours (neighbourRuns.ts) and straight between their ends: both chords are off by (1/64)²/8 = 3·10⁻⁵
 * times |u² − 1| of a weight u bandwidths away, where the variance itself is known to √(2/ν), some 10⁻² for
 * a million observations.
 */
export function noiseOf(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  left: SmootherResiduals,
  queries: Float64Array,
  name: VarianceName,
): Noise {
  const { d, p } = observations;
  if (name === 'local') {
    const { squares, smoother, own } = localNoise(left, where, observations, spec);
    return { own, ...smoothedSquares(where, squares, left, smoother, queries, 0) };
  }
  const repeated = (each: Float64Array) =>
    Float64Array.from({ length: (queries.length / d) * p }, (_, at) => each[at % p]);
  return {
    own: residualVariances(observations, left, name),
    variance: repeated(left.variance),
    freedom: repeated(mostFreedom(left)),
  };
}

/** A variance as a function of x, found once for the same residuals. */
interface LocalNoise {
  /** What is smoothed, and by what. */
  readonly squares: Observations;
  readonly smoother: SmootherSpec;
  /** At the observations, [p, n]. */
  readonly own: Float64Array;
}

const localNoise = /* @__PURE__ */ kept(
  (
    left: SmootherResiduals,
    where: string,
    observations: Observations,
    spec: SmootherSpec,
  ): LocalNoise => {
    const { n, d, p, x } = observations;
    const width = noiseWidth(observations);
    const isLong =
      d === 1 &&
      !spec.predictors &&
      !observations.merged &&
      n > LONG &&
      !left.correlations &&
      width[0] < Infinity;
    const runs = isLong ? neighbourRuns(x, width[0] * TOGETHER) : undefined;
    const places = runs ? runs.ends : x;
    const count = places.length / d;
    const squares = squaresOf(observations, left, runs);
    const smoother = noiseSmoother(spec, width);
    const { variance } = smoothedSquares(where, squares, left, smoother, places, count);
    const own = new Float64Array(p * n);
    for (let k = 0; k < p && left.freedom > 0; k++) {
      const ofPlaces = Float64Array.from({ length: count }, (_, t) => variance[t * p + k]);
      if (runs) betweenEndsInto(runs, ofPlaces, own.subarray(k * n, (k + 1) * n));
      else own.set(ofPlaces, k * n);
    }
    return { squares, smoother, own };
  },
);

/** Degrees of freedom of all residuals, [p]. */
function mostFreedom({ variance, correlations, freedom }: SmootherResiduals): Float64Array {
  return variance.map((_, k) => correlations?.[k].freedom ?? freedom);
}

/** Squared residuals over their shares as what is smoothed, weighted by the shares; of runs at their ends. */
export function squaresOf(
  { n, d, p, x }: Observations,
  { residuals, shares, weights, within, correlations }: SmootherResiduals,
  runs?: NeighbourRuns,
): Observations {
  const atPlaces = (values: Float64Array) => (runs ? sumsAtEnds(runs, values) : values);
  const places = runs ? runs.ends : x;
  const mass = atPlaces(shares);
  const y = new Float64Array(mass.length * p);
  const each = new Float64Array(n);
  for (let k = 0; k < p; k++) {
    for (let i = 0; i < n; i++)
      each[i] =
        shares[i] > 0 ? weights[i] * residuals[i * p + k] ** 2 + (within?.[i * p + k] ?? 0) : 0;
    const sums = atPlaces(each);
    for (let t = 0; t < mass.length; t++) if (mass[t] > 0) y[t * p + k] = sums[t] / mass[t];
  }
  const squares = { n: mass.length, d, p, x: places, y, weights: mass };
  if (correlations || mass.every((each) => each > 0)) return squares;
  // Many may be alone with their fit: what they do not say need not be passed over place by place.
  return rowsAt(
    squares,
    Int32Array.from(mass.keys()).filter((t) => mass[t] > 0),
  );
}

/**
 * The variance at queries as a function of x: squared residuals over their
 * shares, smoothed by a wide Gaussian. With weights w_i ∝ K((x_i − q)/g) c_i
 *
 *   σ²(q) = Σ w_i e_i²/c_i = Σ K e_i² / Σ K c_i,        ν(q) = 1 / Σ w_i²/c_i
 *
 * ν is Satterthwaite's number of degrees of freedom for slowly varying weights: Var(e_i²/c_i) =
 * 2σ⁴, and Σ_j of the squared correlations of the residuals is 1/c_i. Where these are fewer than four,
 * the variance that is the same everywhere makes up for the rest (as moderated variances do, Smyth 2004).
 * In a gap of more than 4g on a line the variance is straight between the places 2g from its sides.
 *
 * @param plain - of the first so many queries only the variance is wanted: for what hangs together this would be O(n²)
 */
export function smoothedSquares(
  where: string,
  squares: Observations,
  left: SmootherResiduals,
  smoother: SmootherSpec,
  queries: Float64Array,
  plain: number,
): NoiseAt {
  const { d, p, weights } = squares;
  const m = queries.length / d;
  const most = mostFreedom(left);
  let largest = 0;
  for (const share of weights ?? []) largest = Math.max(largest, share);
  if (largest === 0) {
    const unknown = new Float64Array(m * p).fill(Number.NaN);
    return { variance: unknown, freedom: new Float64Array(m * p) };
  }
  const hasGaps = d === 1 && !smoother.predictors && !left.correlations;
  const gaps = hasGaps ? gapsAt(squares, smoother.bandwidth[0], queries, plain) : [];
  const asked = new Float64Array(queries.length + 2 * gaps.length);
  asked.set(queries);
  gaps.forEach(({ from, to }, g) => {
    asked.set([from, to], m + 2 * g);
  });
  const { coefficients, variance } = variedFitAt(where, squares, smoother, asked, 'ones');
  const freedom = coefficients.map((_, at) => largest / variance[Math.floor(at / p)]);
  if (left.correlations) {
    const rest = queries.subarray(plain * d);
    freedom.set(freedomsAt(squares, smoother, rest, left.correlations), plain * p);
  }
  for (let at = 0; at < coefficients.length; at++) {
    const k = at % p;
    const own = Math.min(freedom[at], most[k]);
    const least = Math.min(LEAST_FREEDOM, most[k]);
    coefficients[at] = Math.max(0, coefficients[at]);
    freedom[at] = Math.max(own, least);
    if (own < least)
      coefficients[at] = (own * coefficients[at] + (least - own) * left.variance[k]) / least;
  }
  const found = { variance: coefficients, freedom };
  gaps.forEach((gap, g) => {
    acrossGap(gap, m + 2 * g, p, found);
  });
  return { variance: coefficients.subarray(0, m * p), freedom: freedom.subarray(0, m * p) };
}

/** A gap is wider than so many bandwidths, and so far in begins. */
const GAP = { width: 4, edge: 2 };

/** A gap between observations with the queries in it. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** Which queries, with the part of the way each has gone. */
  readonly inside: { readonly q: number; readonly share: number }[];
}

/** The gaps of a line in which queries are, from number `plain` on. */
function gapsAt(
  { x, weights }: Observations,
  bandwidth: number,
  queries: Float64Array,
  plain: number,
): Gap[] {
  const { keys, order } = orderOf(x);
  const places = weights ? keys.filter((_, r) => weights[order[r]] !== 0) : keys;
  const gaps = new Map<number, Gap>();
  for (let q = plain; q < queries.length; q++) {
    const above = countBelow(places, queries[q]);
    if (above === 0 || above === places.length) continue;
    if (!(places[above] - places[above - 1] > GAP.width * bandwidth)) continue;
    const from = places[above - 1] + GAP.edge * bandwidth;
    const to = places[above] - GAP.edge * bandwidth;
    if (!(queries[q] > from && queries[q] < to)) continue;
    const gap = gaps.get(above) ?? { from, to, inside: [] };
    gap.inside.push({ q, share: (queries[q] - from) / (to - from) });
    gaps.set(above, gap);
  }
  return [...gaps.values()];
}

/**
 * In a gap between observations the smoothed squares are those of the nearer side, and jump in its middle:
 * there the variance goes straight from where the one side ends to where the other begins.
 *
 * @param first - which of the rows is the one end; the other is the next
 */
function acrossGap(
  { inside }: Gap,
  first: number,
  p: number,
  { variance, freedom }: NoiseAt,
): void {
  for (const { q, share } of inside)
    for (let k = 0; k < p; k++) {
      const [a, b] = [first * p + k, (first + 1) * p + k];
      variance[q * p + k] = (1 - share) * variance[a] + share * variance[b];
      freedom[q * p + k] = Math.min(freedom[a], freedom[b]);
    }
}

/** Degrees of freedom of smoothed squares of errors that hang together, [m, p]. */
function freedomsAt(
  noise: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  correlations: readonly Correlation[],
): Float64Array {
  const p = correlations.length;
  const freedom = new Float64Array((queries.length / noise.d) * p);
  eachPull(centredSample(noise), smoother, queries, (q, pulls) => {
    correlations.forEach((each, k) => {
      freedom[q * p + k] = each.freedomOf(pulls);
    });
  });
  return freedom;
}

/**
 * Variances of the observations, the same everywhere or each by its own residual.
 *
 * @returns of an observation of weight 1 among those of `left`, [p, n]
 */
export function residualVariances(
  observations: Observations,
  left: SmootherResiduals,
  name: Exclude<VarianceName, 'local'>,
): Float64Array {
  const { n, p, merged } = observations;
  if (merged && name !== 'constant') return mergedVariances(observations, merged, left, name);
  const { residuals, weights } = left;
  const { leverage } = left.own;
  const looResiduals = name === 'constant' ? residuals : left.looResiduals;
  const out = new Float64Array(p * n);
  for (let k = 0; k < p; k++) {
    const constant = left.variance[k];
    for (let i = 0; i < n; i++) {
      const at = i * p + k;
      if (name === 'constant') out[k * n + i] = constant;
      else {
        // e/(1 − L) is the residual without the observation
        const rest = name === 'hc2' ? Math.sqrt(1 - leverage[i]) : 1;
        const own = name === 'hc0' ? residuals[at] : looResiduals[at] * rest;
        out[k * n + i] = weights[i] === 0 ? 0 : weights[i] * own * own;
        // an observation that alone makes its fit says nothing of its own noise
        if (leverage[i] === 1) out[k * n + i] = constant;
      }
    }
  }
  return out;
}

/** The same of observations that stand for several: Σ w²e² over the sum of their weights. */
function mergedVariances(
  observations: Observations,
  { counts, squaredWeights, squaredFirsts, squaredSeconds }: Merged,
  left: SmootherResiduals,
  name: 'hc0' | 'hc2' | 'hc3',
): Float64Array {
  const { n, p } = observations;
  const { weight } = centredSample(observations);
  const { residuals, looResiduals, weights } = left;
  const out = new Float64Array(p * n);
  for (let i = 0; i < n; i++) {
    const free = 1 - left.own.leverage[i] / counts[i];
    for (let k = 0, at = i * p; k < p; k++, at++) {
      const e = residuals[at];
      // e/(1 − L) is the residual without one of them
      const about =
        name === 'hc0' ? e * e : name === 'hc2' ? e * looResiduals[at] : looResiduals[at] ** 2;
      const within = squaredSeconds[at] + 2 * e * squaredFirsts[at];
      const more = name === 'hc0' ? 1 : name === 'hc2' ? free : free ** 2;
      const squares = about * squaredWeights[i] + (within === 0 ? 0 : within / more);
      const isAlone = left.own.leverage[i] === 1 && counts[i] < 1.5;
      out[k * n + i] = isAlone ? left.variance[k] : squares / weight ** 2 / weights[i];
    }
  }
  return out;
}
