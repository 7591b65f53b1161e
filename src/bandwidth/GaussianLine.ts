// The criteria of a Gaussian smoother along one predictor, local constant or linear. Each bandwidth
// is served by what is cheapest there: windows over the sorted points when few points are in reach,
// binned moments when many are. Where both would cost more than an estimate is worth, the
// leave-one-out fits of every s-th observation, to all the data, stand for all.

import { CellLevel } from './CellLevel.js';
import { CellTally } from './CellTally.js';
import type { CriterionName } from './CriterionName.js';
import { countBelow } from './countBelow.js';
import { criterionError, criterionValue, emptyTally, type Tally } from './criterionValue.js';
import { estimateFrom, type LineSubset } from './estimateFrom.js';
import { globalTally } from './globalTally.js';
import type { Line } from './Line.js';
import type { Effort, LineObjective, LineTrial } from './LineTrial.js';
import { WindowTally } from './WindowTally.js';

/** Tolerances of the sums of cells; what comes out is off by far less, since errors cancel. */
const DRAFT = 0.1;
const FINE = 1e-8;
/** Errors of a draft, relative and of fits beside the spread of y: 1e-6 and less has been seen. */
const DRAFT_ERROR = 3e-5;
const DRAFT_FIT_ERROR = 1e-5;
const FULL_ERROR = 2e-13;
const FULL_FIT_ERROR = 1e-14;
/** Half-widths of windows in bandwidths: e^(−reach²/2) is left out. */
const DRAFT_REACH = 5;
const FULL_REACH = 9;

/** Nanoseconds: a pair of a window; a cell, an observation in it, and to begin. */
const PAIR = [7, 14];
const CELL = [900, 2200];
const POINT = [60, 120];
const CELLS_START = 60_000;
/** Observations that estimates are made of: at most, at least, and for each point in a window. */
const MOST_ROWS = 16_384;
const FEWEST_ROWS = 512;
/**
 * With k points in a bandwidth leave-one-out errors are larger by 0.28/k. To see that in an estimate
 * takes about 57·k observations, and a window holds 10·k points.
 */
const ROWS_A_POINT = 6;

/** A kernel of this part of the range is wide. */
const WIDE = 8;

/** A criterion along one dimension for the Gaussian kernel and degree 0 or 1. */
export class GaussianLine implements LineObjective {
  readonly smooth = true;
  readonly resolution = 1e-8;
  readonly noise: number;
  readonly #windows: WindowTally;
  readonly #cells: CellTally;
  readonly #levels = new Map<number, CellLevel[]>();
  #reference: LineTrial | undefined;
  #subset: LineSubset | undefined;
  /** What the minimum is certainly not above. */
  #least = Infinity;

  /**
   * @param degree - 0 or 1
   * @param tolerance - of sums at full effort
   */
  constructor(
    readonly line: Line,
    readonly degree: number,
    readonly criterion: CriterionName,
    readonly tolerance: number,
  ) {
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-26 * line.size;
    this.#windows = new WindowTally(line, degree);
    this.#cells = new CellTally(line, degree, (tally, i, h) => this.#windows.addRow(tally, i, h));
  }

