// Columns of x that are no numbers, for the sums of a smoother.

import { categoryWeight, isCategory, mostOf, type Predictor } from '../kernels/Predictor.js';
import { Differences } from '../sums/Differences.js';
import { sumsOfKinds } from '../sums/sumsOfKinds.js';
import type { CategoryMatch, Kinds } from '../sums/types.js';
import type { SmootherSpec } from './SmootherSpec.js';

const HOW = {
  differences: (points: Float64Array, queries: Float64Array, kinds: Kinds) =>
    new Differences(points, queries, kinds),
  sums: sumsOfKinds,
};

/** Columns that are all numbers. */
export function numbersOnly(variables: readonly number[]): Kinds {
  return { ...HOW, predictors: variables.map(() => ({ kind: 'number' })), variables };
}

/** What a spec says of columns. */
export type Columns = Pick<SmootherSpec, 'predictors' | 'bandwidth'>;

/**
 * The columns in which u is taken: numbers, and what goes round as long as its bandwidth is finite; without
 * one it does not matter, while the terms of a polynomial in a number stay.
 *
 * @param d - how many columns there are
 */
export function variablesOf({ predictors, bandwidth }: Columns, d: number): readonly number[] {
  const all = Array.from({ length: d }, (_, j) => j);
  if (!predictors) return all;
  return all.filter((j) => {
    const { kind } = predictors[j];
    return kind === 'number' || (!isCategory(predictors[j]) && bandwidth[j] < Infinity);
  });
}

/**
 * How columns that are no numbers take part in sums.
 *
 * @param predictors - what columns hold, [d]
 * @param bandwidth - [d]
 * @param points - [n, d]
 * @param queries - [m, d]
 */
export function kindsOf(
  predictors: readonly Predictor[],
  bandwidth: Float64Array,
  points: Float64Array,
  queries: Float64Array,
): Kinds {
  const variables = variablesOf({ predictors, bandwidth }, predictors.length);
  const matching = predictors.flatMap((predictor, j) =>
    isCategory(predictor) && bandwidth[j] < mostOf(predictor) ? [j] : [],
  );
  const match = matching.length > 0 && matchOf(predictors, bandwidth, matching, points, queries);
  return { ...HOW, predictors, variables, ...(match && { match }) };
}

/** Combinations of the categories at places, by their number, with one place of each. */
interface Combinations {
  readonly of: Int32Array;
  readonly firsts: readonly number[];
}

const COMBINATIONS = /* @__PURE__ */ new WeakMap<Float64Array, Map<string, Combinations>>();

/** The combinations that occur, once for the same places. */
function combinationsOf(places: Float64Array, d: number, columns: readonly number[]): Combinations {
  const known = COMBINATIONS.get(places) ?? new Map<string, Combinations>();
  COMBINATIONS.set(places, known);
  const key = columns.join();
  let found = known.get(key);
  if (!found) {
    const of = new Int32Array(places.length / d);
    let firsts: number[] = [];
    // Column after column, so that numbers of combinations stay small.
    for (const j of columns) {
      const seen = new Map<number, Map<number, number>>();
      firsts = [];
      for (let i = 0; i < of.length; i++) {
        const inside = seen.get(of[i]) ?? new Map<number, number>();
        seen.set(of[i], inside);
        const level = places[i * d + j];
        let number = inside.get(level);
        if (number === undefined) {
          number = firsts.length;
          inside.set(level, number);
          firsts.push(i);
        }
        of[i] = number;
      }
    }
    found = { of, firsts };
    known.set(key, found);
  }
  return found;
}

function matchOf(
  predictors: readonly Predictor[],
  bandwidth: Float64Array,
  columns: readonly number[],
  points: Float64Array,
  queries: Float64Array,
): CategoryMatch {
  const d = predictors.length;
  const own = combinationsOf(points, d, columns);
  const asked = queries === points ? own : combinationsOf(queries, d, columns);
  const count = own.firsts.length;
  const weightsBy = (some: readonly number[]): Float64Array => {
    const weights = new Float64Array(asked.firsts.length * count).fill(1);
    for (const j of some) {
      const predictor = predictors[j];
      if (!isCategory(predictor)) continue;
      for (let at = 0; at < weights.length; at++) {
        const a = queries[asked.firsts[Math.floor(at / count)] * d + j];
        const b = points[own.firsts[at % count] * d + j];
        weights[at] *= categoryWeight(predictor, bandwidth[j], a, b);
      }
    }
    return weights;
  };
  const match = { points: own.of, queries: asked.of, count };
  const lenient = columns.filter((j) => bandwidth[j] > 0);
  const otherwise = lenient.length < columns.length && {
    otherwise: { ...match, weights: weightsBy(lenient) },
  };
  return { ...match, weights: weightsBy(columns), ...otherwise };
}
