import type { Random } from '../arrays/createRandom.js';
import { showAsText } from '../arrays/formatValue.js';
import { notFittedError } from '../arrays/optionError.js';
import type { ArrayInput, DataInput, TimeInput } from '../types.js';
import {
  type ColumnNames,
  type ColumnsOf,
  type ModelColumns,
  type Named,
  type NamedArrays,
  type ObservedRow,
  plainColumns,
  type QueryRow,
} from './columns.js';
import { type CurveOptions, observedRows } from './curvePoints.js';
import {
  densityJSON,
  type KernelDensityJSON,
  readDensityJSON,
  restoredDensity,
} from './densityJSON.js';
import {
  type DensityState,
  densitiesAt,
  densityCurve,
  densityState,
  densityTable,
  distributionAt,
  drawnFrom,
  printedDensity,
  quantilesAt,
} from './densityState.js';
import {
  type DensitySettings,
  type KernelDensityOptions,
  resolveDensity,
} from './KernelDensityOptions.js';
import type { PointRowsOptions, PointsOptions, QueryInput } from './readObservations.js';

/** What rows of a density curve hold beside the column. */
export interface DensityValue {
  /** How dense observations lie, in 1/(unit of x). */
  readonly density: number;
}

/** A point of the density of an array, or of times. */
export interface DensityPoint<X = number> extends DensityValue {
  /** Where. */
  readonly x: X;
}

/** What the columns of a density of arrays are called in its curve. */
export interface DensityNames<X extends NonNullable<ColumnNames['x']>> {
  /** As they were given. */
  readonly x: X;
  /** The value there. */
  readonly y: 'density';
}

/** What a place of a density of one column is, by a row of its curve. */
export type PlaceOf<Point> = [Exclude<keyof Point, 'density'>] extends [never]
  ? number
  : Point[Exclude<keyof Point, 'density'>] extends Date
    ? Date
    : number;

/** Several such places. */
export type PlacesOf<Point> = PlaceOf<Point> extends Date ? Date[] : Float64Array;

/** A density of rows: what its curve holds, and what a row to ask at must. */
export type RowsDensity<Row extends object, X> = KernelDensity<
  Named<Row, X, 'x'> & DensityValue,
  QueryRow<Row, X>
>;

/**
 * Kernel density estimate: how dense observations lie, without a form that is said before.
 *
 *   f(q) = Σ_i s_i Π_j K((q_j − x_ij)/h_j)/h_j / Σ_i s_i
 *
 * @remarks In one to three dimensions fast as the kernel sums of {@link KernelRegressor} are: O(n + m) for the
 *   Gaussian on a line. With `bounds` the observations are joined by their images in them.
 * @example
 * ```ts
 * import { KernelDensity } from 'nadaraya';
 *
 * const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 5]);
 * console.log(model.density(0).toFixed(6)); // → 0.213638
 * console.log(model.quantile(0.5).toFixed(6)); // → 1.262075
 * ```
 * @see Silverman (1986), Density Estimation for Statistics and Data Analysis
 * @typeParam Point - what a row of the curve holds, as `fit` returns it
 * @typeParam Row - what a row must hold for the density there
 */
export class KernelDensity<Point extends object = DensityPoint, Row extends object = object> {
  readonly #settings: DensitySettings;
  #state: DensityState | undefined;

  /**
   * @param options - kernel, bandwidth, bounds
   * @throws {@link OptionError} for an unknown option or one outside its range
   * @throws {@link UnsupportedError} for a kernel that does not say its integral
   */
  constructor(options?: KernelDensityOptions) {
    this.#settings = resolveDensity('KernelDensity', options);
    showAsText(this);
  }

