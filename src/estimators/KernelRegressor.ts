import { showAsText } from '../arrays/formatValue.js';
import { notFittedError } from '../arrays/optionError.js';
import type { BandwidthChoice } from '../bandwidth/BandwidthChoice.js';
import { chooseBandwidth, selectBandwidth } from '../bandwidth/chooseBandwidth.js';
import type { BandOptions } from '../inference/curveBand.js';
import type { NullTest } from '../inference/nullTest.js';
import type { BinnedSample } from '../summary/BinnedSample.js';
import type { BinnedSample2D } from '../summary/BinnedSample2D.js';
import type { ArrayInput, DataInput, MixedInput, TimeInput } from '../types.js';
import {
  type ColumnNames,
  type ColumnsOf,
  type ModelColumns,
  type Named,
  type NamedArrays,
  type ObservedRow,
  type PredictorsOf,
  plainColumns,
  type QueryRow,
} from './columns.js';
import {
  type BandPoint,
  type CurveOptions,
  type CurvePoint,
  curvePoints,
  keptRows,
  observedRows,
  type TimePoint,
  type XYPoint,
} from './curvePoints.js';
import {
  type DistributionBandwidths,
  type DistributionOptions,
  distributionAt,
  distributionBandwidthsOf,
  quantileAt,
} from './distributionOf.js';
import {
  allRowsFit,
  expectObservations,
  type FitTask,
  type FittedState,
  fitTask,
  isDataSummary,
  ownFit,
  ownResiduals,
  robustnessOfRows,
  type SummaryOptions,
  summaryTask,
} from './FittedState.js';
import {
  bandOf,
  type ConfidenceBand,
  type Interval,
  type IntervalOptions,
  intervalOf,
  type NullTestOptions,
  nullTestOf,
  type SimplerCurve,
} from './inferenceOf.js';
import { printed, summaryTable } from './inWords.js';
import {
  type KernelRegressorOptions,
  type RegressorSettings,
  resolveRegressor,
} from './KernelRegressorOptions.js';
import {
  bandwidthAt,
  type DerivativeOptions,
  derivativeAt,
  predictAt,
  type Support,
  supportOf,
} from './predictAt.js';
import type { FitOptions, QueryInput, RowsOptions } from './readObservations.js';
import {
  type KernelRegressorJSON,
  readRegressorJSON,
  regressorJSON,
  restored,
} from './regressorJSON.js';
import { type ScoreOptions, scoreOn } from './scoreOn.js';
import {
  type SliceBandPoint,
  type SliceEntry,
  type SlicePoint,
  slicePoints,
} from './slicePoints.js';

/** A model of rows: what a curve holds, and what a row to predict must. */
export type RowsRegressor<Row extends object, X, Y> = KernelRegressor<
  Named<Row, X, 'x'> & Named<Row, Y, 'y'>,
  QueryRow<Row, X>
>;

/**
 * Kernel regression: around each query a polynomial, fitted to observations weighted by a kernel.
 *
 *   ŷ(q) = β₀,   β = argmin Σ_i K((x_i − q)/h) s_i (y_i − Σ_α β_α (x_i − q)^α)²
 *
 * Degree 0 is the Nadaraya–Watson estimator, ŷ(q) = Σ K_i y_i / Σ K_i.
 *
 * @remarks O(n + m) for the Gaussian in one dimension, O((n + m) log n) for compact polynomial
 *   kernels; the option `method` tells about the rest. A Gaussian query far from all data is
 *   predicted by the nearest observations, and `support` says so; where the observations in reach
 *   cannot carry the degree (fewer distinct places than terms have weight at all), it falls there to
 *   what they carry; a column that others make up is left out.
 * @example
 * ```ts
 * import { KernelRegressor } from 'nadaraya';
 *
 * const x = [0, 1, 2, 3, 4, 5];
 * const y = [0, 2, 4, 6, 8, 10];
 * const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(x, y);
 * console.log(model.predict(2.5).toFixed(6)); // → 5.000000
 * console.log(model.derivative(2.5).toFixed(6)); // → 2.000000
 * ```
 * @see Fan, Gijbels (1996), Local Polynomial Modelling and Its Applications, §3.1
 * @typeParam Point - what a row of the curve holds, as `fit` returns it; `KernelRegressor<object>` is any model
 * @typeParam Row - what a row must hold to be predicted
 */
export class KernelRegressor<Point extends object = XYPoint, Row extends object = object> {
  readonly #settings: RegressorSettings;
  #state: FittedState | undefined;

