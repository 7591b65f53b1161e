// Fits at the observations, with and without each of them, from one set of kernel sums that leave out the own term:
//
//   leave-one-out  ŷ₋ᵢ = β₀ of the sums without i
//   leverage       Lᵢ  = κ·a/(1 + κ·a),  κ = K(0)sᵢ,  a = (A₋ᵢ⁻¹)₀₀      (Sherman–Morrison: the own term is κ·e₀e₀ᵀ)
//   fit            ŷᵢ  = ŷ₋ᵢ + Lᵢ(yᵢ − ŷ₋ᵢ)
//
// so nothing is ever divided by 1 − L, and everything is defined for every bandwidth.

import { kernelSums } from '../sums/kernelSums.js';
import { Near } from '../sums/Near.js';
import { centredSample } from './centredSample.js';
import { LocalDesign } from './LocalDesign.js';
import { LocalMoments } from './LocalMoments.js';
import type { Observations } from './Observations.js';
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
  /** The degree that the data carry at each observation, [n]; −1 where an observation of weight 0 has nothing in reach. */
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
  const degree = new Int8Array(n);
  const logPeak = (spec.product ? d : 1) * spec.kernel.logValue(0);
  const beta = new Float64Array(terms);
  let reach: Near | undefined;
  let design: LocalDesign | undefined;
  const fromPoints = (i: number, skip: number, out: Float64Array): void => {
    reach ??= new Near(sample, x, request);
    design ??= new LocalDesign(d, spec.degree);
    reach.findOr(spec.emptyWindow, i, skip);
    if (reach.count === 0) {
      out.fill(Number.NaN, i * p, (i + 1) * p);
      if (skip < 0) degree[i] = -1;
      return;
    }
    design.factor(x, x, i * d, reach);
    for (let k = 0; k < p; k++) {
      design.solveInto(values, k * n, reach, beta, 0, 1);
      out[i * p + k] = beta[0];
    }
    if (skip >= 0) return;
    degree[i] = design.degree;
    for (let at = 0; at < reach.count; at++) {
      if (reach.indices[at] === i) leverage[i] = Math.min(1, design.pulls[at]);
    }
  };
  for (let i = 0; i < n; i++) {
    if (!system.factor(sums, i * size)) {
      fromPoints(i, i, looFitted);
      fromPoints(i, -1, fitted);
      continue;
    }
    const own = columns[i] * Math.exp(logPeak - logScale[i]) * system.corner;
    const pull = own < Infinity ? own / (1 + own) : 1;
    leverage[i] = pull;
    degree[i] = spec.degree;
    for (let k = 0; k < p; k++) {
      system.solveInto(sums, i * size + moments + k * terms, beta, 0, 1);
      looFitted[i * p + k] = beta[0];
      fitted[i * p + k] = beta[0] + pull * (values[k * n + i] - beta[0]);
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