  /**
   * Takes observations, which are copied, and chooses the bandwidth when it is not given.
   *
   * @param x - [n] or [n, d], d at most 3, numbers or `Date`s; or rows, objects in an array or in what iterates
   *   over them
   * @param options - sample weights, names; for rows which columns
   * @returns the model itself
   * @throws {@link ShapeError} when no row is left, and when bandwidth, bounds or weights do not fit x
   * @throws {@link NumericalError} for infinite entries, for NaN unless it is to be omitted, and when all
   *   values are the same and the bandwidth is to be chosen
   * @throws {@link OptionError} for sample weights below 0 or all 0, and observations outside the bounds
   * @throws {@link UnsupportedError} for more than 3 dimensions, and a choice of the bandwidth that does not serve
   * @remarks `'sj'` and `'ucv'` look at the observations once, O(n), and then at moments in cells;
   *   `'likelihood'` costs some fifty densities at the observations. How much weights tell a choice is
   *   counted as (Σs)²/Σs² observations.
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const rows = [{ age: 31 }, { age: 35 }, { age: 52 }];
   * console.log(new KernelDensity({ bandwidth: 5 }).fit(rows, { x: 'age' }).density({ age: 40 }).toFixed(5)); // → 0.02289
   * ```
   */
  fit<const Names extends Pick<ColumnNames, 'x'>>(
    x: DataInput,
    options: PointsOptions & { readonly names: Names },
  ): KernelDensity<NamedArrays<DensityNames<NonNullable<Names['x']>>, number>>;
  fit<const Names extends Pick<ColumnNames, 'x'>>(
    x: TimeInput,
    options: PointsOptions & { readonly names: Names },
  ): KernelDensity<NamedArrays<DensityNames<NonNullable<Names['x']>>, Date>>;
  fit(x: DataInput, options?: PointsOptions): KernelDensity;
  fit(x: TimeInput, options?: PointsOptions): KernelDensity<DensityPoint<Date>>;
  fit(x: DataInput<Date>, options?: PointsOptions): KernelDensity;
  /**
   * The same for rows, by the names of their columns.
   *
   * @typeParam R - a row
   * @typeParam X - the columns
   * @param rows - objects, one for each observation, in an array or in what iterates over them
   * @param columns - which columns x and the weights are
   * @returns the model itself, which takes rows and writes rows
   * @throws {@link OptionError} for rows without the columns, and texts in place of numbers or dates
   */
  fit<R extends object, const X extends ColumnsOf<R, number | bigint | Date>>(
    rows: Iterable<R>,
    columns: PointRowsOptions<R, X>,
  ): RowsDensity<R, X>;
  fit(x: unknown, options?: unknown): unknown {
    this.#state = densityState('KernelDensity.fit', this.#settings, x, options);
    return this;
  }

