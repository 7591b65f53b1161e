// The exact gradient of a Nadaraya–Watson estimate, by the quotient rule with the mean m taken out first:
//
//   ∂m/∂q_j = Σ_i K_i s_i λ_ij (y_i − m) / Σ_i K_i s_i,    λ_ij = ∂ log K_i/∂q_j
//
// For the Gaussian λ_ij = w_j u_ij, so first powers of u are enough. In one dimension the slope of Epanechnikov, biweight
// and triweight is −γ·u times another kernel of their family, which it names. Everything else
// is summed point by point, O(reach) a query: where bandwidths vary from place to place too, since then
//
//   λ_ij = ∂ log K_i/∂q_j at the same h − (∂ log h/∂q_j) Σ_l u_il ∂ log K_i/∂u_il

import { gaussian } from '../kernels/gaussian.js';
import { Differences } from '../sums/Differences.js';
import { Near } from '../sums/Near.js';
import type { SumsRequest } from '../sums/types.js';
import { numbersOnly, variablesOf } from './kindsOf.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';
import {
  type CentredSample,
  centredSample,
  queryScaleOf,
  smootherRequest,
  smootherSums,
} from './smootherSums.js';

/** Parts of a bandwidth to both sides, at which its growth is seen. */
const STEP = 2 ** -14;

/** First powers larger than this beside the weights lose digits when the mean is taken out of them. */
const FAR = 100;

/**
 * Gradients of the local mean.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel and bandwidth; the degree counts as 0
 * @param queries - [m, d]
 * @returns [m, p, variables], in units of y over those of x; NaN where nothing is in reach
 */
export function meanSlope(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
): Float64Array {
  const { d: columns, p, n } = observations;
  const m = queries.length / columns;
  const variables = variablesOf(spec, columns);
  const d = variables.length;
  const centred = centredSample(observations);
  const { sample, values, half } = centred;
  const request = smootherRequest(sample, { ...spec, degree: 0 }, queries);
  const out = new Float64Array(m * p * d);
  const growth = growthAt(spec, queries, columns);
  const varies = (q: number) =>
    growth?.subarray(q * columns, (q + 1) * columns).some((each) => each !== 0);
  const open = slopesBySums(where, centred, spec, queries, request, varies, out);
  const reach = open.length > 0 ? new Near(sample, queries, request) : undefined;
  const kinds = request.kinds ?? numbersOnly(variables);
  const between = new Differences(observations.x, queries, kinds);
  for (const q of open) {
    if (!reach) break;
    reach.findOr(spec.emptyWindow, q, -1);
    for (let k = 0; k < p; k++) {
      const column = values.subarray(k * n, (k + 1) * n);
      slopeByPoints(between, column, q, request, variables, reach, growth, out, (q * p + k) * d);
    }
  }
  for (let at = 0; at < out.length; at++) out[at] *= half[Math.floor(at / d) % p];
  return out;
}

/**
 * ∂ log h/∂q_j, [m, d], by differences: on a line h is linear between kinks, and at one the mean of both sides
 * counts. `undefined` where h is the same at all queries.
 */
function growthAt(spec: SmootherSpec, queries: Float64Array, d: number): Float64Array | undefined {
  const scale = queryScaleOf(spec, queries);
  if (!scale) return undefined;
  const out = new Float64Array(queries.length);
  for (let j = 0; j < d; j++) {
    const step = scale.map((each) => (STEP * spec.bandwidth[j]) / each);
    const ends = [1, -1].map((sign) =>
      queries.map((at, a) => (a % d === j ? at + sign * step[Math.floor(a / d)] : at)),
    );
    const [above, below] = ends.map((places) => queryScaleOf(spec, places));
    for (let q = 0; q < scale.length; q++) {
      const rise = 1 / (above?.[q] ?? 1) - 1 / (below?.[q] ?? 1);
      const run = ends[0][q * d + j] - ends[1][q * d + j];
      out[q * d + j] = run > 0 ? (scale[q] * rise) / run : 0;
    }
  }
  return out;
}

