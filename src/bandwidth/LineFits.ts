// Leave-one-out fits along one predictor, from whichever of three sources is cheapest: windows over
// the places of a line, kernel sums, and where too little is left without the own place the nearest
// places themselves. Each says of a place what the others count as there (smoothers/leaveOneOut.ts).
//
// Under a wide Gaussian, and at h = ∞, the line is a coarser one with few places: then windows over
// these are the cheapest source of all, and exact for powers however narrow the data are beside h.
// Under a kernel that is a polynomial between its edges that line serves where no edge lies.

import { gaussian } from '../kernels/gaussian.js';
import type { Kernel, KernelTraits } from '../kernels/Kernel.js';
import { isSmooth } from '../loops/compactRow.js';
import { dot } from '../loops/dot.js';
import { negativePowersInto } from '../loops/exp.js';
import { gaussianRows } from '../loops/gaussianRows.js';
import { countBelow } from '../loops/sortedOrder.js';
import { LocalDesign } from '../smoothers/LocalDesign.js';
import { LocalMoments } from '../smoothers/LocalMoments.js';
import { freeShare, leftOutResidual } from '../smoothers/leaveOneOut.js';
import { type RidgeTerms, ridgeBeside, ridgeTerms } from '../smoothers/ridge.js';
import type { Ridge } from '../smoothers/SmootherSpec.js';
import { kernelRow } from '../sums/kernelRow.js';
import { kernelSums, type SumsMethodChoice } from '../sums/kernelSums.js';
import { type LogKernel, logKernel } from '../sums/logKernel.js';
import { copyRows, pointsAt, type Sample } from '../sums/types.js';
import { type Tally, tallySize } from './BandwidthChoice.js';
import { coarserLine } from './coarserLine.js';
import { type Line, nearestDistance } from './Line.js';
import { PolynomialPlaces } from './PolynomialPlaces.js';

/** Which local polynomials, and how their kernel sums are made. */
export interface LineSmoother {
  readonly kernel: Kernel;
  /** Which degrees, ascending: what the highest needs holds all lower ones. */
  readonly degrees: readonly number[];
  /** Its weight in units of those of the line. */
  readonly ridge?: Ridge | undefined;
  readonly method: SumsMethodChoice;
  /** Of kernel sums at full effort. */
  readonly tolerance: number;
  /** What becomes of a place with nothing else in reach. */
  readonly emptyWindow: 'nan' | 'nearest' | undefined;
}

/** Coarser lines by the exponent of the width of their boxes. */
export type Levels = Map<number, Line>;

/** How exactly fits are wanted. */
export interface Quality {
  /** Half-width of windows in bandwidths, where the kernel has no end. */
  readonly reach: number;
  /** Widest boxes of a coarser line, in bandwidths, as a power of two. */
  readonly box: number;
  /** Where leverages differ by more than this the places of a box do not stand for its observations. */
  readonly leverage: number;
  /** Of the values of degrees 0 to 3, relative. */
  readonly errors: readonly number[];
  /** Of kernel sums. */
  readonly tolerance: number;
  /** Part of the highest moment that may lie beyond the windows. */
  readonly precision: number;
}

/** Places of a box of a coarser line. */
const ORDER = 8;
/** At h = ∞ boxes are this part of the range, as a power of two. */
const BOX_OF_RANGE = -3;
/** Widest boxes under a kernel that is a polynomial, in bandwidths as a power of two, and what windows hold before they are used. */
const BOX_OF_POLYNOMIAL = -5;
const MANY = 128;
/** What a place of these costs beside one of the line, which is there already. */
const OPENED = 4;
/** A line is made coarser when so many places come to one of the coarser line in this share of it. */
const CROWDED = 4;
const CROWDED_SHARE = 0.25;
/** A shorter line stays as it is. */
const SHORT = 256;
/** The places of a box stand for its observations up to this leverage. */
const MOST_LEVERAGE = 0.3;
/**
 * Of each output a box keeps Σ w y P for polynomials P below degree ORDER, and leave-one-out errors hold Σ w y ŷ(1 − ℓ)⁻². Where
 * all observations of a box are near beside h, ŷ and ℓ are polynomials of once and twice the degree, so what counts is not how
 * smooth they are beside h. A term of this order of (1 − ℓ)⁻² changed values by up to 1/130 of itself.
 */
const BEND_ORDER = 6;
const BEND_COUNTS = 1 / 50;
/** Less weight than this in reach, in units of K(0), or than this part of all, is summed again. */
const ENOUGH = 0.37;
const LEAST_LEFT = 0.05;
/** Kernel sums have lost the highest moment when it is this many tolerances beside the lowest. */
const LEAST_SPREAD = 1e4;
/** So many bandwidths away a place of a coarser line does not stand for others. */
const FAR = 4;
/** A weight below this beside the heaviest does not count. */
const LEAST_LOG = Math.log(1e-36);
/** Of fits by the nearest places, beside the root of the sum of squares of the weights that they give to these. */
const ROUNDING = 1e-13;
/** A polynomial through the nearest places that multiplies their noise by more is left to a pivoted factorisation. */
const MOST_PULL = 1e12;
/** Nanoseconds: a window, a pair, and each power of it; kernel sums: to begin, a place, each power. */
const WINDOW = 350;
const PAIR = 5;
const POWER = 1.1;
const SUMS = 250_000;
const SUM = 300;
const SUM_POWER = 90;
/** A window of so few places is cheaper than kernel sums, which are certain where there are more. */
const FEW = 64;
/** Kernel sums of more than this share of the places are those of all of them. */
const MOST_OF = 0.5;
/** Of fewer places than one in so many the windows are looked up. */
const SPARSE = 16;
/** Windows that are looked at to know about how many places they hold. */
const SOME = 64;

