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

import { gaussian } from '../kernels/gaussian.js';
import { countBelow } from '../loops/sortedOrder.js';
import { orders, powersOf } from '../sums/powers.js';
import { copyRows, logPeak, type Sample, withColumns } from '../sums/types.js';
import { coarserTasks, type VariedTask } from './CoarserTasks.js';
import { type FitTask, mergedTask, type Variances } from './FitTask.js';
import { LocalMoments } from './LocalMoments.js';
import type { Observations } from './Observations.js';
import { fewInReach } from './PlacesInReach.js';
import { areTied, firstsOf, indexOf, meanAt, meansOf, placesOf } from './placesOf.js';
import { QueryDesigns } from './QueryDesigns.js';
import { ridgeTerms } from './ridge.js';
import type { SmootherSpec } from './SmootherSpec.js';
import {
  type CentredSample,
  centredSample,
  LOST_LOGARITHM,
  logOfFar,
  smootherRequest,
  smootherSums,
  squaresAreHeld,
} from './smootherSums.js';

/** Local polynomials at m queries. */
export interface LocalFits {
  /** How many terms a polynomial has. */
  readonly terms: number;
  /**
   * Powers of x − q in graded lexicographic order, in units of x, [m, terms, p]; NaN where nothing
   * is in reach.
   */
  readonly coefficients: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach, {@link CANCELLED}. */
  readonly degree: Int8Array;
}

/** The degree where the weights of a signed kernel cancel, so that there is nothing to divide by. */
export const CANCELLED = -2;

/** Local polynomials with the variances of the fits. */
export interface VariedFits extends LocalFits {
  /** Σ ℓ_i² v_ik/s_i, [m, c]; NaN where nothing is in reach. */
  readonly variance: Float64Array;
  /**
   * The weight that an observation at the query would have in the fit there, if it were one more of
   * the largest weight and its weight in the sums did not count, K(0)·(A⁻¹)₀₀: above 1 where nothing is
   * near; NaN where nothing is in reach, [m].
   */
  readonly own: Float64Array;
  /**
   * Where bandwidths grow: how far a curve may have gone astray since the nearest observation, in variances of one.
   * It is taken to wander as a cubic spline does, so that it grows as (distance/h)³, [m].
   */
  readonly astray: Float64Array;
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
  return fitsAt(where, observations, spec, queries, {});
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
  variances: Variances,
  term = 0,
): VariedFits {
  const isBelow = variances !== 'ones' && variances.some((each) => each < 0);
  if (!isBelow) return fitsAt(where, observations, spec, queries, { variances, term });
  // Places of a summary may have some below 0, and others too large by as much.
  const both = new Float64Array(2 * variances.length);
  variances.forEach((each, at) => {
    both[each < 0 ? variances.length + at : at] = Math.abs(each);
  });
  const fits = fitsAt(where, observations, spec, queries, { variances: both, term });
  const c = variances.length / observations.n;
  const variance = Float64Array.from({ length: (queries.length / observations.d) * c }, (_, at) => {
    const q = Math.floor(at / c);
    return Math.max(
      0,
      fits.variance[q * 2 * c + (at % c)] - fits.variance[q * 2 * c + c + (at % c)],
    );
  });
  return { ...fits, variance };
}

/** The fits themselves, without the further coefficients, [m, p]. */
export function valuesOf({ terms, coefficients, degree }: LocalFits, p: number): Float64Array {
  if (terms === 1) return coefficients;
  const values = new Float64Array(degree.length * p);
  for (let q = 0; q < degree.length; q++)
    for (let k = 0; k < p; k++) values[q * p + k] = coefficients[q * terms * p + k];
  return values;
}

/** What {@link centredFits} finds besides. */
interface CentredRequest {
  /** Variances of the fits are wanted for these of the observations, [c, n]. */
  readonly variances?: Variances;
  /** Of this power of x − q. */
  readonly term?: number;
  /** The queries are the observations, and each is left out of its own fit: the curve alone is wanted then. */
  readonly leavesOut?: boolean;
}

/** Local polynomials of the values. */
interface CentredFits extends VariedFits {
  /**
   * When observations are left out: how many the others count as (leaveOneOut.ts), in units of the
   * largest weight, [m].
   */
  readonly counted: Float64Array;
  /** 1 where all observations at the same place were left out with it, [m]. */
  readonly wholly: Uint8Array;
  /**
   * What others alone say at a place, [p], in polynomials of the degree that they carry together with it, where
   * that is not the degree that they carry alone.
   */
  readonly within: ReadonlyMap<number, Float64Array>;
}

