import { boxesOfNodes, locateNodes, orderByBox } from '../../loops/gridNodes.js';
import { columnBounds } from '../types.js';

/**
 * The stretches of one axis that hold data, with the queries near them. A gap wider than twice the
 * reach ends a segment, so an outlier costs a short segment of its own and not the way to it.
 */
export interface Segments {
  /** Ends, ascending and disjoint, shape [s] each. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

const MAX_BINS = 1 << 16;

/**
 * Segments of the data on one axis.
 *
 * @param points - shape [n, d], n > 0
 * @param gap - a gap wider than this (in units of x) may end a segment; Infinity keeps one
 * @remarks O(n); O(n log n) when the axis is longer than 65,536 gaps.
 */
export function dataSegments(points: Float64Array, d: number, axis: number, gap: number): Segments {
  const [min, max] = columnBounds(points, d, axis);
  const bins = Math.floor((max - min) / gap) + 1;
  if (!(bins > 2)) return { lo: Float64Array.of(min), hi: Float64Array.of(max) };
  return bins <= MAX_BINS
    ? binnedSegments(points, d, axis, gap, min, bins)
    : sortedSegments(points, d, axis, gap);
}

/**
 * Bins as wide as a gap: an empty bin between two occupied ones proves a gap; the ends are those of
 * the points in the bins.
 */
function binnedSegments(
  points: Float64Array,
  d: number,
  axis: number,
  gap: number,
  min: number,
  bins: number,
): Segments {
  const first = new Float64Array(bins).fill(Infinity);
  const last = new Float64Array(bins).fill(-Infinity);
  for (let at = axis; at < points.length; at += d) {
    const x = points[at];
    const bin = Math.min(bins - 1, Math.floor((x - min) / gap));
    if (x < first[bin]) first[bin] = x;
    if (x > last[bin]) last[bin] = x;
  }
  const lo: number[] = [];
  const hi: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    if (first[bin] === Infinity) continue;
    if (lo.length === 0 || first[bin] - hi[hi.length - 1] > gap) {
      lo.push(first[bin]);
      hi.push(last[bin]);
    } else hi[hi.length - 1] = last[bin];
  }
  return { lo: Float64Array.from(lo), hi: Float64Array.from(hi) };
}

function sortedSegments(points: Float64Array, d: number, axis: number, gap: number): Segments {
  const sorted = new Float64Array(points.length / d);
  for (let i = 0; i < sorted.length; i++) sorted[i] = points[i * d + axis];
  sorted.sort();
  const lo = [sorted[0]];
  const hi: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    if (!(sorted[i] - sorted[i - 1] > gap)) continue;
    hi.push(sorted[i - 1]);
    lo.push(sorted[i]);
  }
  hi.push(sorted[sorted.length - 1]);
  return { lo: Float64Array.from(lo), hi: Float64Array.from(hi) };
}

/**
 * Segments widened to the queries within a margin of them, which must be less than half of the gap
 * that ended them.
 *
 * @param rows - which queries
 */
export function widenedSegments(
  segments: Segments,
  queries: Float64Array,
  rows: Int32Array,
  d: number,
  axis: number,
  margin: number,
): Segments {
  const lo = segments.lo.slice();
  const hi = segments.hi.slice();
  for (let r = 0; r < rows.length; r++) {
    const q = queries[rows[r] * d + axis];
    let s = 0;
    let e = lo.length - 1;
    while (s < e) {
      const mid = (s + e) >> 1;
      if (segments.hi[mid] + margin < q) s = mid + 1;
      else e = mid;
    }
    if (q < lo[s] && q >= segments.lo[s] - margin) lo[s] = q;
    else if (q > hi[s] && q <= segments.hi[s] + margin) hi[s] = q;
  }
  return { lo, hi };
}

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
