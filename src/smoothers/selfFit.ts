// Fits at the observations, with and without each of them, by the one leave-one-out formula
// (leaveOneOut.ts) from one set of kernel sums that leave out the own term.

import { kernelSums } from '../sums/kernelSums.js';
import { centredSample } from './centredSample.js';
import { LocalDesign } from './LocalDesign.js';
import { LocalMoments } from './LocalMoments.js';
import { leverageOf } from './leaveOneOut.js';
import type { Observations } from './Observations.js';
import { PlacesInReach } from './PlacesInReach.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { smootherRequest } from './smootherRequest.js';

/** A smoother at its own observations. */
export interface SelfFit {
  /** [n, p] */
  readonly fitted: Float64Array;
  /** The fit without observation i, [n, p]; NaN where nothing else is in reach. */
  readonly looFitted: Float64Array;
  /** ∂ŷᵢ/∂yᵢ, [n]; 0 for an observation of weight 0. */
  readonly leverage: Float64Array;
  /**
   * The degree that the data carry at each observation, [n]; −1 where an observation of weight 0 has
   * nothing in reach.
   */
  readonly degree: Int8Array;
}

/**
 * Fits at the observations themselves.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 */
export function selfFit(where: string, observations: Observations, spec: SmootherSpec): SelfFit {
  const { n, d, p, x, y } = observations;
  const { sample, values, middle, half } = centredSample(observations);
  const { columns } = sample;
  const system = new LocalMoments(d, spec.degree);
  const { terms, moments } = system;
  const request = smootherRequest(sample, x, spec, true);
  const { sums, logScale } = kernelSums(where, sample, x, request, spec.method);
  const size = n === 0 ? 0 : sums.length / n;
  const fitted = new Float64Array(n * p);
  const looFitted = new Float64Array(n * p);
  const leverage = new Float64Array(n);
  const degree = new Int8Array(n).fill(spec.degree);
  const logPeak = (spec.product ? d : 1) * spec.kernel.logValue(0);
  const beta = new Float64Array(terms);
  let near: PlacesInReach | undefined;
  let design: LocalDesign | undefined;
  /** The fit from the points themselves; the degree that they carry. */
  const fromPoints = (i: number, skip: number, out: Float64Array): number => {
    near ??= new PlacesInReach(sample, x, request, terms, n);
    design ??= new LocalDesign(d, spec.degree);
    near.findOr(spec.emptyWindow, i, skip);
    if (near.count === 0) {
      out.fill(Number.NaN, i * p, (i + 1) * p);
      return -1;
    }
    design.factor(x, x, i * d, near);
    for (let k = 0; k < p; k++) {
      design.solveInto(values, k * n, near, beta, 0, 1);
      out[i * p + k] = beta[0];
    }
    return design.degree;
  };
  for (let i = 0; i < n; i++) {
    if (!system.factor(sums, i * size)) {
      // With an observation the others may carry more than without.
      fromPoints(i, i, looFitted);
      degree[i] = fromPoints(i, -1, fitted);
      for (let at = 0; near && design && at < near.count; at++)
        if (near.indices[at] === i) leverage[i] = Math.min(1, design.pulls[at]);
      continue;
    }
    const g = Math.exp(logScale[i] - logPeak) / system.corner;
    leverage[i] = leverageOf(g, 0, columns[i]);
    for (let k = 0; k < p; k++) {
      system.solveInto(sums, i * size + moments + k * terms, beta, 0, 1);
      looFitted[i * p + k] = beta[0];
      fitted[i * p + k] = beta[0] + leverage[i] * (values[k * n + i] - beta[0]);
    }
  }
  for (let at = 0; at < n * p; at++) {
    const k = at % p;
    // A point that stands alone is fitted to its last digit.
    fitted[at] = leverage[Math.floor(at / p)] === 1 ? y[at] : middle[k] + half[k] * fitted[at];
    looFitted[at] = middle[k] + half[k] * looFitted[at];
  }
  return { fitted, looFitted, leverage, degree };
}
