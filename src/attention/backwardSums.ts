// Gradients as kernel sums. With G = ∂L/∂ŷ, o the pooled values and K′(u) = −γ u L(u) for a kernel L:
//
//   ∂L/∂q = (γw/S) [G·Σ L s v u − G·o Σ L s u],  u = (k − q)w        sums over keys, as in the forward pass
//   w ∂L/∂w = −Σ_q (γ/S) [G·Σ L s v u² − G·o Σ L s u²]
//   ∂L/∂v = s Σ K G/S,   ∂L/∂s = v·Σ K G/S − Σ K G·o/S               sums over queries, at the keys
//   ∂L/∂k = γws [v·Σ L (G/S) u′ − Σ L (G·o/S) u′],  u′ = (q − k)w
//
// The Gaussian is its own L. Values are in units of half their range about its middle, as in the forward pass.

import type { GradientSums } from './pushScores.js';
import { isDirect, type PairOfSums, pairOfSums, reachOf, type SumsTask } from './SumsTask.js';

/** A query whose log S is below this attends to almost nothing: 1/S would drown the rest. */
const leastLogSum = -20;

const leastSum = Math.exp(leastLogSum);

/** The tightest tolerance that every method serves. */
const tightest = 1e-13;

/** From so many dimensions on, a tighter tolerance costs more than sums of second powers. */
const manyPowers = 2;

/** Beyond so many bandwidths the gradient of w is summed for itself. */
const mostReach = 64;

/**
 * Adds the gradients of all queries that kernel sums carry.
 *
 * @param prepared - the problem, prepared
 * @param upstream - ∂L/∂ŷ, [m, p]
 * @param metricOnly - whether the gradient of w is all that is wanted
 * @param out - added to
 * @returns the queries that are left, or `undefined` when nothing was done since numbers span too much
 */
export function backwardSumsInto(
  prepared: SumsTask,
  upstream: Float64Array,
  metricOnly: boolean,
  out: GradientSums,
): number[] | undefined {
  const { problem } = prepared;
  const { m, n, d, metric } = problem;
  const { p } = prepared.values;
  const isMatrix = metric.kind === 'matrix';
  const needsKeys = !metricOnly || isMatrix;
  // w ∂L/∂w also follows from ∂L/∂q and ∂L/∂k, where these are exact to rounding, or a tighter tolerance makes up for
  // the digits that cancel
  const reach = needsKeys ? Math.max(1, reachOf(prepared)) : Infinity;
  const tighter = prepared.choice.tolerance / reach;
  const makesUp = tighter >= tightest && d < manyPowers;
  const followsW = isMatrix || makesUp || (reach <= mostReach && isDirect(prepared));
  const task =
    makesUp && !isMatrix
      ? { ...prepared, choice: { ...prepared.choice, tolerance: tighter } }
      : prepared;
  const sample = { n, d, c: p + 1, points: task.points, columns: task.columns };
  const degrees = Array<number>(p + 1).fill(followsW ? 1 : 2);
  const sums = pairOfSums(task, sample, task.queries, degrees);
  const slopes = {
    queries: new Float64Array(needsKeys ? m * d : d),
    // the largest |G|/S, G/S for each output, G·o/S, [p + 2, m]: the first column of a sample is at least 0
    columns: new Float64Array(needsKeys ? m * (p + 2) : 0),
    squares: new Float64Array(d),
  };
  const left = slopesInto(task, sums, upstream, !followsW, needsKeys, slopes);
  if (!areFinite(slopes.columns)) return undefined;
  const keySlopes = needsKeys
    ? overQueries(task, slopes.columns, metricOnly ? undefined : out)
    : new Float64Array(0);
  const { factor } = task.shadow;
  if (isMatrix) {
    throughMatrixInto(task, slopes.queries, keySlopes, out);
    return left;
  }
  for (let j = 0; j < d; j++) {
    const w = metric.w[j];
    // at w = 0 every distance is 0, whatever the keys: so is its slope
    if (w !== 0) out.w[j] -= (factor * slopes.squares[j]) / w;
    if (!needsKeys) continue;
    const sides = [
      { from: slopes.queries, data: problem.queries.data, to: out.queries },
      { from: keySlopes, data: problem.keys.data, to: out.keys },
    ];
    const origin = problem.keys.data[j];
    for (const { from, data, to } of sides) {
      let moment = 0;
      for (let at = j; at < data.length; at += d) {
        const slope = factor * Math.abs(w) * from[at];
        to[at] += slope;
        moment += slope * (data[at] - origin);
      }
      if (followsW && w !== 0) out.w[j] += moment / w;
    }
  }
  return left;
}

function areFinite(data: Float64Array): boolean {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at] - data[at]; // NaN once there is an infinity
  return sum === 0;
}

interface Slopes {
  readonly queries: Float64Array;
  readonly columns: Float64Array;
  readonly squares: Float64Array;
}

