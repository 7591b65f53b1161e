import { insidePeriod } from './insidePeriod.js';

/**
 * Places on a circle as they lie on a line: from the end of the largest gap on, so that it does not matter
 * where the circle begins.
 */
export function unrolled(places: Float64Array, period: number): Float64Array {
  const inside = places.map((at) => insidePeriod(at, period));
  const keys = inside.slice().sort();
  let [gap, first] = [keys[0] + period - keys[keys.length - 1], keys[0]];
  for (let i = 1; i < keys.length; i++)
    if (keys[i] - keys[i - 1] > gap) [gap, first] = [keys[i] - keys[i - 1], keys[i]];
  return inside.map((at) => (at < first ? at + period : at));
}

/** From where to where places along a column reach, whatever it holds: a circle once round. */
export function rangeAlong(
  { period, kind }: { readonly period?: number | undefined; readonly kind?: string | undefined },
  places: Float64Array,
): readonly [from: number, to: number] {
  if (period) return [0, period];
  return kind === 'longitude' ? westToEast(places) : endsOf(places);
}

function endsOf(places: Float64Array): readonly [least: number, most: number] {
  return [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
}

/** From where to where longitudes reach: as they come, or over the date line where that leaves out a quarter of the globe more. */
function westToEast(longitudes: Float64Array): readonly [west: number, east: number] {
  const given = endsOf(longitudes);
  const [west, east] = endsOf(unrolled(longitudes, 360));
  if (given[1] - given[0] - (east - west) < 90) return given;
  const rounds = 360 * Math.ceil((west + east) / 720 - 0.5);
  return [west - rounds, east - rounds];
}
