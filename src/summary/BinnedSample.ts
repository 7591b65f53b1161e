// A sample reduced to sums in cells: one pass over the data, then a model is fitted without them. Cells
// are the same for every sample with the same bandwidth, so samples merge by adding, chunks of a stream
// too, and wider cells for wider bandwidths follow from narrower ones.

import { formatValue, showAsText } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { readOptions } from '../arrays/readOptions.js';
import type { Observations } from '../smoothers/Observations.js';
import { type BinnedSampleJSON, fromJSON, toJSON } from './binnedSampleJSON.js';
import { lineChunks } from './CellAdder.js';
import { type CellSums, combined, countsOf, shiftedTo, widened } from './CellSums.js';
import { cellPlaces } from './cellPlaces.js';
import {
  BINNED_OPTIONS,
  type BinnedSampleOptions,
  chunksOf,
  type DataChunk,
  expectChunks,
} from './readChunk.js';
import { type RowsOf, readGroupedRows, readRows, type SummaryRow } from './readRows.js';

/**
 * A mergeable summary of data in one dimension that does what the data do with the Gaussian kernel:
 * {@link KernelRegressor.fit} takes it in their place, for every bandwidth from the one it was made for
 * on, and chooses bandwidth and degree by it.
 *
 * @example
 * ```ts
 * import { BinnedSample, KernelRegressor } from 'nadaraya';
 *
 * const x = Float64Array.from({ length: 1000 }, (_, i) => i / 1000);
 * const days = [0, 1, 2].map((day) => ({ x: x.map((t) => day + t), y: x.map((t) => (day + t) ** 2) }));
 * const sample = BinnedSample.from(days, { bandwidth: 0.05 });
 * console.log(sample.count, sample.outputs); // → 3000 1
 * const model = new KernelRegressor({ bandwidth: 0.1, degree: 2 }).fit(sample);
 * console.log(model.predict(1.5).toFixed(6)); // → 2.250000
 * ```
 * @remarks Made in O(n), some 50 ns an observation; held in 32 numbers a cell for one output (64 with
 *   weights), at most eight cells a bandwidth. A model of it agrees with that of the data to about 1e-10
 *   of the range of y at the smallest bandwidth, and better beyond: `docs/guide/large-data.md`.
 */
export class BinnedSample {
  readonly #cells: CellSums;
  #places: Observations | undefined;

  /** @param bandwidth - the smallest bandwidth that a model may have, in units of x */
  private constructor(
    readonly bandwidth: number,
    cells: CellSums,
  ) {
    this.#cells = cells;
    showAsText(this);
  }

  /**
   * Bins data: all at once, or chunk after chunk, of which none is kept.
   *
   * @param data - `{ x, y, sampleWeights }` with x [n], y [n] or [n, p], or an iterable of such
   *   chunks; weights in all chunks or in none
   * @param options - the smallest bandwidth
   * @throws {@link OptionError} for an unknown option, a bandwidth not above 0, no data, and weights in
   *   some chunks only
   * @throws {@link ShapeError} when lengths or numbers of outputs differ
   * @throws {@link NumericalError} for NaN, infinity, weights below 0, and x beyond 2^53 cells
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(sample.count, sample.outputs); // → 3 1
   * ```
   */
  static from(data: DataChunk | Iterable<DataChunk>, options: BinnedSampleOptions): BinnedSample {
    const where = 'BinnedSample.from';
    const { bandwidth } = readOptions(where, options, BINNED_OPTIONS);
    const chunks = lineChunks(where, bandwidth);
    for (const chunk of chunksOf(where, data)) chunks.read(chunk);
    return new BinnedSample(bandwidth, chunks.sums);
  }