/** Ties of observations are merged first where there are many, and ties of queries are asked once. */
function fitsAt(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  { variances, term }: CentredRequest,
): VariedFits {
  const { d, x } = observations;
  const centred = centredSample(observations);
  const weights = centred.sample.columns.subarray(0, observations.n);
  const tied = areTied(x, d) ? placesOf(centred.sample) : undefined;
  const task = tied ? mergedTask(centred, tied) : centred;
  const request = {
    ...(term && { term }),
    ...(variances && {
      variances: tied && variances !== 'ones' ? meansOf(tied, variances, weights) : variances,
    }),
  };
  if (!areTied(queries, d)) {
    const fits = centredFits(where, task, spec, queries, request);
    inUnitsOfY(centred, spec, fits);
    return fits;
  }
  const index = indexOf(queries, d);
  const { place, places } = index;
  const distinct = firstsOf(queries, d, index);
  const fits = centredFits(where, task, spec, distinct, request);
  inUnitsOfY(centred, spec, fits);
  const spread = (rows: Float64Array) => copyRows(rows, rows.length / places, place);
  return {
    terms: fits.terms,
    coefficients: spread(fits.coefficients),
    degree: Int8Array.from(place, (t) => fits.degree[t]),
    variance: spread(fits.variance),
    own: spread(fits.own),
    astray: spread(fits.astray),
    far: Uint8Array.from(place, (t) => fits.far[t]),
  };
}

