// A sample reduced to moments in cells: one pass over the data, then everything that is a smooth
// function of position can be summed without them. Cells are [id, id+1)·2^exponent for every
// sample, so samples cut alike merge by adding, chunks of a stream too, and wider cells for wider
// bandwidths follow from narrower ones.

import { OptionError } from '../errors.js';
import { gaussian } from '../kernels/gaussian.js';
import { bounds } from '../loops/bounds.js';
import { type BinnedSampleJSON, fromJSON, toJSON } from './line/binnedSampleJSON.js';
import { type Binning, sufficientOrder } from './line/binning.js';
import { CellMoments } from './line/CellMoments.js';
import { CellRuns } from './line/CellRuns.js';
import { coarserMoments, mergedMoments } from './line/cellMomentsAlgebra.js';
import { type CellNodes, cellNodes } from './line/cellNodes.js';
import { type BinnedSums, gaussianSumsOf } from './line/gaussianSumsOf.js';
import { isolatedPoints, joinedPoints } from './line/isolatedPoints.js';
import { occupancy, occupiedCells } from './line/occupiedCells.js';
import type { Sample, SumsRequest } from './types.js';

/** How fine a {@link BinnedSample} is. */
export interface BinnedSampleOptions {
  /** The smallest bandwidth that will be asked for, in units of x. */
  readonly bandwidth: number;
  /** @defaultValue 1e-12 */
  readonly tolerance?: number;
  /** The highest power of u that will be asked for. @defaultValue 0 */
  readonly power?: number;
}

/**
 * A mergeable summary of a sample in one dimension, good for every bandwidth from the one it was
 * built for.
 *
 * @remarks Built in O(n·order·c), held in O(cells·order·c), at most ten cells a bandwidth. Cells with no more
 * points than moments keep their points beside: those stay points in {@link BinnedSample.nodes}.
 * Made by `BinnedSample.from(sample, { bandwidth })`, it answers `sums(queries, request)` for every bandwidth from that
 * one on; `merge` puts two of them together.
 */
export class BinnedSample {
  /** Nodes are made at first use. */
  private cached: CellNodes | undefined;

  /**
   * @param bandwidth - the smallest bandwidth the sums may have
   * @param cells - moments of all points
   * @param counts - points in each cell, shape [cells]
   * @param isolated - the points of the cells with at most `order` points
   */
  private constructor(
    readonly bandwidth: number,
    readonly cells: CellMoments,
    readonly counts: Float64Array,
    readonly isolated: Sample,
  ) {}

  /** Bins a sample. Two samples with the same options can be merged. */
  static from(sample: Sample, options: BinnedSampleOptions): BinnedSample {
    const { bandwidth } = options;
    const binning = binningFor(options);
    let runs = CellRuns.from([]);
    if (sample.n > 0) {
      const [low, high] = bounds(sample.points, sample.n);
      if (!(Math.max(Math.abs(low), Math.abs(high)) * 2 ** -binning.exponent < 2 ** 52))
        throw new OptionError({
          where: 'BinnedSample.from',
          expected: 'bandwidth must be at least 1e-15 of the largest |x|',
          received: String(bandwidth),
        });
      runs = occupiedCells(occupancy(sample.points, low, high, 20 * bandwidth), binning.exponent);
    }
    const cells = CellMoments.of(sample, binning, runs);
    const counts = new Float64Array(runs.cells);
    const isolated = isolatedPoints(sample, binning, runs, counts);
    return new BinnedSample(bandwidth, cells, counts, isolated);
  }

  /** The sample of both. */
  merge(other: BinnedSample): BinnedSample {
    const { binning, c } = this.cells;
    const theirs = other.cells.binning;
    if (
      binning.exponent !== theirs.exponent ||
      binning.order !== theirs.order ||
      c !== other.cells.c
    )
      throw new OptionError({
        where: 'BinnedSample.merge',
        expected: 'both samples must have the same cells, orders and columns',
        received: `${describe(this)} and ${describe(other)}`,
      });
    const cells = mergedMoments(this.cells, other.cells);
    return this.rebuilt(
      Math.max(this.bandwidth, other.bandwidth),
      cells,
      [this, other],
      (id) => id,
    );
  }