  /**
   * As {@link BinnedSample.from} for chunks that come one by one, say from a file or a network.
   *
   * @param chunks - what `from` takes, one after the other
   * @param options - the smallest bandwidth
   * @throws {@link OptionError} for what cannot be iterated, and what `from` throws
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * async function* chunks() {
   *   yield { x: [0, 1], y: [3, 5] };
   *   yield { x: [2], y: [7] };
   * }
   * console.log((await BinnedSample.fromAsync(chunks(), { bandwidth: 1 })).count); // → 3
   * ```
   */
  static async fromAsync(
    chunks: AsyncIterable<DataChunk> | Iterable<DataChunk>,
    options: BinnedSampleOptions,
  ): Promise<BinnedSample> {
    const where = 'BinnedSample.fromAsync';
    const { bandwidth } = readOptions(where, options, BINNED_OPTIONS);
    const all = lineChunks(where, bandwidth);
    for await (const chunk of expectChunks(where, chunks)) all.read(chunk);
    return new BinnedSample(bandwidth, all.sums);
  }

  /**
   * Reads the rows that a database answered to a query of `summaryQuery` (entry point `nadaraya/sql`).
   *
   * @param rows - what the driver gave: objects with columns by name, of numbers, big integers or decimal texts
   * @param query - what `summaryQuery` gave
   * @throws {@link OptionError} for no rows, rows of another query, and missing columns
   * @throws {@link NumericalError} when the table held NaN, infinity or weights below 0
   * @example
   * ```ts
   * import { BinnedSample, summaryQuery } from 'nadaraya';
   *
   * const query = summaryQuery({ table: 'rides', x: 'distance', y: 'fare', bandwidth: 1, dialect: 'duckdb' });
   * const rows: Record<string, unknown>[] = []; // what a driver answers to query.text
   * try {
   *   BinnedSample.fromRows(rows, query);
   * } catch (error) {
   *   console.log(String(error).split(': ')[2]); // → rows must hold at least one cell (the query found no observation), got none
   * }
   * ```
   */
  static fromRows(rows: Iterable<SummaryRow>, query: RowsOf): BinnedSample {
    const sums = readRows('BinnedSample.fromRows', rows, query);
    return new BinnedSample(query.bandwidth, sums);
  }

  /**
   * As {@link BinnedSample.fromRows} for a query with `groupBy`: a sample for each group, in the order of the rows.
   *
   * @param rows - what the driver gave
   * @param query - what `summaryQuery` gave
   * @returns samples by their group, as the driver gave it
   * @throws as {@link BinnedSample.fromRows} does, but no rows are no groups
   * @example
   * ```ts
   * import { BinnedSample, summaryQuery } from 'nadaraya';
   *
   * const rides = { table: 'rides', x: 'distance', y: 'fare', groupBy: 'city' };
   * const query = summaryQuery({ ...rides, bandwidth: 1, dialect: 'duckdb' });
   * console.log(BinnedSample.fromRowsByGroup([], query).size); // → 0
   * ```
   */
  static fromRowsByGroup(rows: Iterable<SummaryRow>, query: RowsOf): Map<unknown, BinnedSample> {
    const groups = readGroupedRows('BinnedSample.fromRowsByGroup', rows, query);
    return new Map(
      groups.map(({ group, sums }) => [group, new BinnedSample(query.bandwidth, sums)]),
    );
  }

