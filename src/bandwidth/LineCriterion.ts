// A criterion along one predictor, at four efforts: of one degree, or of several from the same sums. Wide bandwidths are cheap (few places of a
// coarser line); where windows hold few places and there are many of them, the leave-one-out fits of
// every s-th place, to all the data, are estimate enough.

import type { Kernel } from '../kernels/Kernel.js';
import {
  type CriterionName,
  criterionError,
  criterionValue,
  emptyTally,
  type Tally,
  tallySize,
} from './BandwidthChoice.js';
import { type Line, usualWidth } from './Line.js';
import { type Levels, LineFits, type LineSmoother, type Quality } from './LineFits.js';
import type { Effort, LineObjective, LineTrial } from './searchLine.js';

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
/** AICc from sums as exact as degree 3 needs: of 13,000 drafts none was off by half as much. */
const DRAFT_ERROR_AICC = 3e-6;
const DRAFT_FIT_ERROR = 1e-5;
const FULL_FIT_ERROR = 1e-14;
const COMPACT_ERROR = 1e-12;
/** A kernel of this part of the range is wide: the line is coarse, and nothing is saved by a draft. */
const WIDE = 8;
/**
 * Places that estimates are made of: so many at first, twice that where they must be certain, then as
 * many as it seems to take, with this factor to be safe, until the value is certainly not the lowest.
 * With k points in a bandwidth leave-one-out errors are larger by 0.28/k, which takes about 130·k
 * places to see, but fewer beside a reference bandwidth near by.
 */
