// What the methods cost, in nanoseconds: numbers that their plans multiply with what there is to do.
// `npm run fit-costs` measures the methods and fits them again.

import { meanOf, type View, viewsOf } from './density.js';
import { countOfSums } from './powers.js';
import type { Sample, SumsRequest } from './types.js';

/** Nanoseconds, a row a method or a part that methods share. */
export const COSTS = {
  /** To begin; a query by tiles; a pair: itself, a dimension, a sum. */
  tiles: { start: 4600, query: 17, pair: 1.4, dimension: 0.3, sum: 0.9 },
  /** To begin; a query by rows, a row of a tile; a pair: its kernel in units of what that says, a
   * root, a dimension, a power, a sum. */
  rows: {
    start: 3000,
    query: 13,
    row: 15,
    value: 0.65,
    root: 0.6,
    dimension: 1,
    power: 3.1,
    sum: 0.55,
  },
  /** To begin; a point, and a sum of it; a query, and a sum of it by cells; a point of a window, and a
   * sum of it. */
  windowed: {
    start: 3000,
    point: 48,
    pointSum: 15,
    query: 130,
    querySum: 34,
    term: 3.7,
    termSum: 2.4,
  },
  /** To begin; a point, two columns of it, and a moment; a query, two sums, and a moment; a step from
   * cells to the grid or back, an entry of the tables, a spacing and moment, a certified bandwidth and
   * column; an own term taken out. */
  line: {
    start: 55000,
    point: 1.1,
    source: 7.4,
    sourceMoment: 0.5,
    query: 0.8,
    target: 1.8,
    targetMoment: 2.2,
    step: 0.23,
    table: 3.5,
    spacing: 77,
    certified: 340,
    ownTerm: 73,
  },
  /** Summed outwards from the nearest: a query, a level of it and dimension, a pair, a sum of it. */
  near: { query: 270, level: 400, pair: 17, sum: 8 },
  /** To begin; a point or query and dimension; a multiply–add on window nodes and on grid nodes; a pair
   * and a sum of one among the queries left open. */
  grid: { start: 45000, place: 79, windowNode: 0.3, gridNode: 0.28, openPair: 4, openTerm: 1.5 },
  /** To begin; a point or query, a level of its tree, a group of queries, a pair on top of a direct
   * one. */
  tree: { start: 8000, place: 33, level: 20, group: 7000, pair: 0.65 },
  /** Moments about the middle: to begin; a power of a point, a term of the series of a query. */
  wide: { start: 50000, point: 1.6, term: 5.5 },
};

/** A tree of n points of d dimensions. */
export function treeCost(n: number, d: number): number {
  const { place, level } = COSTS.tree;
  return n * (place + level * Math.log2(n + 1)) * (1 + d / 4);
}

/** One query summed outwards from the nearest, with so many points that count. */
export function nearCost({ n, d }: Sample, { degrees }: SumsRequest, pairs: number): number {
  const { query, level, pair, sum } = COSTS.near;
  const size = countOfSums(d, degrees);
  return query + level * d * Math.log2(n + 1) + (pair + sum * size) * pairs;
}

/** Bandwidths about a query: without points there it is left open, and with so many to be summed. */
const OPEN = 2;
const OPEN_REACH = 8;

/**
 * What the queries take, all of them, that a certificate leaves open and that are summed outwards
 * instead: those with few points near them.
 */
export function openCost(sample: Sample, queries: Float64Array, request: SumsRequest): number {
  const { n, d } = sample;
  const m = queries.length / d;
  const unit = request.squared ? Math.SQRT1_2 : 1;
  const views = viewsOf(sample, queries, request);
  const open = (view: View) => Math.exp(-view.within(OPEN * unit));
  const each = meanOf(
    views,
    (view) => open(view) * nearCost(sample, request, view.within(OPEN_REACH * unit)),
  );
  // One is enough for a tree to be made.
  const any = -Math.expm1(-m * meanOf(views, open));
  return any * treeCost(n, d) + m * each;
}
