// Robust fits by reweighting (Cleveland 1979): a fit, then weights from what it leaves,
//
//   δ_i = B(e_i / 6s),  B(u) = (1 − u²)² for |u| < 1,   s the median of |e_i|
//
// and again with the weights s_i·δ_i, so that gross outliers lose all say. The first fit bends towards them, so
// that good observations next to them may lose theirs too. In the rounds they keep a faint say, the fainter the
// further off they are: it counts only in windows that would be empty, and fills them again. Elsewhere it would fill
// places that a polynomial lacks, and what goes through a place of two rows is as far from either.

import { medianOf } from '../loops/sortedOrder.js';
import { copyRows } from '../sums/types.js';
import type { AbortSignalLike } from '../types.js';
import { fitAt, valuesOf } from './fitAt.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';

/** Beyond so many medians of |e| an observation has no weight. */
const OUTSIDE = 6;
/** Shares of that below and above which weights are 1 and 0, as in Cleveland's program. */
const [WHOLE, NOTHING] = [0.001, 0.999];
/** In the rounds an observation without weight has this part of (6s/e)⁴, which nothing feels that has any. */
const FAINT = 1e-14;
/** When no weight changes by more they have settled. */
const SETTLED = 1e-10;
/** Residuals up to this part of the largest |y| are rounding: half the observations are met. */
const ROUNDING = 1e-14;

/**
 * What E δe² is beside E e² where errors are normal: 1 − 6/c² + 15/c⁴, c = 6·0.6745. A variance made of
 * weighted squares is too small by it.
 */
export const SQUARES_LEFT = /* @__PURE__ */ (() => {
  const c = OUTSIDE * 0.6744897501960817;
  return 1 - 6 / c ** 2 + 15 / c ** 4;
})();

/**
 * The weights δ that a robust fit gives the observations, [n]; 0 for those that count nothing.
 *
 * @param spec - the smoother, which takes no heed of outliers itself
 * @param iterations - most rounds
 * @param signal - ends them: its reason is thrown
 * @param first - what the first fit is of
 */
export function robustnessWeights(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  iterations: number,
  signal?: AbortSignalLike,
  first = observations,
): Float64Array {
  const { n } = observations;
  let robustness = new Float64Array(n).fill(1);
  let faint = robustness;
  for (let round = 0; round < iterations; round++) {
    signal?.throwIfAborted();
    const fitted =
      round === 0
        ? valuesOf(fitAt(where, first, spec, observations.x), observations.p)
        : fittedBy(where, observations, spec, robustness, faint);
    const sizes = sizesOf(observations, fitted);
    if (!sizes) break;
    const next = sizes.map((u) => (u <= WHOLE ? 1 : u > NOTHING ? 0 : (1 - u * u) ** 2));
    faint = next.map((weight, i) => weight || FAINT * Math.max(1, sizes[i]) ** -4);
    let change = 0;
    for (let i = 0; i < n; i++) change = Math.max(change, Math.abs(next[i] - robustness[i]));
    robustness = next;
    if (change <= SETTLED) break;
  }
  return robustness;
}

/** Fits with the weights of a round, [n, p]: of those with a faint say only where nothing else is in reach. */
function fittedBy(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  robustness: Float64Array,
  faint: Float64Array,
): Float64Array {
  const { d, p, x } = observations;
  const filled = (queries: Float64Array) =>
    valuesOf(fitAt(where, reweighted(observations, faint), spec, queries), p);
  // Without an end a kernel sees them far from all others alone.
  if (spec.kernel.support === Infinity) return filled(x);
  const bare = { ...spec, emptyWindow: 'nan' } as const;
  const fits = fitAt(where, reweighted(observations, robustness), bare, x);
  const values = valuesOf(fits, p);
  const empty = Array.from(fits.degree.keys()).filter((i) => fits.degree[i] < 0);
  if (empty.length === 0) return values;
  const others = filled(copyRows(x, d, empty));
  empty.forEach((i, at) => {
    values.set(others.subarray(at * p, (at + 1) * p), i * p);
  });
  return values;
}

/**
 * Observations with outputs no more than 6 medians of |y − median| from their median: a bandwidth that is chosen before
 * any fit says which are outliers does not follow one, and a fit with a narrow one does not begin on it.
 */
export function withoutExtremes(observations: Observations): Observations {
  const { n, p, weights } = observations;
  const y = observations.y.slice();
  for (let k = 0; k < p; k++) {
    const own = new Float64Array(n).map((_, i) => y[i * p + k]);
    const counted = weights ? own.filter((_, i) => weights[i] > 0) : own.slice();
    const middle = medianOf(counted.sort());
    const most = OUTSIDE * medianOf(counted.map((value) => Math.abs(value - middle)).sort());
    for (let i = 0; i < n && most > 0; i++)
      y[i * p + k] = Math.max(middle - most, Math.min(middle + most, own[i]));
  }
  return { ...observations, y };
}

/** Observations that weigh what is left of them. */
export function reweighted(observations: Observations, robustness: Float64Array): Observations {
  if (robustness.every((each) => each === 1)) return observations;
  const { weights } = observations;
  return {
    ...observations,
    weights: weights ? robustness.map((each, i) => each * weights[i]) : robustness,
    isReweighted: true,
  };
}

/**
 * Residuals over 6 medians, as in R whatever an observation weighs; of several outputs the largest, those aside that half of the observations
 * meet. `undefined` where these are all.
 */
function sizesOf(
  { n, p, y, weights }: Observations,
  fitted: Float64Array,
): Float64Array<ArrayBuffer> | undefined {
  const largest = new Float64Array(n);
  let isMet = true;
  for (let k = 0; k < p; k++) {
    const sizes = new Float64Array(n);
    let [counted, most] = [0, 0];
    for (let i = 0; i < n; i++) {
      const at = i * p + k;
      sizes[i] = -1;
      if (weights && weights[i] === 0) continue;
      counted++;
      most = Math.max(most, Math.abs(y[at]));
      sizes[i] = Math.abs(y[at] - fitted[at]) || 0; // 0 for NaN
    }
    const median = medianOf(
      sizes
        .slice()
        .sort()
        .subarray(n - counted),
    );
    if (!(median > ROUNDING * most)) continue;
    isMet = false;
    for (let i = 0; i < n; i++) largest[i] = Math.max(largest[i], sizes[i] / (OUTSIDE * median));
  }
  return isMet ? undefined : largest;
}
