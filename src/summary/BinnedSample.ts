// A sample reduced to moments in cells: one pass over the data, then everything that is a smooth
// function of position can be summed without them. Cells are [id, id+1)·2^exponent for every
// sample, so samples cut alike merge by adding, chunks of a stream too, and wider cells for wider
// bandwidths follow from narrower ones.

import { OptionError } from '../errors.js';
import { gaussian } from '../kernels/gaussian.js';
import type { CellMoments } from '../sums/CellMoments.js';
import { type CellNodes, cellNodes } from '../sums/cellNodes.js';
import { type BinnedSums, gaussianSumsOf } from '../sums/gaussianSumsOf.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import { type BinnedSampleOptions, resolveBinnedSampleOptions } from './BinnedSampleOptions.js';
import { type BinnedSampleJSON, fromJSON, toJSON } from './binnedSampleJSON.js';
import { binSample } from './binSample.js';
import { countsIn } from './countsIn.js';
import { expectAlike } from './expectAlike.js';
import { isolatedPoints, joinedPoints } from './isolatedPoints.js';
import { chunksOf, type DataChunk, noData, readChunk } from './readChunk.js';
import { shiftedColumns, shiftedOutputs } from './shiftedOutputs.js';

/**
 * A mergeable summary of data in one dimension, good for every bandwidth from the one it was built
 * for: moments of the weights, of weight·y and of weight·y² in narrow cells.
 *
 * @example
 * ```ts
 * import { BinnedSample } from 'nadaraya';
 *
 * const x = Float64Array.from({ length: 1000 }, (_, i) => i / 1000);
 * const chunks = [0, 1, 2].map((day) => ({ x: x.map((t) => day + t), y: x.map(Math.sin) }));
 * const sample = BinnedSample.from(chunks, { bandwidth: 0.05 });
 * console.log(sample.count, sample.outputs); // → 3000 1
 * const copy = BinnedSample.fromJSON(JSON.parse(JSON.stringify(sample)));
 * console.log(copy.merge(sample).count); // → 6000
 * ```
 * @remarks Built in O(n·order·c), held in O(cells·order·c), at most ten cells a bandwidth. Cells with no more
 * points than moments keep their points beside. `KernelRegressor.fit` takes it in place of the data; `merge` puts two of
 * them together.
 */
export class BinnedSample {
  private cached: CellNodes | undefined;
  private fewer: BinnedSample | undefined;
  private wider: BinnedSample | undefined;

  /**
   * @param bandwidth - the smallest bandwidth the sums may have
   * @param cells - moments of all points
   * @param counts - points in each cell, shape [cells]
   * @param isolated - the points of the cells with at most `order` points
   * @param shift - taken from each output, shape [outputs]
   */
  private constructor(
    readonly bandwidth: number,
    /** @internal */
    readonly cells: CellMoments,
    /** @internal */
    readonly counts: Float64Array,
    /** @internal */
    readonly isolated: Sample,
    /** @internal */
    readonly shift: Float64Array,
  ) {}

  /**
   * Bins data: all at once, or chunk after chunk, of which none is kept.
   *
   * @param data - `{ x, y, sampleWeights }` with x [n], y [n] or [n, p], or an iterable of such chunks
   * @param options - the smallest bandwidth, the tolerance
   * @throws {@link OptionError} for an unknown option, a bandwidth not above 0, no data
   * @throws {@link ShapeError} when lengths or numbers of outputs differ
   * @throws {@link NumericalError} for NaN, infinity, and weights below 0
   */
  static from(data: DataChunk | Iterable<DataChunk>, options: BinnedSampleOptions): BinnedSample {
    const where = 'BinnedSample.from';
    const checked = resolveBinnedSampleOptions(where, options);
    let whole: BinnedSample | undefined;
    for (const chunk of chunksOf(where, data)) whole = grown(where, whole, chunk, checked);
    if (!whole) throw noData(where);
    return whole;
  }

  /** As {@link BinnedSample.from} for chunks that come one by one, say from a file or a network. */
  static async fromAsync(
    chunks: AsyncIterable<DataChunk> | Iterable<DataChunk>,
    options: BinnedSampleOptions,
  ): Promise<BinnedSample> {
    const where = 'BinnedSample.fromAsync';
    const checked = resolveBinnedSampleOptions(where, options);
    let whole: BinnedSample | undefined;
    for await (const chunk of chunks) whole = grown(where, whole, chunk, checked);
    if (!whole) throw noData(where);
    return whole;
  }

  /**
   * Bins a sample with columns of any meaning. Two samples with the same options can be merged.
   *
   * @internal
   */
  static of(
    sample: Sample,
    options: BinnedSampleOptions,
    shift: Float64Array = new Float64Array(0),
  ): BinnedSample {
    const { cells, counts, isolated } = binSample(sample, options);
    return new BinnedSample(options.bandwidth, cells, counts, isolated, shift);
  }

  /** Number of observations. */
  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Number of outputs. */
  get outputs(): number {
    return this.shift.length;
  }

  /** The smallest and the largest place that can hold an observation, to the width of a cell. */
  get range(): readonly [number, number] {
    const { runs, binning } = this.cells;
    const width = 2 ** binning.exponent;
    const intervals = runs.intervals();
    if (intervals.length === 0) return [0, 0];
    return [intervals[0][0] * width, intervals[intervals.length - 1][1] * width];
  }

