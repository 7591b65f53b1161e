// Criteria of classes, from the chances that observations get for their classes when each is left out:
//
//   likelihood   −Σ s_i log P₋ᵢ(y_i) / Σ s_i, the log loss, ∞ where some observation gets no chance
//   error        the share whose class is not the most likely one, plus next to nothing for the log loss,
//                which decides among equal shares
//
// The only member of a class gets no chance whatever the bandwidth: it does not count.

import { gaussian } from '../kernels/gaussian.js';
import { classCount, leftOutLogs, leftOutShares } from '../smoothers/classShares.js';
import type { Observations } from '../smoothers/Observations.js';
import type { BandwidthWish, ClassCriterion, ClassCriterionName } from './BandwidthChoice.js';
import { ClassLine } from './ClassLine.js';
import type { Effort, LineObjective, LineTrial } from './searchLine.js';
import { DRAFT_TOLERANCE, type Width } from './smootherCriterion.js';

/** Of a share: by less than this the log loss decides among equal ones. */
const TIE = 2 ** -36;
/** Of the log loss: it is the difference of two logarithms of sums. */
const NOISE = 1e-11;
/** Of more observations than this the minimum is placed no closer than it is flat. */
const MANY = 20_000;

/** Whether an observation is not the only one of its class, [n]. */
export function haveMates({ y }: Observations): Uint8Array {
  const sizes = new Int32Array(classCount(y));
  for (let i = 0; i < y.length; i++) sizes[y[i]]++;
  return Uint8Array.from(y, (own) => (sizes[own] > 1 ? 1 : 0));
}

/** Prepares a criterion of classes; y holds their numbers. */
export function classCriterion(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: ClassCriterionName,
): ClassCriterion {
  const { kernel, product, method, emptyWindow, tolerance } = wish;
  const { predictors, y } = observations;
  const count = classCount(y);
  const counts = haveMates(observations);
  const isShare = criterion === 'error';
  const at = (width: Width, within: number) => {
    const spec = { kernel, product, predictors, ...width, degree: 0, method, tolerance: within };
    const smoother = { ...spec, ...(emptyWindow && { emptyWindow }) };
    if (!isShare)
      return { value: logLoss(observations, counts, leftOutLogs(where, observations, smoother)) };
    const shares = leftOutShares(where, observations, count, smoother);
    const logs = Float64Array.from(y, (own, i) => Math.log(shares[i * count + own]));
    const loss = logLoss(observations, counts, logs);
    const tie = loss < Infinity ? loss / (1 + loss) : 1;
    return { value: wrongShare(observations, counts, shares, count) + TIE * tie };
  };
  const noise = isShare ? 0 : NOISE;
  const line = (): LineObjective => {
    const isPlain = kernel === gaussian && method === 'auto' && !predictors;
    const sorted = !isShare && isPlain ? new ClassLine(where, observations, counts) : undefined;
    const isLarge = y.length > MANY;
    let least = Infinity;
    return {
      smooth: !isShare && !isLarge && kernel.support === Infinity,
      resolution: isShare ? 1e-3 : isLarge ? 1e-4 : 1e-8,
      noise,
      trial(h: number, effort: Effort): LineTrial {
        const isDraft = effort === 'estimate' || effort === 'draft';
        const within = isDraft ? Math.max(tolerance, DRAFT_TOLERANCE) : tolerance;
        if (sorted?.isLong && effort === 'estimate') {
          // what is likely near the best shows how far off others are
          if (least === Infinity) least = sorted.loss(sorted.usualWidth, within) * (1 + NOISE);
          const estimate = sorted.estimate(h, least, within);
          if (estimate) return estimate;
        }
        const value =
          sorted?.loss(h, within) ?? at({ bandwidth: Float64Array.of(h) }, within).value;
        // Of two sums, relative; a share is what it is but for ties.
        const error = isShare || value === Infinity ? 0 : 4 * within + NOISE * value;
        least = Math.min(least, value + error);
        return { h, degree: 0, value, error };
      },
    };
  };
  return { at, line, noise };
}

/**
 * The log loss, by weight.
 *
 * @param counts - 1 for observations that count, [n]
 * @param logs - of the chance of the own class, NaN where there is none, [n]
 */
export function logLoss(
  { n, weights }: Pick<Observations, 'n' | 'weights'>,
  counts: Uint8Array,
  logs: Float64Array,
): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i] : 1;
    if (counts[i] === 0 || weight === 0) continue;
    sum -= weight * logs[i];
    total += weight;
  }
  return Number.isNaN(sum) ? Infinity : sum / total;
}

/**
 * The share of observations whose class is not the most likely, by weight; among equal chances the first class
 * is, and where there are none no class.
 */
export function wrongShare(
  { n, y, weights }: Pick<Observations, 'n' | 'y' | 'weights'>,
  counts: Uint8Array,
  shares: Float64Array,
  count: number,
): number {
  let [wrong, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i] : 1;
    if (counts[i] === 0) continue;
    total += weight;
    if (likeliest(shares, i, count) !== y[i]) wrong += weight;
  }
  return wrong / total;
}

/** The most likely class of a row, the first of equal ones, −1 where there is none. */
export function likeliest(shares: Float64Array, row: number, count: number): number {
  let best = -1;
  for (let c = 0; c < count; c++) {
    const share = shares[row * count + c];
    if (share > (best < 0 ? -1 : shares[row * count + best])) best = c;
  }
  return best;
}