  /**
   * @param options - kernel, bandwidth, degree, and what becomes of hard cases
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(options?: KernelRegressorOptions) {
    this.#settings = resolveRegressor('KernelRegressor', options);
    showAsText(this);
  }

  /**
   * Fits to observations, which are copied, and chooses the bandwidth when it is not given.
   *
   * @param x - [n] or [n, d], numbers or `Date`s; or rows, objects in an array or in what iterates over
   *   them; or a {@link BinnedSample} or {@link BinnedSample2D} in place of everything, with `onProgress` and `signal` alone as options: then
   *   all works that needs no single observation
   * @param y - [n], or [n, p] for several outputs; for rows which columns x and y are, and the options
   * @param options - sample weights; groups or dependence; progress and end of a search
   * @returns the model itself
   * @throws {@link ShapeError} when lengths differ, no row is left, or the bandwidth does not fit
   *   the columns of x
   * @throws {@link NumericalError} for infinite entries, for NaN unless it is to be omitted, and
   *   for too few observations to choose a bandwidth by: `'loo'` needs two, `'gcv'` with one column of x two more
   *   than the degree, `'aicc'` four more, `'plugin'` six; the default, `'silverman'` and `'scott'` take one
   * @throws {@link OptionError} for sample weights below 0 or all 0, groups that are all
   *   the same or no names, groups of a series, and both with a criterion that is blind to them
   * @throws {@link UnsupportedError} for degree 3 in several dimensions, and a plug-in or rule that
   *   does not serve
   * @remarks A search costs some fifty to a hundred fits.
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 1, degree: 1 });
   * model.fit([0, 1, 2, 3], [1, 3, 5, 7], { sampleWeights: [1, 1, 2, 1] });
   * console.log(model.predict(1.5).toFixed(6)); // → 4.000000
   * ```
   */
  fit<const Names extends ColumnNames>(
    x: DataInput,
    y: DataInput,
    options: FitOptions & { readonly names: Names },
  ): KernelRegressor<NamedArrays<Names, number>>;
  fit<const Names extends ColumnNames>(
    x: TimeInput,
    y: DataInput,
    options: FitOptions & { readonly names: Names },
  ): KernelRegressor<NamedArrays<Names, Date>>;
  fit(x: DataInput, y: DataInput, options?: FitOptions): KernelRegressor;
  fit(x: TimeInput, y: DataInput, options?: FitOptions): KernelRegressor<TimePoint>;
  fit(x: DataInput<Date> | MixedInput, y: DataInput, options?: FitOptions): KernelRegressor;
  /**
   * The same for rows, by the names of their columns.
   *
   * @typeParam R - a row
   * @typeParam X - the columns to smooth over
   * @typeParam Y - the columns to smooth
   * @param rows - objects, one for each observation, in an array or in what iterates over them
   * @param columns - which columns x and y are, weights and groups by theirs, and the other options
   * @returns the model itself, which predicts rows and writes rows
   * @throws {@link OptionError} for rows without the columns, and texts in place of numbers or dates
   */
  fit<R extends object, const X extends PredictorsOf<R>, const Y extends ColumnsOf<R>>(
    rows: Iterable<R>,
    columns: RowsOptions<R, X, Y>,
  ): RowsRegressor<R, X, Y>;
  fit(x: BinnedSample | BinnedSample2D, options?: SummaryOptions): KernelRegressor;
  fit(x: unknown, y?: unknown, options?: FitOptions): unknown {
    const where = 'KernelRegressor.fit';
    const { observations, wish, finish } = this.#task(where, x, y, options);
    this.#state = finish(wish && chooseBandwidth(where, observations, wish));
    return this;
  }