/** The one loop over queries: from moments, else from the places themselves. */
export function centredFits(
  where: string,
  task: FitTask,
  spec: SmootherSpec,
  queries: Float64Array,
  { variances, term = 0, leavesOut = false }: CentredRequest,
): CentredFits {
  const { sample } = task;
  const { d, n } = sample;
  const p = sample.c - 1;
  const m = queries.length / d;
  const { kernel, floor, method } = spec;
  // A Gaussian that has grown over all observations sees few places in their stead.
  const isSmooth = kernel === gaussian && method !== 'direct';
  const grown = isSmooth ? floor?.scaleAt(queries, spec.bandwidth[0]) : undefined;
  const asked = grown ? { ...spec, floor: undefined } : spec;
  const plain = smootherRequest(sample, asked, queries, leavesOut);
  const { kinds, queryScale } = plain;
  const all = plain.inverseBandwidth;
  const w = kinds ? Float64Array.from(kinds.variables, (j) => all[j]) : all;
  const ridge = spec.ridge && ridgeTerms(spec.ridge, spec.degree, plain, d, task.weight);
  const system = new LocalMoments(w.length, spec.degree, kernel.isSigned);
  system.ridge = ridge?.squares;
  const { terms, moments } = system;
  // A mean alone is as soon made of careful sums.
  const leaves = d === 1 && !queryScale && !kinds && (spec.degree > 0 || variances);
  const mayLeave = leaves ? fewInReach(sample.points, w[0], leavesOut) : undefined;
  const request = { ...plain, ...(mayLeave && { mayLeave }) };
  const { sums, logScale } = smootherSums(where, sample, queries, request, method);
  const c = variances === 'ones' ? 1 : variances && n > 0 ? variances.length / n : 0;
  // An own term is taken out below: with the weights of the fit to the others it is s·v/g².
  const squares = {
    ...request,
    degrees: Array<number>(c).fill(2 * spec.degree),
    squared: true,
    excludeSelf: false,
    tolerance: spec.tolerance, // a variance needs no more
  };
  const columns = variances && weighted(sample, variances);
  // Variances grow with the weights, and these products with their squares.
  const isHeld = squaresAreHeld(sample.columns.subarray(0, n));
  const twice = columns &&
    isHeld && {
      columns,
      ...smootherSums(where, withColumns(sample, columns), queries, squares, method),
    };
  const size = m === 0 ? 0 : sums.length / m;
  // What a coefficient in powers of u is in powers of x.
  const units = powersOf(w, spec.degree);
  const order = orders(w.length, spec.degree);
  const unitAt = (q: number, a: number) =>
    queryScale ? units[a] * queryScale[q] ** order[a] : units[a];
  const kept = leavesOut ? 1 : terms;
  const coefficients = new Float64Array(m * kept * p);
  const degree = new Int8Array(m).fill(spec.degree);
  const variance = new Float64Array(m * c);
  const own = new Float64Array(variances && !leavesOut ? m : 0);
  const far = new Uint8Array(own.length);
  const counted = new Float64Array(leavesOut ? m : 0);
  const wholly = new Uint8Array(leavesOut ? m : 0);
  // A fit alone asks for no more than its coefficients.
  const isPlain = !variances && !leavesOut;
  const isBare = isPlain && !ridge;
  const [little, top] = isBare ? [0, 0] : [logOfFar(plain, d), logPeak(plain, d)];
  for (let q = 0; q < far.length; q++)
    far[q] = logScale[q] + Math.log(Math.abs(sums[q * size])) > little ? 0 : 1;
  const within = new Map<number, Float64Array>();
  const varied = variances === 'ones' ? undefined : variances;
  const byTask = new Map<FitTask, PlaceFits>();
  const placesAt = (q: number): PlaceFits => {
    const [h] = spec.bandwidth;
    const isGrown = grown && grown[q] < 1;
    const seen: VariedTask = isGrown
      ? coarserTasks(task)(varied ?? task, varied).for(h / grown[q], h)
      : { task, variances: varied };
    let found = byTask.get(seen.task);
    const noise = seen.variances ?? variances;
    found ??= new PlaceFits(seen.task, spec, queries, leavesOut, noise, within);
    byTask.set(seen.task, found);
    return found;
  };
  // Scales are mostly those of the query before.
  let [scale, peak, twiceScale, both] = [0, Math.exp(-top), 0, 1];
  for (let q = 0; q < m; q++) {
    const to = q * kept * p;
    // A variance is a ratio of such scales.
    const isLost =
      variances &&
      (!isHeld ||
        Math.abs(logScale[q]) > LOST_LOGARITHM ||
        (twice && c > 0 && Number.isNaN(twice.sums[q * c * moments])));
    if (!isBare && logScale[q] !== scale) {
      scale = logScale[q];
      peak = Math.exp(scale - top);
      twiceScale = Number.NaN;
    }
    if (ridge) system.ridgeWeight = ridge.weight / peak;
    const isGrown = grown !== undefined && grown[q] < 1;
    if (!isGrown && !isLost && system.factor(sums, q * size)) {
      if (!isPlain) system.pull(term);
      for (let k = 0; k < p; k++) {
        const from = q * size + moments + k * terms;
        if (leavesOut) {
          coefficients[to + k] = system.pulled(sums, from);
          continue;
        }
        system.solveInto(sums, from, coefficients, to + k, p);
        for (let a = 1; a < terms; a++) coefficients[to + a * p + k] *= unitAt(q, a);
      }
      if (isPlain) continue;
      const count = peak / system.corner;
      if (leavesOut) counted[q] = count;
      else own[q] = 1 / count;
      if (!twice) continue;
      if (twice.logScale[q] !== twiceScale) {
        twiceScale = twice.logScale[q];
        both = Math.exp(twiceScale - 2 * scale);
      }
      const unit = both * unitAt(q, term) ** 2;
      let isHidden = false;
      for (let k = 0; k < c; k++) {
        const norm = system.normSquared(twice.sums, (q * c + k) * moments);
        // Sums of nothing have no scale.
        const all = norm > 0 ? norm * unit : 0;
        const others = leavesOut ? all - twice.columns[k * n + q] / count ** 2 : all;
        variance[q * c + k] = others;
        if (leavesOut && !(others > HIDDEN * all)) isHidden = true;
      }
      if (!isHidden) continue;
    }
    const fromPlaces = placesAt(q);
    if (leavesOut) {
      counted[q] = fromPlaces.leaveOut(q, coefficients, to);
      wholly[q] = 1;
    } else {
      fromPlaces.fit(q, coefficients, to);
      if (variances) own[q] = fromPlaces.own(q);
      if (variances && (isGrown || Number.isNaN(sums[q * size])))
        far[q] = top + fromPlaces.logMass(q) > little ? 0 : 1;
    }
    fromPlaces.varianceInto(term, variance, q * c);
    degree[q] = fromPlaces.degree;
  }
  const away = own.length > 0 ? floor?.awayAt(queries, spec.bandwidth[0]) : undefined;
  const astray = away?.map((u) => ASTRAY * u ** 3) ?? new Float64Array(own.length);
  const fits = { terms: kept, coefficients, degree, variance, own, astray, far };
  return { ...fits, counted, wholly, within };
}

