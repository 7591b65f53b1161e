// A criterion along one predictor, at four efforts. Wide bandwidths are cheap (few places of a
// coarser line); where windows hold few places and there are many of them, the leave-one-out fits of
// every s-th place, to all the data, are estimate enough.

import type { Kernel } from '../kernels/Kernel.js';
import type { CriterionName } from './criterionValue.js';
import { criterionError, criterionValue, emptyTally, type Tally } from './criterionValue.js';
import { estimateFrom, type LineSubset, subsetOf } from './estimateFrom.js';
import type { Line } from './Line.js';
import { LineFits, type LineSmoother, type Quality } from './LineFits.js';
import type { Effort, LineObjective, LineTrial } from './LineTrial.js';

/** Tolerances of draft sums for degrees 0 to 3: higher powers lose more of them. */
const DRAFT_TOLERANCES = [1e-3, 1e-5, 1e-7, 1e-8];
/** Half-widths of windows for degrees 0 to 3: higher powers reach further. */
const DRAFT_REACHES = [6, 6.5, 7, 7.5];
const FULL_REACHES = [9, 9.5, 10, 10.5];
const DRAFT_PRECISION = 1e-4;
const FULL_PRECISION = 1e-12;
/** Widest boxes in bandwidths as powers of two, at full effort for degrees 0 to 3. */
const DRAFT_BOX = 0;
const FULL_BOXES = [-1, -1, -2, -2];
/** Error of values where the line is coarse at full effort, for degrees 0 to 3. */
const FULL_ERRORS = [1e-10, 1e-10, 1e-9, 1e-8];
const DRAFT_LEVERAGE = 0.03;
const FULL_LEVERAGE = 0.003;
/** Errors of values, relative and of fits beside the spread of y. */
const DRAFT_ERROR = 3e-5;
const DRAFT_FIT_ERROR = 1e-5;
const FULL_FIT_ERROR = 1e-14;
const COMPACT_ERROR = 1e-12;
/** A kernel of this part of the range is wide: the line is coarse, and nothing is saved by a draft. */
const WIDE = 8;
/**
 * Places that estimates are made of: so many at first, then as many as it seems to take, with this
 * factor to be safe, until the value is certainly not the lowest. With k points in a bandwidth
 * leave-one-out errors are larger by 0.28/k, which takes about 130·k places to see.
 */
const FEWEST_ROWS = 512;
const MORE = 1.5;
const MOST_ROWS = 8192;
/** They are looked at where all cost at least so many times as much. */
const SAVING = 3;
/** Places that are always looked at: the loneliest, and those whose neighbours extrapolate most. */
const LONELY = 64;
/**
 * With more observations than this the criterion of a compact kernel has kinks all along log h and
 * is flat to 1e-8 of itself over 1e-4 about its minimum.
 */
const MANY = 20_000;

/** A criterion along one dimension. */
export class LineCriterion implements LineObjective {
  readonly smooth: boolean;
  readonly resolution: number;
  readonly noise: number;
  readonly #draft: Quality;
  readonly #full: Quality;
  readonly #fits: LineFits;
  readonly #known = new Map<number, LineTrial>();
  #reference: LineTrial | undefined;
  #subset: LineSubset | undefined;
  /** What the minimum is certainly not above. */
  #least = Infinity;

  constructor(
    where: string,
    readonly line: Line,
    readonly smoother: LineSmoother,
    readonly criterion: CriterionName,
  ) {
    const { kernel, degree, tolerance } = smoother;
    this.smooth = kernel.support === Infinity;
    this.resolution = !this.smooth && line.m > MANY ? 1e-4 : 1e-8;
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-24 * line.size;
    this.#draft = {
      reach: DRAFT_REACHES[degree],
      precision: DRAFT_PRECISION,
      box: DRAFT_BOX,
      leverage: DRAFT_LEVERAGE,
      tolerance: Math.max(tolerance, DRAFT_TOLERANCES[degree]),
    };
    this.#full = {
      reach: FULL_REACHES[degree],
      precision: FULL_PRECISION,
      box: FULL_BOXES[degree],
      leverage: FULL_LEVERAGE,
      tolerance,
    };
    this.#fits = new LineFits(where, line, smoother);
  }

  trial(h: number, effort: Effort): LineTrial {
    const known = this.#known.get(h);
    if (known) return known;
    const { line, criterion } = this;
    const isWide = h * WIDE > line.x[line.m - 1] - line.x[0];
    const isDraft = this.smooth && !isWide && (effort === 'estimate' || effort === 'draft');
    const quality = isDraft ? this.#draft : this.#full;
    if (effort === 'estimate') {
      const estimate = this.#estimate(h, quality);
      if (estimate) return estimate;
    }
    const tally = emptyTally(line.p);
    this.#fits.addTo(tally, h, quality, criterion === 'loo');
    const value = criterionValue(criterion, tally, line.n, line.total);
    const error = this.#error(value, tally, isDraft);
    const trial = { h, value, error };
    if (!isDraft) this.#known.set(h, trial);
    if (h < Infinity && value < (this.#reference?.value ?? Infinity)) this.#reference = trial;
    this.#least = Math.min(this.#least, value + error);
    return trial;
  }

  #error(value: number, tally: Tally, isDraft: boolean): number {
    const { line, criterion } = this;
    const full = this.smooth ? FULL_ERRORS[this.smoother.degree] : COMPACT_ERROR;
    const [relative, part] = isDraft
      ? [DRAFT_ERROR, DRAFT_FIT_ERROR]
      : [full, this.smooth ? FULL_FIT_ERROR : COMPACT_ERROR];
    return criterionError(criterion, value, tally, line.total, line.size, relative, part);
  }

  /** From some places, where that is much cheaper than from all. */
  #estimate(h: number, quality: Quality): LineTrial | undefined {
    const { line, criterion } = this;
    const fits = this.#fits;
    const cost = fits.cost(h, quality, criterion === 'loo');
    const rowsAt = (places: Int32Array) => fits.rowsAt(places, h, quality);
    for (let rows = FEWEST_ROWS; rows <= this.#mostRows; ) {
      if (SAVING * fits.rowsCost(rows, h, quality) > cost) break;
      this.#reference ??= this.trial(firstGuess(line, this.smoother.kernel), 'draft');
      this.#subset ??= this.#subsetAt(this.#reference.h);
      const every = Math.max(1, Math.floor(this.#subset.sample.length / rows));
      const estimate = estimateFrom(this.#subset, line, criterion, h, every, rowsAt);
      const above = estimate.value - this.#least;
      if (estimate.error < above) return estimate;
      if (every === 1 || !(above > 0)) break;
      // Errors fall with the root of the rows.
      rows *= MORE * Math.max(1, (estimate.error / above) ** 2);
    }
    return undefined;
  }

  get #mostRows(): number {
    return Math.min(MOST_ROWS, this.line.m / SAVING);
  }

  #subsetAt(h: number): LineSubset {
    const { line } = this;
    const quality = this.smooth ? this.#draft : this.#full;
    const tally = emptyTally(line.p);
    this.#fits.addTo(tally, h, quality, true);
    return subsetOf(line, this.smoother.degree, LONELY, this.#mostRows, tally, (places) =>
      this.#fits.rowsAt(places, h, quality),
    );
  }
}

/** A bandwidth from the places alone: a rule of thumb for the Gaussian, about twice that for a window. */
function firstGuess({ x, m }: Line, { support }: Kernel): number {
  const quartiles = x[Math.floor(0.75 * m)] - x[Math.floor(0.25 * m)];
  return (quartiles / 1.34) * m ** -0.2 * (support < Infinity ? 2 * support : 1);
}
