// Local polynomials at queries: one set of kernel sums, a small system for each query, and the
// observations themselves, place by place, where the moments would lose digits. O(n + m) where the
// sums are.
//
// A local polynomial is linear in y: a fit is Σ ℓ_i y_i. Its variance is Σ ℓ_i² Var(y_i), taken from
// the weights as they are and not from a formula for many observations:
//
//   Σ_i ℓ_i² v_i/s_i = g'B g,   g = A⁻¹e,   B_ab = Σ_i K_i² s_i v_i u^(a+b)
//
// a second set of kernel sums whatever n is. An observation of weight s has the variance v/s.

import { kernelSums } from '../sums/kernelSums.js';
import { powers } from '../sums/powers.js';
import type { SumsRequest } from '../sums/types.js';
import { LocalDesign } from './LocalDesign.js';
import { LocalMoments } from './LocalMoments.js';
import { leftOutResidual } from './leaveOneOut.js';
import type { Observations } from './Observations.js';
import { indexOf, meansOf, type Places, PlacesInReach, placesOf } from './PlacesInReach.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { type CentredSample, centredSample, logOfFar, smootherRequest } from './smootherSums.js';

/** Logarithms beyond this have lost the digits that their differences need. */
const LOST = 1e4;

/** Local polynomials at m queries. */
export interface LocalFits {
  /** How many terms a polynomial has. */
  readonly terms: number;
  /**
   * Powers of x − q in graded lexicographic order, in units of x, [m, terms, p]; NaN where nothing
   * is in reach.
   */
  readonly coefficients: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
}

/** Local polynomials with the variances of the fits. */
export interface VariedFits extends LocalFits {
  /** Σ ℓ_i² v_ik/s_i, [m, c]; NaN where nothing is in reach. */
  readonly variance: Float64Array;
  /** 1 where all weight in reach is less than that of one observation two bandwidths away, [m]. */
  readonly far: Uint8Array;
}

/**
 * Fits local polynomials at queries.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 * @param queries - [m, d]
 */
export function fitAt(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
): LocalFits {
  const fits = centredFits(where, observations, spec, queries, {});
  inUnitsOfY(observations, spec, fits);
  return fits;
}

/**
 * The same with the variance of one coefficient.
 *
 * @param variances - of an observation of weight 1 (the largest counts as 1), [c, n], at least 0
 * @param term - of which power of x − q: 0 is the curve
 */
export function variedFitAt(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  variances: Float64Array,
  term = 0,
): VariedFits {
  const fits = centredFits(where, observations, spec, queries, { variances, term });
  inUnitsOfY(observations, spec, fits);
  return fits;
}

/** The fits themselves, without the further coefficients, [m, p]. */
export function valuesOf({ terms, coefficients, degree }: LocalFits, p: number): Float64Array {
  if (terms === 1) return coefficients;
  const values = new Float64Array(degree.length * p);
  for (let at = 0; at < values.length; at++)
    values[at] = coefficients[Math.floor(at / p) * terms * p + (at % p)];
  return values;
}

/** What {@link centredFits} finds besides. */
interface CentredRequest {
  /** Variances are wanted for these of the observations, [c, n]. */
  readonly variances?: Float64Array;
  /** Of this power of x − q. */
  readonly term?: number;
  /** The queries are the observations, and each is left out of its own fit. */
  readonly leavesOut?: boolean;
}

/** Local polynomials of the values of {@link CentredSample}. */
interface CentredFits extends VariedFits {
  /**
   * When observations are left out: how many the others count as (leaveOneOut.ts), in units of the
   * largest weight, [m].
   */
  readonly counted: Float64Array;
}

