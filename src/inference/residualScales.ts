// The local size of leave-one-out residuals, again with each observation left out, so that all stay
// exchangeable:
//
//   σ²₋ᵢ(q) = Σ_{j≠i} K_j(q) r_j² / Σ_{j≠i} K_j(q),   σᵢ = σ₋ᵢ(xᵢ)

import { ruleOfThumb } from '../bandwidth/ruleOfThumb.js';
import { gaussian } from '../kernels/gaussian.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import { smootherRequest } from '../smoothers/smootherRequest.js';
import { Near } from '../sums/Near.js';

/** Widths of intervals at one query after another. */
export interface ResidualScales {
  /** |rᵢ|·σ₋ᵢ(q)/σᵢ, [n]; the memory is used again. */
  widthsAt(q: number): Float64Array;
}

/**
 * Local scales of residuals.
 *
 * @param sizes - |r|, [n]; what is infinite does not count for the scale
 */
export function residualScales(
  where: string,
  { n, d, x, weights }: Observations,
  { method, tolerance }: SmootherSpec,
  sizes: Float64Array,
  queries: Float64Array,
): ResidualScales {
  const bandwidth = ruleOfThumb(where, 'silverman', x, d, gaussian);
  const smoother = { kernel: gaussian, product: true, bandwidth, degree: 0, method, tolerance };
  const squares = sizes.map((size) => (size < Infinity ? size * size : 0));
  const columns = sizes.map((size, i) => (size < Infinity ? (weights?.[i] ?? 1) : 0));
  if (!columns.some((s) => s > 0)) return { widthsAt: () => sizes };
  const own = selfFit(where, { n, d, p: 1, x, y: squares, weights: columns }, smoother).looFitted;
  const sample = { n, d, c: 1, points: x, columns };
  const reach = new Near(sample, queries, smootherRequest(sample, queries, smoother));
  const out = new Float64Array(n);
  return {
    widthsAt(q) {
      reach.find(q, -1);
      let total = 0;
      let sum = 0;
      for (let r = 0; r < reach.count; r++) {
        total += reach.weights[r];
        sum += reach.weights[r] * squares[reach.indices[r]];
      }
      for (let i = 0; i < n; i++) out[i] = widthOf(sizes[i], sum / total, own[i]);
      for (let r = 0; r < reach.count; r++) {
        const i = reach.indices[r];
        const rest = total - reach.weights[r];
        const square =
          rest > 0 ? Math.max(0, sum - reach.weights[r] * squares[i]) / rest : Infinity;
        out[i] = widthOf(sizes[i], square, own[i]);
      }
      return out;
    },
  };
}

/** A residual of size 0 stays 0 whatever its scale. */
function widthOf(size: number, there: number, here: number): number {
  if (size === 0) return 0;
  const width = size * Math.sqrt(there / here);
  return Number.isNaN(width) ? Infinity : width;
}
