import { powers } from '../sums/powers.js';
import type { PairDifferences, Sample } from '../sums/types.js';
import { LocalDesign } from './LocalDesign.js';
import { PlacesInReach } from './PlacesInReach.js';
import { type Places, placesOf } from './placesOf.js';
import { type RidgeTerms, ridgeBeside, ridgeTerms } from './ridge.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { type CentredSample, smootherRequest } from './smootherSums.js';

/** The local design of one query after another, from the places themselves, in memory of its own. */
export class QueryDesigns {
  readonly places: Places;
  readonly reach: PlacesInReach;
  readonly design: LocalDesign;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  readonly #weights: Float64Array;
  /** Where columns are no numbers, places as they lie about the query. */
  readonly #differences: PairDifferences | undefined;
  readonly #local = new Float64Array(0);
  readonly #ridge: RidgeTerms | undefined;
  readonly #queryScale: Float64Array | undefined;

  /**
   * @param sample - column 0 holds the weights
   * @param queries - [m, d]
   * @param isOwn - whether the queries are the points
   * @param unit - what a weight of 1 in the sample is among the weights of observations
   */
  constructor(sample: Sample, spec: SmootherSpec, queries: Float64Array, isOwn = false, unit = 1) {
    const { d, n } = sample;
    this.places = placesOf(sample);
    const merged = this.places.sample;
    const request = smootherRequest(merged, spec, queries);
    const { kinds } = request;
    const width = kinds?.variables.length ?? d;
    const terms = powers(width, spec.degree).parent.length;
    if (kinds) {
      this.#differences = kinds.differences(merged.points, queries, kinds);
      this.#local = new Float64Array(merged.n * width);
    }
    const finds = isOwn ? merged.n : 0;
    this.reach = new PlacesInReach(merged, queries, request, terms, finds);
    this.design = new LocalDesign(width, spec.degree);
    this.#ridge = spec.ridge && ridgeTerms(spec.ridge, spec.degree, request, d, unit);
    this.#queryScale = request.queryScale;
    this.#spec = spec;
    this.#queries = queries;
    this.#weights = sample.columns.subarray(0, n);
  }

  /**
   * Factors the design of a query; false where nothing is in reach, or weights of both signs cancel.
   *
   * @param skip - a place that does not take part
   */
  factor(q: number, emptyWindow = this.#spec.emptyWindow, skip = -1): boolean {
    const { reach, design, places } = this;
    reach.findOr(emptyWindow, q, skip);
    if (reach.count === 0) return false;
    const differences = this.#differences;
    const ridge =
      this.#ridge && ridgeBeside(this.#ridge, reach.logBesidePeak(q), this.#queryScale?.[q]);
    if (!differences)
      design.factor(places.sample.points, this.#queries, q * places.sample.d, reach, ridge);
    else {
      const { count } = differences;
      for (let at = 0; at < reach.count; at++) {
        const i = reach.indices[at];
        differences.into(q, i, this.#local, i * count);
      }
      design.factor(this.#local, new Float64Array(count), 0, reach, ridge);
    }
    return !design.cancels;
  }

  /** Writes with which weights ℓ the fit of the last design takes the observations, [n]. */
  pullsInto(out: Float64Array): void {
    const { reach, design, places } = this;
    const { index, sample } = places;
    out.fill(0);
    for (let at = 0; at < reach.count; at++) {
      const place = reach.indices[at];
      const each = design.pulls[at] / sample.columns[place];
      for (let o = index.start[place]; o < index.start[place + 1]; o++) {
        const i = index.order[o];
        out[i] = each * this.#weights[i];
      }
    }
  }
}

/**
 * The pulls of all observations at each query that has some in reach, in memory that is used again. O(m·n).
 *
 * @param sample - column 0 holds the weights
 * @param queries - [m, d]
 */
export function eachPull(
  { sample, weight }: Pick<CentredSample, 'sample' | 'weight'>,
  spec: SmootherSpec,
  queries: Float64Array,
  take: (q: number, pulls: Float64Array) => void,
): void {
  const designs = new QueryDesigns(sample, spec, queries, false, weight);
  const pulls = new Float64Array(sample.n);
  for (let q = 0; q * sample.d < queries.length; q++) {
    if (!designs.factor(q)) continue;
    designs.pullsInto(pulls);
    take(q, pulls);
  }
}
