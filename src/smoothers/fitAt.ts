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

import { orders, powersOf } from '../sums/powers.js';
import { copyRows, logPeak, type Sample, withColumns } from '../sums/types.js';
import { type FitTask, mergedTask, type Variances } from './FitTask.js';
import { LocalMoments } from './LocalMoments.js';
import type { Observations } from './Observations.js';
import { CarefulFits } from './PlaceFits.js';
import { fewInReach } from './PlacesInReach.js';
import { areTied, firstsOf, indexOf, meansOf, placesOf } from './placesOf.js';
import { ridgeTerms } from './ridge.js';
import type { SmootherSpec } from './SmootherSpec.js';
import {
  type CentredSample,
  centredSample,
  LOST_LOGARITHM,
  logOfFar,
  seesFew,
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
  /** {@link CarefulFits.within} */
  readonly within: ReadonlyMap<number, Float64Array> | undefined;
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
  const isSmooth = seesFew(spec, d);
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
  const mayLeave = isSmooth ? () => true : fewInReach(sample.points, w[0], leavesOut);
  const request = { ...plain, ...(leaves && { mayLeave }) };
  const { sums, logScale, isAbsolute } = smootherSums(where, sample, queries, request, method);
  system.isAbsolute = isAbsolute === true;
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
  let careful: CarefulFits | undefined;
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
    careful ??= new CarefulFits(task, spec, queries, variances, leavesOut, grown);
    let places = careful.at(q);
    if (leavesOut) {
      if (!places.leaveOut(q, coefficients, to)) {
        places = careful.all;
        places.leaveOut(q, coefficients, to);
      }
      counted[q] = places.counted;
      wholly[q] = places.wholly ? 1 : 0;
    } else {
      places.fit(q, coefficients, to);
      if (variances) own[q] = places.own(q);
      if (variances && (isGrown || Number.isNaN(sums[q * size])))
        far[q] = top + places.logMass(q) > little ? 0 : 1;
    }
    places.varianceInto(term, variance, q * c);
    degree[q] = places.degree;
  }
  const away = own.length > 0 ? floor?.awayAt(queries, spec.bandwidth[0]) : undefined;
  const astray = away?.map((u) => ASTRAY * u ** 3) ?? new Float64Array(own.length);
  const fits = { terms: kept, coefficients, degree, variance, own, astray, far };
  return { ...fits, counted, wholly, within: careful?.within };
}

/** Of the noise, a bandwidth away from the nearest observation. */
const ASTRAY = 0.1;

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
