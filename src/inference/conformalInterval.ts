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

import { rowsOfGroups } from '../arrays/groupedBy.js';
import { numericalError } from '../arrays/optionError.js';
import { noiseSmoother, noiseWidth } from '../bandwidth/noiseWidth.js';
import { selectInto } from '../loops/selectInto.js';
import { fitAt, valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import { meansOf } from '../smoothers/placesOf.js';
import { QueryDesigns } from '../smoothers/QueryDesigns.js';
import { withoutRows } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import { centredSample, smootherRequest } from '../smoothers/smootherSums.js';
import { Near } from '../sums/Near.js';
import { copyRows } from '../sums/types.js';
import { extraVarianceAt } from './dependentVariance.js';
import { noiseOf, type SmootherResiduals, smootherResiduals } from './SmootherResiduals.js';
import { studentQuantiles } from './studentQuantile.js';

/**
 * Jackknife+ intervals for new observations, of new groups where there are groups. Each observation counts,
 * also one that a robust fit leaves without weight.
 *
 * @param looResiduals - each from a fit without the observation, or its group, [n, p]; NaN counts as infinite
 * @param level - 1 − α
 * @param scaled - whether the interval is wide where residuals are large
 * @throws {@link NumericalError} when no interval of so few observations has the level
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
  if (observations.groups)
    return ofNewGroups(where, observations, smoother, looResiduals, queries, level, scaled);
  const { n, d, p, x, y, weights } = observations;
  const m = queries.length / d;
  const columns = weights?.slice() ?? new Float64Array(n).fill(1);
  const sample = { n, d, c: 1, points: x, columns };
  const designs = new QueryDesigns(sample, smoother, queries);
  const { places, reach, design } = designs;
  const { sample: merged, index } = places;
  const last = rankOf(level, n);
  expectEnough(where, level, n, 'observations');
  const first = n - 1 - last;
  const beta = new Float64Array(design.terms);
  const without = new Float64Array(n);
  const ends = new Float64Array(n);
  const order = Uint32Array.from(ends.keys());
  const [fit, lower, upper] = [0, 0, 0].map(() => new Float64Array(m * p)) as Float64Array[];
  const degree = new Int8Array(m);
  for (let k = 0; k < p; k++) {
    const values = Float64Array.from({ length: n }, (_, i) => y[i * p + k]);
    const means = meansOf(places, values, columns);
    const sizes = Float64Array.from({ length: n }, (_, i) => {
      const size = Math.abs(looResiduals[i * p + k]);
      return Number.isNaN(size) ? Infinity : size;
    });
    const widthsAt = scaled
      ? scaledWidths(where, observations, smoother, sizes, queries)
      : () => sizes;
    for (let q = 0; q < m; q++) {
      const at = q * p + k;
      if (!designs.factor(q)) {
        degree[q] = -1;
        fit[at] = lower[at] = upper[at] = Number.NaN;
        continue;
      }
      design.solveInto(means, 0, reach, beta, 0, 1);
      fit[at] = beta[0];
      degree[q] = design.degree;
      without.fill(beta[0]);
      for (let r = 0; r < reach.count; r++) {
        const place = reach.indices[r];
        for (let o = index.start[place]; o < index.start[place + 1]; o++) {
          const i = index.order[o];
          const share = columns[i] / merged.columns[place];
          if (share > 0) without[i] += design.leaveOut(r, share, values[i] - means[place]);
        }
      }
      const widths = widthsAt(q);
      const end = (side: -1 | 1, rank: number): number => {
        for (let i = 0; i < n; i++) {
          const place = without[i] + side * widths[i];
          ends[i] = Number.isNaN(place) ? side * Infinity : place;
        }
        selectInto(ends, 0, 1, order, 0, n, rank);
        return ends[order[rank]];
      };
      lower[at] = end(-1, first);
      upper[at] = end(1, last);
    }
  }
  return { fit, lower, upper, degree };
}

/** So many numbers, queries times observations, are held at once. */
const HELD = 2 ** 22;

/**
 * The same by groups that are exchangeable: without a whole group at a time, in which each observation
 * counts for its part. A new observation is one of a new group. O((m + n)·groups). (Lee, Barber, Willett
 * 2023, Distribution-free inference with hierarchical data)
 */
function ofNewGroups(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  residuals: Float64Array,
  queries: Float64Array,
  level: number,
  scaled: boolean,
): PredictionInterval {
  const { n, d, p, x, weights } = observations;
  const m = queries.length / d;
  const groups = rowsOfGroups(observations.groups!);
  expectEnough(where, level, groups.length, 'groups');
  const found = fitAt(where, observations, smoother, queries);
  const fit = valuesOf(found, p);
  const [lower, upper] = [new Float64Array(m * p), new Float64Array(m * p)];
  const part = new Float64Array(n);
  for (const rows of groups) for (const i of rows) part[i] = 1 / rows.length;
  const mass = rankOf(level, groups.length) + 1;
  const noise = noiseSmoother(smoother, noiseWidth(observations));
  // What is not known does not count for the size of the others.
  const sizes = {
    ...observations,
    y: residuals.map((r) => (Number.isNaN(r) ? 0 : r * r)),
    weights: Float64Array.from({ length: n }, (_, i) =>
      Number.isNaN(residuals[i * p]) ? 0 : (weights?.[i] ?? 1),
    ),
  };
  const step = Math.max(1, Math.floor(HELD / (n * p)));
  for (let from = 0; from < m; from += step) {
    const some = queries.subarray(from * d, Math.min(m, from + step) * d);
    const count = some.length / d;
    const [low, high] = [new Float64Array(count * p * n), new Float64Array(count * p * n)];
    for (const rows of groups) {
      const others = withoutRows(observations, rows);
      const without = valuesOf(fitAt(where, others, smoother, some), p);
      const own = copyRows(x, d, rows);
      const varied = scaled ? withoutRows(sizes, rows) : undefined;
      const there = varied && valuesOf(fitAt(where, varied, noise, some), p);
      const here = varied && valuesOf(fitAt(where, varied, noise, own), p);
      for (let at = 0; at < count * p; at++)
        for (let r = 0; r < rows.length; r++) {
          const i = rows[r];
          const k = at % p;
          const size = Math.abs(residuals[i * p + k]);
          const width = there && here ? widthOf(size, there[at], here[r * p + k]) : size;
          const isKnown = !Number.isNaN(without[at] + width);
          low[at * n + i] = isKnown ? without[at] - width : -Infinity;
          high[at * n + i] = isKnown ? without[at] + width : Infinity;
        }
    }
    for (let at = 0; at < count * p; at++) {
      const to = from * p + at;
      lower[to] = -endOf(
        low.subarray(at * n, (at + 1) * n).map((end) => -end),
        part,
        mass,
      );
      upper[to] = endOf(high.subarray(at * n, (at + 1) * n), part, mass);
      if (found.degree[Math.floor(to / p)] < 0) lower[to] = upper[to] = Number.NaN;
    }
  }
  return { fit, lower, upper, degree: found.degree };
}

/** The least end at which ends that are no larger have a mass. */
function endOf(ends: Float64Array, parts: Float64Array, mass: number): number {
  const order = Int32Array.from(ends.keys()).sort((i, j) => ends[i] - ends[j] || i - j);
  let sum = 0;
  for (const i of order) {
    sum += parts[i];
    if (sum >= mass * (1 - ROUNDING)) return ends[i];
  }
  return Infinity;
}

/** Of sums of parts of groups. */
const ROUNDING = 1e-12;

function expectEnough(where: string, level: number, count: number, of: string): void {
  if (rankOf(level, count) < count) return;
  let needed = Math.max(count + 1, Math.floor(level / (1 - level)));
  while (rankOf(level, needed) >= needed) needed++;
  const expected = `a conformal interval of level ${level} must have at least ${needed} ${of}`;
  throw numericalError(where, expected, count);
}

/**
 * ⌈level·(n + 1)⌉ − 1: the rank, from 0, of the end of an interval among n. A product that is an
 * integer but for rounding is that integer: 0.55·20 is 11, and no double is 0.55.
 */
function rankOf(level: number, n: number): number {
  const product = level * (n + 1);
  const nearest = Math.round(product);
  const isRounding = Math.abs(product - nearest) <= Number.EPSILON * (n + 1);
  return (isRounding ? nearest : Math.ceil(product)) - 1;
}

/**
 * Widths of intervals at one query after another, in memory that is used again: the sizes of
 * residuals times their local size there over that at the observation, each without the observation
 * itself, so that all stay exchangeable.
 *
 *   |rᵢ|·σ₋ᵢ(q)/σᵢ,   σ²₋ᵢ(q) = Σ_{j≠i} K_j(q) r_j² / Σ_{j≠i} K_j(q),   σᵢ = σ₋ᵢ(xᵢ)
 *
 * @param sizes - |r|, [n]; what is infinite does not count for the scale
 */
function scaledWidths(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  sizes: Float64Array,
  queries: Float64Array,
): (q: number) => Float64Array {
  const { n, d, x, weights } = observations;
  const smoother = noiseSmoother(spec, noiseWidth(observations));
  const squares = sizes.map((size) => (size < Infinity ? size * size : 0));
  const columns = sizes.map((size, i) => (size < Infinity ? (weights?.[i] ?? 1) : 0));
  if (!columns.some((s) => s > 0)) return () => sizes;
  const own = selfFit(where, { n, d, p: 1, x, y: squares, weights: columns }, smoother).looFitted;
  const sample = { n, d, c: 1, points: x, columns };
  const reach = new Near(sample, queries, smootherRequest(sample, smoother, queries));
  const out = new Float64Array(n);
  return (q) => {
    reach.find(q, -1);
    let total = 0;
    let sum = 0;
    for (let r = 0; r < reach.count; r++) {
      total += reach.weights[r];
      sum += reach.weights[r] * squares[reach.indices[r]];
    }
    for (let i = 0; i < n; i++) out[i] = widthOf(sizes[i], sum / total, own[i]);
    for (let r = 0; r < reach.count; r++) {
      const i = reach.indices[r];
      const rest = total - reach.weights[r];
      const square = rest > 0 ? Math.max(0, sum - reach.weights[r] * squares[i]) / rest : Infinity;
      out[i] = widthOf(sizes[i], square, own[i]);
    }
    return out;
  };
}

/** A residual of size 0 stays 0 whatever its scale. */
function widthOf(size: number, there: number, here: number): number {
  if (size === 0) return 0;
  const width = size * Math.sqrt(there / here);
  return Number.isNaN(width) ? Infinity : width;
}

/** Intervals for new observations at m queries, each [m, p]. */
export interface PredictionInterval {
  readonly fit: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
}

/**
 * Where new observations of a weight w fall, for noise that is about normal:
 *
 *   ŷ ± t · √(σ²(q)/w + Σ ℓ_i² σ²(x_i)/s_i)
 *
 * By groups it is for an observation of a new group. Where errors hang together both variances have
 * degrees of freedom of their own: their sum has Satterthwaite's, and the interval is at least as wide as
 * the fit alone makes it.
 *
 * @param variance - a function of x, or the same everywhere
 * @param left - residuals of the smoother, when they are known already
 * @param weight - w, on the scale of the weights s
 */
export function predictionInterval(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  level: number,
  variance: 'local' | 'constant' = 'local',
  left: SmootherResiduals = smootherResiduals(where, observations, smoother),
  weight = 1,
): PredictionInterval {
  const { d, p } = observations;
  const m = queries.length / d;
  const noise = noiseOf(where, observations, smoother, left, queries, variance);
  const known = noise.own;
  const found = variedFitAt(where, observations, smoother, queries, known);
  const fit = valuesOf(found, p);
  const dependent = extraVarianceAt(observations, smoother, queries, left, known, noise.freedom);
  const own = weight / centredSample(observations).weight;
  const ofFit = found.variance.map((each, at) => each + dependent.extra[at]);
  const total = ofFit.map((each, at) => noise.variance[at] / own + each);
  const freedom = noise.freedom.map((each, at) => {
    const rest = dependent.freedom[at];
    if (rest >= each || !(total[at] > 0)) return each;
    const part = ofFit[at] / total[at];
    return 1 / ((1 - part) ** 2 / each + part ** 2 / rest);
  });
  const criticals = studentQuantiles(1 - level, freedom);
  const criticalsOfFit = left.correlations
    ? studentQuantiles(1 - level, dependent.freedom)
    : criticals;
  const lower = new Float64Array(m * p);
  const upper = new Float64Array(m * p);
  for (let at = 0; at < m * p; at++) {
    const q = Math.floor(at / p);
    const isLost = found.far[q] === 1 && found.degree[q] < smoother.degree;
    const isUnknown = found.degree[q] >= 0 && Number.isNaN(total[at]);
    const half =
      freedom[at] > 0 && !isLost && !isUnknown
        ? Math.max(
            criticals[at] * Math.sqrt(total[at]),
            ofFit[at] > 0 ? criticalsOfFit[at] * Math.sqrt(ofFit[at]) : 0,
          )
        : Infinity;
    lower[at] = fit[at] - half;
    upper[at] = fit[at] + half;
  }
  return { fit, lower, upper, degree: found.degree };
}