/** The one loop over queries: from moments, else from the places themselves. */
export function centredFits(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  { variances, term = 0, leavesOut = false }: CentredRequest,
): CentredFits {
  const { sample } = centredSample(observations);
  const { d, p, n } = observations;
  const m = queries.length / d;
  const system = new LocalMoments(d, spec.degree);
  const { terms, moments } = system;
  const request = smootherRequest(sample, queries, spec, leavesOut);
  const { sums, logScale } = kernelSums(where, sample, queries, request, spec.method);
  const c = variances && n > 0 ? variances.length / n : 0;
  const squares = { ...request, degrees: Array<number>(c).fill(2 * spec.degree), squared: true };
  const columns = variances?.map((v, at) => v * sample.columns[at % n]);
  const twice =
    columns && kernelSums(where, { ...sample, c, columns }, queries, squares, spec.method);
  const size = m === 0 ? 0 : sums.length / m;
  const units = unitsOf(d, spec.degree, request.inverseBandwidth);
  const coefficients = new Float64Array(m * terms * p);
  const degree = new Int8Array(m).fill(spec.degree);
  const variance = new Float64Array(m * c);
  const far = new Uint8Array(twice ? m : 0);
  const counted = new Float64Array(leavesOut ? m : 0);
  const little = logOfFar(spec, d);
  const logPeak = (spec.product ? d : 1) * spec.kernel.logValue(0);
  /** The queries that moments do not serve. */
  const open: number[] = [];
  for (let q = 0; q < m; q++) {
    const to = q * terms * p;
    if (twice) far[q] = logScale[q] + Math.log(sums[q * size]) > little ? 0 : 1;
    const isLost = twice && Math.abs(logScale[q]) > LOST; // a variance is a ratio of such scales
    if (!isLost && system.factor(sums, q * size)) {
      for (let k = 0; k < p; k++) {
        system.solveInto(sums, q * size + moments + k * terms, coefficients, to + k, p);
        for (let a = 1; a < terms; a++) coefficients[to + a * p + k] *= units[a];
      }
      if (leavesOut) counted[q] = Math.exp(logScale[q] - logPeak) / system.corner;
      if (!twice) continue;
      const scale = Math.exp(twice.logScale[q] - 2 * logScale[q]) * units[term] ** 2;
      for (let k = 0; k < c; k++) {
        const norm = system.normSquared(twice.sums, (q * c + k) * moments, term);
        variance[q * c + k] = Math.max(0, norm) * scale;
      }
      continue;
    }
    open.push(q);
  }
  if (open.length === 0) return { terms, coefficients, degree, variance, far, counted };
  const fromPlaces = new PlaceFits(observations, spec, queries, request, variances);
  for (const q of leavesOut ? open : []) {
    counted[q] = fromPlaces.leaveOut(q, coefficients, q * terms * p);
    degree[q] = fromPlaces.degree;
  }
  // Equal queries once.
  const { places, order, start } = indexOf(rowsOf(queries, d, leavesOut ? [] : open), d);
  for (let t = 0; t < places; t++) {
    const first = open[order[start[t]]];
    fromPlaces.fit(first, coefficients, first * terms * p);
    fromPlaces.varianceInto(term, variance, first * c);
    for (let at = start[t]; at < start[t + 1]; at++) {
      const q = open[order[at]];
      degree[q] = fromPlaces.degree;
      if (q === first) continue;
      coefficients.copyWithin(q * terms * p, first * terms * p, (first + 1) * terms * p);
      variance.copyWithin(q * c, first * c, (first + 1) * c);
    }
  }
  return { terms, coefficients, degree, variance, far, counted };
}

/** What the others say at a place: they count as g observations with the mean β. */
interface Others {
  readonly g: number;
  /** [p] */
  readonly beta: Float64Array;
  readonly degree: number;
}

/** Fits from the places themselves. */
class PlaceFits {
  /** The degree that the places carry at the last query, −1 where none is in reach. */
  degree = 0;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  readonly #d: number;
  readonly #p: number;
  readonly #values: Float64Array;
  readonly #weights: Float64Array;
  readonly #places: Places;
  /** Of the values, [p, places]. */
  readonly #means: Float64Array;
  /** Σ s_i v_i / (Σ s_i)² over the observations of each place, [c, places]. */
  readonly #noise: Float64Array;
  readonly #reach: PlacesInReach;
  readonly #design: LocalDesign;
  readonly #terms: number;
  /** By place. */
  readonly #others: Others[] = [];

  constructor(
    observations: Observations,
    spec: SmootherSpec,
    queries: Float64Array,
    request: SumsRequest,
    variances: Float64Array = new Float64Array(0),
  ) {
    const { d, p, n } = observations;
    const { sample, values } = centredSample(observations);
    this.#spec = spec;
    this.#queries = queries;
    this.#d = d;
    this.#p = p;
    this.#values = values;
    this.#weights = sample.columns.subarray(0, n);
    const places = placesOf(sample);
    const { n: count, columns: masses } = places.sample;
    this.#places = places;
    this.#means = meansOf(places, values, this.#weights);
    this.#noise = meansOf(places, variances, this.#weights).map((v, at) => v / masses[at % count]);
    this.#terms = powers(d, spec.degree).parent.length;
    const finds = request.excludeSelf ? count : 0;
    this.#reach = new PlacesInReach(places.sample, queries, request, this.#terms, finds);
    this.#design = new LocalDesign(d, spec.degree);
  }