/** Writes what sums can give, in centred values, and lists the queries that they cannot. */
function slopesBySums(
  where: string,
  { sample }: CentredSample,
  spec: SmootherSpec,
  queries: Float64Array,
  request: SumsRequest,
  varies: (q: number) => boolean | undefined,
  out: Float64Array,
): number[] {
  const { c } = sample;
  const variables = variablesOf(spec, sample.d);
  const d = variables.length;
  const m = queries.length / sample.d;
  const all = Array.from({ length: m }, (_, q) => q);
  const { kernel, method } = spec;
  const isPlain = (d === 1 || kernel === gaussian) && !request.pointScale;
  const slope = isPlain ? kernel.traits?.slope : undefined;
  if (!slope) return all;
  const { inverseBandwidth: w, queryScale } = request;
  const degrees = Array<number>(c).fill(1);
  const first = smootherSums(
    where,
    sample,
    queries,
    { ...request, kernel: slope.kernel, degrees },
    method,
  );
  const isOwn = slope.kernel === kernel;
  const means = isOwn ? first : smootherSums(where, sample, queries, request, method);
  const step = isOwn ? d + 1 : 1;
  return all.filter((q) => {
    if (varies(q)) return true;
    const base = q * c * (d + 1);
    const mass = means.sums[q * c * step];
    for (let j = 1; j <= d; j++) {
      if (mass === 0 || !(Math.abs(first.sums[base + j]) < FAR * Math.abs(mass))) return true;
    }
    const own = slope.factor * (queryScale ? queryScale[q] : 1);
    const scale = own * Math.exp(first.logScale[q] - means.logScale[q]);
    for (let k = 1; k < c; k++) {
      const mean = means.sums[(q * c + k) * step] / mass;
      for (let j = 0; j < d; j++) {
        const deviation = first.sums[base + k * (d + 1) + 1 + j] - mean * first.sums[base + 1 + j];
        out[(q * (c - 1) + k - 1) * d + j] = w[variables[j]] * (deviation / mass) * scale;
      }
    }
    return false;
  });
}

/** One output at one query. */
function slopeByPoints(
  between: Differences,
  values: Float64Array,
  q: number,
  { kernel, product, inverseBandwidth, queryScale, pointScale }: SumsRequest,
  variables: readonly number[],
  { indices, weights, count, heaviest }: Near,
  growth: Float64Array | undefined,
  out: Float64Array,
  to: number,
): void {
  const d = variables.length;
  const w = Float64Array.from(variables, (j) => inverseBandwidth[j]);
  const us = new Float64Array(d);
  if (count === 0) {
    out.fill(Number.NaN, to, to + d);
    return;
  }
  const middle = values[heaviest];
  let total = 0;
  let sum = 0;
  for (let at = 0; at < count; at++) {
    total += weights[at];
    sum += weights[at] * (values[indices[at]] - middle);
  }
  const mean = sum / total;
  for (let at = 0; at < count; at++) {
    const i = indices[at];
    const part = (weights[at] * (values[i] - middle - mean)) / total;
    if (part === 0) continue;
    const scale = (queryScale ? queryScale[q] : 1) * (pointScale ? pointScale[i] : 1);
    between.into(q, i, us);
    let squares = 0;
    for (let j = 0; j < d; j++) squares += (us[j] * w[j] * scale) ** 2;
    const length = Math.sqrt(squares);
    let radial = 0;
    if (growth && !product) radial = length * kernel.logDerivative(length);
    for (let j = 0; growth && product && j < d; j++) {
      const u = us[j] * w[j] * scale;
      radial += u * kernel.logDerivative(u);
    }
    for (let j = 0; j < d; j++) {
      const u = us[j] * w[j] * scale;
      const slope = product
        ? kernel.logDerivative(u)
        : length > 0
          ? kernel.logDerivative(length) * (u / length)
          : 0;
      out[to + j] -= part * (w[j] * scale * slope + (growth ? growth[q * d + j] * radial : 0));
    }
  }
}
