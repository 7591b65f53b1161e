// Cells and blocks laid over one stretch of sorted keys. R = β·G cells make a bandwidth (less a
// millionth of a cell), G cells a block. For all queries of cell k the cells k−R+1 … k+R−1 lie
// inside the window and only k±R are cut by its edges. Moments are taken about the centre of their
// own block.

import { windowMomentsInto } from '../../loops/windowMoments.js';
import type { LineIndex } from '../LineIndex.js';
import type { WindowLayout } from './CompactPolynomial.js';

/**
 * Points in a cell that the lattice aims at: a cell costs two to four translations, its points a
 * term each.
 */
const OCCUPANCY = 10;
const MAX_MOMENTS = 1 << 22;
/** Blocks in a bandwidth, at least: the expansions reach 1/β. */
const MIN_BLOCKS = 4;
/**
 * R cells are shorter than the bandwidth by this part of a cell, so that rounding never puts an
 * outer key inside.
 */
const CELL_MARGIN = 1e-6;

/** Least length in bandwidths of a lattice: beyond, it is laid out as for this one. */
const MIN_SPAN = 1 / 1024;

/** Stretch of sorted keys [from, to). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Cells, blocks and their moments. */
export class BlockLattice {
  readonly stretch: Stretch;
  readonly origin: number;
  readonly inverseCell: number;
  /** R, cells in a bandwidth. */
  readonly reach: number;
  /** G */
  readonly perBlock: number;
  /** β, blocks in a bandwidth. */
  readonly blockReach: number;
  /** Laid out as for a narrower window: queries far outside are not in its blocks. */
  readonly short: boolean;
  readonly cells: number;
  readonly blocks: number;
  /** First key of each cell, [cells + 1]. */
  readonly cellStart: Int32Array;
  /** [cells, momentSize] */
  readonly moments: Float64Array;
  /** [blocks, momentSize] */
  readonly totals: Float64Array;
  /** Σ|c| of each block and column, [blocks, columns]. */
  readonly mass: Float64Array;

  /** Cells in a bandwidth that would hold the wanted number of points each. */
  static wantedReach(index: LineIndex, stretch: Stretch, w: number): number {
    const span = (index.keys[stretch.to - 1] - index.keys[stretch.from]) * w;
    return BlockLattice.reachFor(stretch.to - stretch.from, span);
  }

  /** The same for `count` points along so many bandwidths. */
  static reachFor(count: number, span: number): number {
    return count / (OCCUPANCY * Math.max(span, MIN_SPAN));
  }

  constructor(index: LineIndex, stretch: Stretch, layout: WindowLayout, w: number) {
    const { keys, columns, places } = index;
    const c = layout.columns;
    const { from, to } = stretch;
    const { momentStart } = layout;
    const size = momentStart[c];
    this.stretch = stretch;
    this.origin = keys[from];
    const span = keys[to - 1] - this.origin;
    const scale = Math.max(w, MIN_SPAN / span);
    this.short = scale > w;
    const affordable = MAX_MOMENTS / size / (span * scale);
    const wanted = Math.min(BlockLattice.wantedReach(index, stretch, w), affordable);
    // 2G cells are added and taken away along a block, after as many blocks as there are, at most 2β:
    // G = 2√R balances the cost where the stretch is longer than a bandwidth.
    const long = Math.min(1, span * scale);
    this.blockReach = Math.max(MIN_BLOCKS, Math.ceil(Math.sqrt(wanted / long) / 2));
    this.perBlock = Math.max(1, Math.floor(wanted / this.blockReach));
    this.reach = this.blockReach * this.perBlock;
    this.inverseCell = scale * (this.reach + CELL_MARGIN);
    this.blocks = Math.floor(this.cellOf(keys[to - 1]) / this.perBlock) + 1;
    this.cells = this.blocks * this.perBlock;
    this.cellStart = new Int32Array(this.cells + 1).fill(to);
    this.moments = new Float64Array(this.cells * size);
    this.totals = new Float64Array(this.blocks * size);
    this.mass = new Float64Array(this.blocks * c);
    for (let cell = 0, first = from; cell < this.cells; cell++) {
      let end = first;
      while (end < to && Math.floor((keys[end] - this.origin) * this.inverseCell) === cell) end++;
      this.cellStart[cell] = first;
      if (end === first) continue;
      const block = Math.floor(cell / this.perBlock);
      const centre = this.centre(block);
      const at = cell * size;
      for (let k = 0; k < c; k++) {
        const wanted = momentStart[k + 1] - momentStart[k];
        const start = at + momentStart[k];
        const base = k * places;
        this.mass[block * c + k] += windowMomentsInto(
          keys,
          columns,
          base,
          first,
          end,
          centre,
          w,
          wanted,
          this.moments,
          start,
        );
      }
      for (let j = 0; j < size; j++) this.totals[block * size + j] += this.moments[at + j];
      first = end;
    }
  }

  /** Cell of a point, inside the data or not. */
  cellOf(x: number): number {
    return Math.floor((x - this.origin) * this.inverseCell);
  }

  /** Centre of a block, inside the data or not: one double, from which all distances are taken. */
  centre(block: number): number {
    return this.origin + ((block + 0.5) * this.perBlock) / this.inverseCell;
  }

  /** First key of a cell, inside the data or not. */
  start(cell: number): number {
    return this.cellStart[Math.max(0, Math.min(cell, this.cells))];
  }
}