  trial(h: number, effort: Effort): LineTrial {
    const { line, degree, criterion } = this;
    const tally = emptyTally(line.p);
    if (h === Infinity) {
      globalTally(line, degree, tally);
      return this.#trial(h, tally, false);
    }
    // Under a wide kernel the spread of u is small beside 1, and a line needs more digits of it.
    const isWide = degree > 0 && h * WIDE > line.x[line.n - 1] - line.x[0];
    const isDraft = !isWide && (effort === 'estimate' || effort === 'draft');
    const reach = isDraft ? DRAFT_REACH : FULL_REACH;
    const inWindow = this.#pointsInWindow(h, reach);
    const row = (inWindow + 10) * PAIR[degree] * (0.7 + 0.3 * line.p);
    const windows = line.n * row;
    const cells = this.#cellCost(h) * (isDraft ? 1 : 4);
    const wanted = Math.max(FEWEST_ROWS, ROWS_A_POINT * inWindow);
    if (effort === 'estimate' && this.#reference && wanted * row < Math.min(0.5 * windows, cells)) {
      this.#subset ??= this.#subsetAt(this.#reference);
      const every = Math.max(1, Math.floor(line.n / wanted / this.#subset.step));
      const trial = estimateFrom(this.#subset, line, this.#windows, criterion, h, every);
      if (every === 1 || trial.value - trial.error > this.#least) return trial;
      return estimateFrom(this.#subset, line, this.#windows, criterion, h, 1);
    }
    if (windows < cells) {
      if (!isDraft || !this.#windows.addPairs(tally, h, reach))
        this.#windows.addTo(tally, h, reach);
    } else {
      const tolerance = isDraft ? DRAFT : effort === 'full' ? this.tolerance : FINE;
      this.#cells.addTo(tally, h, this.#level(h, tolerance), criterion === 'loo' && !line.even);
    }
    const trial = this.#trial(h, tally, isDraft);
    if (effort === 'estimate' && trial.value < Infinity) this.#reference = trial;
    this.#least = Math.min(this.#least, trial.value + trial.error);
    return trial;
  }

  #trial(h: number, tally: Tally, isDraft: boolean): LineTrial {
    const { line, criterion } = this;
    const value = criterionValue(criterion, tally, line.n, line.total);
    const [relative, part] = isDraft
      ? [DRAFT_ERROR, DRAFT_FIT_ERROR]
      : [FULL_ERROR, FULL_FIT_ERROR];
    const error = criterionError(criterion, value, tally, line.total, line.size, relative, part);
    return { h, value, error };
  }

  #subsetAt(reference: LineTrial): LineSubset {
    const { n, p } = this.line;
    const step = Math.ceil(n / MOST_ROWS);
    const first = step >> 1;
    const rows = new Float64Array((1 + 2 * p) * Math.ceil((n - first) / step));
    this.#cells.rowsInto(rows, reference.h, this.#level(reference.h, DRAFT), first, step);
    return { first, step, rows, reference };
  }

  /** Mean number, counted for some of the observations. */
  #pointsInWindow(h: number, reach: number): number {
    const { n, x } = this.line;
    const some = Math.min(n, 64);
    let points = 0;
    for (let s = 0; s < some; s++) {
      const at = x[Math.floor(((s + 0.5) * n) / some)];
      points += countBelow(x, at + reach * h) - countBelow(x, at - reach * h);
    }
    return points / some;
  }

  /** Of the cheaper of windows and an estimate. */
  #estimateCost(h: number): number {
    const inWindow = this.#pointsInWindow(h, DRAFT_REACH);
    const rows = Math.min(this.line.n, 2 * Math.max(FEWEST_ROWS, ROWS_A_POINT * inWindow));
    return rows * inWindow * PAIR[this.degree];
  }

  #cellCost(h: number): number {
    const { n, p, x } = this.line;
    const cells = Math.min(2 * ((x[n - 1] - x[0]) / h), 40 * n);
    const points = this.criterion === 'loo' && !this.line.even ? n : Math.min(n, 6 * cells);
    const cost = CELLS_START + cells * CELL[this.degree] + points * POINT[this.degree];
    return cost * (0.5 + 0.5 * p);
  }

  /**
   * The cells of the octave of h. Those of drafts come from the narrowest octave that cells will
   * serve, each octave from the one below; the others from the points.
   */
  #level(h: number, tolerance: number): CellLevel {
    const octave = Math.floor(Math.log2(h));
    const known = this.#levels.get(tolerance) ?? [];
    this.#levels.set(tolerance, known);
    const exact = known.find(({ bandwidth }) => bandwidth === 2 ** octave);
    if (exact) return exact;
    let from = octave;
    if (tolerance === DRAFT && known.length === 0) {
      while (this.#cellCost(2 ** (from - 1)) < this.#estimateCost(2 ** (from - 1))) from--;
    }
    const finer = known.filter(({ bandwidth }) => bandwidth < 2 ** octave);
    let level =
      finer.length > 0 && tolerance === DRAFT
        ? finer.reduce((a, b) => (b.bandwidth > a.bandwidth ? b : a))
        : CellLevel.of(this.line, 2 ** from, tolerance, 2 * this.degree);
    for (;;) {
      known.push(level);
      if (level.bandwidth >= 2 ** octave) return level;
      level = level.coarser();
    }
  }
}
