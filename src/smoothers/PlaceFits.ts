// Local polynomials from the places themselves, where the moments would lose digits. Under a Gaussian that is wide
// beside the distances of places few stand for many (CoarserTasks.ts).

import { countBelow } from '../loops/sortedOrder.js';
import { type CoarserTasks, coarserTasks } from './CoarserTasks.js';
import type { FitTask, Variances } from './FitTask.js';
import { fewInReach } from './PlacesInReach.js';
import { meanAt } from './placesOf.js';
import { QueryDesigns } from './QueryDesigns.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { seesFew } from './smootherSums.js';

/** The degree where the weights of a signed kernel cancel, so that there is nothing to divide by. */
export const CANCELLED = -2;

/** Logarithms of weights that are further apart do not count beside each other. */
const LOST_BESIDE = 1e280;

/** Less than this beside what it was taken of is rounding. */
const HARDLY = 1e-10;

/** Which places answer a query. */
export class CarefulFits {
  /**
   * What others alone say at a place, [p], in polynomials of the degree that they carry together with it, where
   * that is not the degree that they carry alone.
   */
  readonly within = new Map<number, Float64Array>();
  readonly #task: FitTask;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  readonly #variances: Variances | undefined;
  readonly #leavesOut: boolean;
  readonly #grown: Float64Array | undefined;
  /** Whether few places are in reach of a query; `undefined` where they cannot stand for others. */
  readonly #isFew: ReturnType<typeof fewInReach> | undefined;
  #tasks: CoarserTasks | undefined;
  readonly #byTask = new Map<FitTask, PlaceFits>();

  /**
   * @param leavesOut - the queries are the observations, and each is left out of its own fit
   * @param grown - what 1/bandwidth is multiplied by at queries, [m]
   */
  constructor(
    task: FitTask,
    spec: SmootherSpec,
    queries: Float64Array,
    variances: Variances | undefined,
    leavesOut: boolean,
    grown: Float64Array | undefined,
  ) {
    this.#task = task;
    this.#spec = spec;
    this.#queries = queries;
    this.#variances = variances;
    this.#leavesOut = leavesOut;
    this.#grown = grown;
    const { d, points } = task.sample;
    if (seesFew(spec, d)) this.#isFew = fewInReach(points, 1 / spec.bandwidth[0], true);
  }

  /** All places. */
  get all(): PlaceFits {
    return this.#of(this.#task, this.#variances);
  }

  /** Those that are enough at a query. */
  at(q: number): PlaceFits {
    const scale = this.#grown?.[q] ?? 1;
    if (!this.#isFew || this.#isFew(this.#queries[q], scale)) return this.all;
    const varied = this.#variances === 'ones' ? undefined : this.#variances;
    const [h] = this.#spec.bandwidth;
    this.#tasks ??= coarserTasks(this.#task)(varied ?? this.#task, varied);
    const { task, variances } = this.#tasks.for(h / scale, h);
    return this.#of(task, variances ?? this.#variances);
  }

  #of(task: FitTask, variances: Variances | undefined): PlaceFits {
    let found = this.#byTask.get(task);
    const own = this.#leavesOut && task !== this.#task ? this.#task : undefined;
    found ??= new PlaceFits(task, this.#spec, this.#queries, this, variances, own);
    this.#byTask.set(task, found);
    return found;
  }
}

/** Fits from places. */
class PlaceFits {
  /** The degree that the places carry at the last query, −1 where none is in reach. */
  degree = 0;
  /** How many observations the others count as, where one was left out. */
  counted = 0;
  /** Whether all at its place were left out with it. */
  wholly = true;
  readonly #within: Map<number, Float64Array>;
  readonly #queries: Float64Array;
  readonly #p: number;
  readonly #designs: QueryDesigns;
  readonly #task: FitTask;
  readonly #variances: Variances;
  /** The observations for whom the places stand, which are the queries. */
  readonly #crowd: FitTask | undefined;
  /** Of the values, [p, places]; where places have been in reach. */
  readonly #means: Float64Array;
  /** The root of Σ s_i v_i / (Σ s_i)² over the observations of each place, with its sign, [c, places]; the same. */
  readonly #noise: Float64Array;
  /** Where they are known. */
  readonly #known: Uint8Array;
  readonly #beta: Float64Array;
  /** What was taken out last, and of how much. */
  #own = { weight: 0, all: 0 };