/**
 * Receives what the others count as at a place, for each degree: how many, [degrees], and their mean
 * of each output, [degrees, p].
 */
type Taker = (place: number, g: Float64Array, beta: Float64Array) => void;

/** Adds up leave-one-out fits of one line. */
export class LineFits {
  readonly #where: string;
  readonly #line: Line;
  readonly #smoother: LineSmoother;
  readonly #peak: number;
  /** Of a kernel that is a polynomial. */
  readonly #shape: KernelTraits['polynomial'];
  readonly #system: LocalMoments;
  readonly #design: LocalDesign;
  /** The highest of the degrees. */
  readonly #degree: number;
  /** Shared by smoothers of one line. */
  readonly levels: Levels;
  readonly #sums: Float64Array;
  readonly #g: Float64Array;
  readonly #beta: Float64Array;
  /**
   * Σ w δ² of what rounding alone may make of leave-one-out fits of an output of mean square 1, for each degree, since the last
   * `addTo` began: the polynomial of a place far from all others may be a difference of numbers many times as large.
   */
  readonly doubts: Float64Array;
  /** Of one output: of polynomials of 1, 2, … terms, or the terms of one. */
  readonly #coefficients: Float64Array;
  /** Σ ℓ² of fits by the nearest places. */
  readonly #norms: Float64Array;
  /** How many of the nearest places count, for each degree up to the highest. */
  readonly #ends: Int32Array;
  /** log ω of the lightest, and the distance of the furthest, of the places that carry each degree. */
  readonly #lightest: Float64Array;
  readonly #furthest: Float64Array;
  readonly #query = new Float64Array(1);
  readonly #sides: Int32Array;
  #row = new Float64Array(256);
  #u = new Float64Array(256);
  #free = new Float64Array(2 * ORDER);
  #reach = { indices: new Int32Array(64), logs: new Float64Array(64), count: 0, heaviest: 0 };

  constructor(where: string, line: Line, smoother: LineSmoother, levels: Levels = new Map()) {
    this.levels = levels;
    const { degrees, kernel } = smoother;
    const degree = degrees[degrees.length - 1];
    this.#degree = degree;
    this.#where = where;
    this.#line = line;
    this.#smoother = smoother;
    this.#peak = kernel === gaussian ? 1 : kernel.value(0);
    this.#shape = smoother.method === 'auto' ? kernel.traits?.polynomial : undefined;
    this.#sides = new Int32Array(line.m);
    this.#system = new LocalMoments(1, degree);
    this.#design = new LocalDesign(1, degree);
    this.#sums = new Float64Array(2 * degree + 1 + line.p * (degree + 1));
    this.#g = new Float64Array(degrees.length);
    this.#beta = new Float64Array(degrees.length * line.p);
    this.doubts = new Float64Array(degrees.length);
    this.#norms = new Float64Array(degrees.length);
    this.#coefficients = new Float64Array(degree + 1);
    this.#ends = new Int32Array(degree + 1);
    this.#lightest = new Float64Array(degree + 1);
    this.#furthest = new Float64Array(degree + 1);
  }

  /**
   * Adds all observations to the tallies of the degrees, one after another.
   *
   * @param wantsLoo - whether the leave-one-out errors are wanted
   */
  addTo(tally: Tally, h: number, quality: Quality, wantsLoo: boolean): void {
    const line = this.#line;
    this.doubts.fill(0);
    let exponent = this.#exponentFor(h, quality);
    const source = this.#levelAt(exponent);
    let targets = wantsLoo && !line.even ? line : source;
    for (let open = [0, line.m]; ; targets = this.#levelAt(exponent)) {
      open = this.#addRuns(tally, open, source, targets, h, quality);
      if (open.length === 0) return;
      while (this.#levelAt(exponent) === targets) exponent--;
    }
  }

  /**
   * Adds runs of places of the line by those of a coarser one, and returns where a finer one is needed.
   * What the others count as is known at all places of a box before it is decided whether these may
   * stand for its observations: where leverages are large they vary too much over a box.
   *
   * @param runs - where they begin and end, one after another, whole boxes
   */
  #addRuns(
    tally: Tally,
    runs: readonly number[],
    source: Line,
    targets: Line,
    h: number,
    quality: Quality,
  ): number[] {
    const { boxes, m, p } = targets;
    const count = this.#g.length;
    if (!boxes) {
      const take: Taker = (j, g, beta) => addPlace(tally, 0, targets, j, count, g, 0, beta, 0);
      this.#fits(source, targets, placesIn(runs), h, quality, take);
      return [];
    }
    const { start, first } = boxes;
    const ends = runs.map((place) => countBelow(first, place));
    const counted = new Float64Array(m * count);
    const means = new Float64Array(m * count * p);
    const keep: Taker = (j, g, beta) => {
      for (let e = 0; e < count; e++) counted[j * count + e] = g[e];
      for (let a = 0; a < count * p; a++) means[j * count * p + a] = beta[a];
    };
    const places = placesIn(ends.map((b) => start[b]));
    this.#fits(source, targets, places, h, quality, keep);
    const open: number[] = [];
    for (let r = 0; r < ends.length; r += 2)
      for (let b = ends[r]; b < ends[r + 1]; b++) {
        const isExact = first[b + 1] - first[b] === start[b + 1] - start[b];
        if (!isExact && !this.#standForAll(targets, start[b], start[b + 1], counted, quality))
          open.push(first[b], first[b + 1]);
        else
          for (let j = start[b]; j < start[b + 1]; j++)
            addPlace(tally, 0, targets, j, count, counted, j * count, means, j * count * p);
      }
    return open;
  }

  /** Whether the places [from, to) of a box stand for its observations. */
  #standForAll(
    { x, columns }: Line,
    from: number,
    to: number,
    counted: Float64Array,
    { leverage, errors }: Quality,
  ): boolean {
    const { degrees } = this.#smoother;
    const count = degrees.length;
    const free = this.#free.length < to - from ? new Float64Array(2 * (to - from)) : this.#free;
    this.#free = free;
    for (let e = count - 1; e >= 0; e--) {
      let [low, high] = [Infinity, 0];
      for (let j = from; j < to; j++) {
        const own = 1 / (counted[j * count + e] + columns[j]);
        low = Math.min(low, own);
        high = Math.max(high, own);
        free[j - from] = (1 - own) ** -2;
      }
      if (e === count - 1 && (high > MOST_LEVERAGE || high - low > leverage)) return false;
      if (bendOf(x, from, to, free) * BEND_COUNTS > errors[degrees[e]]) return false;
    }
    return true;
  }

