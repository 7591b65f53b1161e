// A sample of two predictors reduced to few weighted places in cells, as BinnedSample is for one.

import { formatValue, showAsText } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { readOptions } from '../arrays/readOptions.js';
import type { Observations } from '../smoothers/Observations.js';
import { type BinnedSample2DJSON, planeFromJSON, planeToJSON } from './binnedSampleJSON.js';
import { Chunks } from './CellAdder.js';
import { PlaneAdder } from './PlaneAdder.js';
import { combinedPlanes, type PlaneCells, planeExponent, widenedPlane } from './PlaneCells.js';
import { planePlaces } from './planePlaces.js';
import {
  BINNED_2D_OPTIONS,
  type BinnedSample2DOptions,
  chunksOf,
  type DataChunk,
  expectChunks,
} from './readChunk.js';

/**
 * A mergeable summary of data with two predictors that does what the data do with the Gaussian kernel:
 * {@link KernelRegressor.fit} takes it in their place, for all bandwidths from those it was made for on, and
 * chooses bandwidths by it. {@link BinnedSample} is for one predictor.
 *
 * @example
 * ```ts
 * import { BinnedSample2D, createRandom, KernelRegressor } from 'nadaraya';
 *
 * const random = createRandom(1);
 * const x = Array.from({ length: 5000 }, () => [random.uniform(), random.uniform(0, 100)]);
 * const y = x.map(([s, t]) => s! ** 2 + t! / 100);
 * const sample = BinnedSample2D.from({ x, y }, { bandwidth: [0.2, 20] });
 * console.log(sample.count, sample.outputs); // → 5000 1
 * const model = new KernelRegressor({ bandwidth: [0.2, 20], degree: 2 }).fit(sample);
 * console.log(model.predict([[0.5, 50]])[0].toFixed(6)); // → 0.750000
 * ```
 * @remarks Cells are a quarter to half of a bandwidth wide along each axis. One with at most 78 observations keeps them; of one
 *   with more it keeps 78 of their places with weights, and 132 sums for each output (with weights 264, and 132
 *   more). Made in O(n), some microseconds an observation, of which up to 2^22 are gathered. A model of it agrees with that of
 *   the data to about 1e-9 of the range of y: `docs/guide/large-data.md`.
 */
export class BinnedSample2D {
  readonly #plane: PlaneCells;
  #places: Observations | undefined;

  /** @param bandwidth - the smallest bandwidths that a model may have, in units of x */
  private constructor(
    readonly bandwidth: readonly [number, number],
    plane: PlaneCells,
  ) {
    this.#plane = plane;
    showAsText(this);
  }

  /**
   * Bins data: all at once, or chunk after chunk, of which none is kept.
   *
   * @param data - `{ x, y, sampleWeights }` with x [n, 2], y [n] or [n, p], or an iterable of such
   *   chunks; weights in all chunks or in none
   * @param options - the smallest bandwidths
   * @throws {@link OptionError} for an unknown option, a bandwidth not above 0, no data, and weights in
   *   some chunks only
   * @throws {@link ShapeError} when lengths or numbers of columns or outputs differ
   * @throws {@link NumericalError} for NaN, infinity, weights below 0, and x beyond 2^53 cells
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const data = { x: [[0, 1], [1, 3], [2, 2]], y: [3, 5, 7] };
   * console.log(BinnedSample2D.from(data, { bandwidth: 1 }).count); // → 3
   * ```
   */
  static from(
    data: DataChunk | Iterable<DataChunk>,
    options: BinnedSample2DOptions,
  ): BinnedSample2D {
    const where = 'BinnedSample2D.from';
    const { bandwidth } = readOptions(where, options, BINNED_2D_OPTIONS);
    const chunks = planeChunks(where, bandwidth);
    for (const chunk of chunksOf(where, data)) chunks.read(chunk);
    return new BinnedSample2D(bandwidth, chunks.sums);
  }

  /**
   * As {@link BinnedSample2D.from} for chunks that come one by one, say from a file or a network.
   *
   * @param chunks - what `from` takes, one after the other
   * @param options - the smallest bandwidths
   * @throws {@link OptionError} for what cannot be iterated, and what `from` throws
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * async function* chunks() {
   *   yield { x: [[0, 1], [1, 3]], y: [3, 5] };
   *   yield { x: [[2, 2]], y: [7] };
   * }
   * console.log((await BinnedSample2D.fromAsync(chunks(), { bandwidth: 1 })).count); // → 3
   * ```
   */
  static async fromAsync(
    chunks: AsyncIterable<DataChunk> | Iterable<DataChunk>,
    options: BinnedSample2DOptions,
  ): Promise<BinnedSample2D> {
    const where = 'BinnedSample2D.fromAsync';
    const { bandwidth } = readOptions(where, options, BINNED_2D_OPTIONS);
    const all = planeChunks(where, bandwidth);
    for await (const chunk of expectChunks(where, chunks)) all.read(chunk);
    return new BinnedSample2D(bandwidth, all.sums);
  }