  /**
   * The same sample without its later columns, made once.
   *
   * @internal
   */
  firstColumns(count: number): BinnedSample {
    if (this.fewer?.cells.c !== count) {
      const { n, columns } = this.isolated;
      const isolated = { ...this.isolated, c: count, columns: columns.subarray(0, count * n) };
      const cells = this.cells.firstColumns(count);
      this.fewer = new BinnedSample(this.bandwidth, cells, this.counts, isolated, this.shift);
    }
    return this.fewer;
  }

  /** The sample of both, which must have been made with the same options ({@link OptionError}). */
  merge(other: BinnedSample): BinnedSample {
    expectAlike('BinnedSample.merge', this, other);
    const alike = other.shiftedTo(this.shift);
    const cells = this.cells.merged(alike.cells);
    const bandwidth = Math.max(this.bandwidth, other.bandwidth);
    return this.rebuilt(bandwidth, cells, [this, alike], (id) => id);
  }

  /** Cells twice as wide, for twice the bandwidth: half the work for each further sum. */
  coarser(): BinnedSample {
    const cells = this.cells.coarser();
    return this.rebuilt(2 * this.bandwidth, cells, [this], (id) => Math.floor(id / 2));
  }

  /**
   * The small weighted sample that stands for the data: Chebyshev points with weights of either
   * sign, and the isolated points themselves. For f smooth over a bandwidth, Σᵢ c_ij f(xᵢ) =
   * Σ_nodes weight_j·f(origin + node).
   *
   * @internal
   */
  get nodes(): CellNodes {
    if (!this.cached) {
      const { order } = this.cells.binning;
      const { origin, sample } = cellNodes(this.cells, (cell) => this.counts[cell] <= order);
      const kept = { ...this.isolated, points: this.isolated.points.map((x) => x - origin) };
      this.cached = { origin, sample: joinedPoints([sample, kept]) };
    }
    return this.cached;
  }

  /**
   * Gaussian sums at the queries for any bandwidth from the smallest on; the data are not touched.
   *
   * @internal
   * @param origin - the queries are relative to it; `nodes.origin` when they are nodes
   * @returns the sums, and the rows whose tolerance is not certified, read from the nodes
   */
  sums(queries: Float64Array, request: SumsRequest, origin = 0): BinnedSums {
    const h = (request.squared ? Math.SQRT1_2 : 1) / request.inverseBandwidth[0];
    if (!(h >= this.bandwidth * (1 - 1e-12)) || request.kernel !== gaussian || request.excludeSelf)
      throw new OptionError({
        where: 'BinnedSample.sums',
        expected: `the kernel must be gaussian, no point excluded, and the bandwidth (of K² h/√2) at least ${this.bandwidth}`,
        received: `${request.kernel.name} with ${h}`,
      });
    if (h >= 2 * this.bandwidth && this.cells.runs.cells > 1) {
      this.wider ??= this.coarser();
      return this.wider.sums(queries, request, origin);
    }
    return gaussianSumsOf(this.cells, () => this.nodes, queries, request, origin);
  }

  /** Plain JSON; {@link BinnedSample.fromJSON} gives the same digits back. */
  toJSON(): BinnedSampleJSON {
    return toJSON(this);
  }

  /** Reads what {@link BinnedSample.toJSON} wrote; {@link OptionError} for anything else. */
  static fromJSON(json: BinnedSampleJSON): BinnedSample {
    const { bandwidth, cells, counts, isolated, shift } = fromJSON('BinnedSample.fromJSON', json);
    return new BinnedSample(bandwidth, cells, counts, isolated, shift);
  }

  /** The same sample with something else taken from the outputs. */
  private shiftedTo(shift: Float64Array): BinnedSample {
    const change = this.shift.map((value, k) => value - shift[k]);
    if (change.every((value) => value === 0)) return this;
    const columns = shiftedColumns(this.isolated.columns, this.isolated.n, change);
    const isolated = { ...this.isolated, columns };
    const cells = shiftedOutputs(this.cells, change);
    return new BinnedSample(this.bandwidth, cells, this.counts, isolated, shift);
  }

  /** With new moments: counts and isolated points follow from those of the parts. */
  private rebuilt(
    bandwidth: number,
    cells: CellMoments,
    parts: readonly BinnedSample[],
    idOf: (id: number) => number,
  ): BinnedSample {
    const counts = countsIn(cells.runs, parts, idOf);
    const points = joinedPoints(parts.map((part) => part.isolated));
    const isolated = isolatedPoints(points, cells.binning, cells.runs, counts, true);
    return new BinnedSample(bandwidth, cells, counts, isolated, this.shift);
  }
}

/** A sample with one more chunk. */
function grown(
  where: string,
  whole: BinnedSample | undefined,
  chunk: DataChunk,
  options: BinnedSampleOptions,
): BinnedSample | undefined {
  const read = readChunk(where, chunk, whole?.shift);
  if (!read) return whole;
  const part = BinnedSample.of(read.sample, options, read.shift);
  return whole ? whole.merge(part) : part;
}