  /**
   * Fits as `fit` does, and gives way to others between bandwidths of the search, so that a page stays
   * alive.
   *
   * @param x - as for `fit`
   * @param y - as for `fit`
   * @param options - as for `fit`
   * @returns the model itself, once it is fitted
   * @throws as `fit` does, and the reason of `signal` when that ends the search
   * @remarks Reading the data is one piece of work, and so is a bandwidth: `docs/guide/large-data.md` has what
   *   was measured.
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const x = Array.from({ length: 100 }, (_, i) => i / 10);
   * let trials = 0;
   * const model = await new KernelRegressor().fitAsync(x, x.map(Math.sin), {
   *   signal: AbortSignal.timeout(60_000),
   *   onProgress: () => trials++,
   * });
   * console.log(trials > 10, Math.abs(model.predict(5) - Math.sin(5)) < 0.01); // → true true
   * ```
   */
  fitAsync<const Names extends ColumnNames>(
    x: DataInput,
    y: DataInput,
    options: FitOptions & { readonly names: Names },
  ): Promise<KernelRegressor<NamedArrays<Names, number>>>;
  fitAsync<const Names extends ColumnNames>(
    x: TimeInput,
    y: DataInput,
    options: FitOptions & { readonly names: Names },
  ): Promise<KernelRegressor<NamedArrays<Names, Date>>>;
  fitAsync(x: DataInput, y: DataInput, options?: FitOptions): Promise<KernelRegressor>;
  fitAsync(x: TimeInput, y: DataInput, options?: FitOptions): Promise<KernelRegressor<TimePoint>>;
  fitAsync(
    x: DataInput<Date> | MixedInput,
    y: DataInput,
    options?: FitOptions,
  ): Promise<KernelRegressor>;
  /**
   * The same for rows.
   *
   * @typeParam R - a row
   * @typeParam X - the columns to smooth over
   * @typeParam Y - the columns to smooth
   * @param rows - objects, one for each observation, in an array or in what iterates over them
   * @param columns - which columns x and y are, weights and groups by theirs, and the other options
   * @returns the model itself, which predicts rows and writes rows
   * @throws {@link OptionError} for rows without the columns, and texts in place of numbers or dates
   */
  fitAsync<R extends object, const X extends PredictorsOf<R>, const Y extends ColumnsOf<R>>(
    rows: Iterable<R>,
    columns: RowsOptions<R, X, Y>,
  ): Promise<RowsRegressor<R, X, Y>>;
  fitAsync(x: BinnedSample | BinnedSample2D, options?: SummaryOptions): Promise<KernelRegressor>;
  async fitAsync(x: unknown, y: unknown, options?: FitOptions): Promise<unknown> {
    const where = 'KernelRegressor.fitAsync';
    const { observations, wish, finish } = this.#task(where, x, y, options);
    this.#state = finish(wish && (await selectBandwidth(where, observations, wish)));
    return this;
  }