/** Of the noise, a bandwidth away from the nearest observation. */
const ASTRAY = 0.1;

/** Logarithms of weights that are further apart do not count beside each other. */
const LOST_BESIDE = 1e280;

/** Less than this beside what it was taken of is rounding. */
const HARDLY = 1e-10;

/** What is below this part of a sum of which an own term is taken out keeps too few digits. */
const HIDDEN = 1e-6;

/** s·v of each column of variances, [c, n]. */
function weighted({ n, columns }: Sample, variances: Variances): Float64Array {
  if (variances === 'ones') return columns.subarray(0, n);
  const out = new Float64Array(variances.length);
  for (let from = 0; from < out.length; from += n)
    for (let i = 0; i < n; i++) out[from + i] = variances[from + i] * columns[i];
  return out;
}

/** Fits from the places themselves. */
class PlaceFits {
  /** The degree that the places carry at the last query, −1 where none is in reach. */
  degree = 0;
  readonly #within: Map<number, Float64Array>;
  readonly #queries: Float64Array;
  readonly #p: number;
  readonly #designs: QueryDesigns;
  readonly #task: FitTask;
  readonly #variances: Variances;
  /** Of the values, [p, places]; where places have been in reach. */
  readonly #means: Float64Array;
  /** The root of Σ s_i v_i / (Σ s_i)² over the observations of each place, with its sign, [c, places]; the same. */
  readonly #noise: Float64Array;
  /** Where they are known. */
  readonly #known: Uint8Array;
  readonly #beta: Float64Array;

  /** @param within - receives what {@link CentredFits.within} holds */
  constructor(
    task: FitTask,
    spec: SmootherSpec,
    queries: Float64Array,
    isOwn: boolean,
    variances: Variances = new Float64Array(0),
    within = new Map<number, Float64Array>(),
  ) {
    const { sample, weight } = task;
    this.#within = within;
    this.#queries = queries;
    this.#p = sample.c - 1;
    this.#task = task;
    this.#variances = variances;
    this.#designs = new QueryDesigns(sample, spec, queries, isOwn, weight);
    const { places, design } = this.#designs;
    const count = places.sample.n;
    this.#means = new Float64Array(this.#p * count);
    const c = variances === 'ones' ? 1 : variances.length / Math.max(1, sample.n);
    this.#noise = new Float64Array(c * count);
    this.#known = new Uint8Array(count);
    this.#beta = new Float64Array(design.terms);
  }

