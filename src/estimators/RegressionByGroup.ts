import { formatName, formatValue, showAsText } from '../arrays/formatValue.js';
import { groupedBy } from '../arrays/groupedBy.js';
import { optionError } from '../arrays/optionError.js';
import type { BandOptions } from '../inference/curveBand.js';
import { type ColumnReader, entriesOf } from './columns.js';
import type { BandPoint, CurveOptions, CurvePoint } from './curvePoints.js';
import { oneLine } from './inWords.js';
import type { KernelRegressor } from './KernelRegressor.js';
import type { KernelRegressorJSON } from './regressorJSON.js';
import type { SliceBandPoint, SliceEntry, SlicePoint } from './slicePoints.js';
import { isNamed, rowsIn } from './table.js';

/** A group too small for a curve. */
export interface SkippedGroup {
  /** Its name. */
  readonly group: string;
  /** How many rows it has in which nothing is missing. */
  readonly rows: number;
}

/** Curves by group as plain JSON. */
export interface RegressionByGroupJSON {
  /** The column that tells groups apart. */
  readonly by: string;
  /** A model for each group, by its name. */
  readonly models: Readonly<Record<string, KernelRegressorJSON>>;
  /** Groups too small for one. */
  readonly skipped: readonly SkippedGroup[];
}

/**
 * A curve for each group of rows, as `kernelRegression` with `by` makes them: each has its own bandwidth.
 *
 * @remarks `plotRegression(byGroup)` draws them, a color for each group.
 * @example
 * ```ts
 * import { kernelRegression } from 'nadaraya';
 *
 * const rows = Array.from({ length: 40 }, (_, i) => ({
 *   day: i,
 *   price: (i % 2 ? 10 : 20) + i,
 *   shop: i % 2 ? 'east' : 'west',
 * }));
 * const byShop = kernelRegression(rows, { x: 'day', y: 'price', by: 'shop' });
 * console.log([...byShop.models.keys()]); // → [ 'west', 'east' ]
 * console.log(byShop.predict(rows[4]).toFixed(2)); // → 24.00
 * console.log(Object.keys(byShop.curve({ points: 2 })[0])); // → [ 'shop', 'day', 'price' ]
 * ```
 * @typeParam Point - what a row of the curves holds beside the group
 * @typeParam Row - what a row must hold to be predicted
 * @typeParam Model - the model of a group
 */
export class RegressionByGroup<
  Point extends object,
  Row extends object,
  Model = KernelRegressor<Point, Row>,
