import { boxesOfNodes } from '../../loops/boxesOfNodes.js';
import { boxSums } from '../../loops/boxSums.js';
import type { Sample } from '../types.js';
import type { GridMemory } from './GridMemory.js';
import type { GridAxis } from './gridAxis.js';
import type { GridDesign } from './gridDesign.js';
import { SeparableGrid } from './SeparableGrid.js';

/**
 * Nodes a side of the boxes that carry the bounds: 0.4 bandwidths, narrower where the error is
 * bounded more tightly.
 */
export function boundsBox(spacing: number, slack: number): number {
  return Math.max(1, Math.round((0.2 + 0.4 * slack) / spacing));
}

/**
 * What the grid can have done wrong at a query, and what it had to be right about, from sums of |c|
 * over boxes:
 *
 *   error_k(q) ≤ d·ε Σ_boxes |c|_k Π_j e^(−(1−slack) near_j²/2) + e^(−reach²/2) Σ|c|_k · (1 + reach)^degree
 *   Σ_i K|c_ik| ≥ Σ_boxes |c|_k Π_j e^(−far_j²/2)
 *
 * with near and far the least and the largest distance between points of two boxes. Both are sums
 * over a lattice, one axis after another.
 */
export class GridBounds {
  readonly #memory: GridMemory;
  readonly #grid: SeparableGrid;
  readonly #mass: Float64Array[] = [];
  readonly #errors: Float64Array[] = [];
  readonly #least: Float64Array[] = [];
  readonly #lowTaps: Float64Array;
  readonly #shape: Int32Array;
  readonly #box: number;

  constructor(
    memory: GridMemory,
    sample: Sample,
    base: Int32Array,
    axes: readonly GridAxis[],
    design: GridDesign,
  ) {
    this.#memory = memory;
    this.#box = boundsBox(design.spacing, design.slack);
    this.#shape = Int32Array.from(axes, (axis) => axis.nodes);
    this.#grid = new SeparableGrid(axes, this.#box);
    const side = this.#box * design.spacing;
    const count = Math.ceil(design.reach / side) + 1;
    const nearTaps = new Float64Array(2 * count + 1);
    this.#lowTaps = new Float64Array(2 * count + 1);
    for (let k = -count; k <= count; k++) {
      const near = Math.max(0, Math.abs(k) - 1) * side;
      const far = (Math.abs(k) + 1) * side;
      nearTaps[count + k] = Math.exp((-(1 - design.slack) * near * near) / 2);
      this.#lowTaps[count + k] = Math.exp((-far * far) / 2);
    }
    const degree = design.taps.length - 1;
    const missed = Math.exp((-design.reach * design.reach) / 2) * (1 + design.reach) ** degree;
    const boxes = this.boxes(base);
    for (let k = 0; k < sample.c; k++) {
      const mass = new Float64Array(this.#grid.size);
      const total = boxSums(boxes, sample.columns, k * sample.n, sample.n, mass);
      const error = this.#grid.convolve(memory, mass, nearTaps);
      const scale = sample.d * design.epsilon;
      for (let b = 0; b < error.length; b++) error[b] = scale * error[b] + missed * total;
      this.#mass.push(mass);
      this.#errors.push(error);
    }
  }

  /** Boxes of points placed on the grid. */
  boxes(base: Int32Array): Int32Array {
    const boxes = new Int32Array(base.length);
    boxesOfNodes(base, this.#shape, this.#box, boxes);
    return boxes;
  }

  /** Largest error of a sum of column k anywhere in a box, for all boxes. */
  errors(k: number): Float64Array {
    return this.#errors[k];
  }

  /** Least Σ_i K|c_ik| anywhere in a box, for all boxes; made when first asked for. */
  least(k: number): Float64Array {
    this.#least[k] ??= this.#grid.convolve(this.#memory, this.#mass[k], this.#lowTaps);
    return this.#least[k];
  }

  /** What a point of the box itself adds at most to `least` for |c| = 1. */
  get own(): number {
    return this.#lowTaps[(this.#lowTaps.length - 1) / 2] ** this.#shape.length;
  }
}