  /**
   * The density at queries.
   *
   * @param xq - a number, [m] or [m, d]; or rows with the columns of the model
   * @returns a number for one place, else [m]; 0 where a compact kernel or the bounds end
   * @throws {@link NotFittedError} before `fit`, {@link ShapeError} when xq does not fit x
   * @throws {@link NumericalError} for infinite entries, and NaN unless it is to be omitted
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ kernel: 'uniform', bandwidth: 1 }).fit([0, 1, 5]);
   * console.log(model.density([0.5, 3, 5]).map((f) => 6 * f)); // → Float64Array(3) [ 2, 0, 1 ]
   * ```
   */
  density(xq: number | Date): number;
  density(xq: DataInput<Date> | Iterable<Row>): Float64Array;
  density(xq: Row): number;
  density(xq: QueryInput<Row>): number | Float64Array {
    return densitiesAt(...this.#fitted('density'), xq, false);
  }

  /**
   * The logarithm of the density at queries, which does not underflow however far they are.
   *
   * @param xq - as for `density`
   * @returns a number for one place, else [m]; −∞ only where a compact kernel or the bounds end, and where the
   *   logarithm itself is beyond the numbers that 64 bits hold
   * @throws as `density` does, and {@link UnsupportedError} where a kernel makes densities below 0
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 5]);
   * console.log(model.density(105), model.logDensity(105).toFixed(5)); // → 0 -5002.01755
   * ```
   */
  logDensity(xq: number | Date): number;
  logDensity(xq: DataInput<Date> | Iterable<Row>): Float64Array;
  logDensity(xq: Row): number;
  logDensity(xq: QueryInput<Row>): number | Float64Array {
    return densitiesAt(...this.#fitted('logDensity'), xq, true);
  }

  /**
   * The share of the density below queries, its integral; in several dimensions below in each of them.
   *
   *   F(q) = Σ_i s_i Π_j ∫K((t − x_ij)/h_j)/h_j dt / Σ_i s_i,  t up to q_j
   *
   * @param xq - as for `density`
   * @returns a number for one place, else [m], from 0 to 1
   * @throws as `density` does
   * @remarks Right to about 1e-12. On a line the observations in reach of each query are summed; for the
   *   Gaussian and logistic kernels and many queries integrals of polynomials take their place, O(n + m). In
   *   several dimensions O(n·m).
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ kernel: 'uniform', bandwidth: 1 }).fit([0, 1, 5]);
   * console.log(model.distribution(0.5).toFixed(6)); // → 0.333333
   * ```
   */
  distribution(xq: number | Date): number;
  distribution(xq: DataInput<Date> | Iterable<Row>): Float64Array;
  distribution(xq: Row): number;
  distribution(xq: QueryInput<Row>): number | Float64Array {
    return distributionAt(...this.#fitted('distribution'), xq);
  }

  /**
   * Where the distribution reaches levels: medians, quartiles and so on of the density.
   *
   * @param levels - from 0 to 1, a number or [k]
   * @returns a number for one level, else [k]; `Date`s where x holds times; the ends of the density, which may be
   *   infinite, for 0 and 1
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link OptionError} for levels outside 0 to 1
   * @throws {@link UnsupportedError} when x has several columns
   * @remarks By bisection, to the last digit that the distribution tells.
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 2]);
   * console.log(model.quantile(0.5).toFixed(12)); // → 1.000000000000
   * ```
   */
  quantile(levels: number): PlaceOf<Point>;
  quantile(levels: ArrayInput): PlacesOf<Point>;
  quantile(levels: number | ArrayInput): unknown {
    return quantilesAt(...this.#fitted('quantile'), levels);
  }

  /**
   * Numbers drawn from the density, a smoothed bootstrap: an observation by its weight, and its kernel about it.
   *
   * @param count - how many
   * @param random - `createRandom(seed)`
   * @returns [count], or [count, d] row by row; `Date`s where x holds times
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link OptionError} for a count that is none, and what is no source of random numbers
   * @example
   * ```ts
   * import { createRandom, KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ bandwidth: 1, bounds: [0, Infinity] }).fit([0, 1, 5]);
   * const drawn = model.sample(1000, createRandom(1));
   * console.log(drawn.length, drawn.every((x) => x >= 0)); // → 1000 true
   * ```
   */
  sample(count: number, random: Random): PlacesOf<Point>;
  sample(count: number, random: Random): unknown {
    return drawnFrom(...this.#fitted('sample'), count, random);
  }

  /**
   * The density of one column as rows for plotting.
   *
   * @param options - how many points, from where to where; by default to 3 bandwidths beyond the observations,
   *   or to the bounds
   * @returns rows `{ x, density }`, under the name of the column that a model of rows has
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link UnsupportedError} when x has several columns
   * @throws {@link OptionError} when the column is called `density`
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ kernel: 'triangular', bandwidth: 1 }).fit([0, 2]);
   * console.log(model.curve({ points: [0, 1] })); // → [ { x: 0, density: 0.5 }, { x: 1, density: 0 } ]
   * ```
   */
  curve(options?: Omit<CurveOptions, 'band'>): Point[] {
    return densityCurve(...this.#fitted('curve'), options) as unknown as Point[];
  }

  /**
   * The bandwidth in use, in the units of x, [d].
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get bandwidth(): number[] {
    return Array.from(this.#fitted('bandwidth')[1].bandwidth);
  }

  /**
   * What the columns of x are called, and which hold times; there is no y.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get columns(): ModelColumns {
    return plainColumns(this.#fitted('columns')[1].columns);
  }

  /**
   * The observations, as rows under the names of the columns.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get observations(): readonly ObservedRow[] {
    return observedRows(this.#fitted('observations')[1]);
  }

  /**
   * A table of the density, with a warning where the search for the bandwidth ended at a limit.
   *
   * @throws {@link NotFittedError} before `fit`
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 2]);
   * console.log(model.summary().split('\n')[2]); // → bandwidth                    1
   * ```
   */
  summary(): string {
    return densityTable(...this.#fitted('summary'));
  }

  /**
   * The density in three lines, which consoles print as well.
   *
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity({ bandwidth: 0.5 });
   * console.log(model); // → KernelDensity, not fitted: gaussian kernel, bandwidth: 0.5
   * console.log(String(model.fit([0, 1, 2])).split('\n')[1]); // → bandwidth: 0.5 (given)
   * ```
   */
  toString(): string {
    return printedDensity(this.#settings, this.#state);
  }

  /**
   * The density as plain JSON, from which `fromJSON` makes one that gives the same digits.
   *
   * @returns the data and the options, to keep in a file with `JSON.stringify(model)`
   * @throws {@link NotFittedError} before `fit`, {@link UnsupportedError} for a kernel of your own
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const model = new KernelDensity().fit([0, 1, 2, 4]);
   * const copy = KernelDensity.fromJSON(JSON.parse(JSON.stringify(model)));
   * console.log(copy.density(1.2) === model.density(1.2)); // → true
   * ```
   */
  toJSON(): KernelDensityJSON {
    return densityJSON(...this.#fitted('toJSON'));
  }

  /**
   * The density that `toJSON` wrote.
   *
   * @param json - what `toJSON` gave, read again with `JSON.parse`
   * @returns a fitted model
   * @throws {@link OptionError} for anything else, and for another version
   * @example
   * ```ts
   * import { KernelDensity } from 'nadaraya';
   *
   * const json = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 2]).toJSON();
   * console.log(KernelDensity.fromJSON(json).bandwidth); // → [ 1 ]
   * ```
   */
  static fromJSON<Point extends object = DensityPoint>(
    json: KernelDensityJSON,
  ): KernelDensity<Point> {
    const where = 'KernelDensity.fromJSON';
    const { options, x, fit } = readDensityJSON(where, json);
    const model = new KernelDensity<Point>(options);
    const state = densityState(where, model.#settings, x, fit);
    model.#state = restoredDensity(where, state, json);
    return model;
  }

  /** What the functions behind a method begin with. */
  #fitted(method: string): [where: string, state: DensityState] {
    const where = `KernelDensity.${method}`;
    if (this.#state) return [where, this.#state];
    throw notFittedError(where, 'fit must be called first', 'no fit');
  }
}
