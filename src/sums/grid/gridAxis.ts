import { boxesOfNodes, orderByBox } from '../../loops/boxesOfNodes.js';
import { locateNodes } from '../../loops/locateNodes.js';
import type { Segments } from './gridSegments.js';

/** The nodes of one axis: each segment from its own origin, one after the other, in whole boxes. */
export interface GridAxis {
  readonly nodes: number;
  readonly segments: Segments;
  /** First node of each segment and, last, the number of nodes. */
  readonly start: Int32Array;
  /** Distance of nodes in units of x; 0 on an axis of infinite bandwidth. */
  readonly step: number;
}

/**
 * @param step - distance of nodes in units of x
 * @param width - nodes of a window
 * @param box - segments begin at multiples of this many nodes
 */
export function gridAxis(segments: Segments, step: number, width: number, box: number): GridAxis {
  const count = segments.lo.length;
  const start = new Int32Array(count + 1);
  for (let s = 0; s < count; s++) {
    const span = step > 0 ? Math.floor((segments.hi[s] - segments.lo[s]) / step) : 0;
    start[s + 1] = start[s] + Math.ceil((span + width + 3) / box) * box;
  }
  return { nodes: start[count], segments, start, step };
}

/** Nodes an axis would have, as a plain number that cannot overflow. */
export function expectedNodes(segments: Segments, step: number, width: number): number {
  let nodes = 0;
  for (let s = 0; s < segments.lo.length; s++) {
    nodes += (step > 0 ? (segments.hi[s] - segments.lo[s]) / step : 0) + width + 3;
  }
  return nodes;
}

/** Where points stand on the grid. */
export interface Placement {
  /** First node of each window, flat, −1 off the grid; shape [count]. */
  readonly base: Int32Array;
  /** Phases in [0, 1), shape [count, d]. */
  readonly phases: Float64Array;
  /** Positions of those on the grid, neighbours together. */
  readonly order: Int32Array;
}

/**
 * Nodes a side of the cells points are ordered by: with a window around it a cell stays in the
 * second cache in 3-D.
 */
const CELL = 8;

const SPLITTER = 134217729;

/**
 * Places points (all, or the given rows) on the grid of some axes.
 *
 * @param points - shape [·, d]
 */
export function placement(
  points: Float64Array,
  rows: Int32Array | null,
  axes: readonly GridAxis[],
): Placement {
  const d = axes.length;
  const count = rows === null ? points.length / d : rows.length;
  const base = new Int32Array(count);
  const phases = new Float64Array(count * d);
  axes.forEach(({ segments, start, nodes, step }, axis) => {
    // a node number times `high` is exact up to 2^26 nodes
    const high = step * SPLITTER - (step * SPLITTER - step);
    locateNodes(
      points,
      rows,
      count,
      d,
      axis,
      segments.lo,
      segments.hi,
      start,
      nodes,
      high,
      step - high,
      step > 0 ? 1 / step : 0,
      base,
      phases,
    );
  });
  const shape = Int32Array.from(axes, (axis) => axis.nodes);
  const cells = boxesOfNodes(base, shape, CELL);
  const order = orderByBox(
    cells,
    shape.reduce((product, nodes) => product * Math.ceil(nodes / CELL), 1),
  );
  return { base, phases, order };
}
