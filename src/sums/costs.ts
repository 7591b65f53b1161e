// What the methods cost, in nanoseconds: numbers that their plans multiply with what there is to do.
// `node scripts/fitCosts.mjs` measures the methods and fits them again.

/** Nanoseconds, a row a method. */
export const COSTS = {
  /** To begin; a query by tiles and by rows. A pair by tiles: itself, a dimension, a column. */
  direct: {
    start: 3000,
    tileQuery: 100,
    rowQuery: 500,
    tilePair: 3,
    tileDimension: 0.4,
    tileColumn: 0.4,
  },
  /** A pair by rows: a kernel that does not say, a root, a dimension, a column, a higher power. */
  rows: { value: 20, root: 4, dimension: 0.6, column: 0.9, power: 4 },
  /** To begin; a point, and a sum of it; a query, and a sum of it by cells; a point of a window, and a
   * sum of it. */
  windowed: {
    start: 15_000,
    point: 110,
    pointSum: 10,
    query: 200,
    querySum: 60,
    term: 8,
    termSum: 3,
  },
  /** To begin; a point, two columns of it, and a moment; a query, two sums, and a moment; a step from
   * cells to the grid or back, an entry of the tables, a spacing and moment, a certified bandwidth and
   * column; an own term taken out. */
  line: {
    start: 150_000,
    point: 2,
    source: 6,
    sourceMoment: 0.6,
    query: 3,
    target: 5,
    targetMoment: 0.5,
    step: 0.75,
    table: 1,
    spacing: 100,
    certified: 200,
    ownTerm: 100,
  },
  /** Summed outwards from the nearest: a point, a query, and each level of it. */
  near: { point: 300, query: 1500, level: 250 },
  /** To begin; a point or query and dimension; a multiply–add on window nodes and on grid nodes; a pair
   * and a sum of one among the queries left open. */
  grid: { start: 200_000, place: 90, windowNode: 0.7, gridNode: 0.8, openPair: 4, openTerm: 1.5 },
  /** To begin; a point or query, a level of its tree, a query of a group, a pair of the Gaussian on top
   * of a direct one, a level of the search for a single query. */
  tree: { start: 20_000, place: 200, level: 50, query: 300, gaussianPair: 2.5, single: 1500 },
  /** Moments about the middle: to begin; a power of a point, a term of the series of a query. */
  wide: { start: 20_000, point: 1, term: 1 },
};

/** The search of the tree for one query of the Gaussian that is taken alone, its sums aside. */
export function singleCost(n: number, d: number): number {
  return COSTS.tree.single * 1.4 ** (d - 2) * Math.log2(n + 1);
}
