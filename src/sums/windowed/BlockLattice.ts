// Cells and blocks laid over one stretch of sorted keys. R = β·G cells make a bandwidth (less a
// millionth of a cell), G cells a block. For all queries of cell k the cells k−R+1 … k+R−1 lie
// inside the window and only k±R are cut by its edges: the inside is the end of block b−β after
// cell k−R, the whole blocks between, and the head of block b+β before cell k+R. All of these are
// sums of what is inside, never differences, and moments are taken about the centre of their own
// block.

import { cellMomentsInto, runningMomentsInto } from '../../loops/runningMoments.js';
import type { SortedSample } from '../SortedSample.js';
import type { WindowLayout } from './WindowLayout.js';

/**
 * Points in a cell that the lattice aims at: a cell costs two to four translations, its points a
 * term each.
 */
const OCCUPANCY = 12;
/** Longest running sum: cells in a block. */
const MAX_CELLS_IN_BLOCK = 1024;
const MAX_MOMENTS = 1 << 22;
/** Blocks in a bandwidth, at least: the expansions reach 1/β. */
const MIN_BLOCKS = 4;
/**
 * R cells are shorter than the bandwidth by this part of a cell, so that rounding never puts an
 * outer key inside.
 */
const CELL_MARGIN = 1e-6;

/** Stretch of sorted keys [from, to). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Cells, blocks and their running moments. */
export class BlockLattice {
  readonly origin: number;
  readonly inverseCell: number;
  /** R, cells in a bandwidth. */
  readonly reach: number;
  /** G */
  readonly perBlock: number;
  /** β, blocks in a bandwidth. */
  readonly blockReach: number;
  readonly cells: number;
  readonly blocks: number;
  /** First key of each cell, [cells + 1]. */
  readonly cellStart: Int32Array;
  /** Sums over the cells of the block before each cell, and after it, [cells, momentSize]. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** [blocks, momentSize] */
  readonly totals: Float64Array;
  /** Σ|c| and max|c| of each block and column, [blocks, columns]. */
  readonly mass: Float64Array;
  readonly heaviest: Float64Array;

  /** Cells in a bandwidth that would hold the wanted number of points each. */
  static wantedReach(sample: SortedSample, stretch: Stretch, w: number): number {
    const span = (sample.keys[stretch.to - 1] - sample.keys[stretch.from]) * w;
    return (stretch.to - stretch.from) / (OCCUPANCY * span);
  }

  constructor(sample: SortedSample, stretch: Stretch, layout: WindowLayout, w: number) {
    const { keys, columns, n, c } = sample;
    const size = layout.momentStart[c];
    this.origin = keys[stretch.from];
    const span = keys[stretch.to - 1] - this.origin;
    const affordable = MAX_MOMENTS / size / (span * w);
    const wanted = Math.min(BlockLattice.wantedReach(sample, stretch, w), affordable);
    this.blockReach = Math.max(MIN_BLOCKS, Math.ceil(wanted / MAX_CELLS_IN_BLOCK));
    this.perBlock = Math.max(1, Math.floor(wanted / this.blockReach));
    this.reach = this.blockReach * this.perBlock;
    this.inverseCell = w * (this.reach + CELL_MARGIN);
    this.blocks = Math.floor(Math.floor(span * this.inverseCell) / this.perBlock) + 1;
    this.cells = this.blocks * this.perBlock;
    this.cellStart = new Int32Array(this.cells + 1);
    let cell = -1;
    for (let i = stretch.from; i < stretch.to; i++) {
      const own = Math.floor((keys[i] - this.origin) * this.inverseCell);
      while (cell < own) this.cellStart[++cell] = i;
    }
    while (cell < this.cells) this.cellStart[++cell] = stretch.to;

    this.mass = new Float64Array(this.blocks * c);
    this.heaviest = new Float64Array(this.blocks * c);
    const centres = new Float64Array(this.blocks);
    for (let b = 0; b < this.blocks; b++) {
      centres[b] = this.centre(b);
      const end = this.cellStart[(b + 1) * this.perBlock];
      for (let k = 0; k < c; k++) {
        let sum = 0;
        let most = 0;
        for (let i = this.cellStart[b * this.perBlock]; i < end; i++) {
          const term = Math.abs(columns[k * n + i]);
          sum += term;
          if (term > most) most = term;
        }
        this.mass[b * c + k] = sum;
        this.heaviest[b * c + k] = most;
      }
    }
    this.after = new Float64Array(this.cells * size);
    this.before = new Float64Array(this.cells * size);
    this.totals = new Float64Array(this.blocks * size);
    const { cellStart, perBlock, after, before, totals } = this;
    const { momentStart } = layout;
    cellMomentsInto(keys, columns, n, cellStart, perBlock, centres, w, momentStart, after);
    runningMomentsInto(size, perBlock, after, before, totals);
  }

  /** Centre of a block, inside the data or not: one double, from which all distances are taken. */
  centre(block: number): number {
    return this.origin + ((block + 0.5) * this.perBlock) / this.inverseCell;
  }
}
