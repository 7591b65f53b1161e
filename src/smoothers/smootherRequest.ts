import { bounds } from '../loops/bounds.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import type { SmootherSpec } from './SmootherSpec.js';

/**
 * A still wider kernel cannot be told from a constant on the data, a still narrower one from the nearest observation; but
 * powers of u would under- or overflow.
 */
const LEAST_REACH = 1e-17;
const MOST_REACH = 1e150;

/** Moments lose digits where the local design is poor, so they are wanted more exactly than a mean is. */
const SPARE = 10;
const TIGHTEST = 1e-13;

/**
 * The kernel sums of a local polynomial of degree g: powers up to 2g of the weights, up to g of the outputs.
 *
 * @param sample - columns: the weights, then the outputs
 * @param queries - [m, d]
 */
export function smootherRequest(
  sample: Sample,
  queries: Float64Array,
  spec: SmootherSpec,
  excludeSelf = false,
): SumsRequest {
  const { degree, kernel, product, tolerance } = spec;
  const degrees = Array<number>(sample.c).fill(degree);
  degrees[0] = 2 * degree;
  return {
    kernel,
    product,
    inverseBandwidth: inverseBandwidth(sample, queries, spec),
    degrees,
    squared: false,
    excludeSelf,
    tolerance: degree > 0 ? Math.max(Math.min(tolerance, TIGHTEST), tolerance / SPARE) : tolerance,
  };
}

/** w = 1/h, [d]; in place of 0 so little that only the polynomial can tell, in place of more than u² can hold so much. */
function inverseBandwidth(
  { d, points }: Sample,
  queries: Float64Array,
  { bandwidth }: SmootherSpec,
): Float64Array {
  const w = bandwidth.map((h) => 1 / h);
  for (let j = 0; j < d; j++) {
    const [low, high] = rangeOf(points, d, j);
    const [least, most] = queries === points ? [low, high] : rangeOf(queries, d, j);
    const extent = Math.max(high, most) - Math.min(low, least);
    if (!(extent > 0)) continue;
    w[j] = Math.min(Math.max(w[j], LEAST_REACH / extent), MOST_REACH / extent);
  }
  return w;
}

/** The range of one dimension of places [rows, d]. */
function rangeOf(places: Float64Array, d: number, j: number): [number, number] {
  if (d === 1) return bounds(places, places.length);
  let low = Infinity;
  let high = -Infinity;
  for (let at = j; at < places.length; at += d) {
    if (places[at] < low) low = places[at];
    if (places[at] > high) high = places[at];
  }
  return [low, high];
}
