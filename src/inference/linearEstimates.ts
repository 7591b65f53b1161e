// A local polynomial is linear in y: each coefficient is Σ ℓ_i y_i. Its variance is Σ ℓ_i²
// Var(y_i), taken from the weights as they are and not from a formula for many observations:
//
//   Σ_i ℓ_i² v_i/s_i = g'B g,   g = A⁻¹e,   B_ab = Σ_i K_i² s_i v_i u^(a+b)
//
// two sets of kernel sums whatever n is. An observation of weight s has the variance v/s.

import { centredSample } from '../smoothers/centredSample.js';
import { unitsOf } from '../smoothers/fitAt.js';
import { LocalDesign } from '../smoothers/LocalDesign.js';
import { LocalMoments } from '../smoothers/LocalMoments.js';
import type { Observations } from '../smoothers/Observations.js';
import { PlacesInReach } from '../smoothers/PlacesInReach.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { smootherRequest } from '../smoothers/smootherRequest.js';
import { kernelSums } from '../sums/kernelSums.js';

/** Logarithms beyond this have lost the digits that their differences need. */
const LOST = 1e4;

/** From so many bandwidths on an observation is far. */
const FAR = 2;

/** One coefficient of the local polynomials at m queries. */
export interface LinearEstimates {
  /** [m, p]; NaN where nothing is in reach. */
  readonly estimate: Float64Array;
  /** Σ ℓ_i² v_ik/s_i, [m, c]; NaN where nothing is in reach. */
  readonly variance: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
  /** 1 where all weight in reach is less than that of one observation two bandwidths away, [m]. */
  readonly far: Uint8Array;
}

/**
 * Estimates at queries with their variances.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 * @param queries - [m, d]
 * @param variances - of an observation of weight 1, [c, n], at least 0
 * @param term - which power of x − q: 0 is the curve
 */
export function linearEstimates(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  variances: Float64Array,
  term = 0,
): LinearEstimates {
  const { sample, values, middle, half } = centredSample(observations);
  const { d, p, n } = observations;
  const m = queries.length / d;
  const c = n === 0 ? 0 : variances.length / n;
  const system = new LocalMoments(d, spec.degree);
  const { terms, moments } = system;
  const request = smootherRequest(sample, queries, spec);
  const once = kernelSums(where, sample, queries, request, spec.method);
  const weights = sample.columns;
  const columns = variances.map((v, at) => v * weights[at % n]);
  const squares = { ...sample, c, columns };
  const degrees = Array<number>(c).fill(2 * spec.degree);
  const twice = kernelSums(
    where,
    squares,
    queries,
    { ...request, degrees, squared: true },
    spec.method,
  );
  const size = m === 0 ? 0 : once.sums.length / m;
  const unit = unitsOf(d, spec.degree, request.inverseBandwidth)[term];
  const estimate = new Float64Array(m * p);
  const variance = new Float64Array(m * c);
  const degree = new Int8Array(m);
  const far = new Uint8Array(m);
  const { kernel, product } = spec;
  const little = kernel.logValue(FAR) + (product ? (d - 1) * kernel.logValue(0) : 0);
  const beta = new Float64Array(terms);
  let reach: PlacesInReach | undefined;
  let design: LocalDesign | undefined;
  for (let q = 0; q < m; q++) {
    far[q] = once.logScale[q] + Math.log(once.sums[q * size]) > little ? 0 : 1;
    if (Math.abs(once.logScale[q]) <= LOST && system.factor(once.sums, q * size)) {
      degree[q] = spec.degree;
      for (let k = 0; k < p; k++) {
        system.solveInto(once.sums, q * size + moments + k * terms, beta, 0, 1);
        estimate[q * p + k] = beta[term] * unit;
      }
      const scale = Math.exp(twice.logScale[q] - 2 * once.logScale[q]) * unit * unit;
      for (let k = 0; k < c; k++) {
        const norm = system.normSquared(twice.sums, (q * c + k) * moments, term);
        variance[q * c + k] = Math.max(0, norm) * scale;
      }
      continue;
    }
    reach ??= new PlacesInReach(sample, queries, request, terms);
    design ??= new LocalDesign(d, spec.degree);
    reach.findOr(spec.emptyWindow, q, -1);
    if (reach.count === 0) {
      degree[q] = -1;
      estimate.fill(Number.NaN, q * p, (q + 1) * p);
      variance.fill(Number.NaN, q * c, (q + 1) * c);
      continue;
    }
    design.factor(observations.x, queries, q * d, reach);
    degree[q] = design.degree;
    for (let k = 0; k < p; k++) {
      design.solveInto(values, k * n, reach, beta, 0, 1);
      estimate[q * p + k] = beta[term];
    }
    if (term > 0) design.pullTerm(term, reach);
    for (let k = 0; k < c; k++) {
      let sum = 0;
      for (let at = 0; at < reach.count; at++) {
        const i = reach.indices[at];
        sum += (design.pulls[at] ** 2 * variances[k * n + i]) / weights[i];
      }
      variance[q * c + k] = sum;
    }
  }
  for (let at = 0; at < m * p; at++) {
    const k = at % p;
    estimate[at] = half[k] * estimate[at] + (term === 0 ? middle[k] : 0);
  }
  return { estimate, variance, degree, far };
}
