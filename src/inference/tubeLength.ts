// How long the curve is that the unit vector of smoother weights draws as the query moves:
//
//   κ = ∫ ‖d/dq T(q)‖ dq,   T_i = ℓ_i σ_i / √Σ ℓ_j² σ_j²
//
// summed as angles between the vectors at neighbouring queries. κ depends on the design and not on
// n: with many observations every so-many-th along x stands for all.

import { countBelow, sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import { meansOf } from '../smoothers/placesOf.js';
import { QueryDesigns } from '../smoothers/QueryDesigns.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample, queryScaleOf } from '../smoothers/smootherSums.js';

/** Steps to a bandwidth: the sum of angles is then short by less than a thousandth. */
const STEPS = 8;
const MOST_STEPS = 4000;
const LEAST_STEPS = 64;

/** So many observations to a bandwidth stand for all. */
const THINNED = 24;
const NEVER_THINNED = 1000;

/** Places at which widths of windows that follow the observations are looked at. */
const LOOKS = 512;

/** How many bandwidths lie between two places, and the place a share of them along. */
function bandwidthsAlong(spec: SmootherSpec, from: number, to: number) {
  const between = (share: number) => (1 - share) * from + share * to;
  const count = (to - from) / spec.bandwidth[0];
  if (!(to > from)) return { count, place: between };
  const places = Float64Array.from({ length: LOOKS + 1 }, (_, t) => between(t / LOOKS));
  const scales = queryScaleOf(spec, places);
  if (!scales) return { count, place: between };
  const sums = new Float64Array(LOOKS + 1);
  for (let t = 0; t < LOOKS; t++) sums[t + 1] = sums[t] + (scales[t] + scales[t + 1]) / 2;
  const place = (share: number) => {
    const wanted = share * sums[LOOKS];
    const t = Math.min(LOOKS, countBelow(sums, wanted));
    const rest = t > 0 ? (sums[t] - wanted) / (sums[t] - sums[t - 1]) : 0;
    return between((t - rest) / LOOKS);
  };
  return { count: (count * sums[LOOKS]) / LOOKS, place };
}

/**
 * Length of the tube over a range of queries, one dimension.
 *
 * @param variances - of the observations, [n]
 * @param from - the first query
 * @param to - the last
 */
export function tubeLength(
  observations: Observations,
  spec: SmootherSpec,
  variances: Float64Array,
  from: number,
  to: number,
): number {
  const { n, x, merged } = observations;
  const { sample: all, weight } = centredSample(observations);
  const { keys, order } = sortedOrder(x);
  const spans = bandwidthsAlong(spec, keys[0], keys[n - 1]).count;
  const every = merged ? 1 : Math.max(1, Math.floor(n / Math.max(NEVER_THINNED, THINNED * spans)));
  const some = Math.ceil(n / every);
  const columns = Float64Array.from({ length: some }, (_, i) => all.columns[order[i * every]]);
  const points = Float64Array.from({ length: some }, (_, i) => keys[i * every]);
  const kept = Float64Array.from({ length: some }, (_, i) => variances[order[i * every]]);
  const along = bandwidthsAlong(spec, from, to);
  const wanted = Math.ceil(STEPS * along.count);
  const steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, wanted));
  const queries = Float64Array.from({ length: steps + 1 }, (_, q) => along.place(q / steps));
  const thinned = { n: some, d: 1, c: 1, points, columns };
  // One that stands for several is as heavy as they beside the ridge.
  const designs = new QueryDesigns(thinned, spec, queries, false, weight * every);
  const { places, reach, design } = designs;
  const { sample } = places;
  // Of a light observation only the root is sure to be a number.
  const sigma = meansOf(places, kept, columns).map(
    (v, t) => Math.sqrt(Math.max(0, v)) / Math.sqrt(sample.columns[t] || 1),
  );
  let before = new Float64Array(sample.n);
  let now = new Float64Array(sample.n);
  let length = 0;
  for (let q = 0; q <= steps; q++) {
    now.fill(0);
    designs.factor(q, 'nearest');
    let largest = 0;
    for (let at = 0; at < reach.count; at++) {
      const i = reach.indices[at];
      now[i] = design.pulls[at] * sigma[i];
      largest = Math.max(largest, Math.abs(now[i]));
    }
    let squares = 0;
    for (let i = 0; i < sample.n && largest > 0; i++) {
      now[i] /= largest;
      squares += now[i] ** 2;
    }
    const norm = Math.sqrt(squares);
    let chord = 0;
    for (let i = 0; i < sample.n; i++) {
      now[i] = norm > 0 ? now[i] / norm : 0;
      chord += (now[i] - before[i]) ** 2;
    }
    if (q > 0) length += 2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2));
    [before, now] = [now, before];
  }
  return length;
}
