// A criterion along one predictor, at four efforts: of one degree, or of several from the same sums. Wide bandwidths are cheap (few places of a
// coarser line); where windows hold few places and there are many of them, the leave-one-out fits of
// every s-th place, to all the data, are estimate enough.

import {
  type CriterionName,
  criterionError,
  criterionValue,
  emptyTally,
  ROUNDING,
  type Tally,
  tallySize,
} from './BandwidthChoice.js';
import type { Line } from './Line.js';
import { type Levels, LineFits, type LineSmoother, type Quality } from './LineFits.js';
import {
  type Effort,
  isBelow,
  type LineObjective,
  type LineTrial,
  lowestOf,
} from './searchLine.js';

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
const COMPACT_ERRORS = [1e-12, 1e-12, 1e-11, 1e-11];
const COMPACT_FIT_ERROR = 1e-12;
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
/** More rows than so many times as many as there may be will not do. */
const HOPELESS = 2;
/** A first look at bandwidths is at those so many times apart. */
const GLANCES_APART = 4;
/** They are looked at where all cost at least so many times as much. */
const SAVING = 3;
/** Places that are always looked at: the loneliest, and those whose neighbours extrapolate most. */
const LONELY = 64;
/**
 * With more observations than this the criterion of a compact kernel has kinks all along log h and
 * is flat to 1e-9 of itself over 2e-4 about its minimum.
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
  /** What all places add at bandwidths that were not estimated, and the trials that it makes. */
  readonly #known = new Map<number, Known>();
  #places: SomePlaces | undefined;
  /** What some of the places add at a bandwidth, where that is asked for again. */
  readonly #rows = new Map<string, SomeRows>();
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
    this.resolution = !this.smooth && line.m > MANY ? 2e-4 : 1e-8;
    this.noise = criterion === 'aicc' ? 1e-12 : ROUNDING * line.size;
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
      errors: this.smooth ? FULL_ERRORS : COMPACT_ERRORS,
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
    const quality = this.#qualityOf(h, effort);
    const isDraft = quality === this.#draft;
    const known = this.#known.get(h);
    if (known && (isDraft || !known.isDraft)) return known.trials;
    if (effort === 'estimate' && !line.isMerged && this.#least < Infinity) {
      const estimates = this.#estimates(h);
      if (estimates) return estimates;
    }
    const tally = emptyTally(line.p, this.smoother.degrees.length);
    this.#fits.addTo(tally, h, quality, criterion === 'loo');
    const trials = this.#ofEach((degree, from, to) => {
      const own = tally.subarray(from, to);
      const value = criterionValue(criterion, own, line.n, line.total, line.size);
      const error = this.#error(degree, value, own, isDraft) + this.#doubt(degree, value);
      return { h, degree, value, error, trace: line.n - own[0] };
    });
    this.#known.set(h, { isDraft, tally, trials });
    for (const { value, error } of trials) this.#least = Math.min(this.#least, value + error);
    return trials;
  }

  #qualityOf(h: number, effort: Effort): Quality {
    const { x, m } = this.line;
    const isWide = h * WIDE > x[m - 1] - x[0];
    const isRough = effort === 'estimate' || effort === 'draft';
    return this.smooth && !isWide && isRough ? this.#draft : this.#full;
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
    const full = this.smooth ? FULL_FIT_ERROR : COMPACT_FIT_ERROR;
    const part = isDraft ? DRAFT_FIT_ERROR : full;
    return criterionError(criterion, value, tally, line.total, line.size, relative, part);
  }

  /**
   * Looks at some places under ever narrower bandwidths, where that is much cheaper than to look at all, until the criterion
   * rises, and returns the one that looks lowest if the widest is certainly higher: once it is known, few places show of the
   * others that they are not the lowest.
   *
   * @param some - bandwidths, ascending
   */
  *promising(some: readonly number[]): Generator<LineTrial, number | undefined> {
    let [first, best]: (LineTrial | undefined)[] = [];
    let next = this.line.isMerged ? 0 : Infinity;
    for (let g = some.length - 1; g >= 0; g--) {
      const h = some[g];
      if (h > next || !this.#isCheap(h, this.#fewestRows)) continue;
      const here = this.#rowsAt(h, this.#everyFor(this.#fewestRows));
      const seen = lowestOf(this.#ofEach(estimateFrom(this, this.#some, h, here)));
      yield seen;
      first ??= seen;
      if (!best || seen.value < best.value) best = seen;
      else if (isBelow(best, seen, 0)) break;
      next = h / GLANCES_APART;
    }
    return best && isBelow(best, first!, 0) ? best.h : undefined;
  }

  /** From some places, where that is much cheaper than from all and shows that none is the lowest. */
  #estimates(h: number): LineTrial[] | undefined {
    for (let rows = this.#fewestRows; rows <= this.#mostRows && this.#isCheap(h, rows); ) {
      const every = this.#everyFor(rows);
      const here = this.#rowsAt(h, every);
      const there = this.#besideAt(h, every);
      const estimates = this.#ofEach(estimateFrom(this, this.#some, h, here, there));
      // Certainly lower than all before: by how much is for all places to tell.
      if (estimates.some(({ value, error }) => value + error < this.#least)) break;
      let more = 1;
      for (const { value, error } of estimates) {
        const above = value - this.#least;
        // Errors fall with the root of the rows; how far above it is they only begin to know.
        if (!(error < above))
          more = Math.max(more, above > 0 ? MORE * (error / above) ** 2 : Infinity);
      }
      if (more === 1) return estimates;
      rows = this.#some.sample.length / every;
      if (more * rows > HOPELESS * this.#mostRows) break;
      rows *= Math.min(more, MOST_MORE);
    }
    return undefined;
  }

  /** What some and all places add at the bandwidth nearest to h that was not estimated. */
  #besideAt(h: number, every: number) {
    const away = (known: number) => Math.abs(Math.log(known / h));
    const near = [...this.#known.keys()].reduce((a, b) => (away(b) < away(a) ? b : a), Infinity);
    const known = near < Infinity ? this.#known.get(near) : undefined;
    return known && { ...known, rows: this.#rowsAt(near, every) };
  }

  get #fewestRows(): number {
    return this.errors >= CERTAIN_ERRORS ? 2 * FEWEST_ROWS : FEWEST_ROWS;
  }

  get #mostRows(): number {
    return Math.min(Math.max(MOST_ROWS, MOST_SHARE * this.line.m), this.line.m / SAVING);
  }

  /** Whether fits at so many places cost much less than at all. */
  #isCheap(h: number, rows: number): boolean {
    const quality = this.#qualityOf(h, 'estimate');
    const cost = this.#fits.cost(h, quality, this.criterion === 'loo');
    return SAVING * this.#fits.cost(h, quality, false, rows) <= cost;
  }

  get #some(): SomePlaces {
    this.#places ??= somePlaces(this.line, this.#degree, LONELY, this.#mostRows);
    return this.#places;
  }

  /** Every how manieth of the sample makes so many: a power of two, so that what is known is asked for again. */
  #everyFor(rows: number): number {
    return 2 ** Math.max(0, Math.floor(Math.log2(this.#some.sample.length / rows)));
  }

  #rowsAt(h: number, every: number): SomeRows {
    const key = `${h} ${every}`;
    const known = this.#rows.get(key);
    if (known) return known;
    const quality = this.#qualityOf(h, 'estimate');
    const { lonely, sample } = this.#some;
    const places = everyOf(sample, every);
    const rows = {
      places,
      lonely: this.#fits.rowsAt(lonely, h, quality),
      sample: this.#fits.rowsAt(places, h, quality),
    };
    if (this.#known.has(h) || every === this.#everyFor(this.#fewestRows)) this.#rows.set(key, rows);
    return rows;
  }
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

/** A bandwidth at which all places were looked at. */
interface Known {
  readonly isDraft: boolean;
  /** What they add. */
  readonly tally: Tally;
  readonly trials: readonly LineTrial[];
}

/** Some of the places of a line. */
interface SomePlaces {
  /** Those that stand for themselves alone, ascending. */
  readonly lonely: Int32Array;
  /** Those that stand for all others, ascending. */
  readonly sample: Int32Array;
}

/** What some places add at a bandwidth, one by one, shape [places, degrees, 1 + 2p]. */
interface SomeRows {
  /** Which of the sample. */
  readonly places: Int32Array;
  readonly lonely: Float64Array;
  readonly sample: Float64Array;
}

/**
 * Chooses places to look at.
 *
 * @param degree - of the local polynomials
 * @param lonelies - places that are far from others, and as many with others where they carry a
 *   polynomial badly
 * @param most - places of the sample
 */
function somePlaces(line: Line, degree: number, lonelies: number, most: number): SomePlaces {
  const isLonely = new Uint8Array(line.m);
  markLargest(loneliness(line), lonelies, isLonely);
  if (degree > 0) markLargest(extrapolation(line, degree), lonelies, isLonely);
  const lonely: number[] = [];
  const others = new Int32Array(line.m);
  for (let j = 0; j < line.m; j++) {
    if (isLonely[j]) lonely.push(j);
    else others[j - lonely.length] = j;
  }
  const left = line.m - lonely.length;
  const sample = everyOf(others.subarray(0, left), Math.ceil(left / most));
  return { lonely: Int32Array.from(lonely), sample };
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
 * @param here - what some places add
 * @param there - what they, and all, add at a bandwidth near by, and how far its values may be off
 * @returns the estimate of a degree, whose numbers begin at `from` in the rows and the tally
 */
function estimateFrom(
  { line, criterion, errors }: Pick<LineCriterion, 'line' | 'criterion' | 'errors'>,
  { lonely }: SomePlaces,
  h: number,
  here: SomeRows,
  there?: Known & { readonly rows: SomeRows },
): (degree: number, from: number) => LineTrial {
  const { p } = line;
  const size = tallySize(p);
  const m = here.places.length;
  const stride = here.sample.length / m;
  // The sample stands for all observations but the lonely ones.
  const scale = (line.n - observationsAt(line, lonely)) / observationsAt(line, here.places);
  const judge = (tally: Tally) => criterionValue(criterion, tally, line.n, line.total, line.size);
  const [first, end] = criterion === 'loo' ? [1 + p, size] : [0, 1 + p];
  const sure = errors * scale * Math.sqrt(m);
  /** Adds what all add by what some add, and tells how a criterion rises with what each of the sample adds. */
  const rises = (tally: Tally, from: number, alone: Float64Array, sample: Float64Array) => {
    for (let s = 0; s < size; s++) {
      for (let at = from + s; at < alone.length; at += stride) tally[s] += alone[at];
      for (let at = from + s; at < sample.length; at += stride) tally[s] += scale * sample[at];
    }
    const slopes = slopesOf(judge, tally);
    const each = new Float64Array(m);
    for (let i = 0; i < m; i++)
      for (let s = first; s < end; s++) each[i] += slopes[s] * sample[i * stride + from + s];
    return each;
  };
  const alone = there && less(here.lonely, there.rows.lonely);
  const sample = there && less(here.sample, there.rows.sample);
  return (degree, from) => {
    const plain = new Float64Array(size);
    const now = rises(plain, from, here.lonely, here.sample);
    const isMean = criterion === 'loo';
    const lower = (isMean ? scale * belowMean(now, errors) : sure * deviation(now)) || 0;
    const estimate = { h, degree, value: judge(plain), error: lower, trace: line.n - plain[0] };
    if (!alone || !sample) return estimate;
    const changed = there.tally.slice(from, from + size);
    const error =
      sure * deviation(rises(changed, from, alone, sample)) + there.trials[from / size].error;
    return error < lower && changed.subarray(first, end).every((sum) => sum > 0)
      ? { ...estimate, value: judge(changed), error }
      : estimate;
  };
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
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