const FEWEST_ROWS = 256;
const MORE = 1.5;
const MOST_ROWS = 8192;
const MOST_SHARE = 1 / 16;
const MOST_MORE = 4;
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
  /** The highest. */
  readonly #degree: number;
  readonly #singles = new Map<number, LineCriterion>();
  readonly #known = new Map<number, { isDraft: boolean; trials: readonly LineTrial[] }>();
  /** The last bandwidth that was not estimated: a survey comes from wider ones. */
  #reference: number | undefined;
  #subset: LineSubset | undefined;
  /** What the minimum is certainly not above. */
  #least = Infinity;

  constructor(
    readonly where: string,
    readonly line: Line,
    readonly smoother: LineSmoother,
    readonly criterion: CriterionName,
    /** Standard errors that an estimate is said to be off. */
    readonly errors = CERTAIN_ERRORS,
    levels?: Levels,
  ) {
    const { kernel, degrees, tolerance } = smoother;
    const degree = degrees[degrees.length - 1];
    this.#degree = degree;
    this.smooth = kernel.support === Infinity;
    this.resolution = !this.smooth && line.m > MANY ? 1e-4 : 1e-8;
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-24 * line.size;
    const draftError = criterion === 'aicc' && degree === 3 ? DRAFT_ERROR_AICC : DRAFT_ERROR;
    this.#draft = {
      reach: DRAFT_REACHES[degree],
      precision: DRAFT_PRECISION,
      box: DRAFT_BOX,
      leverage: DRAFT_LEVERAGE,
      errors: DRAFT_REACHES.map(() => draftError),
      tolerance: Math.max(tolerance, DRAFT_TOLERANCES[degree]),
    };
    this.#full = {
      reach: FULL_REACHES[degree],
      precision: FULL_PRECISION,
      box: FULL_BOXES[degree],
      leverage: FULL_LEVERAGE,
      errors: this.smooth ? FULL_ERRORS : FULL_ERRORS.map(() => COMPACT_ERROR),
      tolerance,
    };
    this.#fits = new LineFits(where, line, smoother, levels);
  }

  /** The same of one degree alone. */
  ofDegree(degree: number): LineCriterion {
    const { smoother, line, criterion } = this;
    if (smoother.degrees.length === 1) return this;
    const known = this.#singles.get(degree);
    if (known) return known;
    const one = { ...smoother, degrees: [degree] };
    const single = new LineCriterion(
      this.where,
      line,
      one,
      criterion,
      this.errors,
      this.#fits.levels,
    );
    this.#singles.set(degree, single);
    return single;
  }

  /** Of the first degree. */
  trial(h: number, effort: Effort): LineTrial {
    return this.trials(h, effort)[0];
  }

  /** Of each degree. */
  trials(h: number, effort: Effort): readonly LineTrial[] {
    const { line, criterion } = this;
    const isWide = h * WIDE > line.x[line.m - 1] - line.x[0];
    const isDraft = this.smooth && !isWide && (effort === 'estimate' || effort === 'draft');
    const known = this.#known.get(h);
    if (known && (isDraft || !known.isDraft)) return known.trials;
    const quality = isDraft ? this.#draft : this.#full;
    if (effort === 'estimate' && !line.isMerged) {
      const estimates = this.#estimates(h, quality);
      if (estimates) return estimates;
    }
    const tally = this.#tallyAt(h, quality, criterion === 'loo');
    const trials = this.#ofEach((degree, from, to) => {
      const own = tally.subarray(from, to);
      const value = criterionValue(criterion, own, line.n, line.total);
      const error = this.#error(degree, value, own, isDraft) + this.#doubt(degree, value);
      return { h, degree, value, error, trace: line.n - own[0] };
    });
    this.#known.set(h, { isDraft, trials });
    if (h < Infinity) this.#reference = h;
    for (const { value, error } of trials) this.#least = Math.min(this.#least, value + error);
    return trials;
  }

  #tallyAt(h: number, quality: Quality, wantsLoo: boolean): Tally {
    const { line, smoother } = this;
    const tally = emptyTally(line.p, smoother.degrees.length);
    this.#fits.addTo(tally, h, quality, wantsLoo);
    return tally;
  }

  /** A trial of each degree, whose numbers stand from `from` to `to`. */
  #ofEach(trialOf: (degree: number, from: number, to: number) => LineTrial): LineTrial[] {
    const size = tallySize(this.line.p);
    return this.smoother.degrees.map((degree, e) => trialOf(degree, e * size, (e + 1) * size));
  }

  /** What rounding of single fits may make of leave-one-out errors. */
  #doubt(degree: number, value: number): number {
    if (this.criterion !== 'loo' || value === Infinity) return 0;
    const { line, smoother } = this;
    const square = (this.#fits.doubts[smoother.degrees.indexOf(degree)] * line.size) / line.total;
    return 2 * Math.sqrt(square * value) + square;
  }

  #error(degree: number, value: number, tally: Tally, isDraft: boolean): number {
    const { line, criterion } = this;
    const relative = (isDraft ? this.#draft : this.#full).errors[degree];
    const full = this.smooth ? FULL_FIT_ERROR : COMPACT_ERROR;
    const part = isDraft ? DRAFT_FIT_ERROR : full;
    return criterionError(criterion, value, tally, line.total, line.size, relative, part);
  }

  /** From some places, where that is much cheaper than from all and shows that none is the lowest. */
  #estimates(h: number, quality: Quality): LineTrial[] | undefined {
    const { line, criterion } = this;
    const fits = this.#fits;
    const cost = fits.cost(h, quality, criterion === 'loo');
    const rowsAt = (places: Int32Array) => fits.rowsAt(places, h, quality);
    const isCertain = this.errors >= CERTAIN_ERRORS;
    for (let rows = isCertain ? 2 * FEWEST_ROWS : FEWEST_ROWS; rows <= this.#mostRows; ) {
      if (SAVING * fits.cost(h, quality, false, rows) > cost) break;
      this.#reference ??= this.trial(firstGuess(line, this.smoother.kernel), 'draft').h;
      this.#subset ??= this.#subsetAt(this.#reference);
      // Powers of two, so that what is known of every s-th place is asked for again.
      const every = 2 ** Math.max(0, Math.floor(Math.log2(this.#subset.sample.length / rows)));
      const estimateOf = estimateFrom(this, this.#subset, h, every, rowsAt);
      const estimates = this.#ofEach((degree, from) => ({ ...estimateOf(from), degree }));
      let more = 1;
      for (const { value, error } of estimates) {
        const above = value - this.#least;
        // Errors fall with the root of the rows; how far above it is they only begin to know.
        if (!(error < above))
          more = Math.max(more, above > 0 ? MORE * (error / above) ** 2 : MOST_MORE);
      }
      if (more === 1) return estimates;
      rows = (this.#subset.sample.length / every) * Math.min(more, MOST_MORE);
    }
    return undefined;
  }

  get #mostRows(): number {
    return Math.min(Math.max(MOST_ROWS, MOST_SHARE * this.line.m), this.line.m / SAVING);
  }

  #subsetAt(h: number): LineSubset {
    const { line } = this;
    const quality = this.smooth ? this.#draft : this.#full;
    const tally = this.#tallyAt(h, quality, true);
    return subsetOf(line, this.#degree, LONELY, this.#mostRows, tally, (places) =>
      this.#fits.rowsAt(places, h, quality),
    );
  }
}

/** A rule of thumb for the Gaussian, about twice that for a window. */
function firstGuess({ x }: Line, { support }: Kernel): number {
  return usualWidth(x) * (support < Infinity ? 2 * support : 1);
}

// A criterion from the leave-one-out fits, to all the data, at some places. The loneliest places, of
// which a few may hold most of the error, are always among them; the others are a sample. Either what
// these give is taken for all, or what is known at a reference bandwidth is changed as theirs changed
// from there to here, whichever is more certain: the nearer the reference, the less they change. How
// far it may be off is told by the delta method.

/** Standard errors that an estimate is said to be off where it must be certain. */
const CERTAIN_ERRORS = 3;
/** Part of a sum, to see how a criterion rises with it. */
const SLOPE_STEP = 1e-6;
/** Squares beyond this many medians count as that many when an estimate is bounded from below. */
const LARGE = 20;

/** Some of the places of a line, and what is known of them at one bandwidth. */
export interface LineSubset {
  /** Places that stand for themselves alone, ascending. */
  readonly lonely: Int32Array;
  /** Places that stand for all others, ascending. */
  readonly sample: Int32Array;
  /** What each of the lonely adds at the reference bandwidth, shape [places, degrees, 1 + 2p]. */
  readonly lonelyRows: Float64Array;
  /** The same of every s-th of the sample. */
  readonly sampleRows: (every: number) => Float64Array;
  /** What all places add there. */
  readonly tally: Tally;
}

/** Writes what some places add, one by one, shape [places, degrees, 1 + 2p]. */
export type RowsAt = (places: Int32Array) => Float64Array;

/**
 * Chooses places, and looks at them at a bandwidth whose tally is known.
 *
 * @param degree - of the local polynomials
 * @param lonelies - places that are far from others, and as many with others where they carry a
 *   polynomial badly
 * @param most - places of the sample
 */
export function subsetOf(
  line: Line,
  degree: number,
  lonelies: number,
  most: number,
  tally: Tally,
  rowsAt: RowsAt,
): LineSubset {
  const { m } = line;
  const isLonely = new Uint8Array(m);
  markLargest(loneliness(line), lonelies, isLonely);
  if (degree > 0) markLargest(extrapolation(line, degree), lonelies, isLonely);
  const alone = new Int32Array(2 * lonelies);
  const others = new Int32Array(m);
  let [marked, left] = [0, 0];
  for (let j = 0; j < m; j++) {
    if (isLonely[j]) alone[marked++] = j;
    else others[left++] = j;
  }
  const step = Math.ceil(left / most);
  const sample = everyOf(others.subarray(0, left), step);
  const lonely = alone.slice(0, marked);
  const known = new Map<number, Float64Array>();
  const sampleRows = (every: number) => {
    const rows = known.get(every) ?? rowsAt(everyOf(sample, every));
    known.set(every, rows);
    return rows;
  };
  return { lonely, sample, lonelyRows: rowsAt(lonely), sampleRows, tally };
}

/** Every s-th place, from the middle of the first s on. */
function everyOf(places: Int32Array, every: number): Int32Array {
  return places.filter((_, at) => at % every === every >> 1);
}

/** Marks where the largest values are. */
function markLargest(values: Float64Array, most: number, marks: Uint8Array): void {
  const largest = new Int32Array(Math.min(most, values.length));
  let smallest = 0;
  for (let j = 0; j < values.length; j++) {
    if (j < largest.length) largest[j] = j;
    else if (values[j] > values[largest[smallest]]) largest[smallest] = j;
    else continue;
    for (let a = 0; a < largest.length; a++)
      if (values[largest[a]] < values[largest[smallest]]) smallest = a;
  }
  for (const j of largest) marks[j] = 1;
}

/** How far the second nearest places are, on either side together. */
function loneliness({ x, m }: Line): Float64Array {
  const gaps = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    const before = x[j] - x[Math.max(0, j - 2)];
    const after = x[Math.min(m - 1, j + 2)] - x[j];
    gaps[j] = j < 2 ? after : j >= m - 2 ? before : Math.min(before, after);
  }
  return gaps;
}

