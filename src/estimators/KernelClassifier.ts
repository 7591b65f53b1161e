import { showAsText } from '../arrays/formatValue.js';
import { notFittedError } from '../arrays/optionError.js';
import type { BandwidthChoice } from '../bandwidth/BandwidthChoice.js';
import { chooseBandwidth, selectBandwidth } from '../bandwidth/chooseBandwidth.js';
import { classCriterion } from '../bandwidth/classCriterion.js';
import type { DataInput, MixedInput } from '../types.js';
import {
  type ClassCurveOptions,
  type ClassPoint,
  type ClassScore,
  chancesAt,
  classCurve,
  classesOf,
  classSummary,
  likeliestAt,
  ownChances,
  ownLikelihood,
  printedClasses,
  scoreClasses,
} from './classesAt.js';
import {
  classifierJSON,
  type KernelClassifierJSON,
  readClassifierJSON,
  restoredClasses,
} from './classifierJSON.js';
import {
  type Column,
  type ModelColumns,
  type ObservedRow,
  type PredictorsOf,
  plainColumns,
  type QueryRow,
} from './columns.js';
import { keptRows, observedRows } from './curvePoints.js';
import { type FitTask, type FittedState, fitTask } from './FittedState.js';
import {
  type KernelClassifierOptions,
  type RegressorSettings,
  resolveClassifier,
} from './KernelRegressorOptions.js';
import type { Level } from './kinds.js';
import { type Support, supportOf } from './predictAt.js';
import type { ClassLabels, FitOptions, QueryInput, RowsOptions } from './readObservations.js';
import type { ScoreOptions } from './scoreOn.js';

/** Labels as they come: strings, finite numbers or booleans, all of one type; big integers become numbers. */
export type LabelInput<Label extends Level = Level> =
  | ArrayLike<Label | null | undefined>
  | BigInt64Array
  | BigUint64Array;

/** Options of {@link KernelClassifier.fit}. */
export type ClassFitOptions = Omit<FitOptions, 'groups' | 'dependence'>;

/** Options of {@link KernelClassifier.fit} for rows: which columns, and what does not depend on rows. */
export interface ClassRowsOptions<
  Row extends object,
  X extends PredictorsOf<Row> = PredictorsOf<Row>,
  Y extends Column<Row, Level | bigint> = Column<Row, Level | bigint>,
> extends Omit<RowsOptions<Row, X>, 'y' | 'groups' | 'dependence'> {
  /** The column of the labels. */
  readonly y: Y;
}

/** What the labels of a column of rows are. */
export type LabelIn<Row, Y> = Y extends keyof Row
  ? LabelOf<Row[Y]>
  : Y extends (row: never) => infer Entry
    ? LabelOf<Entry>
    : Level;
/** The label that an entry of a column is: big integers become numbers. */
export type LabelOf<Entry> = unknown extends Entry
  ? Level
  : Extract<Entry, Level> | (Extract<Entry, bigint> extends never ? never : number);

/**
 * Kernel classification: the chance of a class is its share of the observations about a query, weighted by a
 * kernel.
 *
 *   P(c|q) = Σ_{i: y_i=c} K((x_i − q)/h) s_i / Σ_i K((x_i − q)/h) s_i
 *
 * This is the Nadaraya–Watson estimate of the indicator of the class: chances are at least 0 and sum to 1.
 *
 * @remarks O(n + c·m) for c classes and the Gaussian in one dimension; a search takes some fifty passes over the
 *   observations. A Gaussian query far from all data is told by the nearest observations, and `support` says so.
 *   `docs/guide/classes.md` tells more.
 * @example
 * ```ts
 * import { KernelClassifier } from 'nadaraya';
 *
 * const x = [1, 2, 3, 4, 5, 6, 7, 8];
 * const labels = ['low', 'low', 'low', 'high', 'low', 'high', 'high', 'high'];
 * const model = new KernelClassifier({ bandwidth: 1 }).fit(x, labels);
 * console.log(model.classes, model.predict(2)); // → [ 'high', 'low' ] low
 * console.log(model.predictProbability(4.5).map((chance) => Math.round(100 * chance))); // → Float64Array(2) [ 50, 50 ]
 * ```
 * @see Hastie, Tibshirani, Friedman (2009), The Elements of Statistical Learning, §6.6
 * @typeParam Label - what the classes are called
 * @typeParam Row - what a row must hold to be predicted
 */
export class KernelClassifier<Label extends Level = Level, Row extends object = object> {
  readonly #settings: RegressorSettings;
  #state: FittedState | undefined;