  /**
   * Predicts at queries.
   *
   * @param xq - a number or a `Date` (one dimension, one output), [m] or [m, d]; or a row with the
   *   columns of x, or rows
   * @returns a number for one place, else [m], or [m, p] row by row
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link ShapeError} when `xq` does not have the columns of x
   * @throws {@link NumericalError} with `emptyWindow: 'throw'` where nothing is in reach, and for
   *   results too large to hold
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 0.1 }).fit([0, 1, 2], [3, 5, 4]);
   * console.log(model.predict(1)); // → 5
   * console.log(model.predict([0, 1.5])); // → Float64Array(2) [ 3, 4.5 ]
   * ```
   */
  predict(xq: number | Date): number;
  predict(xq: DataInput<Date> | MixedInput | Iterable<Row>): Float64Array;
  predict(xq: Row): number;
  predict(xq: QueryInput<Row>): number | Float64Array {
    return predictAt(...this.#fitted('predict'), xq);
  }

  /**
   * Derivatives of the fitted curve: for degree 0 those of the estimate, of bandwidths that change with the place
   * too (at a kink of these the mean of both sides; R's np holds them), else those of the local polynomial.
   *
   * @param xq - as for `predict`
   * @param options - the order
   * @returns a number for one place, else [m] or [m, p] in one dimension, and the gradient [m, p, d]
   *   in several; by milliseconds where x holds times
   * @throws {@link OptionError} for an order that the degree does not have
   * @throws {@link UnsupportedError} for a kernel of your own without derivative
   * @throws {@link NotFittedError}, {@link ShapeError} and {@link NumericalError} as `predict` does
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const x = [0, 1, 2, 3, 4];
   * const model = new KernelRegressor({ bandwidth: 1, degree: 2 }).fit(x, x.map((t) => t ** 2));
   * console.log(model.derivative(1.5).toFixed(6)); // → 3.000000
   * console.log(model.derivative(1.5, { order: 2 }).toFixed(6)); // → 2.000000
   * ```
   */
  derivative(xq: number | Date, options?: DerivativeOptions): number;
  derivative(
    xq: DataInput<Date> | MixedInput | Iterable<Row>,
    options?: DerivativeOptions,
  ): Float64Array;
  derivative(xq: Row, options?: DerivativeOptions): number | Float64Array;
  derivative(xq: QueryInput<Row>, options?: DerivativeOptions): number | Float64Array {
    return derivativeAt(...this.#fitted('derivative'), xq, options);
  }

  /**
   * What stands behind predictions: effective sample size, extrapolation, the degree that the data
   * carry.
   *
   * @param xq - as for `predict`
   * @returns each field with an entry for each query
   * @throws {@link NotFittedError} and {@link ShapeError} as `predict` does
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 0.5 }).fit([0, 1, 2], [1, 3, 2]);
   * console.log(model.predict(99), model.support(99).extrapolation); // → 2 [ true ]
   * ```
   */
  support(xq: QueryInput<Row>): Support {
    return supportOf(...this.#fitted('support'), xq);
  }

  /**
   * A band that holds the true curve, at each query or as a whole, with the probability `level`.
   *
   * @param xq - as for `predict`
   * @param options - level, method, variance; whether it is for the whole curve
   * @returns the middle, its standard error and both ends, each [m] or [m, p]
   * @throws {@link OptionError} for a level that is not between 0 and 1, and an unknown method
   * @throws {@link UnsupportedError} for a simultaneous band over several columns of x, or over categories,
   *   without `'bootstrap'`, and as `predict` does
   * @remarks A pass over the observations for their residuals, kept for the next call, then O(n + m) as
   *   for `predict`; the bootstrap takes 1000 draws of each query. {@link BandPoint} has an example with a curve.
   * @example
   * ```ts
   * import { createRandom, KernelRegressor } from 'nadaraya';
   *
   * const random = createRandom(1);
   * const x = Array.from({ length: 100 }, () => random.uniform(0, 6));
   * const model = new KernelRegressor().fit(x, x.map((t) => Math.sin(t) + random.normal(0, 0.2)));
   * const { lower, upper } = model.confidenceBand([1, 2, 3], { level: 0.99 });
   * console.log(lower[1] < Math.sin(2) && Math.sin(2) < upper[1]); // → true
   * ```
   */
  confidenceBand(xq: QueryInput<Row>, options?: BandOptions): ConfidenceBand {
    return bandOf(...this.#fitted('confidenceBand'), xq, options);
  }

  /**
   * Intervals that hold new observations at `xq` with the probability `level`.
   *
   * @param xq - as for `predict`
   * @param options - level, method, variance; the weight of the new observation
   * @returns the prediction and both ends, each [m] or [m, p]
   * @throws {@link NumericalError} for a conformal interval of fewer observations than its level
   *   (with `groups`: groups) than its level needs, and as `predict` does
   * @throws {@link UnsupportedError} for a conformal interval of a series
   * @remarks As for `confidenceBand`; `'conformal'` takes a pass over all observations for each query.
   * @example
   * ```ts
   * import { createRandom, KernelRegressor } from 'nadaraya';
   *
   * const random = createRandom(1);
   * const x = Array.from({ length: 200 }, () => random.uniform(0, 6));
   * const y = x.map((t) => Math.sin(t) + random.normal(0, 0.2));
   * const { lower, upper } = new KernelRegressor().fit(x, y).predictionInterval(x);
   * const inside = y.filter((value, i) => lower[i] <= value && value <= upper[i]);
   * console.log(inside.length >= 180); // → true
   * ```
   */
  predictionInterval(xq: QueryInput<Row>, options?: IntervalOptions): Interval {
    return intervalOf(...this.#fitted('predictionInterval'), xq, options);
  }

  /**
   * Quantiles of y at `xq`: where its distribution reaches the levels. They never cross.
   *
   *   F(y|q) = Σ_i α_i(q) Φ((y − Y_i)/h_y),   α_i = K((x_i − q)/h_x) s_i / Σ_j K((x_j − q)/h_x) s_j
   *
   * with Y_i moved along the fitted curve ŷ to the query by default, Y_i − ŷ₋ᵢ(x_i) + ŷ(q).
   *
   * @param xq - as for `predict`
   * @param levels - above 0 and below 1, a number or [levels]
   * @param options - whether observations are moved, bandwidths; progress and end of their search
   * @returns [m, levels] row by row, [m] for one level; a number for one place and one level
   * @throws {@link OptionError} for levels outside (0, 1)
   * @throws {@link UnsupportedError} for several outputs, and where bandwidths of a series are not given
   * @throws {@link NotFittedError}, {@link ShapeError} and {@link NumericalError} as `predict` does
   * @remarks O(n + m) sums in each of at most 400 cells along y, F to 1e-12. The first call also chooses
   *   bandwidths that are not given: `distributionBandwidths` tells them and what that takes.
   * @example
   * ```ts
   * import { createRandom, KernelRegressor } from 'nadaraya';
   *
   * const random = createRandom(1);
   * const x = Array.from({ length: 300 }, () => random.uniform(0, 6));
   * const model = new KernelRegressor().fit(x, x.map((t) => Math.sin(t) + random.normal(0, 0.1 * t)));
   * const [low, middle, high] = model.quantile(5, [0.1, 0.5, 0.9]);
   * console.log(low < middle && middle < high); // → true
   * console.log(model.distribution(5, high).toFixed(6)); // → 0.900000
   * ```
   * @see Li, Racine (2008), Nonparametric estimation of conditional CDF and quantile functions; Hansen (2004),
   *   Nonparametric estimation of smooth conditional distributions
   */
  quantile(xq: number | Date, levels: number, options?: DistributionOptions): number;
  quantile(
    xq: DataInput<Date> | MixedInput | Iterable<Row>,
    levels: number | ArrayInput,
    options?: DistributionOptions,
  ): Float64Array;
  quantile(xq: Row, levels: number, options?: DistributionOptions): number;
  quantile(xq: QueryInput<Row>, levels: ArrayInput, options?: DistributionOptions): Float64Array;
  quantile(
    xq: QueryInput<Row>,
    levels: number | ArrayInput,
    options?: DistributionOptions,
  ): number | Float64Array {
    return quantileAt(...this.#observed('quantile'), xq, levels, options);
  }

  /**
   * The probability that y is at most a value, at `xq`: the F that `quantile` inverts.
   *
   * @param xq - as for `predict`
   * @param y - a number, [values], or [m, values] with its own for each place
   * @param options - as for `quantile`
   * @returns from 0 to 1, [m, values] row by row, [m] for one value; a number for one place and one value
   * @throws as `quantile` does, and {@link ShapeError} for as many rows of values as there are no places
   * @remarks As `quantile`.
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 0, 0, 0], [1, 2, 3, 4]);
   * console.log(model.distribution(0, 2, { centred: false, outputBandwidth: 0 })); // → 0.5
   * ```
   */
  distribution(xq: number | Date, y: number | Date, options?: DistributionOptions): number;
  distribution(
    xq: DataInput<Date> | MixedInput | Iterable<Row>,
    y: number | Date | ArrayInput,
    options?: DistributionOptions,
  ): Float64Array;
  distribution(xq: Row, y: number | Date, options?: DistributionOptions): number;
  distribution(xq: QueryInput<Row>, y: ArrayInput, options?: DistributionOptions): Float64Array;
  distribution(
    xq: QueryInput<Row>,
    y: number | Date | ArrayInput,
    options?: DistributionOptions,
  ): number | Float64Array {
    return distributionAt(...this.#observed('distribution'), xq, y, options, 'distribution');
  }

  /**
   * The density of y at values, at `xq`: the derivative of `distribution`.
   *
   * @param xq - as for `predict`
   * @param y - as for `distribution`
   * @param options - as for `quantile`
   * @returns as `distribution`, in 1/units of y
   * @throws as `distribution` does, and {@link NumericalError} where the bandwidth of values is 0
   * @remarks As `quantile`.
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 0], [-1, 1]);
   * console.log(model.density(0, 0, { centred: false, outputBandwidth: 1 }).toFixed(6)); // → 0.241971
   * ```
   */
  density(xq: number | Date, y: number | Date, options?: DistributionOptions): number;
  density(
    xq: DataInput<Date> | MixedInput | Iterable<Row>,
    y: number | Date | ArrayInput,
    options?: DistributionOptions,
  ): Float64Array;
  density(xq: Row, y: number | Date, options?: DistributionOptions): number;
  density(xq: QueryInput<Row>, y: ArrayInput, options?: DistributionOptions): Float64Array;
  density(
    xq: QueryInput<Row>,
    y: number | Date | ArrayInput,
    options?: DistributionOptions,
  ): number | Float64Array {
    return distributionAt(...this.#observed('density'), xq, y, options, 'density');
  }

  /**
   * The bandwidths of `quantile`, `distribution` and `density`, which are chosen by least-squares
   * cross-validation when they are first needed, and kept: first h_x among steps, then h_y beside it.
   *
   *   CV = Σ_k Σ_i s_i (1{Y_i ≤ y_k} − F₋ᵢ(y_k|x_i))² / V_k
   *
   * with thresholds y_k at quantiles of Y, each by the variance V_k of its indicator.
   *
   * @param options - as for `quantile`
   * @returns of places and of values
   * @throws as `quantile` does
   * @remarks The bandwidth of a model that was given one is taken as it is for h_x, and windows by neighbours
   *   are; the one that was chosen for the curve is not that of the distribution. A search costs some fifty
   *   fits with 19 outputs; `docs/benchmarks.md` has times.
   * @example
   * ```ts
   * import { createRandom, KernelRegressor } from 'nadaraya';
   *
   * const random = createRandom(1);
   * const x = Array.from({ length: 200 }, () => random.uniform(0, 6));
   * const model = new KernelRegressor().fit(x, x.map((t) => Math.sin(t) + random.normal(0, 0.3)));
   * const { bandwidth, outputBandwidth } = model.distributionBandwidths();
   * console.log(bandwidth.length, outputBandwidth < 0.3); // → 1 true
   * ```
   * @see Li, Lin, Racine (2013), Optimal bandwidth selection for nonparametric conditional distribution and
   *   quantile functions
   */
  distributionBandwidths(options?: DistributionOptions): DistributionBandwidths {
    return distributionBandwidthsOf(...this.#observed('distributionBandwidths'), options);
  }

  /**
   * Whether there is more than a `'flat'` or `'linear'` curve, or one without a column of x
   * (`{ without: 0 }`, or its name): a bootstrap p-value.
   *
   * @param curve - the simpler curve
   * @param options - how many draws, their seed; progress and end of the bootstrap
   * @returns the statistic, and how often noise alone gives as much
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link UnsupportedError} for several outputs
   * @throws {@link OptionError} for another curve
   * @remarks A fit at the observations for each of 999 draws, all in one set of kernel sums. A bandwidth that
   *   was chosen by the data is replaced by Scott's, which has not seen y.
   * @example
   * ```ts
   * import { createRandom, KernelRegressor } from 'nadaraya';
   *
   * const random = createRandom(1);
   * const x = Array.from({ length: 100 }, () => random.uniform(0, 6));
   * const model = new KernelRegressor().fit(x, x.map((t) => Math.sin(t) + random.normal(0, 0.3)));
   * console.log(model.testAgainst('linear').pValue < 0.01); // → true
   * ```
   */
  testAgainst(curve: SimplerCurve, options?: NullTestOptions): NullTest {
    return nullTestOf(...this.#fitted('testAgainst'), curve, options);
  }

  /**
   * R² = 1 − RSS/TSS on given data, both sums by the weights; for several outputs their mean; when
   * all y are equal 1 if they are met, else 0. NaN where a compact kernel leaves a row without a
   * prediction.
   *
   * @param x - [m] or [m, d]; or rows with the columns of the model
   * @param y - [m] or [m, p]; nothing for rows
   * @param options - how much each row counts
   * @returns at most 1
   * @throws {@link NotFittedError}, {@link ShapeError} and {@link NumericalError} as `predict` does
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: Infinity, degree: 0 }).fit([0, 1, 2], [1, 2, 6]);
   * console.log(model.predict(9), model.score([0, 1, 2], [1, 2, 6])); // → 3 0
   * ```
   */
  score(x: DataInput<Date> | MixedInput, y: DataInput, options?: ScoreOptions): number;
  score(x: Iterable<object>, y?: undefined, options?: ScoreOptions): number;
  score(x: unknown, y?: unknown, options?: ScoreOptions): number {
    return scoreOn(...this.#fitted('score'), x, y, options);
  }

  /**
   * The fitted curve as rows for plotting.
   *
   * @param options - how many points, from where to where, and whether with a band:
   *   `{ band: true }` or its options
   * @returns rows `{ x, y }`, or under the names of the columns that a model of rows has; `output` when
   *   there are several (then the value is `y`); with a band also `lower`, `upper` and `standardError`,
   *   see {@link BandPoint}; `Date`s where x holds times
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link UnsupportedError} when x has several columns: `slice` holds all but one
   * @throws {@link OptionError} when a column has the name of another field of these rows
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 0.1 }).fit([0, 1, 2], [3, 5, 4]);
   * console.log(model.curve({ points: 3 })); // → [ { x: 0, y: 3 }, { x: 1, y: 5 }, { x: 2, y: 4 } ]
   * ```
   */
  curve(options: CurveOptions & { readonly band: true | BandOptions }): BandPoint<Point>[];
  curve(options?: CurveOptions): CurvePoint<Point>[];
  curve(options?: CurveOptions): CurvePoint<Point>[] {
    return curvePoints(...this.#fitted('curve'), options) as CurvePoint<Point>[];
  }

  /**
   * Curves along one of several predictors, with the others held, as rows for plotting.
   *
   * @param at - by the names of the columns of x, `x1`, `x2` and so on where they have none: `'all'` for the one
   *   to go along, and for others the value they are held at, or several in an array (`'all'` for all levels of a
   *   category), in all combinations; a column that is not named is held at the median of the observations of
   *   weight above 0, a category at its most frequent level
   * @param options - as for `curve`: points, from where to where, whether with a band
   * @returns rows as those of `curve`, with every column of x under its name, curve after curve; and
   *   `extrapolation`, whether the place lies beyond the data as `support` tells it: there rows still hold
   *   what `predict` says, which may be far from anything
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link OptionError} for columns that the model does not have, none or several to go
   *   along, values that a column cannot hold, and when a column has the name of another field of these rows
   * @throws {@link UnsupportedError} as `confidenceBand` does
   * @remarks As `predict` and `support` at all rows. Rows are what `plotSlices` draws; those of a model whose
   *   columns are fields can be predicted again, for their intervals: `model.predictionInterval(rows)`.
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const x = Array.from({ length: 100 }, (_, i) => [i % 10, Math.floor(i / 10)]);
   * const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(x, x.map(([a, b]) => a + 10 * b));
   * const rows = model.slice({ x1: 'all', x2: [0, 8] }, { points: [2, 4] });
   * console.log(rows.map(({ x1, x2, y }) => `${x1} ${x2} ${y.toFixed()}`).join()); // → 2 0 2,4 0 4,2 8 82,4 8 84
   * console.log(Object.values(model.slice({ x1: 'all' })[0])[1]); // → 4.5
   * ```
   */
  slice<Name extends string>(
    at: Readonly<Record<Name, SliceEntry>>,
    options: CurveOptions & { readonly band: true | BandOptions },
  ): SliceBandPoint<Point, Name>[];
  slice<Name extends string>(
    at: Readonly<Record<Name, SliceEntry>>,
    options?: CurveOptions,
  ): SlicePoint<Point, Name>[];
  slice(at: Readonly<Record<string, SliceEntry>>, options?: CurveOptions): object[] {
    return slicePoints(...this.#fitted('slice'), at, options);
  }

  /**
   * What the columns of x and y are called, and which hold times.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get columns(): ModelColumns {
    return plainColumns(this.#fitted('columns')[1].columns);
  }

  /**
   * Which of the rows that were given the model was fitted to, from 0: all but those left out because
   * something is missing. Residuals, leverages and `observations` are of these; after `fromJSON` they are
   * the rows of the JSON.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get rows(): readonly number[] {
    return keptRows(this.#observed('rows')[1]);
  }

  /**
   * What the model was fitted to, as rows under the names of the columns.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get observations(): readonly ObservedRow[] {
    return observedRows(this.#observed('observations')[1]);
  }

  /**
   * The bandwidth in use, in the units of x, [d]; of windows by neighbours the median over the observations:
   * `bandwidthAt` tells the others.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get bandwidth(): number[] {
    return Array.from(this.#fitted('bandwidth')[1].bandwidth);
  }

  /**
   * The bandwidth at queries, which differs from place to place for windows by neighbours.
   *
   * @param xq - as for `predict`
   * @returns in the units of x, [m] on a line, else [m, d] row by row
   * @throws {@link NotFittedError} and {@link ShapeError} as `predict` does
   * @throws {@link UnsupportedError} for adaptive windows, whose widths belong to observations
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ kernel: 'tricube', bandwidth: { neighbours: 3 } });
   * model.fit([0, 1, 2, 10], [1, 2, 3, 4]);
   * console.log(model.bandwidthAt([1, 9])); // → Float64Array(2) [ 1, 8 ]
   * ```
   */
  bandwidthAt(xq: QueryInput<Row>): Float64Array {
    return bandwidthAt(...this.#fitted('bandwidthAt'), xq);
  }

  /**
   * What a robust fit left of the weight of each row, from 0 for outliers to 1, [n]; `undefined` for others.
   *
   * @throws {@link NotFittedError} before `fit`
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 2, robust: true });
   * model.fit([0, 1, 2, 3, 4], [0.1, 0, 9, 0, 0.1]);
   * console.log(model.robustnessWeights?.[2]); // → 0
   * ```
   */
  get robustnessWeights(): Float64Array | undefined {
    return robustnessOfRows(this.#fitted('robustnessWeights')[1]);
  }

  /**
   * All that a search tried, the local minima, which one won; `undefined` for a given bandwidth.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get bandwidthChoice(): BandwidthChoice | undefined {
    return this.#fitted('bandwidthChoice')[1].choice;
  }

  /**
   * y − ŷ at the observations, [n] or [n, p]; NaN where an observation of weight 0 has nothing in
   * reach.
   *
   * @throws {@link NotFittedError} before `fit`, and {@link NumericalError} where nothing is in reach
   *   with `emptyWindow: 'throw'`, and for residuals too large to hold
   */
  get residuals(): Float64Array {
    return ownResiduals(...this.#observed('residuals'), 'fitted');
  }

  /**
   * y − ŷ with each observation left out of its own fit, [n] or [n, p]; NaN where a compact kernel
   * leaves nothing else in reach, unless `emptyWindow` is `'nearest'`.
   *
   * @throws {@link NotFittedError} before `fit`, and {@link NumericalError} as `residuals` does
   */
  get looResiduals(): Float64Array {
    return ownResiduals(...this.#observed('looResiduals'), 'looFitted');
  }

  /**
   * ∂ŷ_i/∂y_i, how strongly each observation pulls its own fit, [n].
   *
   * @throws {@link NotFittedError} before `fit`
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: Infinity, degree: 0 }).fit([0, 1, 2, 9], [1, 2, 6, 3]);
   * console.log(model.leverage, model.effectiveDegreesOfFreedom); // → Float64Array(4) [ 0.25, 0.25, 0.25, 0.25 ] 1
   * ```
   */
  get leverage(): Float64Array {
    return allRowsFit(...this.#observed('leverage')).leverage.slice();
  }

  /** The sum of the leverages. @throws {@link NotFittedError} before `fit` */
  get effectiveDegreesOfFreedom(): number {
    const { leverage } = ownFit(...this.#fitted('effectiveDegreesOfFreedom'));
    return leverage.reduce((sum, each) => sum + each, 0);
  }

  /**
   * A table of what was fitted and how well, with warnings of what speaks against the fit.
   *
   * @throws {@link NotFittedError} before `fit`
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2, 3], [0, 2, 3, 3]);
   * console.log(model.summary().split('\n')[2]); // → degree                        0 (local mean)
   * ```
   */
  summary(): string {
    return summaryTable(...this.#fitted('summary'));
  }

  /**
   * What was fitted in three lines, which consoles print as well; nothing is computed for it.
   *
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 0.5 });
   * console.log(model); // → KernelRegressor, not fitted: gaussian kernel, degree: auto, bandwidth: 0.5
   * console.log(String(model.fit([0, 1, 2], [3, 5, 4])).split('\n')[1]); // → bandwidth: 0.5 (given)
   * ```
   */
  toString(): string {
    return printed(this.#settings, this.#state);
  }

  /**
   * The model as plain JSON, from which `fromJSON` makes one that predicts the same digits.
   *
   * @returns the data and the options, to keep in a file with `JSON.stringify(model)`
   * @throws {@link NotFittedError} before `fit`, {@link UnsupportedError} for a kernel of your own
   * @example To save a model and load it again:
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2, 3], [0, 2, 3, 3]);
   * const text = JSON.stringify(model);
   * console.log(KernelRegressor.fromJSON(JSON.parse(text)).predict(1.2) === model.predict(1.2)); // → true
   * ```
   */
  toJSON(): KernelRegressorJSON {
    return regressorJSON(...this.#observed('toJSON'));
  }

  /**
   * The model that `toJSON` wrote.
   *
   * @param json - what `toJSON` gave, read again with `JSON.parse`
   * @returns a fitted model
   * @throws {@link OptionError} for anything else, and for another version
   * @example
   * ```ts
   * import { KernelRegressor } from 'nadaraya';
   *
   * const json = new KernelRegressor({ bandwidth: 0.1 }).fit([0, 1, 2], [3, 5, 4]).toJSON();
   * console.log(KernelRegressor.fromJSON(json).predict(2)); // → 4
   * ```
   */
  static fromJSON<Point extends object = XYPoint>(
    json: KernelRegressorJSON,
  ): KernelRegressor<Point> {
    const where = 'KernelRegressor.fromJSON';
    const { options, x, y, fit } = readRegressorJSON(where, json);
    const model = new KernelRegressor<Point>(options);
    const { finish } = fitTask(where, model.#settings, x, y, fit);
    model.#state = restored(where, finish(), json);
    return model;
  }

  #task(where: string, x: unknown, y: unknown, options: FitOptions | undefined): FitTask {
    return isDataSummary(x)
      ? summaryTask(where, this.#settings, x, y as SummaryOptions | undefined)
      : fitTask(where, this.#settings, x, y, options);
  }

  /** What the functions behind a method begin with. */
  #fitted(method: string): [where: string, state: FittedState] {
    const where = `KernelRegressor.${method}`;
    if (this.#state) return [where, this.#state];
    throw notFittedError(where, 'fit must be called first', 'no fit');
  }
  /** The same of those that need the observations, which a summary does not have. */
  #observed(method: string): [where: string, state: FittedState] {
    const fitted = this.#fitted(method);
    expectObservations(...fitted);
    return fitted;
  }
}
