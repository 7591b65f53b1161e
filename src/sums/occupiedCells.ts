import { CellRuns } from './CellRuns.js';

const FEW_BOXES = 64;
const WINDOW = 1 << 21;

/**
 * Where the points are: the runs of boxes 2^exponent wide that hold some, and their total length.
 */
export interface Occupancy {
  readonly low: number;
  readonly high: number;
  readonly exponent: number;
  readonly boxes: CellRuns;
  /** In units of x; without the gaps that are left out. */
  readonly length: number;
}

/**
 * The boxes that hold points, in one pass and O(n) memory however long the range is.
 *
 * @param points - shape [n], n ≥ 1
 * @param low - the smallest point
 * @param high - the largest point
 * @param gap - only gaps of at least this length, in units of x, may be left out
 */
export function occupancy(points: Float64Array, low: number, high: number, gap: number): Occupancy {
  const exponent = Math.ceil(Math.log2(gap));
  const scale = 2 ** -exponent;
  const first = Math.floor(low * scale);
  const last = Math.floor(high * scale);
  if (last - first < FEW_BOXES) {
    const boxes = CellRuns.from([[first, last + 1]]);
    return { low, high, exponent, boxes, length: high - low };
  }
  const intervals = occupiedBoxes(points, scale).map((box) => [box, box + 1] as const);
  const boxes = CellRuns.from(intervals).widened(1, 0, 1);
  const length = Math.min(high - low, boxes.cells * 2 ** exponent);
  return { low, high, exponent, boxes, length };
}

/** The cells 2^exponent wide in the occupied boxes. */
export function occupiedCells({ low, high, ...found }: Occupancy, exponent: number): CellRuns {
  const scale = 2 ** -exponent;
  const first = Math.floor(low * scale);
  // As the loops count from the first cell: rounding may carry a point just below zero over it.
  const end = Math.floor(high * scale - first) + first + 1;
  const factor = 2 ** (found.exponent - exponent);
  const boxes = found.boxes.intervals();
  return CellRuns.from(
    boxes.map(([from, to]) => [Math.max(first, from * factor), Math.min(end, to * factor)]),
  );
}

/** Ids of boxes with points, ascending: a bitmap about the median of a few, a Set for the rest. */
function occupiedBoxes(points: Float64Array, scale: number): number[] {
  const n = points.length;
  const few = Float64Array.from({ length: 9 }, (_, i) => points[Math.floor((i * (n - 1)) / 8)]);
  const origin = Math.floor(few.sort()[4] * scale) - WINDOW / 2;
  const seen = new Uint8Array(WINDOW);
  const far = new Set<number>();
  let lastFar = Number.NaN;
  for (let i = 0; i < n; i++) {
    const id = Math.floor(points[i] * scale);
    const inside = id - origin;
    if (inside >= 0 && inside < WINDOW) seen[inside] = 1;
    else if (id !== lastFar) {
      far.add(id);
      lastFar = id;
    }
  }
  const boxes = [...far];
  for (let i = 0; i < WINDOW; i++) if (seen[i] === 1) boxes.push(origin + i);
  return boxes.sort((a, b) => a - b);
}
