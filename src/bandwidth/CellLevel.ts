import { type Binning, gridSpacing, sufficientOrder } from '../sums/binning.js';
import { CellMoments } from '../sums/CellMoments.js';
import { CellRuns } from '../sums/CellRuns.js';
import { coarserMoments, firstColumns } from '../sums/derivedMoments.js';
import type { Line } from './Line.js';

/** Empty stretches of this many bandwidths are left out. */
const GAP = 20;
/** Widest cells, in bandwidths. */
const WIDEST = 1;

/** Observations in cells, for the bandwidths of one octave and one tolerance. */
export class CellLevel {
  /** Moments of the weights and of weight·output, for the sums. */
  readonly sums: CellMoments;
  /** Weights at the Chebyshev points that stand for 1, y and y²; shape [cells, 1 + 2p, order]. */
  readonly nodes: Float64Array;

  /**
   * @param bandwidth - the smallest that the cells serve
   * @param tolerance - of the sums
   * @param moments - of weight, weight·output, weight·output²
   * @param start - first observation of each cell, shape [cells + 1]
   * @param counts - observations in each cell
   */
  constructor(
    readonly bandwidth: number,
    readonly tolerance: number,
    readonly moments: CellMoments,
    readonly start: Int32Array,
    readonly counts: Float64Array,
  ) {
    this.sums = firstColumns(moments, (moments.c + 1) / 2);
    this.nodes = nodesOf(moments, counts);
  }

  /** Cells with more observations than moments are summed at their Chebyshev points. */
  isCrowded(cell: number): boolean {
    return this.counts[cell] > this.moments.binning.order;
  }

  /** Cells of a line, one pass. */
  static of(line: Line, bandwidth: number, tolerance: number, power: number): CellLevel {
    const { n, p, x } = line;
    const binning = binningFor(bandwidth, tolerance, power);
    const { exponent, order } = binning;
    const scale = 2 ** -exponent;
    const gap = GAP * bandwidth * scale;
    const intervals: [number, number][] = [];
    for (let i = 0, last = -Infinity; i < n; i++) {
      const id = Math.floor(x[i] * scale);
      if (id === last) continue;
      if (id - last > gap) intervals.push([id, id + 1]);
      else intervals[intervals.length - 1][1] = id + 1;
      last = id;
    }
    const runs = CellRuns.from(intervals);
    const c = 1 + 2 * p;
    const moments = new Float64Array(runs.cells * order * c);
    const masses = new Float64Array(runs.cells * (c - 1));
    const start = new Int32Array(runs.cells + 1);
    const counts = new Float64Array(runs.cells);
    let i = 0;
    intervals.forEach(([first, end], r) => {
      for (let id = first, cell = runs.offsets[r]; id < end; id++, cell++) {
        start[cell] = i;
        const edge = (id + 1) / scale;
        let to = i;
        while (to < n && x[to] < edge) to++;
        if (to > i) addCell(line, i, to, scale, id, order, cell, moments, masses);
        counts[cell] = to - i;
        i = to;
      }
    });
    start[runs.cells] = n;
    return new CellLevel(
      bandwidth,
      tolerance,
      new CellMoments(binning, c, runs, moments, masses),
      start,
      counts,
    );
  }

  /** Cells twice as wide, for twice the bandwidth. */
  coarser(): CellLevel {
    const moments = coarserMoments(this.moments);
    const { runs } = moments;
    const counts = new Float64Array(runs.cells);
    const start = new Int32Array(runs.cells + 1).fill(-1);
    start[runs.cells] = this.start[this.start.length - 1];
    this.moments.runs.intervals().forEach(([first, end], r) => {
      for (let id = first, cell = this.moments.runs.offsets[r]; id < end; id++, cell++) {
        const parent = runs.indexOf(Math.floor(id / 2));
        counts[parent] += this.counts[cell];
        if (start[parent] < 0) start[parent] = this.start[cell];
      }
    });
    return new CellLevel(2 * this.bandwidth, this.tolerance, moments, start, counts);
  }
}

function binningFor(bandwidth: number, tolerance: number, power: number): Binning {
  const widest = Math.min(WIDEST, gridSpacing(tolerance / 256, power));
  for (let exponent = Math.floor(Math.log2(widest * bandwidth)); ; exponent--) {
    const order = sufficientOrder(2 ** exponent / (2 * bandwidth), power, tolerance / 32);
    if (order > 0) return { exponent, order };
  }
}

/**
 * Σ c tᵏ of the points [from, to) of one cell, a column after the other, from terms c·tᵏ that are
 * carried from four powers to the next.
 */
function addCell(
  { n, p, x, columns, y }: Line,
  from: number,
  to: number,
  scale: number,
  id: number,
  order: number,
  cell: number,
  moments: Float64Array,
  masses: Float64Array,
): void {
  const c = 1 + 2 * p;
  const count = to - from;
  if (places.length < count) {
    places = new Float64Array(2 * count);
    terms = new Float64Array(2 * count);
  }
  const [t, term] = [places, terms];
  for (let i = 0; i < count; i++) t[i] = x[from + i] * scale - id - 0.5;
  for (let k = 0; k < c; k++) {
    let mass = 0;
    const column = (k > p ? k - p : k) * n + from;
    const factor = (k - 1 - p) * n + from;
    for (let i = 0; i < count; i++) {
      term[i] = k > p ? columns[column + i] * y[factor + i] : columns[column + i];
      mass += Math.abs(term[i]);
    }
    if (k > 0) masses[cell * (c - 1) + k - 1] = mass;
    for (let a = 0, o = cell * order * c + k; a < order; a += 4, o += 4 * c) {
      let [m0, m1, m2, m3] = [0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        const u = t[i];
        let v = term[i];
        m0 += v;
        v *= u;
        m1 += v;
        v *= u;
        m2 += v;
        v *= u;
        m3 += v;
        term[i] = v * u;
      }
      moments[o] = m0;
      moments[o + c] = m1;
      if (a + 2 >= order) break;
      moments[o + 2 * c] = m2;
      moments[o + 3 * c] = m3;
    }
  }
}

let places = new Float64Array(64);
let terms = new Float64Array(64);

function nodesOf(moments: CellMoments, counts: Float64Array): Float64Array {
  const { c } = moments;
  const { order } = moments.binning;
  const nodes = new Float64Array(counts.length * c * order);
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] <= order) continue;
    for (let j = 0; j < c; j++) moments.nodeWeightsInto(cell, j, nodes, (cell * c + j) * order);
  }
  return nodes;
}