  /**
   * Fits at a query.
   *
   * @param out - receives the coefficients, [terms, p], from `to` on
   */
  fit(q: number, out: Float64Array, to: number): void {
    const reach = this.#reach;
    const design = this.#design;
    const { sample } = this.#places;
    reach.findOr(this.#spec.emptyWindow, q, -1);
    if (reach.count === 0) {
      this.degree = -1;
      out.fill(Number.NaN, to, to + this.#terms * this.#p);
      return;
    }
    design.factor(sample.points, this.#queries, q * this.#d, reach);
    this.degree = design.degree;
    for (let k = 0; k < this.#p; k++)
      design.solveInto(this.#means, k * sample.n, reach, out, to + k, this.#p);
  }

  /** Writes the variances of a coefficient of the last fit, [c], from `to` on. */
  varianceInto(term: number, out: Float64Array, to: number): void {
    const { n } = this.#places.sample;
    const reach = this.#reach;
    const design = this.#design;
    if (term > 0 && reach.count > 0) design.pullTerm(term, reach);
    for (let k = 0; k * n < this.#noise.length; k++) {
      let sum = reach.count > 0 ? 0 : Number.NaN;
      for (let at = 0; at < reach.count; at++)
        sum += design.pulls[at] ** 2 * this.#noise[k * n + reach.indices[at]];
      out[to + k] = sum;
    }
  }

  /**
   * The fit at observation i without it, from what the observations elsewhere say there and those of
   * the same place.
   *
   * @param out - receives the fit of each output, [p], from `to` on
   * @returns how many observations the others count as
   */
  leaveOut(i: number, out: Float64Array, to: number): number {
    const { sample, place, order, start, end } = this.#places;
    const own = place[i];
    const { g, beta, degree } = this.#othersAt(i, own);
    this.degree = degree;
    const weights = this.#weights;
    const n = weights.length;
    const mass = own < 0 ? 0 : sample.columns[own];
    const alone = own < 0 || end[own] - start[own] === 1;
    // One that outweighs its tie mates leaves them no digits in a difference.
    const isHeavy = 2 * weights[i] > mass;
    let rest = alone ? 0 : mass - weights[i];
    if (isHeavy && !alone) {
      rest = 0;
      for (let at = start[own]; at < end[own]; at++)
        if (order[at] !== i) rest += weights[order[at]];
    }
    for (let k = 0; k < this.#p; k++) {
      let mean = Number.NaN;
      if (rest > 0 && !isHeavy) {
        const all = this.#means[k * sample.n + own];
        mean = all + (weights[i] / rest) * (all - this.#values[k * n + i]);
      } else if (rest > 0) {
        let sum = 0;
        for (let at = start[own]; at < end[own]; at++)
          if (order[at] !== i) sum += weights[order[at]] * this.#values[k * n + order[at]];
        mean = sum / rest;
      }
      out[to + k] = -leftOutResidual(g, beta[k], rest, mean, 0);
    }
    return g + rest;
  }

  /** What the places but its own say at observation i; once for a place. */
  #othersAt(i: number, own: number): Others {
    const known = this.#others[own];
    if (known) return known;
    const reach = this.#reach;
    const design = this.#design;
    const { points, n } = this.#places.sample;
    const { emptyWindow } = this.#spec;
    const at = i * this.#d;
    reach.findOr(emptyWindow, i, -1);
    if (reach.count > 0) design.factor(points, this.#queries, at, reach);
    const degree = reach.count > 0 ? design.degree : -1;
    const carried = design.carried;
    if (own >= 0) {
      reach.findOr(emptyWindow, i, own);
      if (reach.count > 0) design.factor(points, this.#queries, at, reach);
    }
    const beta = new Float64Array(this.#p).fill(Number.NaN);
    const coefficients = new Float64Array(this.#terms);
    for (let k = 0; k < this.#p && reach.count > 0; k++) {
      design.solveInto(this.#means, k * n, reach, coefficients, 0, 1);
      beta[k] = coefficients[0];
    }
    // A place that adds to what the others carry is its own fit.
    const counts = own >= 0 && reach.count > 0 && design.carried === carried;
    const g = counts ? Math.exp(reach.logBeside(i, own)) / design.corner : 0;
    const others = { g, beta, degree };
    if (own >= 0) this.#others[own] = others;
    return others;
  }
}

/** Some rows of places [rows, d]. */
function rowsOf(places: Float64Array, d: number, rows: readonly number[]): Float64Array {
  const some = new Float64Array(rows.length * d);
  for (let at = 0; at < some.length; at++)
    some[at] = places[rows[Math.floor(at / d)] * d + (at % d)];
  return some;
}

/** w^α: what a coefficient in powers of u is in powers of x, [terms]. */
function unitsOf(d: number, degree: number, w: Float64Array): Float64Array {
  const { parent, variable } = powers(d, degree);
  const units = new Float64Array(parent.length).fill(1);
  for (let a = 1; a < units.length; a++) units[a] = units[parent[a]] * w[variable[a]];
  return units;
}

/** From centred values to y, in place; a mean does not leave the range of what it is taken of. */
function inUnitsOfY(
  observations: Observations,
  { degree }: SmootherSpec,
  { coefficients, terms }: LocalFits,
): void {
  const { p } = observations;
  const { middle, half } = centredSample(observations);
  for (let k = 0; k < p; k++) {
    for (let at = k; at < coefficients.length; at += terms * p) {
      const value = coefficients[at];
      const inside = degree === 0 ? Math.max(-1, Math.min(1, value)) : value;
      coefficients[at] = middle[k] + half[k] * inside;
      for (let a = 1; a < terms; a++) coefficients[at + a * p] *= half[k];
    }
  }
}
