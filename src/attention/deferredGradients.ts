import type { KeptRows } from './attendRow.js';
import {
  type AttentionGradients,
  gradientSums,
  metricGradients,
  wrapGradients,
} from './attentionPoolingBackward.js';
import { isLine, lineMetricGradient } from './lineRows.js';
import type { SumsChoice } from './poolBySums.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/**
 * The gradient of w now, those of the inputs when they are read.
 *
 * @param problem - checked input, which nobody changes any more
 * @param values - checked values, likewise
 * @param upstream - ∂L/∂ŷ, [m, p], likewise
 * @param choice - method and tolerance of the sums
 * @param kept - the weights of the forward pass, where they were kept
 */
export function deferredGradients(
  problem: AttentionProblem,
  values: PooledValues,
  upstream: Float64Array,
  choice: SumsChoice,
  kept: KeptRows | undefined,
): AttentionGradients {
  let made: AttentionGradients | undefined;
  const all = (): AttentionGradients => {
    made ??= wrapGradients(problem, values, gradientSums(problem, values, upstream, choice, kept));
    return made;
  };
  return {
    ...metricNow(problem, values, upstream, choice, kept),
    get queries() {
      return all().queries;
    },
    get keys() {
      return all().keys;
    },
    get values() {
      return all().values;
    },
    get sampleWeights() {
      return all().sampleWeights;
    },
    get scale() {
      return all().scale;
    },
    get bias() {
      return all().bias;
    },
  };
}

function metricNow(
  problem: AttentionProblem,
  values: PooledValues,
  upstream: Float64Array,
  choice: SumsChoice,
  kept: KeptRows | undefined,
): Pick<AttentionGradients, 'w' | 'bandwidth'> {
  if (kept && isLine(problem, values)) {
    const slope = lineMetricGradient(problem, values, upstream, kept);
    if (Number.isFinite(slope)) {
      return metricGradients(problem, values, { w: Float64Array.of(slope) });
    }
  }
  const sums = gradientSums(problem, values, upstream, choice, kept, true);
  return metricGradients(problem, values, sums);
}
