import { extent } from './drawnPoints.js';
import type { VegaLiteFields, VegaLiteTransform } from './VegaLiteSpec.js';

/** The horizontal axis, and how tooltips tell its places. */
export interface Across {
  readonly x: VegaLiteFields;
  readonly tip: VegaLiteFields;
  /** What rows need for that. */
  readonly transform: VegaLiteTransform[];
}

/** Over more days a time of day tells nothing. */
const DAYS = 60;

/** The column `x` of numbers, or of times, in UTC. */
export function across(title: string, isTime: boolean, places: Iterable<number>): Across {
  const scale = { zero: false };
  if (!isTime) {
    const x = { field: 'x', type: 'quantitative', title, scale };
    return { x, tip: numberIn('x', title), transform: [] };
  }
  const [first, last] = extent(places);
  const format = last - first > DAYS * 864e5 ? '%Y-%m-%d' : '%Y-%m-%d %H:%M';
  return {
    x: { field: 'x', type: 'temporal', title, scale: { type: 'utc' } },
    tip: { field: 'time', type: 'nominal', title },
    transform: [{ calculate: `utcFormat(datum.x, '${format}')`, as: 'time' }],
  };
}

/** A number in a tooltip. */
export function numberIn(field: string, title: string): VegaLiteFields {
  return { field, type: 'quantitative', title, format: '.4~g' };
}

/** The name of what is pointed at in a tooltip, where there are several. */
export function nameIn(names: readonly string[], title: string): VegaLiteFields[] {
  return names.length > 1 ? [{ field: 'name', type: 'nominal', title }] : [];
}