  /** What some places of the line add, one by one, shape [places, degrees, 1 + 2p]. */
  rowsAt(places: Int32Array, h: number, quality: Quality): Float64Array {
    const count = this.#g.length;
    const size = count * tallySize(this.#line.p);
    const rows = new Float64Array(places.length * size);
    const take: Taker = (j, g, beta) =>
      addPlace(rows, countBelow(places, j) * size, this.#line, j, count, g, 0, beta, 0);
    this.#fits(this.#levelFor(h, quality), this.#line, places, h, quality, take);
    return rows;
  }

  /** Nanoseconds of `addTo`, or of `rowsAt` for so many places spread over the line, about. */
  cost(h: number, quality: Quality, wantsLoo: boolean, rows?: number): number {
    const line = this.#line;
    const source = this.#levelFor(h, quality);
    const targets = rows || (wantsLoo && !line.even) ? line : source;
    return this.#plan(source, targets, rows ?? targets.m, h, quality).cost;
  }

  /**
   * The most places that a window may hold before kernel sums serve its target better, and the
   * nanoseconds of so many targets, about.
   */
  #plan(source: Line, targets: Line, wanted: number, h: number, { reach }: Quality) {
    const { counts, fewer } = this.#windowCounts(source, targets, h, reach);
    const sum = SUM + SUM_POWER * this.#degree;
    const each = wanted / counts.length;
    let [few, windows, sums] = [0, 0, SUMS + (sum / 3) * source.m];
    for (const count of counts) {
      if (count <= FEW) few += each * this.#windowTime(count);
      else {
        windows += each * this.#windowTime(count);
        sums += each * sum;
      }
    }
    if (h === Infinity) return { most: Infinity, cost: few + windows };
    if (this.#smoother.method !== 'auto') return { most: -1, cost: few + sums };
    if (windows <= sums) return { most: Infinity, cost: few + windows, fewer };
    return { most: FEW, cost: few + sums, fewer };
  }

  /** Nanoseconds of a target from a window that holds so many places. */
  #windowTime(count: number): number {
    return WINDOW + count * (PAIR + POWER * (2 * this.#degree + this.#line.p));
  }

  /**
   * From the cheapest source for each target.
   *
   * @param places - which targets, ascending
   */
  #fits(
    source: Line,
    targets: Line,
    places: Int32Array,
    h: number,
    quality: Quality,
    take: Taker,
  ): void {
    const { ridge } = this.#smoother;
    // That of an infinite bandwidth, whose u has another unit, is nothing.
    this.#ridge = ridge && ridgeTerms(ridge, this.#degree, this.#request(h, 1), 1, 1);
    this.#system.ridge = this.#ridge?.squares;
    const { most, fewer } = this.#plan(source, targets, places.length, h, quality);
    this.#fewer = fewer;
    if (most === Infinity) {
      this.#windows(source, targets, places, h, quality, take);
      return;
    }
    const width = this.#reachOf(quality.reach) * h;
    // Crowded places from the front, the others from the back; and which places of the source are in
    // the windows of the crowded, as the ends of runs.
    const sides = this.#sides.subarray(0, places.length);
    const within: number[] = [];
    let [crowded, lonely] = [0, places.length];
    const window = new PlacesWithin(source.x, width, places.length < targets.m / SPARSE);
    let [start, end] = [0, 0];
    for (let s = 0; s < places.length; s++) {
      const i = places[s];
      window.moveTo(targets.x[i]);
      const { low, high } = window;
      if (high - low <= most || fewer?.isCrowded(targets.x[i], low, high)) {
        sides[--lonely] = i;
        continue;
      }
      sides[crowded++] = i;
      if (low > end) {
        if (end > start) within.push(start, end);
        start = low;
      }
      end = high;
    }
    if (end > start) within.push(start, end);
    this.#windows(source, targets, sides.subarray(lonely).reverse(), h, quality, take);
    this.#kernelSums(source, within, targets, sides.subarray(0, crowded), h, quality, take);
  }

  /** Of the last bandwidth. */
  #ridge: RidgeTerms | undefined;
  #fewer: PolynomialPlaces | undefined;

  /** What windows of some of the targets cost, in places; and few places in their stead, where that is less. */
  #windowCounts(source: Line, targets: Line, h: number, reach: number) {
    const some = Math.min(targets.m, SOME);
    const width = this.#reachOf(reach) * h;
    const counts = new Float64Array(some);
    const fewer = source === this.#line ? this.#polynomialPlaces(h) : undefined;
    let saved = 0;
    for (let s = 0; s < some; s++) {
      const at = targets.x[Math.floor(((s + 0.5) * targets.m) / some)];
      const [low, high] = [countBelow(source.x, at - width), countBelow(source.x, at + width)];
      counts[s] = high - low;
      if (!fewer || counts[s] <= MANY) continue;
      const opened = OPENED * fewer.mostAbout(low, high, (2 * counts[s]) / OPENED);
      saved += counts[s] - opened;
      counts[s] = Math.min(counts[s], opened);
    }
    return { counts, fewer: saved > 0 ? fewer : undefined };
  }

  /** Half-width of windows in bandwidths: only of the Gaussian is it known where it ends. */
  #reachOf(reach: number): number {
    const { kernel } = this.#smoother;
    return kernel === gaussian ? reach : kernel.support * (1 + 1e-12);
  }

