// A ridge on the higher terms of a local polynomial. Where few observations are in reach a quadratic
// follows their noise, and between and beyond them it runs away. So to Σ K_i s_i (y_i − P(x_i))² is added
//
//   s·K(0) Σ_{|α|≥2} (β_α t^α)²,   P(x) = Σ β_α (x − q)^α,   t_j = h_j/(1 + h_j²/r_j²)
//
// as if observations of weight s at the query had seen each of these terms to be 0 at the distance t:
// a bandwidth, and ever less where that is beyond some spread r of the data, so that the global
// polynomial of an infinite bandwidth is free. Where many observations are in reach nothing changes. In
// several columns, where no bandwidth grows with the gaps, slopes are pulled as well, a little: a plane
// through a few observations in a row goes anywhere beside them.
//
// See Seifert and Gasser (1996, 2000), Local polynomial ridge regression.

import { orders, powersOf } from '../sums/powers.js';
import type { SumsRequest } from '../sums/types.js';
import type { LocalRidge } from './LocalDesign.js';
import type { Ridge } from './SmootherSpec.js';

/**
 * What slopes in several columns are pulled with, beside higher terms: from 0.01 to 0.1 the errors of surfaces are
 * the same, with 1 a tenth larger; planes in three columns with tails are not bent by less than 0.1.
 */
const SLOPES = 0.03;

/** A ridge that outweighs all in reach by e^this leaves nothing of the terms that it pulls. */
const OUTWEIGHS = 1e4;

/** The ridge of a smoother, term by term of its polynomials. */
export interface RidgeTerms {
  /** s, in the units that were asked for. */
  readonly weight: number;
  /** (t/h)^2α, the ridge in powers of u beside s·K(0), [terms]; 0 where nothing is pulled. */
  readonly squares: Float64Array;
  /** t^α, with the root of their part of the weight, [terms]; 0 where nothing is pulled. */
  readonly lengths: Float64Array;
  /** |α|, [terms]. */
  readonly order: readonly number[];
}

/**
 * A ridge term by term; `undefined` where there is no term to pull.
 *
 * @param degree - of the polynomials
 * @param request - for the sums of the smoother
 * @param d - columns
 * @param unit - what a weight of 1 in the sums is among the weights of observations
 */
export function ridgeTerms(
  ridge: Ridge,
  degree: number,
  { inverseBandwidth: w, kinds }: Pick<SumsRequest, 'inverseBandwidth' | 'kinds'>,
  d: number,
  unit: number,
): RidgeTerms | undefined {
  const lowest = d > 1 ? 1 : 2;
  if (degree < lowest) return undefined;
  const variables = kinds?.variables ?? Array.from({ length: d }, (_, j) => j);
  const order = orders(variables.length, degree);
  const t = variables.map((j) => 1 / (w[j] + 1 / (w[j] * ridge.reach[j] ** 2)));
  const pulled = (values: readonly number[]) =>
    powersOf(values, degree).map((each, a) =>
      order[a] < lowest ? 0 : order[a] < 2 ? each * Math.sqrt(SLOPES) : each,
    );
  return {
    weight: ridge.weight / unit,
    squares: pulled(t.map((each, k) => each * w[variables[k]])).map((each) => each * each),
    lengths: pulled(t),
    order,
  };
}

/**
 * The ridge at one query.
 *
 * @param log - of the weight of the heaviest place in reach beside one at the query
 * @param scale - by which this query's w is larger
 */
export function ridgeBeside(
  { weight, lengths, order }: RidgeTerms,
  log: number,
  scale?: number,
): LocalRidge {
  return {
    log: Math.min(Math.log(weight) - log, OUTWEIGHS),
    lengths: scale ? lengths.map((each, a) => each / scale ** order[a]) : lengths,
  };
}
