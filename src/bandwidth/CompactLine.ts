// The criteria of local means with a compact polynomial kernel along one predictor, from a sample
// that is sorted once for all bandwidths. Where windows hold few points, the leave-one-out fits of
// every s-th observation to all the data are estimate enough.

import type { Kernel } from '../kernels/Kernel.js';
import { LineIndex } from '../sums/LineIndex.js';
import type { KernelSums } from '../sums/types.js';
import { windowedSums } from '../sums/windowed.js';
import { CompactWindows } from './CompactWindows.js';
import type { CriterionName } from './CriterionName.js';
import { countBelow } from './countBelow.js';
import { criterionError, criterionValue, emptyTally, type Tally } from './criterionValue.js';
import { estimateFrom, type LineSubset } from './estimateFrom.js';
import { globalTally } from './globalTally.js';
import type { Line } from './Line.js';
import type { Effort, LineObjective, LineTrial } from './LineTrial.js';

const ERROR = 1e-12;
const FIT_ERROR = 1e-12;

/** Observations that estimates are made of: at least, and for each point in a window. */
const FEWEST_ROWS = 2048;
const ROWS_A_POINT = 6;
/** Pairs that cost as much as a row of the sums of all. */
const PAIRS_A_ROW = 24;

/**
 * With more observations than this a criterion has kinks all along log h and is flat to 1e-8 of
 * itself over 1e-4 about its minimum.
 */
const MANY = 20_000;

/** A criterion along one dimension for local means with a compact kernel, O(n) a bandwidth. */
export class CompactLine implements LineObjective {
  readonly smooth = false;
  readonly resolution: number;
  readonly noise: number;
  readonly #index: LineIndex;
  readonly #windows: CompactWindows;
  readonly #known = new Map<number, LineTrial>();
  #sums: KernelSums | undefined;
  #reference: LineTrial | undefined;
  #subset: LineSubset | undefined;

  constructor(
    readonly line: Line,
    readonly kernel: Kernel,
    readonly criterion: CriterionName,
    readonly tolerance: number,
  ) {
    const { n, p, x, columns } = line;
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-24 * line.size;
    this.resolution = n > MANY ? 1e-4 : 1e-8;
    this.#index = LineIndex.of({ n, d: 1, c: 1 + p, points: x, columns });
    this.#windows = new CompactWindows(line, kernel);
  }

  trial(h: number, effort: Effort): LineTrial {
    const known = this.#known.get(h);
    if (known) return known;
    const estimate = effort === 'estimate' && this.#estimate(h);
    if (estimate) return estimate;
    const { line, criterion } = this;
    const { n, total, size } = line;
    const tally = emptyTally(line.p);
    if (h === Infinity) globalTally(line, 0, tally);
    else {
      this.#sums = this.#sumsAt(h);
      this.#addTo(tally, 0, 1);
    }
    const value = criterionValue(criterion, tally, n, total);
    const error = criterionError(criterion, value, tally, total, size, ERROR, FIT_ERROR);
    const found = { h, value, error };
    this.#known.set(h, found);
    if (h < Infinity) this.#reference = value < Infinity ? found : undefined;
    return found;
  }

  /** From some observations, where that is much cheaper than from all. */
  #estimate(h: number): LineTrial | undefined {
    const { line, criterion } = this;
    const inWindow = this.#pointsInWindow(h);
    const wanted = Math.max(FEWEST_ROWS, ROWS_A_POINT * inWindow);
    if (wanted * inWindow > PAIRS_A_ROW * line.n) return undefined;
    this.#subset ??= this.#subsetOf(Math.floor(line.n / wanted));
    if (!this.#subset) return undefined;
    const every = Math.max(1, Math.floor(line.n / wanted / this.#subset.step));
    return estimateFrom(this.#subset, line, this.#windows, criterion, h, every);
  }

  /** Every so many observations, at the bandwidth that was tried last. */
  #subsetOf(step: number): LineSubset | undefined {
    const { n, p } = this.line;
    const reference = this.#reference;
    if (!reference || step < 2) return undefined;
    const first = step >> 1;
    const size = 1 + 2 * p;
    const rows = new Float64Array(size * Math.ceil((n - first) / step));
    for (let i = first, at = 0; i < n; i += step, at += size)
      this.#addTo(rows.subarray(at, at + size), i, n);
    return { first, step, rows, reference };
  }

  #pointsInWindow(h: number): number {
    const { n, x } = this.line;
    const some = Math.min(n, 64);
    let points = 0;
    for (let s = 0; s < some; s++) {
      const at = x[Math.floor(((s + 0.5) * n) / some)];
      points += countBelow(x, at + h) - countBelow(x, at - h);
    }
    return points / some;
  }

  #sumsAt(h: number): KernelSums {
    return windowedSums(this.#index, this.line.x, {
      kernel: this.kernel,
      product: false,
      inverseBandwidth: Float64Array.of(1 / h),
      degrees: Array<number>(1 + this.line.p).fill(0),
      squared: false,
      excludeSelf: true,
      tolerance: this.tolerance,
    });
  }

  /** Adds the observations `start`, `start + stride`, … of the last sums. */
  #addTo(tally: Tally, start: number, stride: number): void {
    if (!this.#sums) return;
    const { n, p, y, columns } = this.line;
    const { sums, logScale } = this.#sums;
    const peak = this.kernel.value(0);
    for (let i = start; i < n; i += stride) {
      const rest = sums[i * (1 + p)];
      const w = columns[i];
      const own = logScale[i] === 0 ? w * peak : w * peak * Math.exp(-logScale[i]);
      const free = rest / (rest + own);
      tally[0] += free;
      for (let k = 0; k < p; k++) {
        const residual = y[k * n + i] - sums[i * (1 + p) + 1 + k] / rest;
        // Alone in its window an observation is its own fit.
        if (rest > 0) tally[1 + k] += w * (free * residual) ** 2;
        tally[1 + p + k] += w * residual ** 2;
      }
    }
  }
}
