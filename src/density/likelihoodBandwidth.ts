import { foundBy } from '../bandwidth/BandwidthChoice.js';
import { type Attempt, descend, type SpaceTrial } from '../bandwidth/descend.js';
import { bandwidthGrid } from '../bandwidth/searchLine.js';
import { columnSpread } from '../bandwidth/spread.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample, smootherRequest, smootherSums } from '../smoothers/smootherSums.js';
import { columnBounds } from '../sums/types.js';

/** A bandwidth that the data chose. */
export interface ChosenBandwidth {
  /** [d] */
  readonly bandwidth: Float64Array;
  /** Where a search ended at a limit and at no minimum. */
  readonly limit?: 'lower' | 'upper' | undefined;
}

/** Of the kernel sums, and of the likelihood, whose minimum is flat. */
const TOLERANCE = 1e-8;
const NOISE = 1e-9;
/** A first look goes from this part of a first guess up, with so many bandwidths in each doubling. */
const NARROW = 1 / 64;
const PER_OCTAVE = 2;

/**
 * The bandwidths with the largest leave-one-out likelihood Σ s_i log f̂₋ᵢ(x_i), of any kernel: a common factor of
 * a first guess first, then each dimension on its own.
 *
 * @param start - a first guess, [d]
 * @see Duin (1976); Schuster, Gregory (1981): where tails are heavy it oversmooths
 */
export function likelihoodBandwidth(
  where: string,
  observations: Observations,
  spec: Omit<SmootherSpec, 'bandwidth'>,
  start: Float64Array,
): ChosenBandwidth {
  const { d, x } = observations;
  const tolerance = Math.max(TOLERANCE, spec.tolerance);
  const loss = (logs: Float64Array) =>
    -meanLogLikelihood(where, observations, {
      ...spec,
      tolerance,
      bandwidth: logs.map(Math.exp),
    });
  const attempt: Attempt = function* (place) {
    const trial = { place, value: loss(place) };
    yield trial;
    return trial;
  };
  const box = Array.from({ length: d }, (_, j) => {
    const [low, high] = columnBounds(x, d, j);
    const { spacing } = columnSpread(observations, j);
    return {
      low: Math.log(Math.max(NARROW * start[j], spacing / 2)),
      high: Math.log(2 * (high - low)),
      start: Math.log(start[j]),
    };
  });
  const most = Math.max(...box.map(({ high }, j) => Math.exp(high) / start[j]));
  let best: SpaceTrial | undefined;
  for (const factor of bandwidthGrid(NARROW, most, PER_OCTAVE).slice(0, -1)) {
    const place = start.map((h, j) => Math.max(box[j].low, Math.log(factor * h)));
    const value = loss(place);
    if (!best || value < best.value) best = { place, value };
  }
  const sizes = box.map(({ low, high }) => high - low);
  const begin = Math.LN2 / PER_OCTAVE / Math.max(...sizes);
  const wish = { begin, end: 1e-3 * begin, noise: NOISE, known: [], same: 0 };
  const { place } = foundBy(descend(attempt, best!, box, wish)) ?? best!;
  const isLow = place.some((at, j) => at === box[j].low);
  return { bandwidth: place.map(Math.exp), limit: isLow ? 'lower' : undefined };
}

/** Σ s_i log f̂₋ᵢ(x_i) / Σ s. */
export function meanLogLikelihood(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): number {
  const { n, x } = observations;
  const { sample } = centredSample(observations);
  const { columns } = sample;
  const request = smootherRequest(sample, spec, x, true);
  const { sums, logScale } = smootherSums(where, sample, x, request, spec.method);
  let total = 0;
  for (let i = 0; i < n; i++) total += columns[i];
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum += columns[i] * (Math.log(sums[i]) + logScale[i] - Math.log(total - columns[i]));
  return sum / total - spec.bandwidth.reduce((logs, h) => logs + Math.log(h), 0);
}