  /**
   * @param options - kernel, bandwidth, and what becomes of hard cases
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(options?: KernelClassifierOptions) {
    this.#settings = resolveClassifier('KernelClassifier', options);
    showAsText(this);
  }

  /**
   * Fits to observations, which are copied, and chooses the bandwidth when it is not given.
   *
   * @param x - [n] or [n, d], numbers or `Date`s, or what `predictors` tell; or rows
   * @param labels - the class of each observation, [n]; for rows which columns x and y are, and the options
   * @param options - sample weights, names; progress and end of a search
   * @returns the model itself
   * @throws {@link OptionError} for labels of several types or of fewer than two classes, and as
   *   {@link KernelRegressor.fit} does
   * @throws {@link NumericalError} when the data cannot choose a bandwidth: no class has two observations, or a
   *   compact kernel leaves none in reach; and for infinite entries, and NaN unless it is to be omitted
   * @throws {@link ShapeError} when lengths differ, or no row is left
   * @remarks A search counts each observation but those that are the only ones of their class, which get no chance
   *   whatever the bandwidth is. A class whose rows all weigh 0, or are left out, stays a class, of chance 0.
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const rows = [1, 2, 3, 4, 6, 7, 8, 9].map((size, i) => ({ size, kind: i < 4 ? 'a' : 'b' }));
   * const model = new KernelClassifier().fit(rows, { x: 'size', y: 'kind' });
   * console.log(model.predict({ size: 5.5 }), model.predict(rows.slice(0, 2))); // → b [ 'a', 'a' ]
   * ```
   */
  fit<const L extends Level>(
    x: DataInput<Date> | MixedInput,
    labels: LabelInput<L>,
    options?: ClassFitOptions,
  ): KernelClassifier<L>;
  /**
   * The same for rows, by the names of their columns.
   *
   * @typeParam R - a row
   * @typeParam X - the columns to smooth over
   * @typeParam Y - the column of the labels
   * @param rows - objects, one for each observation, in an array or in what iterates over them
   * @param columns - which columns x and y are, weights by theirs, and the other options
   * @returns the model itself, which predicts rows
   * @throws {@link OptionError} for rows without the columns
   */
  fit<R extends object, const X extends PredictorsOf<R>, const Y extends Column<R, Level | bigint>>(
    rows: Iterable<R>,
    columns: ClassRowsOptions<R, X, Y>,
  ): KernelClassifier<LabelIn<R, Y>, QueryRow<R, X>>;
  fit(x: unknown, labels: unknown, options?: ClassFitOptions): unknown {
    const where = 'KernelClassifier.fit';
    const { observations, wish, finish } = this.#task(where, x, labels, options);
    this.#state = finish(wish && chooseBandwidth(where, observations, wish));
    return this;
  }

  /**
   * Fits as `fit` does, and gives way to others between bandwidths of the search, so that a page stays alive.
   *
   * @param x - as for `fit`
   * @param labels - as for `fit`
   * @param options - as for `fit`
   * @returns the model itself, once it is fitted
   * @throws as `fit` does, and the reason of `signal` when that ends the search
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const x = Array.from({ length: 100 }, (_, i) => i);
   * const labels = x.map((at) => at % 40 < 20);
   * const model = await new KernelClassifier().fitAsync(x, labels, { signal: AbortSignal.timeout(60_000) });
   * console.log(model.predict(10), model.predict(30)); // → true false
   * ```
   */
  fitAsync<const L extends Level>(
    x: DataInput<Date> | MixedInput,
    labels: LabelInput<L>,
    options?: ClassFitOptions,
  ): Promise<KernelClassifier<L>>;
  /**
   * The same for rows.
   *
   * @typeParam R - a row
   * @typeParam X - the columns to smooth over
   * @typeParam Y - the column of the labels
   * @param rows - objects, one for each observation, in an array or in what iterates over them
   * @param columns - which columns x and y are, weights by theirs, and the other options
   * @returns the model itself, which predicts rows
   * @throws {@link OptionError} for rows without the columns
   */
  fitAsync<
    R extends object,
    const X extends PredictorsOf<R>,
    const Y extends Column<R, Level | bigint>,
  >(
    rows: Iterable<R>,
    columns: ClassRowsOptions<R, X, Y>,
  ): Promise<KernelClassifier<LabelIn<R, Y>, QueryRow<R, X>>>;
  async fitAsync(x: unknown, labels: unknown, options?: ClassFitOptions): Promise<unknown> {
    const where = 'KernelClassifier.fitAsync';
    const { observations, wish, finish } = this.#task(where, x, labels, options);
    this.#state = finish(wish && (await selectBandwidth(where, observations, wish)));
    return this;
  }