/** What the sums over keys give for each query. @returns the queries left out */
function slopesInto(
  { problem, values, halves }: SumsTask,
  { plain, plainAt, sloped, slopedAt }: PairOfSums,
  upstream: Float64Array,
  withSquares: boolean,
  withKeys: boolean,
  out: Slopes,
): number[] {
  const { m, d } = problem;
  const { p } = values;
  const isSame = plain === sloped;
  const [plainSize, slopedSize] = [plainAt[p + 1], slopedAt[p + 1]];
  const left: number[] = [];
  for (let q = 0; q < m; q++) {
    const at = q * plainSize;
    const total = plain.sums[at];
    const logScale = plain.logScale[q];
    // mostly the scale is 1, and log and exp of a million queries would take as long as their sums
    const isPlain = logScale === 0;
    if (!(isPlain ? total >= leastSum : logScale + Math.log(total) >= leastLogSum)) {
      left.push(q);
      continue;
    }
    const first = q * slopedSize;
    const scale = isSame ? 1 / total : Math.exp(sloped.logScale[q] - logScale) / total;
    const inverse = withKeys ? (isPlain ? 1 : Math.exp(-logScale)) / total : 0;
    let both = 0; // G·o
    let most = 0;
    for (let c = 0; c < p; c++) {
      const g = upstream[q * p + c] * halves[c];
      const o = plain.sums[at + plainAt[c + 1]] / total;
      both += g * o;
      const column = first + slopedAt[c + 1];
      if (withKeys) {
        out.columns[(c + 1) * m + q] = g * inverse;
        if (Math.abs(g) > most) most = Math.abs(g);
        for (let j = 0; j < d; j++) {
          const slope = sloped.sums[column + 1 + j] - o * sloped.sums[first + 1 + j];
          out.queries[q * d + j] += g * scale * slope;
        }
      }
      if (!withSquares) continue;
      for (let j = 0, s = 1 + d; j < d; s += d - j, j++) {
        out.squares[j] += g * scale * (sloped.sums[column + s] - o * sloped.sums[first + s]);
      }
    }
    if (!withKeys) continue;
    out.columns[q] = most * inverse;
    out.columns[(p + 1) * m + q] = both * inverse;
  }
  return left;
}

/** Gradients of values and observation weights, where wanted. @returns [n, d], the slopes of the keys up to γw */
function overQueries(
  task: SumsTask,
  columns: Float64Array,
  out: GradientSums | undefined,
): Float64Array {
  const { problem, values, halves, largestWeight } = task;
  const { m, n, d } = problem;
  const { p } = values;
  const sample = { n: m, d, c: p + 2, points: task.queries, columns };
  const degrees = [0, ...Array<number>(p + 1).fill(1)];
  const { plain, plainAt, sloped, slopedAt } = pairOfSums(task, sample, task.points, degrees);
  const isSame = plain === sloped;
  const [plainBoth, plainSize] = [plainAt[p + 1], plainAt[p + 2]];
  const [slopedBoth, slopedSize] = [slopedAt[p + 1], slopedAt[p + 2]];
  const slopes = new Float64Array(n * d);
  for (let k = 0; k < n; k++) {
    const weight = task.columns[k];
    if (weight === 0) continue;
    const at = k * plainSize;
    const first = k * slopedSize;
    const scale = plain.logScale[k] === 0 ? 1 : Math.exp(plain.logScale[k]);
    const slopeScale = isSame ? scale : Math.exp(sloped.logScale[k]);
    let gain = -plain.sums[at + plainBoth];
    for (let j = 0; j < d; j++) {
      slopes[k * d + j] = -weight * slopeScale * sloped.sums[first + slopedBoth + 1 + j];
    }
    for (let c = 0; c < p; c++) {
      const weighted = task.columns[(c + 1) * n + k];
      const sum = plain.sums[at + plainAt[c + 1]];
      gain += (weighted / weight) * sum;
      if (out) out.values[k * p + c] += (weight * scale * sum) / halves[c];
      for (let j = 0; j < d; j++) {
        slopes[k * d + j] += weighted * slopeScale * sloped.sums[first + slopedAt[c + 1] + 1 + j];
      }
    }
    if (out) out.sampleWeights[k] += (scale * gain) / largestWeight;
  }
  return slopes;
}

/** From slopes in the metric, where q′ = Wq and k′ = Wk, to q, k and W: ∂L/∂W = Σ ∂L/∂q′ qᵀ + Σ ∂L/∂k′ kᵀ. */
function throughMatrixInto(
  { problem, shadow }: SumsTask,
  querySlopes: Float64Array,
  keySlopes: Float64Array,
  out: GradientSums,
): void {
  const { d, metric, queries, keys } = problem;
  const { w } = metric;
  const sides = [
    { slopes: querySlopes, data: queries.data, gradient: out.queries },
    { slopes: keySlopes, data: keys.data, gradient: out.keys },
  ];
  for (const { slopes, data, gradient } of sides) {
    for (let at = 0; at < data.length; at += d) {
      for (let r = 0; r < d; r++) {
        const slope = shadow.factor * slopes[at + r];
        for (let j = 0; j < d; j++) {
          gradient[at + j] += slope * w[r * d + j];
          // all slopes together are 0: about a key fewer digits cancel
          out.w[r * d + j] += slope * (data[at + j] - keys.data[j]);
        }
      }
    }
  }
}
