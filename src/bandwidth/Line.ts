import { sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';

/**
 * Observations of one predictor as the criteria use them: in the order of x, those of weight 0 left
 * out, each output centred and (when there are several) divided by its standard deviation, so that
 * outputs count alike whatever their units.
 */
export interface Line {
  readonly n: number;
  readonly p: number;
  /** Ascending, shape [n]. */
  readonly x: Float64Array;
  /** Weights, largest 1, then weight·output: shape [1 + p, n]. */
  readonly columns: Float64Array;
  /** Outputs, shape [p, n]. */
  readonly y: Float64Array;
  /** Whether all weights are 1. */
  readonly even: boolean;
  /** Sum of the weights. */
  readonly total: number;
  /** Σ w·y² over the outputs, over the sum of weights and p: the criterion of a fit that is 0. */
  readonly size: number;
}

/** Sorts, centres and scales observations of one predictor. */
export function lineOf({ x, y, p, weights }: Observations): Line {
  const sorted = sortedOrder(x);
  let { keys } = sorted;
  let order: Uint32Array = sorted.order;
  if (weights) {
    order = order.filter((i) => weights[i] > 0);
    keys = Float64Array.from(order, (i) => x[i]);
  }
  const n = order.length;
  const columns = new Float64Array((1 + p) * n);
  let largest = 0;
  for (let r = 0; r < n; r++) {
    const w = weights ? weights[order[r]] : 1;
    columns[r] = w;
    if (w > largest) largest = w;
  }
  let total = 0;
  let even = true;
  for (let r = 0; r < n; r++) {
    columns[r] /= largest;
    total += columns[r];
    if (columns[r] !== 1) even = false;
  }
  const outputs = new Float64Array(p * n);
  let size = 0;
  for (let k = 0; k < p; k++)
    size += outputInto(outputs.subarray(k * n, (k + 1) * n), y, p, k, order, columns, total, p > 1);
  for (let k = 0; k < p; k++)
    for (let r = 0; r < n; r++) columns[(k + 1) * n + r] = columns[r] * outputs[k * n + r];
  return { n, p, x: keys, columns, y: outputs, even, total, size: size / p };
}

/** Centred, perhaps scaled values of one output; returns what their mean square is. */
function outputInto(
  out: Float64Array,
  y: Float64Array,
  p: number,
  k: number,
  order: Uint32Array,
  weights: Float64Array,
  total: number,
  scaled: boolean,
): number {
  const n = out.length;
  const first = n > 0 ? y[order[0] * p + k] : 0;
  let sum = 0;
  for (let r = 0; r < n; r++) {
    out[r] = y[order[r] * p + k] - first;
    sum += weights[r] * out[r];
  }
  let squares = 0;
  for (let r = 0; r < n; r++) {
    out[r] -= sum / total;
    squares += weights[r] * out[r] * out[r];
  }
  if (!scaled || squares === 0) return squares / total;
  const over = 1 / Math.sqrt(squares / total);
  for (let r = 0; r < n; r++) out[r] *= over;
  return 1;
}
