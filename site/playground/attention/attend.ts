// What is drawn, by the library: the curve and the weights of a grid of queries, and those of the query.

import { type KernelName, NWKernelRegression } from 'nadaraya/attention';
import type { Point } from './sample.js';
import { X_RANGE } from './state.js';

/** Rows of the heat map, and places where the curve is known. */
const QUERIES = 201;

/** Queries over the whole axis. */
export const grid = Float64Array.from(
  { length: QUERIES },
  (_, i) => X_RANGE[0] + ((X_RANGE[1] - X_RANGE[0]) * i) / (QUERIES - 1),
);

/** A network with its keys, in order. */
export interface Attention {
  readonly keys: Float64Array;
  readonly values: Float64Array;
  /** Of the points, the place of each among the keys. */
  readonly places: Int32Array;
  readonly net: NWKernelRegression;
}

/** What a query comes to. */
export interface Pooled {
  /** [m] */
  readonly yHat: ArrayLike<number>;
  /** [m, n], flat */
  readonly weights: ArrayLike<number>;
}

/** Points and a network to attend to them. */
export function attentionTo(points: readonly Point[], kernel: KernelName, w: number): Attention {
  const order = points.map((_, i) => i).sort((a, b) => points[a]!.x - points[b]!.x);
  const places = new Int32Array(points.length);
  for (const [place, i] of order.entries()) places[i] = place;
  return {
    keys: Float64Array.from(order, (i) => points[i]!.x),
    values: Float64Array.from(order, (i) => points[i]!.y),
    places,
    net: new NWKernelRegression({ kernel, w, emptyWindow: 'nearest' }),
  };
}

/** Pools the values for queries. */
export function pool({ net, keys, values }: Attention, queries: ArrayLike<number>): Pooled {
  const yHat = net.forward(Float64Array.from(queries), keys, values).data;
  return { yHat, weights: net.attentionWeights.data };
}

/** How many keys would share the attention evenly: 1/Σα². */
export function keysAttended(weights: ArrayLike<number>): number {
  let squares = 0;
  for (let k = 0; k < weights.length; k++) squares += weights[k]! ** 2;
  return 1 / squares;
}
