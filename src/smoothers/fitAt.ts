// Local polynomials at queries: one set of kernel sums, a small system for each query, and the points themselves where the
// moments would lose digits. O(n + m) where the sums are.

import { kernelSums } from '../sums/kernelSums.js';
import { powers } from '../sums/powers.js';
import type { KernelSums, SumsRequest } from '../sums/types.js';
import { type CentredSample, centredSample } from './centredSample.js';
import { LocalDesign } from './LocalDesign.js';
import { LocalMoments } from './LocalMoments.js';
import type { Observations } from './Observations.js';
import { PlacesInReach } from './PlacesInReach.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { smootherRequest } from './smootherRequest.js';

/** Logarithms beyond this have lost the digits that their differences need. */
const FAR = 1e4;

/** Local polynomials at m queries. */
export interface LocalFits {
  /** How many terms a polynomial has. */
  readonly terms: number;
  /** Powers of x − q in graded lexicographic order, in units of x, [m, terms, p]; NaN where nothing is in reach. */
  readonly coefficients: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
  /** ‖ℓ(q)‖², [m], when wanted: the variance of the fit over that of an observation. */
  readonly normSquared?: Float64Array;
}

/**
 * Fits local polynomials at queries.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 * @param queries - [m, d]
 * @param wantsNorm - whether ‖ℓ‖² is wanted as well, for a second set of sums
 */
export function fitAt(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  wantsNorm = false,
): LocalFits {
  const centred = centredSample(observations);
  const { sample, values, middle, half } = centred;
  const { d, p, n } = observations;
  const m = queries.length / d;
  const system = new LocalMoments(d, spec.degree);
  const { terms, moments } = system;
  const request = smootherRequest(sample, queries, spec);
  const { sums, logScale } = kernelSums(where, sample, queries, request, spec.method);
  const squares = wantsNorm ? squaredSums(where, centred, queries, request, spec) : undefined;
  const size = m === 0 ? 0 : sums.length / m;
  const units = unitsOf(d, spec.degree, request.inverseBandwidth);
  const coefficients = new Float64Array(m * terms * p);
  const degree = new Int8Array(m).fill(spec.degree);
  const normSquared = squares && new Float64Array(m);
  let reach: PlacesInReach | undefined;
  let design: LocalDesign | undefined;
  for (let q = 0; q < m; q++) {
    const to = q * terms * p;
    const lost = squares && Math.abs(logScale[q]) > FAR; // ‖ℓ‖² is a ratio of two such scales
    if (!lost && system.factor(sums, q * size)) {
      for (let k = 0; k < p; k++) {
        system.solveInto(sums, q * size + moments + k * terms, coefficients, to + k, p);
        for (let a = 1; a < terms; a++) coefficients[to + a * p + k] *= units[a];
      }
      if (normSquared && squares) {
        const scale = Math.exp(squares.logScale[q] - 2 * logScale[q]);
        normSquared[q] = system.normSquared(squares.sums, q * moments) * scale;
      }
      continue;
    }
    reach ??= new PlacesInReach(sample, queries, request, terms);
    design ??= new LocalDesign(d, spec.degree);
    reach.findOr(spec.emptyWindow, q, -1);
    if (reach.count === 0) {
      degree[q] = -1;
      coefficients.fill(Number.NaN, to, to + terms * p);
      if (normSquared) normSquared[q] = Number.NaN;
      continue;
    }
    design.factor(observations.x, queries, q * d, reach);
    degree[q] = design.degree;
    for (let k = 0; k < p; k++) design.solveInto(values, k * n, reach, coefficients, to + k, p);
    if (normSquared) normSquared[q] = design.normSquared;
  }
  for (let k = 0; k < p; k++) {
    inUnitsOfY(coefficients, k, p, terms, middle[k], half[k], spec.degree === 0);
  }
  return { terms, coefficients, degree, ...(normSquared && { normSquared }) };
}

/** Sums of the squared weights, to the powers of the system. */
function squaredSums(
  where: string,
  { sample }: CentredSample,
  queries: Float64Array,
  request: SumsRequest,
  spec: SmootherSpec,
): KernelSums {
  const columns = sample.columns.subarray(0, sample.n).map((s) => s * s);
  const degrees = [2 * spec.degree];
  return kernelSums(
    where,
    { ...sample, c: 1, columns },
    queries,
    { ...request, degrees, squared: true },
    spec.method,
  );
}

/** w^α: what a coefficient in powers of u is in powers of x, [terms]. */
export function unitsOf(d: number, degree: number, w: Float64Array): Float64Array {
  const { parent, variable } = powers(d, degree);
  const units = new Float64Array(parent.length).fill(1);
  for (let a = 1; a < units.length; a++) units[a] = units[parent[a]] * w[variable[a]];
  return units;
}

/** One output from centred values to y; a mean does not leave the range of what it is taken of. */
function inUnitsOfY(
  coefficients: Float64Array,
  k: number,
  p: number,
  terms: number,
  middle: number,
  half: number,
  isMean: boolean,
): void {
  for (let at = k; at < coefficients.length; at += terms * p) {
    const value = coefficients[at];
    coefficients[at] = middle + half * (isMean ? Math.max(-1, Math.min(1, value)) : value);
    for (let a = 1; a < terms; a++) coefficients[at + a * p] *= half;
  }
}