  /** Cells twice as wide, for twice the bandwidth: half the work for each further sum. */
  coarser(): BinnedSample {
    const cells = coarserMoments(this.cells);
    return this.rebuilt(2 * this.bandwidth, cells, [this], (id) => Math.floor(id / 2));
  }

  /**
   * The small weighted sample that stands for the data: Chebyshev points with weights of either
   * sign, and the isolated points themselves. For f smooth over a bandwidth, Σᵢ c_ij f(xᵢ) =
   * Σ_nodes weight_j·f(origin + node).
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
   * @param origin - the queries are relative to it; `nodes.origin` when they are nodes
   * @returns the sums, and the rows whose tolerance is not certified: they are read from the nodes,
   *   and only
   * the data could tell better
   */
  sums(queries: Float64Array, request: SumsRequest, origin = 0): BinnedSums {
    const h = (request.squared ? Math.SQRT1_2 : 1) / request.inverseBandwidth[0];
    if (!(h >= this.bandwidth * (1 - 1e-12)) || request.kernel !== gaussian || request.excludeSelf)
      throw new OptionError({
        where: 'BinnedSample.sums',
        expected: `the kernel must be gaussian, no point excluded, and the bandwidth (of K² h/√2) at least ${this.bandwidth}`,
        received: `${request.kernel.name} with ${h}`,
      });
    return gaussianSumsOf(this.cells, () => this.nodes, queries, request, origin);
  }

  /** Plain JSON; {@link BinnedSample.fromJSON} gives the same digits back. */
  toJSON(): BinnedSampleJSON {
    return toJSON(this);
  }

  static fromJSON(json: BinnedSampleJSON): BinnedSample {
    const { bandwidth, cells, counts, isolated } = fromJSON(json);
    return new BinnedSample(bandwidth, cells, counts, isolated);
  }

  /** With new moments: counts and isolated points follow from those of the parts. */
  private rebuilt(
    bandwidth: number,
    cells: CellMoments,
    parts: readonly BinnedSample[],
    idOf: (id: number) => number,
  ): BinnedSample {
    const counts = new Float64Array(cells.runs.cells);
    for (const part of parts)
      part.cells.runs.intervals().forEach(([first, end], r) => {
        for (let id = first, cell = part.cells.runs.offsets[r]; id < end; id++, cell++)
          counts[cells.runs.indexOf(idOf(id))] += part.counts[cell];
      });
    const points = joinedPoints(parts.map((part) => part.isolated));
    const isolated = isolatedPoints(points, cells.binning, cells.runs, counts, true);
    return new BinnedSample(bandwidth, cells, counts, isolated);
  }
}

/**
 * Cells of a tenth to a fifth of the bandwidth, whatever the data: equal options give equal cells.
 */
function binningFor({ bandwidth, tolerance = 1e-12, power = 0 }: BinnedSampleOptions): Binning {
  const exponent = Math.floor(Math.log2(0.2 * bandwidth));
  const order = sufficientOrder(2 ** exponent / (2 * bandwidth), power, tolerance / 64);
  if (!(bandwidth > 1e-290 && bandwidth < 1e290) || order === 0)
    throw new OptionError({
      where: 'BinnedSample.from',
      expected: 'bandwidth must be positive and finite, tolerance at least 5e-14, power at most 6',
      received: `${bandwidth}, ${tolerance} and ${power}`,
    });
  return { exponent, order };
}

function describe({ cells: { binning, c } }: BinnedSample): string {
  return `cells 2^${binning.exponent} of order ${binning.order} with ${c} columns`;
}