/**
 * By how much the polynomial through the nearest places multiplies their noise, Σ ℓ² of Lagrange's
 * basis: what is left of a local polynomial under a narrow kernel.
 */
function extrapolation({ x, m }: Line, degree: number): Float64Array {
  const factors = new Float64Array(m);
  const nearest = new Float64Array(degree + 1);
  for (let j = 0; j < m; j++) {
    let [left, right] = [j - 1, j + 1];
    for (let a = 0; a <= degree; a++) {
      const below = left >= 0 ? x[j] - x[left] : Infinity;
      const above = right < m ? x[right] - x[j] : Infinity;
      nearest[a] = below < above ? -below : above;
      if (below < above) left--;
      else right++;
    }
    for (let a = 0; a <= degree; a++) {
      let part = 1;
      for (let b = 0; b <= degree; b++) if (b !== a) part *= nearest[b] / (nearest[b] - nearest[a]);
      factors[j] += part * part;
    }
  }
  return factors;
}

/**
 * Estimates a criterion.
 *
 * @param every - of the sample each such one is taken
 * @returns the estimate of a degree, whose numbers begin at `from` in the rows and the tally
 */
export function estimateFrom(
  { line, criterion, errors }: Pick<LineCriterion, 'line' | 'criterion' | 'errors'>,
  subset: LineSubset,
  h: number,
  every: number,
  rowsAt: RowsAt,
): (from: number) => LineTrial {
  const { p } = line;
  const size = tallySize(p);
  const stride = subset.tally.length;
  const { lonely, lonelyRows } = subset;
  const sample = everyOf(subset.sample, every);
  const before = subset.sampleRows(every);
  const found = rowsAt(sample);
  const alone = rowsAt(lonely);
  const m = sample.length;
  // The sample stands for all observations but the lonely ones.
  const scale = (line.n - observationsAt(line, lonely)) / observationsAt(line, sample);
  return (from) => {
    const plain = new Float64Array(size);
    const changed = subset.tally.slice(from, from + size);
    for (let i = 0; i < lonely.length; i++)
      for (let s = 0, at = i * stride + from; s < size; s++, at++) {
        plain[s] += alone[at];
        changed[s] += alone[at] - lonelyRows[at];
      }
    for (let i = 0; i < m; i++) {
      const at = i * stride + from;
      for (let s = 0; s < size; s++) {
        plain[s] += scale * found[at + s];
        changed[s] += scale * (found[at + s] - before[at + s]);
      }
    }
    const judge = (tally: Tally) => criterionValue(criterion, tally, line.n, line.total);
    // Its error is that of a sum of what each place adds times how the criterion rises with that.
    const [first, end] = criterion === 'loo' ? [1 + p, size] : [0, 1 + p];
    const slopes = slopesOf(judge, plain);
    const others = slopesOf(judge, changed);
    const [now, change] = [new Float64Array(m), new Float64Array(m)];
    for (let i = 0; i < m; i++) {
      const at = i * stride + from;
      for (let s = first; s < end; s++) {
        now[i] += slopes[s] * found[at + s];
        change[i] += others[s] * (found[at + s] - before[at + s]);
      }
    }
    const trace = line.n - plain[0];
    const sure = errors * scale * Math.sqrt(m);
    const lower =
      (criterion === 'loo' ? scale * belowMean(now, errors) : sure * deviation(now)) || 0;
    const paired = sure * deviation(change);
    return paired < lower && changed.subarray(first, end).every((sum) => sum > 0)
      ? { h, value: judge(changed), error: paired, trace }
      : { h, value: judge(plain), error: lower, trace };
  };
}

/** By how much a criterion rises with each number of a tally. */
function slopesOf(judge: (tally: Tally) => number, tally: Tally): Float64Array {
  const value = judge(tally);
  return tally.map((sum, s) => {
    const more = tally.slice();
    more[s] += SLOPE_STEP * sum;
    return (judge(more) - value) / (SLOPE_STEP * sum) || 0;
  });
}

function observationsAt({ counts }: Line, places: Int32Array): number {
  let sum = 0;
  for (const j of places) sum += counts[j];
  return sum;
}

function deviation(values: Float64Array): number {
  const m = values.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < m; i++) sum += values[i] / m;
  for (let i = 0; i < m; i++) squares += (values[i] - sum) ** 2;
  return Math.sqrt(squares / m);
}

/** By how much a sum may be too high: down to that of the values cut off, less its error. */
function belowMean(values: Float64Array, errors: number): number {
  const m = values.length;
  const most = LARGE * values.slice().sort()[m >> 1];
  let [all, cut] = [0, 0];
  const kept = values.map((v) => Math.min(v, most));
  for (let i = 0; i < m; i++) {
    all += values[i];
    cut += kept[i];
  }
  return Math.min(all, all - cut + errors * Math.sqrt(m) * deviation(kept));
}
