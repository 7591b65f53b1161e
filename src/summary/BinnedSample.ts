// A sample reduced to moments in cells: one pass over the data, then everything that is a smooth
// function of position can be summed without them. Cells are [id, id+1)·2^exponent for every
// sample, so samples cut alike merge by adding, chunks of a stream too, and wider cells for wider
// bandwidths follow from narrower ones.

import { formatValue } from '../arrays/formatValue.js';
import { showAsText } from '../arrays/showAsText.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { gaussian } from '../kernels/gaussian.js';
import { bounds } from '../loops/bounds.js';
import type { LocalFits } from '../smoothers/fitAt.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { type CellNodes, cellNodes } from '../sums/cellNodes.js';
import {
  type Binning,
  CellMoments,
  CellRuns,
  occupancy,
  occupiedCells,
  sufficientOrder,
} from '../sums/cells.js';
import { coarserMoments, firstColumns, mergedMoments } from '../sums/derivedMoments.js';
import { type BinnedSums, gaussianSumsOf } from '../sums/gaussianSumsOf.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import { type BinnedSampleJSON, fromJSON, toJSON } from './binnedSampleJSON.js';
import type { SummarySpec } from './DataSummary.js';
import { fitBinned } from './fitBinned.js';
import {
  type BinnedSampleOptions,
  chunksOf,
  type DataChunk,
  expectChunks,
  noData,
  readChunk,
  resolveBinnedSampleOptions,
} from './readChunk.js';

/** Points that are put into cells at a time. */
const CHUNK = 8192;

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
 * @remarks Built in O(n·order·c), held in O(cells·order·c), at most ten cells a bandwidth. Cells
 *   with no more points than moments keep their points beside. `KernelRegressor.fit` takes it in
 *   place of the data; `merge` puts two of them together.
 */