  /**
   * The most likely class at queries; of equal chances the first in `classes`.
   *
   * @param xq - a number or a `Date` (one dimension), [m] or [m, d]; or a row with the columns of x, or rows
   * @returns a label for one place, else [m]; `undefined` where nothing is in reach or something is missing
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link ShapeError} when `xq` does not have the columns of x
   * @throws {@link NumericalError} with `emptyWindow: 'throw'` where nothing is in reach
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], [true, true, false, false]);
   * console.log(model.predict(0.5), model.predict([2, 5])); // → true [ true, false ]
   * ```
   */
  predict(xq: number | Date): Label | undefined;
  predict(xq: DataInput<Date> | MixedInput | Iterable<Row>): (Label | undefined)[];
  predict(xq: Row): Label | undefined;
  predict(xq: QueryInput<Row>): unknown {
    return likeliestAt(...this.#fitted('predict'), xq);
  }

  /**
   * The chances of the classes at queries.
   *
   * @param xq - as for `predict`
   * @returns in the order of `classes`, rows that sum to 1, [m, c] row by row; [c] for one place; NaN where nothing is
   *   in reach or something is missing
   * @throws {@link NotFittedError}, {@link ShapeError} and {@link NumericalError} as `predict` does
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: Infinity }).fit([0, 1, 2, 9], ['a', 'b', 'b', 'b']);
   * console.log(model.predictProbability(4).map((chance) => 100 * chance).map(Math.round)); // → Float64Array(2) [ 25, 75 ]
   * ```
   */
  predictProbability(xq: QueryInput<Row>): Float64Array {
    return chancesAt(...this.#fitted('predictProbability'), xq);
  }

  /**
   * What stands behind chances: effective sample size, extrapolation.
   *
   * @param xq - as for `predict`
   * @returns each field with an entry for each query
   * @throws {@link NotFittedError} and {@link ShapeError} as `predict` does
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 0.5 }).fit([0, 1, 2], ['a', 'b', 'b']);
   * console.log(model.predict(99), model.support(99).extrapolation); // → b [ true ]
   * ```
   */
  support(xq: QueryInput<Row>): Support {
    return supportOf(...this.#fitted('support'), xq);
  }

  /**
   * Accuracy and log loss on given data, by weight.
   *
   * @param x - [m] or [m, d]; or rows with the columns of the model
   * @param labels - [m]; nothing for rows
   * @param options - how much each row counts
   * @returns both
   * @throws {@link NotFittedError}, {@link ShapeError} and {@link NumericalError} as `predict` does
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], ['a', 'a', 'b', 'b']);
   * console.log(model.score([0, 2, 4, 6], ['a', 'b', 'b', 'b']).accuracy); // → 0.75
   * ```
   */
  score(x: DataInput<Date> | MixedInput, labels: LabelInput, options?: ScoreOptions): ClassScore;
  score(x: Iterable<object>, labels?: undefined, options?: ScoreOptions): ClassScore;
  score(x: unknown, labels?: unknown, options?: ScoreOptions): ClassScore {
    return scoreClasses(...this.#fitted('score'), x, labels, options);
  }

  /**
   * The chances of the classes along the one predictor as rows for plotting.
   *
   * @param options - how many points, from where to where
   * @returns rows `{ x, y, probability }`, y being the label, class after class; under the names of the columns that
   *   a model of rows has; `Date`s where x holds times
   * @throws {@link NotFittedError} before `fit`
   * @throws {@link UnsupportedError} when x has several columns, or categories
   * @throws {@link OptionError} when a column is called `probability`
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 0.1 }).fit([0, 1, 2], ['a', 'b', 'b']);
   * console.log(model.curve({ points: 2 })[3]); // → { x: 2, y: 'b', probability: 1 }
   * ```
   */
  curve(options?: ClassCurveOptions): ClassPoint[] {
    return classCurve(...this.#fitted('curve'), options);
  }

  /**
   * The labels: numbers ascending, texts by their code units, `false` before `true`, [c].
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get classes(): readonly Label[] {
    return classesOf(this.#fitted('classes')[1]) as readonly Label[];
  }

  /**
   * What the columns of x and y are called, and what they hold.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get columns(): ModelColumns {
    return plainColumns(this.#fitted('columns')[1].columns);
  }

  /**
   * Which of the rows that were given the model was fitted to, from 0: all but those left out because something is
   * missing.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get rows(): readonly number[] {
    return keptRows(this.#fitted('rows')[1]);
  }

  /**
   * What the model was fitted to, as rows under the names of the columns.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get observations(): readonly ObservedRow[] {
    return observedRows(this.#fitted('observations')[1]);
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
   * All that a search tried, the local minima, which one won; `undefined` for a given bandwidth.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get bandwidthChoice(): BandwidthChoice | undefined {
    return this.#fitted('bandwidthChoice')[1].choice;
  }

  /**
   * The chances at the observations, each left out where its own are told, [n, c] row by row; NaN where a compact
   * kernel leaves nothing else in reach, unless `emptyWindow` is `'nearest'`.
   *
   * @throws {@link NotFittedError} before `fit`, and {@link NumericalError} where nothing is in reach with
   *   `emptyWindow: 'throw'`
   */
  get leaveOneOutProbability(): Float64Array {
    return ownChances(...this.#fitted('leaveOneOutProbability'));
  }

  /**
   * The leave-one-out log-likelihood, Σ s_i log P₋ᵢ(y_i), at most 0, over all observations that are not the only ones
   * of their class; −∞ where one of these gets no chance, as it may under a compact kernel.
   *
   * @throws {@link NotFittedError} before `fit`
   */
  get logLikelihood(): number {
    return ownLikelihood(...this.#fitted('logLikelihood'));
  }

  /**
   * A table of what was fitted and how well.
   *
   * @throws {@link NotFittedError} before `fit`
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], ['a', 'a', 'b', 'b']);
   * console.log(model.summary().split('\n')[4]); // → classes                       a (2), b (2)
   * ```
   */
  summary(): string {
    return classSummary(...this.#fitted('summary'));
  }

  /**
   * What was fitted in three lines, which consoles print as well; nothing is computed for it.
   *
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 0.5 });
   * console.log(model); // → KernelClassifier, not fitted: gaussian kernel, bandwidth: 0.5
   * console.log(String(model.fit([0, 1, 2], ['a', 'b', 'b'])).split('\n')[0]); // → KernelClassifier: gaussian kernel, 2 classes
   * ```
   */
  toString(): string {
    return printedClasses(this.#settings, this.#state);
  }

  /**
   * The model as plain JSON, from which `fromJSON` makes one that predicts the same digits.
   *
   * @returns the data and the options, to keep in a file with `JSON.stringify(model)`
   * @throws {@link NotFittedError} before `fit`, {@link UnsupportedError} for a kernel of your own
   * @example To save a model and load it again:
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 2, 3], ['a', 'a', 'b', 'b']);
   * const text = JSON.stringify(model);
   * console.log(KernelClassifier.fromJSON(JSON.parse(text)).predict(1.2)); // → a
   * ```
   */
  toJSON(): KernelClassifierJSON {
    return classifierJSON(...this.#fitted('toJSON'));
  }

  /**
   * The model that `toJSON` wrote.
   *
   * @param json - what `toJSON` gave, read again with `JSON.parse`
   * @returns a fitted model
   * @throws {@link OptionError} for anything else, and for another version
   * @example
   * ```ts
   * import { KernelClassifier } from 'nadaraya';
   *
   * const json = new KernelClassifier({ bandwidth: 0.1 }).fit([0, 1, 2], [3, 5, 4]).toJSON();
   * console.log(KernelClassifier.fromJSON(json).predict(2)); // → 4
   * ```
   */
  static fromJSON<Label extends Level = Level>(
    json: KernelClassifierJSON,
  ): KernelClassifier<Label> {
    const where = 'KernelClassifier.fromJSON';
    const { options, x, labels, fit, classes } = readClassifierJSON(where, json);
    const model = new KernelClassifier<Label>(options);
    const { finish } = model.#task(where, x, labels, fit, classes);
    model.#state = restoredClasses(where, finish(), json);
    return model;
  }

  #task(
    where: string,
    x: unknown,
    y: unknown,
    options: ClassFitOptions | undefined,
    labels: ClassLabels = 'found',
  ): FitTask {
    const classes = { labels, criterion: classCriterion };
    return fitTask(where, this.#settings, x, y, options, classes);
  }

  /** What the functions behind a method begin with. */
  #fitted(method: string): [where: string, state: FittedState] {
    const where = `KernelClassifier.${method}`;
    if (this.#state) return [where, this.#state];
    throw notFittedError(where, 'fit must be called first', 'no fit');
  }
}