  /** Learns what is not known yet of the places in reach. */
  #learn(): void {
    const { reach, places } = this.#designs;
    const { sample, values } = this.#task;
    const { n: count, columns: masses } = places.sample;
    const { n } = sample;
    const weights = sample.columns.subarray(0, n);
    for (let at = 0; at < reach.count; at++) {
      const t = reach.indices[at];
      if (this.#known[t] === 1) continue;
      this.#known[t] = 1;
      for (let k = 0; k < this.#p; k++)
        this.#means[k * count + t] = meanAt(places, values, k * n, weights, t);
      for (let k = 0; k * count < this.#noise.length; k++) {
        const of = this.#variances;
        const v = of === 'ones' ? 1 : meanAt(places, of, k * n, weights, t);
        // Of a light observation only the root is sure to be a number.
        this.#noise[k * count + t] = (Math.sign(v) * Math.sqrt(Math.abs(v))) / Math.sqrt(masses[t]);
      }
    }
  }

  /**
   * Fits at a query.
   *
   * @param out - receives the coefficients, [terms, p], from `to` on
   */
  fit(q: number, out: Float64Array, to: number): void {
    const { reach, design, places } = this.#designs;
    if (!this.#designs.factor(q)) {
      this.degree = reach.count > 0 ? CANCELLED : -1;
      out.fill(Number.NaN, to, to + design.terms * this.#p);
      return;
    }
    this.degree = design.degree;
    this.#learn();
    for (let k = 0; k < this.#p; k++)
      design.solveInto(this.#means, k * places.sample.n, reach, out, to + k, this.#p);
  }

  /** The weight that an observation at the query would have in the last fit. */
  own(q: number): number {
    const { reach, design } = this.#designs;
    if (this.degree < 0) return Number.NaN;
    return design.corner * Math.exp(-reach.logBesidePeak(q));
  }

  /** The logarithm of all weights in reach beside K(0). */
  logMass(q: number): number {
    const { reach } = this.#designs;
    let sum = 0;
    for (let at = 0; at < reach.count; at++) sum += Math.exp(reach.logs[at]);
    return sum > 0 ? reach.logBesidePeak(q) + Math.log(sum) : -Infinity;
  }

  /** Writes the variances of a coefficient of the last fit, [c], from `to` on. */
  varianceInto(term: number, out: Float64Array, to: number): void {
    const { reach, design, places } = this.#designs;
    const { n } = places.sample;
    const count = design.cancels ? 0 : reach.count;
    const pulls = design.pullsOf(term);
    for (let k = 0; k * n < this.#noise.length; k++) {
      let sum = count > 0 ? 0 : Number.NaN;
      for (let at = 0; at < count; at++) {
        const noise = this.#noise[k * n + reach.indices[at]];
        if (noise !== 0) sum += Math.sign(noise) * (pulls[at] * noise) ** 2;
      }
      out[to + k] = Math.max(0, sum);
    }
  }

  /** Where observation i is. */
  #placeOf(i: number): number {
    const { index, sample } = this.#designs.places;
    return sample.d === 1 ? countBelow(sample.points, this.#queries[i]) : index.place[i];
  }

  /**
   * The fit at observation i without all at its place.
   *
   * @param out - receives the fit of each output, [p], from `to` on
   * @returns how many observations the others count as
   */
  leaveOut(i: number, out: Float64Array, to: number): number {
    const designs = this.#designs;
    const { reach, design } = designs;
    const { sample } = designs.places;
    const own = this.#placeOf(i);
    let isFound = designs.factor(i, undefined, own);
    const { degree } = design;
    let carried = design.carried;
    let counted = Number.NaN;
    this.degree = degree;
    // What the others carry alone they carry with the place, unless they are nothing beside it.
    const isSure = isFound && carried === design.terms && !reach.signs;
    if (!isSure || !(reach.logBeside(i, own) > -LOST_BESIDE)) {
      this.degree = designs.factor(i) ? design.degree : -1;
      carried = design.carried;
      if (isFound && this.degree >= 0 && this.degree !== degree) counted = this.#takeWithin(i, own);
      isFound = designs.factor(i, undefined, own);
    }
    if (!isFound) {
      if (reach.count > 0) this.degree = CANCELLED;
      out.fill(Number.NaN, to, to + this.#p);
      return 0;
    }
    this.#learn();
    for (let k = 0; k < this.#p; k++) {
      design.solveInto(this.#means, k * sample.n, reach, this.#beta, 0, 1);
      out[to + k] = this.#beta[0];
    }
    if (!Number.isNaN(counted)) return counted;
    // A place that adds to what the others carry is its own fit.
    const adds = sample.columns[own] > 0 && design.carried < carried;
    return adds ? 0 : Math.exp(reach.logBeside(i, own)) / design.corner;
  }

  /** Takes that of the fit to all, which was factored last; returns how many the others count as. */
  #takeWithin(i: number, own: number): number {
    const { reach, design, places } = this.#designs;
    const { n, columns } = places.sample;
    const weight = columns[own];
    const all = Math.exp(reach.logBeside(i, own)) / design.corner;
    const others = all - weight;
    // Without signs they cannot count as less than nothing, but for overflow.
    const isSome = Math.abs(others) > HARDLY * weight && (others > 0 || reach.signs);
    const counted = isSome ? others : 0;
    this.#learn();
    const fits = new Float64Array(this.#p);
    for (let k = 0; k < this.#p; k++) {
      design.solveInto(this.#means, k * n, reach, this.#beta, 0, 1);
      const [fit] = this.#beta;
      fits[k] = counted !== 0 ? fit + (weight / counted) * (fit - this.#means[k * n + own]) : fit;
    }
    this.#within.set(i, fits);
    return counted;
  }
}

/** From centred values to y, in place; a mean does not leave the range of what it is taken of. */
function inUnitsOfY(
  { middle, half }: CentredSample,
  { degree, kernel }: SmootherSpec,
  { coefficients, terms }: LocalFits,
): void {
  const p = middle.length;
  const isMean = degree === 0 && !kernel.isSigned;
  for (let k = 0; k < p; k++) {
    const [centre, size] = [middle[k], half[k]];
    for (let at = k; at < coefficients.length; at += terms * p) {
      const value = coefficients[at];
      coefficients[at] = centre + size * (isMean ? Math.max(-1, Math.min(1, value)) : value);
      for (let a = 1; a < terms; a++) coefficients[at + a * p] *= size;
    }
  }
}