export class BinnedSample {
  #nodes: CellNodes | undefined;
  #fewer: BinnedSample | undefined;
  #wider: BinnedSample | undefined;

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
  ) {
    showAsText(this);
  }

  /**
   * Bins data: all at once, or chunk after chunk, of which none is kept.
   *
   * @param data - `{ x, y, sampleWeights }` with x [n], y [n] or [n, p], or an iterable of such
   *   chunks
   * @param options - the smallest bandwidth, the tolerance
   * @throws {@link OptionError} for an unknown option, a bandwidth not above 0, no data
   * @throws {@link ShapeError} when lengths or numbers of outputs differ
   * @throws {@link NumericalError} for NaN, infinity, and weights below 0
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
    const checked = resolveBinnedSampleOptions(where, options);
    let whole: BinnedSample | undefined;
    for (const chunk of chunksOf(where, data)) whole = grown(where, whole, chunk, checked);
    if (!whole) throw noData(where);
    return whole;
  }

  /**
   * As {@link BinnedSample.from} for chunks that come one by one, say from a file or a network.
   *
   * @param chunks - what `from` takes, one after the other
   * @param options - the smallest bandwidth, the tolerance
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
    const checked = resolveBinnedSampleOptions(where, options);
    let whole: BinnedSample | undefined;
    for await (const chunk of expectChunks(where, chunks))
      whole = grown(where, whole, chunk, checked);
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
    const { bandwidth } = options;
    const binning = binningFor(options);
    const runs = runsOf(sample, bandwidth, binning.exponent);
    const cells = CellMoments.of(sample, binning, runs);
    const places = cellsOf(sample, binning, runs);
    const counts = new Float64Array(runs.cells);
    for (let i = 0; i < sample.n; i++) counts[places[i]]++;
    const isolated = isolatedPoints(sample, places, counts, binning.order);
    return new BinnedSample(bandwidth, cells, counts, isolated, shift);
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
    if (this.#fewer?.cells.c !== count) {
      const { n, columns } = this.isolated;
      const isolated = { ...this.isolated, c: count, columns: columns.subarray(0, count * n) };
      const cells = firstColumns(this.cells, count);
      this.#fewer = new BinnedSample(this.bandwidth, cells, this.counts, isolated, this.shift);
    }
    return this.#fewer;
  }

  /**
   * The sample of both, which must have been made with the same options ({@link OptionError}).
   *
   * @param other - a sample made with the same options
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
    this.#expectAlike('BinnedSample.merge', other);
    const alike = other.#shiftedTo(this.shift);
    const cells = mergedMoments(this.cells, alike.cells);
    const bandwidth = Math.max(this.bandwidth, other.bandwidth);
    return this.#rebuilt(bandwidth, cells, [this, alike], (id) => id);
  }

  /**
   * Cells twice as wide, for twice the bandwidth: half the work for each further sum.
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
    const cells = coarserMoments(this.cells);
    return this.#rebuilt(2 * this.bandwidth, cells, [this], (id) => Math.floor(id / 2));
  }

  /**
   * The small weighted sample that stands for the data: Chebyshev points with weights of either
   * sign, and the isolated points themselves. For f smooth over a bandwidth, Σᵢ c_ij f(xᵢ) =
   * Σ_nodes weight_j·f(origin + node).
   *
   * @internal
   */
  get nodes(): CellNodes {
    if (!this.#nodes) {
      const { order } = this.cells.binning;
      const { origin, sample } = cellNodes(this.cells, (cell) => this.counts[cell] <= order);
      const kept = { ...this.isolated, points: this.isolated.points.map((x) => x - origin) };
      this.#nodes = { origin, sample: joinedPoints([sample, kept]) };
    }
    return this.#nodes;
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
    if (
      !(h >= this.bandwidth * (1 - 1e-12)) ||
      request.kernel !== gaussian ||
      request.excludeSelf
    ) {
      const expected = `the kernel must be gaussian, no point excluded, and the bandwidth (of K² h/√2) at least ${this.bandwidth}`;
      const received = `${request.kernel.name} with ${h}`;
      throw new OptionError({ where: 'BinnedSample.sums', expected, received });
    }
    if (h >= 2 * this.bandwidth && this.cells.runs.cells > 1) {
      this.#wider ??= this.coarser();
      return this.#wider.sums(queries, request, origin);
    }
    return gaussianSumsOf(this.cells, () => this.nodes, queries, request, origin);
  }

  /**
   * Checks that it can be fitted with a kernel, a degree and a bandwidth.
   *
   * @internal
   */
  expectServes(where: string, { kernel, degree, bandwidth }: SummarySpec): void {
    if (typeof bandwidth === 'string' || kernel !== gaussian || degree > 1) {
      const expected =
        "a binned sample must be fitted with a given bandwidth, kernel 'gaussian' and degree 0 or 1";
      const received = `${formatValue(bandwidth)}, ${formatValue(kernel.name)} and ${degree}`;
      throw new UnsupportedError({ where, expected, received });
    }
    const [h, ...more] = typeof bandwidth === 'number' ? [bandwidth] : bandwidth;
    if (h >= this.bandwidth && more.length === 0) return;
    const expected = `bandwidth must be one number of at least ${this.bandwidth}, that of the sample`;
    throw new OptionError({ where, expected, received: String(bandwidth) });
  }

  /**
   * Local means and lines at queries [m], from the sample alone.
   *
   * @internal
   */
  fits(spec: SmootherSpec, queries: Float64Array): LocalFits {
    return fitBinned(this, spec, queries);
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
    const { runs, binning } = this.cells;
    const cells = `${runs.cells} cells of ${2 ** binning.exponent}, for bandwidths from ${this.bandwidth}`;
    return `BinnedSample: ${this.count} observations in [${low}, ${high}], outputs: ${this.outputs}\n${cells}`;
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
    return toJSON(this);
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
    const { bandwidth, cells, counts, isolated, shift } = fromJSON('BinnedSample.fromJSON', json);
    return new BinnedSample(bandwidth, cells, counts, isolated, shift);
  }

  /** The same sample with something else taken from the outputs. */
  #shiftedTo(shift: Float64Array): BinnedSample {
    const change = this.shift.map((value, k) => value - shift[k]);
    if (change.every((value) => value === 0)) return this;
    const columns = shiftedColumns(this.isolated.columns, this.isolated.n, change);
    const isolated = { ...this.isolated, columns };
    const cells = shiftedOutputs(this.cells, change);
    return new BinnedSample(this.bandwidth, cells, this.counts, isolated, shift);
  }

  /** With new moments: counts and isolated points follow from those of the parts. */
  #rebuilt(
    bandwidth: number,
    cells: CellMoments,
    parts: readonly BinnedSample[],
    idOf: (id: number) => number,
  ): BinnedSample {
    const { binning, runs } = cells;
    const counts = new Float64Array(runs.cells);
    for (const part of parts)
      part.cells.runs.intervals().forEach(([first, end], r) => {
        for (let id = first, cell = part.cells.runs.offsets[r]; id < end; id++, cell++)
          counts[runs.indexOf(idOf(id))] += part.counts[cell];
      });
    const points = joinedPoints(parts.map((part) => part.isolated));
    const places = cellsOf(points, binning, runs);
    const isolated = isolatedPoints(points, places, counts, binning.order);
    return new BinnedSample(bandwidth, cells, counts, isolated, this.shift);
  }

  /** Samples can be merged when their cells, orders and columns are the same. */
  #expectAlike(where: string, other: BinnedSample): void {
    if (!(#nodes in Object(other))) {
      const expected = 'what is merged must be a BinnedSample';
      throw new OptionError({ where, expected, received: formatValue(other) });
    }
    const { binning, c } = this.cells;
    const theirs = other.cells.binning;
    const sameCells = binning.exponent === theirs.exponent && binning.order === theirs.order;
    if (sameCells && c === other.cells.c && this.outputs === other.outputs) return;
    const expected = 'both samples must have the same cells, orders and columns';
    const received = `${describe(this)} and ${describe(other)}`;
    throw new OptionError({ where, expected, received });
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

/**
 * Cells of a tenth to a fifth of the bandwidth, whatever the data: equal options give equal cells.
 */
function binningFor({ bandwidth, tolerance = 1e-12, power = 2 }: BinnedSampleOptions): Binning {
  const exponent = Math.floor(Math.log2(0.2 * bandwidth));
  const order = sufficientOrder(2 ** exponent / (2 * bandwidth), power, tolerance / 64);
  if (!(bandwidth > 1e-290 && bandwidth < 1e290) || order === 0) {
    const expected =
      'bandwidth must be positive and finite, tolerance at least 5e-14, power at most 6';
    const received = `${bandwidth}, ${tolerance} and ${power}`;
    throw new OptionError({ where: 'BinnedSample.from', expected, received });
  }
  return { exponent, order };
}

/** The cells that hold points, and those between near ones. */
function runsOf({ n, points }: Sample, bandwidth: number, exponent: number): CellRuns {
  if (n === 0) return CellRuns.from([]);
  const [low, high] = bounds(points, n);
  if (!(Math.max(Math.abs(low), Math.abs(high)) * 2 ** -exponent < 2 ** 52)) {
    const expected = 'bandwidth must be at least 1e-15 of the largest |x|';
    const received = String(bandwidth);
    throw new OptionError({ where: 'BinnedSample.from', expected, received });
  }
  return occupiedCells(occupancy(points, low, high, 20 * bandwidth), exponent);
}

/** The cell of each point, [n]. */
function cellsOf({ n, points }: Sample, { exponent }: Binning, runs: CellRuns): Int32Array {
  const cells = new Int32Array(n);
  const positions = new Float64Array(Math.min(n, CHUNK));
  for (let start = 0; start < n; start += CHUNK) {
    const some = Math.min(CHUNK, n - start);
    runs.compactInto(points, start, some, 2 ** -exponent, positions);
    for (let i = 0; i < some; i++) cells[start + i] = positions[i];
  }
  return cells;
}

/** The points of cells with at most `order` points: as many numbers as their moments would be. */
function isolatedPoints(
  { n, d, c, points, columns }: Sample,
  cells: Int32Array,
  counts: Float64Array,
  order: number,
): Sample {
  const chosen = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (counts[cells[i]] <= order) chosen[count++] = i;
  const some = {
    n: count,
    d,
    c,
    points: new Float64Array(count),
    columns: new Float64Array(c * count),
  };
  for (let r = 0; r < count; r++) {
    some.points[r] = points[chosen[r]];
    for (let j = 0; j < c; j++) some.columns[j * count + r] = columns[j * n + chosen[r]];
  }
  return some;
}

/** One sample after the other; all have the same columns. */
function joinedPoints(samples: readonly Sample[]): Sample {
  const { d, c } = samples[0];
  const n = samples.reduce((sum, sample) => sum + sample.n, 0);
  const joined = { n, d, c, points: new Float64Array(n), columns: new Float64Array(c * n) };
  let start = 0;
  for (const sample of samples) {
    joined.points.set(sample.points, start);
    for (let j = 0; j < c; j++)
      joined.columns.set(sample.columns.subarray(j * sample.n, (j + 1) * sample.n), j * n + start);
    start += sample.n;
  }
  return joined;
}

/**
 * With columns w, w·y_k, w·y_k²: the same for y_k + change_k. Masses of the outputs become bounds.
 *
 * @param change - shape [p]
 */
function shiftedOutputs(cells: CellMoments, change: Float64Array): CellMoments {
  const { binning, c, runs } = cells;
  const p = change.length;
  const moments = cells.moments.slice();
  for (let row = 0; row < moments.length; row += c) shiftRow(moments, row, 1, change);
  const masses = cells.masses.slice();
  for (let cell = 0; cell < runs.cells; cell++)
    for (let k = 0; k < p; k++) {
      const at = cell * (c - 1) + k;
      const size = Math.abs(change[k]);
      masses[at + p] += size * (2 * masses[at] + size * cells.mass(cell, 0));
      masses[at] += size * cells.mass(cell, 0);
    }
  return new CellMoments(binning, c, runs, moments, masses);
}

/** The same for columns of points, shape [1 + 2p, n]. */
function shiftedColumns(columns: Float64Array, n: number, change: Float64Array): Float64Array {
  const shifted = columns.slice();
  for (let i = 0; i < n; i++) shiftRow(shifted, i, n, change);
  return shifted;
}

function shiftRow(values: Float64Array, first: number, step: number, change: Float64Array): void {
  const p = change.length;
  const weight = values[first];
  for (let k = 0; k < p; k++) {
    const at = first + (1 + k) * step;
    values[at + p * step] += change[k] * (2 * values[at] + change[k] * weight);
    values[at] += change[k] * weight;
  }
}

function describe({ cells: { binning, c } }: BinnedSample): string {
  return `cells 2^${binning.exponent} of order ${binning.order} with ${c} columns`;
}
