import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import { emptyTally, type Tally } from './criterionValue.js';

/** A tally, with what it was made of. */
export interface SmootherTally {
  readonly tally: Tally;
  /** Observations of weight above 0. */
  readonly n: number;
  /** The sum of their weights. */
  readonly total: number;
}

/**
 * The tally of any smoother in any dimension.
 *
 * @param scale - with several outputs what each is divided by, [p]
 * @returns errors of leave-one-out are NaN where a left-out window is empty
 */
export function smootherTally(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  scale: Float64Array,
): SmootherTally {
  const { n, p, y, weights } = observations;
  const { fitted, looFitted, leverage } = selfFit(where, observations, spec);
  const tally = emptyTally(p);
  let count = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i] : 1;
    if (w === 0) continue;
    count++;
    total += w;
    tally[0] += 1 - leverage[i];
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      tally[1 + k] += w * ((y[at] - fitted[at]) / scale[k]) ** 2;
      tally[1 + p + k] += w * ((y[at] - looFitted[at]) / scale[k]) ** 2;
    }
  }
  return { tally, n: count, total };
}

/** What each output is divided by: 1 for a single one, else its standard deviation. */
export function outputScales({ n, p, y, weights }: Observations): Float64Array {
  const scales = new Float64Array(p).fill(1);
  if (p < 2) return scales;
  for (let k = 0; k < p; k++) {
    let [total, sum, squares] = [0, 0, 0];
    for (let i = 0; i < n; i++) total += weights ? weights[i] : 1;
    for (let i = 0; i < n; i++) sum += ((weights ? weights[i] : 1) * y[i * p + k]) / total;
    for (let i = 0; i < n; i++) squares += (weights ? weights[i] : 1) * (y[i * p + k] - sum) ** 2;
    if (squares > 0) scales[k] = Math.sqrt(squares / total);
  }
  return scales;
}

/** The mean over the outputs of their variance, each divided by its scale. */
export function outputVariance(observations: Observations, scales: Float64Array): number {
  const { n, p, y, weights } = observations;
  let all = 0;
  for (let k = 0; k < p; k++) {
    let [total, sum, squares] = [0, 0, 0];
    for (let i = 0; i < n; i++) total += weights ? weights[i] : 1;
    for (let i = 0; i < n; i++) sum += ((weights ? weights[i] : 1) * y[i * p + k]) / total;
    for (let i = 0; i < n; i++) squares += (weights ? weights[i] : 1) * (y[i * p + k] - sum) ** 2;
    all += squares / total / scales[k] ** 2;
  }
  return all / p;
}