  /** The line that a bandwidth cannot tell from the observations. */
  #levelFor(h: number, quality: Quality): Line {
    return this.#levelAt(this.#exponentFor(h, quality));
  }

  /** The exponent of the width of its boxes, −∞ where there are none. */
  #exponentFor(h: number, { box }: Quality): number {
    const { kernel, method } = this.#smoother;
    if (h === Infinity || (kernel === gaussian && method === 'auto'))
      return this.#exponentOf(h, box);
    const { x, m } = this.#line;
    const shape = this.#shape;
    // One polynomial over all places where it is wider than they are.
    const isOne = shape && isSmooth(shape) && h > (1 + ROUNDING) * (x[m - 1] - x[0]);
    return isOne ? this.#exponentOf(h, BOX_OF_POLYNOMIAL) : -Infinity;
  }

  /** That of boxes which are so wide beside a bandwidth. */
  #exponentOf(h: number, box: number): number {
    const { x, m } = this.#line;
    const range = x[m - 1] - x[0];
    if (!(range > 0) || m <= SHORT) return -Infinity;
    const width = h === Infinity ? range : Math.min(h, 8 * range);
    return Math.floor(Math.log2(width)) + (h === Infinity ? BOX_OF_RANGE : box);
  }

  #levelAt(exponent: number): Line {
    const { levels } = this;
    const line = this.#line;
    const known = exponent > -Infinity ? levels.get(exponent) : line;
    if (known) return known;
    // Each from the next finer one: the finest that is worth while from the line itself.
    const finest = finestBox(line);
    let at = exponent;
    while (at > finest && !levels.has(at - 1)) at--;
    for (; at <= exponent; at++)
      levels.set(at, at < finest ? line : coarserLine(levels.get(at - 1) ?? line, at, ORDER));
    return levels.get(exponent) ?? line;
  }

  /**
   * From the places in a window about each target.
   *
   * @param places - which targets, ascending
   */
  #windows(
    source: Line,
    targets: Line,
    places: Int32Array,
    h: number,
    quality: Quality,
    take: Taker,
  ): void {
    const { p } = this.#line;
    const { kernel } = this.#smoother;
    const degree = this.#degree;
    const width = h === Infinity ? Infinity : this.#reachOf(quality.reach) * h;
    const over = h === Infinity ? 1 / (source.x[source.m - 1] - source.x[0] || 1) : 1 / h;
    const isGaussian = kernel === gaussian && h < Infinity;
    const fill = isGaussian ? undefined : this.#kernelFill(h);
    const peak = h === Infinity ? 1 : this.#peak;
    const sums = this.#sums;
    const moments = 2 * degree + 1;
    const { reach, precision } = quality;
    // A weight above 1 (weightUnit) may count from beyond a window, as high powers do.
    const isFar = degree > 0 || this.#line.total > this.#line.n;
    const until = isFar && isGaussian ? this.#weightUntil(source) : undefined;
    // What lies beyond so many bandwidths counts for no more than this part of its weight.
    const partBeyond = (u: number, power: number) => Math.exp(-(u ** 2) / 2) * u ** power;
    const enough = isGaussian ? ENOUGH : 0;
    const window = new PlacesWithin(source.x, width, places.length < targets.m / SPARSE);
    const fewer = this.#fewer;
    for (const i of places) {
      const q = targets.x[i];
      window.moveTo(q);
      let { low, high } = window;
      let about = source;
      if (fewer && high - low > MANY) {
        about = fewer.about(q, low, high);
        [low, high] = [0, about.m];
      }
      const { m, x, columns } = about;
      const own = targets === about;
      const count = high - low;
      if (this.#row.length < count) {
        this.#row = new Float64Array(2 * count);
        this.#u = new Float64Array(2 * count);
      }
      const [row, u] = [this.#row, this.#u];
      if (isGaussian) {
        distancesInto(x, low, count, q, over, u, row);
        negativePowersInto(row, 0, count);
      } else {
        for (let a = 0; a < count; a++) u[a] = (x[low + a] - q) * over;
        fill?.(u, row, count);
      }
      if (own) row[i - low] = 0;
      const taken = own ? 0 : peak * targets.columns[i];
      for (let a = 0; a < moments; a++) {
        if (a > 0) for (let c = 0; c < count; c++) row[c] *= u[c];
        if (a > degree) {
          sums[a] = dot(row, columns, count, low);
          continue;
        }
        dotPairInto(row, columns, low, m + low, count, sums, a, moments + a);
        if (a === 0 && !(sums[0] - taken >= enough)) break;
        for (let k = 1; k < p; k++)
          sums[moments + k * (degree + 1) + a] = dot(row, columns, count, (k + 1) * m + low);
      }
      const all = sums[0];
      sums[0] -= taken;
      for (let k = 0; !own && k < p; k++)
        sums[moments + k * (degree + 1)] -= peak * targets.columns[(k + 1) * targets.m + i];
      const isEnough = sums[0] >= enough && (own || sums[0] >= LEAST_LEFT * all);
      let carried = isEnough ? degree + 1 : 0;
      // Under a kernel much wider than the places in reach those beyond it still turn a polynomial.
      for (; until && carried > 0; carried--) {
        const power = 2 * (carried - 1);
        const most = sums[power] * precision;
        // Less what differences of running sums lose beside the heaviest place.
        const within = until[high] - until[low] - Number.EPSILON * m * until[m];
        const share = partBeyond(reach, power);
        if (share * (until[m] - within) <= most) break;
        const twice =
          until[countBelow(x, q + 2 * width, high)] - until[countBelow(x, q - 2 * width)];
        const beyond = partBeyond(2 * reach, power) * (until[m] - twice);
        if (share * (twice - within) + beyond <= most) break;
      }
      this.#solve(sums, 0, peak, carried, 1e4);
      if (this.#solved < this.#g.length) this.#near(targets, i, about, h, quality);
      take(i, this.#g, this.#beta);
    }
  }

  /** Few places in wide windows, of a kernel that is a polynomial. */
  #polynomialPlaces(h: number): PolynomialPlaces | undefined {
    const line = this.#line;
    const shape = this.#shape;
    if (!shape || h === Infinity || line.m <= MANY) return undefined;
    const exponent = this.#exponentOf(h, BOX_OF_POLYNOMIAL);
    return new PolynomialPlaces(line, h, !isSmooth(shape), exponent, ORDER, () => {
      const levels: Line[] = [];
      const finest = finestBox(line);
      for (let at = exponent; at >= finest; at--) {
        const level = this.#levelAt(at);
        if (level.boxes && level !== levels[levels.length - 1]) levels.push(level);
      }
      return levels;
    });
  }

  /** How many of the degrees the last sums answered. */
  #solved = 0;

  /**
   * What the others count as, from their sums, for as many of the degrees as these have digits for.
   *
   * @param carried - terms whose sums are known
   */
  #solve(sums: Float64Array, at: number, peak: number, carried: number, limit: number): void {
    const system = this.#system;
    const { degrees } = this.#smoother;
    const { p } = this.#line;
    const { moments, terms, corners } = system;
    if (this.#ridge) system.ridgeWeight = this.#ridge.weight * peak;
    const found = carried > 0 ? Math.min(carried, system.factorNested(sums, at, limit)) : 0;
    this.#solved = 0;
    while (this.#solved < degrees.length && degrees[this.#solved] < found) this.#solved++;
    for (let e = 0; e < this.#solved; e++) this.#g[e] = 1 / (peak * corners[degrees[e]]);
    for (let k = 0; k < p && this.#solved > 0; k++) {
      system.nestedInto(sums, at + moments + k * terms, found, this.#coefficients, 0);
      for (let e = 0; e < this.#solved; e++) this.#beta[e * p + k] = this.#coefficients[degrees[e]];
    }
  }

  readonly #untilOf = new WeakMap<Line, Float64Array>();

  /** The weight of the places before each, shape [m + 1]. */
  #weightUntil(line: Line): Float64Array {
    let until = this.#untilOf.get(line);
    if (!until) {
      until = new Float64Array(line.m + 1);
      for (let j = 0; j < line.m; j++) until[j + 1] = until[j] + line.columns[j];
      this.#untilOf.set(line, until);
    }
    return until;
  }

  #kernelFill(h: number): (u: Float64Array, row: Float64Array, count: number) => void {
    if (h === Infinity) return (_, row, count) => row.fill(1, 0, count);
    const request = this.#request(1, 1e-12);
    let values = kernelRow(request, 1, 256, gaussianRows);
    return (u, row, count) => {
      if (values.row.length < count) values = kernelRow(request, 1, 2 * count, gaussianRows);
      values.row.set(u.subarray(0, count));
      values.fill(count);
      row.set(values.row.subarray(0, count));
    };
  }

  #request(h: number, tolerance: number) {
    const { kernel } = this.#smoother;
    const degrees = Array<number>(1 + this.#line.p).fill(this.#degree);
    degrees[0] = 2 * this.#degree;
    return {
      kernel,
      product: false,
      inverseBandwidth: Float64Array.of(1 / h),
      degrees,
      squared: false,
      excludeSelf: false,
      tolerance,
    };
  }

  /**
   * From kernel sums, and where these have too few digits from windows.
   *
   * @param within - where runs of places of the source that count begin and end
   * @param places - which targets
   */
  #kernelSums(
    source: Line,
    within: readonly number[],
    targets: Line,
    places: Int32Array,
    h: number,
    quality: Quality,
    take: Taker,
  ): void {
    const { tolerance } = quality;
    const { p } = this.#line;
    const { kernel, method } = this.#smoother;
    const all = this.#sampleOf(source);
    // A sample that stays the same is sorted once.
    const isMost = countIn(within) > MOST_OF * source.m;
    const sample = isMost ? all : pointsAt(all, placesIn(within));
    const queries = places.length === targets.m ? targets.x : copyRows(targets.x, 1, places);
    const request = this.#request(h, tolerance);
    const { sums, logScale } = kernelSums(this.#where, sample, queries, request, method);
    const { moments, terms } = this.#system;
    const size = moments + p * terms;
    const logPeak = kernel.logValue(0);
    const limit = Math.min(1e4, 1e-3 / tolerance);
    const lost: number[] = [];
    for (let s = 0, at = 0; s < places.length; s++, at += size) {
      const i = places[s];
      const peak = Math.exp(logPeak - logScale[s]);
      const all = sums[at];
      sums[at] -= peak * targets.columns[i];
      for (let k = 0; k < p; k++)
        sums[at + moments + k * terms] -= peak * targets.columns[(k + 1) * targets.m + i];
      let carried = sums[at] >= LEAST_LEFT * all ? terms : 0;
      const least = LEAST_SPREAD * tolerance * sums[at];
      while (carried > 1 && !(sums[at + 2 * (carried - 1)] >= least)) carried--;
      this.#solve(sums, at, peak, carried, limit);
      if (this.#solved < this.#g.length) lost.push(i);
      else take(i, this.#g, this.#beta);
    }
    this.#windows(source, targets, Int32Array.from(lost), h, quality, take);
  }

  /**
   * From the nearest places themselves, relative to the nearest, outwards until no more count. A
   * coarser line that holds the place too serves where it leaves enough without it.
   */
  #near(targets: Line, i: number, source: Line, h: number, quality: Quality): void {
    const { m, p, columns } = targets;
    const [g, beta] = [this.#g, this.#beta];
    const q = targets.x[i];
    const distance = nearestDistance(targets.x, i);
    const isFar = distance > FAR * h;
    if (targets !== source && !isFar) {
      const mass = columns[i];
      this.#nearFits(source, q, -1, h);
      let isEnough = true;
      for (let e = this.#solved; e < g.length; e++) {
        const all = g[e];
        g[e] -= mass;
        if (!(g[e] >= LEAST_LEFT * all)) isEnough = false;
        for (let k = 0, at = e * p; k < p; k++, at++)
          beta[at] = (all * beta[at] - columns[(k + 1) * m + i]) / g[e];
      }
      if (isEnough) return;
    }
    // At a distance D a Gaussian falls as fast as one of bandwidth h²/D. What is said from there loses digits: boxes are a
    // quarter as wide.
    const others = isFar ? this.#levelFor(((h / distance) * h) / 4, quality) : targets;
    this.#nearFits(others, q, isFar ? countBelow(others.x, q) : i, h);
    for (let e = this.#solved; e < g.length; e++)
      if (this.#norms[e] < Infinity) this.doubts[e] += columns[i] * ROUNDING ** 2 * this.#norms[e];
  }

  /**
   * How many observations the places of a line count as at q, and their means, for the degrees that are not
   * solved.
   *
   * @param skip - a place to leave out, or −1
   */
  #nearFits(source: Line, q: number, skip: number, h: number): void {
    const { x, columns, m, p } = source;
    const { kernel, degrees, emptyWindow } = this.#smoother;
    const degree = this.#degree;
    const design = this.#design;
    const [g, beta] = [this.#g, this.#beta];
    let right = skip >= 0 ? skip + 1 : countBelow(x, q);
    let left = skip >= 0 ? skip - 1 : right - 1;
    let [count, top, heaviest, nearest] = [0, -Infinity, 0, 0];
    let lightest = Infinity;
    let first = -1;
    // The lowest degree for which more places may count, and how light and how far those are that it needs to be carried.
    let open = 0;
    const ends = this.#ends;
    this.#query[0] = q;
    // No place weighs more than all observations.
    const mostLog = Math.log(this.#line.total);
    for (;;) {
      const below = left >= 0 ? q - x[left] : Infinity;
      const above = right < m ? x[right] - q : Infinity;
      const distance = Math.min(below, above);
      if (distance === Infinity) break;
      if (count === 0) [nearest, first] = [distance, below < above ? left : right];
      const log = this.#logBeside(source, below < above ? left : right, first, distance, h);
      if (log === -Infinity) break;
      for (; open < count && open <= degree; open++) {
        // A place that weighs nothing beside the nearest ones still turns a polynomial from afar.
        const turn = open > 0 ? 2 * open * Math.log(distance / this.#furthest[open]) : 0;
        if (!(log + mostLog + turn < this.#lightest[open] + LEAST_LOG)) break;
        ends[open] = count;
      }
      if (open > degree) break;
      const j = below < above ? left-- : right++;
      if (count === this.#reach.indices.length) this.#grow();
      const own = columns[j] === 1 ? log : log + Math.log(columns[j]);
      this.#reach.indices[count] = j;
      this.#reach.logs[count] = own;
      if (own > top) [top, heaviest] = [own, j];
      // The places that are needed to carry the polynomial count whatever they weigh.
      if (count <= degree) {
        lightest = Math.min(lightest, own);
        this.#lightest[count] = lightest;
        this.#furthest[count] = distance;
      }
      count++;
    }
    ends.fill(count, open);
    this.#norms.fill(0);
    if (count === 0) {
      const alone = emptyWindow === 'nearest' ? nearestPlaces(x, q, skip) : [];
      for (let e = this.#solved; e < degrees.length; e++) {
        g[e] = 0;
        for (let k = 0; k < p; k++) {
          let [mass, sum] = [0, 0];
          for (const j of alone) {
            mass += columns[j];
            sum += columns[(k + 1) * m + j];
          }
          beta[e * p + k] = sum / mass;
        }
      }
      return;
    }
    let logScale = top;
    if (h < Infinity)
      logScale +=
        (kernel.support < Infinity ? 0 : kernel.logValue(nearest / h)) - kernel.logValue(0);
    const { logs, indices } = this.#reach;
    for (let a = 0; a < count; a++) logs[a] -= top;
    this.#reach.count = count;
    this.#reach.heaviest = heaviest;
    const ridge = this.#ridge && ridgeBeside(this.#ridge, logScale);
    let isFactored = false;
    for (let e = degrees.length - 1; e >= this.#solved; e--) {
      // Where a ridge outweighs the two nearest places, all that count, it leaves the line through them.
      const pulled = degrees[e] > 1 ? ridge : undefined;
      const turn = pulled ? Math.max(1, this.#furthest[1] ** 2 / pulled.lengths[2]) : 1;
      const isPulled = pulled && !(degrees[e] * Math.log(turn) < pulled.log + LEAST_LOG);
      const through = pulled ? 1 : degrees[e];
      if (!isPulled && ends[through] === through + 1)
        if (this.#interpolate(source, through, e, logScale)) continue;
      if (degrees[e] === 0) {
        let mass = 0;
        beta.fill(0, e * p, (e + 1) * p);
        for (let a = 0; a < ends[0]; a++) {
          const ratio = Math.exp(logs[a]);
          mass += ratio;
          const j = indices[a];
          for (let k = 0; k < p; k++)
            beta[e * p + k] += ratio * (columns[(k + 1) * m + j] / columns[j]);
        }
        for (let k = 0; k < p; k++) beta[e * p + k] /= mass;
        g[e] = Math.exp(logScale) * mass;
        this.#norms[e] = 1;
        continue;
      }
      if (!isFactored) design.factor(x, this.#query, 0, this.#reach, ridge);
      isFactored = true;
      design.lower(degrees[e], this.#reach);
      for (let k = 0; k < p; k++) {
        design.solveInto(this.#means(source, k), 0, this.#reach, this.#coefficients, 0, 1);
        beta[e * p + k] = this.#coefficients[0];
      }
      this.#norms[e] = dot(design.pulls, design.pulls, count);
      // A place that adds to what the others carry is its own fit.
      g[e] = design.degree < degrees[e] ? 0 : Math.exp(logScale) / design.corner;
    }
  }

  /**
   * What the polynomial through the nearest places says, where no others count.
   *
   * @returns whether these are far enough from one another for it
   */
  #interpolate(source: Line, degree: number, e: number, logScale: number): boolean {
    const { x, columns, m, p } = source;
    const { indices, logs } = this.#reach;
    const q = this.#query[0];
    const beta = this.#beta;
    const mean = (j: number, k: number) => columns[(k + 1) * m + j] / columns[j];
    let [norm, corner] = [0, 0];
    for (let a = 0; a <= degree; a++) {
      const j = indices[a];
      let pull = 1;
      for (let b = 0; b <= degree; b++)
        if (b !== a) pull *= (x[indices[b]] - q) / (x[indices[b]] - x[j]);
      norm += pull * pull;
      if (pull !== 0) corner += pull * pull * Math.exp(-logs[a]);
      for (let k = 0; k < p; k++) {
        // Equal values stay equal to the last digit.
        const middle = mean(indices[0], k);
        beta[e * p + k] = a === 0 ? middle : beta[e * p + k] + pull * (mean(j, k) - middle);
      }
    }
    this.#norms[e] = norm;
    this.#g[e] = Math.exp(logScale) / corner;
    return norm < MOST_PULL;
  }

  #besides: { readonly source: Line; readonly h: number; readonly log: LogKernel } | undefined;

  /**
   * log K at a place for `#query`, for kernels without end beside that of the nearest place: by
   * differences of places, since those of distances to a query far away have lost their digits.
   */
  #logBeside(source: Line, j: number, nearest: number, distance: number, h: number): number {
    const { kernel } = this.#smoother;
    if (h === Infinity) return 0;
    if (kernel.support < Infinity) return kernel.logValue(distance / h);
    if (this.#besides?.source !== source || this.#besides.h !== h) {
      const sample = this.#sampleOf(source);
      this.#besides = { source, h, log: logKernel(sample, this.#query, this.#request(h, 1)) };
    }
    return j === nearest ? 0 : this.#besides.log.difference(0, j, nearest);
  }

  #grow(): void {
    const { indices, logs } = this.#reach;
    const more = {
      indices: new Int32Array(2 * indices.length),
      logs: new Float64Array(2 * logs.length),
    };
    more.indices.set(indices);
    more.logs.set(logs);
    this.#reach = { ...this.#reach, ...more };
  }

  readonly #samples = new WeakMap<Line, Sample>();

  #sampleOf(line: Line): Sample {
    const { x: points, columns, m: n, p } = line;
    const sample = this.#samples.get(line) ?? { n, d: 1, c: 1 + p, points, columns };
    this.#samples.set(line, sample);
    return sample;
  }

  readonly #meansOf = new WeakMap<Line, Float64Array[]>();

  /** The mean of an output at each place. */
  #means(line: Line, k: number): Float64Array {
    const known = this.#meansOf.get(line) ?? [];
    this.#meansOf.set(line, known);
    known[k] ??= Float64Array.from(
      { length: line.m },
      (_, j) => line.columns[(k + 1) * line.m + j] / line.columns[j],
    );
    return known[k];
  }
}

/** The places of a line within a distance of one value after another, ascending. */
class PlacesWithin {
  low = 0;
  high = 0;

  /** @param isSparse - whether the values are so far apart that their places are looked up */
  constructor(
    readonly x: Float64Array,
    readonly width: number,
    readonly isSparse: boolean,
  ) {}

  /** Makes [low, high) the places about q. */
  moveTo(q: number): void {
    const { x, width } = this;
    let { low, high } = this;
    if (this.isSparse) {
      low = countBelow(x, q - width, low);
      high = countBelow(x, q + width, Math.max(low, high));
    }
    while (low < x.length && q - x[low] > width) low++;
    while (high < x.length && x[high] - q <= width) high++;
    this.low = low;
    this.high = high;
  }
}

/** The place, or the two, nearest to q. */
function nearestPlaces(x: Float64Array, q: number, skip: number): number[] {
  const right = skip >= 0 ? skip + 1 : countBelow(x, q);
  const left = skip >= 0 ? skip - 1 : right - 1;
  const [below, above] = [
    left >= 0 ? q - x[left] : Infinity,
    right < x.length ? x[right] - q : Infinity,
  ];
  if (below === Infinity && above === Infinity) return [];
  if (below === above) return [left, right];
  return [below < above ? left : right];
}

function countIn(runs: readonly number[]): number {
  let count = 0;
  for (let r = 0; r < runs.length; r += 2) count += runs[r + 1] - runs[r];
  return count;
}

/** The places of runs, one after another. */
function placesIn(runs: readonly number[]): Int32Array {
  const places = new Int32Array(countIn(runs));
  for (let r = 0, at = 0; r < runs.length; r += 2)
    for (let j = runs[r]; j < runs[r + 1]; j++) places[at++] = j;
  return places;
}

/**
 * The largest term of order BEND_ORDER of a function over a box, by divided differences.
 *
 * @param values - of the places [from, to), lost
 */
function bendOf(x: Float64Array, from: number, to: number, values: Float64Array): number {
  const count = to - from;
  for (let order = 1; order <= BEND_ORDER; order++)
    for (let a = 0; a < count - order; a++)
      values[a] = (values[a + 1] - values[a]) / (x[from + a + order] - x[from + a]);
  let most = 0;
  for (let a = 0; a < count - BEND_ORDER; a++) most = Math.max(most, Math.abs(values[a]));
  return 2 * most * ((x[to - 1] - x[from]) / 4) ** BEND_ORDER;
}

/** The exponent of the narrowest boxes that are crowded about some of the places. */
function finestBox({ x, m }: Line): number {
  const some = 64;
  const ahead = CROWDED * ORDER;
  if (m <= ahead) return Infinity;
  const widths = new Float64Array(some);
  for (let s = 0; s < some; s++) {
    const at = Math.floor(((s + 0.5) * (m - ahead)) / some);
    widths[s] = x[at + ahead] - x[at];
  }
  return Math.ceil(Math.log2(widths.sort()[CROWDED_SHARE * some]));
}

/**
 * Adds the observations of a place for each degree: leverages left, squared errors, squared
 * leave-one-out errors.
 *
 * @param tally - is added to from `to` on
 * @param counted - what the others count as, from `at` on
 * @param beta - what they say of each output, from `first` on
 */
function addPlace(
  tally: Tally,
  to: number,
  line: Line,
  j: number,
  degrees: number,
  counted: Float64Array,
  at: number,
  beta: Float64Array,
  first: number,
): void {
  const { m, p, columns, scatter, counts, noise, own, members } = line;
  const mass = columns[j];
  const w = own[j];
  const isEqual = !Number.isNaN(w);
  const rest = isEqual ? w * (counts[j] - 1) : Number.NaN;
  for (let e = 0, sums = to; e < degrees; e++, sums += tallySize(p)) {
    const g = counted[at + e];
    const share = g === 0 ? 0 : g / (g + mass);
    const free = freeShare(g, rest, w);
    const left = isEqual ? counts[j] * free : counts[j] - mass / (g + mass);
    tally[sums] += noise === counts ? left : (noise[j] / counts[j]) * left;
    for (let k = 0; k < p; k++) {
      const mean = columns[(k + 1) * m + j] / mass;
      const within = scatter[k * m + j];
      const others = beta[first + e * p + k];
      const off = g === 0 ? 0 : share * (mean - others);
      tally[sums + 1 + k] += mass * off * off + within;
      if (isEqual) {
        const residual = leftOutResidual(g, others, rest, mean, mean);
        tally[sums + 1 + p + k] +=
          mass * residual * residual + (within === 0 ? 0 : within / (free * free));
      } else if (members) tally[sums + 1 + p + k] += memberSquares(line, j, k, g, others);
    }
  }
}

/** Σ w e² of leave-one-out over the members of a place whose weights differ. */
function memberSquares(line: Line, j: number, k: number, g: number, beta: number): number {
  const { m, columns, members, n } = line;
  if (!members) return Number.NaN;
  const { start, weights, y } = members;
  const [mass, sum] = [columns[j], columns[(k + 1) * m + j]];
  let squares = 0;
  for (let i = start[j]; i < start[j + 1]; i++) {
    const [w, value] = [weights[i], y[k * n + i]];
    let [rest, others] = [mass - w, sum - w * value];
    if (2 * w > mass) {
      // One that outweighs its tie mates leaves them no digits in a difference.
      [rest, others] = [0, 0];
      for (let o = start[j]; o < start[j + 1]; o++) {
        if (o === i) continue;
        rest += weights[o];
        others += weights[o] * y[k * n + o];
      }
    }
    squares += w * leftOutResidual(g, beta, rest, others / rest, value) ** 2;
  }
  return squares;
}

/** u of the places in a window, and the exponents of the Gaussian there. */
function distancesInto(
  x: Float64Array,
  low: number,
  count: number,
  q: number,
  over: number,
  u: Float64Array,
  row: Float64Array,
): void {
  for (let a = 0; a < count; a++) {
    const t = (x[low + a] - q) * over;
    u[a] = t;
    row[a] = t * t * (Math.LOG2E / 2);
  }
}

function dotPairInto(
  row: Float64Array,
  columns: Float64Array,
  a: number,
  b: number,
  count: number,
  out: Float64Array,
  toA: number,
  toB: number,
): void {
  let [sumA, sumB] = [0, 0];
  for (let c = 0; c < count; c++) {
    sumA += row[c] * columns[a + c];
    sumB += row[c] * columns[b + c];
  }
  out[toA] = sumA;
  out[toB] = sumB;
}