  /** Number of observations. */
  get count(): number {
    return this.#plane.cells.reduce((sum, { count }) => sum + count, 0);
  }

  /** Number of outputs. */
  get outputs(): number {
    return this.#plane.shift.length;
  }

  /** The smallest and the largest x of each column. */
  get range(): readonly [readonly [number, number], readonly [number, number]] {
    const { low, high } = this.#plane;
    return [
      [low[0], high[0]],
      [low[1], high[1]],
    ];
  }

  /**
   * Few observations that are as good, made once.
   *
   * @internal
   */
  get places(): Observations {
    this.#places ??= planePlaces(this.#plane, this.bandwidth);
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
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const sample = BinnedSample2D.from({ x: [[0, 1], [1, 3]], y: [3, 5] }, { bandwidth: 1 });
   * console.log(sample.merge(sample).count); // → 4
   * ```
   */
  merge(other: BinnedSample2D): BinnedSample2D {
    const where = 'BinnedSample2D.merge';
    if (!(#plane in Object(other)))
      throw optionError(where, 'the other must be a BinnedSample2D', formatValue(other));
    const [a, b] = [this.#plane, other.#plane];
    const haveCells = a.exponents.every((exponent, j) => exponent === b.exponents[j]);
    if (!haveCells || a.weighted !== b.weighted || a.shift.length !== b.shift.length) {
      const expected = 'both samples must have the same cells and outputs, and weights or none';
      throw optionError(where, expected, `${described(a)} and ${described(b)}`);
    }
    const [first, second] = this.bandwidth.map((h, j) => Math.max(h, other.bandwidth[j]));
    return new BinnedSample2D([first, second], combinedPlanes(a, b));
  }

  /**
   * Cells twice as wide along both axes, for twice the bandwidths: down to a quarter of the size.
   *
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const sample = BinnedSample2D.from({ x: [[0, 1], [1, 3]], y: [3, 5] }, { bandwidth: [1, 2] });
   * console.log(sample.coarser().bandwidth); // → [ 2, 4 ]
   * ```
   */
  coarser(): BinnedSample2D {
    const [first, second] = this.bandwidth;
    return new BinnedSample2D([2 * first, 2 * second], widenedPlane(this.#plane));
  }

  /**
   * How much it holds of what, which consoles print as well.
   *
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const sample = BinnedSample2D.from({ x: [[0, 1], [1, 3]], y: [3, 5] }, { bandwidth: 1 });
   * console.log(String(sample).split(' ')[1]); // → 2
   * ```
   */
  toString(): string {
    const { cells, exponents, weighted } = this.#plane;
    const ranges = this.range.map(([low, high]) => `[${low}, ${high}]`).join(' × ');
    const observations = `${this.count} ${weighted ? 'weighted ' : ''}observations in ${ranges}`;
    const widths = exponents.map((exponent) => 2 ** exponent).join(' × ');
    return `BinnedSample2D: ${observations}, outputs: ${this.outputs}\n${cells.length} cells of ${widths}, for bandwidths from ${this.bandwidth.join(' and ')}`;
  }

  /**
   * Plain JSON; {@link BinnedSample2D.fromJSON} gives the same digits back.
   *
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const sample = BinnedSample2D.from({ x: [[0, 1], [1, 3]], y: [3, 5] }, { bandwidth: 1 });
   * console.log(sample.toJSON().type); // → BinnedSample2D
   * ```
   */
  toJSON(): BinnedSample2DJSON {
    return planeToJSON(this.bandwidth, this.#plane);
  }

  /**
   * Reads what {@link BinnedSample2D.toJSON} wrote; {@link OptionError} for anything else.
   *
   * @param json - what `toJSON` gave
   * @example
   * ```ts
   * import { BinnedSample2D } from 'nadaraya';
   *
   * const sample = BinnedSample2D.from({ x: [[0, 1], [1, 3]], y: [3, 5] }, { bandwidth: 1 });
   * console.log(BinnedSample2D.fromJSON(sample.toJSON()).count); // → 2
   * ```
   */
  static fromJSON(json: BinnedSample2DJSON): BinnedSample2D {
    const { bandwidth, plane } = planeFromJSON('BinnedSample2D.fromJSON', json);
    return new BinnedSample2D(bandwidth, plane);
  }
}

function planeChunks(
  where: string,
  [first, second]: readonly [number, number],
): Chunks<PlaneCells> {
  // Cells are in (h/4, h/2] along each axis, four times as wide as those of a line.
  const exponents = [planeExponent(first), planeExponent(second)] as const;
  return new Chunks(where, 2, (shift, weighted) => new PlaneAdder(exponents, shift, weighted));
}

function described({ exponents, shift, weighted }: PlaneCells): string {
  const widths = exponents.map((exponent) => 2 ** exponent).join(' × ');
  return `cells of ${widths}, outputs: ${shift.length}${weighted ? ', weights' : ''}`;
}
