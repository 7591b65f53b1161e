// What lies between a query and points, in columns that need not be numbers: on a circle the shorter way
// round, on the globe so many kilometres to the east and north along the great circle. All else of a
// smoother is as for numbers.

import type { Kinds, PairDifferences } from './types.js';

/** The mean radius of the earth in kilometres. */
const RADIUS = 6371.0088;
const DEGREE = Math.PI / 180;

const VECTORS = /* @__PURE__ */ new WeakMap<Float64Array, Map<number, Float64Array>>();

/** Differences of points from one query after another, in the columns in which u is taken. */
export class Differences implements PairDifferences {
  /** How many columns. */
  readonly count: number;
  readonly #kinds: Kinds;
  readonly #points: Float64Array;
  readonly #queries: Float64Array;
  readonly #d: number;
  /** By the column of latitudes: points as unit vectors [n, 3]; up, east and north at the last query. */
  readonly #globes = new Map<
    number,
    { vectors: Float64Array; axes: Float64Array; query: number }
  >();

  /**
   * @param points - [n, d]
   * @param queries - [m, d]
   */
  constructor(points: Float64Array, queries: Float64Array, kinds: Kinds) {
    const { predictors, variables } = kinds;
    this.count = variables.length;
    this.#kinds = kinds;
    this.#points = points;
    this.#queries = queries;
    this.#d = predictors.length;
    for (const j of variables) {
      if (predictors[j].kind !== 'latitude') continue;
      const vectors = vectorsOf(points, this.#d, j);
      this.#globes.set(j, { vectors, axes: new Float64Array(9), query: -1 });
    }
  }

  /** Writes x − q for a point, [count], from `to` on. */
  into(query: number, i: number, out: Float64Array, to = 0): void {
    this.rowInto(query, i, 1, out, 1, to);
  }

  /** Writes x − q for `length` points from number `start` on, a row of `size` for each column, from `first` on. */
  rowInto(
    query: number,
    start: number,
    length: number,
    out: Float64Array,
    size: number,
    first = 0,
  ): void {
    const { predictors, variables } = this.#kinds;
    for (let v = 0; v < variables.length; v++) {
      const j = variables[v];
      const predictor = predictors[j];
      if (predictor.kind === 'latitude') {
        for (let i = 0; i < length; i++)
          this.#onGlobe(query, start + i, j, out, first + v * size + i, size);
        v++;
        continue;
      }
      const q = this.#queries[query * this.#d + j];
      const row = first + v * size;
      const end = row + length;
      for (let to = row, x = start * this.#d + j; to < end; to++, x += this.#d)
        out[to] = this.#points[x] - q;
      if (predictor.kind !== 'periodic') continue;
      const { period } = predictor;
      for (let to = row; to < end; to++) out[to] -= period * Math.round(out[to] / period);
    }
  }

  /** Kilometres to the north, then to the east. */
  #onGlobe(query: number, i: number, j: number, out: Float64Array, to: number, step: number): void {
    const globe = this.#globes.get(j)!;
    const { vectors, axes } = globe;
    if (query !== globe.query) {
      globe.query = query;
      const q = query * this.#d + j;
      axesInto(this.#queries[q], this.#queries[q + 1], axes);
    }
    const [a, b, c] = [vectors[3 * i], vectors[3 * i + 1], vectors[3 * i + 2]];
    // Less the query first: what is near keeps its digits.
    const [x, y, z] = [a - axes[0], b - axes[1], c - axes[2]];
    const east = x * axes[3] + y * axes[4];
    const north = x * axes[6] + y * axes[7] + z * axes[8];
    const up = a * axes[0] + b * axes[1] + c * axes[2];
    const length = Math.sqrt(east * east + north * north);
    const arc = RADIUS * Math.atan2(length, up);
    out[to] = length > 0 ? arc * (north / length) : arc;
    out[to + step] = length > 0 ? arc * (east / length) : 0;
  }
}

/** Up, east and north at a place, as unit vectors. */
function axesInto(latitude: number, longitude: number, out: Float64Array): void {
  const [phi, lambda] = [latitude * DEGREE, longitude * DEGREE];
  const [sin, cos] = [Math.sin(phi), Math.cos(phi)];
  const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
  out.set([cos * cosL, cos * sinL, sin, -sinL, cosL, 0, -sin * cosL, -sin * sinL, cos]);
}

/** A place on the globe as a unit vector. */
export function vectorAt(latitude: number, longitude: number): Float64Array {
  const axes = new Float64Array(9);
  axesInto(latitude, longitude, axes);
  return axes.slice(0, 3);
}

/** Points on the globe as unit vectors, once for the same points. */
function vectorsOf(points: Float64Array, d: number, j: number): Float64Array {
  const known = VECTORS.get(points) ?? new Map<number, Float64Array>();
  VECTORS.set(points, known);
  let vectors = known.get(j);
  if (!vectors) {
    const axes = new Float64Array(9);
    vectors = new Float64Array((points.length / d) * 3);
    for (let i = 0; i * d < points.length; i++) {
      axesInto(points[i * d + j], points[i * d + j + 1], axes);
      vectors.set(axes.subarray(0, 3), 3 * i);
    }
    known.set(j, vectors);
  }
  return vectors;
}
