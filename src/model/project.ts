// A linear map of queries and keys, x ↦ (x − origin)P, and the way back for gradients. Distances do
// not see the origin, which is the first key: far from zero the digits of differences stay.

import { formatShape } from '../arrays/formatValue.js';
import { shapeError } from '../arrays/optionError.js';
import type { FlatArray } from '../arrays/readArray.js';
import type { AttentionPairs } from '../attention/AttentionProblem.js';
import type { AttentionGradients } from '../attention/attentionPoolingBackward.js';
import { own } from '../attention/resolveProblem.js';
import { type Tensor, wrapFinite } from '../tensor/tensor.js';

/** Queries and keys before and after a map P of shape [d, r]. */
export interface Projected {
  readonly where: string;
  readonly inputs: readonly [queries: FlatArray, keys: FlatArray];
  /** The same pairs after the map. */
  readonly pairs: AttentionPairs;
  /** A copy of P, row-major. */
  readonly map: Float64Array;
  readonly shape: readonly [d: number, r: number];
  /** [d] */
  readonly origin: Float64Array;
}

/**
 * Maps the queries and keys of some pairs.
 *
 * @throws {@link ShapeError} when they have other than d columns
 */
export function project(pairs: AttentionPairs, projection: Tensor): Projected {
  const { where, queries, keys } = pairs;
  const [d, r] = projection.shape;
  // Of shape [m] they are one column.
  const width = queries.shape.length === 1 ? 1 : queries.shape.at(-1);
  if (width !== d) {
    const expected = `queries must have ${d} columns, as projection has rows`;
    throw shapeError(where, expected, formatShape(queries.shape));
  }
  const map = Float64Array.from(projection.data);
  const inputs = [own(queries), own(keys)] as const;
  const origin = new Float64Array(d);
  if (keys.data.length > 0) origin.set(keys.data.subarray(0, d));
  const mapped = ({ data, shape }: FlatArray, name: string): FlatArray => {
    const out = new Float64Array((data.length / d) * r);
    for (let i = 0, o = 0; i < data.length; i += d, o += r) {
      for (let j = 0; j < d; j++) {
        const x = data[i + j] - origin[j];
        for (let c = 0; c < r; c++) out[o + c] += x * map[j * r + c];
      }
    }
    const columns = [...(shape.length === 1 ? shape : shape.slice(0, -1)), r];
    wrapFinite(where, `projected ${name}`, out, columns, false);
    return { data: out, shape: columns, float32: false };
  };
  const outputs = { queries: mapped(queries, 'queries'), keys: mapped(keys, 'keys') };
  return { where, inputs, pairs: { ...pairs, ...outputs, d: r }, map, shape: [d, r], origin };
}

/** ∂L/∂P = Σ (x − origin)ᵀ ∂L/∂x′ over queries and keys, added to `out`. */
export function projectionGradientInto(
  { inputs, shape: [d, r], origin }: Projected,
  gradients: AttentionGradients,
  out: Tensor['data'],
): void {
  for (const [side, slopes] of [gradients.queries.data, gradients.keys.data].entries()) {
    const { data } = inputs[side];
    for (let i = 0, o = 0; i < data.length; i += d, o += r) {
      for (let j = 0; j < d; j++) {
        const x = data[i + j] - origin[j];
        for (let c = 0; c < r; c++) out[j * r + c] += x * slopes[o + c];
      }
    }
  }
}

/**
 * Gradients of the mapped inputs turned into those of the inputs, ∂L/∂x = ∂L/∂x′ Pᵀ; the others as
 * they are.
 */
export function beforeProjection(
  { where, inputs, map, shape: [d, r] }: Projected,
  gradients: AttentionGradients,
): AttentionGradients {
  const back = (side: 0 | 1, slopes: Tensor, name: string): Tensor => {
    const { data, shape } = inputs[side];
    const out = new Float64Array(data.length);
    for (let i = 0, o = 0; i < data.length; i += d, o += r) {
      for (let j = 0; j < d; j++) {
        for (let c = 0; c < r; c++) out[i + j] += slopes.data[o + c] * map[j * r + c];
      }
    }
    return wrapFinite(where, `the gradient of ${name}`, out, shape, false);
  };
  const queries = back(0, gradients.queries, 'queries');
  return { ...gradients, queries, keys: back(1, gradients.keys, 'keys') };
}