> {
  /** The fitted models by the names of the groups, in the order in which the groups appear. */
  readonly models: ReadonlyMap<string, Model>;
  /** Groups with fewer rows than were asked for. */
  readonly skipped: readonly SkippedGroup[];
  /** The same. */
  readonly #models: ReadonlyMap<string, KernelRegressor<object>>;
  readonly #by: ColumnReader;
  /** What stands in the rows for each group. */
  readonly #entries: ReadonlyMap<string, unknown>;

  /** @hidden */
  constructor(
    models: ReadonlyMap<string, Model & KernelRegressor<object>>,
    skipped: readonly SkippedGroup[],
    by: ColumnReader,
    entries: ReadonlyMap<string, unknown>,
  ) {
    this.models = models;
    this.#models = models;
    this.skipped = skipped;
    this.#by = by;
    this.#entries = entries;
    showAsText(this);
  }

  /** What the column of the groups is called. */
  get by(): string {
    return this.#by.name;
  }

  /**
   * Predicts rows, each by the model of its group.
   *
   * @param rows - a row with the columns of x and of the group, or rows
   * @returns a number for one row, else [m], or [m, p] row by row; NaN for a row of a group without a model
   * @throws {@link OptionError} for what is no row, and rows without these columns
   * @throws {@link ShapeError} for one row where there are several outputs: rows in an array are meant
   * @throws as `predict` of a model does
   * @example
   * ```ts
   * import { kernelRegression } from 'nadaraya';
   *
   * const rows = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i, y: i % 2 ? 5 : 1, kind: i % 2 ? 'odd' : 'even' }));
   * const byKind = kernelRegression(rows, { x: 'x', y: 'y', by: 'kind' });
   * console.log(byKind.predict(rows).map(Math.round).join()); // → 1,5,1,5,1,5
   * ```
   */
  predict(rows: Iterable<Row>): Float64Array;
  predict(rows: Row): number;
  predict(rows: Row | Iterable<Row>): number | Float64Array {
    const where = 'RegressionByGroup.predict';
    const isOne = isNamed(rows);
    const all = isOne ? [rows] : rowsIn(rows);
    if (!all)
      throw optionError(where, 'rows must be a row, or rows in an array', formatValue(rows));
    const names = entriesOf(where, all, this.#by).map(String);
    const [first] = this.#models.values();
    const p = first?.columns.y.length ?? 1;
    if (isOne && p > 1) return first!.predict(rows);
    const out = new Float64Array(all.length * p).fill(Number.NaN);
    for (const [name, own] of groupedBy(names.keys(), (i) => names[i])) {
      const model = this.#models.get(name);
      if (!model) continue;
      const found = model.predict(own.map((i) => all[i] as object));
      own.forEach((i, r) => {
        out.set(found.subarray(r * p, (r + 1) * p), i * p);
      });
    }
    return isOne ? out[0] : out;
  }

  /**
   * The curves as rows, one group after the other, each over the range of its own x.
   *
   * @param options - as for `curve` of a model
   * @returns its rows with the group before them, under the name of its column
   * @throws {@link OptionError} when that is also what a column of the curve is called
   * @throws as `curve` of a model does
   * @example
   * ```ts
   * import { kernelRegression } from 'nadaraya';
   *
   * const rows = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i, y: i % 2 ? 5 : 1, kind: i % 2 ? 'odd' : 'even' }));
   * const byKind = kernelRegression(rows, { x: 'x', y: 'y', by: 'kind' });
   * console.log(byKind.curve({ points: 2 }).map(({ kind, x }) => `${kind} ${x}`).join()); // → even 0,even 4,odd 1,odd 5
   * ```
   */
  curve(options: CurveOptions & { readonly band: true | BandOptions }): BandPoint<Point>[];
  curve(options?: CurveOptions): CurvePoint<Point>[];
  curve(options?: CurveOptions): CurvePoint<Point>[] {
    return this.#rows('curve', (model) => model.curve(options)) as CurvePoint<Point>[];
  }

  /**
   * Curves along one of several predictors as rows, one group after the other, each over the range of its own.
   *
   * @param at - as for `slice` of a model; a column that is not named is held at the median of each group
   * @param options - as for `curve`
   * @returns the rows of each model with the group before them, under the name of its column
   * @throws {@link OptionError} when that is also what a column of the rows is called
   * @throws as `slice` of a model does
   * @example
   * ```ts
   * import { kernelRegression } from 'nadaraya';
   *
   * const rows = Array.from({ length: 40 }, (_, i) => ({ day: i >> 1, heat: i % 7, price: i, shop: i % 2 ? 'east' : 'west' }));
   * const byShop = kernelRegression(rows, { x: ['day', 'heat'], y: 'price', by: 'shop' });
   * const [first] = byShop.slice({ day: 'all', heat: 3 }, { points: 2 });
   * console.log(Object.keys(first).join()); // → shop,day,heat,price,extrapolation
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
    return this.#rows('slice', (model) => model.slice(at, options));
  }

  /**
   * A table of what was fitted and how well, for each group.
   *
   * @example
   * ```ts
   * import { kernelRegression } from 'nadaraya';
   *
   * const rows = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i, y: i % 2 ? 5 : 1, kind: i % 2 ? 'odd' : 'even' }));
   * const byKind = kernelRegression(rows, { x: 'x', y: 'y', by: 'kind' });
   * console.log(byKind.summary().split('\n')[0]); // → kind even
   * ```
   */
  summary(): string {
    return Array.from(
      this.#models,
      ([group, model]) => `${oneLine(`${this.by} ${group}`)}\n${model.summary()}`,
    )
      .concat(this.#skippedLine())
      .join('\n\n');
  }

  /**
   * What was fitted in a line for each group, which consoles print as well.
   *
   * @example
   * ```ts
   * import { kernelRegression } from 'nadaraya';
   *
   * const rows = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i, y: i % 2 ? 5 : 1, kind: i % 2 ? 'odd' : 'even' }));
   * const byKind = kernelRegression(rows, { x: 'x', y: 'y', by: 'kind' });
   * console.log(String(byKind).split('\n')[0]); // → RegressionByGroup: 2 curves by kind
   * ```
   */
  toString(): string {
    return [`RegressionByGroup: ${this.models.size} curves by ${this.by}`]
      .concat(
        Array.from(this.#models, ([group, model]) => {
          const [, bandwidth, observations] = String(model).split('\n');
          return `${group}: ${bandwidth}; ${observations}`;
        }),
      )
      .concat(this.#skippedLine())
      .map(oneLine)
      .join('\n');
  }

  /**
   * Plain JSON of the models by the names of their groups, each of which {@link KernelRegressor.fromJSON} reads.
   *
   * @throws {@link UnsupportedError} for a kernel that is not built in
   * @example
   * ```ts
   * import { KernelRegressor, kernelRegression } from 'nadaraya';
   *
   * const rows = [0, 1, 2, 3, 4, 5].map((i) => ({ x: i, y: i % 2 ? 5 : 1, kind: i % 2 ? 'odd' : 'even' }));
   * const byKind = kernelRegression(rows, { x: 'x', y: 'y', by: 'kind' });
   * const { models } = JSON.parse(JSON.stringify(byKind));
   * console.log(KernelRegressor.fromJSON(models.odd).predict(2).toFixed(2)); // → 5.00
   * ```
   */
  toJSON(): RegressionByGroupJSON {
    const models = Array.from(this.#models, ([group, model]) => [group, model.toJSON()]);
    return { by: this.by, models: Object.fromEntries(models), skipped: this.skipped };
  }

  /** Rows of each model, with its group before them. */
  #rows(method: string, rowsOf: (model: KernelRegressor<object>) => object[]): object[] {
    const { name } = this.#by;
    return Array.from(this.#models, ([group, model]) => {
      const entry = this.#entries.get(group);
      return rowsOf(model).map((row) => {
        if (!Object.hasOwn(row, name))
          return Object.fromEntries([[name, entry], ...Object.entries(row)]);
        const expected = `by must not be called as a column of the ${method}`;
        throw optionError(`RegressionByGroup.${method}`, expected, formatName(name, []));
      });
    }).flat();
  }

  #skippedLine(): string[] {
    const list = this.skipped.map(({ group, rows }) => `${group} (${rows})`).join(', ');
    return this.skipped.length > 0 ? [oneLine(`too few rows for a curve: ${list}`)] : [];
  }
}