  /** Number of observations. */
  get count(): number {
    return countsOf(this.#cells).reduce((sum, count) => sum + count, 0);
  }

  /** Number of outputs. */
  get outputs(): number {
    return this.#cells.shift.length;
  }

  /** The smallest and the largest x; after `subtract` those of before, at most a cell beyond what is left. */
  get range(): readonly [low: number, high: number] {
    const { range, ids, exponent } = this.#cells;
    const width = 2 ** exponent;
    return [
      Math.max(range[0], ids[0] * width),
      Math.min(range[1], (ids[ids.length - 1] + 1) * width),
    ];
  }

  /**
   * The sample of sums that were made elsewhere.
   *
   * @internal
   */
  static ofCells(bandwidth: number, cells: CellSums): BinnedSample {
    return new BinnedSample(bandwidth, cells);
  }

  /**
   * Few observations that are as good, made once.
   *
   * @internal
   */
  get places(): Observations {
    this.#places ??= cellPlaces(this.#cells, this.bandwidth);
    return this.#places;
  }

  /**
   * The sample of both, which must be alike: made for bandwidths with the same cells, with as many
   * outputs, and both with weights or without.
   *
   * @param other - what is added
   * @throws {@link OptionError} for samples that are not alike
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(sample.merge(sample).count); // → 6
   * ```
   */
  merge(other: BinnedSample): BinnedSample {
    return this.#with('BinnedSample.merge', other, 1);
  }

  /**
   * The sample without another that is part of it: a window that slides over a stream.
   *
   * @param other - what is taken out
   * @throws {@link OptionError} for samples that are not alike, and for one that is no part of it
   * @remarks What is left is as exact as the sums of before: take windows from a few parts that are kept,
   *   rather than add and take out for ever.
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const days = [0, 1, 2].map((day) => BinnedSample.from({ x: [day], y: [1] }, { bandwidth: 1 }));
   * const all = days.reduce((a, b) => a.merge(b));
   * console.log(all.subtract(days[0]).count, all.subtract(days[0]).range); // → 2 [ 1, 2 ]
   * ```
   */
  subtract(other: BinnedSample): BinnedSample {
    return this.#with('BinnedSample.subtract', other, -1);
  }

  /**
   * Cells twice as wide, for twice the bandwidth: half the size.
   *
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(sample.coarser().bandwidth); // → 2
   * ```
   */
  coarser(): BinnedSample {
    return new BinnedSample(2 * this.bandwidth, widened(this.#cells));
  }

  /**
   * How much it holds of what, which consoles print as well.
   *
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(String(sample).split(' ')[1]); // → 3
   * ```
   */
  toString(): string {
    const [low, high] = this.range;
    const { ids, exponent, weighted } = this.#cells;
    const observations = `${this.count} ${weighted ? 'weighted ' : ''}observations in [${low}, ${high}]`;
    const cells = `${ids.length} cells of ${2 ** exponent}, for bandwidths from ${this.bandwidth}`;
    return `BinnedSample: ${observations}, outputs: ${this.outputs}\n${cells}`;
  }

  /**
   * Plain JSON; {@link BinnedSample.fromJSON} gives the same digits back.
   *
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(JSON.stringify(sample).length > 100); // → true
   * ```
   */
  toJSON(): BinnedSampleJSON {
    return toJSON(this.bandwidth, this.#cells);
  }

  /**
   * Reads what {@link BinnedSample.toJSON} wrote; {@link OptionError} for anything else.
   *
   * @param json - what `toJSON` gave
   * @example
   * ```ts
   * import { BinnedSample } from 'nadaraya';
   *
   * const data = { x: [0, 1, 2], y: [3, 5, 7] };
   * const sample = BinnedSample.from(data, { bandwidth: 1 });
   * console.log(BinnedSample.fromJSON(sample.toJSON()).count); // → 3
   * ```
   */
  static fromJSON(json: BinnedSampleJSON): BinnedSample {
    const { bandwidth, cells } = fromJSON('BinnedSample.fromJSON', json);
    return new BinnedSample(bandwidth, cells);
  }

  #with(where: string, other: BinnedSample, sign: 1 | -1): BinnedSample {
    if (!(#cells in Object(other)))
      throw optionError(where, 'the other must be a BinnedSample', formatValue(other));
    const [a, b] = [this.#cells, other.#cells];
    const areAlike = a.exponent === b.exponent && a.weighted === b.weighted;
    if (!areAlike || a.shift.length !== b.shift.length) {
      const expected = 'both samples must have the same cells and outputs, and weights or none';
      throw optionError(where, expected, `${describe(a)} and ${describe(b)}`);
    }
    const cells = combined(where, a, shiftedTo(b, a.shift), sign);
    if (cells.ids.length === 0)
      throw optionError(where, 'something must be left', 'no observation');
    return new BinnedSample(Math.max(this.bandwidth, other.bandwidth), cells);
  }
}

function describe({ exponent, shift, weighted }: CellSums): string {
  return `cells of ${2 ** exponent}, outputs: ${shift.length}${weighted ? ', weights' : ''}`;
}