  constructor(
    task: FitTask,
    spec: SmootherSpec,
    queries: Float64Array,
    { within }: CarefulFits,
    variances: Variances = new Float64Array(0),
    crowd?: FitTask,
  ) {
    const { sample, weight } = task;
    this.#within = within;
    this.#queries = queries;
    this.#crowd = crowd;
    this.#p = sample.c - 1;
    this.#task = task;
    this.#variances = variances;
    this.#designs = new QueryDesigns(sample, spec, queries, !crowd, weight);
    const { places, design } = this.#designs;
    const count = places.sample.n;
    this.#means = new Float64Array(this.#p * count);
    const c = variances === 'ones' ? 1 : variances.length / Math.max(1, sample.n);
    this.#noise = new Float64Array(c * count);
    this.#known = new Uint8Array(count);
    this.#beta = new Float64Array(design.terms);
  }

  /** Learns what is not known yet of the places in reach. */
  #learn(): void {
    const { reach, places } = this.#designs;
    const { sample, values } = this.#task;
    const { n: count, columns: masses } = places.sample;
    const { n } = sample;
    const weights = sample.columns.subarray(0, n);
    for (let at = 0; at < reach.count; at++) {
      const t = reach.indices[at];
      if (this.#known[t] === 1) continue;
      this.#known[t] = 1;
      for (let k = 0; k < this.#p; k++)
        this.#means[k * count + t] = meanAt(places, values, k * n, weights, t);
      for (let k = 0; k * count < this.#noise.length; k++) {
        const of = this.#variances;
        const v = of === 'ones' ? 1 : meanAt(places, of, k * n, weights, t);
        // Of a light observation only the root is sure to be a number.
        this.#noise[k * count + t] = (Math.sign(v) * Math.sqrt(Math.abs(v))) / Math.sqrt(masses[t]);
      }
    }
  }

  /**
   * Fits at a query.
   *
   * @param out - receives the coefficients, [terms, p], from `to` on
   */
  fit(q: number, out: Float64Array, to: number): void {
    const { reach, design, places } = this.#designs;
    if (!this.#designs.factor(q)) {
      this.degree = reach.count > 0 ? CANCELLED : -1;
      out.fill(Number.NaN, to, to + design.terms * this.#p);
      return;
    }
    this.degree = design.degree;
    this.#learn();
    for (let k = 0; k < this.#p; k++)
      design.solveInto(this.#means, k * places.sample.n, reach, out, to + k, this.#p);
  }

  /** The weight that an observation at the query would have in the last fit. */
  own(q: number): number {
    const { reach, design } = this.#designs;
    if (this.degree < 0) return Number.NaN;
    return design.corner * Math.exp(-reach.logBesidePeak(q));
  }

  /** The logarithm of all weights in reach beside K(0). */
  logMass(q: number): number {
    const { reach } = this.#designs;
    let sum = 0;
    for (let at = 0; at < reach.count; at++) sum += Math.exp(reach.logs[at]);
    return sum > 0 ? reach.logBesidePeak(q) + Math.log(sum) : -Infinity;
  }

  /** Writes the variances of a coefficient of the last fit, [c], from `to` on. */
  varianceInto(term: number, out: Float64Array, to: number): void {
    const { reach, design, places } = this.#designs;
    const { n } = places.sample;
    const count = design.cancels ? 0 : reach.count;
    const pulls = design.pullsOf(term);
    for (let k = 0; k * n < this.#noise.length; k++) {
      let sum = count > 0 ? 0 : Number.NaN;
      for (let at = 0; at < count; at++) {
        const noise = this.#noise[k * n + reach.indices[at]];
        if (noise !== 0) sum += Math.sign(noise) * (pulls[at] * noise) ** 2;
      }
      out[to + k] = Math.max(0, this.wholly ? sum : this.#withoutOwn(sum));
    }
  }

  /** Where observation i is. */
  #placeOf(i: number): number {
    const { index, sample } = this.#designs.places;
    return sample.d === 1 ? countBelow(sample.points, this.#queries[i]) : index.place[i];
  }

  /**
   * The fit at observation i without all at its place; without it alone where places stand for it.
   *
   * @param out - receives the fit of each output, [p], from `to` on
   * @returns whether it can be told
   */
  leaveOut(i: number, out: Float64Array, to: number): boolean {
    const own = this.#placeOf(i);
    this.wholly = !this.#crowd || this.#designs.places.sample.points[own] === this.#queries[i];
    if (!this.wholly) return this.#takeOut(i, this.#crowd!, out, to);
    this.counted = this.#leaveOut(i, own, out, to);
    return true;
  }

  /** Takes observation i out of the fit to all, of which it is a small part. */
  #takeOut(i: number, { sample, values }: FitTask, out: Float64Array, to: number): boolean {
    const { reach, design, places } = this.#designs;
    if (!this.#designs.factor(i) || design.carried < design.terms) return false;
    const weight = sample.columns[i];
    const all = Math.exp(reach.logBesidePeak(i)) / design.corner;
    const others = all - weight;
    if (!(others > weight)) return false;
    this.degree = design.degree;
    this.counted = others;
    this.#own = { weight, all };
    this.#learn();
    for (let k = 0; k < this.#p; k++) {
      design.solveInto(this.#means, k * places.sample.n, reach, this.#beta, 0, 1);
      const [fit] = this.#beta;
      out[to + k] = fit + (weight / others) * (fit - values[k * sample.n + i]);
    }
    return true;
  }

  /** Σ ℓ_j²/s_j of a fit to all without the observation that was taken out. */
  #withoutOwn(norm: number): number {
    const { weight, all } = this.#own;
    return (norm * all ** 2 - weight) / (all - weight) ** 2;
  }

  #leaveOut(i: number, own: number, out: Float64Array, to: number): number {
    const designs = this.#designs;
    const { reach, design } = designs;
    const { sample } = designs.places;
    let isFound = designs.factor(i, undefined, own);
    const { degree } = design;
    let carried = design.carried;
    let counted = Number.NaN;
    this.degree = degree;
    // What the others carry alone they carry with the place, unless they are nothing beside it.
    const isSure = isFound && carried === design.terms && !reach.signs;
    if (!isSure || !(reach.logBeside(i, own) > -LOST_BESIDE)) {
      this.degree = designs.factor(i) ? design.degree : -1;
      carried = design.carried;
      if (isFound && this.degree >= 0 && this.degree !== degree) counted = this.#takeWithin(i, own);
      isFound = designs.factor(i, undefined, own);
    }
    if (!isFound) {
      if (reach.count > 0) this.degree = CANCELLED;
      out.fill(Number.NaN, to, to + this.#p);
      return 0;
    }
    this.#learn();
    for (let k = 0; k < this.#p; k++) {
      design.solveInto(this.#means, k * sample.n, reach, this.#beta, 0, 1);
      out[to + k] = this.#beta[0];
    }
    if (!Number.isNaN(counted)) return counted;
    // A place that adds to what the others carry is its own fit.
    const adds = sample.columns[own] > 0 && design.carried < carried;
    return adds ? 0 : Math.exp(reach.logBeside(i, own)) / design.corner;
  }

  /** Takes that of the fit to all, which was factored last; returns how many the others count as. */
  #takeWithin(i: number, own: number): number {
    const { reach, design, places } = this.#designs;
    const { n, columns } = places.sample;
    const weight = columns[own];
    const all = Math.exp(reach.logBeside(i, own)) / design.corner;
    const others = all - weight;
    // Without signs they cannot count as less than nothing, but for overflow.
    const isSome = Math.abs(others) > HARDLY * weight && (others > 0 || reach.signs);
    const counted = isSome ? others : 0;
    this.#learn();
    const fits = new Float64Array(this.#p);
    for (let k = 0; k < this.#p; k++) {
      design.solveInto(this.#means, k * n, reach, this.#beta, 0, 1);
      const [fit] = this.#beta;
      fits[k] = counted !== 0 ? fit + (weight / counted) * (fit - this.#means[k * n + own]) : fit;
    }
    this.#within.set(i, fits);
    return counted;
  }
}
